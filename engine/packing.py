"""Values as PostgreSQL's binary format has them (`src/backend/utils/adt`, the `recv` function of each type): alone, or
as a column of many in one array.

Text would have to be quoted here and taken apart there, which costs both sides more than all the rest of a long array.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from struct import Struct
from typing import Any

Spelt = Callable[[Any], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of column: its number in `pg_type`, which the head of an array repeats, and how a value of it is spelt."""

    oid: int
    spelt: Spelt


EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_SHORT, _INT, _LONG = Struct(">h").pack, Struct(">i").pack, Struct(">q").pack


def _moment(at: datetime) -> bytes:
    """Microseconds since 2000 began, in UTC. Raises TypeError for a moment without a zone."""
    since = at - EPOCH
    return _LONG((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)


KINDS: Mapping[str, Kind] = {
    "uuid": Kind(2950, attrgetter("bytes")),
    "text": Kind(25, str.encode),
    "bytea": Kind(17, bytes),
    "smallint": Kind(21, _SHORT),
    "int": Kind(23, _INT),
    "bigint": Kind(20, _LONG),
    "timestamptz": Kind(1184, _moment),
}

_HEAD = Struct(">iiIii").pack
_NULL = _INT(-1)


def array(kind: str, column: Sequence[Any]) -> bytes:
    """A column of values, or None for each that is missing, as an array with one dimension; not empty."""
    told = KINDS[kind]
    spelt = told.spelt
    parts = [_HEAD(1, 1, told.oid, len(column), 1)]
    before, last = column[0], b""
    for value in column:
        if value is not before or not last:  # long columns repeat themselves
            before, last = value, _NULL if value is None else _element(spelt(value))
        parts.append(last)
    return b"".join(parts)


def _element(value: bytes) -> bytes:
    return _INT(len(value)) + value
