"""Whom what was opened is about, and how they are told without danger to anybody (R27, R30)."""

from collections.abc import Iterable

from api.office.breaches import Opening
from engine.definition import Text

REPORTER, VICTIMS, OTHERS = "reporter", "victims", "perpetrators"
EVERYBODY = (REPORTER, VICTIMS, OTHERS)
PEOPLE = {
    REPORTER: Text("pelapor", "reporter"),
    VICTIMS: Text("korban", "victims"),
    OTHERS: Text(
        "terlapor, hanya bila tidak membahayakan korban", "alleged perpetrators, only where no victim is in danger"
    ),
}
OF = {
    "reporter_name": (REPORTER,),
    "safe_contact": (REPORTER,),
    "contact_when": (REPORTER,),
    "contact_others": (REPORTER,),
    "code_word": (REPORTER,),
    "victims": (VICTIMS,),
    "perpetrators": (OTHERS,),
}
"""By field. What people tell in words may be about each of them."""


def people(openings: Iterable[Opening]) -> Text | None:
    """Those whose data were opened, in words; None where nothing secret was."""
    found = {kind for one in openings if one.secret for kind in OF.get(one.field, EVERYBODY)}
    named = [words for kind, words in PEOPLE.items() if kind in found]
    if not named:
        return None
    return Text("; ".join(one.id for one in named), "; ".join(one.en for one in named))
