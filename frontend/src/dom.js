// Making elements without markup: text stays text, whatever it says.

/** An element with attributes, event handlers (`onclick`) and children (elements or text). */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  apply(element, attributes);
  element.append(...children.filter((child) => child != null && child !== ""));
  return element;
}

/** The same for SVG. */
export function drawn(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  apply(element, attributes);
  element.append(...children);
  return element;
}

function apply(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
}

export const byId = (id) => document.getElementById(id);

/** The mark of a type as a small picture. */
export function mark(shape, type) {
  const body = shape.length
    ? drawn("polygon", { points: shape.map(([x, y]) => `${8 + x * 6},${8 + y * 6}`).join(" ") })
    : drawn("circle", { cx: 8, cy: 8, r: 6 });
  return drawn("svg", { class: "mark", "data-type": type, width: 16, height: 16, "aria-hidden": "true" }, body);
}

/** A short line in the colour of a relation. */
export const stroke = (relation) =>
  drawn("svg", { class: "line", "data-relation": relation, width: 16, height: 4, "aria-hidden": "true" }, drawn("line", { x1: 0, y1: 2, x2: 16, y2: 2 }));

/** A sentence with its gaps filled. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
