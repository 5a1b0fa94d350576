"""What goes wrong: drawn from the seed, in a stream of its own."""

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal, get_args
from unittest.mock import patch
from uuid import UUID

from engine import climbing, setback, sweep
from engine.runtime import Engine
from tests.simulation.stage import Fault, Statement

HIT: tuple[Statement, ...] = (*get_args(Statement), "write", "commit")
"""Writes and commits are hit more often than the rest."""
PASSES = (0, 0, 0, 1, 1, 2)
KINDS: tuple[Literal["crash", "cut"], ...] = ("crash", "crash", "crash", "crash", "crash", "cut")


class Cursed(Exception):
    """What a clock raises that was made to fail."""


@dataclass(slots=True)
class Luck:
    """How unlucky a season is. Where it is `off`, nothing goes wrong, and the same chances are drawn."""

    chance: Random
    faults: bool
    poison: bool
    curse: float
    """How often the clocks of a family are made to fail."""
    cursed: set[UUID] = field(default_factory=set)
    often: float = 0.0

    def __post_init__(self) -> None:
        self.often = self.chance.choice((0.02, 0.1, 0.3))

    def fault(self) -> Fault | None:
        """A crash or a cut connection for the next errand, rarely; rarer still one that the server has to notice."""
        if self.chance.random() >= self.often:
            return None
        fault = Fault(
            self.chance.choice(KINDS),
            self.chance.choice(HIT),
            self.chance.random() < 0.5,
            self.chance.random() < 0.15,
            self.chance.choice(PASSES),
        )
        return fault if self.faults else None

    def strikes(self, often: float) -> bool:
        return self.chance.random() < often and self.faults

    def curses(self) -> bool:
        """Whether it is time to curse a family, or to mend the cursed ones."""
        return self.chance.random() < self.curse and self.poison

    @contextmanager
    def around(self, tell: Callable[[str], None]) -> Iterator[None]:
        """Climbing any clock of a cursed family fails. Whatever else makes a clock fail is told with its cause."""
        climb, put_aside = climbing.climb, setback.put_aside

        def cursed(kin: Any, *others: Any) -> Any:
            if kin.root_id in self.cursed:
                raise Cursed
            return climb(kin, *others)

        def putting_aside(engine: Engine, root: UUID, problem: str) -> Any:
            cause = sys.exc_info()[1]
            if not isinstance(cause, Cursed):
                tell("".join(traceback.format_exception(cause)))
            return put_aside(engine, root, problem)

        with patch.object(climbing, "climb", cursed), patch.object(sweep, "put_aside", putting_aside):
            yield
