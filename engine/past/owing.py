"""What records owe, beside the outbox: no line is lost, changed, added, silenced, or paid in word only.

A record says what it owes, line by line. Whatever tells of a dead clock no record owes (`engine.setback`); that such a
line is there is asked of the clock. Records of releases that did not say what they owe are passed over.
"""

from collections.abc import Iterable
from typing import Any

from engine import outbox
from engine.past.finding import Finding, found
from engine.past.replay import Fold
from engine.past.stored import Case, Line
from engine.setback import DEAD_CLOCK
from engine.step import NOTICE


def unlike(case: Case, folded: Fold, lines: Iterable[Line], mac_key: bytes) -> Finding | None:
    """The first line of a case that is not as its record says, or as whoever settled it left it."""
    said = {(seq, place): one for seq, owes in folded.owes.items() for place, one in enumerate(owes)}
    for line in lines:
        if line.seq <= folded.unsaid:
            continue
        owed = said.pop((line.seq, line.place), None)
        problem = _added(line) if owed is None else _differs(line, owed)
        problem = problem or ("notice_differs" if line.root_id != case.root_id else _unsettled(line, mac_key))
        if problem is not None:
            return _found(case, line.seq, problem, line.topic, line.payload)
    for (seq, _), (topic, payload) in sorted(said.items(), key=lambda one: one[0]):
        return _found(case, seq, "notice_missing", topic, payload)
    return None


def _added(line: Line) -> str | None:
    return None if line.payload.get("topic") == DEAD_CLOCK else "notice_added"


def _differs(line: Line, owed: list[Any]) -> str | None:
    return None if [line.topic, line.payload] == owed else "notice_differs"


def _unsettled(line: Line, mac_key: bytes) -> str | None:
    """An erasure is proved by keys that are gone, and asked of them (`engine.secrets.confidences`)."""
    if line.topic != NOTICE:
        return "notice_silenced" if line.dead or line.resting else None
    if line.paid_at is None and not line.dead:
        return "notice_silenced" if line.resting else "notice_unproved" if line.proof else None
    proved = outbox.proof(
        mac_key, line.case_id, line.seq, line.place, line.topic, line.payload, line.paid_at, line.told or ()
    )
    settled_once = (line.paid_at is None) == line.dead
    return None if settled_once and line.proof == proved and line.alike is not False else "notice_unproved"


def _found(case: Case, seq: int, problem: str, topic: str, payload: dict[str, Any]) -> Finding:
    roles = payload.get("roles")
    whom = ", ".join(str(one) for one in roles) if isinstance(roles, list) and roles else "–"
    return found(case.id, case.number, seq, problem, topic=payload.get("topic", topic), whom=whom)
