// The data that the page carries, and the words to speak of it.
import { fill } from "../dom.js";

const raw = JSON.parse(document.getElementById("data").textContent);

export const page = raw;
export const nodes = raw.nodes.map((node, index) => ({ ...node, index, links: [] }));
export const links = raw.links.map((link, index) => ({
  ...link,
  index,
  source: nodes[link.source],
  target: nodes[link.target],
}));
for (const link of links) {
  link.source.links.push(link);
  if (link.target !== link.source) link.target.links.push(link);
}
for (const node of nodes) {
  node.drawn = { x: node.x, y: node.y };
  node.radius = node.type === "Country" ? 10 : Math.min(6 + Math.sqrt(node.links.length) * 1.3, 13);
}

/** The catalogue of words of a language. */
export const words = (lang) => raw.words[lang];

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
  const names = raw.concepts[`${scheme}/${code}`] || {};
  return names[lang] || names.en || code.replaceAll("-", " ");
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
  const asked = plain(typed.trim());
  if (!asked) return [];
  const exact = nodes.filter((node) => node.find.some((name) => name.includes(asked)));
  const alike = /^[a-z .-]{3,}$/.test(asked)
    ? nodes.filter((node) => !exact.includes(node) && node.sounds.some((name) => name.includes(sound(asked))))
    : [];
  const starts = (node) => (node.find.some((name) => name.startsWith(asked)) ? 0 : 1);
  exact.sort((a, b) => starts(a) - starts(b) || b.links.length - a.links.length || a.index - b.index);
  return [...exact, ...alike];
}
