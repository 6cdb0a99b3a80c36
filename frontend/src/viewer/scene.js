// The picture as a list of lines, marks and labels in screen pixels: painted on the canvas, or written as SVG.

import { page } from "./data.js";
import { FONT, SIZE, place } from "./labels.js";
import { state, visible } from "./state.js";

/** Everything to draw at a zoom `{x, y, k}` on a sheet of a size, with its ground and colours. */
export function scene(view, size, dark, hover) {
  const shown = visible();
  const theme = dark ? "dark" : "light";
  const colours = page.colours[theme];
  const at = (node) => ({ x: node.drawn.x * view.k + view.x, y: node.drawn.y * view.k + view.y });
  const near = neighbours(shown);
  const scale = Math.min(1.3, Math.max(0.7, view.k));
  const bent = state.layout === "sides";
  const quiet = shown.links.length > 400 ? 0.4 : shown.links.length > 120 ? 0.55 : 0.75;
  const lines = shown.links.map((link) => {
    const strong = link === state.link || (state.node && (link.source === state.node || link.target === state.node));
    const [from, to] = [at(link.source), at(link.target)];
    return {
      link, strong, from, to, end: link.target.radius * scale + 2,
      // Between columns a line leaves and arrives level, so that its ends are told apart.
      bend: bent ? (to.x - from.x) / 2 : 0,
      opacity: near && !strong ? 0.1 : link.planned && !strong ? quiet * 0.7 : strong ? 1 : quiet,
      dash: link.unsure,
      colour: strong ? page.accent[theme] : colours[page.relations[link.relation]] || page.edge[theme],
    };
  });
  lines.sort((a, b) => a.strong - b.strong || a.link.index - b.link.index);
  const marks = shown.nodes.map((node) => ({
    node, ...at(node), radius: node.radius * scale, colour: colours[node.type], shape: page.shapes[node.type],
    ghost: node.planned, faint: Boolean(near) && !near.has(node), selected: node === state.node,
  }));
  const years = bent ? guides(marks) : [];
  const labels = place(marks, shown, near, hover, size);
  return { lines, marks, labels, years, size, quiet: dark ? "#8b929c" : "#6b7280", accent: page.accent[theme], ground: page.ground[theme], ink: dark ? "#f2f2f2" : "#1f1f1f", shown };
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

/** Years beside the middle, each where its first thing stands, as far as there is room for figures. */
function guides(marks) {
  const dated = marks.filter((mark) => mark.node.joint && mark.node.column === "m").sort((a, b) => a.y - b.y);
  const left = Math.min(...dated.map((mark) => mark.x));
  const right = Math.max(...dated.map((mark) => mark.x));
  const found = [];
  let latest = -Infinity;
  for (const mark of dated) {
    const year = Number((mark.node.moment || "").slice(0, 4));
    if (!year || year <= latest) continue;
    latest = year;
    if (!found.length || mark.y - found.at(-1).y > 26) found.push({ year, y: mark.y, left: left - 14, right: right + 14 });
  }
  return found;
}

/** A point of a line, `part` of the way along it. */
export function along(line, part) {
  const { from, to, bend } = line;
  const rest = 1 - part;
  const [a, b, c, d] = [rest ** 3, 3 * rest * rest * part, 3 * rest * part * part, part ** 3];
  return bend
    ? { x: a * from.x + b * (from.x + bend) + c * (to.x - bend) + d * to.x, y: (a + b) * from.y + (c + d) * to.y }
    : { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

const corners = (mark) => mark.shape.map(([dx, dy]) => [mark.x + dx * mark.radius, mark.y + dy * mark.radius]);

/** A line's arrow: its tip before the mark that it points to. */
function arrow(line) {
  const before = along(line, 0.97);
  const [dx, dy] = line.bend ? [line.to.x - before.x, line.to.y - before.y] : [line.to.x - line.from.x, line.to.y - line.from.y];
  const long = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / long, dy / long];
  const [x, y] = [line.to.x - ux * line.end, line.to.y - uy * line.end];
  return [[x, y], [x - ux * 9 - uy * 4, y - uy * 9 + ux * 4], [x - ux * 9 + uy * 4, y - uy * 9 - ux * 4]];
}

/** Paints a scene. Lines of one look are one path, marks of one look another: thousands take a few strokes. */
export function paint(context, drawing) {
  const { width, height } = drawing.size;
  context.globalAlpha = 1;
  context.fillStyle = drawing.ground;
  context.fillRect(0, 0, width, height);
  const sight = (line) => Math.max(line.from.x, line.to.x) > 0 && Math.min(line.from.x, line.to.x) < width && Math.max(line.from.y, line.to.y) > 0 && Math.min(line.from.y, line.to.y) < height;
  context.textBaseline = "middle";
  context.strokeStyle = drawing.quiet;
  context.lineWidth = 1;
  context.globalAlpha = 0.25;
  context.beginPath();
  for (const { y, left, right } of drawing.years) {
    context.moveTo(left, Math.round(y) + 0.5);
    context.lineTo(right, Math.round(y) + 0.5);
  }
  context.stroke();
  for (const lines of alike(drawing.lines.filter(sight), (line) => `${line.strong}${line.opacity}${line.dash}${line.colour}`)) {
    const [{ strong, opacity, dash, colour }] = lines;
    context.globalAlpha = opacity;
    context.strokeStyle = colour;
    context.lineWidth = strong ? 2 : 1.1;
    context.setLineDash(dash ? [6, 4] : []);
    context.beginPath();
    for (const { from, to, bend } of lines) {
      context.moveTo(from.x, from.y);
      if (bend) context.bezierCurveTo(from.x + bend, from.y, to.x - bend, to.y, to.x, to.y);
      else context.lineTo(to.x, to.y);
    }
    context.stroke();
    if (!strong) continue;
    context.setLineDash([]);
    context.fillStyle = colour;
    context.beginPath();
    for (const line of lines) polygon(context, arrow(line));
    context.fill();
  }
  context.setLineDash([]);
  const inside = (mark) => mark.x > -20 && mark.y > -20 && mark.x < width + 20 && mark.y < height + 20;
  for (const mark of drawing.marks.filter(inside)) {
    context.globalAlpha = mark.faint ? 0.25 : 1;
    context.beginPath();
    if (mark.shape.length) polygon(context, corners(mark));
    else context.arc(mark.x, mark.y, mark.radius, 0, 2 * Math.PI);
    context.fillStyle = mark.ghost ? drawing.ground : mark.colour;
    context.fill();
    context.lineWidth = mark.ghost ? 2 : 1.5;
    context.strokeStyle = mark.ghost ? mark.colour : drawing.ground;
    context.setLineDash(mark.ghost ? [2, 2] : []);
    context.stroke();
    if (mark.selected) {
      context.setLineDash([]);
      context.beginPath();
      context.arc(mark.x, mark.y, mark.radius + 5, 0, 2 * Math.PI);
      context.strokeStyle = drawing.accent;
      context.lineWidth = 2.5;
      context.stroke();
    }
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = drawing.ground;
  context.font = `${SIZE - 1}px ${FONT}`;
  context.fillStyle = drawing.quiet;
  context.textAlign = "right";
  for (const { year, y, left } of drawing.years) {
    context.strokeText(year, left - 2, y);
    context.fillText(year, left - 2, y);
  }
  context.textAlign = "left";
  context.fillStyle = drawing.ink;
  for (const bold of [false, true]) {
    context.font = `${bold ? 700 : 400} ${SIZE}px ${FONT}`;
    for (const one of drawing.labels.filter((label) => Boolean(label.bold) === bold)) {
      context.strokeText(one.text, one.x + 1, one.y + one.height / 2);
      context.fillText(one.text, one.x + 1, one.y + one.height / 2);
    }
  }
}

/** Runs of things of one look, in the order in which the first of each came. */
function alike(things, look) {
  const runs = new Map();
  for (const thing of things) {
    const key = look(thing);
    if (runs.has(key)) runs.get(key).push(thing);
    else runs.set(key, [thing]);
  }
  return [...runs.values()].sort((a, b) => a[0].strong - b[0].strong);
}

function polygon(context, points) {
  points.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
}

/** A scene as SVG text. */
export function svg(drawing, title) {
  const n = (value) => Math.round(value * 10) / 10;
  const escape = (text) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  const points = (list) => list.map(([x, y]) => `${n(x)},${n(y)}`).join(" ");
  const course = ({ from, to, bend }) =>
    `M${n(from.x)} ${n(from.y)}${bend ? `C${n(from.x + bend)} ${n(from.y)} ${n(to.x - bend)} ${n(to.y)} ` : "L"}${n(to.x)} ${n(to.y)}`;
  const out = drawing.lines.map(
    (line) =>
      `<path d="${course(line)}" fill="none" stroke="${line.colour}" stroke-width="${line.strong ? 2 : 1.1}" opacity="${n(line.opacity * 10) / 10}"` +
      `${line.dash ? ' stroke-dasharray="6 4"' : ""}/>` +
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
  for (const { year, y, left } of drawing.years) {
    out.push(`<text class="year" x="${n(left - 2)}" y="${n(y + 4)}" fill="${drawing.quiet}" font-size="${SIZE - 1}" text-anchor="end">${year}</text>`);
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
