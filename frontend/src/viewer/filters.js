// The column of filters: search, types, relations, years with a histogram, field, languages of sources, confidence.

import { byId, drawn, fill, make, mark, stroke } from "../dom.js";
import { concept, label, labelLang, links, nodes, page, search, spoken, words } from "./data.js";
import { canUndo, change, fields, langs, more, perYear, relations, reset, state, types, undo, visible } from "./state.js";

/** Writes the fixed words of the page in the language of the state. */
export function speak() {
  const text = words(state.lang);
  const lang = spoken(state.lang);
  if (!page.site) {
    document.documentElement.lang = lang;
    document.title = page.titles[lang];
    document.querySelector("h1").textContent = page.titles[lang];
  }
  byId("graph").setAttribute("aria-label", page.titles[lang]);
  byId("coverage").textContent = page.coverage[lang];
  for (const element of document.querySelectorAll("#viewer [data-word]")) element.textContent = text[element.dataset.word];
  for (const element of document.querySelectorAll("#viewer [data-name]")) {
    element.setAttribute("aria-label", text[element.dataset.name]);
    if (element.tagName === "BUTTON") element.title = text[element.dataset.name];
  }
  checks("types", types(), state.noTypes, "noTypes", (type) => [mark(page.shapes[type], type), text.type[type]], (type) => nodes.filter((node) => node.type === type).length);
  checks("relations", relations(), state.noRelations, "noRelations", (name) => [stroke(name), text.relation[name] || name], (name) => links.filter((link) => link.relation === name).length);
  const names = new Map(page.languages);
  checks("sources", langs(), state.noLangs, "noLangs", (code) => [make("span", { lang: code }, names.get(code) || code)], (code) => links.filter((link) => link.langs.includes(code)).length);
  byId("spoken").hidden = langs().length < 2;
  const known = fields();
  byId("field").replaceChildren(
    make("option", { value: "" }, text.all),
    ...known
      .map((code) => [concept("field", code, lang), code, nodes.filter((node) => node.fields.includes(code)).length])
      .sort(([a], [b]) => a.localeCompare(b, lang))
      .map(([name, value, count]) => make("option", { value }, `${name} (${count})`)),
  );
  byId("fielded").hidden = !known.length;
}

function checks(id, all, off, key, face, count) {
  byId(id).replaceChildren(
    ...all.map((name) =>
      make(
        "label",
        {},
        make("input", {
          type: "checkbox", value: name, checked: !off.has(name),
          onchange: (event) => {
            const now = new Set(state[key]);
            if (event.target.checked) now.delete(name);
            else now.add(name);
            change({ [key]: now });
          },
        }),
        ...face(name),
        make("span", { class: "quiet" }, ` ${count(name)}`),
      ),
    ),
  );
}

/** Brings the controls in line with the state. */
export function show() {
  const text = words(state.lang);
  for (const [id, off] of [["types", state.noTypes], ["relations", state.noRelations], ["sources", state.noLangs]]) {
    for (const input of byId(id).querySelectorAll("input")) input.checked = !off.has(input.value);
  }
  byId("field").value = state.field;
  byId("first").value = state.first;
  byId("last").value = state.last;
  byId("span").textContent = page.years ? `${state.first}–${state.last}` : "";
  byId("certainty").value = state.certainty;
  byId("sure").textContent = `${Math.round(state.certainty * 100)} %`;
  for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", button.dataset.view === state.view);
  for (const button of document.querySelectorAll("[data-layout]")) button.setAttribute("aria-pressed", button.dataset.layout === state.layout);
  byId("language").value = state.lang;
  const shown = visible();
  byId("shown").textContent = shown.nodes.length
    ? fill(text.shown, { nodes: shown.nodes.length, links: shown.links.length }) + (shown.left && shown.full ? ` · ${fill(text.left, { n: shown.left })}` : "")
    : text.hidden;
  byId("more").hidden = shown.left === 0 || shown.full;
  byId("more").textContent = `${fill(text.more, { n: Math.min(shown.left, 100) })} / ${shown.left}`;
  byId("undo").hidden = !canUndo();
  histogram();
}

function histogram() {
  if (!page.years) return;
  const [first, last] = page.years;
  const counts = perYear();
  const top = Math.max(...counts.values(), 1);
  const wide = 200 / (last - first + 1);
  byId("bars").replaceChildren(
    ...[...counts].map(([year, count]) =>
      drawn(
        "rect",
        {
          x: (year - first) * wide + 0.5, y: 40 - (38 * count) / top, width: Math.max(wide - 1, 1), height: (38 * count) / top,
          class: year >= state.first && year <= state.last ? "in" : "out",
        },
        drawn("title", {}, `${year}: ${count}`),
      ),
    ),
  );
}

/** Shows the filters, or hides them, where they wait behind a button; `open` says which, else the other. */
export function unfold(open = !byId("filters").classList.contains("open")) {
  byId("filters").classList.toggle("open", open);
  byId("filtering").setAttribute("aria-expanded", open);
}

/** Connects the controls. `choose` selects a node and brings it into sight. */
export function start(choose) {
  if (page.years) {
    for (const id of ["first", "last"]) {
      byId(id).min = page.years[0];
      byId(id).max = page.years[1];
    }
    byId("first").addEventListener("input", (event) => change({ first: Math.min(Number(event.target.value), state.last) }));
    byId("last").addEventListener("input", (event) => change({ last: Math.max(Number(event.target.value), state.first) }));
  } else byId("years").hidden = true;
  byId("certainty").addEventListener("input", (event) => change({ certainty: Number(event.target.value) }));
  byId("bars").addEventListener("click", (event) => {
    // The year under the pointer: a bar may be too thin to hit.
    const bounds = byId("bars").getBoundingClientRect();
    const part = (event.clientX - bounds.left) / bounds.width;
    const year = Math.min(page.years[1], page.years[0] + Math.floor(part * (page.years[1] - page.years[0] + 1)));
    const alone = state.first === year && state.last === year;
    change({ first: alone ? page.years[0] : year, last: alone ? page.years[1] : year });
  });
  byId("field").addEventListener("change", (event) => change({ field: event.target.value }));
  byId("undo").addEventListener("click", undo);
  byId("reset").addEventListener("click", reset);
  byId("filtering").addEventListener("click", () => unfold());
  byId("more").addEventListener("click", more);
  for (const button of document.querySelectorAll("[data-view]")) button.addEventListener("click", () => change({ view: button.dataset.view }));
  byId("language").append(...page.languages.map(([code, name]) => make("option", { value: code, lang: code }, name)));
  byId("language").addEventListener("change", (event) => change({ lang: event.target.value }));
  const find = byId("find");
  const list = byId("found");
  const offer = () => {
    const hits = search(find.value).slice(0, 12);
    list.replaceChildren(
      ...hits.map((node) =>
        make(
          "li",
          {},
          make(
            "button",
            { type: "button", class: "link", lang: labelLang(node, state.lang), onclick: () => take(node) },
            mark(page.shapes[node.type], node.type),
            label(node, state.lang),
          ),
        ),
      ),
    );
    list.hidden = !hits.length;
    const text = words(state.lang);
    byId("live").textContent = find.value.trim() ? (hits.length ? fill(text.found, { n: search(find.value).length }) : text.nothing) : "";
    return hits;
  };
  const take = (node) => {
    find.value = "";
    list.replaceChildren();
    list.hidden = true;
    choose(node);
  };
  find.addEventListener("input", offer);
  find.addEventListener("keydown", (event) => {
    const hits = event.key === "Enter" ? offer() : [];
    if (hits.length) take(hits[0]);
    if (event.key === "ArrowDown") list.querySelector("button")?.focus();
    if (event.key === "Escape") {
      find.value = "";
      offer();
      byId("graph").focus();
      event.stopPropagation();
    }
  });
  list.addEventListener("keydown", (event) => {
    const buttons = [...list.querySelectorAll("button")];
    const next = buttons.indexOf(document.activeElement) + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] || 0);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      (buttons[next] || find).focus();
      event.preventDefault();
    }
  });
}
