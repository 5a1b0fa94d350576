"""How long a case is kept (R28), said a second time: what may be erased, and what stands on the list of what is due."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from engine.definition import Snapshot
from tests.simulation.oracle import Violation

YEARS = {
    **dict.fromkeys(("not_a_report", "unfounded", "merged"), 2),
    **dict.fromkeys(("unreachable", "declined", "moved", "died", "resolved"), 5),
}
"""By why a case ended; all others are kept the longest."""

LONGEST = 10
METRO = timezone(timedelta(hours=7))
KEPT_BY = ("held_since", "police_reported_on", "police_confirmed_at")
"""Facts that keep a case for as long as they stand."""


def years_of(end_reason: str | None) -> int:
    return YEARS.get(end_reason or "", LONGEST)


def over_at(ended_at: datetime, years: int) -> datetime:
    """The same day and hour in Metro, so many years later; of 29 February the day before."""
    there = ended_at.astimezone(METRO)
    leaps = (there.month, there.day) == (2, 29)
    return there.replace(year=there.year + years, day=28 if leaps else there.day)


def check_erasure(form: Mapping[str, Any], case: Snapshot, moment: datetime) -> None:
    """After its years, or once each victim asked and was told yes; never over a hold or a police report. Raises
    Violation.
    """
    if case.ended_at is None or any(getattr(case.facts, name) for name in KEPT_BY):
        raise Violation("erasure", "what goes on, or is held, was to be erased", case.id)
    years = years_of(case.facts.end_reason)
    if form["ground"] == "asked":
        told_yes = [one.facts for one in case.children if one.workflow == "request" and one.state == "fulfilled"]
        asked = {one.victim for one in told_yes if one.asked_for == "erasure"}
        if not {one.number for one in case.facts.victims} <= asked:
            raise Violation("erasure", "not every victim has asked for it", case.id)
    elif moment < over_at(case.ended_at, years):
        raise Violation("erasure", f"it has to be kept for {years} years", case.id)


def check_list(cases: Iterable[Snapshot], listed: Mapping[UUID, datetime], now: datetime) -> None:
    """Once the list was made anew: all that is due stands on it, nothing else does. Raises Violation."""
    due = {
        case.id: over
        for case in cases
        if case.workflow == "omah-peluk" and case.ended_at is not None
        if not any(getattr(case.facts, name) for name in (*KEPT_BY, "erased_at"))
        if (over := over_at(case.ended_at, years_of(case.facts.end_reason))) <= now
    }
    for case in due.keys() | listed.keys():
        if due.get(case) != listed.get(case):
            words = f"the list says that it is due at {listed.get(case)}, and it is at {due.get(case)}"
            raise Violation("retention", words, case)
