"""The command line: one verb per stage. `python -m pipeline --help` lists them, `… build --help` shows an example.

Errors are printed as `where: what is wrong, and what to do`, without a traceback. Exit codes: 0 done; 1 bad input or a
failing check; 2 the command itself is wrong; 130 interrupted; 141 the reader of a pipe has gone. What a verb makes goes
to standard output, what it is doing to standard error.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from pipeline.annotate import KINDS, annotate
from pipeline.arguments import parser
from pipeline.building import WIDE, run_build, run_publish
from pipeline.contract import read_contract
from pipeline.deliveries import run_deposit, run_upload
from pipeline.explain import draw, paint
from pipeline.exports import run_export
from pipeline.home import home
from pipeline.ingest import read_reports
from pipeline.lexicon import read_lexicon
from pipeline.model import Annotated, AttestedError
from pipeline.pages import run_page
from pipeline.releasing import run_diff, run_release, run_verify
from pipeline.terminal import counted, narrator, shown


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one verb. The exit code; SystemExit(2) where the command itself is wrong."""
    for stream in (sys.stdout, sys.stderr):  # a lone surrogate in a report must not stop it from being printed
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    chosen = parser(KINDS).parse_args(arguments)
    try:
        code = VERBS[chosen.verb](chosen)
        sys.stdout.flush()
    except AttestedError as error:
        return failed(error.where, error.what)
    except BrokenPipeError:
        # The reader (`| head`) has seen enough. Python would complain again when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:  # a full disk, a missing permission, wherever a file is touched
        return failed(str(error.filename or "attested"), error.strerror or str(error))
    except KeyboardInterrupt:
        failed("attested", "interrupted; what was published before is whole")
        return 130
    return code


def failed(where: str, what: str) -> int:
    sys.stderr.write(f"{shown(where)}: {shown(what)}\n")
    return 1


# ------------------------------------------------------------------------------------------------ verbs that check
# These import what they need, and with it pandas, when they run: `explain` and `--help` need not wait for it.


def run_validate(chosen: argparse.Namespace) -> int:
    """A package on the disk, read by frictionless and held against the contract."""
    from pipeline.recheck import recheck

    lines = recheck(chosen.package, chosen.reports, read_contract(home().schemas), narrator())
    for line in lines:
        sys.stdout.write(f"{shown(line)}\n")
    sys.stdout.write(f"{chosen.package}: {'valid' if not lines else 'not valid: ' + counted(len(lines), 'error')}\n")
    return 1 if lines else 0


def run_evaluate(chosen: argparse.Namespace) -> int:
    """Precision, recall and each column, on reports that the user has coded by hand."""
    from pipeline.evaluate import evaluate
    from pipeline.summary import print_scores

    files = home()
    lexicon = read_lexicon(files.lexicon, files.lexicon_schema, files.gazetteer)
    scores = evaluate(chosen.gold, lexicon, read_contract(files.schemas), narrator())
    print_scores(scores, chosen.errors, Console(highlight=False, width=None if sys.stdout.isatty() else WIDE))
    return 0


# ------------------------------------------------------------------------------------------------ verbs that read


def annotated_reports(path: Path) -> Iterator[Annotated]:
    files = home()
    lexicon = read_lexicon(files.lexicon, files.lexicon_schema, files.gazetteer)
    return (annotate(report, lexicon) for report in read_reports(path))


def run_annotate(chosen: argparse.Namespace) -> int:
    """A line of JSON for each mention."""
    for annotated in annotated_reports(chosen.reports):
        for line in mention_lines(annotated, chosen.kinds):
            sys.stdout.write(f"{line}\n")
    return 0


def mention_lines(annotated: Annotated, kinds: Collection[str]) -> Iterator[str]:
    """The mentions of a report as JSON: which words, what they mean, which rule says so."""
    report = annotated.report
    for kind in kinds:
        for mention in annotated.mentions[kind]:
            line = {
                "report_id": report.report_id,
                "kind": kind,
                "start": mention.span.start,
                "end": mention.span.end,
                "quote": mention.span.cut(report.text),
                "value": asdict(mention.value),
                "rule": mention.rule,
            }
            yield json.dumps(line, ensure_ascii=False, default=str)


def run_explain(chosen: argparse.Namespace) -> int:
    """Each report with its mentions drawn in, in colour on a terminal."""
    console = Console(force_terminal={"always": True, "never": False}.get(chosen.color), highlight=False)
    for number, annotated in enumerate(annotated_reports(chosen.reports)):
        if number:
            sys.stdout.write("\n")
        sys.stdout.write(f"--- {annotated.report.report_id}\n")
        if console.is_terminal:
            console.print(paint(annotated, chosen.kinds), soft_wrap=True)
        else:
            sys.stdout.write(f"{shown(draw(annotated, chosen.kinds))}\n")
    return 0


VERBS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "build": run_build,
    "publish": run_publish,
    "validate": run_validate,
    "evaluate": run_evaluate,
    "page": run_page,
    "diff": run_diff,
    "release": run_release,
    "verify": run_verify,
    "export": run_export,
    "upload": run_upload,
    "deposit": run_deposit,
    "annotate": run_annotate,
    "explain": run_explain,
}


if __name__ == "__main__":
    sys.exit(main())
