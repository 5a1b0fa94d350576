"""Who wrote and waits for an answer (R30), told from the records alone, not from what the workflow computes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.simulation.oracle import Violation

HEARD_WITHIN = timedelta(hours=12 * 24)
CLOCK = "answer-reporter"
UNDONE = ("proposed", "rejected", "withdrawn")
"""Records that name a step which is not taken by them."""


@dataclass(slots=True)
class Waiting:
    """The reporters of one case who wait, each since when. `alarmed`: for when their clock last raised a level."""

    since: dict[str | None, datetime] = field(default_factory=dict)
    alarmed: datetime | None = None

    def take(
        self, case: UUID, moment: datetime, body: Mapping[str, Any], facts: Mapping[str, Any], joined: bool
    ) -> None:
        """A record that counts from `moment`, and the facts after it. `joined`: it takes up another case. Raises
        Violation.
        """
        said = {one.get("report"): datetime.fromisoformat(one["since"]) for one in facts.get("written", ())}
        if joined:
            self._take_up(case, said)
        elif body["kind"] not in UNDONE:
            self._go_on(moment, body["act"], body["form"] or {})
        if said != self.since:
            raise Violation("waiting", f"record {body['seq']}: {len(self.since)} wait, by the facts {len(said)}", case)
        self._check_clock(case, moment, body)

    def _go_on(self, moment: datetime, act: str, form: Mapping[str, Any]) -> None:
        if act == "message-arrived":
            self.since.setdefault(form.get("report"), min(datetime.fromisoformat(form["written_at"]), moment))
        elif act == "write-to-reporter":
            self.since.pop(form.get("report"), None)
        elif act in ("heed-message", "merge"):  # of a merged case, all wait in the other
            self.since.clear()

    def _take_up(self, case: UUID, said: dict[str | None, datetime]) -> None:
        if any(one not in said or said[one] > since for one, since in self.since.items()):
            raise Violation("waiting", "whoever waited in one of two cases waits no longer", case)
        self.since = said

    def _check_clock(self, case: UUID, moment: datetime, body: Mapping[str, Any]) -> None:
        fired = body["deadline"]
        if fired is not None and fired["name"] == CLOCK and fired["rung"] > 0:
            self.alarmed = moment
        runs = [datetime.fromisoformat(one["anchor"]) for one in body["clocks"] if one["name"] == CLOCK]
        if runs != ([min(self.since.values())] if self.since else []):
            raise Violation("waiting", f"record {body['seq']}: the clock of an answer counts from {runs}", case)

    def check_heard(self, case: UUID, now: datetime) -> None:
        """Once all that is due has been done. Raises Violation."""
        if not self.since:
            return
        oldest = min(self.since.values())
        if oldest + HEARD_WITHIN <= now and (self.alarmed is None or self.alarmed < oldest):
            raise Violation("waiting", f"a message of {oldest} is not answered, and nobody was told", case)
