"""How fast one core reads reports, everything on, beside three programs that others know, on the same texts in one run.

    python -m venv bench && bench/bin/pip install -r benchmarks/requirements.txt
    bench/bin/python benchmarks/annotate.py reports PATH/reports.jsonl --reports 300 --rounds 5

attested  all mentions, linking, the rows of the ten tables, derived ones included
eyecite   get_citations with its default tokenizer
spaCy     the tokenizer of the blank English pipeline
lower     str.lower, the floor

A figure is the median over rounds; within a round the four take turns, so that a busy machine is busy for all of them.
Only the ratios can be compared with those of another machine.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import eyecite
import spacy

from pipeline.annotate import annotate
from pipeline.home import home
from pipeline.ingest import read_reports
from pipeline.lexicon import read_lexicon
from pipeline.model import Report
from pipeline.tidy import derive, tidy

FEWEST = 50
FACTOR = 4  # how much longer the report of the second measure is


def memory() -> float:
    """The most memory the process has had so far, in megabytes (kilobytes on Linux, bytes on macOS)."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def seconds(work: Callable[[Report], object], reports: Sequence[Report]) -> float:
    start = time.perf_counter()
    for report in reports:
        work(report)
    return time.perf_counter() - start


def longer(report: Report) -> Report:
    text = "\n\n".join([report.text] * FACTOR)
    return dataclasses.replace(report, text=text, text_sha256=hashlib.sha256(text.encode()).hexdigest())


def measured(path: Path, number: int, rounds: int) -> dict[str, object]:
    """The figures for the first reports at one path."""
    files = home()
    lexicon = read_lexicon(files.lexicon, files.lexicon_schema, files.gazetteer)
    reports = list(read_reports(path))[:number]
    reports *= max(1, FEWEST // len(reports))  # one report alone is over before a clock can tell
    tokenize = spacy.blank("en").tokenizer
    programs: dict[str, Callable[[Report], object]] = {
        "attested": lambda report: derive(tidy(annotate(report, lexicon), lexicon)),
        "eyecite": lambda report: eyecite.get_citations(report.text),
        "spaCy": lambda report: tokenize(report.text),
        "lower": lambda report: report.text.lower(),
    }
    for work in programs.values():
        seconds(work, reports)  # names and patterns are compiled and looked up once
    taken = {name: [] for name in programs}
    for _ in range(rounds):
        for name, work in programs.items():
            taken[name].append(seconds(work, reports))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    sample = reports[:50]
    once = min(seconds(programs["attested"], sample) for _ in range(3))
    four = min(seconds(programs["attested"], [longer(report) for report in sample]) for _ in range(3))
    return {
        "path": path.name if path.is_file() else str(path),
        "reports": len(reports),
        "characters": sum(len(report.text) for report in reports),
        "reports a second": {name: round(len(reports) / median, 1) for name, median in medians.items()},
        "times eyecite": round(medians["eyecite"] / medians["attested"], 2),
        "times spaCy": round(medians["spaCy"] / medians["attested"], 2),
        f"cost of a report {FACTOR} times as long": round(four / once, 2),
        "memory, MB": round(memory()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="reports, as `build` takes them")
    parser.add_argument("--reports", type=int, default=300, help="how many of each (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds to take the median of (default: %(default)s)")
    chosen = parser.parse_args()
    for path in chosen.paths:
        print(json.dumps(measured(path, chosen.reports, chosen.rounds), indent=2))


if __name__ == "__main__":
    main()
