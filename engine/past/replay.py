"""The past as it was: a history folded, record by record, to how its case stood at any moment. Pure.

A record tells everything that it left behind, but for two things that add up: the facts, and which clock was armed
when. What is folded here is compared with the stored case by `engine.past.audit`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from engine.definition import Workflow

ARMED, FIRED, CANCELLED = "armed", "fired", "cancelled"
REOPENED, PROPOSED, MIGRATED = "reopened", "proposed", "migrated"

Body = Mapping[str, Any]
"""A record's body, as `engine.history` describes it."""


class Stamp(NamedTuple):
    """A record that set a time, and when the one before it was: records never go back, even where a clock does."""

    body: Body
    before: str | None


@dataclass(slots=True)
class Rung:
    """A rung of a clock, as one record armed it: `clock` is what that record says of it.

    `level` is the escalation level reached by then; None where the definition of the time is not at hand. `met_by` is
    the record that fired or cancelled it.
    """

    clock: Body
    armed_seq: int
    level: int | None
    status: str = ARMED
    met_by: Stamp | None = None


@dataclass(slots=True)
class Fold:
    """What the records taken so far add up to: `first` and `body` are the first and the last of them, `entered` the one
    that entered the state, `proposal` the one that proposed last. `owes` is what a record owes to the outside, by its
    number; up to `unsaid` records come from a release that did not say it.

    `workflow` tells the levels of rungs, where it is the definition by which the records were written.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    first: Body = field(default_factory=dict)
    body: Body = field(default_factory=dict)
    entered: Stamp | None = None
    proposal: Stamp | None = None
    running: dict[str, Rung] = field(default_factory=dict)
    met: list[Rung] = field(default_factory=list)
    owes: dict[int, list[Any]] = field(default_factory=dict)
    unsaid: int = 0

    def take(self, body: Body, workflow: Workflow | None = None) -> None:
        before = self.body
        if body["facts"]:
            self.facts.update(body["facts"])
        if (body["to"] != before.get("to") and body["kind"] != MIGRATED) or body["kind"] == REOPENED:
            self.entered = Stamp(body, before.get("at"))
        if body["kind"] == PROPOSED:
            self.proposal = Stamp(body, before.get("at"))
        if body["kind"] == MIGRATED:
            self._arm_anew(body, before.get("at"))
        elif body["deadline"] is not None or body["clocks"] != before.get("clocks"):
            self._turn(body, before.get("at"), workflow)
        owes = body.get("owes")
        if owes:
            self.owes[body["seq"]] = owes
        elif owes is None:
            self.unsaid = body["seq"]
        self.first = self.first or body
        self.body = body

    def _turn(self, body: Body, before: str | None, workflow: Workflow | None) -> None:
        """A clock that says what it said before still runs; each other one was met, and what is new was armed."""
        fired = body["deadline"]
        running: dict[str, Rung] = {}
        for clock in body["clocks"]:
            old = self.running.get(clock["name"])
            if old is not None and old.clock == clock:
                running[clock["name"]] = old
            else:
                running[clock["name"]] = Rung(clock, body["seq"], _level(workflow, clock, old, fired))
        for name, old in self.running.items():
            if running.get(name) is not old:
                old.status = FIRED if fired is not None and fired["name"] == name else CANCELLED
                old.met_by = Stamp(body, before)
                self.met.append(old)
        self.running = running

    def _arm_anew(self, body: Body, before: str | None) -> None:
        """Another version of the workflow arms every clock anew, under the name that it has there, at its level."""
        were = {new: old for old, new in body["form"]["clocks"].items() if new is not None}
        running: dict[str, Rung] = {}
        for clock in body["clocks"]:
            old = self.running.get(were.get(clock["name"], ""))
            running[clock["name"]] = Rung(clock, body["seq"], old.level if old is not None else 0)
        for old in self.running.values():
            old.status, old.met_by = CANCELLED, Stamp(body, before)
            self.met.append(old)
        self.running = running


def _level(workflow: Workflow | None, clock: Body, old: Rung | None, fired: Body | None) -> int | None:
    """The level with which a clock is armed: that of the rung just climbed, or, from the same anchor, as before."""
    if fired is not None and fired["name"] == clock["name"]:
        known = next((one for one in workflow.deadlines if one.name == clock["name"]), None) if workflow else None
        return known.rungs[fired["rung"]].level if known is not None and fired["rung"] < len(known.rungs) else None
    return old.level if old is not None and old.clock["anchor"] == clock["anchor"] else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stood. `clocks` are those that ran: name, rung, anchor, due (the next rung), breach (aware UTC)."""

    seq: int
    at: datetime
    workflow: str
    definition: str
    state: str
    facts: Mapping[str, Any]
    clocks: tuple[Mapping[str, Any], ...]
    pending: int | None
    owner: str | None
    ended_at: datetime | None


def fold(bodies: Iterable[Body], as_of: datetime | None = None) -> Standing | None:
    """How a case stood at a moment (default: as its history ends), from its records in order; None before the first."""
    folded = Fold()
    for body in bodies:
        if as_of is not None and datetime.fromisoformat(body["at"]) > as_of:
            break
        folded.take(body)
    return standing(folded) if folded.body else None


def standing(folded: Fold) -> Standing:
    body = folded.body
    return Standing(
        seq=body["seq"],
        at=datetime.fromisoformat(body["at"]),
        workflow=body["workflow"],
        definition=body["definition"],
        state=body["to"],
        facts=dict(folded.facts),
        clocks=tuple(
            {key: datetime.fromisoformat(value) if key in _MOMENTS else value for key, value in clock.items()}
            for clock in body["clocks"]
        ),
        pending=body["pending"],
        owner=body["owner"],
        ended_at=datetime.fromisoformat(body["ended"]) if body["ended"] is not None else None,
    )


_MOMENTS = frozenset({"anchor", "due", "breach"})
