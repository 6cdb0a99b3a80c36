// The same things and ties as tables: for eyes that prefer rows, for screen readers, and for printing.

import { byId, make } from "../dom.js";
import { articleOf, label, labelLang, quoteOf, when, words, years } from "./data.js";
import { change, state, visible } from "./state.js";

let order = { column: "count", down: true };

export function show() {
  const box = byId("list");
  if (state.view !== "list") return;
  const text = words(state.lang);
  const shown = visible();
  const within = box.contains(document.activeElement);
  box.replaceChildren(things(shown, text), ties(shown, text));
  // The pressed button is gone with the old rows: go on where the selection is.
  if (within) (box.querySelector("[aria-current] button") || box).focus();
}

function things(shown, text) {
  const columns = {
    name: [text.name, (node) => label(node, state.lang)],
    type: [text.type_head, (node) => text.type[node.type]],
    country: [text.country, (node) => node.country || ""],
    when: [text.when, (node) => node.when || years(node)],
    status: [text.status_head, (node) => (node.status ? text.status[node.status] || node.status : "")],
    count: [text.count, (node) => shown.degree.get(node) || 0],
  };
  const value = columns[order.column][1];
  const rows = [...shown.nodes].sort((a, b) => {
    const [one, other] = [value(a), value(b)];
    const sign = typeof one === "number" ? one - other : String(one).localeCompare(String(other), state.lang);
    return (order.down ? -sign : sign) || a.index - b.index;
  });
  const head = Object.entries(columns).map(([key, [title]]) =>
    make(
      "th",
      { scope: "col", "aria-sort": order.column === key ? (order.down ? "descending" : "ascending") : null },
      make("button", { type: "button", class: "link", onclick: () => sort(key) }, title),
    ),
  );
  return make(
    "table",
    { id: "things" },
    make("caption", {}, text.types),
    make("thead", {}, make("tr", {}, ...head)),
    make(
      "tbody",
      {},
      ...rows.map((node) =>
        make(
          "tr",
          { "aria-current": node === state.node ? "true" : null },
          make("th", { scope: "row" }, pick(node)),
          make("td", {}, text.type[node.type]),
          make("td", {}, node.country || ""),
          make("td", {}, when(node, state.lang) || years(node)),
          make("td", {}, node.status ? text.status[node.status] || node.status : ""),
          make("td", { class: "number" }, String(shown.degree.get(node) || 0)),
        ),
      ),
    ),
  );
}

function ties(shown, text) {
  return make(
    "table",
    { id: "ties" },
    make("caption", {}, text.ties),
    make("thead", {}, make("tr", {}, ...[text.name, text.tie, text.name, text.years, text.certainty, text.quotes].map((title) => make("th", { scope: "col" }, title)))),
    make(
      "tbody",
      {},
      ...shown.links.map((link) =>
        make(
          "tr",
          { "aria-current": link === state.link ? "true" : null },
          make("td", {}, pick(link.source)),
          make(
            "td",
            {},
            make("button", { type: "button", class: "link", onclick: () => change({ link, node: null }) }, text.relation[link.relation] || link.relation),
          ),
          make("td", {}, pick(link.target)),
          make("td", {}, years(link)),
          make("td", { class: "number" }, link.said ? `${Math.round(link.confidence * 100)} %` : ""),
          make("td", {}, ...firstWords(link, text)),
        ),
      ),
    ),
  );
}

function firstWords(link, text) {
  if (!link.said) return [make("span", { class: "quiet" }, text.registry)];
  if (!link.quotes?.length) return [make("span", { class: "quiet" }, `${text.quotes}: ${link.said}`)];
  const found = quoteOf(link.quotes[0]);
  const start = found.text.length > 140 ? `${found.text.slice(0, 140).trimEnd()}…` : found.text;
  return [make("span", { lang: articleOf(found).lang || null }, `«${start}»`)];
}

const pick = (node) =>
  make(
    "button",
    { type: "button", class: "link", lang: labelLang(node, state.lang), onclick: () => change({ node, link: null }) },
    label(node, state.lang),
  );

function sort(column) {
  order = { column, down: order.column === column ? !order.down : column === "count" };
  show();
  document.querySelector("#things th[aria-sort] button")?.focus();
}
