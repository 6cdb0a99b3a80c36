// The picture as a list of lines, marks and labels in screen pixels: painted on the canvas, or written as SVG.

import { label, page } from "./data.js";
import { state, visible } from "./state.js";

const SIZE = 12;
const measure = document.createElement("canvas").getContext("2d");
export const FONT = 'system-ui, "Noto Sans", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo", sans-serif';

/** Everything to draw at a zoom `{x, y, k}` on a sheet of a size, with its ground and colours. */
export function scene(view, size, dark, hover) {
  const shown = visible();
  const colours = page.colours[dark ? "dark" : "light"];
  const at = (node) => ({ x: node.drawn.x * view.k + view.x, y: node.drawn.y * view.k + view.y });
  const near = neighbours(shown);
  const radius = (node) => node.radius * Math.min(1.3, Math.max(0.7, view.k));
  const lines = shown.links.map((link) => {
    const strong = link === state.link || (state.node && (link.source === state.node || link.target === state.node));
    const faint = near && !strong;
    return {
      link, strong, faint,
      from: at(link.source), to: at(link.target), end: radius(link.target) + 2,
      dash: link.unsure, ghost: link.planned,
      colour: strong ? page.accent[dark ? "dark" : "light"] : colours[page.relations[link.relation]] || page.edge[dark ? "dark" : "light"],
    };
  });
  lines.sort((a, b) => a.strong - b.strong || a.link.index - b.link.index);
  const marks = shown.nodes.map((node) => ({
    node, ...at(node), radius: radius(node), colour: colours[node.type], shape: page.shapes[node.type],
    ghost: node.planned, faint: Boolean(near) && !near.has(node), selected: node === state.node,
  }));
  const labels = place(marks, shown, near, hover, size);
  return { lines, marks, labels, size, dark, ground: page.ground[dark ? "dark" : "light"], ink: dark ? "#f2f2f2" : "#1f1f1f", shown };
}

/** Selected things and what they are tied to; null where nothing is selected. */
function neighbours(shown) {
  if (state.link && shown.links.includes(state.link)) return new Set([state.link.source, state.link.target]);
  if (!state.node) return null;
  const near = new Set([state.node]);
  for (const link of shown.links) {
    if (link.source === state.node) near.add(link.target);
    if (link.target === state.node) near.add(link.source);
  }
  return near;
}

/** Labels for as many marks as there is room for; no two overlap, and none covers a mark that matters more. */
function place(marks, shown, near, hover, size) {
  const rank = (mark) =>
    (mark.selected ? 1e6 : 0) + (mark.node === hover ? 5e5 : 0) + (near && near.has(mark.node) ? 1e4 : 0) +
    (mark.node.type === "Country" ? 1e3 : 0) + (shown.degree.get(mark.node) || 0);
  const wanted = marks
    .filter((mark) => !mark.faint || mark.node === hover)
    .filter((mark) => mark.x > -50 && mark.y > -20 && mark.x < size.width + 50 && mark.y < size.height + 20)
    .sort((a, b) => rank(b) - rank(a) || a.node.index - b.node.index);
  const taken = marks
    .filter((mark) => !mark.faint)
    .map((mark) => box(mark.x - mark.radius, mark.y - mark.radius, 2 * mark.radius, 2 * mark.radius, mark.node));
  const placed = [];
  for (const mark of wanted) {
    const bold = mark.selected || mark.node.type === "Country";
    const whole = shorten(label(mark.node, state.lang), mark.selected || mark.node === hover ? 90 : 46);
    measure.font = `${bold ? 700 : 400} ${SIZE}px ${FONT}`;
    const gap = mark.radius + 5;
    const order = mark.node.x < -100 && state.layout === "sides" ? ["left", "below", "above", "right"] : ["right", "below", "above", "left"];
    for (const name of order) {
      // A label ends at the edge of the sheet: it is cut there with an ellipsis, not by the frame.
      const half = 2 * Math.min(mark.x, size.width - mark.x);
      const room = { right: size.width - mark.x - gap, left: mark.x - gap, below: half, above: half }[name] - 4;
      const row = { right: 1, left: -1 }[name];
      const text = cut(whole, row ? Math.min(room, clear(mark, gap, row, taken)) : room);
      if (!text) continue;
      const width = Math.ceil(measure.measureText(text).width) + 2;
      const spots = {
        right: [mark.x + gap, mark.y - SIZE / 2 - 2], left: [mark.x - gap - width, mark.y - SIZE / 2 - 2],
        below: [mark.x - width / 2, mark.y + gap - 2], above: [mark.x - width / 2, mark.y - gap - SIZE - 2],
      };
      const here = box(...spots[name], width, SIZE + 4, mark.node);
      const free = !taken.some((other) => other.node !== mark.node && meet(here, other)) && !placed.some((other) => meet(here, other));
      if (free || (mark.selected && name === order.at(-1))) {
        placed.push({ ...here, text, bold, ghost: mark.node.planned });
        break;
      }
    }
  }
  return placed;
}

/** How much room there is beside a mark before the next mark in its row. */
function clear(mark, gap, way, taken) {
  const beside = taken.filter((other) => other.node !== mark.node && other.y < mark.y + SIZE / 2 + 2 && other.y + other.height > mark.y - SIZE / 2 - 2);
  const ends = beside.map((other) => (way > 0 ? other.x - mark.x : mark.x - other.x - other.width)).filter((room) => room > 0);
  return Math.min(...ends, Infinity) - gap - 6;
}

/** The text as far as it fits; nothing where less than a few letters would. */
function cut(text, room) {
  if (measure.measureText(text).width <= room) return text;
  let length = Math.floor((text.length * room) / measure.measureText(text).width);
  while (length > 9 && measure.measureText(`${text.slice(0, length)}…`).width > room) length -= 1;
  return length > 9 ? `${text.slice(0, length).trimEnd()}…` : "";
}

const box = (x, y, width, height, node) => ({ x, y, width, height, node });
const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const shorten = (text, room) => (text.length > room ? `${text.slice(0, room - 1).trimEnd()}…` : text);

const corners = (mark) => mark.shape.map(([dx, dy]) => [mark.x + dx * mark.radius, mark.y + dy * mark.radius]);

/** Where a line's arrow sits: its tip before the mark that it points to, and its direction. */
function arrow(line) {
  const [dx, dy] = [line.to.x - line.from.x, line.to.y - line.from.y];
  const long = Math.hypot(dx, dy) || 1;
  const tip = { x: line.to.x - (dx / long) * line.end, y: line.to.y - (dy / long) * line.end };
  const [ux, uy] = [dx / long, dy / long];
  return [
    [tip.x, tip.y],
    [tip.x - ux * 9 - uy * 4, tip.y - uy * 9 + ux * 4],
    [tip.x - ux * 9 + uy * 4, tip.y - uy * 9 - ux * 4],
  ];
}

/** Paints a scene. */
export function paint(context, drawing) {
  context.fillStyle = drawing.ground;
  context.fillRect(0, 0, drawing.size.width, drawing.size.height);
  for (const line of drawing.lines) {
    context.globalAlpha = opacity(line);
    context.strokeStyle = line.colour;
    context.lineWidth = line.strong ? 2 : 1.1;
    context.setLineDash(line.dash ? [6, 4] : []);
    context.beginPath();
    context.moveTo(line.from.x, line.from.y);
    context.lineTo(line.to.x, line.to.y);
    context.stroke();
    if (line.strong) {
      context.setLineDash([]);
      context.fillStyle = line.colour;
      polygon(context, arrow(line));
      context.fill();
    }
  }
  context.setLineDash([]);
  for (const mark of drawing.marks) {
    context.globalAlpha = mark.faint ? 0.25 : 1;
    context.beginPath();
    if (mark.shape.length) polygon(context, corners(mark));
    else context.arc(mark.x, mark.y, mark.radius, 0, 2 * Math.PI);
    context.fillStyle = mark.ghost ? drawing.ground : mark.colour;
    context.fill();
    context.lineWidth = mark.ghost ? 2 : 1.5;
    context.strokeStyle = mark.ghost ? mark.colour : drawing.ground;
    if (mark.ghost) context.setLineDash([2, 2]);
    context.stroke();
    context.setLineDash([]);
    if (mark.selected) {
      context.beginPath();
      context.arc(mark.x, mark.y, mark.radius + 5, 0, 2 * Math.PI);
      context.strokeStyle = page.accent[drawing.dark ? "dark" : "light"];
      context.lineWidth = 2.5;
      context.stroke();
    }
  }
  context.globalAlpha = 1;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const one of drawing.labels) {
    context.font = `${one.bold ? 700 : 400} ${SIZE}px ${FONT}`;
    context.lineWidth = 3;
    context.strokeStyle = drawing.ground;
    context.strokeText(one.text, one.x + 1, one.y + one.height / 2);
    context.fillStyle = drawing.ink;
    context.fillText(one.text, one.x + 1, one.y + one.height / 2);
  }
}

function polygon(context, points) {
  context.beginPath();
  points.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
}

const opacity = (line) => (line.faint ? 0.12 : line.ghost ? 0.5 : line.strong ? 1 : 0.75);

/** A scene as SVG text. */
export function svg(drawing, title) {
  const n = (value) => Math.round(value * 10) / 10;
  const escape = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  const points = (list) => list.map(([x, y]) => `${n(x)},${n(y)}`).join(" ");
  const out = drawing.lines.map(
    (line) =>
      `<line x1="${n(line.from.x)}" y1="${n(line.from.y)}" x2="${n(line.to.x)}" y2="${n(line.to.y)}" stroke="${line.colour}" ` +
      `stroke-width="${line.strong ? 2 : 1.1}" opacity="${opacity(line)}"${line.dash ? ' stroke-dasharray="6 4"' : ""}/>` +
      (line.strong ? `<polygon points="${points(arrow(line))}" fill="${line.colour}"/>` : ""),
  );
  for (const mark of drawing.marks) {
    const paint = mark.ghost
      ? `fill="${drawing.ground}" stroke="${mark.colour}" stroke-width="2" stroke-dasharray="2 2"`
      : `fill="${mark.colour}"`;
    const faint = mark.faint ? ' opacity="0.25"' : "";
    out.push(
      mark.shape.length
        ? `<polygon points="${points(corners(mark))}" ${paint}${faint}/>`
        : `<circle cx="${n(mark.x)}" cy="${n(mark.y)}" r="${n(mark.radius)}" ${paint}${faint}/>`,
    );
  }
  for (const one of drawing.labels) {
    out.push(
      `<text x="${n(one.x + 1)}" y="${n(one.y + one.height / 2 + 4)}" fill="${drawing.ink}"${one.bold ? ' font-weight="700"' : ""}>` +
        `${escape(one.text)}</text>`,
    );
  }
  const { width, height } = drawing.size;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${escape(FONT)}" font-size="${SIZE}"><title>${escape(title)}</title>` +
    `<rect width="100%" height="100%" fill="${drawing.ground}"/>${out.join("")}</svg>`
  );
}
