// The graph view: a canvas that can be moved, pointed at, and walked through with the keyboard.

import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { quadtree } from "d3-quadtree";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";

import { links, nodes } from "./data.js";
import { paint, scene } from "./scene.js";
import { change, state, visible } from "./state.js";

const canvas = document.getElementById("graph");
const frame = canvas.parentElement;
const dark = window.matchMedia("(prefers-color-scheme: dark)");
let view = zoomIdentity;
let hover = null;
let drawing = null;
let waiting = false;
let free = null; // places of the free layout, once somebody asked for it

const behaviour = zoom()
  .scaleExtent([0.1, 6])
  .on("zoom", (event) => {
    view = event.transform;
    redraw();
  });

/** Draws in the next frame, once. */
export function redraw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    draw();
  });
}

const size = () => ({ width: Math.max(frame.clientWidth, 50), height: Math.max(frame.clientHeight, 50) });

function draw() {
  settle();
  const ratio = window.devicePixelRatio || 1;
  const now = size();
  if (canvas.width !== Math.round(now.width * ratio) || canvas.height !== Math.round(now.height * ratio)) {
    canvas.width = Math.round(now.width * ratio);
    canvas.height = Math.round(now.height * ratio);
  }
  drawing = scene(view, now, dark.matches, hover);
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint(context, drawing);
  canvas.dataset.labels = JSON.stringify(drawing.labels.map(({ x, y, width, height }) => [x, y, width, height]));
  canvas.dataset.nodes = drawing.marks.length;
  canvas.dataset.links = drawing.lines.length;
}

/** The scene as it stands, for saving. */
export function current() {
  draw();
  return drawing;
}

/** Moves every node to where the chosen layout has it. */
function settle() {
  if (state.layout === "free" && !free) free = simulate();
  for (const node of nodes) {
    node.drawn = state.layout === "free" ? free.get(node) : { x: node.x, y: node.y };
  }
}

/** A layout by forces, worked out at once and without dice: d3-force starts from the given places and its own fixed sequence. */
function simulate() {
  const bodies = nodes.map((node) => ({ node, x: node.x, y: node.y }));
  const ties = links.filter((link) => link.relation !== "belongsToCountry" && link.relation !== "isLocatedIn");
  forceSimulation(bodies)
    .force("tie", forceLink(ties.map((link) => ({ source: link.source.index, target: link.target.index }))).distance(90).strength(0.4))
    .force("charge", forceManyBody().strength(-320))
    .force("collide", forceCollide((body) => body.node.radius + 14))
    .force("x", forceX(0).strength(0.04))
    .force("y", forceY(0).strength(0.06))
    .stop()
    .tick(300);
  return new Map(bodies.map((body) => [body.node, { x: body.x, y: body.y }]));
}

/** Zooms so that all visible nodes are in sight, with room for the labels at the sides. */
export function fit() {
  settle();
  const shown = visible().nodes;
  if (!shown.length) return;
  const xs = shown.map((node) => node.drawn.x);
  const ys = shown.map((node) => node.drawn.y);
  const room = size();
  const aside = Math.min(state.layout === "sides" ? 260 : 120, room.width * 0.28);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const wide = Math.max(right - left, 1);
  const tall = Math.max(bottom - top, 1);
  const k = Math.min((room.width - 2 * aside) / wide, (room.height - 70) / tall, 2);
  const x = room.width / 2 - (k * (left + right)) / 2;
  const y = room.height / 2 - (k * (top + bottom)) / 2;
  select(canvas).call(behaviour.transform, zoomIdentity.translate(x, y).scale(Math.max(k, 0.1)));
}

export const scale = (factor) => select(canvas).call(behaviour.scaleBy, factor);
const pan = (dx, dy) => select(canvas).call(behaviour.translateBy, dx / view.k, dy / view.k);

/** Brings a node into sight where it is not. */
export function reveal(node) {
  settle();
  const { width, height } = size();
  const [x, y] = view.apply([node.drawn.x, node.drawn.y]);
  if (x < 40 || y < 40 || x > width - 40 || y > height - 40) {
    select(canvas).call(behaviour.translateTo, node.drawn.x, node.drawn.y);
  }
}

function pointed(event) {
  const bounds = canvas.getBoundingClientRect();
  const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
  if (!drawing) return {};
  const tree = quadtree(drawing.marks, (mark) => mark.x, (mark) => mark.y);
  const mark = tree.find(x, y, 14);
  if (mark) return { node: mark.node };
  const lettered = drawing.labels.find((one) => x >= one.x && x <= one.x + one.width && y >= one.y && y <= one.y + one.height);
  if (lettered) return { node: lettered.node };
  let best = null;
  let distance = 8;
  for (const line of drawing.lines) {
    const away = toSegment(x, y, line.from, line.to);
    if (away < distance) [best, distance] = [line.link, away];
  }
  return { link: best };
}

function toSegment(x, y, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const part = Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - from.x - part * dx, y - from.y - part * dy);
}

/** The neighbour that lies most nearly in a direction; where none does, the nearest of the visible nodes there. */
function towards(node, dx, dy) {
  const shown = visible();
  const linked = shown.links
    .filter((link) => link.source === node || link.target === node)
    .map((link) => (link.source === node ? link.target : link.source));
  for (const others of [linked, shown.nodes.filter((other) => other !== node)]) {
    let best = null;
    let score = 0.35; // within about 70° of the arrow
    for (const other of others) {
      const [x, y] = [other.drawn.x - node.drawn.x, other.drawn.y - node.drawn.y];
      const long = Math.hypot(x, y) || 1;
      const fits = (x * dx + y * dy) / long - (others === linked ? 0 : long / 2000);
      if (fits > score) [best, score] = [other, fits];
    }
    if (best) return best;
  }
  return null;
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Next or previous of the visible nodes, in the order of the list. */
export function step(by) {
  const shown = visible().nodes;
  if (!shown.length) return;
  const at = shown.indexOf(state.node);
  choose(shown[(at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by + shown.length) % shown.length]);
}

function choose(node) {
  change({ node, link: null });
  reveal(node);
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const arrow = ARROWS[event.key];
  if (arrow && event.shiftKey) pan(-arrow[0] * 60, -arrow[1] * 60);
  else if (arrow && !state.node) step(1);
  else if (arrow) {
    const next = towards(state.node, ...arrow);
    if (next) choose(next);
  } else if (event.key === "Enter" && (state.node || state.link)) document.getElementById("panel").focus();
  else if (event.key === "+" || event.key === "=") scale(1.3);
  else if (event.key === "-" || event.key === "−") scale(1 / 1.3);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
}

/** Makes the canvas answer. */
export function start() {
  select(canvas).call(behaviour).on("dblclick.zoom", null);
  canvas.addEventListener("click", (event) => {
    const { node, link } = pointed(event);
    change({ node: node || null, link: link || null });
  });
  canvas.addEventListener("pointermove", (event) => {
    const { node, link } = pointed(event);
    canvas.classList.toggle("pointing", Boolean(node || link));
    if ((node || null) !== hover) {
      hover = node || null;
      redraw();
    }
  });
  canvas.addEventListener("keydown", pressed);
  dark.addEventListener("change", redraw);
  new ResizeObserver(redraw).observe(frame);
}
