"""Who the people of a merged case are, for the case that goes on: whoever may open names there opens those, too (R23).

Whoever is equal in both is described as she is here, and what nobody knew here is added; whoever is new stands under
her new number. What relates to people by their numbers is told by the numbers of here. Each case keeps its own copy
under its own key, so that erasing one leaves the other as it is.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from workflows.casework.stricter import Numbers, perpetrators_here, victims_here
from workflows.facts.case import CaseFacts
from workflows.facts.identities import words_of
from workflows.forms.merging import Absorption

Entry = Mapping[str, Any]

KNOWN_BY = ("name", "nik", "phone", "address", "lives_in", "work", "born_on")
"""What of somebody is added where it is not known here."""


def identified(
    own: CaseFacts, form: Absorption, theirs: Mapping[str, Any], ours: Mapping[str, Any]
) -> dict[str, Sequence[Entry]]:
    """The lists of people as the case that goes on holds them from now on; none where the other describes nobody."""
    victims = victims_here(own, form)
    perpetrators = perpetrators_here(own, form)
    told = {
        "victims": _together(ours.get("victims") or (), theirs.get("victims") or (), victims),
        "perpetrators": _together(
            ours.get("perpetrators") or (),
            [_renumbered(one, victims) for one in theirs.get("perpetrators") or ()],
            perpetrators,
        ),
    }
    return {name: people for name, people in told.items() if theirs.get(name)}


def described(private: Mapping[str, Any], group: str, number: int) -> Entry:
    """Whoever has this number, as described; nothing, where nobody was."""
    people: Sequence[Entry] = private.get(group) or ()
    return people[number - 1] if number <= len(people) else {}


def are_two(one: Entry, other: Entry) -> bool:
    """Whether two who are described cannot be one: by their numbers, else by names that have nothing in common."""
    if one.get("nik") and other.get("nik"):
        return bool(one["nik"] != other["nik"])
    here, there = (words_of(entry.get("name") or "") for entry in (one, other))
    if not here or not there or set(here) & set(there):
        return False
    return "".join(here) not in "".join(there) and "".join(there) not in "".join(here)


def _together(ours: Sequence[Entry], theirs: Sequence[Entry], numbers: Numbers) -> list[Entry]:
    """By number: those of here, and at their numbers of here those of there."""
    known: dict[int, Entry] = dict(enumerate(ours, 1))
    for number, entry in enumerate(theirs, 1):
        if number in numbers:
            here = numbers[number]
            known[here] = _more(known[here], entry) if known.get(here) else entry
    return [known.get(number, {}) for number in range(1, max(known, default=0) + 1)]


def _more(ours: Entry, theirs: Entry) -> Entry:
    """A date of birth is taken only where no age was told here, which it might contradict."""
    told = [name for name in KNOWN_BY if theirs.get(name) and not ours.get(name)]
    return {**ours, **{name: theirs[name] for name in told if name != "born_on" or ours.get("age") is None}}


def _renumbered(entry: Entry, victims: Numbers) -> Entry:
    """An alleged perpetrator of all victims there is one of those, and not of everybody here."""
    named = entry.get("to_victims") or sorted(victims)
    told = {**entry, "to_victims": [victims[one] for one in named if one in victims]}
    if "pairs" in entry:
        known = (one for one in entry["pairs"] if one["victim"] in victims)
        told["pairs"] = [{**one, "victim": victims[one["victim"]]} for one in known]
    return told
