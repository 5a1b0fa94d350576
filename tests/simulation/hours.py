"""The virtual clock: time passes in small steps and great ones, and often to the moment at which something is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.simulation.stage import Stage

NEAR = (0, 0, 0, -1, 1, -1_000_000, -59_000_000, 3_600_000_000)
"""Microseconds by which a due moment is missed: mostly hit, sometimes a hair before it."""


@dataclass(slots=True)
class Hours:
    """`latest` is the latest moment that the clock has shown; it goes back now and then, by seconds."""

    chance: Random
    stage: Stage
    observer: Any
    leaps: float
    now: datetime = datetime(2026, 12, 1, 2, tzinfo=UTC)
    latest: datetime = datetime(2026, 12, 1, 2, tzinfo=UTC)
    _haste: float = 0.0

    def __post_init__(self) -> None:
        self._haste = self.chance.choice((0.1, 0.2, 0.35))
        self.put(self.now)

    def passes(self, due: Iterable[datetime]) -> None:
        """A little time, or up to one of the next `due` moments. Rarely the clock is set back; rarer still,
        the office stands empty for more than a year.
        """
        draw = self.chance.random()
        if draw < self._haste:
            self.reach(due)
        elif draw < self._haste + 0.01:
            self.put(self.now - timedelta(seconds=self.chance.choice((1, 30))))
        elif draw < self._haste + 0.01 + self.leaps:
            self.put(self.now + timedelta(days=400))
        else:
            seconds = self.chance.choice((1, 20, 60, 600, 3600)) * (10 if self.chance.random() < 0.05 else 1)
            self.put(self.now + timedelta(seconds=seconds, microseconds=self.chance.randrange(1000)))

    def reach(self, due: Iterable[datetime]) -> None:
        """To one of the next moments at which something is due, or a hair beside it."""
        ahead = sorted(at for at in due if at > self.now)[:3]
        if ahead:
            at = self.chance.choice(ahead) + timedelta(microseconds=self.chance.choice(NEAR))
            self.put(max(self.now, at))

    def put(self, at: datetime) -> None:
        self.now, self.latest = at, max(self.latest, at)
        with self.stage.aside():
            self.observer.execute("UPDATE clock SET stopped_at = %s", (at,))
