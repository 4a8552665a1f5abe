// Without this script every link of the page still leads from a mark to its row and back. It adds: all words of a row
// light up with it, and at desk width the other side scrolls along.
"use strict";
const reading = (() => {
  const WORDS = "words-";
  const wide = matchMedia("(min-width: 60rem)");
  let chosen = [];

  function rowOf(hash) {
    let id;
    try { id = decodeURIComponent(hash.slice(1)); } catch { return null; }
    const isWords = id.startsWith(WORDS);
    const rowId = isWords ? id.slice(WORDS.length) : id;
    return rowId ? { rowId, isWords } : null;
  }

  function wordsOf(rowId) {
    return [...document.querySelectorAll(`[data-rows~="${CSS.escape(rowId)}"]`)];
  }

  function choose() {
    chosen.forEach((element) => element.classList.remove("chosen"));
    const asked = rowOf(location.hash);
    if (!asked) { chosen = []; return; }
    const card = document.getElementById(asked.rowId);
    const words = wordsOf(asked.rowId);
    chosen = card && card.classList.contains("card") ? [card, ...words] : words;
    chosen.forEach((element) => element.classList.add("chosen"));
    const target = asked.isWords ? document.getElementById(WORDS + asked.rowId) : card;
    const other = asked.isWords ? card : words[0];
    if (wide.matches && other) other.scrollIntoView({ block: "nearest" });
    if (target && target.hasAttribute("tabindex")) {
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: "nearest" });
    }
  }

  // A click anywhere on a card, except on a link of its own, leads to its words.
  document.addEventListener("click", (event) => {
    const card = event.target.closest(".card");
    if (!card || event.target.closest("a, button, summary") || String(getSelection())) return;
    location.hash = "#" + encodeURIComponent(WORDS + card.id);
  });
  addEventListener("hashchange", choose);
  choose();
  return { choose };
})();
