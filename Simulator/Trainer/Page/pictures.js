"use strict";
// The pictures of the table. Signs are drawn as on the kiosk: a field of 64 by 64, "s:" is a line 5 wide, all else is filled.

const Pictures = (() => {
    const space = "http://www.w3.org/2000/svg";
    const ring = "M32 4a28 28 0 1 0 0 56a28 28 0 0 0 0-56z";
    const bag = ["M5 7h54v9H5z", "s:M9.5 21v30q0 6 6 6h33q6 0 6-6V21z"];
    const signs = {
        accepted: [ring + "M17 33l6-6l7 7l14-15l6 6l-20 21z"],
        refused: ["M21 4h22l17 17v22L43 60H21L4 43V21zM15 27v10h34V27z"],
        attention: ["M32 4l29 53q0 3-3 3H6q-3 0-3-3zM28 22l1 19h6l1-19zM32 45a4 4 0 0 0 0 8a4 4 0 0 0 0-8z"],
        sealed: ["M20 30h24q3 0 3 3v17q0 3-3 3H20q-3 0-3-3V33q0-3 3-3zM32 36a4 4 0 0 0-2 7.5V48h4v-4.5a4 4 0 0 0-2-7.5z", "s:M23 30v-9a9 9 0 0 1 18 0v9"],
        person: ["M32 5a12 12 0 1 0 0 24a12 12 0 0 0 0-24z", "M9 60V51q0-17 23-17t23 17v9z"],
        tube: ["M20 3h24q2 0 2 2v8q0 2-2 2H20q-2 0-2-2V5q0-2 2-2z", "s:M23 15v35a9 9 0 0 0 18 0V15", "M28 34h8v16a4 4 0 0 1-8 0z"],
        bag: bag.concat(["M21 28h6v18a3 3 0 0 1-6 0zM29 28h6v18a3 3 0 0 1-6 0zM37 28h6v18a3 3 0 0 1-6 0z"]),
        seal: bag.concat(["M24 36h16q2 0 2 2v11q0 2-2 2H24q-2 0-2-2V38q0-2 2-2z", "s:M26.5 36v-4a5.5 5.5 0 0 1 11 0v4"]),
        category: ["M6 8h12v12H6zM24 10h34v8H24zM6 44h12v12H6zM24 46h34v8H24z", "M2 23h60v18H2zM24 28v8h34v-8zM6 31l3 6h3l6-10h-4l-3.5 5.5L9 30z"],
        count: ["s:M8 12h48v40H8z", "s:M20 22v20M32 22v20M44 22v20"],
        undo: ["M4 24L24 6v12q34 0 34 24q0 10-8 16q2-4 2-9q0-15-28-15v12z"],
        cancel: ["M14 6l18 18L50 6l8 8l-18 18l18 18l-8 8l-18-18l-18 18l-8-8l18-18L6 14z"],
        confirm: ["M6 34l10-10l11 11L50 10l9 9l-32 35z"],
        mode: ["M24 4h16v7H24z", "s:M26.5 13v36a5.5 5.5 0 0 0 11 0V13", "M5 18h8v4H5zM5 30h8v4H5zM51 18h8v4h-8zM51 30h8v4h-8zM51 42h8v4h-8zM5 42h8v4H5z"],
        short: ["M24 3h16v8H24z", "s:M25.5 13v36a6.5 6.5 0 0 0 13 0V13", "M29 38h6v11a3 3 0 0 1-6 0zM46 34h16v6H46z"],
        recategorise: ["M6 8h12v12H6zM24 10h34v8H24zM6 44h12v12H6zM24 46h34v8H24z", "M20 24h20v-6l16 14l-16 14v-6H20z"],
        report: ["s:M14 6h36v52H14z", "M22 16h20v5H22zM22 27h20v5H22zM22 38h12v5H22z"],
        reason: ["s:M10 10h44v34H30L20 56V44H10z", "M19 20h26v5H19zM19 30h18v5H19z"],
        colleague: ["M22 8a10 10 0 1 0 .01 0zM2 58V50q0-18 20-18q9 0 14 4q-8 6-8 16v6z", "M46 30l16 14l-16 14v-9H34V39h12z"],
        look: ["M32 14q20 0 30 18q-10 18-30 18T2 32q10-18 30-18zM32 22a10 10 0 1 0 .01 0z"],
        clock: ["s:M32 6a26 26 0 1 0 .01 0zM32 16v17l12 8"],
        again: ["s:M52 20A24 24 0 1 0 56 36", "M60 6v22H38z"],
    };

    function svg(name, attributes, ...children) {
        const element = document.createElementNS(space, name);
        for (const key in attributes) element.setAttribute(key, attributes[key]);
        element.append(...children);
        return element;
    }

    const path = (d, fill, more) => svg("path", Object.assign({ d, fill }, more));

    function sign(name) {
        const drawing = svg("svg", { viewBox: "0 0 64 64", class: "picture", "aria-hidden": "true" });
        for (const part of signs[name] || signs.reason) {
            drawing.append(part.startsWith("s:") ? svg("path", { d: part.slice(2), class: "line" })
                : svg("path", { d: part, "fill-rule": "evenodd" }));
        }
        return drawing;
    }

    function scene(width, height, ...children) {
        return svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "scene", "aria-hidden": "true" }, ...children);
    }

    const bars = (x, y, height) => [0, 4, 6, 11, 14, 19, 21, 26, 30, 32].map((at, index) =>
        svg("rect", { x: x + at, y, width: index % 3 === 0 ? 2.5 : 1.5, height, fill: "#0a0f14" }));

    // MARK: Things

    const coats = ["#35618e", "#7a4b8c", "#2f6f5e", "#9a5a2c", "#5a6472", "#8b3a4a"];
    const hairs = ["#20242a", "#4a3426", "#6c6f74"];

    /** Somebody who shows a card; number decides the coat. */
    function person(number, isBehind) {
        const coat = coats[number % coats.length], hair = hairs[number % hairs.length];
        return scene(120, 168,
            svg("ellipse", { cx: 60, cy: 162, rx: 40, ry: 5, fill: "#0a0f14", opacity: .15 }),
            path("M42 110h36v50H66l-6-36l-6 36H42z", "#2a3038"),
            path("M60 62q34 0 36 34l3 34q0 7-7 7t-8-7l-3-24v18H39v-18l-3 24q-1 7-8 7t-7-7l3-34q2-34 36-34z", coat),
            path("M48 62l12 14l12-14l-5-4H53z", "#fff"),
            svg("circle", { cx: 60, cy: 36, r: 23, fill: "#f0c9a6" }),
            path("M36 36q-3-27 24-27t24 27q-2-6-6-10q-8 3-19 2t-16-4q-5 4-7 12z", hair),
            path("M44 40q16-6 32 0v8q-4 11-16 11t-16-11z", "#d7ebf7", { stroke: "#7fa9c4", "stroke-width": 1.5 }),
            svg("circle", { cx: 51, cy: 34, r: 2.6, fill: "#20242a" }), svg("circle", { cx: 69, cy: 34, r: 2.6, fill: "#20242a" }),
            ...(isBehind ? [] : [
                svg("rect", { x: 62, y: 92, width: 52, height: 34, rx: 4, fill: "#fff", stroke: "#0a0f14", "stroke-width": 2 }),
                svg("rect", { x: 67, y: 97, width: 12, height: 14, fill: "#8fb4d0" }),
                ...bars(80, 98, 12).slice(0, 9), svg("rect", { x: 67, y: 116, width: 42, height: 4, fill: "#8a96a1" }),
                svg("circle", { cx: 92, cy: 130, r: 7, fill: "#f0c9a6" }),
            ]));
    }

    /** A tube: new ones are clear and empty, others have liquid, swabs, and a cap that is screwed down. */
    function tube(look, count) {
        const isNew = look === "new", isShut = look === "sealed" || look === "used" || look === "full";
        const parts = [path("M14 34v98a16 16 0 0 0 32 0V34z", "#f7fbff", { stroke: "#0a0f14", "stroke-width": 3 })];
        parts.push(path("M17 96h26v36a13 13 0 0 1-26 0z", "#f5a9bd"));
        for (let index = 0; index < Math.min(count, 5); index += 1) {
            parts.push(svg("path", { d: `M${20 + index * 5} ${48 + (index % 2) * 5}l${2 - index} 74`, stroke: "#6b4d2b", "stroke-width": 2.5, fill: "none" }));
        }
        parts.push(svg("rect", { x: 17, y: 62, width: 26, height: 26, fill: "#fff", stroke: "#8a96a1" }), ...bars(19, 66, 18).slice(0, 7));
        parts.push(svg("rect", { x: 9, y: isShut ? 14 : 6, width: 42, height: 22, rx: 4, fill: isNew ? "#1c6fb7" : "#0d3c66", stroke: "#0a0f14", "stroke-width": 2 }));
        for (let x = 15; x < 50; x += 7) parts.push(svg("rect", { x, y: (isShut ? 14 : 6) + 4, width: 2, height: 14, fill: "#fff", opacity: .45 }));
        if (look === "sealed") parts.push(svg("circle", { cx: 44, cy: 128, r: 14, fill: "#552583", stroke: "#fff", "stroke-width": 2 }),
            svg("path", { d: "M38 128l5 5l8-10", stroke: "#fff", "stroke-width": 3.5, fill: "none" }));
        return scene(60, 154, ...parts);
    }

    /** A bag with its tubes, as many as there are. */
    function sack(look, count) {
        const parts = [path("M10 26h120v112q0 8-8 8H18q-8 0-8-8z", "#eef4f8", { stroke: "#0a0f14", "stroke-width": 3, "fill-opacity": .9 })];
        for (let index = 0; index < count; index += 1) {
            const row = Math.floor(index / 5), x = 20 + (index % 5) * 21, y = 44 + row * 50;
            parts.push(svg("rect", { x, y, width: 15, height: 8, rx: 2, fill: "#0d3c66" }),
                path(`M${x + 2} ${y + 8}v30a5.5 5.5 0 0 0 11 0v-30z`, "#f5a9bd", { stroke: "#0a0f14", "stroke-width": 1.5 }));
        }
        const isShut = look !== "new" && look !== "open";
        parts.push(svg("rect", { x: 6, y: isShut ? 16 : 8, width: 128, height: isShut ? 12 : 20, rx: 3, fill: isShut ? "#00408f" : "#9db8cc", stroke: "#0a0f14", "stroke-width": 2 }));
        if (look === "sealed") parts.push(svg("rect", { x: 44, y: 6, width: 52, height: 34, rx: 4, fill: "#552583" }), path("M60 22l8 8l14-16", "none", { stroke: "#fff", "stroke-width": 5 }));
        return scene(140, 152, ...parts);
    }

    function seal() {
        return scene(120, 60, svg("rect", { x: 3, y: 10, width: 114, height: 40, rx: 5, fill: "#b3182a", stroke: "#0a0f14", "stroke-width": 2 }),
            svg("rect", { x: 38, y: 16, width: 44, height: 28, fill: "#fff" }), ...bars(43, 20, 20),
            path("M3 22h28v16H3zM89 22h28v16H89z", "#fff", { opacity: .25 }));
    }

    /** What stands small on a card. */
    function strip() { return scene(36, 18, ...bars(1, 0, 18)); }

    /** The hand scanner, and its beam. */
    function scanner() {
        return scene(120, 110, path("M84 20l36-14v40z", "#e4002b", { opacity: .18, class: "beam" }), svg("path", { d: "M84 26h34", stroke: "#e4002b", "stroke-width": 2, class: "beam" }),
            path("M18 8h50q16 0 16 14v10q0 10-14 10H54l10 52q1 8-8 8H40q-7 0-9-7L18 44Q6 42 6 26Q6 8 18 8z", "#77848f", { stroke: "#d5dde4", "stroke-width": 2 }),
            path("M70 14h8q6 2 6 10t-6 10h-8z", "#e4002b"), path("M50 46h8l3 12h-8z", "#ffcf1a"));
    }

    return { sign, svg, person, tube, sack, seal, strip, scanner };
})();
