"""Values as PostgreSQL's binary format has them (`src/backend/utils/adt`, the `recv` function of each type): alone, or
as a column of many in one array.

Text would have to be quoted here and taken apart there, which costs both sides more than all the rest of a long array.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from struct import Struct
from typing import Any

Spelt = Callable[[Any], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of column: its number in `pg_type`, which the head of an array repeats, how a value of it is spelt, and in
    how many bytes, where that is always the same.
    """

    oid: int
    spelt: Spelt
    size: int = 0


EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_SHORT, _INT, _LONG = Struct(">h").pack, Struct(">i").pack, Struct(">q").pack


def _moment(at: datetime) -> bytes:
    """Microseconds since 2000 began, in UTC. Raises TypeError for a moment without a zone."""
    since = at - EPOCH
    return _LONG((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)


KINDS: Mapping[str, Kind] = {
    "uuid": Kind(2950, attrgetter("bytes"), 16),
    "text": Kind(25, str.encode),
    "bytea": Kind(17, bytes),
    "smallint": Kind(21, _SHORT, 2),
    "int": Kind(23, _INT, 4),
    "bigint": Kind(20, _LONG, 8),
    "timestamptz": Kind(1184, _moment, 8),
}

_HEAD = Struct(">iiIii").pack
_NULL = _INT(-1)
_NONE = type(None)


def array(kind: str, column: Sequence[Any]) -> bytes:
    """A column of values, or None for each that is missing, as an array with one dimension; not empty."""
    told = KINDS[kind]
    head = _HEAD(1, 1, told.oid, len(column), 1)
    if told.size and _NONE not in set(map(type, column)):
        length = _INT(told.size)
        return head + length + length.join(map(told.spelt, column))
    return head + b"".join(_elements(told.spelt, column))


def _elements(spelt: Spelt, column: Sequence[Any]) -> Iterator[bytes]:
    before, last = None, _NULL
    for value in column:
        if value is not before:  # long columns repeat themselves
            before, last = value, _NULL
            if value is not None:
                plain = spelt(value)
                last = _INT(len(plain)) + plain
        yield last
