"""The anonymous door: a report goes in, a receipt of 20 digits comes out, and only the receipt tells how it stands.

    12345678   12345678901   0
    locator    secret        check digit (ISO 7064, MOD 11,10)

The digits follow from a key of ours and the request's Idempotency-Key: a request that is sent again, because the
first answer was lost, gets the same receipt. They are stored nowhere: the secret only under Argon2id.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from api.desk import House
from api.errors import KeyReused
from api.talk import thread
from api.talk.thread import SOMEBODY
from engine import commands, reading
from engine.database import SYSTEM_ACTOR, Tx
from engine.decision import standing
from engine.definition import Snapshot, Text, Workflow
from engine.errors import Overtaken
from engine.reading import View
from engine.registry import Registry
from workflows.casework.talking import TAKE_IN
from workflows.office.roles import REPORTER

LOCATOR, SECRET = 8, 11
LENGTH = LOCATOR + SECRET + 1


@dataclass(frozen=True, slots=True)
class Status:
    """All that a reporter learns, who need not be the one it happened to."""

    code: str
    title: Text


RECEIVED = Status("received", Text("Sudah diterima", "Received"))
HANDLED = Status("handled", Text("Sedang ditangani", "Being handled"))
FINISHED = Status("finished", Text("Selesai", "Finished"))


def file_report(house: House, form: dict[str, Any], idempotency_key: str) -> str:
    """The receipt for a report, 20 digits. Raises Invalid, KeyReused where the key came with another report, and
    Overtaken in the unheard-of case that every locator tried is taken."""
    key = house.engine.keys.secret("receipt")
    digest = hmac.digest(key, b"omah/report/1\n" + json.dumps(form, sort_keys=True).encode(), hashlib.sha256)
    for turn in range(8):
        locator, secret = _digits(key, idempotency_key, turn)
        known = _known(house, locator)
        if known is None and _filed(house, form, locator, secret, digest):
            return _with_check(locator + secret)
        known = known or _known(house, locator)
        if known is not None and house.hasher.fits(secret, known[0]):
            if known[1] != digest:
                raise KeyReused
            return _with_check(locator + secret)
    raise Overtaken


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a receipt opens. `code`: its digits; `cases`: those that its messages were about, and last the one that
    goes on; `talks`: whether the
    house can be written to under it."""

    code: str
    status: Status
    cases: tuple[UUID, ...]
    talks: bool


def track(house: House, receipt: str, address: str) -> Tracked | None:
    """How the report of a receipt stands. None for a receipt that is wrong or unknown, after the same work.

    Raises TooSoon for an `address` that has tried too often.
    """
    house.lookups.claim(address)
    case = _opened(house, receipt)
    return track_again(house, _numeral(receipt)) if case is not None else None


def track_again(house: House, code: str) -> Tracked | None:
    """The same for a code of which is known that it fits. None where it was erased meanwhile."""
    row = _row(house, code[:LOCATOR])
    if row is None:
        return None
    with house.engine.database.transaction(SYSTEM_ACTOR) as tx:
        view = going_on(tx, house.engine.registry, row[1])
        wrote = tx.connection.execute(WRITTEN_OF, (row[2],)).fetchall()
    if view is None:
        return None
    compiled = view.member.compiled
    step = compiled.workflow.find(TAKE_IN)
    talks = row[2] is not None and step is not None and not standing(compiled, view.snapshot, step, SOMEBODY, view.now)
    cases = {one for (one,) in wrote} - {view.snapshot.id}
    return Tracked(code, _status(compiled.workflow, view.snapshot), (*sorted(cases), view.snapshot.id), talks)


def case_of(house: House, words: str) -> tuple[UUID, ...]:
    """The case that a receipt opens, for staff to whom somebody comes with it: whether it is theirs to see, others
    decide. Empty for what is no receipt, or a wrong one."""
    if len(_numeral(words)) != LENGTH or _numeral(words) != "".join(words.split()):
        return ()
    case = _opened(house, words)
    return (case,) if case is not None else ()


def grouped(receipt: str) -> str:
    """In groups of four, as one reads it out."""
    return " ".join(receipt[start : start + 4] for start in range(0, len(receipt), 4))


def public_workflow(house: House) -> Workflow:
    """The workflow that anybody may open."""
    return next(one.workflow for one in house.engine.registry if REPORTER in one.workflow.opened_by)


def _filed(house: House, form: dict[str, Any], locator: str, secret: str, digest: bytes) -> bool:
    """Open the case with its receipt, in one transaction. False where this receipt was filed in the same moment."""
    kept = house.hasher.keep(secret)

    def receipt_too(tx: Tx, opened: commands.Done) -> None:
        tx.connection.execute(
            "INSERT INTO receipt (locator, secret, digest, case_id, thread) VALUES (%s, %s, %s, %s, %s)",
            (locator, kept, digest, opened.case_id, thread.address(house.door.keys, _with_check(locator + secret))),
        )

    try:
        commands.open_case(house.door, SOMEBODY, public_workflow(house).name, form, also=receipt_too)
    except psycopg.errors.UniqueViolation:
        return False
    return True


def _known(house: House, locator: str) -> tuple[str, bytes] | None:
    with house.door.database.transaction(SOMEBODY) as tx:
        row = tx.connection.execute("SELECT secret, digest FROM receipt WHERE locator = %s", (locator,)).fetchone()
    return (row[0], bytes(row[1])) if row else None


def _opened(house: House, receipt: str) -> UUID | None:
    """The case of a receipt, after the same work whether there is one or not."""
    digits = _numeral(receipt)[: LENGTH + 1]
    row = _row(house, digits[:LOCATOR])
    fits = house.hasher.fits(digits[LOCATOR:-1], row[0] if row else None)
    if row is None or not fits or digits != _with_check(digits[:-1]):
        return None
    case: UUID = row[1]
    return case


def _numeral(words: str) -> str:
    return "".join(letter for letter in words if letter.isdigit())


def _row(house: House, locator: str) -> Any:
    with house.engine.database.transaction(SYSTEM_ACTOR) as tx:
        return tx.connection.execute(
            "SELECT secret, case_id, thread FROM receipt WHERE locator = %s", (locator,)
        ).fetchone()


def _status(workflow: Workflow, case: Snapshot) -> Status:
    if case.ended_at is not None or workflow.state(case.state).tone == "done":
        return FINISHED
    return RECEIVED if case.state == workflow.initial else HANDLED


def going_on(tx: Tx, registry: Registry, case: UUID) -> View | None:
    """A case, or the one that goes on in its place: somebody whose report was merged is told of that one. No chain is
    ever made, so one step leads there."""
    view = reading.case(tx, registry, case)
    if view is None or view.snapshot.ended_at is None:
        return view
    steps = view.member.compiled.workflow.transitions
    fields = [one.joins.field for one in steps if one.joins is not None]
    number = next((named for one in fields if (named := getattr(view.snapshot.facts, one))), None)
    row = tx.connection.execute(THE_OTHER, (number, view.snapshot.workflow)).fetchone() if number else None
    return reading.case(tx, registry, row[0]) if row is not None else view


WRITTEN_OF = "SELECT DISTINCT case_id FROM message WHERE thread = %s"
THE_OTHER = "SELECT id FROM cases WHERE number = %s AND workflow = %s AND parent_id IS NULL"


def _digits(key: bytes, idempotency_key: str, turn: int) -> tuple[str, str]:
    """Locator and secret. Another turn, where a locator is somebody else's already, gives others."""
    seed = hmac.digest(key, f"omah/receipt/1\n{turn}\n{idempotency_key}".encode(), hashlib.sha512)
    locator, secret = int.from_bytes(seed[:32]) % 10**LOCATOR, int.from_bytes(seed[32:]) % 10**SECRET
    return f"{locator:0{LOCATOR}}", f"{secret:0{SECRET}}"


def _with_check(digits: str) -> str:
    """ISO 7064 MOD 11,10: finds every single wrong digit and nearly every swap of two."""
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return f"{digits}{(11 - product) % 10}"
