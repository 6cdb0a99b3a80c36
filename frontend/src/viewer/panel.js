// The evidence panel: what is selected, what it is tied to, and the words that say so.

import { concept, day, label, labelLang, page, when, words, years } from "./data.js";
import { byId, fill, make, mark } from "../dom.js";
import { change, state, visible } from "./state.js";

const panel = byId("panel");

export function show() {
  const text = words(state.lang);
  const top = state.link ? ofLink(state.link, text) : state.node ? ofNode(state.node, text) : howTo(text);
  panel.replaceChildren(...top.filter(Boolean));
  panel.scrollTop = 0;
}

function howTo(text) {
  return [make("h2", {}, text.how), make("p", {}, text.how_text), make("p", { class: "quiet" }, text.keys)];
}

function ofNode(node, text) {
  const ties = visible().links.filter((link) => link.source === node || link.target === node);
  const facts = [when(node, state.lang) || years(node), node.status && (text.status[node.status] || node.status)];
  facts.push(...node.fields.map((code) => concept("field", code, state.lang)));
  const post = page.concepts[`post/${node.id}`];
  const others = Object.entries(node.labels).filter(([lang, name]) => lang !== labelLang(node, state.lang) && name !== label(node, state.lang));
  const groups = new Map();
  for (const link of ties) {
    const key = `${link.source === node ? "→" : "←"} ${text.relation[link.relation] || link.relation}`;
    groups.set(key, [...(groups.get(key) || []), link]);
  }
  return [
    make("p", { class: "quiet type" }, mark(page.shapes[node.type], node.type), text.type[node.type]),
    make("h2", { lang: labelLang(node, state.lang) }, label(node, state.lang)),
    post && make("p", {}, post[state.lang] || post.en || Object.values(post)[0]),
    facts.some(Boolean) && make("p", { class: "quiet" }, facts.filter(Boolean).join(" · ")),
    others.length > 0 && make("ul", { class: "names" }, ...others.map(([lang, name]) => make("li", { lang }, name))),
    ...folded(node.quotes.map((index) => quote(index, text))),
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
  if (!link.quotes.length) return [make("p", { class: "quiet" }, text.registry)];
  return folded(link.quotes.filter((index) => !node?.quotes.includes(index)).map((index) => quote(index, text)));
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
  const roles = link.roles.map((code) => concept("role", code, state.lang)).join(", ");
  const certainty = link.quotes.length ? `${text.certainty} ${Math.round(link.confidence * 100)} %` : "";
  return [roles, years(link), link.planned && text.planned, certainty].filter(Boolean).join(" · ");
}

function quote(index, text) {
  const found = page.quotes[index];
  const article = page.articles[found.article];
  const cite = [article.title || article.url, article.published && day(article.published, state.lang)].filter(Boolean).join(", ");
  // Only an address of the web is a link: anything else could run in this page.
  const safe = /^https?:\/\//.test(article.url);
  const notes = [text[found.modality], found.speaker && fill(text.says, { who: found.speaker })].filter(Boolean).join(" · ");
  return make(
    "blockquote",
    { lang: article.lang || null },
    make("p", {}, found.before, make("mark", {}, found.text), found.after),
    make(
      "footer",
      {},
      safe ? make("a", { href: article.url, rel: "noopener noreferrer", target: "_blank" }, cite) : cite,
      make("span", { class: "quiet", lang: state.lang }, ` · ${notes}`),
    ),
  );
}
