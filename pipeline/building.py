"""The verbs that make a package: build and publish.

They import the build, and with it pandas, when they run: `explain` and `--help` need not wait for it.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from rich.console import Console

from pipeline.terminal import Narrator, narrator

if TYPE_CHECKING:
    from pipeline.build import Built, Working

WIDE = 240


def run_build(chosen: argparse.Namespace) -> int:
    """One package, in a folder of the user's choice."""
    from pipeline.build import build

    tell = narrator()
    return told(build(chosen.reports, chosen.out, chosen.metadata, chosen.created, tell, working(chosen, tell)))


def run_publish(chosen: argparse.Namespace) -> int:
    """The next state of a dataset that is published, in the folder of its version."""
    from pipeline.build import publish_version

    return told(publish_version(chosen.reports, chosen.out, chosen.metadata, chosen.created, narrator()))


def working(chosen: argparse.Namespace, tell: Narrator) -> Working:
    """How the work is done, as the command line says."""
    from pipeline.build import Working
    from pipeline.engines import Engine
    from pipeline.engines.cluster import DaskEngine
    from pipeline.engines.local import LocalEngine
    from pipeline.parts import Limits

    engine: Engine
    if chosen.engine == "dask":
        engine = DaskEngine(tell.stage, chosen.scheduler, chosen.processes)
    else:
        engine = LocalEngine(chosen.processes)
    return Working(engine, chosen.work, Limits(chosen.seconds, chosen.strict))


def told(built: Built) -> int:
    from pipeline.summary import print_refusal, print_summary

    # In a file or a pipe no line is cut or wrapped.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
    if built.package is None:
        print_refusal(built, console)
        return 1
    print_summary(built, console)
    return 0
