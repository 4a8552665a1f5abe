// Tables: sort by a column's heading, filter by a code, search in all cells. Cells become text, never markup.
(async () => {
  const AT_ONCE = 25; // rows that are drawn; more on request
  const cells = document.getElementById("table-cells");
  const isPacked = "packed" in cells.dataset;
  const tables = JSON.parse(isPacked ? await reports.unpack(cells.textContent) : cells.textContent);
  // Cells are told by column, and an id as the number of its row (see page/tables.py).
  const ids = tables.filter((of) => of.name !== "actor_aliases").flatMap((of) => of.columns[0].cells);
  for (const of of tables) {
    of.rows = of.columns[0].cells.map((_, at) => of.columns.map((column) =>
      column.cells[at].replace(/\x7f(\d+)/g, (_, number) => ids[number])));
    for (const column of of.columns) delete column.cells;
  }
  const element = (id) => document.getElementById(id);
  const [choice, search, clear, count] = ["choice", "search", "clear", "count"].map((name) => element("table-" + name));
  const [description, place, more] = ["codebook", "place", "more"].map((name) => element("table-" + name));
  let table, found, sorted, falling, drawn, filters, asked, body;

  // What is searched is made when a table is first shown.
  const haystacks = new Map();
  function haystack(of) {
    if (!haystacks.has(of)) {
      haystacks.set(of, of.rows.map((row) => row.map((cell, at) => label(of.columns[at], cell) + " " + cell).join(" ").toLowerCase()));
    }
    return haystacks.get(of);
  }

  function label(column, cell) { return Object.hasOwn(column.labels, cell) ? column.labels[cell] : cell; }

  function make(tag, words, settings = {}) {
    const made = document.createElement(tag);
    if (words !== undefined) made.textContent = words;
    return Object.assign(made, settings);
  }

  function open(chosen, rowId = null) {
    table = chosen;
    [sorted, falling, filters, asked] = [-1, false, new Map(), rowId];
    choice.value = table.name;
    search.value = "";
    const heading = make("tr");
    table.columns.forEach((column, at) => heading.append(head(column, at)));
    const whole = make("table", undefined, { ariaLabel: table.title });
    whole.dataset.table = table.name;
    body = make("tbody");
    const top = make("thead");
    top.append(heading);
    whole.append(top, body);
    place.replaceChildren(whole);
    description.textContent = table.description;
    refresh();
  }

  function head(column, at) {
    const cell = make("th", undefined, { scope: "col" });
    const button = make("button", column.title, { type: "button", className: "term" });
    button.dataset.column = column.name;
    button.addEventListener("click", () => {
      falling = sorted === at && !falling;
      sorted = at;
      refresh();
    });
    cell.append(button);
    if (Object.keys(column.labels).length) cell.append(filter(column, at));
    return cell;
  }

  function filter(column, at) {
    const select = make("select", undefined, { ariaLabel: `Filter by ${column.title}` });
    select.append(make("option", "any", { value: "" }));
    const used = new Set(table.rows.map((row) => row[at]));
    for (const [code, words] of Object.entries(column.labels)) {
      if (used.has(code)) select.append(make("option", words, { value: code, title: code }));
    }
    select.addEventListener("change", () => {
      asked = null;
      if (select.value) filters.set(at, select.value); else filters.delete(at);
      refresh();
    });
    return select;
  }

  function refresh() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const texts = words.length ? haystack(table) : null;
    found = table.rows.filter((row, at) =>
      (asked === null || row[0] === asked) &&
      [...filters].every(([column, code]) => row[column] === code) &&
      words.every((word) => texts[at].includes(word)));
    if (sorted >= 0) found.sort(compare(table.columns[sorted], sorted));
    [...place.querySelectorAll("th")].forEach((cell, at) => {
      cell.ariaSort = at === sorted ? (falling ? "descending" : "ascending") : "none";
    });
    count.textContent = `${found.length.toLocaleString("en")} of ${table.rows.length.toLocaleString("en")} rows`;
    drawn = 0;
    body.replaceChildren();
    draw();
  }

  // Empty cells come last, whichever way a column is sorted: what is not stated is neither least nor most.
  function compare(column, at) {
    const value = column.isNumber ? Number : (cell) => label(column, cell).toLowerCase();
    return (one, other) => {
      if (one[at] === "" || other[at] === "") return (one[at] === "") - (other[at] === "");
      const [left, right] = [value(one[at]), value(other[at])];
      return (left < right ? -1 : left > right ? 1 : 0) * (falling ? -1 : 1);
    };
  }

  function draw() {
    const rows = found.slice(drawn, drawn + AT_ONCE);
    drawn += rows.length;
    body.append(...rows.map(line));
    more.hidden = drawn >= found.length;
  }

  function line(row) {
    const drawnRow = make("tr");
    drawnRow.dataset.row = row[0];
    if (asked !== null) drawnRow.className = "chosen";
    row.forEach((cell, at) => {
      const column = table.columns[at];
      const words = label(column, cell);
      const made = make("td");
      if (words !== cell) Object.assign(made, { className: "term" }).dataset.column = column.name;
      const text = make("bdi", words);
      if (at === 0 || (column.name.endsWith("_id") && rowsById.has(cell))) {
        const link = make("a", undefined, { href: "#" + encodeURIComponent(cell) });
        link.append(text);
        made.append(link);
      } else made.append(text);
      if (column.isNumber) made.classList.add("figures");
      drawnRow.append(made);
    });
    return drawnRow;
  }

  // A row that has no card is shown in its table: #act-… opens the actors, with that one.
  const rowsById = new Map();
  for (const of of tables) if (of.name !== "actor_aliases") for (const row of of.rows) rowsById.set(row[0], of);

  codebook.know(tables, (rowId, name) => {
    const of = rowsById.get(rowId);
    return of?.rows.find((row) => row[0] === rowId)?.[of.columns.findIndex((column) => column.name === name)];
  });

  async function follow() {
    let id;
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    if (!id || document.getElementById(id)) return;
    const rowId = id.replace(/^words-/, "");
    const of = rowsById.get(rowId);
    if (!of) return;
    const at = of.columns.findIndex((column) => column.name === "report_id");
    const row = at < 0 ? null : of.rows.find((one) => one[0] === rowId);
    if (row && await reports.open(row[at]) && document.getElementById(id)) {
      document.getElementById(id).scrollIntoView();
      reading.choose();
      return;
    }
    open(of, rowId);
    place.focus({ preventScroll: true });
    element("tables").scrollIntoView();
  }

  for (const of of tables) choice.append(make("option", of.title, { value: of.name }));
  choice.addEventListener("change", () => open(tables.find((of) => of.name === choice.value)));
  search.addEventListener("input", () => { asked = null; refresh(); });
  clear.addEventListener("click", () => open(table));
  more.addEventListener("click", draw);
  document.querySelectorAll(".controls").forEach((one) => { one.hidden = false; });
  open(tables[0]);
  addEventListener("hashchange", follow);
  follow();
})();
