"""What is owed to the outside: a line of the outbox becomes a notice for each person it concerns, and an e-mail.

A line is paid in one transaction with its notices and the e-mails they owe; `workers.post` sends those afterwards, so
that a slow mail server holds no line. Whatever dies in between is done again and finds its notices already there.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from engine import outbox
from engine.database import SYSTEM_ACTOR, Tx
from engine.outbox import Owed
from engine.runtime import Engine
from engine.settings import Settings
from workers import heartbeat, letters, words
from workers.app import RELAY_EVERY, alone, app, engine
from workers.post import Post, deliver
from workers.recipients import Person, Sight, people_here, recipients, sights
from workflows.office import roles

BATCH = 100
UNDELIVERED = "undelivered"
log = logging.getLogger(__name__)


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
        staff = people_here(tx)
        seen = sights(tx, {line.case_id for line in owed})
        mac_key = engine.keys.secret("mac")
        settled = [(line, _settle(tx, line, mac_key, seen[line.case_id], staff, post)) for line in owed]
        outbox.paid(tx, mac_key, [(line, told) for line, told in settled if told is not None])
    letters.turn(engine, {line.case_id for line in owed})
    return len(owed)


def _settle(tx: Tx, line: Owed, mac_key: bytes, sight: Sight, staff: Sequence[Person], post: Post) -> list[UUID] | None:
    """Who was told; None where the line cannot be paid: it backs off, holds up no other, in the end a person looks."""
    try:
        with tx.connection.savepoint():
            return _tell(tx, line, sight, staff, post)
    except psycopg.OperationalError:
        raise
    except Exception as problem:  # noqa: BLE001  # whatever is wrong with this line, the others must go on
        log.warning("Outbox line %s was not paid: %s", line.id, type(problem).__name__)
        if outbox.failed(tx, line.id):
            log.error("Outbox line %s is given up after %s failures.", line.id, line.failures + 1)
            people = [one.id for one in _supervisors(sight, staff)]
            _write(tx, [Told(line, one, UNDELIVERED, 1) for one in people], post)
            outbox.given_up(tx, mac_key, line, people)
        return None


def _tell(tx: Tx, line: Owed, sight: Sight, staff: Sequence[Person], post: Post) -> list[UUID]:
    topic, level = str(line.payload["topic"]), int(line.payload["level"])
    told = recipients(line.payload["roles"], sight, staff, level)
    _write(tx, [Told(line, person.id, topic, level) for person in told], post)
    return [person.id for person in told]


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


def _supervisors(sight: Sight, staff: Sequence[Person]) -> list[Person]:
    return [person for person in staff if person.role == roles.SUPERVISOR and sight.admits(person)]


@app.task(name="workers.relay", bind=True)
@alone
def relay_task(self: Any) -> None:
    relay(engine(), self.request.hostname, Post.of(Settings.from_environment()))
