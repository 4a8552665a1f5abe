"""The verbs that carry a release away from this machine: `upload` into a store, `deposit` into Zenodo.

They import the stores when they run: other verbs need neither fsspec nor requests.
"""

from __future__ import annotations

import argparse
import sys

from pipeline.terminal import narrator


def run_upload(chosen: argparse.Namespace) -> int:
    """One released version, where people get it."""
    from pipeline.stores import upload

    done = upload(chosen.shelf, chosen.version, chosen.to, narrator(), is_locked=not chosen.no_lock)
    told = "uploaded" if done.is_new else "was there already, every byte of it"
    sys.stdout.write(f"{done.url}: version {done.version} {told}; latest is {done.latest}\n")
    return 0
