"""Sessions of the staff: a row each, known by the digest of a token that only the browser holds.

A token is made here and nowhere else: one that we do not know opens nothing and is never adopted. Times are the
database's real ones, whatever the demo clock says.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from psycopg import Connection

from engine.database import Database
from engine.definition import Actor
from engine.wire import Asked

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=10)
FRESH = timedelta(minutes=5)
"""So long after the password was typed, nobody is asked for it again."""

_IDLE, _FRESH = (b"%d seconds" % one.total_seconds() for one in (IDLE, FRESH))

NOBODY = Actor(None, "nobody")
"""Whoever has not signed in. Sees no case."""

# One statement, which travels with the beginning and the end of its transaction, finds the session, notices that
# somebody is still there, and refuses whoever was disabled meanwhile. Polling (`watched` false) looks without
# prolonging, so that a page left open still falls asleep.
FIND = """
WITH live AS (
    SELECT s.token_hash, s.staff_id, s.last_seen_at, s.confirmed_at, s.mark
      FROM session s JOIN staff ON staff.id = s.staff_id AND staff.active
    WHERE s.token_hash = $1 AND s.expires_at > clock_timestamp()
      AND s.last_seen_at > clock_timestamp() - $2::interval
), seen AS (
    UPDATE session SET last_seen_at = clock_timestamp() FROM live
    WHERE session.token_hash = live.token_hash AND $3::boolean
      AND live.last_seen_at < clock_timestamp() - interval '20 seconds'
)
SELECT staff.id, staff.name, staff.email, staff.role, staff.kelurahan, staff.language,
       live.confirmed_at > clock_timestamp() - $4::interval,
       EXISTS (SELECT FROM second_factor f WHERE f.staff_id = staff.id AND f.secret IS NOT NULL), live.mark
FROM live JOIN staff ON staff.id = live.staff_id
"""


RENEW = """
UPDATE session SET token_hash = %s, confirmed_at = clock_timestamp(), last_seen_at = clock_timestamp()
 WHERE token_hash = %s AND expires_at > clock_timestamp() RETURNING staff_id
"""

LIVE_OF = """
SELECT left(encode(sha256(token_hash), 'hex'), 16), created_at, last_seen_at, expires_at, token_hash = %(token)s
  FROM session WHERE staff_id = %(staff)s AND expires_at > clock_timestamp()
   AND last_seen_at > clock_timestamp() - %(idle)s ORDER BY created_at DESC, token_hash
"""
OPEN = """
WITH opened AS (
    INSERT INTO session (token_hash, staff_id, expires_at) VALUES (%s, %s, clock_timestamp() + %s)
    RETURNING mark, staff_id, created_at
)
INSERT INTO sign_in (mark, staff_id, at, device) SELECT mark, staff_id, created_at, %s FROM opened
"""
END_ONE = "DELETE FROM session WHERE staff_id = %s AND left(encode(sha256(token_hash), 'hex'), 16) = %s"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the staff, as signed in. `kelurahan` are region codes; `fresh`: has just shown who she is;
    `enrolled`: has a second factor. `session` names the sign-in in what she looks at, and opens nothing."""

    id: UUID
    name: str
    email: str
    role: str
    kelurahan: tuple[str, ...]
    language: str
    fresh: bool = False
    enrolled: bool = False
    session: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """One of somebody's sessions. `id` names it to its owner and opens nothing; `current`: the one that asks."""

    id: str
    opened_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class Cookie:
    """How the browser keeps the token: under the `__Host-` prefix wherever there is TLS."""

    secure: bool

    @property
    def name(self) -> str:
        return "__Host-omah" if self.secure else "omah"

    def set(self, token: str) -> str:
        return self._written(token, int(LONGEST.total_seconds()))

    def clear(self) -> str:
        return self._written("", 0)

    def _written(self, value: str, age: int) -> str:
        secure: Literal["; Secure", ""] = "; Secure" if self.secure else ""
        return f"{self.name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}"


def open_for(connection: Connection, staff: UUID, replacing: str | None = None, device: str = "") -> str:
    """A new token, and a line that this sign-in was. The one the browser came with, if any, ends here."""
    token = secrets.token_urlsafe(32)
    if replacing:
        close(connection, replacing)
    connection.execute("DELETE FROM session WHERE expires_at < clock_timestamp()")
    connection.execute(OPEN, (_digest(token), staff, LONGEST, device))
    return token


def renew(connection: Connection, token: str) -> str | None:
    """A new token for a session whose person has just shown again who she is. It ends when the old one would have."""
    renewed = secrets.token_urlsafe(32)
    row = connection.execute(RENEW, (_digest(renewed), _digest(token))).fetchone()
    return renewed if row is not None else None


def find(database: Database, token: str, *, watched: bool = True) -> Person | None:
    """Who holds this token, if it still opens anything. One message to the database."""
    asked = Asked(FIND, (_digest(token), _IDLE, b"t" if watched else b"f", _FRESH), (1, 0, 0, 0))
    with database.transaction(NOBODY, first=asked, alone=True) as tx:
        rows = tx.first
    if not rows:
        return None
    of, name, email, role, kelurahan, language, fresh, enrolled, session = rows[0]
    return Person(of, name, email, role, tuple(kelurahan), language, fresh, enrolled, session)


def of(connection: Connection, staff: UUID, token: str) -> list[Opened]:
    """Where somebody is signed in now, the latest first."""
    rows = connection.execute(LIVE_OF, {"staff": staff, "token": _digest(token), "idle": IDLE})
    return [Opened(*row) for row in rows]


def close_one(connection: Connection, staff: UUID, name: str) -> bool:
    """End one of one's own sessions by its id. False where there is none of that name."""
    return connection.execute(END_ONE, (staff, name)).rowcount == 1


def close_others(connection: Connection, staff: UUID, token: str) -> None:
    """Sign out everywhere but here."""
    connection.execute("DELETE FROM session WHERE staff_id = %s AND token_hash <> %s", (staff, _digest(token)))


def close(connection: Connection, token: str) -> None:
    connection.execute("DELETE FROM session WHERE token_hash = %s", (_digest(token),))


def close_all(connection: Connection, staff: UUID) -> None:
    """Sign somebody out everywhere: the account was disabled, or its password changed."""
    connection.execute("DELETE FROM session WHERE staff_id = %s", (staff,))


def form_token(token: str) -> str:
    """What the page must send back with every change (X-CSRF-Token). It follows from the session's token, which no
    other site can read, and gives nothing of it away."""
    return urlsafe_b64encode(hmac.digest(token.encode(), b"omah/form/1", hashlib.sha256)).decode().rstrip("=")


def form_token_fits(token: str, given: str | None) -> bool:
    return given is not None and hmac.compare_digest(form_token(token).encode(), given.encode())


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
