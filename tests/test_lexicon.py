"""Every word list proves itself: its forms stand in its examples, its look-alikes do not match, its codes exist."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.annotate.reading import read_text
from pipeline.contract import Contract
from pipeline.lexicon import Lexicon
from pipeline.model import Entry, Report
from pipeline.tokens import words_of

FOLDER = Path(__file__).parent.parent / "pipeline" / "lexicons" / "en"
LISTS = [path.stem for path in sorted(FOLDER.glob("*.yml"))]

# The code lists that `means` of a word list is taken from. A list that is not here gives `means` a sense of its own,
# class or class:value, which the header of the list (or the code it names there) must list.
MEANS = {
    "actors": ("actor_types",),
    "allegations": ("allegation_types", "alleged_acts", "claim_media"),
    "incidents": ("incident_types",),
    "outcomes": ("outcomes",),
    "stages": ("stages",),
    "targets": ("target_types",),
    "victims": ("victim_groups",),
    "weapons": ("weapon_types",),
}
TRAITS = {
    ("victims", "sex"): "sexes",
    ("victims", "age"): "age_groups",
    ("incidents", "stage"): "stages",
    ("incidents", "weapon"): "weapon_types",
    ("incidents", "target"): "target_types",
    ("actors", "role"): "speaker_roles",
    ("actors", "alias_kind"): "alias_kinds",
    ("allegations", "act"): "alleged_acts",
    ("allegations", "certainty"): "certainties",
    ("allegations", "polarity"): "polarities",
}
WORDS_OF_GRAMMAR = ("abbreviations", "grammar")  # `means` is read as the entry's own name


def found_forms(entry: Entry, text: str, lexicon: Lexicon) -> list[tuple[str, ...]]:
    """The forms of the entry that are read in the text."""
    reading = read_text(Report("example", text, ""), lexicon)
    return [reading.words[hit.first : hit.last] for hit in reading.hits[entry.kind] if hit.entry == entry]


def texts_of(entry: Entry) -> Iterator[str]:
    yield from (*entry.forms, *entry.examples, *entry.never)


@pytest.mark.parametrize("kind", LISTS)
def test_every_form_stands_in_an_example_and_every_example_holds_a_form(kind: str, lexicon: Lexicon) -> None:
    wrong = []
    for entry in lexicon.entries[kind]:
        found = [found_forms(entry, example, lexicon) for example in entry.examples]
        shown = {form for forms in found for form in forms}
        wrong += [f"{entry.id}: no example shows {form!r}" for form in entry.forms if words_of(form) not in shown]
        empty = (example for example, forms in zip(entry.examples, found, strict=True) if not forms)
        wrong += [f"{entry.id}: no form stands in {example!r}" for example in empty]
    assert lexicon.entries[kind]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", LISTS)
def test_no_look_alike_matches(kind: str, lexicon: Lexicon) -> None:
    assert not [
        f"{entry.id}: {' '.join(form)!r} is found in {text!r}"
        for entry in lexicon.entries[kind]
        for text in entry.never
        for form in found_forms(entry, text, lexicon)
    ]


@pytest.mark.parametrize("kind", LISTS)
def test_every_code_is_in_its_code_list(kind: str, lexicon: Lexicon, contract: Contract) -> None:
    entries = lexicon.entries[kind]
    if kind in MEANS:
        known = {code for name in MEANS[kind] for code in contract.codes[name].values}
        used = {entry.means for entry in entries}
        assert not used - known, f"{kind}: no code of {MEANS[kind]}: {used - known}"
    for trait, name in ((trait, name) for (of, trait), name in TRAITS.items() if of == kind):
        values = {entry.traits[trait] for entry in entries if trait in entry.traits}
        assert not values - set(contract.codes[name].values), f"{kind}: {trait} is no code of {name}: {values}"


@pytest.mark.parametrize("kind", [kind for kind in LISTS if kind not in MEANS])
def test_a_meaning_of_its_own_is_explained(kind: str, lexicon: Lexicon) -> None:
    classes = {entry.means.split(":")[0] for entry in lexicon.entries[kind]}
    if kind not in WORDS_OF_GRAMMAR:
        assert not classes - own_words(kind), f"{kind}.yml uses a meaning that its header does not explain"
    assert classes


@pytest.mark.parametrize("kind", LISTS)
def test_entries_are_sorted_and_their_texts_clean(kind: str, lexicon: Lexicon) -> None:
    ids = [entry.id for entry in lexicon.entries[kind]]
    assert ids == sorted(set(ids))
    for entry in lexicon.entries[kind]:
        for text in texts_of(entry):
            assert text == unicodedata.normalize("NFC", text) == " ".join(text.split()), f"{entry.id}: {text!r}"


def own_words(kind: str) -> set[str]:
    """The words of the header of a list, and of the module it refers to."""
    source = (FOLDER / f"{kind}.yml").read_text(encoding="utf-8")
    header = "".join(line for line in source.splitlines(keepends=True) if line.startswith("#"))
    modules = re.findall(r"\w+\.py", header)
    named = [path.read_text(encoding="utf-8") for path in FOLDER.parents[1].rglob("*.py") if path.name in modules]
    return set(re.findall(r"\w+", " ".join([header, *named])))
