"use strict";
// What the three views share: words, pictures, language and theme, and the line to the station.
// The pages render what the station says (API.md) and decide nothing.

const Kiosk = (() => {
    // MARK: Words of the pages themselves, English and Chinese. All others come from the station.

    const words = {
        accepted: ["Accepted", "通过"], refused: ["Refused", "拒绝"], attention: ["Attention", "注意"],
        sealed: ["Sealed", "已封"], silent: ["Note", "提示"],
        noCategory: ["No category", "未选类别"], training: ["TRAINING", "练习"],
        nothing: ["Nothing is accepted", "现在不能扫码"], noScanner: ["No scanner works at this desk", "本台没有可用的扫码枪"],
        open: ["open", "未封"], toCount: ["to be counted", "待清点"], toSeal: ["to be sealed", "待封袋"],
        boxOpen: ["open", "未封箱"], boxClosed: ["closed", "已封箱"],
        swab: ["Oldest swab", "最早采样"], fine: ["in time", "未超时"], warning: ["send soon", "请尽快送检"],
        alarm: ["LATE", "已超时"], labels: ["Labels owed", "欠打标签"], doubtful: ["look at the printer", "请查看打印机"],
        devices: ["Devices", "设备"], ready: ["ready", "就绪"], trouble: ["trouble", "故障"], lost: ["gone", "已断开"],
        idle: ["not used", "未用"], pace: ["People/h", "人/小时"], best: ["best", "最高"], round: ["Round", "轮次"],
        connecting: ["Looking for the station", "正在连接工作站"],
        gone: ["The station does not answer", "工作站无应答"],
        goneNext: ["Scans may not count. Listen for its beeps, or look at scanstation status",
            "扫码可能未记录。请听提示音，或查看 scanstation status"],
        notAllowed: ["This screen is not allowed in: open it with its token", "此屏幕无权查看：请用带 token 的地址打开"],
        otherLanguage: ["中文", "English"], night: ["Night", "夜间"], day: ["Day", "日间"],
        language: ["Language: 中文", "语言：English"],
    };

    // MARK: Pictures, on a field of 64 by 64. "s:" is a line 5 wide, "t:" the text of a sign, all else is filled.

    const ring = "M32 4a28 28 0 1 0 0 56a28 28 0 0 0 0-56z";
    const bag = ["M5 7h54v9H5z", "s:M9.5 21v30q0 6 6 6h33q6 0 6-6V21z"];
    const lock = "M20 30h24q3 0 3 3v17q0 3-3 3H20q-3 0-3-3V33q0-3 3-3zM32 36a4 4 0 0 0-2 7.5V48h4v-4.5a4 4 0 0 0-2-7.5z";
    const pictures = {
        accepted: [ring + "M17 33l6-6l7 7l14-15l6 6l-20 21z"],
        refused: ["M21 4h22l17 17v22L43 60H21L4 43V21zM15 27v10h34V27z"],
        attention: ["M32 4l29 53q0 3-3 3H6q-3 0-3-3zM28 22l1 19h6l1-19zM32 45a4 4 0 0 0 0 8a4 4 0 0 0 0-8z"],
        sealed: [lock, "s:M23 30v-9a9 9 0 0 1 18 0v9"],
        silent: ["s:M10 12h44v34H30L20 56V46H10z", "M19 22h26v5H19zM19 32h18v5H19z"],
        person: ["M32 5a12 12 0 1 0 0 24a12 12 0 0 0 0-24z", "M9 60V51q0-17 23-17t23 17v9z"],
        tube: ["M20 3h24q2 0 2 2v8q0 2-2 2H20q-2 0-2-2V5q0-2 2-2z", "s:M23 15v35a9 9 0 0 0 18 0V15",
            "M28 34h8v16a4 4 0 0 1-8 0z"],
        "close-tube": ["M9 3h22q2 0 2 2v8q0 2-2 2H9q-2 0-2-2V5q0-2 2-2z", "s:M11.5 15v35a8.5 8.5 0 0 0 17 0V15",
            "M16 20h8v30a4 4 0 0 1-8 0z", "M49 28a14 14 0 1 0 .01 0zM41 42l3-3l4 4l7-8l3 3l-10 11z"],
        count: ["s:M8 12h48v40H8z", "t:123"],
        bag: bag.concat(["M21 28h6v18a3 3 0 0 1-6 0zM29 28h6v18a3 3 0 0 1-6 0zM37 28h6v18a3 3 0 0 1-6 0z"]),
        seal: bag.concat(["M24 36h16q2 0 2 2v11q0 2-2 2H24q-2 0-2-2V38q0-2 2-2z", "s:M26.5 36v-4a5.5 5.5 0 0 1 11 0v4"]),
        "bag-outline": bag,
        "box-outline": ["s:M6 22h52v36H6zM6 22l9-15h34l9 15M32 7v15"],
        box: ["s:M6 22h52v36H6zM6 22l9-15h34l9 15M32 7v27M24 34h16"],
        category: ["M6 8h12v12H6zM24 10h34v8H24zM6 44h12v12H6zM24 46h34v8H24z",
            "M2 23h60v18H2zM24 28v8h34v-8zM6 31l3 6h3l6-10h-4l-3.5 5.5L9 30z"],
        question: ["M32 1l31 31l-31 31L1 32zM23 27h6q0-5 3.5-5t3.5 3.5q0 2.5-3.5 4.5q-3.5 2-3.5 7v2h6v-2"
            + "q0-2 3-4q4-2.5 4-7.5q0-9.5-9.5-9.5q-9.5 0-9.5 11zM29 42v6h6v-6z"],
        printer: ["M16 4h32v14H16z", "M8 21h48q4 0 4 4v21h-9V38H13v8H4V25q0-4 4-4zM47 27v5h6v-5z", "s:M18.5 41h27v16h-27z"],
        scanner: ["M8 10h30q6 0 6 6v8q0 5-6 5H27l6 27q0 4-4 4h-8q-3 0-4-3L10 29Q5 27 5 20q0-10 3-10z",
            "s:M50 20h12M50 12l9-6M50 28l9 6"],
        clock: ["s:M32 6a26 26 0 1 0 .01 0zM32 16v17l12 8"],
        plug: ["s:M4 60q10 0 14-10", "M17 24l23 23q-5 6-12 6q-7 0-12-5q-5-5-5-12t6-12z", "s:M28 30l9-9M37 39l9-9",
            "s:M46 8l4-6M54 18l8-3M51 12l7-7"],
        training: ["M32 8l31 14l-31 14L1 22z", "M14 33l18 8l18-8v14q-8 8-18 8t-18-8z", "s:M58 24v20"],
        sleep: ["M26 5a28 28 0 1 0 33 38A24 24 0 0 1 26 5z", "M40 8h18v5l-9 10h9v5H40v-5l9-10h-9z"],
        wait: ["M14 4h36v7h-4q0 12-9 21q9 9 9 21h4v7H14v-7h4q0-12 9-21q-9-9-9-21h-4z"],
        badge: ["M10 16h44q4 0 4 4v34q0 4-4 4H10q-4 0-4-4V20q0-4 4-4zM22 24a6 6 0 1 0 .01 0zM12 50q0-10 10-10t10 10z"
            + "M38 28v5h14v-5zM38 38v5h14v-5z", "M27 4h10v10H27z"],
        sun: ["M32 18a14 14 0 1 0 .01 0z", "s:M32 2v9M32 53v9M2 32h9M53 32h9M11 11l6 6M47 47l6 6M53 11l-6 6M17 47l-6 6"],
        moon: ["M26 5a28 28 0 1 0 33 38A24 24 0 0 1 26 5z"],
        frame: ["s:M4 18V4h14M46 4h14v14M60 46v14H46M18 60H4V46"],
    };

    const svgSpace = "http://www.w3.org/2000/svg";

    function svg(name, attributes, ...children) {
        const element = document.createElementNS(svgSpace, name);
        for (const key in attributes) element.setAttribute(key, attributes[key]);
        element.append(...children);
        return element;
    }

    /** One picture's shapes, at a place and a scale of its own. */
    function shapes(name, transform) {
        const group = svg("g", transform ? { transform } : {});
        for (const part of pictures[name] || pictures.silent) {
            const kind = part.slice(0, 2), rest = part.slice(2);
            if (kind === "t:") {
                group.append(svg("text", { x: 32, y: 41, "text-anchor": "middle", class: "sign-text" }, rest));
            } else if (kind === "s:") group.append(svg("path", { d: rest, class: "line" }));
            else group.append(svg("path", { d: part, "fill-rule": "evenodd" }));
        }
        return group;
    }

    /** A picture; words beside it say the same, so it is hidden from those who hear the page. */
    function picture(name, ...groups) {
        const drawing = svg("svg", { viewBox: "0 0 64 64", class: "picture", "aria-hidden": "true", "data-picture": name });
        drawing.append(...(groups.length ? groups : [shapes(name)]));
        return drawing;
    }

    /** The picture of a sign of API.md: corners round a thing say that it is to be scanned. */
    function sign(name) {
        if (name === "person-or-tube") {
            return picture(name, shapes("frame"), shapes("person", "translate(9 19) scale(.4)"),
                shapes("tube", "translate(32 18) scale(.44)"));
        }
        const framed = ["category", "person", "tube", "close-tube", "seal", "box", "bag", "count"].includes(name);
        return framed ? picture(name, shapes("frame"), shapes(name, "translate(11 11) scale(.66)")) : picture(name);
    }

    // MARK: The page's elements

    const find = (selector) => document.querySelector(selector);

    /** A field that has nothing to say is left out of the station's JSON. */
    const isLeftOut = (value) => value === undefined || value === null;

    function make(tag, attributes, ...children) {
        const element = document.createElement(tag);
        for (const key in attributes || {}) element.setAttribute(key, attributes[key]);
        element.append(...children.filter((child) => child !== null));
        return element;
    }

    function put(element, text) {
        if (element.textContent !== text) element.textContent = text;
    }

    function mark(element, attribute, value) {
        const text = isLeftOut(value) ? "" : String(value);
        if (element.getAttribute(attribute) !== text) element.setAttribute(attribute, text);
    }

    /** Replaces what an element holds where it would look different; `key` says all that it shows but the language. */
    function fill(element, key, build) {
        const all = JSON.stringify([key, language()]);
        if (element.shown === all) return;
        element.shown = all;
        element.textContent = "";
        element.append(...build().filter((child) => child !== null));
    }

    // MARK: Language and theme

    const query = new URLSearchParams(location.search);
    const memory = {
        get(key) { try { return localStorage.getItem("kiosk-" + key); } catch (_) { return null; } },
        set(key, value) { try { localStorage.setItem("kiosk-" + key, value); } catch (_) { /* goes without */ } },
    };
    const known = (value, all) => (all.includes(value) ? value : null);
    let chosen = known(query.get("lang"), ["en", "zh"]) || known(memory.get("lang"), ["en", "zh"]);
    let theme = known(query.get("theme"), ["day", "night"]) || known(memory.get("theme"), ["day", "night"]) || "day";
    document.documentElement.dataset.theme = theme;

    const language = () => chosen || (state.screen && state.screen.language) || "zh";
    const word = (key, tongue) => (words[key] || [key, key])[(tongue || language()) === "en" ? 0 : 1];
    const desk = (number) => (language() === "en" ? "Desk " + number : number + "号台");
    const say = (text) => (text ? text[language()] || "" : "");

    /** Keeps a choice: in the address if it stands there, and for the next visit. */
    function keep(key, value) {
        if (key !== "lane") memory.set(key, value);
        if (query.has(key)) {
            query.set(key, value);
            history.replaceState(null, "", location.pathname + "?" + query);
        }
    }

    function turnLanguage() {
        chosen = language() === "en" ? "zh" : "en";
        keep("lang", chosen);
        show();
    }

    function turnTheme() {
        theme = theme === "day" ? "night" : "day";
        document.documentElement.dataset.theme = theme;
        keep("theme", theme);
        show();
    }

    // MARK: The line to the station

    const silenceLimit = 2000; // ms: neither `screen` nor `pulse`
    const answerLimit = 4000; // ms until a new connection has to have said something
    const chunkLimit = 4 << 20; // characters of one event
    const state = { link: "wait", refusal: null, boot: null, seen: 0, screen: null, now: 0, heardAt: 0 };
    const heard = { tick: performance.now(), wall: Date.now() };
    let view = {}, lastID = null, aborter = null, attemptAt = 0, attemptWall = 0, hurry = () => {};

    /** The station's time; it runs on between two events. */
    const now = () => state.now + (performance.now() - state.heardAt);

    function hear(text) {
        heard.tick = performance.now();
        heard.wall = Date.now();
        state.now = text.now;
        state.heardAt = heard.tick;
        state.refusal = null;
        if (state.link !== "ok") { state.link = "ok"; show(); }
    }

    function lose() {
        if (state.link !== "lost") { state.link = "lost"; drawFrame(); }
    }

    /** Both clocks are asked: one of them stands still while a machine sleeps. What waited in a line that was silent
     *  may be old, so that it is not read: a new line tells the newest state, and each verdict that is missing. */
    function watch() {
        const tick = performance.now();
        const isSilent = tick - heard.tick > silenceLimit || Date.now() - heard.wall > silenceLimit;
        if (!isSilent) return true;
        if (aborter && (state.link === "ok" || tick - attemptAt > answerLimit)) aborter.abort();
        lose();
        return false;
    }

    function take(kind, id, text) {
        const told = JSON.parse(text);
        if (kind === "pulse") {
            // A line that only pulses has never told a state; a state that cannot be drawn is none.
            if (state.screen && !state.isBroken) hear(told);
            return;
        }
        if (kind !== "screen") return;
        const isNew = told.boot !== state.boot;
        const number = Number(String(id).slice(String(id).lastIndexOf("-") + 1)) || 0;
        if (isNew) { state.boot = told.boot; state.seen = view.history ? 0 : null; }
        const fresh = told.verdicts.filter((verdict) => state.seen === null || verdict.n > state.seen);
        state.seen = Math.max(state.seen || 0, number, ...fresh.map((verdict) => verdict.n));
        if (id) lastID = id;
        hear(told);
        state.screen = told.screen;
        state.isBroken = false;
        if (isNew && view.begun) view.begun();
        if (view.told) view.told(fresh, told.missed);
        show();
        // What was said before this page came: the station tells all that it remembers to who has heard nothing.
        if (isNew && view.history && number > 0 && fresh.length === 0) {
            lastID = told.boot + "-0";
            state.seen = 0;
            aborter.abort();
        }
    }

    async function listen(signal) {
        const headers = lastID ? { Accept: "text/event-stream", "Last-Event-ID": lastID } : { Accept: "text/event-stream" };
        const response = await fetch("/api/v1/events", { headers, signal, cache: "no-store", credentials: "same-origin" });
        if (!response.ok) throw Object.assign(new Error("refused"), { status: response.status });
        const reader = response.body.getReader();
        const decoder = new TextDecoder();
        let rest = "", isFirst = true;
        for (;;) {
            const chunk = await reader.read();
            if (signal.aborted || chunk.done || rest.length > chunkLimit) return;
            const isLate = performance.now() - attemptAt > answerLimit || Date.now() - attemptWall > answerLimit;
            if (isFirst ? isLate : !watch()) return;
            rest = (rest + decoder.decode(chunk.value, { stream: true })).replace(/\r\n/g, "\n");
            const events = rest.split("\n\n");
            rest = events.pop();
            for (const event of events) {
                const fields = {};
                for (const line of event.split("\n")) {
                    const colon = line.indexOf(":");
                    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
                }
                if (fields.event && fields.data) { take(fields.event, fields.id, fields.data); isFirst = false; }
                if (signal.aborted) return;
            }
        }
    }

    async function stayConnected() {
        for (let failures = 0; ;) {
            const before = heard.tick;
            attemptAt = performance.now();
            attemptWall = Date.now();
            aborter = new AbortController();
            try {
                await listen(aborter.signal);
            } catch (error) {
                state.refusal = error.status || null;
            }
            aborter.abort();
            failures = heard.tick > before ? 0 : failures + 1;
            // One line may break and be made anew at once; a station that cannot be reached is lost at once.
            if (failures > 0) { lose(); show(); }
            await new Promise((resolve) => {
                hurry = resolve;
                setTimeout(resolve, Math.min(1500, 100 << Math.min(failures, 4)));
            });
        }
    }

    // MARK: Showing

    let isAsked = false;

    /** Draws at the next frame, once; and in a page without frames all the same. */
    function show() {
        if (isAsked) return;
        isAsked = true;
        let isDone = false;
        const draw = () => {
            if (isDone) return;
            isDone = true;
            isAsked = false;
            drawFrame();
            if (!state.screen || state.link !== "ok") return;
            try { view.show(state.screen); } catch (error) { state.isBroken = true; lose(); throw error; }
        };
        requestAnimationFrame(draw);
        setTimeout(draw, 100);
    }

    function drawFrame() {
        const tongue = language();
        if (view.frame) { view.frame(); return; }
        document.documentElement.lang = tongue === "zh" ? "zh-CN" : "en";
        mark(document.body, "data-link", state.link);
        mark(document.body, "data-lang", tongue);
        for (const element of document.querySelectorAll("[data-word]")) put(element, word(element.dataset.word));
        const speech = find("#language"), light = find("#theme"), other = theme === "day" ? "night" : "day";
        mark(speech, "aria-label", word("language"));
        put(speech.firstElementChild, word("otherLanguage"));
        mark(light, "aria-label", word(other));
        fill(light, theme, () => [picture(other === "night" ? "moon" : "sun")]);
        drawLost(tongue);
        const title = state.link === "ok" ? view.title() : word(state.link === "lost" ? "gone" : "connecting");
        document.title = title + " - ScanStation";
    }

    /** Instead of the view: a state that is not known to be of now is not shown at all. */
    function drawLost(tongue) {
        const panel = find("#lost"), content = find("#content");
        content.hidden = state.link !== "ok";
        panel.hidden = state.link === "ok";
        if (state.link === "ok") { panel.shown = null; panel.textContent = ""; return; }
        fill(panel, [state.link, state.refusal], () => [tongue, tongue === "en" ? "zh" : "en"].map((each, index) => {
            const isLost = state.link === "lost";
            const next = !isLost ? "" : word(state.refusal === 401 || state.refusal === 403 ? "notAllowed" : "goneNext", each);
            return make("div", { lang: each === "zh" ? "zh-CN" : "en", class: index ? "second" : "first" },
                index ? null : picture(isLost ? "plug" : "wait"),
                make(index ? "p" : "h1", { class: "lost-what" }, word(isLost ? "gone" : "connecting", each)),
                make("p", { class: "lost-next" }, next));
        }));
    }

    // MARK: Keys and wake-ups

    let typedAt = -Infinity;

    /** A scanner that types must not work the page: what it types goes nowhere, nor does the Enter after it. */
    function onKey(event) {
        if (event.ctrlKey || event.altKey || event.metaKey) return;
        const isPress = event.key === "Enter" || event.key === " ";
        const isButton = event.target.closest && event.target.closest("button, a, summary");
        const isCharacter = event.key.length === 1 && event.key !== " ";
        const isTyping = performance.now() - typedAt < 300;
        if (isCharacter) typedAt = performance.now();
        if (isCharacter || (isPress && (!isButton || isTyping))) event.preventDefault();
    }

    function start(page) {
        view = page;
        for (const kind of ["keydown", "keypress", "keyup"]) window.addEventListener(kind, onKey, true);
        // A button that was touched lets go, so that no later key is for it; who came by Tab stays there.
        document.addEventListener("click", (event) => {
            if (event.detail > 0 && event.target.closest("button")) event.target.closest("button").blur();
        });
        if (find("#language")) find("#language").addEventListener("click", turnLanguage);
        if (find("#theme")) find("#theme").addEventListener("click", turnTheme);
        for (const kind of ["visibilitychange", "resume"]) document.addEventListener(kind, () => { watch(); hurry(); });
        // What is put to sleep wakes up with its last picture: that must not be a state of then.
        document.addEventListener("freeze", lose);
        for (const kind of ["pageshow", "focus", "online"]) window.addEventListener(kind, () => { watch(); hurry(); });
        window.addEventListener("resize", show);
        setInterval(watch, 200);
        setInterval(() => { if (state.link === "ok" && state.screen && view.tick) view.tick(); }, 1000);
        const frame = () => { watch(); requestAnimationFrame(frame); };
        requestAnimationFrame(frame);
        show();
        stayConnected();
    }

    // MARK: Times

    /** The desk of this screen: that of the address, or the first. */
    function deskOf(screen) {
        const wanted = query.get("lane");
        return wanted ? screen.lanes.find((lane) => String(lane.lane) === wanted) : screen.lanes[0];
    }

    const two = (number) => String(number).padStart(2, "0");

    /** Hours and minutes, `1:24`. */
    const hours = (ms) => Math.floor(Math.max(0, ms) / 3600000) + ":" + two(Math.floor(Math.max(0, ms) / 60000) % 60);

    /** How old the oldest swab is, and whether that is `fine`, `warning` or `alarm`, with its picture. */
    function swab(told) {
        const at = now(), state = at >= told.latest ? "alarm" : at >= told.warning ? "warning" : "fine";
        const drawing = { fine: "clock", warning: "attention", alarm: "refused" }[state];
        return { state, picture: drawing, age: hours(at - told.oldest) };
    }

    /** The word for how far a bag is. */
    const phase = (bag) => word({ open: "open", closed: "toCount", counted: "toSeal" }[bag.phase]);

    function clock(at, isLong) {
        const date = new Date(at);
        return two(date.getHours()) + ":" + two(date.getMinutes()) + (isLong ? ":" + two(date.getSeconds()) : "");
    }

    return {
        start, show, state, now, desk, deskOf, find, isLeftOut, make, put, mark, fill, svg, picture, sign, shapes, say, word,
        language, query, keep, hours, clock, swab, phase, words, pictures,
    };
})();
