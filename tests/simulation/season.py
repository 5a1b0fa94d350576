"""One season: a fresh database, a few thousand operations drawn from the seed, a quiet end in which all must be well.

A season depends on the seed and its own number alone, so a failure in the two-hundredth is played again by itself.
Longer than most files because it is the one scheduler: whatever happens in a season is drawn here.
"""

import logging
import os
import shutil
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from uuid import UUID

import psycopg

from engine import reading, sweep
from engine.errors import NotFound, Refused
from engine.past import audit
from engine.registry import Registry
from engine.secrets import erasure
from tests.engine.errand import ERRANDS
from tests.office import Office, open_office
from tests.simulation import ending
from tests.simulation.client import NO_ANSWER, TOLD_NO, Client
from tests.simulation.forging import check_sealed
from tests.simulation.hours import Hours
from tests.simulation.luck import Luck
from tests.simulation.oracle import Violation
from tests.simulation.stage import Part, Stage
from tests.simulation.temper import ANY, Temper
from tests.simulation.watch import Claim, Watch
from tests.simulation.wishes import STAFF, Crowd, Wish
from workers import effects, retention
from workflows import REGISTRY

ALL = Registry([compiled.workflow for compiled in (*ERRANDS, *REGISTRY)])
MOST_OPEN = (2, 6, 12, 20)
CROWDING = (0.1, 0.4, 0.8)
WORKFLOWS = (("errand",), ("omah-peluk",), ("errand", "omah-peluk", "omah-peluk", "breach"))
LAST = 30
"""So many operations are shown with a failure."""
QUIET = ("engine.sweep", "engine.secrets.erasure", "workers.effects", "psycopg")
"""Connections are cut and clocks are cursed on purpose; nobody needs to read of it."""

# Back-off runs by real time; here it runs by the clock that the seed moves. Unqualified calls find this one first.
BACK_OFF = """
    CREATE SCHEMA virtual;
    CREATE FUNCTION virtual.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS
    $$ SELECT coalesce(stopped_at, pg_catalog.clock_timestamp()) FROM public.clock $$;
    GRANT USAGE ON SCHEMA virtual TO omah_api, omah_worker, omah_door;"""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a season is played with. `often`: after how many operations the observer looks."""

    operations: int = 2_000
    faults: bool = True
    crowds: bool = True
    poison: bool = True
    often: int = 10
    temper: Temper = ANY


@dataclass(slots=True)
class Tally:
    """What was done: operations by what came of them."""

    operations: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    firings: int = 0
    cases: int = 0
    merged: int = 0
    erased: int = 0

    def add(self, other: "Tally") -> None:
        self.operations += other.operations
        self.outcomes += other.outcomes
        self.kinds += other.kinds
        self.firings += other.firings
        self.cases += other.cases
        self.merged += other.merged
        self.erased += other.erased


class Failed(Exception):
    """A violation, with all that it takes to see it again."""

    def __init__(self, season: int, operation: int, violation: Violation, last: list[str]) -> None:
        self.season, self.operation, self.violation, self.last = season, operation, violation, last
        super().__init__(season, operation, violation, last)

    def __str__(self) -> str:
        return f"season {self.season}, operation {self.operation}: {self.violation}"


def play(
    owner_url: str,
    folder: Path,
    seed: int,
    number: int,
    settings: Settings,
    prepare: Callable[[Office], None] | None = None,
) -> Tally:
    """One season. `prepare` may change its database, behind the curtain. Raises Failed."""
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        stack.enter_context(_seeded(f"{seed}/{number}/bytes"))
        home = folder / f"season-{seed}-{number}"
        home.mkdir()
        stack.callback(shutil.rmtree, home)
        office = stack.enter_context(contextmanager(open_office)(owner_url, home, ALL))
        _virtualise(office)
        if prepare is not None:
            prepare(office)
        observer = stack.enter_context(
            psycopg.connect(office.owner_url, autocommit=True, options="-c timezone=UTC", prepare_threshold=1)
        )
        season = Season(office, observer, home / "keys", seed, number, settings)
        stack.enter_context(season.stage.set())
        stack.enter_context(season.luck.around(season.last.append))
        return season.play()


@contextmanager
def _seeded(seed: str) -> Iterator[None]:
    """Ids, nonces and keys are drawn from the seed, too."""
    with patch.object(os, "urandom", Random(seed).randbytes):
        yield


def _virtualise(office: Office) -> None:
    office.sql(BACK_OFF)
    name = office.sql("SELECT current_database()")[0][0]
    for role in ("omah_api", "omah_worker"):
        office.sql(f"ALTER ROLE {role} IN DATABASE {name} SET search_path = virtual, pg_catalog, public")
    for table in ("cases", "history", "deadline", "outbox", "attempt", "notice", "idempotency", "clock"):
        # Statistics that come when they like would change plans, and with them the order of rows.
        office.sql(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
    for one in STAFF:
        places = [group.removeprefix("kelurahan/") for group in one.audience if group.startswith("kelurahan/")]
        office.sql(
            "INSERT INTO staff (id, email, name, role, kelurahan) VALUES (%s, %s, %s, %s, %s)",
            *(one.id, f"{one.id}@metro.example", one.role, one.role, places),
        )
    ALL.editions.clear()  # a season begins with what a new process knows
    office.close()  # and with connections that know the virtual clock


@dataclass(frozen=True, slots=True)
class Errand:
    """A part, and how it is judged when it is over."""

    part: Part
    settle: Callable[[], None]


class Season:
    """The scheduler. Acts, faults, hours and order have streams of chance of their own, so that leaving the faults out
    changes little else.
    """

    def __init__(self, office: Office, observer: Any, keys: Path, seed: int, number: int, settings: Settings) -> None:
        self.number, self.settings, self.office = number, settings, office
        self.anchors = keys.parent / "anchors"
        chances = {one: Random(f"{seed}/{number}/{one}") for one in ("acts", "faults", "hours", "order")}
        self.chance = chances["acts"]
        self.stage = Stage(observer, chances["order"])
        temper = settings.temper
        self.luck = Luck(chances["faults"], settings.faults, settings.poison, temper.curses)
        self.hours = Hours(chances["hours"], self.stage, observer, temper.leaps)
        self.watch = Watch(observer, ALL, office.keys.secret("mac"), keys / "cases")
        self.crowd = Crowd(ALL, self.chance, lambda root: self.watch.families[root].version, self._known, temper)
        self.tally = Tally()
        self.last: deque[str] = deque(maxlen=LAST)
        self.open: list[UUID] = []
        drawn = (self.chance.choice(MOST_OPEN), self.chance.choice(CROWDING), self.chance.choice(WORKFLOWS))
        self.most_open = temper.most_open or drawn[0]
        self.crowding = temper.crowding or drawn[1]
        self.kinds = temper.workflows or drawn[2]
        self.luck.often = temper.faults or self.luck.often

    def _known(self) -> dict[UUID, int]:
        """The open cases of the workflow in which one can take up another, with the year of their number."""
        books = {root: self.watch.families[root].cases[root] for root in self.open}
        return {root: book.snapshot.opened_at.year for root, book in books.items()}

    def play(self) -> Tally:
        try:
            while self.tally.operations < self.settings.operations:
                looked = self.tally.operations // self.settings.often
                self._scene()
                if self.tally.operations // self.settings.often != looked or not self.open:
                    self._look()
            self._end()
        except Violation as violation:
            raise Failed(self.number, self.tally.operations, violation, list(self.last)) from violation
        self.tally.kinds, self.tally.firings = self.watch.kinds, self.watch.firings
        self.tally.cases = len(self.watch.roots)
        self.tally.erased = sum(family.erased for family in self.watch.families.values())
        self.tally.merged = sum(len(family.joined) for family in self.watch.families.values())
        return self.tally

    # --- scenes

    def _scene(self) -> None:
        """Time may pass; then one thing happens, or several at once."""
        if self.chance.random() < 0.45:
            self._time_passes()
        if self.luck.curses():
            self._curse_or_mend()
        together = self.chance.choice((2, 2, 3, 4)) if self.chance.random() < self.crowding else 1
        focus = self.chance.choice(self.open) if self.open and self.chance.random() < 0.7 else None
        errands = [self._draw(focus) for _ in range(together)]
        if self.settings.crowds:
            self.stage.play([errand.part for errand in errands], self._time_passes)
        else:
            for errand in errands:
                self.stage.play([errand.part], self._time_passes)
        for errand in errands:
            errand.settle()

    def _draw(self, focus: UUID | None) -> Errand:
        self.tally.operations += 1
        draw = self.chance.random()
        if len(self.open) < self.most_open and (not self.open or draw < 0.12):
            return self._wishes(self.crowd.report(self.chance.choice(self.kinds), self.hours.now))
        root = focus if focus is not None else self.chance.choice(self.open)
        family = self.watch.families[root]
        if draw < 0.68:
            case = self.chance.choice([root, *family.cases])
            return self._wishes(self.crowd.wish(family.snapshot(case), root, self.hours.now))
        if draw < 0.75:
            return self._looks(root, self.chance.choice(list(family.cases)))
        if draw < 0.92:
            return self._ticks()
        if draw < 0.97:
            limit = self.chance.choice((3, 100))
            return self._clerk("relay", lambda: effects.pay(self.office.worker, ending.POST, limit=limit))
        if draw < 0.98:
            return self._clerk("the API destroys keys", lambda: erasure.pay(self.office.api))
        if draw < 0.983:
            return self._clerk("worker lists what is due", lambda: retention.list_due(self.office.worker.database))
        if draw < 0.99:
            return self._clerk("the API keeps watch", lambda: sweep.fire_due(self.office.api, limit=50))
        return self._verifies(self.chance.choice(list(self.watch.roots)))

    # --- people

    def _wishes(self, wish: Wish) -> Errand:
        client = Client(self.office.api, wish, patient=self.chance.random() < 0.7)
        part = Part(str(wish), lambda: client.ask(part), self.luck.fault())
        return Errand(part, lambda: self._answered(wish, part))

    def _answered(self, wish: Wish, part: Part) -> None:
        """Compare what the client was told with what the database took, and put it to the observer's account."""
        case, problem = wish.case, part.problem
        self.watch.account(case, wish.actor.id, wish.verb, part)
        if wish.key is not None and part.committed > 1:
            raise Violation("twice", f"{wish}: the same request was taken {part.committed} times", case)
        if wish.key is not None and part.committed and isinstance(problem, TOLD_NO):
            raise Violation("twice", f"{wish}: done, and told no when it was asked again: {problem}", case)
        if problem is None:
            if not part.committed:
                raise Violation("acknowledged", f"{wish}: answered, and nothing was committed", case)
            told = part.answer
            self.watch.claims.append(Claim(UUID(told["case"]), wish.actor.id, wish.verb, told["version"], wish.seen))
        elif not isinstance(problem, TOLD_NO) and not (part.struck and isinstance(problem, NO_ANSWER)):
            raise Violation("error", f"{wish}: {type(problem).__name__}: {problem}", case) from problem
        if isinstance(problem, Refused) and case is not None and not part.attempts:
            raise Violation("attempts", f"{wish}: refused, and the attempt is not on record", case)
        if case is not None and (problem is None or isinstance(problem, TOLD_NO)):
            self.watch.glimpse(case, wish.actor, not isinstance(problem, NotFound))
        self._log(part, "done" if problem is None else type(problem).__name__)

    def _looks(self, root: UUID, case: UUID) -> Errand:
        """Somebody opens the page of a case."""
        actor = self.chance.choice(STAFF)

        def body() -> bool:
            with self.office.api.database.transaction(actor) as tx:
                view = reading.case(tx, ALL, case)
                if view is None:
                    return False
                reading.steps(view.member.compiled, view.snapshot, actor, view.now)
                reading.clock_views(view.member, view.snapshot, view.now)
                return True

        part = Part(f"{actor.role} looks at {str(case)[:8]}", body, self.luck.fault())

        def settle() -> None:
            self._insist(part, case)
            if part.problem is None:
                self.watch.glimpse(case, actor, bool(part.answer))
                self.crowd.look(actor, root)
            self._log(part, "seen" if part.answer else "not seen")

        return Errand(part, settle)

    # --- workers and others

    def _ticks(self) -> Errand:
        """Beat's tick: it may be lost or late, or there are several at once; a duplicate does no harm."""
        limit = self.chance.choice((2, 3, 500))
        if self.luck.strikes(0.1):
            return self._clerk("a tick that is lost", lambda: 0)
        return self._clerk(f"tick ({limit})", lambda: sweep.fire_due(self.office.worker, limit=limit))

    def _clerk(self, name: str, body: Callable[[], Any]) -> Errand:
        part = Part(name, body, self.luck.fault())

        def settle() -> None:
            self._insist(part)
            self._log(part, "something" if part.answer else "nothing")

        return Errand(part, settle)

    def _verifies(self, case: UUID) -> Errand:
        part = Part(f"auditor verifies {str(case)[:8]}", lambda: audit.verify(self.office.api, case), self.luck.fault())

        def settle() -> None:
            self._insist(part, case)
            if part.problem is None and not part.answer.verified:
                raise Violation("audit", part.answer.findings[0].words.en, case)
            self._log(part, "verified")

        return Errand(part, settle)

    def _insist(self, part: Part, case: UUID | None = None) -> None:
        """Nothing goes wrong but what was made to."""
        if part.problem is not None and not (part.struck and isinstance(part.problem, NO_ANSWER)):
            words = f"{part.name}: {type(part.problem).__name__}: {part.problem}"
            raise Violation("error", words, case) from part.problem

    # --- what befalls them

    def _time_passes(self) -> None:
        self.hours.passes(self._due())

    def _due(self) -> list[datetime]:
        books = [book for root in self.open for book in self.watch.families[root].cases.values()]
        return [clock.due for book in books for clock in book.clocks.values()]

    def _curse_or_mend(self) -> None:
        self._look()
        if self.luck.cursed and self.chance.random() < 0.4:
            self._mend()
        elif self.open:
            root = self.chance.choice(self.open)
            self.luck.cursed.add(root)
            self.watch.families[root].ailing = True
            self.last.append(f"{self.tally.operations:>6} {str(root)[:8]} is cursed: its clocks cannot be climbed")

    def _mend(self) -> None:
        """The operator has mended the cases, and wakes their clocks."""
        for root in sorted(self.luck.cursed):
            self.watch.mend(root)
            self.last.append(f"{self.tally.operations:>6} {str(root)[:8]} is mended")
        self.luck.cursed.clear()

    # --- looking, and the end

    def _look(self) -> None:
        known = len(self.watch.families)
        self.watch.look(self.hours.latest)
        self.open = [root for root in self.open if self._goes_on(root)]
        self.open += list(self.watch.families)[known:]

    def _goes_on(self, root: UUID) -> bool:
        """People lose interest: soon where a family has ended, though it can be reopened, and late in any other."""
        family = self.watch.families[root]
        over = all(book.snapshot.ended_at is not None for book in family.cases.values())
        return self.chance.random() < (self.settings.temper.memory if over else 0.985)

    def _end(self) -> None:
        """The faults stop; whatever was owed is paid."""
        self._look()
        self._mend()
        self.hours.reach(self._due())
        ending.settle(self.office)
        self._look()
        ending.check(self.office, self.watch)
        check_sealed(self.office, self.anchors, self.chance)

    def _log(self, part: Part, outcome: str) -> None:
        outcome = "lost" if isinstance(part.problem, NO_ANSWER) else outcome
        self.tally.outcomes[outcome] += 1
        told = f" ({part.problem})" if part.problem is not None else ""
        line = f"{self.tally.operations:>6} {self.hours.now:%Y-%m-%d %H:%M:%S.%f} {part.name} → {outcome}{told}"
        self.last.append(line[:200])
