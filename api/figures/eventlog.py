"""The history as an event log for process mining (OCEL 2.0): pseudonymous, with no number, no name and no date in it.

Pseudonyms are keyed by a secret that is drawn for each file and thrown away: two files cannot be joined, and nobody
finds a case by its pseudonym, not even here.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from api.desk import Desk
from api.errors import SecondPersonNeeded
from api.figures.exports import ALONE, File
from api.security import looks, reasons
from engine.database import now
from engine.past import ocel
from engine.past.ocel import View
from engine.past.retelling import Told, by_family
from engine.registry import Registry
from workflows.office.roles import ROLES

NAME, JSON = "cases.ocel.json", "application/json"
LETTERS = 16
"""Of a pseudonym: 64 bits tell more cases apart than there will ever be."""

CITY = 2
"""Parts of a region's code that name the city."""


def export(desk: Desk, since: datetime | None, until: datetime | None, reason: str, most: int | None = None) -> File:
    """The families opened meanwhile that the asker sees, on record. Raises SecondPersonNeeded and Unrecorded."""
    most = most or ALONE
    with desk.engine.database.transaction(desk.actor) as tx:
        roots = opened(tx.connection, since, until, most + 1)
        if len(roots) > most:
            raise SecondPersonNeeded(ALONE)
        sealed = reasons.seal(desk.engine.keys, None, reason)
        number = looks.record_export(tx, [NAME, f"rows:{len(roots)}"], sealed, roots)
        told = [*families(tx.connection, roots)]
        moment = now(tx.connection)
    whole = desk.program is None and ROLES[desk.actor.role].scope != "none"
    log = ocel.log(desk.engine.registry, told, view(desk.engine.registry, whole=whole), str(number))
    return File(f"data-{moment:%Y%m%d}.json", JSON, json.dumps(log, ensure_ascii=False))


def opened(
    connection: "psycopg.Connection[Any]", since: datetime | None, until: datetime | None, limit: int | None
) -> list[UUID]:
    values = {"since": since, "until": until, "limit": limit}
    return [row[0] for row in connection.execute(_ROOTS, values).fetchall()]


def families(connection: "psycopg.Connection[Any]", roots: list[UUID]) -> Iterator[list[Told]]:
    return by_family(_records(connection, roots))


def view(registry: Registry, *, whole: bool) -> View:
    """`whole`: for those who see cases, with the kelurahan, and of the facts in lists those of a few values.
    Else with the city only.
    """
    key = secrets.token_bytes(32)

    def pseudonym(case: str) -> str:
        return hmac.digest(key, case.encode(), hashlib.sha256).hex()[:LETTERS]

    few = {one.workflow.name: [shown.fact for shown in one.workflow.summary if shown.labels] for one in registry}
    return View(pseudonym, str if whole else city, few if whole else {})


def city(region: str) -> str:
    """The city of a kelurahan's code, as 18.72 of 18.72.05.1001."""
    return ".".join(region.split(".")[:CITY])


def _records(connection: "psycopg.Connection[Any]", roots: list[UUID]) -> Iterator[tuple[UUID, Told]]:
    with connection.cursor(binary=True) as cursor:
        for root_id, case_id, body in cursor.execute(_RECORDS, (roots,)):
            yield root_id, Told(case_id, "", json.loads(body))


_ROOTS = """SELECT case_id FROM history WHERE seq = 1 AND case_id = root_id
    AND (%(since)s::timestamptz IS NULL OR at >= %(since)s) AND (%(until)s::timestamptz IS NULL OR at <= %(until)s)
    ORDER BY at, case_id LIMIT %(limit)s"""
_RECORDS = "SELECT root_id, case_id, body FROM history WHERE root_id = ANY(%s) ORDER BY root_id, case_id, seq"
