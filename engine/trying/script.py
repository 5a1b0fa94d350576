"""What of a family's history persons did, and what followed from it by itself: who would do what again, and when. Pure.

A record is an act of somebody, or it follows from another record, or it is the system's: a rung that was climbed, a
pause that ended, a calendar that moved clocks, a case that moved to another version. What the system did is not
repeated by rote but decided anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from engine import calendars, pausing
from engine.definition import SYSTEM
from engine.past.retelling import Told
from engine.registry import Registry
from engine.versions import crossing

Part = Literal["act", "clock", "followed", "born", "rung", "system"]
"""`act`: of somebody, on a case; `clock`: of somebody, on a clock; `followed` and `born`: from an act; the rest is the
system's own.
"""

OPENED, ESCALATED = "opened", "escalated"
OF_CLOCKS = frozenset({*pausing.TITLES, calendars.CHANGED, crossing.MIGRATE})


class Climb(NamedTuple):
    """A rung of one clock, counted from 0, at the moment when it was due."""

    case_id: UUID
    clock: str
    rung: int
    due_at: datetime


@dataclass(slots=True)
class Climbed:
    """What came of a rung: the moment when a worker climbed it, the moves that the system made, and the children that
    these opened.
    """

    at: datetime
    moves: list[str] = field(default_factory=list)
    children: list[UUID] = field(default_factory=list)


class Script:
    """The records of one family in order. Raises KeyError, TypeError or ValueError where one is no record."""

    def __init__(self, registry: Registry, records: Iterable[Told]) -> None:
        self.records = tuple(records)
        self.climbed: dict[Climb, Climbed] = {}
        self._by_key = {one.key: one for one in self.records}
        self._parts = {one.key: self._part(registry, one) for one in self.records}
        self.leading = frozenset(one.cause for one in self.records if self.part(one) == "followed" and one.cause)
        """The acts after which the parent did something by itself."""
        for one in self.records:
            self._note(one)

    def part(self, one: Told) -> Part:
        return self._parts[one.key]

    def climb(self, one: Told) -> Climb | None:
        """The rung from which a record comes, at whatever remove."""
        while one.body["deadline"] is None:
            before = self._by_key.get(one.cause) if one.cause is not None else None
            if before is None:
                return None
            one = before
        fired = one.body["deadline"]
        return Climb(one.case_id, fired["name"], fired["rung"], datetime.fromisoformat(fired["due"]))

    def _part(self, registry: Registry, one: Told) -> Part:
        body = one.body
        if self.climb(one) is not None:
            return "rung"
        if one.cause is not None and one.cause in self._by_key:
            return "born" if body["kind"] == OPENED else "followed"
        if body["act"] in OF_CLOCKS and registry.get(body["workflow"]).workflow.find(body["act"]) is None:
            return "system" if body["role"] == SYSTEM else "clock"
        return "act"

    def _note(self, one: Told) -> None:
        climb = self.climb(one)
        if climb is None:
            return
        found = self.climbed.setdefault(climb, Climbed(datetime.fromisoformat(one.body["at"])))
        if one.body["kind"] == OPENED:
            found.children.append(one.case_id)
        elif one.body["kind"] != ESCALATED:
            found.moves.append(one.body["act"])
