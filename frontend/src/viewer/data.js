// The data that the page carries, what a server adds to it, and the words to speak of it.

import { fill } from "../dom.js";

export const page = JSON.parse(document.getElementById("data").textContent);
export const nodes = [];
export const links = [];
const known = { nodes: new Map(), links: new Map(), articles: new Map() };
const quotes = [];
const articles = [];

/** Takes over what is new in a part: nodes, links, and the quotes of those that had none yet. */
export function take(part) {
  const articleAt = part.articles.map((one) => {
    if (!known.articles.has(one.iri)) known.articles.set(one.iri, articles.push(one) - 1);
    return known.articles.get(one.iri);
  });
  const offset = quotes.length;
  for (const one of part.quotes) quotes.push({ ...one, article: articleAt[one.article] });
  const here = part.nodes.map((raw) => {
    let node = known.nodes.get(raw.id);
    if (!node) {
      node = { ...raw, links: [], drawn: { x: raw.x, y: raw.y }, quotes: null };
      known.nodes.set(raw.id, node);
      nodes.push(node);
    }
    return quoted(node, raw, part, offset);
  });
  for (const raw of part.links) {
    const [source, target] = [here[raw.source], here[raw.target]];
    const id = `${source.id} ${raw.relation} ${target.id}`;
    let link = known.links.get(id);
    if (!link) {
      link = { ...raw, id, source, target, quotes: null };
      known.links.set(id, link);
      links.push(link);
      source.links.push(link);
      if (target !== source) target.links.push(link);
    }
    quoted(link, raw, part, offset);
  }
  // The order of the whole network, whichever part came first: what ranks equal keeps its place.
  nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
  links.sort((a, b) => (a.id < b.id ? -1 : 1));
  nodes.forEach((node, index) => {
    node.index = index;
    node.radius = node.type === "Country" ? 10 : Math.min(6 + Math.sqrt(node.links.length) * 1.3, 13);
  });
  links.forEach((link, index) => (link.index = index));
}

/** A thing with its quotes, where this part has all of them. */
function quoted(thing, raw, part, offset) {
  if (!thing.quotes && part.quoted && raw.quotes.length === raw.said) thing.quotes = raw.quotes.map((at) => at + offset);
  return thing;
}

take(page);

export const quoteOf = (index) => quotes[index];
export const articleOf = (quote) => articles[quote.article];
export const nodeOf = (id) => known.nodes.get(id) || null;
export const linkOf = (id) => known.links.get(id) || null;

let asked = null;

/** Gets all of the network that the page does not carry, once. */
export async function takeWhole() {
  if (!page.source || page.total.nodes <= nodes.length) return false;
  asked ||= fetchPart(page.source);
  take(await asked);
  return true;
}

/** Gets the quotes of a node and its ties; nothing to do where they are here. */
export async function takeQuotes(node) {
  if (!page.source || node.asked) return false;
  node.asked = true;
  const address = new URL(page.source, location.href);
  address.searchParams.set("of", node.id);
  try {
    take(await fetchPart(address));
  } catch (error) {
    node.asked = false;
    throw error;
  }
  return true;
}

async function fetchPart(address) {
  const reply = await fetch(address, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(`${reply.status}`);
  return reply.json();
}

/** The catalogue of words: of the page's language, else of the language of the labels. */
export const words = (lang) => page.words[page.ui || lang];

/** The language that the page speaks. */
export const spoken = (lang) => page.ui || lang;

/** The name of a node in a language, else in English, else any, else the end of its address. */
export function label(node, lang) {
  const names = node.labels;
  return names[lang] || names.en || Object.values(names)[0] || node.id.split("/").pop();
}

/** The language that `label` found, for the `lang` attribute. */
export function labelLang(node, lang) {
  if (node.labels[lang]) return lang;
  return node.labels.en ? "en" : Object.keys(node.labels)[0] || "";
}

/** The label of a field or role. */
export function concept(scheme, code, lang) {
  const names = page.concepts[`${scheme}/${code}`] || {};
  return names[lang] || names.en || code.replaceAll("-", " ");
}

/** The address of a page of the site with gaps filled; nothing where there is no site. */
export function site(name, values) {
  const form = page.site?.[name];
  return form ? form.replace(/\{(\w+)\}/g, (_, gap) => encodeURIComponent(values[gap] ?? "")) : "";
}

/** An ISO day, month or year as the language writes it. */
export function day(iso, lang) {
  const parts = iso.split("-");
  if (!parts.every((part) => /^\d+$/.test(part))) return iso;
  const [y, m, d] = parts;
  return fill(words(lang).dates[parts.length - 1], { y, m, d });
}

/** The time of a node in words. */
export function when(node, lang) {
  if (!node.when) return "";
  if (!node.when.includes("/")) return day(node.when, lang);
  const [start, end] = node.when.split("/");
  if (start === "..") return fill(words(lang).until, { day: day(end, lang) });
  if (end === "..") return fill(words(lang).since, { day: day(start, lang) });
  return `${day(start, lang)} – ${day(end, lang)}`;
}

/** The years of a link or node, as short as they go. */
export function years(thing) {
  if (thing.first == null) return "";
  return thing.first === thing.last ? String(thing.first) : `${thing.first}–${thing.last}`;
}

/** Small letters without marks: what is typed and what is searched meet here. */
export const plain = (text) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u02b9\u02bc'’ʼ`]/g, "")
    .normalize("NFC");

// Romanisations differ in the same few places; the page's `find` keys went through the same steps when it was made.
const SOUNDS = [
  [/shch|sch/g, "s"], [/[ksctz]h/g, (pair) => ({ kh: "h", sh: "s", ch: "c", th: "t", zh: "z" })[pair]],
  [/g/g, "h"], [/ts/g, "c"], [/[yj]/g, "i"], [/[eo]/g, "a"], [/[vw]/g, "u"], [/x/g, "ks"], [/(.)\1+/g, "$1"],
];

/** A Latin spelling by its sound: Popkov, Papkou and Papkoŭ meet. */
export const sound = (text) => SOUNDS.reduce((word, [from, to]) => word.replace(from, to), text).replace(/(.)\1+/g, "$1");

/** Nodes whose names contain what was typed: exact spellings first, then those that only sound alike. */
export function search(typed) {
  const sought = plain(typed.trim());
  if (!sought) return [];
  const exact = nodes.filter((node) => node.find.some((name) => name.includes(sought)));
  const alike = /^[a-z .-]{3,}$/.test(sought)
    ? nodes.filter((node) => !exact.includes(node) && node.sounds.some((name) => name.includes(sound(sought))))
    : [];
  const starts = (node) => (node.find.some((name) => name.startsWith(sought)) ? 0 : 1);
  exact.sort((a, b) => starts(a) - starts(b) || b.links.length - a.links.length || a.index - b.index);
  return [...exact, ...alike];
}
