"""The folder of the parts: one run at a time works in it, and what an earlier run made there is not made again.

<work>/manifest.json    the recipe of the parts, and the hash of what each was made of
<work>/parts/<name>/    a part; its name has its number and the beginning of that hash
<work>/tables/          the files of the package, on their way
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.durable import replace_file
from pipeline.locks import held, lock_beside
from pipeline.model import PublishError
from pipeline.parts.recipe import Recipe

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where the parts lie; `before` is the recipe of those that are there from an earlier run, None without one."""

    folder: Path
    before: Recipe | None

    @property
    def parts(self) -> Path:
        return self.folder / "parts"

    @property
    def tables(self) -> Path:
        return self.folder / "tables"

    def has(self, name: str) -> bool:
        """Whether a part is there; then it is whole."""
        return (self.parts / name).is_dir()

    def begin(self, recipe: Recipe) -> None:
        """Write down what the parts are made with from now on."""
        names = sorted(path.name for path in self.parts.iterdir() if not path.name.startswith("."))
        self.write(recipe, names)

    def write(self, recipe: Recipe, names: Sequence[str]) -> None:
        told = {"recipe": asdict(recipe), "parts": list(names)}
        replace_file(self.folder / MANIFEST, (json.dumps(told, indent=1) + "\n").encode())

    def finish(self, recipe: Recipe, names: Sequence[str]) -> None:
        """Write down which parts there are, and clear away all others."""
        self.write(recipe, names)
        wanted = set(names)
        for path in self.parts.iterdir():
            if path.name not in wanted:
                shutil.rmtree(path)


@contextmanager
def workshop_at(place: Path, work: Path | None) -> Iterator[Workshop]:
    """The workshop of a package at `place`: `work`, which stays, or a folder beside the package, which goes when done.

    Raises PublishError where another run works there, or where the folder is something else.
    """
    folder = work or place.parent / f".{place.name}.attested-work"
    folder.parent.mkdir(parents=True, exist_ok=True)
    what = f"another run is working in {folder}; wait until it has ended"
    with held(lock_beside(folder), str(place), what):
        check_is_a_workshop(folder)
        shutil.rmtree(folder / "tables", ignore_errors=True)
        for name in ("parts", "tables"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        yield Workshop(folder, recipe_before(folder))
        if work is None:
            shutil.rmtree(folder)


def check_is_a_workshop(folder: Path) -> None:
    """Raises PublishError for a folder with anything in it but parts, or for what is no folder."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise PublishError(str(folder), "is no folder; name one for the parts of this run")
    known = {MANIFEST, f".{MANIFEST}.attested-new", "parts", "tables"}
    if folder.is_dir() and (strangers := sorted({path.name for path in folder.iterdir()} - known)):
        raise PublishError(str(folder / strangers[0]), "is none of a run's parts; name an empty or a new folder")


def recipe_before(folder: Path) -> Recipe | None:
    """The recipe in the manifest; None where there is none that can be read."""
    try:
        return Recipe(**json.loads((folder / MANIFEST).read_bytes())["recipe"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
