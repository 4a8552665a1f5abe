"""The verbs that carry a release away from this machine: `upload` into a store, `deposit` into Zenodo.

They import the stores when they run: other verbs need neither fsspec nor requests.
"""

from __future__ import annotations

import argparse
import os
import sys

from pipeline.terminal import narrator


def run_upload(chosen: argparse.Namespace) -> int:
    """One released version, where people get it."""
    from pipeline.stores import upload

    done = upload(chosen.shelf, chosen.version, chosen.to, narrator(), is_locked=not chosen.no_lock)
    told = "uploaded" if done.is_new else "was there already, every byte of it"
    sys.stdout.write(f"{done.url}: version {done.version} {told}; latest is {done.latest}\n")
    return 0


def run_deposit(chosen: argparse.Namespace) -> int:
    """One released version, at Zenodo. The token is read here, from the environment, and handed down."""
    from pipeline.stores import PUBLIC, SANDBOX, Zenodo, deposit

    zenodo = Zenodo(SANDBOX if chosen.sandbox else PUBLIC, os.environ.get("ZENODO_TOKEN", ""))
    done = deposit(chosen.shelf, chosen.version, zenodo, narrator(), publish=chosen.publish)
    told = "published" if done.is_published else "a draft; look at it, then publish it there or with --publish"
    doi = f", DOI {done.doi}{'' if done.is_published else ' (reserved)'}" if done.doi else ""
    sys.stdout.write(f"{done.page}: version {chosen.version} is {told}{doi}\n")
    return 0
