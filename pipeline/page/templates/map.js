// The map of many reports: places that lie close together are one mark with a number, areas stand beside it in words.
// It is fitted to what was chosen.
const worldMap = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const NEAREST = 2; // degrees: no map goes nearer, for a place is no street
  const MOST_AREAS = 24; // that are listed beside the map
  const svg = document.getElementById("overview-drawing");

  function make(tag, settings, ...within) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(settings)) made.setAttribute(name, value);
    made.append(...within);
    return made;
  }

  function fit(points, width, height) {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const [left, right, top, bottom] = points.length
      ? [Math.min(...xs), Math.max(...xs), -Math.max(...ys), -Math.min(...ys)] : [-170, 180, -75, 55];
    const narrowing = Math.max(0.2, Math.cos(((top + bottom) / 2) * Math.PI / 180));
    const wide = Math.max((right - left) * narrowing, NEAREST, Math.max(bottom - top, NEAREST) * width / height) * 1.2;
    const scale = width / wide;
    return {
      x: (lon) => width / 2 + (lon - (left + right) / 2) * scale * narrowing,
      y: (lat) => height / 2 + (-lat - (top + bottom) / 2) * scale,
      matrix: `matrix(${scale * narrowing / 100} 0 0 ${scale / 100} ${width / 2 - (left + right) / 2 * scale * narrowing} ${height / 2 - (top + bottom) / 2 * scale})`,
      isWide: wide > 60,
    };
  }

  // Marks with most reports first; a place that would lie upon a mark is counted with it.
  function clusters(counts, places, view) {
    const marks = [];
    for (const [place, count] of counts) {
      const [name, , , point] = places[place];
      const [x, y] = [view.x(point[0]), view.y(point[1])];
      const near = marks.find((mark) => Math.hypot(mark.x - x, mark.y - y) < mark.radius + 12);
      if (near) near.places.push(place);
      else marks.push({ x, y, name, places: [place], radius: 10 + 2.5 * Math.log2(count + 1) });
    }
    return marks;
  }

  // A report counts once at a mark, however many of its places are there.
  function count(marks, told) {
    const markOf = new Map(marks.flatMap((mark) => mark.places.map((place) => [place, mark])));
    for (const mark of marks) mark.count = 0;
    for (const report of told) {
      for (const mark of new Set(report.map((place) => markOf.get(place)))) if (mark) mark.count++;
    }
  }

  // `told` are the places of each report chosen; `choose` is called with the places of a mark, or with an area.
  function draw(told, places, choose) {
    const counts = new Map();
    let unplaced = 0;
    for (const report of told) {
      if (!report.some((place) => places[place][3])) unplaced++;
      for (const place of report) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    const sorted = [...counts].sort(([a, one], [b, other]) => other - one || a - b);
    const sites = sorted.filter(([place]) => !places[place][2] && places[place][3]);
    const width = svg.parentElement.clientWidth;
    const height = Math.round(width * (width < 600 ? 0.8 : 0.45));
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const seen = sites.length ? sites : sorted.filter(([place]) => places[place][3]);
    const view = fit(seen.map(([place]) => places[place][3]), width, height);
    const lands = view.isWide ? ["land-WORLD"] : reports.lands();
    const ground = make("g", { transform: view.matrix, "aria-hidden": "true" },
      ...lands.map((id) => make("use", { class: "land", href: "#" + id })));
    const marks = clusters(sites, places, view);
    count(marks, told);
    svg.replaceChildren(ground, ...marks.reverse().map((mark) => drawn(mark, choose)));
    listAreas(sorted.filter(([place]) => places[place][2]), places, choose);
    document.getElementById("overview-unplaced").textContent =
      unplaced ? `${unplaced.toLocaleString("en")} of the reports chosen name no place that can be shown.` : "";
  }

  // An area has no point of its own: it stands in words beside the map.
  function listAreas(areas, places, choose) {
    const list = document.getElementById("overview-areas");
    list.replaceChildren(...areas.slice(0, MOST_AREAS).map(([place, count]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `${places[place][0]} (${count.toLocaleString("en")})`;
      button.addEventListener("click", () => choose(new Set([place])));
      const line = document.createElement("li");
      line.append(button);
      return line;
    }));
    document.getElementById("overview-areas-more").textContent =
      areas.length > MOST_AREAS ? `and ${areas.length - MOST_AREAS} more, under “Place”` : "";
    list.parentElement.hidden = !areas.length;
  }

  function drawn(mark, choose) {
    const others = mark.places.length - 1;
    const where = others ? `${mark.name} and ${others} more ${others === 1 ? "place" : "places"}` : mark.name;
    const words = `${where}: ${mark.count} ${mark.count === 1 ? "report" : "reports"}`;
    const made = make("g", { class: "cluster", role: "button", tabindex: "0", "aria-label": words },
      make("title", {}, words),
      make("circle", { cx: mark.x, cy: mark.y, r: mark.radius }),
      make("text", { x: mark.x, y: mark.y + 4, "text-anchor": "middle" }, String(mark.count)));
    made.addEventListener("click", () => choose(new Set(mark.places)));
    made.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(new Set(mark.places));
      svg.querySelector(".cluster")?.focus();
    });
    return made;
  }
  return { draw };
})();
