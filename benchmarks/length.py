"""How time and memory grow with the length of one report, everything on, up to 20 MB of text.

    .venv/bin/python benchmarks/length.py PATH/reports.jsonl --megabytes 0.2 1 5 20

The report is those of PATH behind one another, as often as it takes. Time is that of the processor. Sizes come in
rising order, so that the most memory so far is that of the size just read; the first line is before any is read.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import resource
import sys
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.annotate import annotate
from pipeline.home import home
from pipeline.ingest import read_reports
from pipeline.lexicon import read_lexicon
from pipeline.model import Report
from pipeline.parts.making import seldom_collected
from pipeline.tidy import derive, tidy

MEGABYTE = 1_000_000


def memory() -> int:
    """The most memory the process has had so far, in megabytes (kilobytes on Linux, bytes on macOS)."""
    return round(
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    )


def joined(reports: Sequence[Report], characters: int) -> Report:
    """One report of at least so many characters."""
    texts: list[str] = []
    for report in cycle(reports):
        texts.append(report.text)
        characters -= len(report.text) + 2
        if characters <= 0:
            break
    text = "\n\n".join(texts)
    return dataclasses.replace(reports[0], text=text, text_sha256=hashlib.sha256(text.encode()).hexdigest())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, metavar="PATH", help="reports, as `build` takes them")
    parser.add_argument("--megabytes", type=float, nargs="+", default=[0.2, 1, 5, 20], help="default: 0.2 1 5 20")
    chosen = parser.parse_args()
    files = home()
    lexicon = read_lexicon(files.lexicon, files.lexicon_schema, files.gazetteer)
    print(json.dumps({"MB": 0, "memory, MB": memory()}))
    reports = list(read_reports(chosen.path))
    for size in sorted(chosen.megabytes):
        report = joined(reports, round(size * MEGABYTE))
        with seldom_collected():
            start = time.process_time()
            derive(tidy(annotate(report, lexicon), lexicon))
            taken = time.process_time() - start
        row = {"MB": size, "seconds": round(taken, 2), "seconds a MB": round(taken / size, 2), "memory, MB": memory()}
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
