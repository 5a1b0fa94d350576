"""Who must not be contacted (R30): found again in what somebody types, by name as it sounds or by number.

The names are private, so this is asked where they can be opened, not in a guard.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.definition import Refusal, Text
from workflows.casework.consent import OTHER_BASIS, POLICY
from workflows.facts.case import CaseFacts
from workflows.facts.identities import PHONE, SHORTEST_NAME, national, one_spelling

Entries = Sequence[Mapping[str, Any]]

GIVER_IS_BARRED = Refusal(
    rule="R25",
    code="GIVER_IS_BARRED",
    reason=Text(
        "Orang ini ditandai jangan dihubungi; ia tidak memberi persetujuan.",
        "This person is marked never to be contacted, and gives no consent.",
    ),
    basis=POLICY,
    lifted_by=OTHER_BASIS,
)
NOT_A_SAFE_CONTACT = Text(
    "Kontak ini milik orang yang ditandai jangan dihubungi.",
    "This contact is that of somebody who is marked never to be contacted.",
)


def barred_people(facts: CaseFacts, private: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those who are marked, as they were described."""
    entries: Entries = private.get("perpetrators") or ()
    numbers = {one.number for one in facts.perpetrators if one.do_not_contact}
    return [entry for number, entry in enumerate(entries, 1) if number in numbers]


def names_one(words: str, people: Entries) -> bool:
    """Whether words hold the name or a number of one of these people."""
    plain = one_spelling(words)
    numbers = {national(number) for number in PHONE.findall(words)}
    for one in people:
        name = one_spelling(one.get("name") or "")
        if len(name) >= SHORTEST_NAME and name in plain:
            return True
        if numbers & {national(number) for number in PHONE.findall(one.get("phone") or "")}:
            return True
    return False


def contacts(private: Mapping[str, Any]) -> Iterator[str]:
    """Everything through which somebody would be reached."""
    for name in ("safe_contact", "contact_others"):
        if private.get(name):
            yield private[name]
    for victim in private.get("victims") or ():
        if victim.get("phone"):
            yield victim["phone"]
