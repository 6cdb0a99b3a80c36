// What is shown: filters, selection and view. It lives in the address after #, so that a link carries it.

import { links, nodes, page } from "./data.js";

// True, but they hide the rest: off until asked for. Whose side somebody is on, a picture of a pair shows by the place.
const QUIET = ["belongsToCountry", "isLocatedIn", ...(page.pair ? ["involvesCountry", "represents"] : [])];

// Where somebody belongs says nothing about ties: such a link comes with a node that is there for another reason.
const BELONGING = new Set(["worksFor", "represents", "belongsToCountry", "isLocatedIn"]);
const ONLY_BELONGING = links.every((link) => BELONGING.has(link.relation));

export const RELATIONS = [...new Set(links.map((link) => link.relation))];
export const TYPES = Object.keys(page.colours.light).filter((type) => nodes.some((node) => node.type === type));
const STEP = 100;
const CAP = 500;

const initial = () => ({
  lang: page.lang,
  view: "graph",
  layout: "sides",
  noTypes: new Set(),
  noRelations: new Set(QUIET.filter((name) => RELATIONS.includes(name) && RELATIONS.length > QUIET.length)),
  first: page.years ? page.years[0] : null,
  last: page.years ? page.years[1] : null,
  certainty: 0,
  node: null,
  link: null,
  room: 150,
});

export const state = initial();
const listeners = [];

/** Calls back after each change. */
export const onChange = (listener) => listeners.push(listener);

/** Changes some of the state, tells everybody, and writes the address. */
export function change(values) {
  Object.assign(state, values);
  write();
  for (const listener of listeners) listener();
}

/** All filters as they were when the page was new; the selection stays. */
export function reset() {
  const { noTypes, noRelations, first, last, certainty, room } = initial();
  change({ noTypes, noRelations, first, last, certainty, room });
}

export const more = () => change({ room: Math.min(state.room + STEP, CAP) });

const inTime = (thing) =>
  thing.first == null || page.years == null || (thing.last >= state.first && thing.first <= state.last);

/** The nodes and links that pass the filters, and how many nodes are left out for want of room. */
export function visible() {
  const passing = links.filter(
    (link) =>
      !state.noRelations.has(link.relation) &&
      link.confidence >= state.certainty &&
      inTime(link) &&
      [link.source, link.target].every((end) => !state.noTypes.has(end.type)),
  );
  const alone = (node) => (node.joint || node.type === "Country") && !state.noTypes.has(node.type) && inTime(node) && state.certainty === 0;
  const active = new Set(state.node ? [state.node] : []);
  for (const link of passing) if (!BELONGING.has(link.relation)) active.add(link.source).add(link.target);
  const kept = passing.filter(
    (link) => ONLY_BELONGING || !BELONGING.has(link.relation) || active.has(link.source) || alone(link.source),
  );
  const degree = new Map();
  for (const link of kept) for (const end of [link.source, link.target]) degree.set(end, (degree.get(end) || 0) + 1);
  const all = nodes.filter((node) => degree.has(node) || alone(node) || (node === state.node && !state.noTypes.has(node.type)));
  const ranked = [...all].sort((a, b) => (degree.get(b) || 0) - (degree.get(a) || 0) || a.index - b.index);
  const shown = new Set(ranked.slice(0, state.room));
  if (state.node && all.includes(state.node)) shown.add(state.node);
  return {
    nodes: all.filter((node) => shown.has(node)),
    links: kept.filter((link) => shown.has(link.source) && shown.has(link.target)),
    left: all.length - shown.size,
    degree,
  };
}

function write() {
  const fresh = initial();
  const parts = new URLSearchParams();
  const off = (name, now, then) => {
    if ([...now].sort().join() !== [...then].sort().join()) parts.set(name, [...now].sort().join(","));
  };
  off("hide", state.noTypes, fresh.noTypes);
  off("without", state.noRelations, fresh.noRelations);
  for (const name of ["lang", "view", "layout", "first", "last", "certainty", "room"]) {
    if (state[name] !== fresh[name]) parts.set(name, state[name]);
  }
  if (state.node) parts.set("at", short(state.node));
  if (state.link) parts.set("tie", [short(state.link.source), state.link.relation, short(state.link.target)].join(" "));
  const text = parts.toString();
  try {
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  } catch {
    // Inside a notebook's frame there is no address to write to; the picture works all the same.
  }
}

/** Takes over what the address says. */
export function read() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const values = initial();
  const set = (name) => new Set(parts.get(name).split(",").filter(Boolean));
  if (parts.has("hide")) values.noTypes = set("hide");
  if (parts.has("without")) values.noRelations = set("without");
  for (const name of ["view", "layout"]) if (parts.has(name)) values[name] = parts.get(name);
  if (page.words[parts.get("lang")]) values.lang = parts.get("lang");
  for (const name of ["first", "last", "certainty", "room"]) {
    const number = Number(parts.get(name));
    if (parts.has(name) && Number.isFinite(number)) values[name] = number;
  }
  values.node = nodes.find((node) => short(node) === parts.get("at")) || null;
  const tie = parts.get("tie");
  values.link = (tie && links.find((link) => tie === [short(link.source), link.relation, short(link.target)].join(" "))) || null;
  change(values);
}

const short = (node) => node.id.replace(page.base, "");
