"""Who must not be contacted (R30), or is accused: found again in what somebody types, by name or by number.

The names are private, so this is asked where they can be opened, not in a guard.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.definition import Refusal, Text
from workflows.casework.consent import OTHER_BASIS, POLICY
from workflows.facts.case import CaseFacts
from workflows.facts.identities import called, same_person

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
ON_BOTH_SIDES = Text(
    "Orang ini tertulis sebagai korban dan sebagai terlapor; bila memang dua orang, tulis NIK, tanggal lahir, atau umur"
    " yang membedakan.",
    "This person stands as victim and as alleged perpetrator; if they are two people, give the NIK, date of birth or"
    " age that tells them apart.",
)
NOT_A_SAFE_CONTACT = Text(
    "Kontak ini milik orang yang ditandai jangan dihubungi.",
    "This contact is that of somebody who is marked never to be contacted.",
)


def barred_people(facts: CaseFacts, private: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those who are marked, as they were described."""
    entries: tuple[Mapping[str, Any], ...] = tuple(private.get("perpetrators") or ())
    numbers = {one.number for one in facts.perpetrators if one.do_not_contact}
    return [entry for number, entry in enumerate(entries, 1) if number in numbers]


def is_accused(name: str, private: Mapping[str, Any]) -> bool:
    """Whether somebody of this name is accused: whatever was ticked, that is no giver of a consent (R25)."""
    plain = called({"name": name})
    return bool(plain) and any(called(one) == plain for one in private.get("perpetrators") or ())


def harms_herself(private: Mapping[str, Any]) -> bool:
    """Whether somebody who is described stands on both sides."""
    victims = private.get("victims") or ()
    return any(same_person(one, victim) for one in private.get("perpetrators") or () for victim in victims)


def contacts(private: Mapping[str, Any]) -> Iterator[str]:
    """Everything through which somebody would be reached."""
    for name in ("safe_contact", "contact_others"):
        if private.get(name):
            yield private[name]
    for victim in private.get("victims") or ():
        if victim.get("phone"):
            yield victim["phone"]
