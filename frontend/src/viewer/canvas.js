// The graph view: a canvas that can be moved, pointed at, and walked through with the keyboard.

import { quadtree } from "d3-quadtree";
import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";

import { byId } from "../dom.js";
import { forget } from "./labels.js";
import { aside, free, sides } from "./layout.js";
import { along, paint, scene } from "./scene.js";
import { change, state, visible } from "./state.js";

const canvas = byId("graph");
const frame = canvas.parentElement;
const context = canvas.getContext("2d");
const scheme = window.matchMedia("(prefers-color-scheme: dark)");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
// With more than this in it a picture is too slow to be drawn anew in each frame while the hand moves or zooms it: what
// was drawn is moved instead. Where the zoom stays, nothing is lost by that, so it begins sooner.
const HEAVY = { zoomed: 900, moved: 250 };
const REST = 400; // milliseconds after which that is made ready
const MOVE = 220; // milliseconds that things take to their new places
let view = zoomIdentity;
let hover = null;
let drawing = null;
let tree = null;
let next = ""; // what the next frame does: "draw", "shift", or nothing
let sheet = null; // the picture with what lies around it: { image, view, margin }
let sliding = false; // whether the hand moves what was drawn
let preparing = 0; // the timer until a sheet is painted
let laid = ""; // for what the places were worked out
let seen = new Set(); // what was shown when the places were worked out
let move = null; // where things come from, while they move
let fitted = true; // until somebody zooms, the picture keeps filling its frame

const dark = () => (document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : scheme.matches);

const behaviour = zoom()
  .scaleExtent([0.05, 6])
  .on("zoom", (event) => {
    const weight = event.transform.k === view.k ? HEAVY.moved : HEAVY.zoomed;
    view = event.transform;
    if (event.sourceEvent) fitted = false;
    if (event.sourceEvent && heavier(weight)) slide();
    else soon("draw");
  })
  .on("start", () => {
    // A sheet of another zoom would be a blur all the way.
    if (sheet && Math.abs(view.k / sheet.view.k - 1) > 0.02) sheet = null;
  })
  .on("end", () => {
    if (sliding) soon("draw");
  });

/** Draws in the next frame, once. */
export function redraw() {
  sheet = null; // it may show what has changed
  soon("draw");
}

function soon(what) {
  const begun = next !== "";
  if (next !== "draw") next = what;
  if (begun) return;
  requestAnimationFrame(() => {
    const now = next;
    next = "";
    if (now === "draw") draw();
    else shift();
  });
}

const size = () => ({ width: Math.max(frame.clientWidth, 50), height: Math.max(frame.clientHeight, 50) });

const heavier = (weight) => drawing && drawing.marks.length + drawing.lines.length > weight;

/** Whether there is a sheet of this zoom with room around what is in sight. */
const sheetFits = () =>
  sheet && Math.abs(view.k / sheet.view.k - 1) < 0.02 && Math.abs(view.x - sheet.view.x) < sheet.margin.x / 2 && Math.abs(view.y - sheet.view.y) < sheet.margin.y / 2;

/** Moves what was drawn in the next frame; it is drawn anew when the hand lets go. */
function slide() {
  sliding = true;
  canvas.dataset.moving = true;
  soon("shift");
}

function shift() {
  if (!sheet) prepare();
  const k = view.k / sheet.view.k;
  const { width, height } = drawing.size;
  const [wide, tall] = [(width + 2 * sheet.margin.x) * k, (height + 2 * sheet.margin.y) * k];
  const [x, y] = [view.x - (sheet.view.x + sheet.margin.x) * k, view.y - (sheet.view.y + sheet.margin.y) * k];
  if (x > 0 || y > 0 || x + wide < width || y + tall < height || k > 2) {
    prepare(); // beyond the sheet
    shift();
    return;
  }
  const ratio = window.devicePixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.globalAlpha = 1;
  context.drawImage(sheet.image, x, y, wide, tall);
}

/** Paints a larger sheet than is in sight, for moving it. */
function prepare() {
  const ratio = window.devicePixelRatio || 1;
  const { width, height } = drawing.size;
  const margin = { x: Math.round(width * 0.35), y: Math.round(height * 0.35) };
  const large = new OffscreenCanvas(Math.round((width + 2 * margin.x) * ratio), Math.round((height + 2 * margin.y) * ratio));
  const around = scene(view.translate(margin.x / view.k, margin.y / view.k), { width: width + 2 * margin.x, height: height + 2 * margin.y }, dark(), null);
  const on = large.getContext("2d");
  on.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint(on, around);
  sheet = { image: large.transferToImageBitmap(), view, margin };
}

function draw() {
  sliding = false;
  settle(true);
  const ratio = window.devicePixelRatio || 1;
  const now = size();
  if (canvas.width !== Math.round(now.width * ratio) || canvas.height !== Math.round(now.height * ratio)) {
    canvas.width = Math.round(now.width * ratio);
    canvas.height = Math.round(now.height * ratio);
  }
  advance();
  drawing = scene(view, now, dark(), hover);
  tree = null;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint(context, drawing);
  canvas.drawing = drawing; // for whoever wants to know where something is
  canvas.dataset.labels = JSON.stringify(drawing.labels.map(({ x, y, width, height }) => [x, y, width, height]));
  canvas.dataset.nodes = drawing.marks.length;
  canvas.dataset.links = drawing.lines.length;
  canvas.dataset.moving = Boolean(move);
  clearTimeout(preparing);
  if (move) redraw();
  else if (heavier(HEAVY.moved) && !sheetFits()) preparing = setTimeout(() => sliding || prepare(), REST);
}

/** The scene as it stands, for saving. */
export function current() {
  move = null;
  settle(false);
  draw();
  return drawing;
}

/** Works out places where what is shown, or the sheet, is another than before. */
function settle(slowly) {
  const shown = visible();
  const now = size();
  const key = [state.layout, state.layout === "sides" ? `${now.width}x${now.height}` : "", ...shown.nodes.map((node) => node.index)].join();
  if (key === laid) return;
  const first = laid === "";
  laid = key;
  const places = state.layout === "free" ? free(shown) : sides(shown, now);
  const before = shown.nodes.filter((node) => seen.has(node)).map((node) => [node, view.apply([node.drawn.x, node.drawn.y])]);
  seen = shown.shown;
  sheet = null;
  for (const node of shown.nodes) node.goal = places.get(node);
  if (fitted) look();
  // On the screen a thing sets out from where it was, though the zoom may be another now.
  const from = new Map(before.map(([node, point]) => [node, view.invert(point)]));
  const still = first || !slowly || calm.matches || shown.nodes.length > 500 || document.hidden;
  for (const node of shown.nodes) if (still) node.drawn = node.goal;
  move = still ? null : { from, start: performance.now() };
}

/** Moves things a step nearer to their places. */
function advance() {
  if (!move) return;
  const part = Math.min(1, (performance.now() - move.start) / MOVE);
  const ease = 1 - (1 - part) ** 3;
  for (const node of visible().nodes) {
    const [x, y] = move.from.get(node) || [node.goal.x, node.goal.y];
    node.drawn = { x: x + (node.goal.x - x) * ease, y: y + (node.goal.y - y) * ease };
  }
  if (part === 1) move = null;
}

/** Zooms so that all visible nodes are in sight, with room for the labels at the sides. */
export function fit() {
  fitted = true;
  laid = "";
  settle(false);
  look();
}

function look() {
  const shown = visible().nodes;
  if (!shown.length) return;
  const xs = shown.map((node) => node.goal.x);
  const ys = shown.map((node) => node.goal.y);
  const room = size();
  const beside = state.layout === "sides" ? aside(room) : Math.min(110, room.width * 0.15);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const wide = Math.max(right - left, 1);
  const tall = Math.max(bottom - top, 1);
  const k = Math.max(0.05, Math.min((room.width - 2 * beside) / wide, (room.height - 60) / tall, 2));
  const x = room.width / 2 - (k * (left + right)) / 2;
  const y = room.height / 2 - (k * (top + bottom)) / 2;
  select(canvas).call(behaviour.transform, zoomIdentity.translate(x, y).scale(k));
}

export function scale(factor) {
  fitted = false;
  select(canvas).call(behaviour.scaleBy, factor);
}

function pan(dx, dy) {
  fitted = false;
  select(canvas).call(behaviour.translateBy, dx / view.k, dy / view.k);
}

/** Brings a node into sight where it is not. */
export function reveal(node) {
  settle(true);
  if (!node.goal) return;
  const { width, height } = size();
  const [x, y] = view.apply([node.goal.x, node.goal.y]);
  if (x < 40 || y < 40 || x > width - 40 || y > height - 40) {
    fitted = false;
    select(canvas).call(behaviour.translateTo, node.goal.x, node.goal.y);
  }
}

function pointed(event) {
  const bounds = canvas.getBoundingClientRect();
  const [x, y] = [event.clientX - bounds.left, event.clientY - bounds.top];
  if (!drawing) return {};
  tree ||= quadtree(drawing.marks, (mark) => mark.x, (mark) => mark.y);
  const mark = tree.find(x, y, 14);
  if (mark) return { node: mark.node };
  const lettered = drawing.labels.find((one) => x >= one.x && x <= one.x + one.width && y >= one.y && y <= one.y + one.height);
  if (lettered) return { node: lettered.node };
  let best = null;
  let distance = 8;
  for (const line of drawing.lines) {
    const away = toLine(x, y, line);
    if (away < distance) [best, distance] = [line.link, away];
  }
  return { link: best };
}

/** How far a point is from a line, along the pieces of its course. */
function toLine(x, y, line) {
  const low = Math.min(line.from.y, line.to.y) - 8;
  if (y < low || y > Math.max(line.from.y, line.to.y) + 8) return Infinity;
  const pieces = line.bend ? 12 : 1;
  let best = Infinity;
  for (let i = 0; i < pieces; i += 1) best = Math.min(best, toSegment(x, y, along(line, i / pieces), along(line, (i + 1) / pieces)));
  return best;
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
      const [x, y] = [other.goal.x - node.goal.x, other.goal.y - node.goal.y];
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
  } else if (event.key === "Enter" && (state.node || state.link)) byId("panel").focus();
  else if (event.key === "+" || event.key === "=") scale(1.3);
  else if (event.key === "-" || event.key === "−") scale(1 / 1.3);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
}

/** Draws again with letters that have just come. */
export function lettered() {
  forget();
  redraw();
}

/** Makes the canvas answer. */
export function start() {
  select(canvas).call(behaviour).on("dblclick.zoom", null);
  canvas.addEventListener("click", (event) => {
    const { node, link } = pointed(event);
    change({ node: node || null, link: link || null });
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons) return; // being dragged, not pointed at
    const { node, link } = pointed(event);
    canvas.classList.toggle("pointing", Boolean(node || link));
    if ((node || null) !== hover) {
      hover = node || null;
      soon("draw");
    }
  });
  canvas.addEventListener("keydown", pressed);
  canvas.addEventListener("pointerleave", () => {
    if (hover) soon("draw");
    hover = null;
  });
  scheme.addEventListener("change", redraw);
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  new ResizeObserver(redraw).observe(frame);
}
