"use strict";
// The operator's view: what to do now, what just happened, and how things stand at one desk.

(() => {
    const K = Kiosk;
    const { find, isLeftOut, make, put, mark, fill, picture, sign, say, word, state, deskOf } = K;
    const freshFor = 4000; // ms for which a verdict looks new
    const mostTiles = 6;
    const pickFor = 15000; // ms for which the desks are offered
    const shown = { lane: null, verdict: null, until: 0, turn: 0 };
    let pickUntil = 0;

    Object.assign(K.words, {
        desk: ["Desk", "号台"], chooseDesk: ["Which desk is this?", "这是几号台？"],
        noDesk: ["This station has no such desk", "本站无此台号"], pickDesk: ["Choose a desk above", "请在上方选台号"],
        trainingNote: ["nothing of it is real", "记录不作数"], rests: ["The station rests", "暂停中"],
        goOn: ["Scan to go on", "继续请扫码"], closed: ["The shift is closed", "已交班"],
        morning: ["Scan MORNING to begin the next", "开班请扫开班卡"], plugIn: ["Plug in a scanner", "请插好扫码枪"],
        then: ["Then", "之后"], noTube: ["No tube open", "未开管"], parked: ["Full, not sealed", "满管未封"],
        short: ["short", "不足"], waits: ["waits", "等候"], unsigned: ["to be signed", "待签"],
        well: ["Ready", "就绪"], report: ["The day's report", "采样日报"],
        photograph: ["Photograph this and paste it into the group", "请拍照并粘贴到工作群"],
    });

    // MARK: What to do now

    const order = (from, told) => ({ from, sign: told.sign || from, what: say(told.what), next: say(told.next) });

    /** What stands large, in this order: why nothing goes; the shift; a question; the first thing to fix in the morning, or
     *  that there is none; the work. */
    function instruction(screen, lane) {
        if (screen.trouble) return { from: "trouble", sign: "refused", what: word("nothing"), next: say(screen.trouble) };
        if (screen.shift === "asleep") return { from: "shift", sign: "sleep", what: word("rests"), next: word("goOn") };
        if (screen.shift === "closed") return { from: "shift", sign: "sleep", what: word("closed"), next: word("morning") };
        if (!lane) return { from: "lane", sign: "attention", what: word("noDesk"), next: word("pickDesk") };
        if (!lane.open) return { from: "lane", sign: "plug", what: word("noScanner"), next: word("plugIn") };
        if (lane.question) return order("question", lane.question);
        if (!screen.check) return order("now", lane.now);
        const ill = screen.check.find((each) => each.fix);
        return ill ? { from: "check", sign: "attention", what: say(ill.what), next: say(ill.fix) }
            : { from: "check", sign: "accepted", what: word("well"), next: "" };
    }

    function showNow(screen, lane) {
        const now = instruction(screen, lane), panel = find("#now");
        mark(panel, "data-from", now.from);
        mark(panel, "data-sign", now.sign);
        fill(find("#now-sign"), now.sign, () => [sign(now.sign)]);
        put(find("#now-what"), now.what);
        put(find("#now-next"), now.next || now.what);
        find("#now-what").hidden = !now.next;
        const isWork = ["question", "check", "now"].includes(now.from), rows = [];
        if (screen.report) rows.push(now);
        else if (isWork && now.from !== "now") rows.push({ ...order("now", lane.now), what: word("then") });
        if (isWork && lane.packing) rows.push(order("packing", lane.packing));
        const also = find("#also");
        also.hidden = rows.length === 0;
        fill(also, rows, () => rows.map((row) => make("p", { "data-from": row.from, "data-sign": row.sign }, sign(row.sign),
            make("span", {}, make("small", {}, row.what), " ", make("b", {}, row.next)))));
    }

    /** What MORNING looked at: a tick for each, or what to do. */
    function showCheck(screen) {
        const list = find("#check"), all = screen.check || [];
        list.hidden = !all.length;
        fill(list, all, () => all.map(({ what, fix }) =>
            make("li", { "data-well": !fix }, picture(fix ? "attention" : "accepted"),
                make("span", {}, make("b", {}, say(what)), fix ? make("small", {}, say(fix)) : null))));
    }

    /** The day's report for a phone: in place of the work, of which nothing is left but what to do next. */
    function showReport(report) {
        mark(document.body, "data-report", Boolean(report));
        find("#report").hidden = !report;
        if (!report) return;
        const [head, ...lines] = say(report.text).split("\n");
        fill(find("#report"), report, () => [
            make("img", { src: say(report.code), alt: word("report") }),
            make("div", {}, make("h1", {}, head), make("ul", {}, ...lines.map((line) => make("li", {}, line))),
                make("p", { lang: "zh-CN" }, word("photograph", "zh")), make("p", { lang: "en" }, word("photograph", "en"))),
        ]);
    }

    // MARK: What just happened

    function concerns(verdict, lane) {
        // Told without a tone, or to all, with nothing to do: the verdict before it is what was heard here.
        if (!say(verdict.next) && (verdict.kind === "silent" || isLeftOut(verdict.lane))) return false;
        return isLeftOut(verdict.lane) || Boolean(lane && verdict.lane === lane.lane);
    }

    function noteVerdict(verdict) {
        if (shown.verdict && verdict.n <= shown.verdict.n) return;
        shown.verdict = verdict;
        const left = Math.min(freshFor, verdict.at + freshFor - K.now());
        shown.until = performance.now() + left;
        if (left <= 0 || verdict.kind === "silent") { shown.until = 0; return; }
        shown.turn = 1 - shown.turn;
        setTimeout(K.show, left + 20);
        const text = [word(verdict.kind), say(verdict.what), say(verdict.next)].filter(Boolean).join(". ");
        const isUrgent = verdict.kind === "refused" || verdict.kind === "attention";
        put(find(isUrgent ? "#assertive" : "#polite"), text);
        put(find(isUrgent ? "#polite" : "#assertive"), "");
    }

    function showVerdict() {
        const verdict = shown.verdict, panel = find("#verdict");
        panel.hidden = !verdict;
        if (!verdict) return;
        // While nothing is accepted, what was last accepted asks for nothing.
        const isStopped = Boolean(state.screen.trouble), isFresh = !isStopped && performance.now() < shown.until;
        mark(panel, "data-kind", verdict.kind);
        mark(panel, "data-name", verdict.name);
        mark(panel, "data-verdict-n", verdict.n);
        mark(panel, "data-fresh", isFresh);
        mark(panel, "data-turn", shown.turn);
        fill(find("#verdict-sign"), verdict.kind, () => [picture(verdict.kind)]);
        put(find("#verdict-kind"), word(verdict.kind));
        put(find("#verdict-what"), say(verdict.what));
        put(find("#verdict-next"), isStopped ? "" : say(verdict.next));
    }

    // MARK: The tube

    function showTube(screen, lane) {
        const panel = find("#tube"), tube = lane && lane.tube;
        const isHidden = !lane || screen.role === "intake" || (screen.check && !tube && !lane.parked.length);
        panel.hidden = isHidden;
        if (isHidden) return;
        const capacity = tube ? tube.capacity : lane.capacity, slots = tube ? tube.slots : [];
        mark(panel, "data-code", tube ? tube.code : "");
        mark(panel, "data-count", slots.length);
        mark(panel, "data-capacity", capacity);
        fill(panel, [tube, lane.waiting, lane.parked, capacity], () => {
            const places = make("ol", { class: "places" + (tube ? "" : " empty"), "data-rows": capacity > 10 ? 2 : 1 });
            for (let place = 1; place <= capacity; place += 1) {
                const isTaken = slots.includes(place);
                places.append(make("li", { "data-place": place, "data-taken": isTaken, class: isTaken ? "taken" : "free" },
                    String(place)));
            }
            return [
                lane.waiting ? make("p", { id: "waiting", class: "chip" }, picture("person"),
                    make("span", {}, make("b", {}, lane.waiting.name),
                        make("small", { "data-since": lane.waiting.since || "" }))) : null,
                make("div", { class: "glass" }, make("i", { class: "cap" }), places),
                make("p", { id: "tube-code" },
                    make("b", {}, tube ? slots.length + "/" + capacity : word("noTube")),
                    tube ? make("small", {}, tube.code + (tube.short ? " · " + word("short") : "")) : null),
                lane.parked.length ? make("div", { id: "parked", class: "chip" }, picture("close-tube"), make("p", {},
                    make("small", {}, word("parked")), ...lane.parked.map((each) =>
                        make("b", { "data-parked": each.code }, each.code)))) : null,
            ];
        });
    }

    // MARK: The row below

    /** A bag or a box that fills: its outline, and how much of it is full. */
    function vessel(name, part) {
        const [x, top, width] = name === "bag" ? [11, 21, 42] : [8, 25, 48];
        const height = Math.round((57 - top) * Math.min(1, part));
        return picture(name, K.svg("rect", { x, y: 57 - height, width, height, class: "level" }), K.shapes(name + "-outline"));
    }

    function tile(id, drawing, big, small, attributes) {
        return make("div", Object.assign({ class: "tile", "data-tile": id }, attributes), drawing,
            make("p", {}, make("b", {}, big), Array.isArray(small)
                ? make("small", {}, make("span", { class: "long" }, small[0] + " "), small[1]) : make("small", {}, small)));
    }

    const more = (all, limit) => (all.length > limit ? " +" + (all.length - limit) : "");

    function bags(screen, lane, limit) {
        const mine = lane && lane.category ? lane.category.en : null;
        const rank = (bag) => (lane && bag.lane === lane.lane ? 0 : bag.category.en === mine ? 1 : 2);
        const sorted = screen.bags.slice().sort((a, b) => rank(a) - rank(b));
        return sorted.slice(0, limit).map((bag, index) => tile("bag", vessel("bag", bag.tubes / bag.limit),
            bag.tubes + "/" + bag.limit + (index === limit - 1 ? more(sorted, limit) : ""), [bag.code, K.phase(bag)],
            { "data-code": bag.code, "data-phase": bag.phase }));
    }

    function boxes(screen) {
        return screen.boxes.slice(0, 1).map((box) => tile("box", vessel("box", box.bags / box.limit), box.bags + "/" + box.limit
            + more(screen.boxes, 1), [box.code, word(box.closed ? "boxClosed" : "boxOpen")],
            { "data-code": box.code, "data-closed": box.closed }));
    }

    function swab(screen) {
        if (!screen.swab) return [];
        const swab = K.swab(screen.swab);
        return [tile("swab", picture(swab.picture), swab.age, [word("swab"), word(swab.state)], { "data-state": swab.state })];
    }

    function labels(screen) {
        if (!screen.labels.length) return [];
        const owed = screen.labels, isDoubtful = owed.some((label) => label.doubtful);
        const names = owed.slice(0, 2).map((label) => say(label.what)).join(", ") + more(owed, 2);
        return [tile("labels", picture("printer"), word("labels") + " " + owed.length, isDoubtful ? word("doubtful") : names,
            { "data-count": owed.length, "data-doubtful": isDoubtful, "data-state": isDoubtful ? "warning" : "owed" })];
    }

    function devices(screen, lane, limit) {
        const near = screen.devices.filter((device) => isLeftOut(device.lane) || !lane || device.lane === lane.lane);
        const ill = near.filter((device) => device.state === "trouble" || device.state === "lost");
        if (!ill.length) {
            const ready = near.filter((device) => device.state === "ready").length, small = [word("devices"), word("ready")];
            return ready ? [tile("devices", picture("accepted"), String(ready), small, { "data-state": "fine" })] : [];
        }
        return ill.slice(0, limit).map(({ id, state, what, trouble }, index) => tile("devices",
            picture(state === "lost" ? "plug" : "attention"),
            say(what) + " " + word(state) + (index === limit - 1 ? more(ill, limit) : ""), say(trouble),
            { "data-state": "warning", "data-device": id, "data-device-state": state }));
    }

    /** What runs out when: empty tubes, and people of the roster. */
    function outlook(screen) {
        const { tubes, tubesUntil, people, doneAt } = screen.outlook || {};
        const until = (time) => (isLeftOut(time) ? "" : " → " + K.clock(time));
        return [
            isLeftOut(tubes) ? null : tile("stock", picture("tube"), String(tubes), word("stock") + until(tubesUntil),
                { "data-tubes": tubes }),
            isLeftOut(people) ? null : tile("done", picture("door"), String(people), word("toDo") + until(doneAt),
                { "data-people": people }),
        ].filter(Boolean);
    }

    function showTiles(screen, lane) {
        const row = find("#tiles");
        const all = (limit) => [...bags(screen, lane, limit), ...boxes(screen), ...swab(screen), ...labels(screen),
            ...devices(screen, lane, limit)];
        let tiles = all(2);
        if (tiles.length > mostTiles) tiles = all(1);
        if (screen.unsigned) tiles.push(tile("unsigned", picture("badge"), String(screen.unsigned), word("unsigned")));
        if (lane && lane.crew.length && tiles.length < 5) {
            tiles.push(tile("crew", picture("badge"), lane.crew.map((each) => say(each.role)).join(", "),
                lane.crew.map((each) => each.badge).join(" ")));
        }
        tiles.push(...outlook(screen));
        if (screen.outbox && screen.outbox.people && tiles.length < 5) {
            tiles.push(tile("outbox", picture("out"), String(screen.outbox.people), word("outbox"),
                { "data-people": screen.outbox.people }));
        }
        if (screen.pace && tiles.length < 5) {
            const { now, best } = screen.pace;
            tiles.push(tile("pace", picture("person"), String(now), word("pace") + ", " + word("best") + " " + best,
                { "data-now": now, "data-best": best }));
        }
        tiles = tiles.slice(0, mostTiles);
        row.hidden = tiles.length === 0;
        fill(row, tiles.map((each) => each.outerHTML), () => tiles);
    }

    // MARK: The head

    function showHead(screen, lane) {
        const isPick = screen.lanes.length > 1, number = lane ? String(lane.lane) : "?";
        fill(find("#lane"), [number, isPick], () => {
            const plate = [make("small", {}, word("desk")), make("b", {}, number)];
            if (!isPick) return [make("p", { class: "plate" }, ...plate)];
            const button = make("button", { class: "plate", type: "button", id: "pick", "aria-controls": "lanes" }, ...plate);
            button.addEventListener("click", () => { pickUntil = pickUntil ? 0 : performance.now() + pickFor; K.show(); });
            return [button];
        });
        put(find("#category"), screen.role === "intake" ? say({ en: screen.station, zh: screen.station })
            : lane && lane.category ? say(lane.category) : word("noCategory"));
        mark(find("#category"), "data-chosen", Boolean(screen.role === "intake" || (lane && lane.category)));
        mark(find("#category"), "data-long", find("#category").textContent.length > (K.language() === "zh" ? 12 : 22));
        put(find("#mode"), lane && screen.role !== "intake" ? say(lane.mode) : "");
        put(find("#place"), [screen.site, word("round") + " " + screen.round].filter(Boolean).join(" · "));
        find("#training").hidden = !screen.training;
        mark(document.body, "data-training", screen.training);
        mark(document.body, "data-shift", screen.shift);
        mark(document.body, "data-lane", lane ? lane.lane : "");
        const picker = find("#lanes"), isOpen = isPick && (!lane || performance.now() < pickUntil);
        picker.hidden = !isOpen;
        if (find("#pick")) mark(find("#pick"), "aria-expanded", isOpen);
        mark(picker, "aria-label", word("chooseDesk"));
        fill(picker, [screen.lanes.map((each) => each.lane), number], () => screen.lanes.map((each) => {
            const button = make("button", { type: "button", "data-pick": each.lane,
                "aria-pressed": Boolean(lane) && each.lane === lane.lane }, K.desk(each.lane));
            button.addEventListener("click", () => {
                pickUntil = 0;
                K.query.set("lane", each.lane);
                K.keep("lane", String(each.lane));
                K.show();
            });
            return button;
        }));
    }

    // MARK: All of it

    /** The largest scale from 1 down that fits. */
    function scale(element, name, least, fits) {
        for (let k = 1; k >= least; k -= 0.06) {
            element.style.setProperty(name, k.toFixed(2));
            if (fits()) return;
        }
    }

    /** Whether the words are in the element's own box. */
    function fits(element) {
        return element.scrollHeight <= element.clientHeight + 1 && element.scrollWidth <= element.clientWidth + 1;
    }

    /** The largest words that fit, where they or the room for them are others: `--k` scales them, 1 at most. */
    function fit(box) {
        const key = () => [box.textContent, innerWidth, innerHeight, box.clientWidth, box.clientHeight].join();
        if (box.fitted === key() && fits(box)) return false;
        scale(box, "--k", 0.34, () => fits(box));
        box.fitted = key();
        return true;
    }

    /** Words that grow leave less room for those above them, so that all are looked at until none changes. */
    function fitAll() {
        const main = find("main"), page = document.scrollingElement;
        scale(document.documentElement, "--page", 0.6, () => main.scrollHeight <= main.clientHeight + 1
            && page.scrollWidth <= innerWidth && page.scrollHeight <= innerHeight + 1);
        const boxes = [...document.querySelectorAll("#verdict-words, #now-words, #report div")];
        for (let turn = 0; turn < 3 && boxes.map(fit).includes(true); turn += 1);
    }

    function tick() {
        for (const element of document.querySelectorAll("[data-since]")) {
            const since = Number(element.dataset.since);
            // Minutes and seconds: a sixtieth of hours and minutes.
            put(element, word("waits") + (since ? " " + K.hours((K.now() - since) * 60) : ""));
        }
        showTiles(state.screen, deskOf(state.screen));
    }

    K.start({
        begun() { shown.verdict = null; },
        told(verdicts) {
            const lane = deskOf(state.screen);
            for (const verdict of verdicts) if (concerns(verdict, lane)) noteVerdict(verdict);
        },
        title() {
            const lane = state.screen && deskOf(state.screen);
            const now = state.screen ? instruction(state.screen, lane) : null;
            return now ? now.next || now.what : "";
        },
        show(screen) {
            const lane = deskOf(screen), number = lane ? lane.lane : null;
            if (shown.lane !== number) { shown.lane = number; shown.verdict = null; }
            // Which the events have not told: after a start of the page, or of the station.
            if (lane && lane.last && concerns(lane.last, lane)) noteVerdict(lane.last);
            showHead(screen, lane);
            showNow(screen, lane);
            showReport(screen.report);
            showCheck(screen);
            showVerdict();
            showTube(screen, lane);
            tick();
            fitAll();
        },
        tick() { tick(); if (pickUntil && performance.now() > pickUntil) { pickUntil = 0; K.show(); } },
    });
})();
