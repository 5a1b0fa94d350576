"""What the public may know of a year (R34): the whole city, one dimension at a time, in bands of five.

Persons and cases are counted apart. A case counts in the year of its first report, which nothing moves.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.definition import Text
from workflows.facts.vocabulary import AGE_BAND, CATEGORY, SEX, VIOLENCE

Counted = Literal["cases", "victims"]

BAND = 5
"""A count is told as 0–4, 5–9, 10–14 …"""

COUNTED: Mapping[Counted, Text] = {"cases": Text("Kasus", "Cases"), "victims": Text("Korban", "Victims")}

NEVER: tuple[str, ...] = ("merged", "not_a_report")
"""Ends of what was no case of its own."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """`several`: the same victim may count under more than one value."""

    name: str
    title: Text
    of: Counted
    values: Mapping[str, Text]
    several: bool = False


DIMENSIONS: tuple[Dimension, ...] = (
    Dimension(
        "category",
        Text("Kategori", "Category"),
        "cases",
        {**CATEGORY, "unknown": Text("Belum ditentukan", "Not decided yet")},
    ),
    Dimension("age", Text("Umur saat kejadian", "Age at the incident"), "victims", AGE_BAND),
    Dimension("sex", Text("Jenis kelamin", "Sex"), "victims", SEX),
    Dimension("form", Text("Bentuk kekerasan", "Form of violence"), "victims", VIOLENCE, several=True),
)
