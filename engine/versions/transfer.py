"""Move the cases of one version of a workflow to another, as one recorded act a case: looked at first, then in batches.

What is looked at is what is done: both go the same way, and the second writes. Each batch is a transaction of its own
that locks its roots as a firing does, so that workers and people go on meanwhile. Whoever is interrupted calls again:
what has moved has moved, the rest is found by its version.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from engine import almanac, family, writing
from engine.composition import compose
from engine.database import SYSTEM_ACTOR, Tx
from engine.errors import NotFound, Overtaken, SilentCase, UnsoundMapping
from engine.family import Family
from engine.proving.proof import prove
from engine.registry import Compiled, Registry
from engine.runtime import Engine
from engine.secrets.sealing import CaseSealer
from engine.sweep import fire_family
from engine.versions import pinned as versions
from engine.versions.crossing import MIGRATE, Crossed, Crossing, cross
from engine.versions.mapping import Given, Move, move, problems

BATCH = 200
ROUNDS = 20
"""So often is a family tried anew that others keep busy, before it counts as left."""

_PINNED = """SELECT id FROM cases r WHERE parent_id IS NULL AND id > %s AND (ended_at IS NULL OR NOT %s)
    AND EXISTS (SELECT FROM cases c WHERE c.root_id = r.id AND c.definition = ANY(%s)) ORDER BY id LIMIT %s"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One pair of versions, each by the beginning of its hash.

    `given` None: names stay as they are, or become again what they were where cases once came that way.
    """

    old: str
    new: str
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A version that ran here: how many cases are pinned to it, and why it cannot run any more, if it cannot."""

    workflow: str
    version: str
    cases: int
    running: bool
    gone: tuple[str, ...]


@dataclass(slots=True)
class Moved:
    """What came of it. `left` are sentences about cases that could not move, each with its number."""

    cases: list[Crossed] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def kept(engine: Engine) -> list[Kept]:
    """Every version that runs or has cases, by workflow, the running one last."""
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        versions.all_at_hand(tx.connection, engine.registry)
        counted = tx.connection.execute("SELECT workflow, definition, count(*) FROM cases GROUP BY 1, 2").fetchall()
        registry = almanac.current(tx.connection, engine.registry)
    found = {(workflow, version): cases for workflow, version, cases in counted}
    running = {(one.workflow.name, one.version) for one in registry}
    known = sorted(running | found.keys(), key=lambda one: (one[0], one in running, one[1]))
    return [_kept(registry, pin, found.get(pin, 0)) for pin in known]


def _kept(registry: Registry, pin: tuple[str, str], cases: int) -> Kept:
    workflow, version = pin
    try:
        running, gone = registry.get(workflow).version == version, registry.of(workflow, version).gone
    except NotFound:
        running, gone = False, ("no workflow of this name runs here.",)
    return Kept(workflow, version, cases, running, gone)


def look(engine: Engine, asked: Sequence[Asked], *, one_way: bool = False, running: bool = False) -> Moved:
    """What `migrate` would do now; `running`: only with cases that are not over. Nothing is written. Raises
    UnsoundMapping with every problem.
    """
    moves = _moves(engine, asked, one_way=one_way)
    done, wrong = Moved(), list[str]()
    for kin in _families(engine, moves, running=running):
        crossing = cross(kin, moves)
        done.cases += crossing.cases
        wrong += crossing.problems
    if wrong:
        raise UnsoundMapping(wrong)
    return done


def migrate(
    engine: Engine,
    asked: Sequence[Asked],
    *,
    one_way: bool = False,
    running: bool = False,
    batch: int = BATCH,
    told: Callable[[int], None] | None = None,
) -> Moved:
    """Move every case of the old versions. `told` hears after each batch how many have moved.

    Raises as `look`, before anything moves. A case that has changed meanwhile so that it cannot move is left, and
    named.
    """
    look(engine, asked, one_way=one_way, running=running)
    moves = _moves(engine, asked, one_way=one_way)
    done = Moved()
    for roots in _batches(engine, moves, batch, running=running):
        _move_all(engine, moves, roots, done)
        if told is not None:
            told(len(done.cases))
    return done


# --- what is asked for


def _moves(engine: Engine, asked: Sequence[Asked], *, one_way: bool) -> dict[str, Move]:
    """Each move by its old version. Raises UnsoundMapping."""
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        versions.all_at_hand(tx.connection, engine.registry)
        moves = [_move(tx, engine.registry, one, one_way=one_way) for one in asked]
        in_force = {one.version for one in almanac.current(tx.connection, engine.registry)}
    wrong = [sentence for one in moves for sentence in problems(one)]
    twice = {one.old.version for one in moves if sum(other.old.version == one.old.version for other in moves) > 1}
    wrong += [f"{version[:12]} is named twice; where shall its cases go?" for version in sorted(twice)]
    wrong += _unproved(engine.registry, [one for one in moves if one.new.version not in in_force]) if not wrong else []
    if wrong:
        raise UnsoundMapping(wrong)
    return {one.old.version: one for one in moves}


def _move(tx: Tx, registry: Registry, asked: Asked, *, one_way: bool) -> Move:
    old, new = (_version(tx, registry, named) for named in (asked.old, asked.new))
    if asked.given is not None:
        return move(old, new, asked.given, one_way=one_way)
    before = _recorded(tx, new.version, old.version)
    if not before:
        return move(old, new, Given({}, {}), one_way=one_way)
    return _back(old, new, before, one_way=one_way)


def _back(old: Compiled, new: Compiled, before: Sequence[tuple[Given, bool]], *, one_way: bool) -> Move:
    """The way back of a migration that is on record. Raises UnsoundMapping where there is none."""
    there = before[0][0]
    if len(before) > 1:
        raise UnsoundMapping(["cases were migrated there in more than one way; say with --map how they go back."])
    if len(set(there.states.values())) < len(there.states) and not one_way:
        raise UnsoundMapping([f"{old.workflow.name}: {NO_WAY_BACK}"])
    return move(old, new, there.inverse(), one_way=one_way, back=True)


NO_WAY_BACK = "on the way there several states became one: nobody can tell which of them a case was in."


def _version(tx: Tx, registry: Registry, named: str) -> Compiled:
    """By the beginning of its hash, at least six digits."""
    query = "SELECT workflow, version FROM definition WHERE version LIKE %s"
    rows = tx.connection.execute(query, (f"{named.lower()}%",)).fetchall() if _is_hash(named) else []
    if len(rows) != 1:
        raise UnsoundMapping([f"{'several versions begin' if rows else 'no version begins'} with {named}."])
    return registry.of(*rows[0])


def _is_hash(named: str) -> bool:
    return len(named) >= 6 and set(named.lower()) <= set("0123456789abcdef")


def _recorded(tx: Tx, old: str, new: str) -> list[tuple[Given, bool]]:
    """How cases were migrated from one version to another so far."""
    rows = tx.connection.execute(
        """SELECT DISTINCT form ->> 'states', form ->> 'clocks', form -> 'states', form -> 'clocks', form -> 'one_way'
             FROM (SELECT convert_from(body, 'UTF8')::jsonb -> 'form' AS form FROM history WHERE act = %s) AS acts
            WHERE form ->> 'from' = %s AND form ->> 'to' = %s""",
        (MIGRATE, old, new),
    ).fetchall()
    return [(Given(row[2], row[3]), row[4]) for row in rows]


def _unproved(registry: Registry, moves: Sequence[Move]) -> list[str]:
    """An earlier version that cases go back to has to stand its proof on the code of today; what is in force did."""
    back = {one.new.workflow.name: one.new.workflow for one in moves if one.new.version in registry.earlier}
    if not back:
        return []
    return list(prove([back.get(one.workflow.name, one.workflow) for one in registry]).problems)


# --- what is done


def _batches(engine: Engine, moves: Mapping[str, Move], batch: int, *, running: bool) -> Iterator[list[UUID]]:
    last = UUID(int=0)
    while True:
        with engine.database.transaction(SYSTEM_ACTOR) as tx:
            rows = tx.connection.execute(_PINNED, (last, running, list(moves), batch)).fetchall()
        if not rows:
            return
        yield [row[0] for row in rows]
        last = rows[-1][0]


def _families(engine: Engine, moves: Mapping[str, Move], *, running: bool) -> Iterator[Family]:
    for roots in _batches(engine, moves, BATCH, running=running):
        with engine.database.transaction(SYSTEM_ACTOR) as tx:
            families = family.read_roots(tx.connection, engine.registry, roots)
        yield from families


def _move_all(engine: Engine, moves: Mapping[str, Move], roots: Sequence[UUID], done: Moved) -> None:
    """One batch; where one of its families stands in the way, each in a transaction of its own."""
    try:
        with engine.database.transaction(SYSTEM_ACTOR) as tx:
            free = tx.connection.execute(_FREE, (list(roots),)).fetchall()
            told = _write(engine, tx, moves, [row[0] for row in free])
        rest = set(roots) - told.keys()
        done.cases += [one for cases in told.values() for one in cases]
    except (SilentCase, psycopg.errors.IntegrityError):
        rest = set(roots)
    for root in sorted(rest):
        _move_one(engine, moves, root, done)


def _move_one(engine: Engine, moves: Mapping[str, Move], root: UUID, done: Moved) -> None:
    """One family, after its own due deadlines; waits for whoever is busy with it."""
    for _ in range(ROUNDS):
        with engine.database.transaction(SYSTEM_ACTOR) as tx:
            tx.connection.execute(family.LOCK, (root,))
            families = family.read_roots(tx.connection, engine.registry, [root])
            waits = [kin for kin in families if _waits(kin)]
            if not waits:
                crossings = [cross(kin, moves) for kin in families]
                done.left += [sentence for one in crossings for sentence in one.problems]
                if not any(one.problems for one in crossings):
                    done.cases += [one for cases in _write(engine, tx, moves, [root]).values() for one in cases]
                return
        fire_family(engine, root)
    raise Overtaken


def _waits(kin: Family) -> bool:
    """Its own due deadlines come first, by the version under which they fell due, if that can still run."""
    return kin.due(kin.now) and not any(member.compiled.gone for member in kin.members.values())


def _write(engine: Engine, tx: Tx, moves: Mapping[str, Move], roots: Sequence[UUID]) -> dict[UUID, tuple[Crossed, ...]]:
    """Of these roots, which are locked, those that could move at once, with what became of their cases."""
    families = family.read_roots(tx.connection, engine.registry, roots) if roots else []
    ready = {kin.root_id: cross(kin, moves) for kin in families if not _waits(kin)}
    ready = {root: one for root, one in ready.items() if not one.problems}
    steps = [_step(engine, one) for one in ready.values() if one.acts]
    if steps:
        moved = writing.write(tx.connection, steps)
        for one in ready.values():
            _pin(tx, one)
        if len(moved) != len(steps):
            raise Overtaken
    return {root: one.cases for root, one in ready.items()}


def _step(engine: Engine, one: Crossing) -> Any:
    kin = one.kin
    return compose(kin, one.acts, kin.now, engine.keys.secret("mac"), CaseSealer(engine.keys, kin.root_id))


def _pin(tx: Tx, one: Crossing) -> None:
    """No other statement changes what a case is pinned to; its root is locked, and its record says so."""
    for case in one.cases:
        tx.connection.execute("UPDATE cases SET definition = %s WHERE id = %s", (case.versions[1], case.case_id))


_FREE = "SELECT id FROM cases WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED"
