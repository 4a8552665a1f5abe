"""A release that lies on the shelf is put where people get it: into a store, or into Zenodo.

    released    a release on the shelf, held against its own checksums
    address     a URL becomes a store: a bucket (s3), a folder (local), or any other without a lock (plain)
    store       what a store must promise, and compare-and-swap on it
    listing     versions.json and latest.json, as they should be
    upload      claim, files, list, point
    faults      what goes wrong, and what to do
    deposit     a draft at Zenodo, or a record (zenodo: its API; zenodo_metadata: what it is told)

What is there is never overwritten. What was cut off is finished by the same call.
"""

from pipeline.stores.deposit import Deposited, deposit
from pipeline.stores.upload import Uploaded, upload
from pipeline.stores.zenodo import PUBLIC, SANDBOX, Zenodo

__all__ = ["PUBLIC", "SANDBOX", "Deposited", "Uploaded", "Zenodo", "deposit", "upload"]
