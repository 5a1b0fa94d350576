"""Growing delays after wrong passwords. Never a lock: an abuser could lock a volunteer out of her cases.

The attempt is counted before the password is looked at, in one statement, so that a crowd of attempts at once
counts like a queue. What is kept names nobody: the account is a keyed digest of what was typed.
"""

import hashlib
import hmac
import math
from datetime import datetime

from psycopg import Connection

FREE = 3
"""So many wrong passwords cost nothing: people mistype."""

LONGEST = 60
"""Seconds. Longer would be a lock by another name."""

CLAIM = """
INSERT INTO login_delay AS known (account, failures, until) VALUES (%(account)s, 1, clock_timestamp())
ON CONFLICT (account) DO UPDATE SET
    failures = CASE WHEN known.until < clock_timestamp() - interval '1 day' THEN 1 ELSE known.failures + 1 END,
    until = clock_timestamp() + CASE
        WHEN known.until < clock_timestamp() - interval '1 day' OR known.failures < %(free)s THEN interval '0'
        ELSE make_interval(secs => least(%(longest)s, power(2, least(known.failures - %(free)s, 20)))) END
    WHERE known.until <= clock_timestamp()
RETURNING until
"""


def account(key: bytes, email: str) -> bytes:
    return hmac.digest(key, b"login\n" + email.strip().lower().encode(), hashlib.sha256)


def claim(connection: Connection, of: bytes) -> int:
    """Count an attempt. Returns 0 when it may go on, else the seconds to wait. Commit before checking the password."""
    counted = connection.execute(CLAIM, {"account": of, "free": FREE, "longest": LONGEST}).fetchone()
    return 0 if counted else _left(connection, of)


def forget(connection: Connection, of: bytes) -> None:
    """The right password was given."""
    connection.execute("DELETE FROM login_delay WHERE account = %s", (of,))


def _left(connection: Connection, of: bytes) -> int:
    row = connection.execute("SELECT until, clock_timestamp() FROM login_delay WHERE account = %s", (of,)).fetchone()
    if row is None:
        return 1
    until: datetime = row[0]
    now: datetime = row[1]
    return max(1, math.ceil((until - now).total_seconds()))
