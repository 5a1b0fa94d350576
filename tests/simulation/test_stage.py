"""The stage lets everybody get to their end, whoever holds up whom."""

from collections.abc import Callable
from random import Random

import psycopg
import pytest

from tests.simulation.stage import Part, Stage


@pytest.mark.parametrize("seed", range(24, 34))
def test_who_waits_for_one_that_waits_holds_up_nobody(postgres: str, seed: int) -> None:
    def errand(*locks: int) -> Callable[[], None]:
        def body() -> None:
            with psycopg.connect(postgres) as connection:
                for lock in locks:
                    connection.execute("SELECT pg_advisory_xact_lock(%s)", (lock,))
                    for _ in range(4):
                        connection.execute("SELECT 1")
                connection.execute("COMMIT")

        return body

    parts = [Part("a chain", errand(*locks)) for locks in ((1,), (1, 2), (2,))]
    with psycopg.connect(postgres, autocommit=True) as observer, Stage(observer, Random(seed)).set() as stage:
        stage.play(parts, lambda: None)

    assert [part.problem for part in parts] == [None] * len(parts)
