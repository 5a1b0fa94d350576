"""The first page of the overdue queue, in a small database and a large one, in turns."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from engine import reading
from engine.definition import Actor
from engine.reading import Filters
from tests.bench.loading import load
from tests.bench.slices import half_of
from tests.office import Office, person

OVERDUE = Filters(overdue=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """Milliseconds (p50) for the rows of a page among many cases and among few, and the median ratio; `whole` is the
    page among many with all that the API shows of it.
    """

    many: float
    few: float
    ratio: float
    whole: float


def measure(small: Office, large: Office, few: int, many: int, slices: int, seconds: float) -> Shown:
    """A tenth of the cases is overdue. Seen as the supervisor, from whom nothing is hidden: the longest queue."""
    load(small, few, timedelta(days=13), timedelta(days=-87), records=False)
    load(large, many, timedelta(days=13), timedelta(days=-87), records=False)
    who = person("supervisor")
    pairs = [(_rows(large, who, seconds), _rows(small, who, seconds)) for _ in range(slices)]
    return Shown(
        median(one for one, _ in pairs),
        median(other for _, other in pairs),
        median(one / other for one, other in pairs),
        1000 * half_of(lambda: _page(large, who), seconds),
    )


def _rows(office: Office, who: Actor, seconds: float) -> float:
    with office.api.database.transaction(who) as tx:
        return 1000 * half_of(lambda: reading.cases(tx, office.registry, OVERDUE), seconds)


def _page(office: Office, who: Actor) -> None:
    with office.api.database.transaction(who) as tx:
        reading.cases(tx, office.registry, OVERDUE)
