"""How accurate the rows are on labelled collections, and whether `confidence` means something.

    python benchmarks/accuracy.py CORPORA --scorer SCORE.py --out FOLDER

CORPORA holds a folder per collection: meta.json, reports.jsonl, gold.jsonl. Each is built as a user builds it, so that
every check of the contract is held as well, and scored by SCORE.py. Neither collections nor scorer are part of this
project; benchmarks/accuracy.md says which were used.

With `--write pipeline/publish/accuracy.csv` the figures go where every package takes those of its data card from.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a script, the project is not on the path

from pipeline.publish.accuracy import Figure, read_accuracy  # noqa: E402


def build(corpus: Path, out: Path) -> None:
    """The collection as a valid package in `out`; CalledProcessError where it is refused."""
    command = [sys.executable, "-m", "pipeline", "build", "--reports", str(corpus / "reports.jsonl"), "--out", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def scored(corpus: Path, package: Path, scorer: Path) -> tuple[str, list[dict[str, Any]]]:
    """What the scorer prints, and its metrics: each has a name and F, or a value that is a share."""
    result = package.parent / f"{corpus.name}.json"
    command = [sys.executable, str(scorer), str(corpus), str(package), "--json", str(result)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return printed, json.loads(result.read_text(encoding="utf-8"))["metrics"]


def figures_of(corpus: Path, package: Path, metrics: list[dict[str, Any]]) -> Iterator[Figure]:
    """The metrics as lines of accuracy.csv, with what made the package; a metric without a value is left out."""
    made = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))["attested"]
    known = {figure.collection: figure.about for figure in read_accuracy()}
    size = json.loads((corpus / "meta.json").read_text(encoding="utf-8"))["n"]
    for metric in metrics:
        value = metric["F"] if "F" in metric else metric["value"]
        if value is not None:
            yield Figure(
                collection=corpus.name,
                about=known.get(corpus.name, f"{size:,} reports"),
                measure=f"{metric['metric']}, F" if "F" in metric else metric["metric"],
                value=round(value, 3),
                measured_date=dt.datetime.now(dt.UTC).date().isoformat(),
                commit=commit(),
                annotator=made["annotator"],
                lexicon_sha256=made["lexicon_sha256"],
            )


def commit() -> str:
    """The commit measured; one with changes that are not in it says so."""
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def write_figures(figures: list[Figure], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(field.name for field in fields(Figure))
        for figure in figures:
            writer.writerow([*astuple(figure)[:3], f"{figure.value:.3f}", *astuple(figure)[4:]])


def rows_with_labels(corpus: Path, package: Path) -> Iterator[tuple[float, bool]]:
    """(confidence, whether the figure is that of the label) for collections that label one number an outcome."""
    outcomes = json.loads((corpus / "meta.json").read_text(encoding="utf-8")).get("outcomes")
    if not isinstance(outcomes, dict):
        return
    labels = {}
    for line in (corpus / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        labels[gold["report_id"]] = gold
    with (package / "data" / "casualties.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            field = outcomes.get(row["outcome"])
            label = labels[row["report_id"]].get(field) if field else None
            if label is not None and row["rank"] != "deprecated" and row["confidence"]:
                yield float(row["confidence"]), row["count_low"] == str(label)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, metavar="CORPORA", help="a folder per labelled collection")
    parser.add_argument("--scorer", type=Path, required=True, metavar="FILE", help="the program that scores a package")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the packages go")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the figures to this accuracy.csv")
    chosen = parser.parse_args()
    bands: dict[float, list[bool]] = defaultdict(list)
    figures: list[Figure] = []
    for corpus in sorted(path.parent for path in chosen.corpora.glob("*/meta.json")):
        package = chosen.out / corpus.name
        build(corpus, package)
        printed, metrics = scored(corpus, package, chosen.scorer)
        print(printed)
        figures.extend(figures_of(corpus, package, metrics))
        for confidence, is_right in rows_with_labels(corpus, package):
            bands[confidence].append(is_right)
    print("confidence   figures   as labelled")
    for confidence in sorted(bands):
        right = bands[confidence]
        print(f"{confidence:10.2f} {len(right):9} {sum(right) / len(right):13.3f}")
    if chosen.write is not None:
        write_figures(figures, chosen.write)


if __name__ == "__main__":
    main()
