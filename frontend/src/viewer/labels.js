// Labels for as many marks as there is room for: no two overlap, and none covers a mark, but that of a country or of what is selected.

import { label } from "./data.js";
import { state } from "./state.js";

export const SIZE = 12;
export const FONT = 'system-ui, "Noto Sans", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo", sans-serif';
const CELL = 64;
// After so many in turn that found no room there is hardly any.
const ENOUGH = 200;
const measure = document.createElement("canvas").getContext("2d");
let widths = new Map();

/** Forgets measured widths: the page's own font has come. */
export const forget = () => (widths = new Map());

function wide(text, bold) {
  const key = bold ? `b${text}` : text;
  if (!widths.has(key)) {
    measure.font = `${bold ? 700 : 400} ${SIZE}px ${FONT}`;
    widths.set(key, measure.measureText(text).width);
  }
  return widths.get(key);
}

/** Boxes that can be asked for what they meet, by cells of a grid. */
class Boxes {
  cells = new Map();

  add(box) {
    for (let i = Math.floor(box.x / CELL); i <= (box.x + box.width) / CELL; i += 1) {
      for (let j = Math.floor(box.y / CELL); j <= (box.y + box.height) / CELL; j += 1) {
        const cell = this.cells.get(i * 10007 + j);
        if (cell) cell.push(box);
        else this.cells.set(i * 10007 + j, [box]);
      }
    }
  }

  /** Calls `found` for boxes that meet this one and are not of its node, until it answers true; whether it did. */
  met(box, found) {
    for (let i = Math.floor(box.x / CELL); i <= (box.x + box.width) / CELL; i += 1) {
      for (let j = Math.floor(box.y / CELL); j <= (box.y + box.height) / CELL; j += 1) {
        const cell = this.cells.get(i * 10007 + j);
        if (!cell) continue;
        for (const other of cell) if (other.node !== box.node && meet(box, other) && found(other)) return true;
      }
    }
    return false;
  }

  free = (box) => !this.met(box, () => true);
}

const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Places labels beside, above or under their marks, the most important first. */
export function place(marks, shown, near, hover, size) {
  const rank = (mark) =>
    (mark.selected ? 1e6 : 0) + (mark.node === hover ? 5e5 : 0) + (near && near.has(mark.node) ? 1e4 : 0) +
    (mark.node.type === "Country" ? 1e3 : 0) + (shown.degree.get(mark.node) || 0);
  const inside = (mark) => mark.x > -50 && mark.y > -20 && mark.x < size.width + 50 && mark.y < size.height + 20;
  const seen = marks.filter((mark) => inside(mark) && (!mark.faint || mark.node === hover));
  const wanted = seen.map((mark) => [rank(mark), mark]).sort((a, b) => b[0] - a[0] || a[1].node.index - b[1].node.index);
  const taken = new Boxes();
  for (const mark of seen) {
    if (!mark.faint) taken.add({ x: mark.x - mark.radius, y: mark.y - mark.radius, width: 2 * mark.radius, height: 2 * mark.radius, node: mark.node });
  }
  const others = new Boxes();
  const placed = [];
  let missed = 0;
  for (const [, mark] of wanted) {
    if (missed > ENOUGH) break;
    missed += 1;
    const bold = mark.selected || mark.node.type === "Country";
    const whole = shorten(label(mark.node, state.lang), mark.selected || mark.node === hover ? 90 : 46);
    const gap = mark.radius + 5;
    const order = mark.node.column === "l" && state.layout === "sides" ? ["left", "below", "above", "right"] : ["right", "below", "above", "left"];
    for (const name of order) {
      // A label ends at the edge of the sheet: it is cut there with an ellipsis, not by the frame.
      const half = 2 * Math.min(mark.x, size.width - mark.x);
      const room = { right: size.width - mark.x - gap, left: mark.x - gap, below: half, above: half }[name] - 4;
      const row = { right: 1, left: -1 }[name];
      const full = wide(whole, bold) + 2;
      const text = cut(whole, row ? Math.min(room, clear(mark, gap, row, full, taken)) : room, bold);
      if (!text) continue;
      const width = Math.ceil(wide(text, bold)) + 2;
      const [x, y] = {
        right: [mark.x + gap, mark.y - SIZE / 2 - 2], left: [mark.x - gap - width, mark.y - SIZE / 2 - 2],
        below: [mark.x - width / 2, mark.y + gap - 2], above: [mark.x - width / 2, mark.y - gap - SIZE - 2],
      }[name];
      const here = { x, y, width, height: SIZE + 4, node: mark.node };
      if (others.free(here) && (taken.free(here) || (bold && name === order.at(-1)))) {
        placed.push({ ...here, text, bold, ghost: mark.node.planned });
        others.add(placed.at(-1));
        missed = 0;
        break;
      }
    }
  }
  return placed;
}

/** How much room there is beside a mark before the next mark in its row. */
function clear(mark, gap, way, full, taken) {
  const strip = { x: way > 0 ? mark.x + mark.radius : mark.x - gap - full, y: mark.y - SIZE / 2 - 2, width: gap + full, height: SIZE + 4, node: mark.node };
  let room = Infinity;
  taken.met(strip, (other) => {
    const away = way > 0 ? other.x - mark.x : mark.x - other.x - other.width;
    if (away > 0) room = Math.min(room, away - gap - 6);
    return false;
  });
  return room;
}

/** The text as far as it fits; nothing where less than a few letters would. */
function cut(text, room, bold) {
  const full = wide(text, bold);
  if (full <= room) return text;
  let length = Math.floor((text.length * room) / full);
  while (length > 9 && wide(`${text.slice(0, length)}…`, bold) > room) length -= 1;
  return length > 9 ? `${text.slice(0, length).trimEnd()}…` : "";
}

const shorten = (text, room) => (text.length > room ? `${text.slice(0, room - 1).trimEnd()}…` : text);
