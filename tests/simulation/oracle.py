"""What ought to be, worked out a second time from the definitions and from the format of the history alone.

Nothing here calls the engine's deciding, composing, writing or sweeping: a fault in those cannot hide itself.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from engine.calendar import Calendar, Duration, Elapsed
from engine.calendar import before as working_before
from engine.calendar import due as working_due
from engine.calendar import share as working_share
from engine.definition import Deadline, Guard, Refusal, Situation, Snapshot, Workflow

GENESIS = bytes(32)


class Violation(Exception):
    """Something that must hold does not. `check` names it in a word or two."""

    def __init__(self, check: str, words: str, case: UUID | None = None) -> None:
        self.check, self.words, self.case = check, words, case
        super().__init__(check, words, case)

    def __str__(self) -> str:
        return f"{self.check}: {self.words}" + (f" (case {self.case})" if self.case is not None else "")


# --- the record format, from its description in `engine.history`


def check_record(row: Mapping[str, Any], seq: int, head: bytes, mac_key: bytes) -> dict[str, Any]:
    """The body of a record that follows `head`. Raises Violation."""
    case: UUID = row["case_id"]
    if row["seq"] != seq:
        raise Violation("sequence", f"record {seq} is missing, {row['seq']} is there", case)
    if row["prev"] != head:
        raise Violation("chain", f"record {seq} does not follow the one before", case)
    written: bytes = row["body"]
    length = len(written).to_bytes(8, "big")
    digest = sha256(b"omah/history/1\n" + case.bytes + seq.to_bytes(8, "big") + head + length + written).digest()
    if row["hash"] != digest:
        raise Violation("chain", f"record {seq} has another hash than its bytes", case)
    if row["mac"] != hmac.digest(mac_key, digest, "sha256"):
        raise Violation("mac", f"record {seq} has a code that our key does not give", case)
    body: dict[str, Any] = json.loads(written)
    sealed = sha256(row["sealed"]).hexdigest() if row["sealed"] is not None else None
    if (body["v"], body["case"], body["seq"], body["sealed"]) != (1, case.hex, seq, sealed):
        raise Violation("body", f"record {seq} says that it is another", case)
    _check_columns(row, body)
    return body


def _check_columns(row: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    said = {
        "at": datetime.fromisoformat(body["at"]),
        "actor": UUID(body["actor"]) if body["actor"] else None,
        "role": body["role"],
        "kind": body["kind"],
        "act": body["act"],
        "from_state": body["from"],
        "to_state": body["to"],
        "deadline_id": body["deadline"]["id"] if body["deadline"] else None,
    }
    for name, value in said.items():
        if row[name] != value:
            raise Violation("columns", f"{name} is {row[name]}, the record says {value}", row["case_id"])


# --- clocks


@dataclass(frozen=True, slots=True)
class Running:
    """A clock as it ought to run."""

    name: str
    rung: int
    level: int
    anchor: datetime
    due: datetime
    breach: datetime
    turn: datetime | None = None
    """From when a rung that repeats counts its next turn."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The clocks that ought to run after a record, and whether one that it stopped was over."""

    running: dict[str, Running]
    late: bool


def due(anchor: datetime, duration: Duration, calendar: Calendar) -> datetime:
    """Elapsed time is worked out here; working days have an oracle of their own in the calendar's tests."""
    if isinstance(duration, Elapsed):
        return anchor + timedelta(days=duration.days, hours=duration.hours, minutes=duration.minutes)
    return working_due(anchor, duration, calendar)


def planned(workflow: Workflow, case: Snapshot, running: Mapping[str, Running], now: datetime) -> Planned:
    """The clocks of a case as it stands, from those that ran before."""
    wanted: dict[str, Running] = {}
    stopped = dict(running)
    for deadline in workflow.deadlines:
        if case.state in deadline.states and (case.ended_at is None or deadline.after_end):
            one = _wanted(workflow, deadline, case, running.get(deadline.name))
            if one is not None:
                wanted[deadline.name] = one
                if deadline.name in stopped and stopped[deadline.name].anchor == one.anchor:
                    del stopped[deadline.name]
    return Planned(wanted, any(one.breach < now for one in stopped.values()))


def _wanted(workflow: Workflow, deadline: Deadline, case: Snapshot, old: Running | None) -> Running | None:
    anchor, within = deadline.anchor(case), _within(deadline, case)
    if anchor is None or within is None:
        return None
    breach = due(anchor, within, workflow.calendar)
    if old is not None and old.anchor == anchor and old.breach == breach:
        return old
    if old is None or old.anchor != anchor:
        return Running(deadline.name, 0, 0, anchor, rung_due(deadline, 0, anchor, within, workflow.calendar), breach)
    every = deadline.rungs[old.rung].every
    if old.turn is not None and every is not None:
        return replace(old, due=due(old.turn, every, workflow.calendar), breach=breach)
    return replace(old, due=rung_due(deadline, old.rung, anchor, within, workflow.calendar), breach=breach)


def rung_due(deadline: Deadline, rung: int, anchor: datetime, within: Duration, calendar: Calendar) -> datetime:
    step = deadline.rungs[rung]
    if step.after is not None:
        return due(anchor, step.after, calendar)
    if step.percent is not None:
        if isinstance(within, Elapsed):
            return anchor + (due(anchor, within, calendar) - anchor) * step.percent / 100
        return due(anchor, working_share(within, step.percent), calendar)
    breach = due(anchor, within, calendar)
    if step.before is not None:
        return working_before(breach, step.before, calendar)
    return due(breach, step.past or Elapsed(), calendar)


def climbed(workflow: Workflow, case: Snapshot, clock: Running, now: datetime) -> Running | None:
    """The clock after its rung was climbed, for a case as it stands afterwards."""
    deadline = workflow.deadline(clock.name)
    rung, within = deadline.rungs[clock.rung], _within(deadline, case)
    if clock.rung + 1 < len(deadline.rungs) and within is not None:
        at = rung_due(deadline, clock.rung + 1, clock.anchor, within, workflow.calendar)
        return replace(clock, rung=clock.rung + 1, level=rung.level, due=max(at, clock.due))
    if rung.every is None:
        return None
    turn, at = clock.due, due(clock.due, rung.every, workflow.calendar)
    while at <= now:
        turn, at = at, due(at, rung.every, workflow.calendar)
    return replace(clock, level=rung.level, due=at, turn=turn)


def _within(deadline: Deadline, case: Snapshot) -> Duration | None:
    return deadline.within(case) if callable(deadline.within) else deadline.within


# --- guards


def refusals(guards: tuple[Guard, ...], situation: Situation) -> list[Refusal]:
    """What the guards that can be judged without a form have against it."""
    found: list[Refusal] = []
    for guard in guards:
        answer = None if guard.needs_form else guard.check(situation)
        if answer is not None:
            found.extend(answer if isinstance(answer, tuple) else (answer,))
    return found
