"use strict";
// The trainer's page: a picture of the table, and what is to be done. Every click is a real scan; what it came to is told by
// the station's journal (GET /lesson), and this page decides nothing.

(() => {
    const P = Pictures;
    const find = (selector) => document.querySelector(selector);
    const words = {
        practice: ["Practice shift", "练习班"], practiceNote: ["Nothing of it is real", "记录不作数"],
        screen: ["The station's screen", "工作站屏幕"], table: ["The table", "采样台"], sign: ["Sampling site", "采样点"],
        people: ["People", "人员"], rack: ["Tubes", "试管"], packing: ["Packing", "装袋"], sheet: ["Command cards", "指令卡"],
        category: ["Category", "扫码类别"], mode: ["Mode", "模式"], waits: ["Waits", "等候"], nobody: ["nobody", "无"], unset: ["none", "未选"],
        task: ["Task", "第"], of: ["of", "/"], none: ["Click a thing on the table: it is scanned.", "点桌上的东西，就是扫码。"],
        accepted: ["Accepted", "通过"], refused: ["Refused", "拒绝"], attention: ["Attention", "注意"], sealed: ["Sealed", "已封"],
        person: ["person", "人员"], tube: ["tube", "试管"], bag: ["bag", "封袋"], seal: ["seal", "封签"], card: ["card", "卡"],
        new: ["new", "新"], open: ["open", "未封"], full: ["full, not sealed", "满管未封"], used: ["used", "用过"], closed: ["closed", "已合袋"],
        counted: ["counted", "已清点"], queue: ["behind the line", "排队"], inside: ["tubes inside", "支管在内"], mark: ["sealed", "已封"],
        skip: ["Go on without this task", "跳过这一项"], typed: ["Or read with a scanner that types", "也可用键盘式扫码枪扫，或手输"], send: ["Scan", "扫码"],
        language: ["中文", "English"], begin: ["Begin", "开始"], again: ["Once more", "再练一次"], scoreTitle: ["The shift is over", "练习结束"],
        startTitle: ["A practice shift", "练一班"],
        startLead: ["14 tasks, about 4 minutes. The station is the real program, and answers as it will tomorrow morning. Everything on the table can be scanned by a click.",
            "14项，约4分钟。工作站就是真的程序，回答和明天早上一样。桌上的东西点一下就是扫一下。"],
        advice1: ["Listen to the station: it says what happened, and what to do next.", "看工作站的提示：发生了什么，下一步做什么。"],
        advice2: ["After a refusal nothing was recorded. Do what it says; do not scan the same again.", "被拒绝就是没有记录。照提示做，不要重复扫。"],
        advice3: ["Colleagues make mistakes here. They cost you nothing, if you notice.", "同事会出错。发现了就不扣分。"],
        advice4: ["The category must never be wrong: compare the site's sign with the station.", "类别绝不能错：牌子和工作站要对上。"],
        clean: ["Nothing went wrong", "没有出错"], lines: ["What went wrong, and what to do instead", "哪里错了，应该怎么做"],
        atOnce: ["tasks at once right", "项一次做对"], refusals: ["refused", "被拒绝"], needless: ["not needed", "多余"], wrongCategory: ["wrong category", "类别错"],
        skipped: ["skipped", "跳过"], time: ["minutes", "用时"], points: ["points", "分"], instead: ["Instead", "应该"],
        gone: ["The trainer does not answer: start it again", "练习程序无应答：请重新启动"],
    };

    const query = new URLSearchParams(location.search);
    const memory = {
        get() { try { return localStorage.getItem("trainer-lang"); } catch (_) { return null; } },
        set(value) { try { localStorage.setItem("trainer-lang", value); } catch (_) { /* goes without */ } },
    };
    let language = [query.get("lang"), memory.get(), "zh"].find((each) => each === "en" || each === "zh");
    let lesson = null, isBusy = false, heardTask = null, heardVerdict = 0;
    const word = (key) => (words[key] || [key, key])[language === "en" ? 0 : 1];
    const say = (told) => (told ? told[language] || "" : "");

    function make(tag, attributes, ...children) {
        const element = document.createElement(tag);
        for (const key in attributes || {}) element.setAttribute(key, attributes[key]);
        element.append(...children.filter((child) => child !== null && child !== undefined));
        return element;
    }
    const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };
    const mark = (element, name, value) => element.setAttribute(name, value === null || value === undefined ? "" : String(value));

    /** Replaces what an element holds where it would look different. */
    function fill(element, key, build) {
        const text = JSON.stringify(key) + language;
        if (element.shown === text) return;
        element.shown = text;
        element.replaceChildren(...build().filter(Boolean));
    }

    // MARK: Asking

    async function ask(path, body) {
        if (isBusy) return;
        isBusy = true;
        mark(document.body, "data-busy", true);
        try {
            const response = await fetch(path, body === undefined ? { cache: "no-store" }
                : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), cache: "no-store" });
            if (!response.ok) throw new Error(await response.text());
            const told = await response.json();
            if (told.task) lesson = told; else throw new Error(told.trouble);
            trouble(told.trouble);
        } catch (error) {
            trouble(String(error.message || error));
        }
        isBusy = false;
        show();
        mark(document.body, "data-busy", false);
    }

    /** Looks whether something has changed by itself; what a scan tells meanwhile is newer. */
    async function glance() {
        if (isBusy || document.hidden || !lesson || lesson.task === "start" || lesson.task === "score") return;
        const before = lesson;
        try {
            const told = await (await fetch("/lesson", { cache: "no-store" })).json();
            if (lesson !== before || isBusy || !told.task) return;
            lesson = told;
            show();
        } catch (_) { trouble(word("gone")); }
    }

    function trouble(text) {
        const line = find("#trouble");
        line.hidden = !text;
        put(line, text || "");
    }

    const scan = (item) => ask("/scan", { item });

    // MARK: The picture of the table

    const pictogram = (name) => {
        const stem = name.replace(/-\d+$/, "").toLowerCase();
        return { category: "category", mode: "mode", count: "count", undo: "undo", cancel: "cancel", confirm: "confirm", short: "short",
            recategorise: "recategorise", report: "report", reason: "reason" }[stem] || "reason";
    };

    function drawing(kind, number, thing) {
        switch (kind) {
        case "person": return [P.person(number, thing.place === "queue")];
        case "tube": return [P.tube(thing.look, thing.count)];
        case "bag": return [P.sack(thing.look, thing.count)];
        case "seal": return [P.seal()];
        default: return [P.sign(pictogram(thing.item.slice(5)))];
        }
    }

    /** The thing as a button: picture, what stands on it, how it is. */
    function button(thing) {
        const [kind, number] = thing.item.split(":");
        const isCard = kind === "card", label = say(thing.label);
        let state = kind === "tube" || kind === "bag" ? word(thing.look === "sealed" ? "mark" : thing.look) : "";
        if (thing.place === "queue") state = word("queue");
        // Whether a tube was used is to be seen by what is in it.
        const isTold = state && !(kind === "tube" && (thing.look === "used" || thing.look === "new"));
        const use = isCard || (kind === "tube" && thing.look !== "used") ? say(thing.use) : "";
        const inside = kind === "bag" ? `${thing.count} ${word("inside")}` : "";
        const spoken = [isCard ? word("card") + " " + label : word(kind) + " " + label, state, inside, use].filter(Boolean).join(", ");
        const element = make("button", { type: "button", class: "thing " + kind, "data-item": thing.item, "data-look": thing.look,
            "data-place": thing.place, "aria-label": spoken },
            ...drawing(kind, Number(number), thing),
            make("span", { class: "tag" }, make("b", {}, label), isCard ? make("small", {}, use) : null,
                !isCard && isTold ? make("small", {}, state) : null, kind === "tube" && use ? make("small", { class: "of" }, use) : null));
        if (isCard) element.prepend(P.strip());
        if (lesson.shown.includes(thing.item)) element.dataset.shown = "true";
        element.addEventListener("click", () => scan(thing.item));
        return element;
    }

    function zone(selector, places) {
        const things = lesson.things.filter((thing) => places.includes(thing.place));
        const element = find(selector), focused = document.activeElement && document.activeElement.dataset.item;
        fill(element, [things, lesson.shown], () => things.map(button));
        mark(element, "aria-label", word(element.dataset.label));
        mark(element, "data-count", things.length);
        if (focused && !document.activeElement.dataset.item) {
            const same = [...element.children].find((each) => each.dataset.item === focused);
            if (same) same.focus();
        }
    }

    function showTable() {
        zone("#people", ["front", "queue"]);
        zone("#rack", ["rack"]);
        zone("#packing", ["packing"]);
        zone("#sheet", ["sheet"]);
        mark(find("#top"), "data-track", lesson.packing ? "pack" : "collect");
        fill(find("#hand"), "scanner", () => [P.scanner()]);
        put(find("#sign-category"), say(lesson.sign));
        const category = find("#station-category");
        put(category, lesson.category ? say(lesson.category) : word("unset"));
        put(find("#station-mode"), say(lesson.mode));
        const waiting = lesson.waiting && lesson.things.find((thing) => thing.item === lesson.waiting);
        put(find("#station-waits"), lesson.waiting ? (waiting ? say(waiting.label) : word("person")) : word("nobody"));
    }

    // MARK: What is to be done

    function showTask() {
        put(find("#number"), language === "en" ? `Task ${lesson.number} of ${lesson.tasks}` : `第${lesson.number}项，共${lesson.tasks}项`);
        put(find("#title"), say(lesson.title));
        put(find("#order"), say(lesson.order));
        const happened = find("#happened");
        happened.hidden = !lesson.happened;
        fill(find("#happened-sign"), lesson.task, () => [P.sign(lesson.colleague ? "colleague" : "look")]);
        put(find("#happened-what"), say(lesson.happened));
        const theirs = lesson.colleague;
        put(find("#happened-verdict"), theirs ? `${word(theirs.kind)}${language === "en" ? ": " : "："}${say(theirs.what)}` : "");
        const hint = find("#hint");
        hint.hidden = !lesson.hint;
        fill(find("#hint-sign"), "look", () => [P.sign("look")]);
        put(find("#hint-text"), say(lesson.hint));
        find("#skip").hidden = !lesson.canSkip;
    }

    function showVerdict() {
        const verdict = lesson.verdict, panel = find("#verdict");
        panel.hidden = !verdict;
        find("#none").hidden = Boolean(verdict);
        if (!verdict) return;
        mark(panel, "data-kind", verdict.kind);
        mark(panel, "data-name", verdict.name);
        mark(panel, "data-turn", verdict.n % 2);
        fill(find("#verdict-sign"), verdict.kind, () => [P.sign(verdict.kind)]);
        put(find("#verdict-kind"), word(verdict.kind));
        put(find("#verdict-scanned"), say(verdict.scanned));
        put(find("#verdict-what"), say(verdict.what));
        put(find("#verdict-next"), say(verdict.next));
        if (verdict.n > heardVerdict) {
            heardVerdict = verdict.n;
            const isUrgent = verdict.kind === "refused" || verdict.kind === "attention";
            const text = [word(verdict.kind), say(verdict.what), say(verdict.next), say(lesson.hint)].filter(Boolean).join(". ");
            put(find(isUrgent ? "#assertive" : "#polite"), text);
            put(find(isUrgent ? "#polite" : "#assertive"), "");
        }
    }

    // MARK: Beginning and end

    function showStart() {
        fill(find("#chain"), "chain", () => ["category", "person", "tube", "bag", "seal"].map((name) =>
            make("li", {}, P.sign(name), make("b", {}, word(name)))));
        fill(find("#advice"), "advice", () => ["advice1", "advice2", "advice3", "advice4"].map((key) => make("li", {}, word(key))));
    }

    const clock = (seconds) => Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");

    function dial(points) {
        const length = 2 * Math.PI * 52;
        return P.svg("svg", { viewBox: "0 0 120 120", class: "dial", "aria-hidden": "true" },
            P.svg("circle", { cx: 60, cy: 60, r: 52, class: "rail" }),
            P.svg("circle", { cx: 60, cy: 60, r: 52, class: "arc", "stroke-dasharray": `${length * points / 100} ${length}`, transform: "rotate(-90 60 60)" }));
    }

    function showScore() {
        const score = lesson.score, panel = find("#score");
        mark(panel, "data-score", score.points);
        mark(panel, "data-lines", score.lines.length);
        mark(panel, "data-level", score.points >= 90 ? "good" : score.points >= 70 ? "fair" : "poor");
        fill(find("#dial"), score.points, () => [dial(score.points), make("p", {}, make("b", {}, String(score.points)), make("small", {}, word("points")))]);
        const figures = [["accepted", `${score.atOnce}/${lesson.tasks}`, "atOnce"], ["category", score.category, "wrongCategory"], ["refused", score.refused, "refusals"],
            ["undo", score.needless, "needless"], ["again", score.skipped, "skipped"], ["clock", clock(score.seconds), "time"]];
        fill(find("#figures"), figures, () => figures.map(([picture, value, key]) =>
            make("p", { "data-figure": key, "data-value": value }, P.sign(picture), make("span", {}, make("b", {}, String(value)), make("small", {}, word(key))))));
        put(find("#lines-name"), word(score.lines.length ? "lines" : "clean"));
        fill(find("#lines"), score.lines, () => score.lines.map((line) => make("li", { "data-line": line.task, "data-times": line.times },
            make("p", { class: "cost" }, "−" + line.points),
            make("div", {}, make("h3", {}, say(line.title)),
                make("p", { class: "wrong" }, `${line.times} × ${line.kinds.map(say).join(language === "en" ? ", " : "、")}`),
                make("p", { class: "instead" }, make("b", {}, word("instead") + (language === "en" ? ": " : "：")), say(line.instead))))));
        put(find("#rule"), say(lesson.rule));
    }

    // MARK: All of it

    function show() {
        document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
        for (const element of document.querySelectorAll("[data-word]")) put(element, word(element.dataset.word));
        mark(find("#language"), "lang", language === "zh" ? "en" : "zh-CN");
        put(find("#language"), word("language"));
        fill(find("#brand"), "brand", () => [P.sign("tube")]);
        if (!lesson) return;
        mark(document.body, "data-task", lesson.task);
        mark(document.body, "data-tasks", lesson.tasks);
        mark(document.body, "data-done", lesson.done);
        mark(document.body, "data-scans", lesson.scans);
        const isStart = lesson.task === "start", isOver = lesson.task === "score";
        find("#start").hidden = !isStart;
        find("#work").hidden = isStart || isOver;
        find("#score").hidden = !isOver;
        mark(find("#screen"), "href", lesson.screen + "?lang=" + language);
        fill(find("#steps"), [lesson.done, lesson.number, isOver], () => Array.from({ length: lesson.tasks }, (_, index) =>
            make("li", { "data-state": isOver || index + 1 < lesson.number ? "done" : index + 1 === lesson.number ? "now" : "later" })));
        mark(find("#progress"), "aria-label", language === "en" ? `${lesson.done} of ${lesson.tasks} tasks done` : `${lesson.tasks}项中完成${lesson.done}项`);
        if (isStart) showStart();
        else if (isOver) showScore();
        else { showTable(); showTask(); showVerdict(); }
        document.title = (isStart ? word("startTitle") : isOver ? word("scoreTitle") : say(lesson.title)) + " - ScanStation";
        if (heardTask !== null && heardTask !== lesson.task) {
            // Whoever works by keys or hears the page is taken along; a click leaves the focus where it is.
            const active = document.activeElement;
            if (!active || active === document.body || !active.isConnected || active.offsetParent === null) {
                find(isOver ? "#score-title" : isStart ? "#begin" : "#title").focus({ preventScroll: true });
            }
            if (!isStart && !isOver) put(find("#polite"), [say(lesson.title), say(lesson.happened), say(lesson.order)].filter(Boolean).join(". "));
            if (isOver || isStart) scrollTo(0, 0);
        }
        heardTask = lesson.task;
    }

    // MARK: A scanner that types

    let typed = "", typedAt = -Infinity;
    const gap = 120; // ms between two keys of a scanner; a hand is slower

    function onKey(event) {
        if (event.ctrlKey || event.altKey || event.metaKey || event.target.id === "typed") return;
        const now = performance.now(), isFast = now - typedAt < gap;
        if (event.key.length === 1) {
            typed = isFast ? typed + event.key : event.key;
            typedAt = now;
            if (isFast) event.preventDefault();
        } else if (event.key === "Enter" && isFast && typed.length >= 4) {
            event.preventDefault();
            event.stopPropagation();
            const text = typed;
            typed = "";
            ask("/scan", { text });
        }
    }

    function sendTyped() {
        const field = find("#typed"), text = field.value.trim();
        field.value = "";
        if (text) ask("/scan", { text });
    }

    window.addEventListener("keydown", onKey, true);
    find("#typed").addEventListener("keydown", (event) => { if (event.key === "Enter") sendTyped(); });
    find("#send").addEventListener("click", sendTyped);
    find("#begin").addEventListener("click", () => ask("/begin", {}));
    find("#again").addEventListener("click", () => { heardVerdict = 0; ask("/again", {}); });
    find("#skip").addEventListener("click", () => ask("/skip", {}));
    find("#language").addEventListener("click", () => {
        language = language === "zh" ? "en" : "zh";
        memory.set(language);
        if (query.has("lang")) { query.set("lang", language); history.replaceState(null, "", location.pathname + "?" + query); }
        show();
    });
    // A question that nobody answers ends at the station by itself.
    setInterval(glance, 5000);
    show();
    ask("/lesson");
})();
