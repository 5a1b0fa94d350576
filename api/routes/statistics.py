"""Figures for the supervisor: none of them is public."""

from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from api import statistics
from api.access import SUPERVISORS
from api.desk import Desk

Here = NamedDependency[SkipValidation[Desk]]


@get("/api/statistics", policy=SUPERVISORS, sync_to_thread=True)
def read_statistics(desk: Here) -> dict[str, Any]:
    """Inflow and outflow, what is open, what was on time, who was told, how long it takes, and where the work is."""
    return statistics.figures(desk)


HANDLERS = (read_statistics,)
