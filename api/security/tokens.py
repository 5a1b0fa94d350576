"""Tokens of programs: 256 bits, told once and kept as a digest, for one scope, for a year at most.

A program signs in nowhere: it sends `Authorization: Bearer …` (RFC 6750) and reads the few routes of its scope. What
counts cases it reads in the name of the supervisor who allowed that, and no longer than she is one: an administrator,
who makes tokens, sees no case, not even in a figure. Times are the database's real ones.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from psycopg import Connection

from api.errors import UnknownToken
from api.office import changes
from api.security.sessions import NOBODY
from engine import database, forms
from engine.database import Tx
from engine.definition import Actor, Text
from engine.errors import NotFound
from workflows.forms.form import Form, asks
from workflows.office.roles import SUPERVISOR, audience

Scope = Literal["metrics", "statistics", "event-log"]
TITLES: Mapping[str, Text] = {
    "metrics": Text("Angka mesin (metrik)", "Figures of the machinery (metrics)"),
    "statistics": Text("Statistik penyelia, tanpa nama petugas", "The supervisor's statistics, without names of staff"),
    "event-log": Text("Log kejadian bersandi (OCEL)", "The pseudonymous event log (OCEL)"),
}
OF_CASES: frozenset[str] = frozenset({"statistics", "event-log"})
"""What opens nothing until a supervisor has allowed it."""

DAYS, LONGEST = 90, 365
LISTED = "SELECT id, name, scope, made_at, expires_at, last_used_at, allowed_by, revoked_at FROM api_token"
ALLOW = """
UPDATE api_token SET allowed_by = %(by)s WHERE id = %(id)s AND scope = ANY(%(of_cases)s)
   AND allowed_by IS NULL AND made_by <> %(by)s AND revoked_at IS NULL AND expires_at > clock_timestamp()
"""
REVOKE = "UPDATE api_token SET revoked_at = clock_timestamp() WHERE id = %(id)s AND revoked_at IS NULL"


class TokenForm(Form):
    """A token as asked for. `name` is the program's, no person's."""

    name: str = asks("Untuk program apa", "For which program", "text", min_length=3, max_length=80)
    scope: Scope = asks("Boleh membaca", "May read", "radio", labels=TITLES)
    days: int = asks("Berlaku berapa hari", "Valid for how many days", "number", default=DAYS, ge=1, le=LONGEST)


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is listed: what it opens, never what it is."""

    id: UUID
    name: str
    scope: Scope
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    allowed_by: UUID | None
    revoked_at: datetime | None

    @property
    def waits(self) -> bool:
        return self.scope in OF_CASES and self.allowed_by is None


@dataclass(frozen=True, slots=True)
class Program:
    """Whoever holds a token. `allowed_by`: in whose name cases are counted."""

    name: str
    scope: Scope
    allowed_by: UUID | None

    @property
    def actor(self) -> Actor:
        if self.allowed_by is None:
            return NOBODY
        return Actor(self.allowed_by, SUPERVISOR, audience(SUPERVISOR, (), self.allowed_by))


def borne(authorization: str | None) -> str | None:
    """The token of a header, empty where it has none; None where somebody else is meant by it, as a proxy's user."""
    scheme, _, token = (authorization or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def use(connection: Connection, token: str) -> Program:
    """Who holds this token, noted as its last use. Raises UnknownToken for one that is none, or opens nothing."""
    row = connection.execute("SELECT name, scope, allowed_by FROM omah_use_token(%s)", (_digest(token),)).fetchone()
    if row is None:
        raise UnknownToken
    return Program(*row)


def make(tx: Tx, body: Mapping[str, Any]) -> tuple[Token, str]:
    """A new one, and what it is. Raises Invalid."""
    form = forms.validate(TokenForm, body, database.now(tx.connection))
    secret = secrets.token_urlsafe(32)
    row = tx.connection.execute(
        "INSERT INTO api_token (token_hash, name, scope, made_by, expires_at)"
        " VALUES (%s, %s, %s, %s, clock_timestamp() + %s) RETURNING id",
        (_digest(secret), form.name, form.scope, tx.actor.id, timedelta(days=form.days)),
    ).fetchone()
    assert row is not None, "what was inserted is returned"
    made = _found(tx, row[0])
    changes.record(tx, "token", made.id, "made", {}, {**_told(made), "until_on": made.expires_at.date()})
    return made, secret


def allow(tx: Tx, token: UUID) -> None:
    """A supervisor answers for what it reads. Raises NotFound; also for who made it herself."""
    _change(tx, token, ALLOW)
    changes.record(tx, "token", token, "changed", {"active": False}, {**_told(_found(tx, token)), "active": True})


def revoke(tx: Tx, token: UUID) -> None:
    """It opens nothing any more, from the next request on. Raises NotFound."""
    _change(tx, token, REVOKE)
    changes.record(tx, "token", token, "removed", _told(_found(tx, token)), {})


def alive(tx: Tx) -> list[Token]:
    """Those that are neither revoked nor expired, by name."""
    return [
        Token(*row)
        for row in tx.connection.execute(
            f"{LISTED} WHERE revoked_at IS NULL AND expires_at > clock_timestamp() ORDER BY name, made_at"
        )
    ]


def _change(tx: Tx, token: UUID, how: str) -> None:
    asked = {"id": token, "by": tx.actor.id, "of_cases": sorted(OF_CASES)}
    if tx.connection.execute(how, asked).rowcount != 1:
        raise NotFound("token")


def _found(tx: Tx, token: UUID) -> Token:
    row = tx.connection.execute(f"{LISTED} WHERE id = %s", (token,)).fetchone()
    assert row is not None, "it was made or changed just now"
    return Token(*row)


def _told(one: Token) -> dict[str, Any]:
    return {"name": one.name, "scope": one.scope}


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
