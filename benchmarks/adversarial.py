"""How the time of each stage grows on hostile texts: those of tests/hostile.py, the word lists, others drawn by lot.

    .venv/bin/python benchmarks/adversarial.py                          # all kinds, 50, 100 and 200 kB
    .venv/bin/python benchmarks/adversarial.py --kilobytes 250 500 1000 --kinds numbers names
    .venv/bin/python benchmarks/adversarial.py --drawn 500 --seed 7     # as many texts drawn by lot

A line for each: seconds at each size, the stage that takes most of the largest, seconds a megabyte, and the growth, the
power of the length that the time grows with between the smallest size and the largest. Linear is 1, quadratic 2. A kind
that takes longer than --patience seconds is not tried at a larger size. Ends with the worst; exits 1 where one grows
faster than --most.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.annotate import annotate
from pipeline.contract import Contract, read_contract
from pipeline.home import home
from pipeline.lexicon import Lexicon, read_lexicon
from pipeline.model import Report
from pipeline.parts.making import seldom_collected
from pipeline.tidy import derive, tidy
from pipeline.validate import validate
from tests.hostile import drawn_periods, forms_of, hostile_texts, repeated

# What a fifth of the words drawn by lot are: places, people, days and figures are in no list.
NAMED = ["Mosul", "Goma", "Nineveh", "Amina Khan", "Dr. Khan", "Monday", "2 February", "12", "3 people", "three killed"]
STAGES = ("annotate", "tidy", "derive", "validate")
LEAST_SECONDS = 0.02  # what takes less tells nothing of growth
Text = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of each stage on a text of so many characters."""

    size: int
    stages: tuple[float, ...]

    @property
    def seconds(self) -> float:
        return sum(self.stages)

    @property
    def slowest(self) -> str:
        return STAGES[self.stages.index(max(self.stages))]


def timed(text: str, lexicon: Lexicon, contract: Contract) -> Timed:
    """One text through all stages, by the time of the processor."""
    report = Report("r", text, hashlib.sha256(text.encode()).hexdigest())
    marks = [time.process_time()]
    annotated = annotate(report, lexicon)
    marks.append(time.process_time())
    core = tidy(annotated, lexicon)
    marks.append(time.process_time())
    tables = derive(core)
    marks.append(time.process_time())
    validate(tables, contract, {"r": text}, with_expectations=False)
    marks.append(time.process_time())
    return Timed(len(text), tuple(end - start for start, end in pairwise(marks)))


def measure(text: Text, sizes: Sequence[int], patience: float, lexicon: Lexicon, contract: Contract) -> list[Timed]:
    """The text at each size, until one takes too long."""
    runs: list[Timed] = []
    for size in sizes:
        gc.collect()
        with seldom_collected():
            runs.append(timed(text(size), lexicon, contract))
        if runs[-1].seconds > patience:
            break
    return runs


def growth(runs: Sequence[Timed]) -> float:
    """The power of the length that time grows with."""
    first, last = runs[0], runs[-1]
    if last.seconds < LEAST_SECONDS or first.size == last.size:
        return 0.0
    return math.log(last.seconds / max(first.seconds, 1e-4)) / math.log(last.size / first.size)


def texts_of(chosen: argparse.Namespace, lexicon: Lexicon) -> Iterator[tuple[str, Text]]:
    """The kinds that were asked for."""
    if chosen.drawn:
        words = [form for listed in lexicon.entries.values() for entry in listed for form in entry.forms]
        words += NAMED * (len(words) // (4 * len(NAMED)))
        for period in islice(drawn_periods(words, chosen.seed), chosen.drawn):
            yield repr(period), repeated(period)
        return
    kinds = hostile_texts()
    for name, listed in lexicon.entries.items():
        forms = [form for entry in listed for form in entry.forms]
        for glue in (" ", ", ", " and "):
            kinds[f"the words of {name}, {glue!r} between"] = forms_of(forms, glue)
    for name, text in kinds.items():
        if not chosen.kinds or name in chosen.kinds:
            yield name, text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kilobytes", type=int, nargs="+", default=[50, 100, 200], help="default: 50 100 200")
    parser.add_argument("--kinds", nargs="+", default=[], metavar="KIND", help="default: all of them")
    parser.add_argument("--drawn", type=int, default=0, metavar="N", help="as many texts drawn by lot instead")
    parser.add_argument("--seed", type=int, default=1, help="of the lot (default: %(default)s)")
    parser.add_argument("--patience", type=float, default=20, metavar="SECONDS", help="default: %(default)s")
    parser.add_argument("--most", type=float, default=1.3, metavar="POWER", help="default: %(default)s")
    chosen = parser.parse_args()
    files = home()
    lexicon = read_lexicon(files.lexicon, files.lexicon_schema, files.gazetteer)
    contract = read_contract(files.schemas)
    sizes = [kilobytes * 1000 for kilobytes in sorted(chosen.kilobytes)]
    worst: list[tuple[float, float, str]] = []
    for name, text in texts_of(chosen, lexicon):
        runs = measure(text, sizes, chosen.patience, lexicon, contract)
        power, rate = growth(runs), runs[-1].seconds / runs[-1].size * 1e6
        worst.append((power, rate, name))
        seconds = " ".join(f"{run.seconds:7.2f}" for run in runs)
        mark = " <<<" if power > chosen.most else ""
        print(f"{seconds}  {runs[-1].slowest:8} {rate:6.1f} s/MB  power {power:4.2f}  {name}{mark}", flush=True)
    worst.sort(reverse=True)
    print("\nfastest growth:", *(f"  {power:4.2f}  {name}" for power, _, name in worst[:5]), sep="\n")
    worst.sort(key=lambda kind: -kind[1])
    print("slowest:", *(f"  {rate:6.1f} s/MB  {name}" for _, rate, name in worst[:5]), sep="\n")
    return int(any(power > chosen.most for power, _, _ in worst))


if __name__ == "__main__":
    sys.exit(main())
