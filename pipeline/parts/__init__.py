"""Many reports are built in batches: `batch -> part of every table`, each on its own, and then all of them together.

    recipe     what a part is made with: code, word lists, contract
    batches    reports -> batches, each with the hash of all that goes into it
    deadline   no report may take longer than it should
    making     a batch -> its part of every table, checked and written: the one function that an engine runs
    stored     a part on the disk: its tables, and part.json
    workshop   the folder of the parts: one run at a time, what is there already, what is to be made again
    gathering  parts -> tables as files, whole ones or in parts, and what is to be said of them

A part is written under another name and moved to its place, and its name has the hash of what it was made of. So a
run that was stopped, by whatever, goes on where it was: what is there need not be made again, and nothing half made
is ever taken for whole. A report that fails is left out, and named.
"""

from __future__ import annotations

from pipeline.parts.batches import Limits, cut_batches
from pipeline.parts.gathering import gather, newest_rows
from pipeline.parts.making import Job, make_part
from pipeline.parts.recipe import recipe_here, tools
from pipeline.parts.workshop import Workshop, workshop_at

__all__ = [
    "Job",
    "Limits",
    "Workshop",
    "cut_batches",
    "gather",
    "make_part",
    "newest_rows",
    "recipe_here",
    "tools",
    "workshop_at",
]
