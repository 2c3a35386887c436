"use strict";
// The signs that the views show.

const Pictures = (() => {
    // On a field of 64 by 64. "s:" is a line 5 wide, "t:" the text of a sign, all else is filled.

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
        out: ["s:M7 36v22h50V36", "M26 46V24H15L32 4l17 20H38v22z"],
        door: ["s:M14 58V6h36v52M6 58h52", "M42 30a4 4 0 1 0 .01 0z"],
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

    return { all: pictures, picture, shapes, sign, svg };
})();
