"""A paper as data: a head, parts with lines in them, and who signs. The page lays it out and knows no paper by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.definitions.catalog import Entry
from api.words import Words, text
from engine.definition import Text

Json = dict[str, Any]
Said = Text | Words | str
Line = tuple[Said, Said]


@dataclass(frozen=True, slots=True)
class Part:
    """`lines` are pairs of a name and what it is; `blank`: lines left to write on; `warns`: it stands out."""

    title: Said | None = None
    lines: Sequence[Line] = ()
    text: Sequence[Said] = ()
    blank: int = 0
    warns: bool = False

    @property
    def shown(self) -> Json:
        return {
            "title": words(self.title) if self.title is not None else None,
            "lines": [{"title": words(name), "label": words(what)} for name, what in self.lines],
            "text": [words(one) for one in self.text],
            "blank": self.blank,
            "warns": self.warns,
        }


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and in whose name; a name that is not known is written by hand."""

    title: Said
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`secret`: it carries the mark of a confidential paper. `names` are the private fields that it shows."""

    title: Said
    number: str
    head: Sequence[Said]
    parts: Sequence[Part]
    signatures: Sequence[Signature] = ()
    secret: bool = True
    names: frozenset[str] = field(default_factory=frozenset)


def words(said: Said) -> Words:
    if isinstance(said, Text):
        return text(said)
    return {"id": said, "en": said} if isinstance(said, str) else said


def lines_of(entries: Mapping[str, Entry], values: Mapping[str, Any]) -> list[Line]:
    """What is filled in, by what it is called."""
    return [
        (entries[name].title, entries[name].label(value))
        for name, value in values.items()
        if name in entries and value not in (None, "", (), [])
    ]


def present(lines: Iterable[tuple[Said, Said | None]]) -> list[Line]:
    """Without those that say nothing."""
    return [(name, what) for name, what in lines if what]
