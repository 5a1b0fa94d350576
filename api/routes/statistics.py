"""Figures for the supervisor, none of them public; and what will happen soon, for whoever works on cases."""

from typing import Annotated, Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter, SkipValidation

from api.cases import upcoming
from api.desk import Desk
from api.figures import statistics
from api.security.policy import CASES, STATISTICS

Here = NamedDependency[SkipValidation[Desk]]


@get("/api/statistics", policy=STATISTICS, sync_to_thread=True)
def read_statistics(desk: Here) -> dict[str, Any]:
    """Inflow and outflow, what is open, what was on time, who was told, how long it takes, and where the work is."""
    return statistics.figures(desk)


@get("/api/upcoming", policy=CASES, sync_to_thread=True)
def read_upcoming(desk: Here, hours: Annotated[int, QueryParameter(ge=1, le=168)] = 24) -> dict[str, Any]:
    """What rings in so many hours from now if nobody acts: case, clock, what is done then, who is told."""
    return upcoming.within(desk, hours)


HANDLERS = (read_statistics, read_upcoming)
