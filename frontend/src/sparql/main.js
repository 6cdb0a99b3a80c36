// The page of queries: the editor, running and stopping, the answer, and links that carry the question.

import { byId, fill, make } from "../dom.js";
import { table, triples, truth } from "./answer.js";
import { edit } from "./editor.js";

const ENGLISH = {
  run: "Run", stop: "Stop", running: "Running …", rows: "Rows: {n} · {ms} ms", triples: "Triples · {ms} ms", cut: "Only the first {n} rows are given; add conditions or LIMIT.",
  none: "No rows.", yes: "Yes", no: "No", error: "The query cannot be answered", at: "line {line}, column {column}", stopped: "Stopped.",
  unreachable: "The server does not answer.", column: "Result", download: "Download", link: "Copy link", copied: "The link is copied.", editor: "SPARQL query",
  keys: "Ctrl+Enter runs the query, Tab leaves the editor", completions: "Completions", more: "Show {n} more",
};
const MEDIA = "application/sparql-results+json, text/turtle;q=0.9";
// Longer than this an address is refused by servers and cut by mail programs.
const LONGEST = 6000;

const page = JSON.parse(byId("editor").textContent);
page.words = { ...ENGLISH, ...page.words };
page.prefixes ||= {};
page.terms ||= [];
page.endpoint ||= "/sparql";
const { words } = page;
const form = byId("ask");
const box = byId("answer");
const status = make("p", { id: "status", role: "status", class: "quiet" });
const problem = make("div", { id: "problem", role: "alert" });
const stop = make("button", { type: "button", id: "stop", disabled: true, onclick: () => halt() }, words.stop);
const runner = byId("run") || form.appendChild(make("button", { id: "run" }, words.run));
const copy = make("button", { type: "button", id: "link", onclick: share }, words.link);
const tools = make("div", { id: "asking" });
const editor = edit(byId("query"), page, words, () => form.requestSubmit());
let asking = null;

function halt() {
  asking?.abort();
}

async function share() {
  write();
  try {
    await navigator.clipboard.writeText(location.href);
    status.textContent = words.copied;
  } catch {
    window.prompt("", location.href); // no clipboard without permission: the address can be copied by hand
  }
}

/** Puts the question into the address, beside what else is there. */
function write() {
  const address = new URL(location.href);
  address.searchParams.set("query", editor.text());
  if (address.href.length > LONGEST) address.searchParams.delete("query");
  history.replaceState(null, "", address);
}

async function run() {
  halt();
  const mine = new AbortController();
  asking = mine;
  const text = editor.text();
  editor.clear();
  problem.replaceChildren();
  status.textContent = words.running;
  stop.disabled = false;
  box.setAttribute("aria-busy", "true");
  write();
  const begun = performance.now();
  try {
    const reply = await fetch(page.endpoint, {
      method: "POST", body: text, signal: mine.signal, headers: { "Content-Type": "application/sparql-query", Accept: MEDIA },
    });
    const said = await reply.text();
    if (asking !== mine) return;
    if (reply.ok) show(reply, said, text, performance.now() - begun);
    else refuse(said, reply.status);
  } catch (error) {
    if (asking !== mine) return;
    status.textContent = error.name === "AbortError" ? words.stopped : "";
    if (error.name !== "AbortError") problem.append(make("p", {}, words.unreachable));
  } finally {
    if (asking === mine) {
      asking = null;
      stop.disabled = true;
      box.removeAttribute("aria-busy");
    }
  }
}

function show(reply, said, text, took) {
  const dur = /dur=([\d.]+)/.exec(reply.headers.get("Server-Timing") || "");
  const ms = Math.max(1, Math.round(dur ? Number(dur[1]) : took));
  const cut = reply.headers.get("X-Suviaz-Cut");
  const type = reply.headers.get("Content-Type") || "";
  let parts;
  if (type.includes("json")) {
    const found = JSON.parse(said);
    parts = found.boolean === undefined ? table(found, text, page) : truth(found.boolean, words);
    status.textContent = found.boolean === undefined ? fill(words.rows, { n: found.results.bindings.length, ms }) : `${ms} ms`;
  } else {
    parts = triples(said);
    status.textContent = fill(words.triples, { ms });
  }
  const formats = type.includes("json") ? ["csv", "tsv", "json", "xml"] : ["ttl", "nt", "rdf", "jsonld"];
  const saves = make("p", { class: "saves" }, `${words.download}: `, ...formats.flatMap((name) => [save(name, text), " "]));
  box.replaceChildren(cut ? make("p", { class: "cut" }, fill(words.cut, { n: cut })) : "", saves, ...parts);
}

const ACCEPT = {
  csv: "text/csv", tsv: "text/tab-separated-values", json: "application/sparql-results+json", xml: "application/sparql-results+xml",
  ttl: "text/turtle", nt: "application/n-triples", rdf: "application/rdf+xml", jsonld: "application/ld+json",
};

/** A link to the same answer in another format. A question too long for an address is asked again when it is clicked. */
function save(format, text) {
  const href = `${page.endpoint}?${new URLSearchParams({ query: text, format })}`;
  const label = { ttl: "Turtle", nt: "N-Triples", rdf: "RDF/XML", jsonld: "JSON-LD" }[format] || format.toUpperCase();
  if (href.length <= LONGEST) return make("a", { href, download: `answer.${format}` }, label);
  const ask = async () => {
    const reply = await fetch(page.endpoint, { method: "POST", body: text, headers: { "Content-Type": "application/sparql-query", Accept: ACCEPT[format] } });
    const anchor = make("a", { href: URL.createObjectURL(await reply.blob()), download: `answer.${format}` });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
  };
  return make("button", { type: "button", class: "link", onclick: ask }, label);
}

function refuse(said, code) {
  let found = { error: said.trim() };
  try {
    const read = JSON.parse(said);
    if (read && read.error) found = read;
  } catch {
    // Plain text: the place stands in the sentence.
  }
  const place = /(?:line|at)\s+(\d+)(?:,?\s*column\s*|:)(\d+)/i.exec(found.error);
  const line = found.line ?? (place ? Number(place[1]) : null);
  const column = found.column ?? (place ? Number(place[2]) : 1);
  status.textContent = "";
  box.replaceChildren();
  const parts = [make("strong", {}, `${words.error} (${code})`)];
  if (line) {
    editor.wrong(line, column, found.error);
    parts.push(" ", make("button", { type: "button", class: "link", onclick: () => editor.go(line, column) }, fill(words.at, { line, column })));
  }
  problem.replaceChildren(make("p", {}, ...parts), make("p", { class: "said" }, found.error));
}

tools.append(runner, stop, copy, status);
form.append(tools, make("p", { class: "quiet" }, words.keys), problem);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
document.addEventListener("click", (event) => {
  const from = event.target.closest("[data-query], [data-term]");
  if (!from || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (from.dataset.term) editor.insert(from.dataset.term);
  else {
    editor.write(from.dataset.query);
    run();
    form.scrollIntoView({ block: "start" });
  }
});
if (new URLSearchParams(location.search).has("query") && !box.children.length) run();
