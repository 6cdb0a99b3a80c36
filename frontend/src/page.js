// What every screen of the site needs of a script: the theme, copying the address, and menus that act when chosen.
// It stands in the head and runs at once, so that the first thing painted has the right theme. All of it is comfort:
// without a script every screen works, too.

const KEY = "suviaz-theme";
const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** What was chosen before; nothing where the browser keeps nothing. */
function kept() {
  try {
    return localStorage.getItem(KEY) || "";
  } catch {
    return "";
  }
}

function wear(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
}

function choose(theme) {
  wear(theme);
  try {
    if (theme) localStorage.setItem(KEY, theme);
    else localStorage.removeItem(KEY);
  } catch {
    // Not remembered, but worn.
  }
}

/** A button between light and dark, or a link that chooses one of the two or neither. */
function themes(control) {
  if ("themeChoice" in control.dataset) {
    control.addEventListener("click", () => choose(control.dataset.themeChoice));
    return;
  }
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const show = () => control.setAttribute("aria-pressed", dark());
  show();
  control.addEventListener("click", () => {
    choose(dark() ? "light" : "dark");
    show();
  });
}

/** Copies the address that the control names, or that of the page; a link is then not followed. */
async function copy(event) {
  const control = event.currentTarget;
  const text = control.dataset.copy || control.href || location.href;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(text);
    const live = document.getElementById("live");
    if (live) live.textContent = control.dataset.done || "";
    control.dataset.copied = "";
    setTimeout(() => delete control.dataset.copied, 2000);
  } catch {
    window.prompt("", text); // no clipboard without permission: the address can be copied by hand
  }
}

/** A choice takes effect at once where a pointer made it: with the keyboard one passes through all of them. */
function submits(menu) {
  let byKey = false;
  menu.addEventListener("keydown", () => (byKey = true));
  menu.addEventListener("pointerdown", () => (byKey = false));
  menu.addEventListener("change", () => byKey || menu.form?.requestSubmit());
}

/** In an article pointing at a fact shows its words, pointing at words shows their facts. */
function lights(text) {
  const pieces = all("a[data-facts]", text);
  const facts = all(".fact[data-fact]");
  const own = (piece) => piece.dataset.facts.split(" ");
  const light = (numbers) => {
    for (const piece of pieces) piece.classList.toggle("lit", own(piece).some((number) => numbers.includes(number)));
    for (const fact of facts) fact.classList.toggle("lit", numbers.includes(fact.dataset.fact));
  };
  for (const [things, numbers] of [[facts, (fact) => [fact.dataset.fact]], [pieces, own]]) {
    for (const thing of things) {
      for (const on of ["pointerenter", "focusin"]) thing.addEventListener(on, () => light(numbers(thing)));
      for (const off of ["pointerleave", "focusout"]) thing.addEventListener(off, () => light([]));
    }
  }
}

/** The slash goes to the search, where the page has no picture that wants it; Escape closes what is unfolded. */
function keys(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !document.getElementById("graph")) {
    const field = document.getElementById("q");
    if (!field) return;
    event.preventDefault();
    field.focus();
  }
  const open = document.querySelector("details.settings[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
}

// What the address says was asked for here and now; what was kept stands for all other times.
if (!root.dataset.theme) wear(kept());
document.addEventListener("DOMContentLoaded", () => {
  for (const control of all("[data-theme-switch], [data-theme-choice]")) themes(control);
  for (const control of all("[data-copy]")) control.addEventListener("click", copy);
  for (const menu of all("select[data-submit], form.filters select")) submits(menu);
  for (const text of all(".text")) lights(text);
  for (const element of all("[data-theme-switch], [data-js]")) element.hidden = false;
  document.addEventListener("keydown", keys);
  document.addEventListener("click", (event) => {
    const open = document.querySelector("details.settings[open]");
    if (open && !open.contains(event.target)) open.open = false;
  });
});
