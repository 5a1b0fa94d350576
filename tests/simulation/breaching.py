"""What a breach of data owes, and to whom (R27, UU PDP art. 46), told from the records alone.

Supervisors and auditors are reminded after 24 and 48 hours and alarmed after 72, then each week, until all persons
concerned and the authority are told, or two of them say why nobody has to be.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.simulation.oracle import Violation

CLOCK = "notify-breach"
RUNGS = tuple(timedelta(hours=hours) for hours in (24, 48, 72))
WEEK = timedelta(days=7)
TOLD = ["auditor", "supervisor"]
UNDONE = ("proposed", "rejected", "withdrawn")
"""Records that name a step which is not taken by them."""


@dataclass(slots=True)
class Breach:
    """One breach. `rungs`: when each was last climbed."""

    detected: datetime
    concerned: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    authority: bool = False
    kept_out: set[str] = field(default_factory=set)
    over: bool = False
    rungs: dict[int, datetime] = field(default_factory=dict)

    def take(self, case: UUID, at: datetime, body: Mapping[str, Any]) -> None:
        """A record that was written at this moment. Raises Violation."""
        if body["actor"] is not None and UUID(body["actor"]).hex in self.kept_out:
            raise Violation("breach", f"record {body['seq']}: somebody works on her own breach", case)
        if body["kind"] not in UNDONE:
            self._go_on(case, body["act"], body["kind"], body["form"] or {})
        if {UUID(one).hex for one in body.get("excluded", ())} != self.kept_out:
            raise Violation("breach", f"record {body['seq']}: others are kept out than those in question", case)
        if body["deadline"] is not None:
            self.rungs[body["deadline"]["rung"]] = at
        self._check_clock(case, at, body)

    def _go_on(self, case: UUID, act: str, kind: str, form: Mapping[str, Any]) -> None:
        if act in ("assess", "assess-again"):
            self.concerned = set(form.get("concerned", ()))
            looker = [form["looker"]] if form.get("looker") is not None else []
            self.kept_out = {UUID(one).hex for one in (*form.get("kept_out", ()), *looker)}
        elif act == "tell-persons":
            if form["number"] not in self.concerned:
                raise Violation("breach", "somebody was told of what concerns her not", case)
            self.told.add(form["number"])
        elif act == "tell-authority":
            self.authority = True
        elif act == "give-notice" and not (self.concerned <= self.told and self.authority):
            raise Violation("breach", "it is over, and not all were told", case)
        if act in ("give-notice", "keep-silent"):
            if kind != "approved":
                raise Violation("breach", "one person alone says that it is over", case)
            self.over = True

    def _check_clock(self, case: UUID, at: datetime, body: Mapping[str, Any]) -> None:
        runs = [one for one in body["clocks"] if one["name"] == CLOCK]
        if len(runs) != (not self.over):
            raise Violation("breach", f"record {body['seq']}: over {self.over}, and {len(runs)} clocks run", case)
        for one in runs:
            anchor, due, rung = datetime.fromisoformat(one["anchor"]), datetime.fromisoformat(one["due"]), one["rung"]
            past = due - self.detected - RUNGS[rung]
            right = past % WEEK == timedelta(0) and due <= at + WEEK if rung in self.rungs else past == timedelta(0)
            if anchor != self.detected or not right:
                raise Violation("breach", f"record {body['seq']}: {one} does not count from its detection", case)

    def check_told(self, case: UUID, now: datetime, owed: list[tuple[str, int, list[str]]]) -> None:
        """Once all that is due has been done. `owed`: topic, level and roles of its notices. Raises Violation."""
        due = [place for place, after in enumerate(RUNGS) if self.detected + after <= now]
        if not self.over and any(place not in self.rungs for place in due):
            raise Violation("breach", "a reminder or the alarm was due and did not come", case)
        if not self.over and 2 in self.rungs and now - self.rungs[2] >= WEEK:
            raise Violation("breach", "nobody was told again after a week", case)
        if ("breach", 0, TOLD) not in owed:
            raise Violation("breach", "supervisors and auditors were not told of it", case)
        if 2 in self.rungs and ("escalation", 1, TOLD) not in owed:
            raise Violation("breach", "supervisors and auditors were not alarmed", case)
