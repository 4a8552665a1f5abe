"""Names as they are compared: by a key that does not mind case and accents, and by their consonants.

"Deir al-Balaḥ" -> "deir al balah" -> "drblh"
"""

from __future__ import annotations

import re
import unicodedata

LETTERS: dict[str, str | int | None] = {
    **dict(zip("ıøłđðßæœþ", ("i", "o", "l", "d", "d", "ss", "ae", "oe", "th"), strict=True)),
    **dict.fromkeys("-–/", " "),
    **dict.fromkeys("'’ʻ`‘ʿʾʼ´.\"“”(),", ""),
}
FOLDS = str.maketrans(LETTERS)
ARTICLES = ("al", "an", "ar", "as", "ash", "ad", "at", "az", "el", "ul")


def name_key(name: str) -> str:
    """The name as it is looked up: lower case, without accents, apostrophes and points; a hyphen is a space."""
    key = name.lower().translate(FOLDS)
    if not key.isascii():
        key = "".join(c for c in unicodedata.normalize("NFKD", key) if not unicodedata.combining(c))
    return " ".join(key.split())


def without_article(key: str) -> str:
    """The key without an Arabic article at its beginning: "ar raqqah" -> "raqqah"."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in ARTICLES else key


def consonants(key: str) -> str:
    """What stays of a name in any transliteration: its consonants, without articles; "al burayj", "bureij" -> "brj"."""
    words = [word for word in key.split() if word not in ARTICLES]
    bare = re.sub(r"[aeiouyw]|(?<=[bdgkst])h|h\b", "", " ".join(words))
    bare = bare.translate(str.maketrans("qcz", "kks"))
    return re.sub(r"(.)\1", r"\1", bare).replace(" ", "")
