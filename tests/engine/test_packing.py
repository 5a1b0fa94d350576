"""Values travel in binary, alone or as arrays; whatever they are, they arrive as they left."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import packing
from engine.wire import Asked, Wire

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
    assert set(KINDS) == set(packing.KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_in_an_array_arrives_as_it_left(connection: Wire, kind: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.none() | KINDS[kind], min_size=1, max_size=8))
    def arrives(column: list[Any]) -> None:
        row = connection.run(Asked(f"SELECT $1::{kind}[]", [packing.array(kind, column)], (1,)))[0]

        assert row[0] == column

    arrives()


@pytest.mark.parametrize("kind", KINDS)
def test_what_travels_alone_arrives_as_it_left(connection: Wire, kind: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(KINDS[kind])
    def arrives(value: Any) -> None:
        row = connection.run(Asked(f"SELECT $1::{kind}", [packing.KINDS[kind].spelt(value)], (1,)))[0]

        assert row[0] == value

    arrives()


def test_a_column_that_repeats_itself_arrives_as_it_left(connection: Wire) -> None:
    told = ["a", "a", None, None, "", "", '"},', "NULL"]

    row = connection.run(Asked("SELECT $1::text[]", [packing.array("text", told)], (1,)))[0]

    assert row == (told,)


def test_a_moment_without_a_zone_is_no_moment() -> None:
    with pytest.raises(TypeError):
        packing.KINDS["timestamptz"].spelt(datetime(2026, 1, 1))  # noqa: DTZ001  # that is the point
