"use strict";
// All of this is comfort: without it every screen works, too.
// A link to the view is copied instead of followed.
for (const link of document.querySelectorAll("a[data-copied]")) {
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      document.getElementById("live").textContent = link.dataset.copied;
      link.querySelector("span").textContent = link.dataset.copied;
    } catch {
      location.assign(link.href);
    }
  });
}
// Choices of a form take effect at once where a pointer is used; the button stays for everybody else.
for (const form of document.querySelectorAll("form.filters")) {
  for (const field of form.querySelectorAll("select")) {
    let byKey = false;
    field.addEventListener("keydown", () => (byKey = true));
    field.addEventListener("pointerdown", () => (byKey = false));
    field.addEventListener("change", () => byKey || form.requestSubmit());
  }
}
// The slash goes to the search, Escape closes what is open.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !document.getElementById("graph")) {
    event.preventDefault();
    document.getElementById("q").focus();
  }
  const open = document.querySelector(".settings[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  const open = document.querySelector(".settings[open]");
  if (open && !open.contains(event.target)) open.open = false;
});
// In an article pointing at a fact shows its words, pointing at words shows their facts.
const text = document.querySelector(".text");
if (text) {
  const pieces = [...text.querySelectorAll("a[data-facts]")];
  const facts = [...document.querySelectorAll(".fact[data-fact]")];
  const light = (numbers) => {
    for (const piece of pieces) piece.classList.toggle("lit", piece.dataset.facts.split(" ").some((n) => numbers.includes(n)));
    for (const fact of facts) fact.classList.toggle("lit", numbers.includes(fact.dataset.fact));
  };
  for (const fact of facts) {
    for (const [on, off] of [["pointerenter", "pointerleave"], ["focusin", "focusout"]]) {
      fact.addEventListener(on, () => light([fact.dataset.fact]));
      fact.addEventListener(off, () => light([]));
    }
  }
  for (const piece of pieces) {
    for (const [on, off] of [["pointerenter", "pointerleave"], ["focus", "blur"]]) {
      piece.addEventListener(on, () => light(piece.dataset.facts.split(" ")));
      piece.addEventListener(off, () => light([]));
    }
  }
}
