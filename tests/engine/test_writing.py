"""Few rows travel as values and many as the text of arrays; whatever stands in them arrives as it left."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.wire import Wire
from engine.writing import ALONE, BINARY, IN_ARRAYS, _array

KINDS: dict[str, st.SearchStrategy[Any]] = {
    "uuid": st.uuids(),
    "text": st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    "bytea": st.binary(),
    "int": st.integers(-(2**31), 2**31 - 1),
    "smallint": st.integers(-(2**15), 2**15 - 1),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "timestamptz": st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # the zone is given beside it
}


@pytest.fixture(scope="module")
def connection(postgres: str) -> Any:
    with Wire.connect(postgres, autocommit=True, options="-c timezone=UTC") as opened:
        yield opened


def test_every_kind_of_column_is_tried() -> None:
    assert set(KINDS) == set(ALONE) == set(IN_ARRAYS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_in_an_array_arrives_as_it_left(connection: Wire, kind: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.none() | KINDS[kind], min_size=1, max_size=8))
    def arrives(column: list[Any]) -> None:
        row = connection.run(f"SELECT $1::{kind}[]", [_array(kind, tuple(column))], (0,))[0]

        assert row[0] == column

    arrives()


@pytest.mark.parametrize("kind", KINDS)
def test_what_travels_alone_arrives_as_it_left(connection: Wire, kind: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(KINDS[kind])
    def arrives(value: Any) -> None:
        row = connection.run(f"SELECT $1::{kind}", [ALONE[kind](value)], (int(kind in BINARY),))[0]

        assert row[0] == value

    arrives()


def test_nothing_typed_by_a_person_breaks_out_of_an_array(connection: Wire) -> None:
    told = ('"}', "\\", "NULL", "{", "'; DROP TABLE cases; --", "")

    row = connection.run("SELECT $1::text[]", [_array("text", told)], (0,))[0]

    assert row == (list(told),)
