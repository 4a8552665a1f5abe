// What the codebook says of a column and of its codes, beside every word that stands for one: by pointer, key or touch.
const codebook = (() => {
  const note = document.getElementById("note");
  let shown = null;
  let leaving = 0;
  let tables = new Map();
  let cellOf = () => undefined;

  // Called once with the tables, and with what finds the cell of a row: `cellOf(rowId, column)`.
  function know(list, finder) {
    tables = new Map(list.map((table) => [table.name, table]));
    cellOf = finder;
  }

  function line(tag, words, kind = "") {
    const made = document.createElement(tag);
    made.textContent = words;
    made.className = kind;
    return made;
  }

  // A term names its table by itself or by what it stands in; without a column it is the table; a card has a row.
  function told(term) {
    const table = tables.get(term.closest("[data-table]")?.dataset.table);
    if (!table) return null;
    const column = table.columns.find((one) => one.name === term.dataset.column);
    if (!column) return [line("strong", table.title), line("p", table.description)];
    const lines = [line("strong", column.title), line("span", ` ${table.name}.${column.name}`, "quiet"), line("p", column.description)];
    const row = term.closest("[data-row]")?.dataset.row ?? term.closest(".card")?.id;
    const code = row === undefined ? undefined : cellOf(row, column.name);
    const codes = Object.keys(column.labels).filter((one) => code === undefined || one === code);
    if (codes.length) {
      const list = document.createElement("dl");
      for (const one of codes) list.append(line("dt", `${column.labels[one]} (${one})`), line("dd", column.notes[one] ?? ""));
      lines.push(list);
    }
    return lines;
  }

  function show(term) {
    clearTimeout(leaving);
    if (shown === term) return;
    const lines = told(term);
    if (!lines) return;
    hide();
    shown = term;
    note.replaceChildren(...lines);
    note.hidden = false;
    term.setAttribute("aria-describedby", note.id);
    const box = term.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, document.documentElement.clientWidth - note.offsetWidth - 8));
    const below = box.bottom + note.offsetHeight + 8 < innerHeight || box.top < note.offsetHeight + 8;
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${(below ? box.bottom + 4 : box.top - note.offsetHeight - 4) + scrollY}px`;
  }

  function hide() {
    clearTimeout(leaving);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    note.hidden = true;
  }

  const termOf = (event) => event.target.closest?.(".term");
  addEventListener("focusin", (event) => { if (termOf(event)) show(termOf(event)); else hide(); });
  addEventListener("pointerover", (event) => {
    if (termOf(event)) show(termOf(event));
    else if (event.target.closest?.("#note")) clearTimeout(leaving);
    else if (shown && shown !== document.activeElement) { clearTimeout(leaving); leaving = setTimeout(hide, 250); }
  });
  addEventListener("click", (event) => {
    if (termOf(event)) show(termOf(event));
    else if (!event.target.closest("#note")) hide();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const term = termOf(event);
    if (!step || !term?.closest("dl")) return;
    // Within a card the arrow keys go from term to term, so that Tab goes from card to card.
    const terms = [...term.closest("dl").querySelectorAll(".term")];
    const next = terms[terms.indexOf(term) + step];
    if (!next) return;
    event.preventDefault();
    term.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  return { know };
})();
