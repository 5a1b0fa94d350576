"""What stands beside the history and is only ever added to: each row is sealed into the log, like a record.

A row's entry in the log has the ledger's id for a case and the row's number for a record. Its hash is

    digest = SHA-256(the row as JSON: PostgreSQL's jsonb text of the columns named here, less those that are NULL)
    hash   = HMAC-SHA256(a key that is not in the database, "omah/ledger/1\\n" ‖ ledger ‖ "\\n" ‖ number ‖ digest)

and, where everybody may read the rows, SHA-256 of the same without a key, so that a stranger can check it. A row is
written as it was before, without another statement, and sealed within a minute; what is sealed is what then stands.
Columns that come later have to be NULL in the rows that are there.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from struct import Struct
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import psycopg

from engine.past.finding import LOG, Finding, found

CHUNK = 2000
SLACK = 1000
"""So many numbers back a round looks for a row that was committed late; a thorough one looks at all."""

SINCE = f"(SELECT coalesce(max(seq), 0) - {SLACK} FROM seal_leaf WHERE case_id = %(id)s)"  # noqa: S608  # constants

_TAG = b"omah/ledger/1\n"
_U64 = Struct(">Q").pack


@dataclass(frozen=True)
class Ledger:
    """A table that is only added to. `number` is the column that numbers its rows, `columns` are all that is sealed."""

    table: str
    number: str
    columns: tuple[str, ...]
    public: bool = False

    @cached_property
    def id(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"omah/ledger/{self.table}")

    @property
    def rows(self) -> str:
        """A query for (number, told): each row with its JSON."""
        columns = ", ".join(self.columns)
        return (
            f"SELECT r.{self.number} AS number, jsonb_strip_nulls(to_jsonb(r))::text AS told"  # noqa: S608  # constants
            f" FROM (SELECT {columns} FROM {self.table}) AS r"
        )

    def hash(self, mac_key: bytes, number: int, digest: bytes) -> bytes:
        said = b"".join((_TAG, self.table.encode(), b"\n", _U64(number), digest))
        return hashlib.sha256(said).digest() if self.public else hmac.digest(mac_key, said, "sha256")


LEDGERS = (
    Ledger(
        "calendar",
        "edition",
        ("edition", "name", "version", "digest", "canonical", "standing", "from_at", "actor", "role", "reason"),
        public=True,
    ),
    Ledger(
        "change_record",
        "id",
        ("id", "at", "actor", "role", "subject", "key", "act", "old::text AS old", "new::text AS new"),
    ),
    Ledger(
        "access_record",
        "id",
        ("id", "at", "actor", "role", "case_id", "what", "fields", "reason", "cases", "session"),
    ),
    Ledger("attempt", "id", ("id", "case_id", "at", "actor", "role", "act", "state", "codes")),
    Ledger("release", "number", ("number", "year", "at", "actor", "body", "previous", "hash")),
    Ledger(
        "breach_opening",
        "entry",
        (
            "entry",
            "breach_id",
            "fingerprint",
            "place",
            "at",
            "actor",
            "what",
            "case_id",
            "number",
            "workflow",
            "field",
            "session",
        ),
    ),
    Ledger("policy_proposal", "id", ("id", "at", "actor", "role", "reason", "changes::text AS changes", "wanted_from")),
    Ledger("policy_decision", "proposal", ("proposal", "at", "actor", "role", "outcome", "reason")),
    Ledger("policy", "number", ("number", "proposal", "in_force::text AS in_force", "from_at")),
)
"""Named here because sealing and auditing are the engine's; who writes them is the shell's to say. The view `sealable`
in the migrations tells a worker the digests of the same rows, so that it need not read them.
"""

Waits = tuple[UUID, int, bytes]
"""A row that waits to be sealed: its ledger's id, its number, and the hash for the log."""

PUBLIC = tuple(one for one in LEDGERS if one.public)


def unsealed(connection: "psycopg.Connection[Any]", mac_key: bytes, limit: int, *, thorough: bool) -> list[Waits]:
    """The first rows without an entry in the log, ledger by ledger; `thorough`: wherever they stand."""
    waiting: list[Waits] = []
    for ledger in LEDGERS:
        if len(waiting) >= limit:
            break
        since = "0" if thorough else SINCE
        rows = connection.execute(
            f"""SELECT v.number, v.digest FROM sealable v WHERE v.ledger = '{ledger.table}' AND v.number > {since}
                   AND NOT EXISTS (SELECT FROM seal_leaf l WHERE l.case_id = %(id)s AND l.seq = v.number)
                 ORDER BY v.number LIMIT %(limit)s""",  # noqa: S608  # constants
            {"id": ledger.id, "limit": limit - len(waiting)},
        ).fetchall()
        waiting += [(ledger.id, number, ledger.hash(mac_key, number, digest)) for number, digest in rows]
    return waiting


class Looked:
    """All ledgers against the log. `leaves` is how many entries are theirs, `problem` the first row that is not as it
    was sealed.
    """

    def __init__(self, connection: "psycopg.Connection[Any]", mac_key: bytes) -> None:
        self.leaves = 0
        self.problem: Finding | None = None
        for ledger in LEDGERS:
            self._look(ledger, _beside(connection, ledger), mac_key)

    def _look(self, ledger: Ledger, rows: Iterator[Any], mac_key: bytes) -> None:
        before = None
        for number, digest, sealed in rows:
            self.leaves += sealed is not None and number != before
            if number == before:
                self._note("row_added", ledger, number)
            elif digest is None:
                self._note("row_missing", ledger, number)
            elif sealed is not None and not hmac.compare_digest(sealed, ledger.hash(mac_key, number, digest)):
                self._note("row_differs", ledger, number)
            before = number

    def _note(self, problem: str, ledger: Ledger, number: int) -> None:
        self.problem = self.problem or found(None, LOG, number, problem, table=ledger.table)


def _beside(connection: "psycopg.Connection[Any]", ledger: Ledger) -> Iterator[Any]:
    """(number, digest, sealed hash) of each row and each entry: worked out from the table itself, not from the view."""
    query = f"""SELECT coalesce(r.number, l.seq), sha256(convert_to(r.told, 'UTF8')), l.hash
          FROM ({ledger.rows}) AS r FULL JOIN
               (SELECT seq, hash FROM seal_leaf WHERE case_id = %s) AS l ON l.seq = r.number
         ORDER BY 1"""  # noqa: S608  # constants
    with connection.cursor(name=f"ledger_{ledger.table}", binary=True) as cursor:
        cursor.itersize = CHUNK
        cursor.execute(query, (ledger.id,))
        yield from cursor
