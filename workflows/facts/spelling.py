"""Names as they sound: Jusuf and Yusuf, Moehammad and Muhamad, are found by each other's spelling.

The spelling of before 1972 (oe, dj, tj, nj, sj, ch; Ejaan Yang Disempurnakan) still stands in names; so do doubled
letters, and signs over vowels.
"""

import re
import unicodedata

AS_SPOKEN = (
    ("oe", "u"), ("dj", "y"), ("tj", "c"), ("sj", "s"), ("sy", "s"), ("ch", "h"), ("kh", "h"), ("dh", "d"),
    ("th", "t"), ("ph", "f"), ("v", "f"), ("q", "k"), ("j", "y"), ("ie", "i"), ("y", "i"), ("z", "s"),
)  # fmt: skip
"""Applied in this order. Old j is today's y, old dj today's j: they are not told apart."""

APART = re.compile(r"[^0-9a-z]+")
DOUBLED = re.compile(r"([a-z])\1+")


def sounds(words: str) -> tuple[str, ...]:
    """The words of a text as they sound."""
    plain = unicodedata.normalize("NFKD", words.replace("'", "").replace("’", ""))
    letters = "".join(one for one in plain if not unicodedata.combining(one)).casefold()
    return tuple(_spoken(word) for word in APART.split(letters) if word)


def fits(asked: tuple[str, ...], said: tuple[str, ...]) -> bool:
    """Whether every word asked for is the beginning of a word said."""
    return bool(asked) and all(any(word.startswith(one) for word in said) for one in asked)


def _spoken(word: str) -> str:
    for written, spoken in AS_SPOKEN:
        word = word.replace(written, spoken)
    return DOUBLED.sub(r"\1", word)
