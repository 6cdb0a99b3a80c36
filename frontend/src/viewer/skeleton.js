// The parts of the page that stand still: made by the script, so that a page of any kind needs but one empty element.

import { byId, drawn, make } from "../dom.js";
import { page } from "./data.js";

const word = (name, of, attributes = {}, ...more) => make(of, { ...attributes, "data-word": name }, ...more);
const press = (id, name, face) => make("button", { type: "button", id, "data-name": name }, face);
const group = (name, ...buttons) => make("span", { role: "group", "data-name": name }, ...buttons);
const choice = (key, value) => word(value, "button", { type: "button", [`data-${key}`]: value });
const legend = (name, ...more) => make("legend", {}, word(name, "span"), ...more);

function filters() {
  const bars = drawn("svg", { id: "bars", viewBox: "0 0 200 40", preserveAspectRatio: "none", "aria-hidden": "true" });
  const slide = (id, name) => make("label", { class: "slide" }, word(name, "span"), make("input", { id, type: "range", step: 1 }));
  return make(
    "aside",
    { id: "filters", "data-name": "filters" },
    make("label", { for: "find", class: "head" }, word("find", "span"), " ", make("kbd", {}, "/")),
    make("input", { id: "find", type: "search", autocomplete: "off", spellcheck: "false" }),
    make("ul", { id: "found", hidden: true }),
    make("fieldset", {}, legend("types"), make("div", { id: "types" })),
    make("fieldset", { id: "years" }, legend("years", " ", make("span", { id: "span", class: "quiet" })), bars, slide("first", "from"), slide("last", "to")),
    make("fieldset", {}, legend("relations"), make("div", { id: "relations" })),
    make("div", { id: "fielded" }, word("field", "label", { class: "head", for: "field" }), make("select", { id: "field" })),
    make("fieldset", { id: "spoken" }, legend("sources"), make("div", { id: "sources" })),
    make("label", { class: "head", for: "certainty" }, word("confidence", "span"), " ", make("span", { id: "sure", class: "quiet" })),
    make("input", { id: "certainty", type: "range", min: 0, max: 1, step: 0.05 }),
    make("p", {}, word("reset", "button", { type: "button", id: "reset" })),
    make("p", { class: "key" }, drawn("svg", { width: 40, height: 10, "aria-hidden": "true" }, drawn("line", { x1: 0, y1: 5, x2: 40, y2: 5, class: "unsure" })), word("unsure", "span")),
    make("p", { class: "key" }, drawn("svg", { width: 40, height: 16, "aria-hidden": "true" }, drawn("rect", { x: 13, y: 2, width: 12, height: 12, class: "ghost" })), word("planned", "span")),
  );
}

const sign = (d) => drawn("svg", { width: 14, height: 14, viewBox: "0 0 14 14", "aria-hidden": "true" }, drawn("path", { class: "sign", d }));

function tools() {
  return make(
    "div",
    { id: "tools" },
    word("filters", "button", { type: "button", id: "filtering", "aria-controls": "filters", "aria-expanded": "false" }),
    group("view", choice("view", "graph"), choice("view", "list")),
    group("layout", choice("layout", "sides"), choice("layout", "free")),
    group("zoom", press("in", "zoom_in", "+"), press("out", "zoom_out", "−"), press("fit", "fit", sign("M1 5V1h4M9 1h4v4M13 9v4H9M5 13H1V9")), press("clear", "clear", "✕"), page.site ? press("full", "full", sign("M1 1h12v12H1zM1 4.5h12")) : ""),
    group("save", press("svg", "save_svg", "SVG"), press("png", "save_png", "PNG"), press("csv", "save_csv", "CSV"), word("link_copy", "button", { type: "button", id: "copy" })),
  );
}

const language = () => make("span", { class: "last", hidden: Boolean(page.site) }, make("label", { class: "language" }, word("labels", "span"), " ", make("select", { id: "language" })));

byId("viewer").replaceChildren(
  filters(),
  make(
    "div",
    { id: "stage", role: page.site ? null : "main" },
    tools(),
    make("p", { id: "bar" }, make("span", { id: "shown", role: "status" }), make("button", { type: "button", id: "more", hidden: true }), word("undo", "button", { type: "button", id: "undo", hidden: true }), language()),
    make("div", { id: "frame" }, make("canvas", { id: "graph", tabindex: 0, role: "application", "aria-describedby": "coverage" })),
    make("div", { id: "list", tabindex: -1, hidden: true }),
    make("p", { id: "coverage", class: "quiet" }),
  ),
  make("section", { id: "panel", tabindex: -1, "data-name": "quotes" }),
);
if (!byId("live")) byId("viewer").append(make("div", { id: "live", class: "unseen", "aria-live": "polite" }));
