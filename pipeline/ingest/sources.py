"""Where the reports at a path are, and how each is read; each can be read, and can fail, on its own."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.ingest import files
from pipeline.ingest.lines import is_lines, list_lines
from pipeline.ingest.metadata import Metadata, read_metadata
from pipeline.ingest.remote import list_remote
from pipeline.ingest.stored import Source, checked_id, make_report, refused
from pipeline.ingest.texts import decode
from pipeline.model import InputError, Report
from pipeline.strict_yaml import LocatedDict, load

REPORT_FILES = frozenset({"report.txt", "report.yaml", "review.yaml"})
PARQUET = ".parquet"
OF_MANY = ".jsonl, .jsonl.gz, .jsonl.zst or .parquet"
READ_BY_PEOPLE = frozenset({"readme", "license", "licence"})  # whatever their suffix


def list_sources(place: Path | str) -> Iterator[Source]:
    """The reports at a place: a folder of reports, the folder of one, a text, a file of many, a pattern, or a URL."""
    if "://" in str(place):
        return list_several(list_remote(str(place)))
    path = Path(place)
    if path.is_dir():
        if (path / "report.txt").exists():
            return iter((folder_source(path, path),))
        return list_folder_sources(path)
    if not path.exists() and any(sign in str(path) for sign in files.WILD):
        return list_several([files.on_disk(match) for match in matches(path)])
    if not path.exists():
        raise InputError(str(path), "is not there; name a folder of <id>/report.txt, a .txt or a .jsonl file")
    if is_of_many(path.name):
        return list_file_sources(files.on_disk(path))
    if path.suffix.lower() != ".txt":
        raise InputError(str(path), f"is neither a folder nor a .txt, {OF_MANY} file")
    if path.name == "report.txt":  # the same report, under the same id, as by way of its folder
        return iter((folder_source(path.parent, path.parent),))
    # Whoever names a file may name a link: it is held to lie where it leads.
    return iter((Source(str(path), functools.partial(read_text_report, path, path.resolve().parent)),))


def matches(pattern: Path) -> list[Path]:
    """What a pattern such as news/2024-*.jsonl.gz stands for, in order; hidden files only if it names them."""
    root = Path(pattern.anchor)
    found = root.glob(str(pattern.relative_to(pattern.anchor)))
    shown = [path for path in found if not path.name.startswith(".") or pattern.name.startswith(".")]
    if not shown:
        raise InputError(str(pattern), "matches no file; look at what is there, and quote it for the shell")
    return sorted(shown)


def list_several(several: Iterable[files.StoredFile]) -> Iterator[Source]:
    """The reports of one file of many after the other; a file that is none is one that is refused."""
    for file in several:
        if is_of_many(file.where):
            yield from list_file_sources(file)
        else:
            what = f"is no {OF_MANY} file, and would be lost; name these only, or the folder of the reports"
            yield refused(InputError(file.where, what))


def is_of_many(name: str) -> bool:
    """Whether a file of that name holds many reports: JSONL or Parquet."""
    return is_lines(name) or name.lower().endswith(PARQUET)


def list_file_sources(file: files.StoredFile) -> Iterator[Source]:
    """The reports of a file of many, as they stand."""
    if is_lines(file.where):
        return list_lines(file)
    from pipeline.ingest.parquet import list_rows  # which takes half a second, and most reports are no Parquet

    return list_rows(file)


def list_folder_sources(root: Path) -> Iterator[Source]:
    """A report for each folder and each .txt, in the order of ids; a file that is neither is one that is refused."""
    found: dict[Path, str] = {}
    for path in files.list_folder(root):
        if not path.is_dir() and path.stem.lower() in READ_BY_PEOPLE:
            continue
        found[path] = path.stem if path.suffix == ".txt" and not path.is_dir() else path.name
    for path in sorted(found, key=lambda path: (found[path], path.name)):
        if path.is_dir():
            yield folder_source(path, root)
        elif path.suffix == ".txt":
            yield Source(str(path), functools.partial(read_text_report, path, root))
        else:
            what = "is neither a report's folder nor a .txt, and would be lost; take it out"
            yield refused(InputError(str(path), what))


def folder_source(folder: Path, root: Path) -> Source:
    return Source(str(folder / "report.txt"), functools.partial(read_folder_report, folder, root))


def read_folder_report(folder: Path, root: Path) -> Report:
    """The report in `folder`, with what report.yaml says of it."""
    text_path = folder / "report.txt"
    if not files.is_within(folder, root):
        raise InputError(str(folder), f"leads out of {root}; put the folder itself there")
    for path in files.list_folder(folder):
        if path.suffix in (".txt", ".yaml", ".yml") and path.name not in REPORT_FILES:
            raise InputError(
                str(path), "is not read, and would be lost; known are report.txt, report.yaml, review.yaml"
            )
    if not text_path.is_symlink() and not text_path.exists():
        raise InputError(str(folder), "has no report.txt; put the report's text there, or take the folder out")
    report_id = checked_id(folder.name or folder.resolve().name, str(folder))
    metadata_path = folder / "report.yaml"
    metadata = Metadata()
    if metadata_path.is_symlink() or metadata_path.exists():
        metadata = read_report_yaml(metadata_path, root)
    content = files.read_bytes(text_path, root, files.MAX_BYTES)
    return make_report(report_id, decode(content, str(text_path)), metadata, str(text_path))


def read_report_yaml(path: Path, root: Path) -> Metadata:
    """What report.yaml says. Raises InputError, naming the line."""
    values = load(decode(files.read_bytes(path, root, files.MAX_YAML_BYTES), str(path)), str(path), InputError)
    if values is None:
        return Metadata()
    if not isinstance(values, LocatedDict):
        raise InputError(f"{path}:1", "must be a mapping, one `key: value` a line")
    return read_metadata(values, lambda key: f"{path}:{values.lines[key]}")


def read_text_report(path: Path, root: Path) -> Report:
    """The report that is a file by itself; nothing is known of it but what it says."""
    report_id = checked_id(path.stem, str(path))
    return make_report(
        report_id, decode(files.read_bytes(path, root, files.MAX_BYTES), str(path)), Metadata(), str(path)
    )
