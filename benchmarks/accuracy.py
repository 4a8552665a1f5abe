"""How accurate the rows are on labelled collections, and whether `confidence` means something.

    python benchmarks/accuracy.py CORPORA --scorer SCORE.py --out FOLDER

CORPORA holds a folder per collection: meta.json, reports.jsonl, gold.jsonl. Each is built as a user builds it, so that
every check of the contract is held as well, and scored by SCORE.py. Neither collections nor scorer are part of this
project; benchmarks/accuracy.md says which were used.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def build(corpus: Path, out: Path) -> None:
    """The collection as a valid package in `out`; CalledProcessError where it is refused."""
    command = [sys.executable, "-m", "pipeline", "build", "--reports", str(corpus / "reports.jsonl"), "--out", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def scored(corpus: Path, package: Path, scorer: Path) -> str:
    command = [sys.executable, str(scorer), str(corpus), str(package)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


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
    chosen = parser.parse_args()
    bands: dict[float, list[bool]] = defaultdict(list)
    for corpus in sorted(path.parent for path in chosen.corpora.glob("*/meta.json")):
        package = chosen.out / corpus.name
        build(corpus, package)
        print(scored(corpus, package, chosen.scorer))
        for confidence, is_right in rows_with_labels(corpus, package):
            bands[confidence].append(is_right)
    print("confidence   figures   as labelled")
    for confidence in sorted(bands):
        right = bands[confidence]
        print(f"{confidence:10.2f} {len(right):9} {sum(right) / len(right):13.3f}")


if __name__ == "__main__":
    main()
