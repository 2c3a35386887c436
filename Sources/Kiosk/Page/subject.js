"use strict";
// The sign for the person who is sampled: a picture and words in both languages, and nothing about anybody.

(() => {
    const K = Kiosk;
    const { find, put, mark, fill, picture, word, state, deskOf } = K;
    const thanksFor = 2500; // ms
    Object.assign(Pictures.all, {
        card: ["M16 2h32q5 0 5 5v50q0 5-5 5H16q-5 0-5-5V7q0-5 5-5zM17 9v41h30V9zM28 53v4h8v-4z",
            "M20 12h10v10H20zM23 15v4h4v-4zM34 12h10v10H34zM37 15v4h4v-4zM20 26h10v10H20zM23 29v4h4v-4z"
            + "M34 26h4v4h-4zM40 26h4v6h-4zM34 33h4v6h-4zM40 36h4v11h-4zM34 42h4v5h-4zM20 40h5v7h-5zM27 39h4v4h-4z"],
        swab: ["M36.2 14A13 13 0 1 0 35.3 26L23 20z", "M2 61V54q0-17 22-17t22 17v7z",
            "M33 17h6v1.5h23v3H39V23h-6q-3 0-3-3t3-3z"],
    });
    const signs = {
        wait: { picture: "wait", words: ["wait", null] },
        show: { picture: "card", words: ["show", "showOr"] },
        sampled: { picture: "swab", words: ["sampled", null] },
        done: { picture: "accepted", words: ["done", "next"] },
    };
    let thanksUntil = 0;

    Object.assign(K.words, {
        wait: ["Please wait", "请稍候"], show: ["Show your code", "请出示二维码"], showOr: ["or ID card", "或身份证"],
        sampled: ["You are being sampled", "正在采样"], done: ["Thank you, done", "已采样，谢谢"],
        next: ["Next, please", "请下一位"],
    });

    /** Which sign: a picture of the state, which the station decides. */
    function choose(screen, lane) {
        if (state.link !== "ok" || !screen || !lane) return "wait";
        if (screen.trouble || screen.shift !== "working" || !lane.open) return "wait";
        if (lane.waiting) return "sampled";
        if (performance.now() < thanksUntil) return "done";
        if (lane.question) return "wait";
        return lane.now.sign === "person" || lane.now.sign === "person-or-tube" ? "show" : "wait";
    }

    function draw() {
        const screen = state.screen;
        let lane = null, name = "wait";
        try {
            lane = screen ? deskOf(screen) : null;
            name = choose(screen, lane);
        } catch (error) { console.error(error); }
        const chosen = signs[name];
        const sign = find("#sign");
        mark(sign, "data-sign", name);
        mark(document.body, "data-link", state.link);
        mark(document.body, "data-lane", lane ? lane.lane : "");
        fill(find("#sign-picture"), name, () => [picture(chosen.picture)]);
        const more = state.link === "lost" ? "gone" : chosen.words[1];
        put(find("h1"), word(chosen.words[0], "zh"));
        put(find("#sign-en"), word(chosen.words[0], "en"));
        put(find("#sign-more-zh"), more ? word(more, "zh") : "");
        put(find("#sign-more-en"), more ? word(more, "en") : "");
        document.title = word(chosen.words[0], "zh") + " · " + word(chosen.words[0], "en");
    }

    K.start({
        told(verdicts) {
            const lane = deskOf(state.screen);
            for (const verdict of verdicts) {
                const left = verdict.at + thanksFor - K.now();
                if (!lane || verdict.lane !== lane.lane || verdict.subject !== "sampled" || left <= 0) continue;
                thanksUntil = performance.now() + Math.min(left, thanksFor);
                setTimeout(draw, thanksFor + 20);
            }
        },
        title: () => "",
        frame: draw,
        show() {},
    });
})();
