"""The rules that this system keeps, for everybody of the staff."""

from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from api.definitions import rules
from api.desk import Desk
from api.security.policy import STAFF

Here = NamedDependency[SkipValidation[Desk]]


@get("/api/rules", policy=STAFF, sync_to_thread=True)
def list_rules(desk: Here) -> dict[str, Any]:
    """R01 to R35, each with its basis, its evidence, where it acts, and what of it the office sets by itself."""
    return {"items": rules.listed(desk)}


HANDLERS = (list_rules,)
