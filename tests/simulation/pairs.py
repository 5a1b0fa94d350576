"""What two families must have in common after a step that changes both: neither half alone, and the stricter of both.

Said a second time, in the terms of the facts alone: nothing here calls what the workflow computes.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from engine.definition import Snapshot
from tests.simulation.book import FamilyBook, Line, Mark
from tests.simulation.oracle import Violation

COUNTS = {"low": 0, "unassessed": 1, "medium": 1, "high": 2}
"""What nobody has assessed counts as medium (R10)."""
CLOCKS = ("taken_at", "first_report_at", "protected_since", "sexual_since")


def check_pairs(families: Mapping[UUID, FamilyBook], roots: Mapping[UUID, UUID], lines: Iterable[Line]) -> None:
    """Every new half has its other half. Raises Violation."""
    firsts: dict[Mark, Line] = {}
    seconds: dict[Mark, Line] = {}
    for line in lines:
        family = families[roots[line.case]]
        if line.mark in family.joined:
            seconds[family.joined[line.mark]] = line
        elif line.kind == "approved" and _step_there(family, line) is not None:
            firsts[line.mark] = line
    for case, seq in firsts.keys() ^ seconds.keys():
        raise Violation("halves", f"of record {seq}, one half is written and the other is not", case)
    for mark, first in firsts.items():
        _check(families[roots[first.case]], first, families[roots[seconds[mark].case]], seconds[mark])


def _step_there(family: FamilyBook, line: Line) -> str | None:
    transition = family.cases[line.case].workflow.find(line.body["act"])
    return transition.joins.step if transition is not None and transition.joins is not None else None


def _check(here: FamilyBook, first: Line, there: FamilyBook, second: Line) -> None:
    if second.body["act"] != _step_there(here, first):
        raise Violation("halves", f"{second.body['act']} came of {first.body['act']}", second.case)
    if first.body["ended"] is None or second.body["ended"] is not None:
        raise Violation("halves", "of two cases the duplicate ends, and the other goes on", second.case)
    told: Any = there.cases[second.case].workflow.facts.model_validate(second.body["form"]["told"])
    if told.end_reason is not None or told.duplicate_of is not None:
        raise Violation("halves", "what was taken up had ended before", second.case)
    before, after = there.taken_up[second.mark]
    for facts in (told, before.facts):
        _check_stricter(facts, after, second)
    if after.facts.risk == "unassessed" and before.facts.risk != "unassessed":
        raise Violation("stricter", "what was assessed is not any more", second.case)


def _check_stricter(one: Any, after: Snapshot, line: Line) -> None:
    """One of the two, beside what came of both."""
    facts = after.facts
    later = [name for name in CLOCKS if (was := getattr(one, name)) is not None and getattr(facts, name) > was]
    if later:
        raise Violation("stricter", f"{', '.join(later)} is later than in one of the two", line.case)
    if COUNTS[facts.risk] < COUNTS[one.risk]:
        raise Violation("stricter", f"the risk is {facts.risk}, and was {one.risk} in one of the two", line.case)
    if not _harm(one.victims) <= _harm(facts.victims) or one.protected > facts.protected:
        raise Violation("stricter", "of one of the two, violence or protection is lost", line.case)
    if not set(one.immediate) <= set(facts.immediate) or not set(one.kept_out) <= set(facts.kept_out):
        raise Violation("stricter", "of one of the two, a criterion or a block is lost", line.case)


def _harm(victims: Iterable[Any]) -> set[str]:
    forms = {form for victim in victims for form in victim.forms_ever}
    return forms | {"sexual ever" for victim in victims if victim.sexual_ever}
