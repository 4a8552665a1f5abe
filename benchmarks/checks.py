"""How long the checks of every row take, beside how long it takes to read the rows out of their reports.

    python benchmarks/checks.py --reports 20000

Made-up news (benchmarks/news.py), some 48 rows a report, on one core. All rows are checked at once, which is more than
a build does: it checks each batch of 500 reports by itself, and all keys at the end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from news import write_reports

from pipeline.annotate import annotate
from pipeline.ingest import read_reports
from pipeline.model import merged
from pipeline.parts import tools
from pipeline.tidy import derive, tidy
from pipeline.validate import CHECKS, validate


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the checks of very many rows.")
    parser.add_argument("--reports", type=int, default=20_000, metavar="N", help="(default: %(default)s)")
    chosen = parser.parse_args()
    lexicon, contract = tools()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.jsonl"
        write_reports(chosen.reports, path)
        reports = list(read_reports(path))
    began = time.perf_counter()
    read = [tidy(annotate(report, lexicon), lexicon) for report in reports]
    reading = time.perf_counter() - began
    began = time.perf_counter()
    tables = derive(merged(read))
    deriving = time.perf_counter() - began
    n_rows = sum(len(rows) for _, rows in tables)
    texts = {report.report_id: report.text for report in reports}
    began = time.perf_counter()
    findings = validate(tables, contract, texts, with_expectations=False)
    checking = time.perf_counter() - began
    assert not [finding for finding in findings if finding.is_error]
    print(f"{n_rows:,} rows of {len(reports):,} reports, {len(CHECKS) + 2} checks")
    print(f"read     {reading:6.1f} s")
    print(f"derived  {deriving:6.1f} s  {deriving / reading:.2f} of reading")
    print(f"checked  {checking:6.1f} s  {checking / reading:.2f} of reading")


if __name__ == "__main__":
    main()
