"""Marks of people: a blind index, by which equality shows and nothing else.

What identifies somebody (a number, a name as it sounds) is kept as HMAC-SHA-256 under a key outside the database. Two
cases of one person have a mark in common; whoever holds the database alone cannot tell of whom, nor try out numbers.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from engine.definition import Identity

KEPT = "INSERT INTO identity_mark (case_id, person, kind, mark) VALUES (%s, %s, %s, %s)"
DROPPED = "DELETE FROM identity_mark WHERE case_id = %s"
ALIKE = """
SELECT own.person, own.kind, other.case_id, other.person
  FROM identity_mark own JOIN identity_mark other ON other.mark = own.mark AND other.case_id <> own.case_id
 WHERE own.case_id = %s ORDER BY other.case_id, own.person, own.kind LIMIT %s"""

BETWEEN = """
SELECT DISTINCT own.kind, own.person, other.person
  FROM identity_mark own JOIN identity_mark other ON other.mark = own.mark
 WHERE own.case_id = %s AND other.case_id = %s ORDER BY 1, 2, 3"""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Somebody of a case and somebody of another (`person`, `their`: as the workflow calls them) are equal in kind."""

    person: str
    kind: str
    case_id: UUID
    their: str


def mark(key: bytes, identity: Identity) -> bytes:
    """The mark of one thing that identifies somebody, 32 bytes; equal things of different kinds have different ones."""
    return hmac.digest(key, f"omah/mark/1\n{identity.kind}\n{identity.value}".encode(), "sha256")


def keep(
    connection: "psycopg.Connection[Any]", key: bytes, case_id: UUID, found: Iterable[Identity], *, new: bool
) -> None:
    """Put the marks of a case in the place of those that it had. A new case had none: the public door reads none."""
    if not new:
        connection.execute(DROPPED, (case_id,))
    rows = [(case_id, one.person, one.kind, mark(key, one)) for one in dict.fromkeys(found)]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(KEPT, rows)


def alike(connection: "psycopg.Connection[Any]", case_id: UUID, most: int = 200) -> list[Likeness]:
    """In what other cases that the actor may see are equal to one of them."""
    return [Likeness(*row) for row in connection.execute(ALIKE, (case_id, most))]


def between(connection: "psycopg.Connection[Any]", own: UUID, other: UUID) -> tuple[tuple[str, str, str], ...]:
    """Who of one case is equal to whom of another, and in what: (kind, who of the one, who of the other)."""
    return tuple(connection.execute(BETWEEN, (own, other)))
