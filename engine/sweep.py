"""Fire what is due: exactly once in effect, however many workers sweep, race, crash and come back.

The root case is locked first, then its clocks are read afresh; firing, record, next rung and what is owed go down in
one statement. Whoever finds a root locked passes over it. A rung counts from when it was due, not from now.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from uuid import UUID

import psycopg

from engine import calendars, climbing, clocks, database, family, pausing, writing
from engine.composition import compose
from engine.database import SYSTEM_ACTOR, Tx
from engine.family import LOCK, Family
from engine.runtime import Engine
from engine.secrets.sealing import CaseSealer
from engine.setback import READY, put_aside
from engine.step import Step
from engine.wire import Sent

log = logging.getLogger(__name__)

BATCH, PART = 500, 100
CLAIM = f"""
    SELECT d.root_id FROM deadline d JOIN cases r ON r.id = d.root_id
     WHERE {READY} AND d.due_at <= %s
     ORDER BY d.due_at LIMIT {{limit}} FOR UPDATE OF r SKIP LOCKED"""  # noqa: S608  # constants


@dataclass(frozen=True, slots=True)
class Fired:
    """What firing a family's due rungs did to its version."""

    rungs: int
    version_before: int
    version_after: int


def fire_due(engine: Engine, *, limit: int = BATCH) -> int:
    """Climb one due rung in each of at most `limit` families, in one transaction; how many were climbed.

    What a changed calendar has moved is counted anew before. 0 means that nothing is due that nobody else is working
    on. A family whose rung cannot be climbed is put aside with a growing delay, and after `setback.GIVE_UP` failures
    its clock is dead and a person is told.
    """
    while calendars.recount(engine, limit=limit).families:
        pass

    roots: list[UUID] = []
    try:
        with engine.database.transaction(SYSTEM_ACTOR) as tx:
            moment = database.now(tx.connection)
            roots = _claim(tx, moment, limit)
            return _fire(engine, tx, roots)
    except Exception as failed:  # one bad case must not hold up the others: each is tried alone, the bad one is named
        if limit == 1:
            raise
        log.warning("A sweep of %d families failed with %s; trying each alone.", len(roots), type(failed).__name__)
        return sum(_fire_alone(engine, root) for root in roots)


def _fire(engine: Engine, tx: Tx, roots: Sequence[UUID]) -> int:
    """While the database writes one part, the next is composed: half of the work of a sweep is ours."""
    fired = 0
    sent: Sent | None = None
    families = family.each_root(tx.connection, engine.registry, roots)
    while part := list(islice(families, PART)):
        steps = [made for kin in part if (made := _step(engine, tx, kin)) is not None]
        fired += len(sent.rows()) if sent is not None else 0
        sent = writing.send(tx.connection, steps) if steps else None
    return fired + (len(sent.rows()) if sent is not None else 0)


def fire_family(engine: Engine, root_id: UUID) -> Fired | None:
    """Climb all due rungs of one family now, before a person's command. None where the family is gone.

    A rung that cannot be climbed is put aside, and holds up no person. It ends where somebody else has written to the
    family in between: that is a change of theirs, which the person has not seen.
    """
    fired: Fired | None = None
    setbacks = 0
    while True:
        try:
            with engine.database.transaction(SYSTEM_ACTOR) as tx:
                tx.connection.execute(LOCK, (root_id,))
                families = family.read_roots(tx.connection, engine.registry, [root_id])
                if not families:
                    return None
                kin = families[0]
                fired = fired or Fired(0, kin.version, kin.version)
                made = _step(engine, tx, _healthy(kin)) if kin.version == fired.version_after else None
                if made is None:
                    return fired
                writing.write(tx.connection, [made], last=True)
            fired = Fired(fired.rungs + 1, fired.version_before, made.version)
        except psycopg.OperationalError:
            raise
        except Exception as failed:
            # Somebody else may have put it aside just now; but what fails and cannot be put aside is no clock's fault.
            setbacks = 0 if put_aside(engine, root_id, type(failed).__name__) else setbacks + 1
            if setbacks > 1:
                raise


def _claim(tx: Tx, moment: datetime, limit: int) -> list[UUID]:
    rows = tx.connection.execute(CLAIM.format(limit=int(limit)), (moment,)).fetchall()
    return list(dict.fromkeys(row[0] for row in rows))


def _step(engine: Engine, tx: Tx, kin: Family) -> Step | None:
    """The family by the calendars in force, or its earliest due rung, climbed. None when nothing is due any more."""
    moved = calendars.catch_up(engine, tx, kin)
    if moved is not None:
        return moved
    running = [
        (member.snapshot.id, clock)
        for member in kin.members.values()
        for clock in member.clocks
        if clock.id not in member.resting
    ]
    ready = clocks.due_clock(running, kin.now)
    if ready is None:
        return None
    case_id, clock = ready
    member = kin.members[case_id]
    acts = climbing.climb(kin, member, clock) if clock.paused is None else [pausing.resumed(kin, member, clock)]
    return compose(kin, acts, kin.now, engine.keys.secret("mac"), CaseSealer(engine.keys, kin.root_id))


def _healthy(kin: Family) -> Family:
    """The family as a person's command meets it: what fails is left to the sweep, which tells of it."""
    members = {one: replace(member, resting=member.resting | member.failing) for one, member in kin.members.items()}
    return replace(kin, members=members)


def _fire_alone(engine: Engine, root_id: UUID) -> int:
    """One family in a transaction of its own, so that one that fails leaves the others alone."""
    try:
        with engine.database.transaction(SYSTEM_ACTOR) as tx:
            locked = tx.connection.execute(LOCK + " SKIP LOCKED", (root_id,)).fetchone()
            families = family.read_roots(tx.connection, engine.registry, [root_id] if locked else [])
            made = [one for kin in families if (one := _step(engine, tx, kin)) is not None]
            return len(writing.write(tx.connection, made, last=True)) if made else 0
    except psycopg.OperationalError:
        raise
    except Exception as failed:  # noqa: BLE001  # whatever is wrong with this case, the others must go on
        put_aside(engine, root_id, type(failed).__name__)
        return 0
