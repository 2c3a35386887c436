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
        outbox: ["Not exported", "未导出"], stock: ["Tubes left", "余管"], toDo: ["People to do", "待采"],
        connecting: ["Looking for the station", "正在连接工作站"],
        gone: ["The station does not answer", "工作站无应答"],
        goneNext: ["Scans may not count. Listen for its beeps, or look at scanstation status",
            "扫码可能未记录。请听提示音，或查看 scanstation status"],
        notAllowed: ["This screen is not allowed in: open it with its token", "此屏幕无权查看：请用带 token 的地址打开"],
        otherLanguage: ["中文", "English"], night: ["Night", "夜间"], day: ["Day", "日间"],
        language: ["Language: 中文", "语言：English"],
    };

    const { picture, shapes, sign, svg } = Pictures;

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
        language, query, keep, hours, clock, swab, phase, words,
    };
})();
