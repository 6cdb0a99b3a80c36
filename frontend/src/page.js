// What every screen of the site needs of a script: the theme, copying the address, and menus that act when chosen.
// It stands in the head and runs at once, so that the first thing painted has the right theme.

const KEY = "suviaz-theme";
const root = document.documentElement;

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

function themes(control) {
  if (control.tagName === "SELECT") {
    control.value = kept();
    control.addEventListener("change", () => choose(control.value));
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

async function copy(button) {
  const text = button.dataset.copy || location.href;
  try {
    await navigator.clipboard.writeText(text);
    const live = document.getElementById("live");
    if (live) live.textContent = button.dataset.done || "";
    button.dataset.copied = "";
    setTimeout(() => delete button.dataset.copied, 2000);
  } catch {
    window.prompt("", text); // no clipboard without permission: the address can be copied by hand
  }
}

wear(kept());
document.addEventListener("DOMContentLoaded", () => {
  for (const control of document.querySelectorAll("[data-theme-switch]")) themes(control);
  for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copy(button));
  for (const menu of document.querySelectorAll("select[data-submit]")) menu.addEventListener("change", () => menu.form?.requestSubmit());
  for (const element of document.querySelectorAll("[data-theme-switch], [data-copy], [data-js]")) element.hidden = false;
});
