"""The history of a case of fifty records, as it is read for somebody who may see it."""

from engine import commands, reading
from tests.bench.slices import half_of
from tests.bench.world import populate
from tests.office import Office, person

RECORDS = 50


def measure(office: Office, seconds: float) -> float:
    """Milliseconds (p50) for a whole transaction that reads it."""
    kader = person("kader")
    case = populate(office, 100)[0]
    for number in range(RECORDS - 1):
        act = "give_back" if number % 2 else "take"
        commands.advance(office.api, kader, case, act, {"risk": 2, "agreed": True})

    def read() -> None:
        with office.api.database.transaction(kader) as tx:
            if len(reading.history(tx, case)) != RECORDS:
                raise RuntimeError("not all records were read")

    return 1000 * half_of(read, seconds)
