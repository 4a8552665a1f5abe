"""Fuzzes the way from a text to its rows with atheris, which looks for the inputs that take new paths through the code.

    python3.11 -m venv fuzz && fuzz/bin/pip install atheris -r requirements.txt
    fuzz/bin/python tests/fuzz/fuzz_annotate.py -max_total_time=3600 -timeout=20 corpus/

Not a test, and atheris no dependency: it needs libFuzzer, has wheels for some Pythons only, and takes hours. What
it finds becomes a case of tests/test_bounded.py. The bytes of an input choose words of the lists, signs, numbers and
names, so that it comes to the rules and not to the tokens alone; every tenth input is taken for text as it is.

It stops at an exception, at a quote that is not the words of the text, at an error of the checks, and at an input that
takes more than -timeout seconds.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

with atheris.instrument_imports(include=["pipeline"]):
    from pipeline.annotate import annotate
    from pipeline.contract import read_contract
    from pipeline.home import home
    from pipeline.lexicon import read_lexicon
    from pipeline.model import Report
    from pipeline.tidy import derive, tidy
    from pipeline.validate import validate

SIGNS = " ,.;:-()“”‘’'\"\n!?/%&—–\u00a0\u200f\u0301"
FILES = home()
LEXICON = read_lexicon(FILES.lexicon, FILES.lexicon_schema, FILES.gazetteer)
CONTRACT = read_contract(FILES.schemas)
WORDS = [form for listed in LEXICON.entries.values() for entry in listed for form in entry.forms]
NAMES = ["Quetta", "Mosul", "Goma", "Nineveh", "Amina Khan", "Monday", "2 February", "3", "12", "1,200", "two", "40%"]


def text_of(provider: atheris.FuzzedDataProvider) -> str:
    """What an input says."""
    if provider.ConsumeIntInRange(0, 9) == 0:
        return str(provider.ConsumeUnicodeNoSurrogates(4000))
    words: list[str] = []
    while provider.remaining_bytes() > 3 and len(words) < 2000:
        kind = provider.ConsumeIntInRange(0, 9)
        if kind < 6:
            word = str(provider.PickValueInList(WORDS))
            words.append(word.capitalize() if kind == 0 else word)
        elif kind < 8:
            words.append(str(provider.PickValueInList(NAMES)))
        elif kind == 8:
            words.append(SIGNS[provider.ConsumeIntInRange(0, len(SIGNS) - 1)])
        else:
            words.append(". ")
        words.append("" if provider.ConsumeBool() and kind == 8 else " ")
    return "".join(words)


def test_one_input(content: bytes) -> None:
    """Reads one text, and raises where its rows do not hold."""
    text = unicodedata.normalize("NFC", text_of(atheris.FuzzedDataProvider(content)))
    if not text.strip() or "\0" in text:
        return  # which is refused before it is a report
    report = Report("r", text, hashlib.sha256(text.encode()).hexdigest())
    tables = derive(tidy(annotate(report, LEXICON), LEXICON))
    errors = [f for f in validate(tables, CONTRACT, {"r": text}, with_expectations=False) if f.severity == "error"]
    if errors:
        raise AssertionError(f"{errors[0]}\n{text!r}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
