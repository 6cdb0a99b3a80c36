// What a query found, as elements: a table of rows, yes or no, or triples as text.

import { make } from "../dom.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const ID = "https://w3id.org/suviaz/";
const BARE = new Set(["string", "integer", "decimal", "double", "date", "gYear", "gYearMonth", "boolean"].map((name) => XSD + name));
const STEP = 200;

/** An IRI with the prefix of the vocabulary that fits most of it. */
export function short(iri, prefixes) {
  let best = iri;
  let length = 0;
  for (const [name, start] of Object.entries(prefixes)) {
    const rest = iri.slice(start.length);
    if (start.length > length && iri.startsWith(start) && /^[\p{L}\w][\p{L}\w.-]*$/u.test(rest)) [best, length] = [`${name}:${rest}`, start.length];
  }
  return best;
}

function term(value, page) {
  if (!value) return [];
  if (value.type === "uri") {
    const name = short(value.value, page.prefixes);
    const inside = value.value.startsWith(ID) && page.entity;
    const href = inside ? page.entity.replace("{iri}", encodeURIComponent(value.value)) : value.value;
    // Only an address of the web is a link: anything else could run in this page.
    if (!inside && !/^https?:\/\//.test(href)) return [name];
    return [make("a", { href, title: value.value, ...(inside ? {} : { rel: "noopener noreferrer", target: "_blank" }) }, name)];
  }
  if (value.type === "bnode") return [`_:${value.value}`];
  if (value.type === "triple") return ["<< ", ...["subject", "predicate", "object"].flatMap((part) => [...term(value.value[part], page), " "]), ">>"];
  const tag = value["xml:lang"];
  const kind = value.datatype && !BARE.has(value.datatype) ? short(value.datatype, page.prefixes) : "";
  const note = tag || kind;
  return [make("span", { lang: tag || null }, value.value), note ? make("span", { class: "quiet" }, tag ? ` @${tag}` : ` ^^${kind}`) : ""];
}

/** Columns in the order in which the query names them; `SELECT *` comes in the order of the alphabet. */
function ordered(names, text) {
  const place = (name) => {
    const at = text.search(new RegExp(`[?$]${name}(?![\\p{L}\\w])`, "u"));
    return at < 0 ? Infinity : at;
  };
  return /select\s+(distinct\s+|reduced\s+)?\*/i.test(text) ? [...names].sort((a, b) => place(a) - place(b)) : names;
}

/** The table of a SELECT, a part of it at a time. */
export function table(found, text, page) {
  const { words } = page;
  const names = ordered(found.head.vars, text);
  const rows = found.results.bindings;
  if (!rows.length) return [make("p", {}, words.none)];
  const numeric = (name) => rows.slice(0, 50).every((row) => !row[name] || /#(integer|decimal|double|float)$/.test(row[name].datatype || ""));
  const right = new Set(names.filter(numeric));
  const body = make("tbody");
  const more = make("button", { type: "button", onclick: () => next(true) });
  let shown = 0;
  function next(focus) {
    const from = shown;
    shown = Math.min(shown + STEP, rows.length);
    body.append(
      ...rows.slice(from, shown).map((row) => make("tr", {}, ...names.map((name) => make("td", { class: right.has(name) ? "number" : null }, ...term(row[name], page))))),
    );
    more.hidden = shown === rows.length;
    more.textContent = words.more.replace("{n}", Math.min(STEP, rows.length - shown));
    if (focus && more.hidden) body.rows[from].scrollIntoView({ block: "nearest" });
  }
  next(false);
  const whole = make(
    "table",
    {},
    make("caption", {}, words.column),
    make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col", class: right.has(name) ? "number" : null }, name)))),
    body,
  );
  // A wide table is scrolled by itself, with the keyboard too.
  return [make("div", { class: "wide", tabindex: 0, role: "region", "aria-label": words.column }, whole), more];
}

export const truth = (value, words) => [make("p", { class: "truth" }, value ? words.yes : words.no)];

export const triples = (text) => [make("pre", { tabindex: 0, class: "wide" }, text)];
