"""Messages between a thread and its case: what a reporter wrote is taken in, what the house writes is put there.

A message and its case's record are one transaction, so each is in both or in neither. Which reporter is meant, where a
case has taken up others, is said by the number of the report, and no message ever goes to two.
"""

import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import psycopg

from api import receipts
from api.definitions.schemas import Schema
from api.desk import Desk
from api.talk import thread
from engine import commands
from engine.commands import Done
from engine.database import SYSTEM_ACTOR, Tx
from engine.definition import Actor, Text
from engine.errors import EngineError, Invalid, Problem
from engine.runtime import Engine
from engine.secrets.keys import KeyDestroyed, KeyStore, KeyStoreError
from workflows.casework.talking import TAKE_IN, WRITE, reachable
from workflows.clocks.talking import ANSWER
from workflows.office.roles import REPORTER

log = logging.getLogger("api.talk")

AT_ONCE = 100
OWED = """
SELECT m.id, m.case_id, m.owed, m.at, r.case_id FROM message m JOIN receipt r ON r.thread = m.thread
 WHERE m.owed IS NOT NULL ORDER BY m.at, m.id LIMIT %s"""
TAKEN = "UPDATE message SET owed = NULL WHERE id = %s AND owed IS NOT NULL RETURNING id"
THREAD = "SELECT r.thread FROM receipt r JOIN cases c ON c.id = r.case_id WHERE c.number = %s AND r.thread IS NOT NULL"
OWN_NUMBER = "SELECT number FROM cases WHERE id = %s"
WAITING = "SELECT root_id FROM deadline WHERE name = %s AND status = 'armed' ORDER BY due_at LIMIT 200"


class _TakenAlready(Exception):
    """By another process, a moment ago."""


def take_in_what_is_owed(engine: Engine) -> None:
    """At once where it can be; where it cannot, the watch comes back to it, and no reporter's page fails for it."""
    try:
        take_in(engine)
    except psycopg.Error as away:
        log.warning("What reporters wrote waits: %s", type(away).__name__)


def take_in(engine: Engine) -> int:
    """Each message that waits becomes a record of its case; how many. May be repeated, and by several at once."""
    with engine.database.transaction(SYSTEM_ACTOR) as tx:
        owed = tx.connection.execute(OWED, (AT_ONCE,)).fetchall()
    return sum(_taken(engine, *row) for row in owed)


def keep(tx: Tx, keys: KeyStore, case: UUID, step: str, form: Mapping[str, Any]) -> None:
    """In the transaction of a step that writes to a reporter: it stands under her code. Raises Invalid."""
    if step != WRITE:
        return
    number = form.get("report") or tx.connection.execute(OWN_NUMBER, (case,)).fetchone()[0]  # type: ignore[index]  # it was just written
    row = tx.connection.execute(THREAD, (str(number),)).fetchone()
    if row is None:
        raise Invalid([Problem("/text", "no_thread", NO_THREAD)])
    thread.answer(tx, keys, bytes(row[0]), case, str(form["text"]).strip())


def waiting(tx: Tx) -> tuple[UUID, ...]:
    """The cases in sight in which a reporter waits for an answer, the most urgent first."""
    return tuple(row[0] for row in tx.connection.execute(WAITING, (ANSWER,)).fetchall())


def waiting_for(desk: Desk) -> tuple[UUID, ...]:
    """The same, in a transaction of its own."""
    with desk.engine.database.transaction(desk.actor) as tx:
        return waiting(tx)


def offered(form: Schema, facts: Any) -> Schema:
    """A step's form with the reporters that can be meant; where it can be but the case's own, nobody is asked."""
    asking = [name for name, node in form.get("properties", {}).items() if node["x-ui"].get("source") == "reporters"]
    if not asking:
        return form
    numbers = [one for one in reachable(facts) if one is not None]
    fields = dict(form["properties"])
    for name in asking:
        labels = {one: {"id": one, "en": one} for one in numbers}
        node = fields.pop(name)
        if numbers:
            fields[name] = {**node, "enum": numbers, "x-ui": {**node["x-ui"], "labels": labels}}
    return {**form, "properties": fields}


def _taken(engine: Engine, message: UUID, key: UUID, owed: bytes, at: Any, case: UUID) -> bool:
    """False where it could not be, or was by another; what was written is never logged."""
    try:
        words = thread.owed_words(engine.keys, key, message, bytes(owed))
        with engine.database.transaction(SYSTEM_ACTOR) as tx:
            view = receipts.going_on(tx, engine.registry, case)
            number = tx.connection.execute(OWN_NUMBER, (case,)).fetchone()
        if view is None or number is None:
            return False
        goes_on = view.snapshot
        form = {"text": words, "written_at": at.isoformat()}
        if goes_on.id != case:
            form["report"] = number[0]
        actor = Actor(None, REPORTER, goes_on.audience)
        commands.advance(engine, actor, goes_on.id, TAKE_IN, form, also=_and_emptied(message))
    except _TakenAlready:
        return False
    except KeyDestroyed:
        return False  # its receipt goes with the case in a moment
    except (EngineError, KeyStoreError) as refused:
        log.error("A message waits and cannot be taken in: %s", type(refused).__name__)
        return False
    return True


def _and_emptied(message: UUID) -> commands.Also:
    def also(tx: Tx, _done: Done) -> None:
        if tx.connection.execute(TAKEN, (message,)).fetchone() is None:
            raise _TakenAlready

    return also


NO_THREAD = Text(
    "Kode pelapor ini dibuat sebelum pesan ada; ia tidak dapat membacanya.",
    "This reporter's code is older than messages; it cannot be read under it.",
)
