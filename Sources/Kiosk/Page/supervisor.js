"use strict";
// The supervisor's view: the shift's figures, what is at the station, and the last verdicts.

(() => {
    const K = Kiosk;
    const { find, isLeftOut, make, put, mark, fill, svg, picture, say, word, state } = K;
    const askEvery = 5000; // ms
    const oldAfter = 15000; // ms
    const keptVerdicts = 30, shownReasons = 8, shownBuildings = 40, shownExports = 5;
    const shown = { figures: null, at: -Infinity, verdicts: [], missed: 0 };

    Object.assign(K.words, {
        title: ["Today", "今日"], since: ["since", "自"], people: ["People", "人数"], tubes: ["Tubes sealed", "已封管"],
        bags: ["Bags sealed", "已封袋"], boxes: ["Boxes handed over", "已交接转运箱"], refusals: ["Refusals", "拒绝次数"],
        perHour: ["People per hour", "每小时人数"], reasons: ["Why scans were refused", "拒绝原因"],
        perDesk: ["Desks", "各采样台"], column: ["Desk", "采样台"], seconds: ["Seconds per person", "每人秒数"],
        here: ["At the station", "站内"], waitSign: ["Waiting for a signature", "待签"],
        signHint: ["A mentor or supervisor scans their badge at the desk to sign", "带教或负责人在采样台扫工作证即签字"],
        lately: ["Last verdicts", "最近扫码结果"],
        askHint: ["To look something up: scan the ASK card, then any code. The answer stands here",
            "查询：先扫查询卡，再扫任意码，结果显示在此"],
        none: ["None", "无"], allDesks: ["all desks", "全部"], missedSome: ["not shown here", "条未显示"],
        buildings: ["Buildings", "楼栋"], sampled: ["sampled", "已采"], doorsLeft: ["doors left", "待上门"],
        missing: ["missing", "未采"], absent: ["absent", "不在家"], refused1: ["refused", "拒绝"], moved: ["moved", "已搬走"],
        revisit: ["revisit", "待回访"],
        exports: ["Exports", "导出"], unexported: ["people not exported yet", "人未导出"], never: ["never exported", "尚未导出"],
        lines: ["lines", "行"], allRounds: ["all rounds", "全部轮次"],
        exportHint: ["On the box: scanstation export --format csv, xlsx or fhir",
            "在工作站上：scanstation export --format csv、xlsx 或 fhir"],
        history: ["All that was recorded of it", "全部记录"],
        old: ["These figures are old", "数据已过时"],
        asleep: ["resting", "暂停"],
        working: ["working", "工作中"], shiftClosed: ["closed", "已交班"],
    });
    const none = () => make("p", { class: "none" }, word("none"));

    // MARK: Figures

    function totals(figures, screen) {
        const { people, tubes, bags, boxes, refusals } = figures, pace = screen.pace;
        const rows = [["people", "person", people], ["tubes", "tube", tubes], ["bags", "bag", bags], ["boxes", "box", boxes],
            ["refusals", "refused", refusals]];
        const best = pace ? ", " + word("best") + " " + pace.best : "";
        if (pace) rows.splice(1, 0, ["pace", "clock", pace.now, best, { "data-best": pace.best }]);
        fill(find("#totals"), rows, () => rows.map(([name, drawing, value, more, attributes]) =>
            make("div", { class: "total", "data-total": name, "data-value": value, ...attributes }, picture(drawing),
                make("p", {}, make("b", {}, String(value)), make("small", {}, word(name) + (more || ""))))));
    }

    /** People per hour: a bar for each, its number on it. */
    function hours(figures) {
        fill(find("#hours"), figures.hours, () => {
            if (!figures.hours.length) return [none()];
            const all = figures.hours.slice(-12), most = Math.max(1, ...all.map((hour) => hour.people));
            const step = 80, height = 210, base = 170;
            const words = all.map((hour) => K.clock(hour.from) + " " + hour.people).join(", ");
            const wide = Math.max(6, all.length) * step;
            const drawing = svg("svg", { viewBox: `0 0 ${wide} ${height}`, role: "img", class: "bars",
                "aria-label": word("perHour") + ": " + words });
            all.forEach((hour, index) => {
                const tall = Math.round((hour.people / most) * (base - 40)), x = index * step, middle = x + step / 2;
                drawing.append(
                    svg("rect", { x: x + 10, y: base - tall, width: step - 20, height: tall, class: "bar",
                        "data-hour": hour.from, "data-people": hour.people }),
                    svg("text", { x: middle, y: base - tall - 9, class: "number" }, String(hour.people)),
                    svg("text", { x: middle, y: base + 28, class: "under" }, K.clock(hour.from)));
            });
            drawing.append(svg("path", { d: `M0 ${base}H${wide}`, class: "axis" }));
            return [drawing];
        });
    }

    function reasons(figures) {
        fill(find("#reasons"), figures.reasons, () => {
            if (!figures.reasons.length) return [none()];
            const most = Math.max(...figures.reasons.map((reason) => reason.count));
            return [make("ul", { class: "reasons" }, ...figures.reasons.slice(0, shownReasons).map((reason) => {
                const bar = make("i", { class: "length", "aria-hidden": "true" });
                bar.style.width = Math.max(2, (100 * reason.count) / most) + "%";
                return make("li", { "data-reason": reason.name, "data-count": reason.count },
                    make("span", {}, say(reason.what) || reason.name), make("b", {}, String(reason.count)), bar);
            }))];
        });
    }

    function table(head, rows) {
        const top = make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)));
        return make("table", {}, make("thead", {}, top), make("tbody", {}, ...rows));
    }

    function desks(figures, screen) {
        const lanes = figures.lanes;
        const shownOf = (lane) => [lane.lane, lane.category, lane.mode, lane.crew, lane.open];
        fill(find("#desks"), [lanes, screen.lanes.map(shownOf)], () => {
            if (!lanes.length) return [none()];
            return [table(["column", "people", "tubes", "refusals", "seconds"].map((name) => word(name)), lanes.map((each) => {
                const lane = screen.lanes.find((other) => other.lane === each.lane);
                const about = !lane ? "" : !lane.open ? word("noScanner") : [say(lane.category) || word("noCategory"),
                    say(lane.mode), ...lane.crew.map((one) => say(one.role) + " " + one.badge)].join(" · ");
                return make("tr", { "data-lane": each.lane },
                    make("th", { scope: "row" }, make("b", {}, String(each.lane)), " ", make("small", {}, about)),
                    ...[each.people, each.tubes, each.refusals, each.seconds].map((number) =>
                        make("td", {}, isLeftOut(number) ? "–" : String(Math.round(number * 10) / 10))));
            }))];
        });
    }

    function unsigned(figures) {
        fill(find("#unsigned"), figures.unsigned, () => {
            if (!figures.unsigned.length) return [none()];
            return [make("ul", { class: "lines" }, ...figures.unsigned.map((act) => make("li", { "data-unsigned": act.lane },
                make("small", {}, K.desk(act.lane)), make("span", {}, say(act.what))))),
            make("p", { class: "hint" }, word("signHint"))];
        });
    }

    /** A bar for each building, those with doors to go to first: how many of its people were sampled. */
    function buildings(figures) {
        find("#roster").hidden = !figures.buildings;
        if (!figures.buildings) return;
        fill(find("#buildings"), figures.buildings, () => {
            if (!figures.buildings.length) return [none()];
            const sorted = figures.buildings.slice().sort((a, b) => b.open - a.open);
            const more = sorted.length - shownBuildings;
            return [make("ul", { class: "reasons buildings" }, ...sorted.slice(0, shownBuildings).map((each) => {
                const bar = make("i", { class: "length", "aria-hidden": "true" });
                bar.style.width = (100 * each.sampled) / Math.max(1, each.people) + "%";
                const rest = [["missing", each.missing], ["absent", each.absent], ["refused1", each.refused],
                    ["moved", each.moved], ["revisit", each.revisit]].filter(([, count]) => count)
                    .map(([name, count]) => word(name) + " " + count);
                const doors = each.open ? [word("doorsLeft") + " " + each.open] : [];
                return make("li", { "data-building": each.name, "data-open": each.open, "data-sampled": each.sampled },
                    make("span", {}, make("b", {}, each.name), " ", make("small", {}, doors.concat(rest).join(" · "))),
                    make("b", {}, each.sampled + "/" + each.people), bar);
            })), more > 0 ? make("p", { class: "hint" }, "+" + more) : null];
        });
    }

    function exports(figures, screen) {
        const outbox = screen.outbox;
        fill(find("#exports"), [figures.exports, outbox], () => {
            const open = outbox ? [make("p", { class: "open", "data-unexported": outbox.people },
                picture(outbox.people ? "out" : "accepted"), make("b", {}, String(outbox.people)), " " + word("unexported"))] : [];
            const list = figures.exports.slice(0, shownExports).map((each) => make("li", { "data-export": each.at },
                make("time", {}, K.clock(each.at)), make("span", {}, each.format.toUpperCase() + " · " + each.lines + " "
                    + word("lines") + " · " + (each.round ? word("round") + " " + each.round : word("allRounds")))));
            return [...open, list.length ? make("ul", { class: "lines" }, ...list) : make("p", { class: "none" }, word("never")),
                make("p", { class: "hint" }, word("exportHint"))];
        });
    }

    /** Of the code that was asked for last. */
    function history(figures) {
        const asked = figures.history;
        find("#history").hidden = !asked;
        if (!asked) return;
        put(find("#asked"), say(asked.what));
        fill(find("#rows"), asked.rows, () => (asked.rows.length ? asked.rows.map((row) =>
            make("li", { "data-kind": row.kind }, make("time", {}, K.clock(row.at, true)), picture(row.kind),
                make("small", {}, isLeftOut(row.lane) ? word("allDesks") : K.desk(row.lane)), make("span", {}, say(row.what))))
            : [make("li", {}, word("none"))]));
    }

    // MARK: What is at the station now

    function here(screen) {
        const rows = [];
        const row = (id, drawing, what, how, attributes) => rows.push(make("li", { "data-here": id, ...attributes },
            picture(drawing), make("span", {}, make("b", {}, what), " ", make("small", {}, how))));
        if (screen.trouble) row("trouble", "refused", word("nothing"), say(screen.trouble), { "data-state": "alarm" });
        if (screen.swab) {
            const swab = K.swab(screen.swab);
            row("swab", swab.picture, word("swab") + " " + swab.age, word(swab.state) + ", ≤ " + K.clock(screen.swab.latest),
                { "data-state": swab.state });
        }
        for (const bag of screen.bags) {
            row("bag", "bag", bag.code + " " + bag.tubes + "/" + bag.limit, say(bag.category) + ", " + K.phase(bag),
                { "data-code": bag.code });
        }
        for (const box of screen.boxes) {
            row("box", "box", box.code + " " + box.bags + "/" + box.limit, word(box.closed ? "boxClosed" : "boxOpen"),
                { "data-code": box.code });
        }
        for (const label of screen.labels) {
            row("label", "printer", say(label.what), word(label.doubtful ? "doubtful" : "labels"),
                { "data-state": label.doubtful ? "warning" : "owed" });
        }
        const signs = { ready: "accepted", trouble: "attention", lost: "plug", idle: "scanner" };
        for (const device of screen.devices) {
            const how = [word(device.state), isLeftOut(device.lane) ? "" : K.desk(device.lane), say(device.trouble)];
            row("device", signs[device.state], say(device.what), how.filter(Boolean).join(" · "),
                { "data-device": device.id, "data-state": device.state });
        }
        fill(find("#here"), rows.map((each) => each.outerHTML), () => rows);
    }

    // MARK: The last verdicts, newest first

    function lately() {
        const where = (verdict) => (isLeftOut(verdict.lane) ? word("allDesks") : K.desk(verdict.lane));
        fill(find("#lately"), [shown.verdicts.map((each) => each.n), shown.missed, state.boot], () => [
            ...shown.verdicts.map((verdict) =>
                make("li", { "data-kind": verdict.kind, "data-name": verdict.name, "data-verdict-n": verdict.n },
                    make("time", {}, K.clock(verdict.at, true)), picture(verdict.kind),
                    make("span", {}, make("b", {}, word(verdict.kind)), " ", make("small", {}, where(verdict))),
                    make("span", {}, say(verdict.what), say(verdict.next) ? make("small", {}, say(verdict.next)) : null))),
            shown.missed ? make("li", {}, shown.missed + " " + word("missedSome")) : null]);
    }

    // MARK: All of it

    async function ask() {
        try {
            const response = await fetch("/api/v1/figures", { cache: "no-store", credentials: "same-origin" });
            if (response.ok) { shown.figures = await response.json(); shown.at = performance.now(); K.show(); }
        } catch (_) { /* asked again */ }
    }

    function show(screen) {
        const figures = shown.figures, isOld = performance.now() - shown.at > oldAfter;
        find("#old").hidden = !isOld;
        mark(document.body, "data-figures", isOld ? "old" : "ok");
        mark(document.body, "data-training", screen.training);
        put(find("#where"), [screen.station, screen.site, word("round") + " " + screen.round].filter(Boolean).join(" · ")
            + (figures && figures.since ? ", " + word("since") + " " + K.clock(figures.since) : ""));
        const shift = { working: "working", asleep: "asleep", closed: "shiftClosed" }[screen.shift];
        put(find("#state"), (screen.training ? word("training") + " · " : "") + word(shift));
        mark(find("#state"), "data-shift", screen.shift);
        here(screen);
        lately();
        if (!figures) return;
        for (const part of [totals, hours, reasons, desks, unsigned, buildings, exports, history]) part(figures, screen);
    }

    K.start({
        history: true,
        begun() { shown.verdicts = []; shown.missed = 0; ask(); },
        told(verdicts, missed) {
            shown.missed += missed;
            // Its history is read by then.
            if (verdicts.some((verdict) => verdict.name === "told")) setTimeout(ask, 2500);
            shown.verdicts = verdicts.slice().reverse().concat(shown.verdicts).slice(0, keptVerdicts);
        },
        title: () => word("title"),
        show,
        tick() { here(state.screen); if (performance.now() - shown.at > oldAfter) K.show(); },
    });
    setInterval(ask, askEvery);
})();
