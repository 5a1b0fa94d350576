"""What is owed to the outside: a line of the outbox becomes a notice for each person it concerns, and an e-mail.

A line is paid in one transaction with its notices and the e-mails they owe; `workers.post` sends those afterwards, so
that a slow mail server holds no line. Whatever dies in between is done again and finds its notices already there.
"""

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from engine import outbox
from engine.database import SYSTEM_ACTOR, Tx
from engine.outbox import Owed
from engine.runtime import Engine
from engine.settings import Settings
from workers import heartbeat, words
from workers.app import RELAY_EVERY, alone, app, engine
from workers.post import Post, deliver
from workflows import roles

BATCH = 100
UNDELIVERED = "undelivered"
log = logging.getLogger(__name__)


class NobodyToTell(Exception):
    """Neither anybody in the notice's roles nor a supervisor may see the case. Tried again: somebody may be hired."""


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    role: str
    audience: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sight:
    """Who may see a case: the groups in its audience, but not the persons excluded from it."""

    audience: frozenset[str]
    excluded: frozenset[UUID]

    def admits(self, person: Person) -> bool:
        return bool(person.audience & self.audience) and person.id not in self.excluded


@dataclass(frozen=True, slots=True)
class Told:
    """One notice that is to be written."""

    owed: Owed
    person: UUID
    topic: str
    level: int


def relay(engine: Engine, worker: str, post: Post, *, seconds: float = RELAY_EVERY) -> int:
    """Pay and post until nothing is owed or the time is up; how many lines were paid."""
    until = time.monotonic() + seconds
    paid = 0
    while fresh := pay(engine, post):
        paid += fresh
        if time.monotonic() > until:
            break
    sent = deliver(engine.database, post, until)

    heartbeat.record(engine.database, "relay", worker, paid=paid, sent=sent)
    return paid


def pay(engine: Engine, post: Post, *, limit: int = BATCH) -> int:
    """Turn at most `limit` lines into notices, in one transaction; how many were looked at."""
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        owed = outbox.claim(tx, limit)
        if not owed:
            return 0
        staff = _staff(tx)
        sights = _sights(tx, {line.case_id for line in owed})
        outbox.paid(tx, [line.id for line in owed if _settle(tx, line, sights[line.case_id], staff, post)])
    return len(owed)


def recipients(wanted: Iterable[str], sight: Sight, staff: Sequence[Person]) -> list[Person]:
    """Who is told: everybody in the roles who may see the case; where nobody is there, its supervisors.

    Raises NobodyToTell.
    """
    seeing = [person for person in staff if sight.admits(person)]
    told = [person for person in seeing if person.role in set(wanted)]
    told = told or [person for person in seeing if person.role == roles.SUPERVISOR]
    if not told:
        raise NobodyToTell
    return told


def _settle(tx: Tx, line: Owed, sight: Sight, staff: Sequence[Person], post: Post) -> bool:
    """Whether the line is paid. One that cannot be holds up no other: it backs off, and in the end a person is told."""
    try:
        with tx.connection.transaction():
            _tell(tx, line, sight, staff, post)
    except psycopg.OperationalError:
        raise
    except Exception as problem:  # noqa: BLE001  # whatever is wrong with this line, the others must go on
        log.warning("Outbox line %s was not paid: %s", line.id, type(problem).__name__)
        if outbox.failed(tx, line.id):
            log.error("Outbox line %s is given up after %s failures.", line.id, line.failures + 1)
            _write(tx, [Told(line, one.id, UNDELIVERED, 1) for one in _supervisors(sight, staff)], post)
        return False
    return True


def _tell(tx: Tx, line: Owed, sight: Sight, staff: Sequence[Person], post: Post) -> None:
    told = recipients(line.payload["roles"], sight, staff)
    topic, level = str(line.payload["topic"]), int(line.payload["level"])
    _write(tx, [Told(line, person.id, topic, level) for person in told], post)


def _write(tx: Tx, told: Sequence[Told], post: Post) -> None:
    """Notices, and with each new one the e-mail that it owes: a person who has the notice of a line gets no second."""
    tx.connection.execute(
        NOTICES_AND_MAIL if post.wanted else NOTICES,
        {
            "line": [one.owed.id for one in told],
            "person": [one.person for one in told],
            "case": [one.owed.case_id for one in told],
            "topic": [one.topic for one in told],
            "level": [one.level for one in told],
            "domain": post.domain,
            "calm": words.CALM.subject,
            "urgent": words.URGENT.subject,
            "calm_body": words.CALM.body,
            "urgent_body": words.URGENT.body,
        },
    )


NOTICES = """
    INSERT INTO notice (outbox_id, staff_id, case_id, topic, level, at)
    SELECT *, omah_now() FROM unnest(%(line)s::bigint[], %(person)s::uuid[], %(case)s::uuid[], %(topic)s::text[],
                                     %(level)s::int[])
        ON CONFLICT (outbox_id, staff_id) DO NOTHING"""
NOTICES_AND_MAIL = f"""
    WITH fresh AS ({NOTICES} RETURNING id, outbox_id, staff_id, level)
    INSERT INTO mail (notice_id, message_id, recipient, subject, body)
    SELECT fresh.id, format('<%%s.%%s@%%s>', fresh.outbox_id, replace(fresh.staff_id::text, '-', ''), %(domain)s::text),
           staff.email,
           CASE WHEN fresh.level > 0 THEN %(urgent)s ELSE %(calm)s END,
           CASE WHEN fresh.level > 0 THEN %(urgent_body)s ELSE %(calm_body)s END
      FROM fresh JOIN staff ON staff.id = fresh.staff_id"""  # noqa: S608  # constants


def _staff(tx: Tx) -> list[Person]:
    rows = tx.connection.execute("SELECT id, role, kelurahan FROM staff WHERE active ORDER BY id").fetchall()
    return [Person(one, role, roles.audience(role, kelurahan, one)) for one, role, kelurahan in rows]


def _sights(tx: Tx, cases: Iterable[UUID]) -> Mapping[UUID, Sight]:
    rows = tx.connection.execute("SELECT id, audience, excluded FROM cases WHERE id = ANY(%s)", (list(cases),))
    return {case: Sight(frozenset(audience), frozenset(excluded)) for case, audience, excluded in rows}


def _supervisors(sight: Sight, staff: Sequence[Person]) -> list[Person]:
    return [person for person in staff if person.role == roles.SUPERVISOR and sight.admits(person)]


@app.task(name="workers.relay", bind=True)
@alone
def relay_task(self: Any) -> None:
    relay(engine(), self.request.hostname, Post.of(Settings.from_environment()))
