"""A request repeated with the same Idempotency-Key gets the same answer, byte for byte; another body gets none.

The answer is kept in the transaction of the step that it tells of: after a crash either both are there or neither.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import psycopg
from litestar import Response

from api.errors import KeyReused
from engine.database import Database, Tx
from engine.definition import Actor
from engine.errors import EngineError

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: kept, and sent again."""

    status: int
    body: Any
    headers: Mapping[str, str]

    def response(self) -> Response[Any]:
        return sent(_encoded(self.body), self.status, self.headers)


@dataclass(frozen=True, slots=True)
class Request:
    """What a key stands for: who asked what. `key` None: nothing is kept."""

    actor: Actor
    key: str | None
    line: str
    body: Any

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(json.dumps(self.body, sort_keys=True).encode()).digest()


def once(database: Database, request: Request, act: Callable[[Callable[[Tx, Answer], None]], Answer]) -> Response[Any]:
    """Answer a request at most once. `act` does the work and calls what it is given in its own transaction, last.

    Raises KeyReused where the key served another request, and what `act` raises.
    """
    known = _find(database, request)
    if known is not None:
        return known
    try:
        return act(lambda tx, answer: _keep(tx, request, answer)).response()
    except (EngineError, psycopg.errors.UniqueViolation):
        # Whoever sent the same key at the same moment may have been first: then hers is the answer.
        known = _find(database, request)
        if known is None:
            raise
        return known


def _find(database: Database, request: Request) -> Response[Any] | None:
    if request.key is None:
        return None
    with database.transaction(request.actor) as tx:
        row = tx.connection.execute(
            "SELECT request, digest, status, headers, body FROM idempotency WHERE actor = %s AND key = %s",
            (request.actor.id, request.key),
        ).fetchone()
    if row is None:
        return None
    if (row[0], row[1]) != (request.line, request.digest):
        raise KeyReused
    return sent(bytes(row[4]), row[2], json.loads(row[3]))


def _keep(tx: Tx, request: Request, answer: Answer) -> None:
    if request.key is None:
        return
    tx.connection.execute(
        "INSERT INTO idempotency (actor, key, request, digest, status, headers, body) VALUES (%s,%s,%s,%s,%s,%s,%s)",
        (
            request.actor.id,
            request.key,
            request.line,
            request.digest,
            answer.status,
            json.dumps(dict(answer.headers)),
            _encoded(answer.body),
        ),
    )


def sent(body: bytes, status: int, headers: Mapping[str, str]) -> Response[Any]:
    return Response(body, status_code=status, headers=dict(headers), media_type="application/json")


def _encoded(body: Any) -> bytes:
    return msgspec.json.encode(body)
