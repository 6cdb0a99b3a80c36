// What is shown: filters, selection, what was opened, and view. It lives in the address after #, so a link carries it.

import { linkOf, links, nodeOf, nodes, page } from "./data.js";

const QUIET = new Set(page.quiet);
const BELONGING = new Set(page.belonging);
const STEP = 100;
/** Neighbours that come with one press. */
export const GROW = 25;

// What the network has changes while a server fills it in.
export const relations = () => [...new Set(links.map((link) => link.relation))];
export const types = () => Object.keys(page.colours.light).filter((type) => nodes.some((node) => node.type === type));
export const fields = () => [...new Set(nodes.flatMap((node) => node.fields))].sort();
export const langs = () => [...new Set([...nodes, ...links].flatMap((thing) => thing.langs))].sort();

function initial() {
  const all = relations();
  return {
    lang: page.lang,
    view: "graph",
    layout: "sides",
    noTypes: new Set(),
    noRelations: new Set(all.some((name) => !QUIET.has(name)) ? page.quiet : []),
    noLangs: new Set(),
    field: "",
    first: page.years ? page.years[0] : null,
    last: page.years ? page.years[1] : null,
    certainty: 0,
    node: null,
    link: null,
    start: null, // a thing to begin from: nothing but it and what was opened is shown
    grown: [], // what was opened, in order: { node, relation, out, count }
    room: page.room,
  };
}

export const state = initial();
const listeners = [];
let cached = null;

/** Calls back after each change. */
export const onChange = (listener) => listeners.push(listener);

/** Changes some of the state, tells everybody, and writes the address. */
export function change(values) {
  Object.assign(state, values);
  write();
  renew();
}

/** Tells everybody that there is more than before. */
export function renew() {
  cached = null;
  for (const listener of listeners) listener();
}

/** All filters as they were when the page was new; the selection stays. */
export function reset() {
  const { noTypes, noRelations, noLangs, field, first, last, certainty, start, grown, room } = initial();
  change({ noTypes, noRelations, noLangs, field, first, last, certainty, start, grown, room });
}

export const more = () => change({ room: Math.min(state.room + STEP, page.cap) });

/** Shows more of the neighbours over a relation. */
export const grow = (node, relation, out) => change({ grown: [...state.grown, { node, relation, out, count: GROW }] });

/** Shows a thing with its nearest neighbours, and nothing else. */
export const begin = (node) => change({ start: node, node, link: null, grown: [] });

/** Takes back what was opened last; after that, the beginning from one thing. */
export const undo = () => change(state.grown.length ? { grown: state.grown.slice(0, -1) } : { start: null });

export const canUndo = () => state.grown.length > 0 || state.start !== null;

const inTime = (thing) =>
  thing.first == null || page.years == null || (thing.last >= state.first && thing.first <= state.last);
const inLangs = (thing) => !state.noLangs.size || !thing.langs.length || thing.langs.some((lang) => !state.noLangs.has(lang));
const inField = (node) => !state.field || !node.joint || node.fields.includes(state.field);

/** The links that pass all filters but, where asked, the years. */
function passing(anyTime) {
  return links.filter(
    (link) =>
      !state.noRelations.has(link.relation) &&
      link.confidence >= state.certainty &&
      (anyTime || inTime(link)) &&
      inLangs(link) &&
      [link.source, link.target].every((end) => !state.noTypes.has(end.type) && inField(end)) &&
      (!state.field || link.source.joint || link.target.joint || BELONGING.has(link.relation)),
  );
}

/** Links a year, over all years, under the other filters. */
export function perYear() {
  const counts = new Map();
  for (const link of passing(true)) {
    for (let year = link.first; link.first != null && year <= link.last; year += 1) counts.set(year, (counts.get(year) || 0) + 1);
  }
  return counts;
}

/** The nodes and links that pass the filters, and how many nodes are left out for want of room. */
export function visible() {
  cached ||= reckon();
  return cached;
}

function reckon() {
  const passed = passing(false);
  const only = links.every((link) => BELONGING.has(link.relation));
  const alone = (node) =>
    (node.joint || node.type === "Country") && !state.noTypes.has(node.type) && inTime(node) && inLangs(node) && inField(node) && state.certainty === 0;
  const active = new Set(state.node ? [state.node] : []);
  for (const link of passed) if (!BELONGING.has(link.relation)) active.add(link.source).add(link.target);
  const kept = passed.filter((link) => only || !BELONGING.has(link.relation) || active.has(link.source) || alone(link.source));
  const degree = new Map();
  for (const link of kept) for (const end of [link.source, link.target]) degree.set(end, (degree.get(end) || 0) + 1);
  const rank = (a, b) => (degree.get(b) || 0) - (degree.get(a) || 0) || a.index - b.index;
  const all = nodes.filter((node) => degree.has(node) || alone(node) || (node === state.node && !state.noTypes.has(node.type)));
  const there = new Set(all);
  const shown = new Set(state.start ? [state.start] : [...all].sort(rank).slice(0, Math.min(state.room, page.cap)));
  if (state.node && there.has(state.node)) shown.add(state.node);
  const around = new Map(); // the links at a node
  const at = (node) => {
    if (!around.has(node)) around.set(node, kept.filter((link) => link.source === node || link.target === node));
    return around.get(node);
  };
  // The beginning comes with the nearest neighbours of each kind.
  const first = state.start ? kinds(at(state.start), state.start).map((kind) => ({ node: state.start, ...kind, count: GROW })) : [];
  for (const { node, relation, out, count } of [...first, ...state.grown]) {
    const next = neighbours(at(node), node, relation, out).filter((other) => !shown.has(other)).sort(rank);
    for (const other of next.slice(0, Math.max(0, Math.min(count, page.cap - shown.size)))) shown.add(other);
  }
  return {
    nodes: all.filter((node) => shown.has(node)),
    links: kept.filter((link) => shown.has(link.source) && shown.has(link.target)),
    left: state.start ? 0 : all.length - shown.size,
    full: shown.size >= page.cap,
    degree,
    kept,
    shown,
  };
}

const neighbours = (at, node, relation, out) => [
  ...new Set(at.filter((link) => link.relation === relation && (out ? link.source : link.target) === node).map((link) => (out ? link.target : link.source))),
];

/** The relations and directions of the links at a node. */
function kinds(at, node) {
  const found = new Map();
  for (const link of at) {
    for (const out of [true, false]) {
      if ((out ? link.source : link.target) === node) found.set(`${link.relation} ${out}`, { relation: link.relation, out });
    }
  }
  return [...found.values()].sort((a, b) => b.out - a.out);
}

/** What a node is tied to under the filters: for each relation and direction how many there are, and how many in sight. */
export function ties(node) {
  const { kept, shown } = visible();
  const at = kept.filter((link) => link.source === node || link.target === node);
  return kinds(at, node).map(({ relation, out }) => {
    const others = neighbours(at, node, relation, out);
    return { relation, out, count: others.length, hidden: others.filter((other) => !shown.has(other)).length };
  });
}

function write() {
  const fresh = initial();
  const parts = new URLSearchParams();
  const off = (name, now, then) => {
    if ([...now].sort().join() !== [...then].sort().join()) parts.set(name, [...now].sort().join(","));
  };
  off("hide", state.noTypes, fresh.noTypes);
  off("without", state.noRelations, fresh.noRelations);
  off("unread", state.noLangs, fresh.noLangs);
  for (const name of ["lang", "view", "layout", "field", "first", "last", "certainty", "room"]) {
    if (state[name] !== fresh[name]) parts.set(name, state[name]);
  }
  if (state.start) parts.set("start", short(state.start));
  for (const one of state.grown) parts.append("open", [one.relation, one.out ? ">" : "<", one.count, short(one.node)].join(" "));
  if (state.node) parts.set("at", short(state.node));
  if (state.link) parts.set("tie", [short(state.link.source), state.link.relation, short(state.link.target)].join(" "));
  const text = parts.toString();
  try {
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  } catch {
    // Inside a notebook's frame there is no address to write to; the picture works all the same.
  }
}

/** Takes over what the address says; true where all that it names is here. */
export function read() {
  const text = location.hash.slice(1);
  const parts = new URLSearchParams(text);
  const values = initial();
  const set = (name) => new Set(parts.get(name).split(",").filter(Boolean));
  if (parts.has("hide")) values.noTypes = set("hide");
  if (parts.has("without")) values.noRelations = set("without");
  if (parts.has("unread")) values.noLangs = set("unread");
  for (const name of ["view", "layout", "field"]) if (parts.has(name)) values[name] = parts.get(name);
  if (page.languages.some(([code]) => code === parts.get("lang"))) values.lang = parts.get("lang");
  for (const name of ["first", "last", "certainty", "room"]) {
    const number = Number(parts.get(name));
    if (parts.has(name) && Number.isFinite(number)) values[name] = number;
  }
  let whole = true;
  const named = (id) => {
    const found = id ? nodeOf(page.base + id) || nodeOf(id) : null;
    if (id && !found) whole = false;
    return found;
  };
  values.start = named(parts.get("start"));
  values.node = named(parts.get("at"));
  for (const one of parts.getAll("open")) {
    const [relation, way, count, id] = one.split(" ");
    const node = named(id);
    if (node && Number(count) > 0) values.grown.push({ node, relation, out: way === ">", count: Number(count) });
  }
  if (parts.has("tie")) {
    const [source, relation, target] = parts.get("tie").split(" ");
    const [from, to] = [named(source), named(target)];
    values.link = from && to ? linkOf(`${from.id} ${relation} ${to.id}`) : null;
    if (!values.link) whole = false;
  }
  Object.assign(state, values);
  if (whole) write(); // what is not here yet must not vanish from the address
  renew();
  return whole;
}

const short = (node) => node.id.replace(page.base, "");
