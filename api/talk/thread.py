"""What a reporter and the house write to each other. This file owns the design; `lock` seals, `handing` carries.

    her page (/cek, /pesan)                         database                            the case
    ───────────────────────                         ────────                            ────────
    code ─▶ key pair ─▶ address of the thread ──▶  receipt.thread (public half)
    she writes ─▶ closed for her thread ─────────▶ message.sealed
               └▶ closed for the case ───────────▶ message.owed ── taken in, once ─▶ a step of the system, its words
                                                                                     sealed like every note's
    she reads  ◀─ opened with her code ◀────────── message.sealed ◀─ in the step's ── a step of the staff, its words
                                                                    transaction      sealed like every note's

Two locks lie on each message that she can read: the code's (`lock`: made from the digits and a secret of the office,
stored nowhere) and, around it, the case's own key. So the database opens none; whoever has the phone and not the code
sees none; and when a case's key is destroyed, its messages are gone from every older copy, too. What she wrote and the
case has not taken in yet is closed with the case's key alone; it is taken in by the process that holds the keys, at
once where it can be, else by its watch (`api.vigil`), and then emptied. Its row and the case's record are one
transaction.

The door's role adds to and reads the one thread whose address it was told, which nobody can guess, and learns not even
whose case it is. Row-level security says so; `tests/api/test_talk_walls.py` tries.

A thread goes with its receipt: erased with the case. A duplicate that was merged is talked about in the case that goes
on; a thread never shows what was written under another code. After half a year messages are forgotten here
(`workers.expiry`), and the case keeps its own. Whoever floods the door is delayed with the reports
(`api.security.turns`); beyond `PER_DAY` a thread takes no more until tomorrow, and the page keeps the words and says
whom to call.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from api.desk import House
from api.talk import lock
from engine.database import Tx
from engine.definition import Actor
from engine.secrets.keys import CaseKey, KeyDestroyed, KeyStore, SealBroken
from workflows.office.roles import REPORTER

SOMEBODY = Actor(None, REPORTER)
"""Whoever stands at the door: we do not ask."""

PER_DAY = 20

STAND = "SELECT set_config('app.thread', %s, true)"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
WRITTEN_TODAY = """
SELECT count(*), count(*) FILTER (WHERE id = %s) FROM message
 WHERE NOT from_office AND (at > omah_now() - interval '1 day' OR id = %s)"""
WRITE = "INSERT INTO message (id, thread, case_id, from_office, sealed, owed) VALUES (%s, %s, %s, false, %s, %s)"
ANSWER = "INSERT INTO message (id, thread, case_id, from_office, sealed) VALUES (%s, %s, %s, true, %s)"
READ = "SELECT id, from_office, at, sealed FROM message ORDER BY at, id"


class Enough(Exception):
    """So many messages a day are all."""


@dataclass(frozen=True, slots=True)
class Message:
    """As its reporter reads it."""

    ours: bool
    at: datetime
    text: str


def address(keys: KeyStore, code: str) -> bytes:
    """Where the thread of a code is (digits alone)."""
    return lock.address_of(lock.opener(keys.secret("receipt"), code))


def read(house: House, code: str, cases: Iterable[UUID]) -> tuple[Message, ...]:
    """The thread of a code, oldest first. `cases` are those that it may have been about."""
    opener = lock.opener(house.engine.keys.secret("receipt"), code)
    with house.door.database.transaction(SOMEBODY) as tx:
        _stand_before(tx, lock.address_of(opener))
        rows = tx.connection.execute(READ).fetchall()
    keys = [key for one in cases if (key := _key(house.engine.keys, one)) is not None]
    found = ((ours, at, _opened(keys, message, bytes(sealed))) for message, ours, at, sealed in rows)
    return tuple(
        Message(ours, at, _told(lock.open_with(opener, closed))) for ours, at, closed in found if closed is not None
    )


def write(house: House, code: str, case: UUID, text: str, request: str) -> UUID:
    """Put down what a reporter wrote; `case` is the one that it is about. The same words under the same `request` are
    one message. Raises Enough, and KeyDestroyed."""
    keys = house.engine.keys
    thread, key = address(keys, code), keys.case_key(case)
    message = _named(keys.secret("receipt"), f"{request}\n{text}")
    plain = json.dumps({"text": text}, ensure_ascii=False).encode()
    sealed = key.seal(lock.close(thread, plain), place=f"message/{message}")
    with house.door.database.transaction(SOMEBODY) as tx:
        _stand_before(tx, thread)
        tx.connection.execute(ONE_AT_A_TIME, (thread.hex(),))
        row = tx.connection.execute(WRITTEN_TODAY, (message, message)).fetchone()
        today, known = row if row is not None else (0, 0)
        if known:
            return message
        if today >= PER_DAY:
            raise Enough
        owed = key.seal(plain, place=f"message/{message}/owed")
        tx.connection.execute(WRITE, (message, thread, case, sealed, owed))
    return message


def answer(tx: Tx, keys: KeyStore, thread: bytes, case: UUID, text: str) -> None:
    """Put down what the house wrote, in the transaction of its step."""
    message = uuid4()
    plain = json.dumps({"text": text}, ensure_ascii=False).encode()
    sealed = keys.case_key(case).seal(lock.close(thread, plain), place=f"message/{message}")
    tx.connection.execute(ANSWER, (message, thread, case, sealed))


def owed_words(keys: KeyStore, case: UUID, message: UUID, owed: bytes) -> str:
    """What a reporter wrote, for its case. Raises KeyDestroyed, SealBroken."""
    return _told(keys.case_key(case).open(owed, place=f"message/{message}/owed"))


def _stand_before(tx: Tx, thread: bytes) -> None:
    tx.connection.execute(STAND, (thread.hex(),))


def _named(secret: bytes, words: str) -> UUID:
    """A name that a repeated request gives again, and that tells nothing of the words."""
    return UUID(bytes=hmac.digest(secret, b"omah/message/1\n" + words.encode(), hashlib.sha256)[:16])


def _key(keys: KeyStore, case: UUID) -> CaseKey | None:
    try:
        return keys.case_key(case)
    except KeyDestroyed:
        return None


def _opened(keys: Sequence[CaseKey], message: UUID, sealed: bytes) -> bytes | None:
    """None where it was about a case that is gone."""
    for key in keys:
        with suppress(SealBroken):
            return key.open(sealed, place=f"message/{message}")
    return None


def _told(plain: bytes) -> str:
    told: dict[str, Any] = json.loads(plain)
    return str(told["text"])
