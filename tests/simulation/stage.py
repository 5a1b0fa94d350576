"""One thread of control for many logical people: they are switched only where a statement meets the database.

Production code runs unchanged and knows nothing of it: where it speaks to the database (psycopg's own `execute` and
`wait`, and `engine.wire`) one steps aside for another, a process dies, or a connection is cut. Whoever waits for a lock
of somebody who stands aside is found by asking PostgreSQL, never by a timeout, so that the same seed plays the same
play.
"""

import select
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Literal
from unittest.mock import patch

import psycopg
from greenlet import greenlet  # type: ignore[import-untyped]  # ships no types
from psycopg.waiting import READY_R, READY_W, WAIT_R, WAIT_W

from engine.wire import Asked, Wire

Statement = Literal["begin", "read", "claim", "lock", "write", "attempt", "commit", "rollback", "other"]
MAY_WAIT = frozenset({"lock", "write", "attempt", "other"})
"""The statements that can be held up by somebody else's lock; a claim passes over what is locked."""
STEPS_ASIDE = 0.3
"""How often somebody lets another go first, at each of the two sides of a statement."""


MOST = 3_000
"""More statements than any errand needs: it would never end."""


class Endless(BaseException):
    """An errand goes round and round."""


class Crash(BaseException):
    """The process died here. Nothing of ours catches it but the client, who tries again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong once, just before or just after a statement. `hard`: the server has to notice it by itself.
    `passes` such statements go well before it: a request that is kept reads and commits before it acts and commits.
    """

    kind: Literal["crash", "cut"]
    statement: Statement
    after: bool
    hard: bool = False
    passes: int = 0

    def __str__(self) -> str:
        return f"{self.kind} {'after' if self.after else 'before'} {self.statement}"


@dataclass(slots=True)
class Part:
    """One person's, worker's or clerk's errand at the database, and what became of it."""

    name: str
    body: Callable[[], Any]
    fault: Fault | None = None
    answer: Any = None
    problem: BaseException | None = None
    struck: bool = False
    statements: int = 0
    committed: int = 0
    """Steps of a person's own that the database has taken for good; `attempts` likewise of refusals."""
    attempts: int = 0
    _claimed: bool = False
    _wrote: bool = False
    _refused: bool = False
    _blocked: bool = False
    _queues: bool = False
    _pid: int = 0
    _greenlet: Any = None

    def run(self) -> None:
        try:
            self.answer = self.body()
        except BaseException as problem:  # noqa: BLE001  # whatever it is, the season judges it
            self.problem = problem

    def note(self, statement: Statement) -> None:
        """Keep account of what is committed, as the database sees it."""
        if statement in ("begin", "rollback"):
            self._claimed = self._wrote = self._refused = False
        elif statement in ("claim", "lock"):
            self._claimed = True
        elif statement == "write":
            self._wrote = True
        elif statement == "attempt":
            self._refused = True
        elif statement == "commit":
            self.committed += self._wrote and not self._claimed
            self.attempts += self._refused


@dataclass(slots=True)
class Stage:
    """Where the parts are played. `observer` is a connection of the owner that no part uses."""

    observer: "psycopg.Connection[Any]"
    chance: Random
    alive: list[Part] = field(default_factory=list)
    running: Part | None = None
    _released: bool = False

    @contextmanager
    def set(self) -> Iterator["Stage"]:
        """For as long as this lasts, statements of parts meet the stage; those of nobody's part do not."""
        execute, say, run, send, begin = psycopg.Cursor.execute, Wire.say, Wire.run, Wire.send, Wire.begin
        wait = psycopg.Connection.wait

        def executed(cursor: Any, query: Any, params: Any = None, **options: Any) -> Any:
            with self._spoken(query, cursor.connection):
                return execute(cursor, query, params, **options)

        def said(wire: Wire, statements: bytes) -> Any:
            with self._spoken(statements, wire):
                return say(wire, statements)

        def begun(wire: Wire, opening: Any, *, alone: bool) -> Any:
            with self._spoken(opening[0].statement, wire, commits=alone):
                return begin(wire, opening, alone=alone)

        def ran(wire: Wire, asked: Asked, *, last: bool = False) -> Any:
            with self._spoken(asked.statement, wire, commits=last) as meant:
                rows = run(wire, asked, last=last)
                if last and not rows:  # somebody else was faster: a commit of nothing
                    meant.pop(0)
            return rows

        def sent(wire: Wire, asked: Asked) -> Any:
            with self._spoken(asked.statement, wire):
                going = send(wire, asked)
                wire.catch_up()
            return going

        def waited(connection: Any, steps: Any, *others: Any, **more: Any) -> Any:
            part = self.running
            if part is None or len(self.alive) < 2:
                return wait(connection, steps, *others, **more)
            return self._wait(part, connection, steps)

        with (
            patch.object(psycopg.Cursor, "execute", executed),
            patch.object(Wire, "say", said),
            patch.object(Wire, "begin", begun),
            patch.object(Wire, "run", ran),
            patch.object(Wire, "send", sent),
            patch.object(psycopg.Connection, "wait", waited),
        ):
            yield self

    @contextmanager
    def _spoken(self, query: Any, connection: Any, *, commits: bool = False) -> Iterator[list[Statement]]:
        """Around one message to the database, with what it is for. `commits`: it takes the commit along."""
        part = self.running
        if part is None:
            yield ["other"]
            return
        meant: list[Statement] = [named(query), "commit"] if commits else [named(query)]
        for statement in meant:
            self._meet(part, statement, False, connection)
        self._queue(part, meant[0], connection)
        yield meant
        for statement in meant:
            part.note(statement)
        if meant[-1] in ("commit", "rollback"):
            self._release(part)
        for statement in meant:
            self._meet(part, statement, True, connection)

    def play(self, parts: Sequence[Part], between: Callable[[], None]) -> None:
        """Play all parts to their ends, interleaved. `between` is called now and then, while some stand aside."""
        if len(parts) == 1:
            self.running = parts[0]
            parts[0].run()
            self.running = None
            return
        self.alive = list(parts)
        for part in parts:
            part._greenlet = greenlet(part.run)
        while self.alive:
            self._go_on(self.chance.choice(self._ready() or self.alive))
            if self._released:
                self._released = False
                for one in [one for one in self.alive if one._blocked]:
                    self._go_on(one)
            if self.alive and self.chance.random() < 0.1:
                between()

    def _ready(self) -> list[Part]:
        """Those who can go on: nobody who waits for a lock, and nobody who stands behind those who do."""
        held_up = any(one._blocked for one in self.alive)
        return [one for one in self.alive if not one._blocked and not (held_up and one._queues)]

    def _go_on(self, part: Part) -> None:
        self.running = part
        part._blocked = False
        part._greenlet.switch()
        self.running = None
        self.alive = [one for one in self.alive if not one._greenlet.dead]

    def _meet(self, part: Part, statement: Statement, after: bool, connection: Any) -> None:
        self._count(part)
        fault = part.fault
        if fault is not None and fault.statement == statement and fault.after == after:
            if fault.passes:
                part.fault = replace(fault, passes=fault.passes - 1)
                return
            part.fault, part.struck = None, True
            self._strike(part, fault, connection)
        elif len(self.alive) > 1 and self.chance.random() < STEPS_ASIDE:
            self._step_aside(part)

    def _count(self, part: Part) -> None:
        part.statements += 1
        if part.statements > MOST:
            raise Endless(part.name)

    def _queue(self, part: Part, statement: Statement, connection: Any) -> None:
        """Behind a lock stands one at a time: between two whom it wakes, the server's haste would decide. Whoever holds
        that lock goes on; where several locks are held and all who hold one stand here, the first to be asked does.
        """
        if statement not in MAY_WAIT:
            return
        part._queues = True
        while True:
            held = [self._waits_for(one, connection) for one in self.alive if one._blocked]
            stuck = all(one._blocked or one._queues for one in self.alive)
            if all(held) or (stuck and any(held)):
                break
            self._count(part)
            self._step_aside(part)
        part._queues = False

    def _waits_for(self, blocked: Part, connection: Any) -> bool:
        own = connection.info.backend_pid
        return own in self._ask("SELECT pg_blocking_pids(%s)", blocked._pid)

    def _release(self, part: Part) -> None:
        """Locks are free. Whoever waited for them comes first, or the server's haste would decide who does."""
        if any(one._blocked for one in self.alive):
            self._released = True
            self._step_aside(part)

    def _step_aside(self, part: Part) -> None:
        part._greenlet.parent.switch()
        self.running = part

    def _strike(self, part: Part, fault: Fault, connection: Any) -> None:
        if fault.kind == "crash":
            if fault.hard:
                self._cut(part, connection)
                connection.close()
            raise Crash(str(fault))
        self._cut(part, connection)
        if fault.after and fault.statement == "commit":
            raise psycopg.OperationalError("the connection was cut before the answer came")

    def _cut(self, part: Part, connection: Any) -> None:
        """The server ends this connection; on return it has, and holds no lock for it."""
        ended = select.poll()
        ended.register(connection.pgconn.socket, select.POLLRDHUP)
        self._ask("SELECT pg_terminate_backend(%s)", connection.info.backend_pid)
        assert ended.poll(10_000), "the server ends what it is told to end"
        self._release(part)

    def _wait(self, part: Part, connection: Any, steps: Any) -> Any:
        """psycopg's waiting, except that whoever is held up by a lock lets the others go on."""
        socket, pid = connection.pgconn.socket, connection.info.backend_pid
        try:
            wanted = next(steps)
            while True:
                reads, writes, _ = select.select(
                    [socket] if wanted & WAIT_R else [], [socket] if wanted & WAIT_W else [], [], 0.002
                )
                if reads or writes:
                    wanted = steps.send((READY_R if reads else 0) | (READY_W if writes else 0))
                elif self._ask("SELECT cardinality(pg_blocking_pids(%s))", pid):
                    part._blocked, part._pid = True, pid
                    self._step_aside(part)
        except StopIteration as over:
            return over.value

    def _ask(self, query: str, pid: int) -> Any:
        with self.aside():
            row = self.observer.execute(query, (pid,)).fetchone()
        return row[0] if row is not None else None

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What happens in here is nobody's part."""
        part, self.running = self.running, None
        try:
            yield
        finally:
            self.running = part


_NAMES: dict[Any, Statement] = {}


def named(query: Any) -> Statement:
    """What a statement of the engine is for, told by its text."""
    known = _NAMES.get(query)
    if known is None:
        known = _NAMES[query] = _named(query if isinstance(query, str) else bytes(query).decode())
    return known


def _named(text: str) -> Statement:
    if text.startswith("ROLLBACK TO"):
        return "other"
    if text.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
        return {"B": "begin", "C": "commit", "R": "rollback"}[text[0]]  # type: ignore[return-value]  # one of these
    if "moved AS" in text or text.startswith("INSERT INTO history"):
        return "write"
    if "FROM outbox" in text:
        return "other"
    if "FOR UPDATE" in text:
        return "claim" if "SKIP LOCKED" in text else "lock"
    if text.startswith("INSERT INTO attempt"):
        return "attempt"
    return "read" if "omah_family" in text or "f.root_id = ANY" in text else "other"
