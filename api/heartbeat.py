"""When a worker last looked for what is overdue. In real time, whatever the demo clock says."""

from dataclasses import dataclass
from datetime import datetime

from api.desk import House
from api.security.sessions import NOBODY

ALIVE = 300
"""Seconds without a sweep after which the workers count as gone."""

BEAT = "SELECT max(at), extract(epoch FROM clock_timestamp() - max(at)) FROM heartbeat WHERE name LIKE 'sweep:%'"


@dataclass(frozen=True, slots=True)
class Beat:
    last: datetime | None
    age: float | None

    @property
    def alive(self) -> bool:
        return self.age is not None and self.age < ALIVE


def last_sweep(house: House) -> Beat:
    with house.engine.database.transaction(NOBODY) as tx:
        row = tx.connection.execute(BEAT).fetchone()
    assert row is not None, "an aggregate always has a row"
    return Beat(row[0], float(row[1]) if row[1] is not None else None)
