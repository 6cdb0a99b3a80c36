// Where things stand: two sides with what they do together between them, by time; or freely, by forces.

import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";

import { page } from "./data.js";

const STEP = 40;
const ROWS = 26; // so many labels stand one under another in a window
const BELONGING = new Set(page.belonging);

/**
 * Columns for a sheet: each side on its own, the middle by time. Where there are more things than rows, a column becomes
 * a band of several, in which neighbours in order stand askew.
 */
export function sides(shown, size) {
  const at = new Map();
  const columns = { l: [], m: [], r: [], o: [] };
  const countries = [];
  for (const node of shown.nodes) (node.type === "Country" && node.column !== "o" && node.column !== "m" ? countries : columns[node.column]).push(node);
  for (const list of Object.values(columns)) list.sort((a, b) => a.y - b.y || a.index - b.index);
  const lanes = (list, rows) => Math.max(1, Math.ceil(list.length / rows));
  const rows = Math.max(ROWS, Math.ceil(columns.m.length / 6), Math.ceil(Math.max(columns.l.length, columns.r.length) / 3));
  const middle = lanes(columns.m, rows);
  columns.m.forEach((node, i) => at.set(node, { y: (i * STEP) / middle }));
  const pulled = pull(shown.links, at);
  const staged = { l: [], r: [], o: [] };
  let tall = 0;
  for (const name of ["l", "r", "o"]) {
    const count = lanes(columns[name], rows);
    const groups = grouped(columns[name], shown.links).map((list) => ({ list, wanted: mean(list.map((node) => pulled.get(node)).filter((y) => y != null)) }));
    groups.sort((a, b) => a.wanted - b.wanted || a.list[0].index - b.list[0].index);
    const heights = groups.map(({ list }) => (list.length * STEP + (count === 1 ? STEP * 0.3 : 0)) / count);
    const starts = settle(groups.map((one) => one.wanted), heights);
    let row = 0;
    groups.forEach(({ list }, g) =>
      list.forEach((node, i) => {
        staged[name].push({ node, y: starts[g] + (i * STEP) / count + STEP / 2 / count, lane: row % count, inner: count === 1 && i > 0 });
        row += 1;
      }),
    );
    for (const one of staged[name]) tall = Math.max(tall, one.y);
  }
  for (const { y } of at.values()) tall = Math.max(tall, y);
  // As wide as the sheet at the zoom at which it is as tall as the sheet, with room for the labels at both sides.
  const top = countries.length ? -2 * STEP : 0;
  const k = Math.min(2, (size.height - 70) / Math.max(tall - top, 1));
  const reach = Math.max((size.width / 2 - aside(size)) / k, 90);
  const band = reach * 0.62;
  columns.m.forEach((node, i) => {
    const lane = middle === 1 ? (i % 2) * 2 - 1 : ((i % middle) / (middle - 1)) * 2 - 1;
    at.get(node).x = lane * (middle === 1 ? Math.min(40, band) : band);
  });
  const stand = { l: -reach, r: reach, o: -reach * 0.82 };
  for (const name of ["l", "r", "o"]) {
    for (const { node, y, lane, inner } of staged[name]) {
      const inward = (inner ? 28 : 0) + (lane * 26) / k;
      at.set(node, { x: stand[name] + (name === "r" ? -inward : inward), y });
    }
  }
  for (const node of countries) at.set(node, { x: stand[node.column], y: top });
  return at;
}

/** Room at each side of a sheet for the labels of the outer columns. */
export const aside = (size) => Math.min(270, size.width * 0.29);

/** Of each node the mean height of what it is tied to, as far as that has a height. */
function pull(links, at) {
  const tied = new Map();
  for (const { source, target } of links) {
    for (const [one, other] of [[source, target], [target, source]]) {
      if (at.has(other) && !at.has(one)) tied.set(one, [...(tied.get(one) || []), at.get(other).y]);
    }
  }
  return new Map([...tied].map(([node, found]) => [node, mean(found)]));
}

const mean = (values) => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : 0);

/** People stand under their organisation, where it stands in the same column. */
function grouped(list, links) {
  const here = new Set(list);
  const employer = new Map();
  for (const link of links) if (link.relation === "worksFor" && here.has(link.source) && here.has(link.target)) employer.set(link.source, link.target);
  const groups = new Map(list.filter((node) => !employer.has(node)).map((node) => [node, [node]]));
  for (const [node, head] of employer) (groups.get(head) || groups.set(head, [head]).get(head)).push(node);
  return [...groups.values()];
}

/** Tops of blocks, each as near to its wanted centre as the others let it, none above zero (pool adjacent violators). */
function settle(wanted, heights) {
  const pools = [];
  let offset = 0;
  wanted.forEach((centre, i) => {
    pools.push({ sum: centre - heights[i] / 2 - offset, n: 1 });
    offset += heights[i];
    while (pools.length > 1 && pools.at(-2).sum / pools.at(-2).n > pools.at(-1).sum / pools.at(-1).n) {
      const last = pools.pop();
      pools.at(-1).sum += last.sum;
      pools.at(-1).n += last.n;
    }
  });
  const flat = pools.flatMap(({ sum, n }) => Array(n).fill(Math.max(sum / n, 0)));
  offset = 0;
  return flat.map((value, i) => {
    offset += heights[i];
    return value + offset - heights[i];
  });
}

const kept = new Map(); // where nodes stood freely before: what was seen stays where it was

/** By forces, worked out at once and without dice: d3-force starts from the given places and its own fixed sequence. */
export function free(shown) {
  if (shown.nodes.every((node) => kept.has(node))) return kept;
  const begun = kept.size > 0;
  const bodies = shown.nodes.map((node) => ({ node, ...(kept.get(node) || near(node, shown) || { x: node.x, y: node.y / 3 }) }));
  const body = new Map(bodies.map((one) => [one.node, one]));
  const ties = shown.links.filter((link) => link.source !== link.target && (!BELONGING.has(link.relation) || link.relation === "worksFor"));
  forceSimulation(bodies)
    .force("tie", forceLink(ties.map((link) => ({ source: body.get(link.source), target: body.get(link.target) }))).distance(90).strength(0.35))
    .force("charge", forceManyBody().strength(-340).distanceMax(900))
    .force("collide", forceCollide((one) => one.node.radius + 14))
    .force("x", forceX(0).strength(0.05))
    .force("y", forceY(0).strength(0.05))
    .stop()
    .tick(begun ? 60 : shown.nodes.length > 400 ? 120 : 300);
  for (const one of bodies) kept.set(one.node, { x: one.x, y: one.y });
  return kept;
}

/** Beside a neighbour that has a place already. */
function near(node, shown) {
  const link = shown.links.find((one) => (one.source === node && kept.has(one.target)) || (one.target === node && kept.has(one.source)));
  const place = link && kept.get(link.source === node ? link.target : link.source);
  return place && { x: place.x + 30 * Math.cos(node.index), y: place.y + 30 * Math.sin(node.index) };
}
