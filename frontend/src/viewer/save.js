// Saving what is seen: SVG, PNG, and the visible ties as CSV.

import { articleOf, label, page, quoteOf, spoken, words } from "./data.js";
import { current } from "./canvas.js";
import { paint, svg } from "./scene.js";
import { state, visible } from "./state.js";

export const saveSvg = () => offer(new Blob([svg(current(), page.titles[spoken(state.lang)])], { type: "image/svg+xml" }), "svg");

export function savePng() {
  const drawing = current();
  const sheet = document.createElement("canvas");
  sheet.width = drawing.size.width * 2;
  sheet.height = drawing.size.height * 2;
  const context = sheet.getContext("2d");
  context.scale(2, 2);
  paint(context, drawing);
  sheet.toBlob((blob) => offer(blob, "png"), "image/png");
}

export function saveCsv() {
  const text = words(state.lang);
  const rows = [["source", "relation", "target", "first", "last", "confidence", "modality", "quote", "url"]];
  for (const link of visible().links) {
    const found = link.quotes?.length ? quoteOf(link.quotes[0]) : null;
    rows.push([
      label(link.source, state.lang), text.relation[link.relation] || link.relation, label(link.target, state.lang),
      link.first ?? "", link.last ?? "", link.confidence, link.modality, found ? found.text : "", found ? articleOf(found).url : "",
    ]);
  }
  // The mark at the beginning tells spreadsheets that it is UTF-8.
  offer(new Blob(["\ufeff" + rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n"], { type: "text/csv" }), "csv");
}

/** A cell; one that a spreadsheet would take for a formula gets an apostrophe. */
function cell(value) {
  let text = String(value);
  if (/^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function offer(blob, ending) {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = `ties.${ending}`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}
