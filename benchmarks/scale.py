"""How a build grows with the number of its reports: time, memory, and where the time goes, for both engines.

    python benchmarks/scale.py --reports 1000 10000 100000 1000000 --engines local dask --folder /large/disk

Each build is the command line in a process of its own, on made-up news (benchmarks/news.py). Memory is the sum of what
the process and its children hold, read ten times a second; pages they share are counted for each. Times of a machine
that others use are only good for ratios.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from news import write_reports

STAGES = ("annotate", "validate", "publish")
MEGABYTE = 2**20


@dataclass
class Run:
    """One build: seconds in all and by stage, rows made, and the most memory held at once, in bytes."""

    engine: str
    n_reports: int
    seconds: float
    stages: dict[str, float]
    n_rows: int
    memory: int


def main() -> None:
    parser = argparse.ArgumentParser(description="Build packages of very many reports, and print how it went.")
    parser.add_argument("--reports", type=int, nargs="+", default=[1_000, 10_000], metavar="N")
    parser.add_argument("--engines", nargs="+", default=["local", "dask"], choices=("local", "dask"))
    parser.add_argument("--processes", type=int, default=2, metavar="N", help="of each engine (default: %(default)s)")
    parser.add_argument("--folder", type=Path, required=True, metavar="DIR", help="some 20 GB of room for a million")
    chosen = parser.parse_args()
    print("| engine | reports | seconds | reports/s | rows/s | peak MB | annotate | validate | publish |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    runs: list[Run] = []
    for engine in chosen.engines:
        for n_reports in chosen.reports:
            runs.append(measured(engine, n_reports, chosen.processes, chosen.folder))
            print(line(runs[-1]), flush=True)
    for engine in chosen.engines:
        print(growth([run for run in runs if run.engine == engine]))


def measured(engine: str, n_reports: int, processes: int, folder: Path) -> Run:
    source, out = folder / f"news-{n_reports}.jsonl", folder / f"{engine}-{n_reports}"
    if not source.exists():
        write_reports(n_reports, source)
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "pipeline", "build", "--reports", str(source), "--out", str(out)]
    command += ["--engine", engine, "--processes", str(processes), "--strict"]
    began = time.monotonic()
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    watch = Watch(running.pid)
    assert running.stderr is not None
    marks = [(text.split()[0], time.monotonic()) for text in running.stderr if text.split()[0] in STAGES]
    assert running.wait() == 0, f"the build failed: {running.stdout.read() if running.stdout else ''}"
    ended = time.monotonic()
    watch.is_over = True
    first: dict[str, float] = {}
    for stage, when in marks:
        first.setdefault(stage, when)
    ends = [*list(first.values())[1:], ended]
    stages = {stage: end - start for (stage, start), end in zip(first.items(), ends, strict=True)}
    return Run(engine, n_reports, ended - began, stages, rows_in(out), watch.most)


class Watch(threading.Thread):
    """Looks what a process and its children hold, until it is over."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most, self.is_over = pid, 0, False
        self.start()

    def run(self) -> None:
        while not self.is_over:
            self.most = max(self.most, sum(map(resident, family(self.pid))))
            time.sleep(0.1)


def family(pid: int) -> Iterator[int]:
    """A process and all that it has started."""
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        threads = [path.name for path in Path(f"/proc/{pid}/task").iterdir() if path.name != str(pid)]
        for thread in threads:
            children += Path(f"/proc/{pid}/task/{thread}/children").read_text().split()
    except OSError:
        return  # it has ended
    for child in children:
        yield from family(int(child))


def resident(pid: int) -> int:
    """Bytes of memory; 0 for a process that has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


def rows_in(package: Path) -> int:
    """All rows of a package, by the lines of its CSV files."""
    resources = json.loads((package / "datapackage.json").read_bytes())["resources"]
    total = 0
    for resource in resources:
        if "schema" in resource:
            paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
            for path in paths:
                with (package / path).open("rb") as lines:
                    total += sum(1 for _ in lines) - 1
    return total


def line(run: Run) -> str:
    shares = " | ".join(f"{run.stages[stage] / run.seconds:.0%}" for stage in STAGES)
    speed = f"{run.n_reports / run.seconds:,.0f} | {run.n_rows / run.seconds:,.0f}"
    return (
        f"| {run.engine} | {run.n_reports:,} | {run.seconds:,.0f} | {speed} | {run.memory / MEGABYTE:,.0f} | {shares} |"
    )


def growth(runs: list[Run]) -> str:
    """Seconds a report of the last run against those of the run of ten thousand; 1 is linear."""
    by_size = {run.n_reports: run for run in runs}
    base = by_size.get(10_000, runs[0])
    told = [f"{run.n_reports:,}: {run.seconds / run.n_reports / (base.seconds / base.n_reports):.2f}" for run in runs]
    return f"{runs[0].engine}: seconds a report, as a multiple of those of {base.n_reports:,}: {', '.join(told)}"


if __name__ == "__main__":
    main()
