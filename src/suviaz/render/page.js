"use strict";
// A fact shows its words, and words show their facts: pointing at either lights up the other, a click opens the fact.
for (const article of document.querySelectorAll("article")) {
  const pieces = [...article.querySelectorAll(".ev")];
  const facts = new Map([...article.querySelectorAll(".fact")].map((fact) => [fact.dataset.fact, fact]));
  const belongs = new Map(pieces.map((piece) => [piece, piece.dataset.facts.split(" ")]));
  const light = (ids) => {
    for (const piece of pieces) piece.classList.toggle("on", belongs.get(piece).some((id) => ids.includes(id)));
    for (const [id, fact] of facts) fact.classList.toggle("on", ids.includes(id));
  };
  const marks = [...article.querySelectorAll("mark[data-ref]")];
  for (const slot of article.querySelectorAll("dd[data-ref]")) {
    const point = (on) => {
      for (const mark of marks) mark.classList.toggle("slot", on && mark.dataset.ref === slot.dataset.ref);
    };
    slot.addEventListener("pointerenter", () => point(true));
    slot.addEventListener("pointerleave", () => point(false));
  }
  const tools = article.querySelector(".tools");
  const [rule, all] = [tools.querySelector("select"), tools.querySelector("button")];
  tools.hidden = facts.size === 0;
  rule.addEventListener("change", () => {
    for (const fact of facts.values()) fact.hidden = rule.value !== "" && !fact.dataset.rules.split(" ").includes(rule.value);
  });
  all.addEventListener("click", () => {
    const open = [...facts.values()].some((fact) => !fact.hidden && !fact.open);
    for (const fact of facts.values()) if (!fact.hidden) fact.open = open;
    all.textContent = open ? "Close all" : "Open all";
  });
  let kept = [];
  for (const [id, fact] of facts) {
    fact.addEventListener("pointerenter", () => light([id]));
    fact.addEventListener("pointerleave", () => light(kept));
    fact.addEventListener("focusin", () => light([id]));
    fact.addEventListener("toggle", () => {
      kept = [...facts].filter(([, other]) => other.open).map(([other]) => other);
      light(kept);
      if (fact.open && [...facts.values()].filter((other) => other.open).length > 1) return;  // opened all at once
      const first = fact.open && pieces.find((piece) => belongs.get(piece).includes(id));
      if (first && !visible(first)) first.scrollIntoView({ block: "center" });
    });
  }
  for (const piece of pieces) {
    piece.addEventListener("pointerenter", () => light(belongs.get(piece)));
    piece.addEventListener("pointerleave", () => light(kept));
    piece.addEventListener("click", () => {
      // The narrowest fact first: the one whose words are fewest is the one that was meant.
      const size = (id) => pieces.filter((other) => belongs.get(other).includes(id)).length;
      const [id] = [...belongs.get(piece)].sort((a, b) => size(a) - size(b));
      const fact = facts.get(id);
      if (!fact) return;
      fact.hidden = false;
      fact.open = true;
      fact.scrollIntoView({ block: "nearest" });
    });
  }
}
function visible(element) {
  const box = element.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}
for (const link of document.querySelectorAll(".fact a")) {
  link.addEventListener("click", () => {
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (target) [target.open, target.hidden] = [true, false];
  });
}
