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
  const selects = Object.fromEntries(Object.keys(names).map((name) => [name, element(name)]));

  function find() {
    const words = element("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const asked = Object.entries(selects).map(([name, select]) => [name, select.value]).filter(([, value]) => value);
    const counts = Object.fromEntries(Object.keys(names).map((name) => [name, new Map()]));
    found = [];
    for (let at = 0; at < lines.length; at++) {
      if (onMap && !lines[at][2].some((one) => onMap.has(one))) continue;
      if (!words.every((word) => haystacks[at].includes(word))) continue;
      const missed = asked.filter(([name, value]) => !told[at][name].includes(value));
      if (missed.length > 1) continue;
      // A line that only one choice leaves out is what that selector's other choices would bring.
      for (const name of missed.length ? [missed[0][0]] : Object.keys(names)) {
        for (const value of told[at][name]) counts[name].set(value, (counts[name].get(value) ?? 0) + 1);
      }
      if (!missed.length) found.push(at);
    }
    for (const [name, select] of Object.entries(selects)) offer(name, select, counts[name]);
    show();
  }

  function offer(name, select, counts) {
    const chosen = select.value;
    if (chosen && !counts.has(chosen)) counts.set(chosen, 0);
    const sorted = [...counts].map(([value, count]) => [value, names[name](value), count])
      .filter(([value]) => name !== "place" || !selects.country.value || places[value][1] === selects.country.value)
      .sort(([, one], [, other]) => (one < other ? -1 : one > other ? 1 : 0));
    select.replaceChildren(new Option("any", ""), ...sorted.map(([value, words, count]) =>
      new Option(`${name === "when" && value.length > 4 ? "\u2003" : ""}${words} (${count.toLocaleString("en")})`, value)));
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
    worldMap.draw(found.map((at) => lines[at][2]), places, (chosen) => { onMap = chosen; find(); });
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
  addEventListener("resize", () => show());
})();
