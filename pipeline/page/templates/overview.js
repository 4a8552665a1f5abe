// The overview: reports are chosen by words, day, place, group and outcome; numbers beside a choice say how many it leaves.
(async () => {
  const element = (name) => document.getElementById("overview-" + name);
  const body = element("lines");
  if (!body) return;
  const AT_ONCE = 60; // lines that are drawn; more on request
  const MONTHS = 60; // as many months are offered; where there are more, years only
  const read = async (script) => script && JSON.parse(await reports.unpack(script.textContent));
  const { lines, places, outcomes, groups } = await read(element("choices"));
  const rows = (await read(element("rows"))) ?? [...body.rows].map((row) => row.outerHTML);
  const haystacks = lines.map(([words, days, at, outcome, group]) =>
    [words, ...days, ...at.flatMap((one) => places[one].slice(0, 2)), ...outcome.map((code) => outcomes[code]), ...group.map((code) => groups[code])]
      .join(" ").toLowerCase());
  let onMap = null; // places that were chosen on the map
  let found = [];
  let drawn = 0;

  // What there is to choose by: the values of a line, and what they are called.
  const months = new Set(lines.flatMap(([, days]) => days.filter(Boolean).map((day) => day.slice(0, 7))));
  const length = months.size > MONTHS ? [4] : [4, 7];
  const periods = ([first, last]) => {
    if (!first) return [];
    const told = [];
    for (const one of allPeriods) if (first.slice(0, one.length) <= one && one <= last.slice(0, one.length)) told.push(one);
    return told;
  };
  const allPeriods = [...new Set(lines.flatMap(([, days]) => days.filter(Boolean).flatMap((day) => length.map((to) => day.slice(0, to)))))].sort();
  const told = lines.map(([, days, at, outcome, group]) => ({
    when: periods(days),
    country: [...new Set(at.map((one) => places[one][1]).filter(Boolean))],
    place: at.map(String),
    group, outcome,
  }));
  const names = {
    when: (value) => value,
    country: (value) => value,
    place: (value) => places[value][0],
    group: (value) => groups[value] ?? value,
    outcome: (value) => outcomes[value] ?? value,
  };
  const kinds = Object.keys(names);
  const selects = Object.fromEntries(kinds.map((kind) => [kind, element(kind)]));

  function find() {
    const words = element("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const asked = kinds.filter((kind) => selects[kind].value).map((kind) => [kind, selects[kind].value]);
    const counts = Object.fromEntries(kinds.map((kind) => [kind, new Map()]));
    const count = (kind, at) => {
      const known = counts[kind];
      for (const value of told[at][kind]) known.set(value, (known.get(value) ?? 0) + 1);
    };
    found = [];
    for (let at = 0; at < lines.length; at++) {
      if (onMap && !lines[at][2].some((one) => onMap.has(one))) continue;
      if (words.length && !words.every((word) => haystacks[at].includes(word))) continue;
      let missed = null;
      let misses = 0;
      for (const [kind, value] of asked) if (!told[at][kind].includes(value)) { missed = kind; misses++; }
      // A line that only one choice leaves out is what other choices of that selector would bring.
      if (misses === 1) count(missed, at);
      if (misses) continue;
      found.push(at);
      for (const kind of kinds) count(kind, at);
    }
    for (const kind of kinds) offer(kind, selects[kind], counts[kind]);
    show();
  }

  // Places are offered within a country: those of the whole world would be too many to look through.
  function offer(kind, select, counts) {
    const chosen = select.value;
    if (chosen && !counts.has(chosen)) counts.set(chosen, 0);
    const country = selects.country.value;
    if (kind === "place") select.disabled = !country;
    const offered = kind !== "place" ? [...counts]
      : country ? [...counts].filter(([value]) => places[value][1] === country) : [];
    const sorted = offered.map(([value, count]) => [value, names[kind](value), count])
      .sort(([, one], [, other]) => (one < other ? -1 : one > other ? 1 : 0));
    select.replaceChildren(new Option(kind === "place" && !country ? "choose a country" : "any", ""), ...sorted.map(([value, words, count]) =>
      new Option(`${kind === "when" && value.length > 4 ? "\u2003" : ""}${words} (${count.toLocaleString("en")})`, value)));
    select.value = chosen;
  }

  function show() {
    const figures = found.reduce((sum, at) => sum + lines[at][5], 0);
    element("count").textContent =
      `${found.length.toLocaleString("en")} of ${lines.length.toLocaleString("en")} reports, ${figures.toLocaleString("en")} figures` +
      (onMap ? ", at what was chosen on the map" : "");
    drawn = 0;
    body.replaceChildren();
    more();
    drawMap();
  }

  // Of the reports found, the map shows the places that were chosen by: those of the country, the place, the mark.
  function drawMap() {
    const [country, place] = [selects.country.value, selects.place.value];
    const isMeant = (one) =>
      (!country || places[one][1] === country) && (!place || String(one) === place) && (!onMap || onMap.has(one));
    worldMap.draw(found.map((at) => lines[at][2].filter(isMeant)), places, (chosen) => { onMap = chosen; find(); });
  }

  function more() {
    const next = found.slice(drawn, drawn + AT_ONCE);
    drawn += next.length;
    // Written by the page's own templates, every value escaped.
    body.insertAdjacentHTML("beforeend", next.map((at) => rows[at]).join(""));
    element("more").hidden = drawn >= found.length;
  }

  function clear() {
    onMap = null;
    element("search").value = "";
    for (const select of Object.values(selects)) select.value = "";
    find();
  }

  element("search").addEventListener("input", find);
  for (const [name, select] of Object.entries(selects)) {
    select.addEventListener("change", () => {
      if (name === "country") selects.place.value = "";
      find();
    });
  }
  element("clear").addEventListener("click", clear);
  element("more").addEventListener("click", more);
  element("map").hidden = false;
  find();
  reports.shapes().then(drawMap); // countries, for a map that was brought nearer
  addEventListener("resize", () => drawMap());
})();
