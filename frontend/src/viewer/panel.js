// The evidence panel: what is selected, what it is tied to, the words that say so, and what else could be opened.

import { byId, fill, make, mark } from "../dom.js";
import { articleOf, concept, day, label, labelLang, page, quoteOf, site, spoken, takeQuotes, when, words, years } from "./data.js";
import { GROW, begin, change, grow, renew, state, ties, visible } from "./state.js";

const panel = byId("panel");
let before = null;

export function show() {
  const text = words(state.lang);
  const parts = state.link ? ofLink(state.link, text) : state.node ? ofNode(state.node, text) : howTo(text);
  const key = (state.link || state.node)?.id;
  const top = key === before ? panel.scrollTop : 0;
  const within = panel.contains(document.activeElement) && document.activeElement !== panel && document.activeElement.dataset.key;
  panel.replaceChildren(...parts.filter(Boolean));
  panel.scrollTop = top;
  // The pressed button is gone with the old words: go on with the same one, where it is still there.
  if (within) (panel.querySelector(`[data-key="${CSS.escape(within)}"]`) || panel).focus();
  before = key;
  ask();
}

/** Gets the quotes of what is selected, where the page came without them. */
async function ask() {
  const node = state.link ? state.link.source : state.node;
  if (!node) return;
  try {
    if (await takeQuotes(node)) renew();
  } catch {
    byId("live").textContent = words(state.lang).unloaded;
    for (const element of panel.querySelectorAll(".loading")) element.textContent = words(state.lang).unloaded;
  }
}

function howTo(text) {
  return [make("h2", {}, text.how), make("p", {}, text.how_text), make("p", { class: "quiet" }, text.keys)];
}

function ofNode(node, text) {
  const shown = visible().links.filter((link) => link.source === node || link.target === node);
  const facts = [when(node, state.lang) || years(node), node.status && (text.status[node.status] || node.status)];
  facts.push(...node.fields.map((code) => concept("field", code, spoken(state.lang))));
  const post = page.concepts[`post/${node.id}`];
  const others = Object.entries(node.labels).filter(([lang, name]) => lang !== labelLang(node, state.lang) && name !== label(node, state.lang));
  const groups = new Map();
  for (const link of shown) {
    const key = `${link.source === node ? "→" : "←"} ${text.relation[link.relation] || link.relation}`;
    groups.set(key, [...(groups.get(key) || []), link]);
  }
  return [
    make("p", { class: "quiet type" }, mark(page.shapes[node.type], node.type), text.type[node.type]),
    make("h2", { lang: labelLang(node, state.lang) }, label(node, state.lang)),
    post && make("p", {}, post[state.lang] || post.en || Object.values(post)[0]),
    facts.some(Boolean) && make("p", { class: "quiet" }, facts.filter(Boolean).join(" · ")),
    others.length > 0 && make("ul", { class: "names" }, ...others.map(([lang, name]) => make("li", { lang }, name))),
    site("entity", { iri: node.id }) && make("p", {}, make("a", { href: site("entity", { iri: node.id }) }, text.page)),
    ...neighbours(node, text),
    ...said(node, node.quotes, text),
    ...[...groups].flatMap(([heading, list]) => [
      make("h3", {}, heading),
      ...list.map((link) => tie(link, link.source === node ? link.target : link.source, text, node)),
    ]),
  ];
}

function ofLink(link, text) {
  return [
    make("p", { class: "quiet" }, text.tie),
    make("h2", { class: "chain" }, name(link.source), make("span", {}, ` → ${text.relation[link.relation] || link.relation} → `), name(link.target)),
    make("p", { class: "quiet" }, facts(link, text)),
    ...quotes(link, text, null),
  ];
}

function tie(link, other, text, node) {
  return make("div", { class: "tie" }, make("p", {}, name(other), " ", make("span", { class: "quiet" }, facts(link, text))), ...quotes(link, text, node));
}

/** The quotes of a tie; those that the node above shows already are not shown again. */
function quotes(link, text, node) {
  if (!link.said) return [make("p", { class: "quiet" }, text.registry)];
  return said(link, link.quotes?.filter((index) => !node?.quotes?.includes(index)), text);
}

/** Quotes, or that they are on their way. */
function said(thing, found, text) {
  if (!found) return thing.said ? [make("p", { class: "quiet loading" }, text.loading)] : [];
  return folded(found.map((index) => quote(index, text)));
}

/** How many neighbours there are over each relation, and a button for those that are not in sight. */
function neighbours(node, text) {
  const all = ties(node);
  const rows = all.map(({ relation, out, count, hidden }) => {
    const face = `${out ? "→" : "←"} ${text.relation[relation] || relation}`;
    const open = hidden && !visible().full && make(
      "button",
      { type: "button", "data-key": `${relation}${out}`, "aria-label": `${face}: ${fill(text.more, { n: Math.min(hidden, GROW) })}`, onclick: () => grow(node, relation, out) },
      `+${Math.min(hidden, GROW)}`,
    );
    return make("li", {}, make("span", {}, face), make("span", { class: "quiet" }, hidden ? `${count - hidden} / ${count}` : `${count}`), open || "");
  });
  return [
    rows.length > 0 && make("h3", {}, text.neighbours),
    rows.length > 0 && make("ul", { class: "near" }, ...rows),
    make("p", {}, make("button", { type: "button", id: "begin", "data-key": "begin", disabled: state.start === node, onclick: () => begin(node) }, text.begin)),
  ];
}

/** Three quotes in sight, the others behind a handle. */
function folded(quotes) {
  if (quotes.length <= 3) return quotes;
  return [...quotes.slice(0, 3), make("details", {}, make("summary", {}, `+ ${quotes.length - 3}`), ...quotes.slice(3))];
}

const name = (node) =>
  make(
    "button",
    { type: "button", class: "link", lang: labelLang(node, state.lang), onclick: () => change({ node, link: null }) },
    label(node, state.lang),
  );

function facts(link, text) {
  const roles = link.roles.map((code) => concept("role", code, spoken(state.lang))).join(", ");
  const certainty = link.said ? `${text.certainty} ${Math.round(link.confidence * 100)} %` : "";
  return [roles, years(link), link.planned && text.planned, certainty].filter(Boolean).join(" · ");
}

function quote(index, text) {
  const found = quoteOf(index);
  const article = articleOf(found);
  const cite = [article.title || article.url, article.published && day(article.published, state.lang)].filter(Boolean).join(", ");
  // Only an address of the web is a link: anything else could run in this page.
  const safe = /^https?:\/\//.test(article.url);
  const inside = site("article", { key: article.iri.split("/").pop(), start: found.start, end: found.end });
  const notes = [text[found.modality], found.speaker && fill(text.says, { who: found.speaker })].filter(Boolean).join(" · ");
  return make(
    "blockquote",
    { lang: article.lang || null },
    make("p", {}, found.before, make("mark", {}, found.text), found.after),
    make(
      "footer",
      {},
      inside ? make("a", { href: inside }, cite) : "",
      inside ? " · " : "",
      safe ? make("a", { href: article.url, rel: "noopener noreferrer", target: "_blank" }, inside ? text.original : cite) : cite,
      make("span", { class: "quiet", lang: spoken(state.lang) }, ` · ${notes}`),
    ),
  );
}
