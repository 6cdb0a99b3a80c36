// Puts the parts together.

import "./skeleton.js";

import { byId, fill } from "../dom.js";
import * as canvas from "./canvas.js";
import { label, page, takeWhole, words } from "./data.js";
import * as filters from "./filters.js";
import * as list from "./list.js";
import * as panel from "./panel.js";
import { saveCsv, savePng, saveSvg } from "./save.js";
import { canUndo, change, grow, onChange, read, renew, state, ties, undo, visible } from "./state.js";

let before = {};

function refresh() {
  if (before.lang !== state.lang) filters.speak();
  filters.show();
  const graph = state.view !== "list";
  byId("frame").hidden = !graph;
  byId("list").hidden = graph;
  if (graph) canvas.redraw();
  list.show();
  panel.show();
  if (before.layout !== undefined && before.layout !== state.layout) canvas.fit();
  if (before.node !== state.node || before.link !== state.link) announce();
  before = { ...state };
}

/** Says to a screen reader what is selected. */
function announce() {
  const text = words(state.lang);
  const { node, link } = state;
  if (node) {
    const n = visible().degree.get(node) || 0;
    byId("live").textContent = fill(text.selected, { name: label(node, state.lang), type: text.type[node.type], n });
  } else if (link) {
    const relation = text.relation[link.relation] || link.relation;
    byId("live").textContent = `${label(link.source, state.lang)} – ${relation} – ${label(link.target, state.lang)}`;
  } else byId("live").textContent = "";
}

function choose(node) {
  const noTypes = new Set(state.noTypes);
  noTypes.delete(node.type);
  change({ node, link: null, noTypes });
  filters.unfold(false);
  canvas.reveal(node);
  byId("graph").focus();
}

/** Opens the next neighbours of the selected thing: those over the relation that hides most. */
function open() {
  const [next] = state.node ? ties(state.node).filter((one) => one.hidden).sort((a, b) => b.hidden - a.hidden) : [];
  if (next) grow(state.node, next.relation, next.out);
}

/** Lets the picture have the whole window, or gives the rest of the page back. */
function fillWindow() {
  byId("full").setAttribute("aria-pressed", byId("viewer").classList.toggle("full"));
}

const typing = () => ["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement?.tagName) && document.activeElement.type !== "checkbox";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing()) return;
  if (event.key === "/") {
    filters.unfold(true);
    byId("find").focus();
  } else if (event.key === "n" || event.key === "p") canvas.step(event.key === "n" ? 1 : -1);
  else if (event.key === "e") open();
  else if (event.key === "u" && canUndo()) undo();
  else if (event.key === "f" && page.site) fillWindow();
  else if (event.key === "Escape") {
    if (byId("viewer").classList.contains("full")) fillWindow();
    change({ node: null, link: null });
    byId(state.view === "list" ? "list" : "graph").focus();
  } else return;
  event.preventDefault();
});

byId("in").addEventListener("click", () => canvas.scale(1.3));
byId("out").addEventListener("click", () => canvas.scale(1 / 1.3));
byId("fit").addEventListener("click", canvas.fit);
byId("full")?.addEventListener("click", fillWindow);
byId("clear").addEventListener("click", () => change({ node: null, link: null }));
for (const button of document.querySelectorAll("[data-layout]")) {
  button.addEventListener("click", () => change({ layout: button.dataset.layout, view: "graph" }));
}
byId("svg").addEventListener("click", saveSvg);
byId("png").addEventListener("click", savePng);
byId("csv").addEventListener("click", saveCsv);
byId("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    byId("live").textContent = words(state.lang).copied;
  } catch {
    window.prompt("", location.href); // no clipboard without permission: the address can be copied by hand
  }
});
window.addEventListener("hashchange", read);

filters.start(choose);
canvas.start();
onChange(refresh);
const complete = read();
canvas.fit();
if (state.node) canvas.reveal(state.node);
// The core is painted first; then comes what the server has beside it.
requestAnimationFrame(async () => {
  try {
    if (!(await takeWhole())) return;
    if (complete) renew();
    else if (read() && state.node) canvas.reveal(state.node);
    filters.speak();
    filters.show();
  } catch {
    byId("live").textContent = words(state.lang).unloaded;
  }
});
// Names in scripts that the machine may lack come with the page's own font, which is ready a moment later.
document.fonts.ready.then(canvas.lettered);
for (const face of document.fonts) face.load().then(canvas.lettered);
