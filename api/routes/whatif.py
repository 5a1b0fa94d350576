"""What-if: the recorded past lived through again under another deadline, rung or holiday. It changes nothing."""

from typing import Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK

from api.desk import Desk
from api.figures import whatif
from api.figures.whatif import Question
from api.security.policy import SUPERVISORS

Here = NamedDependency[SkipValidation[Desk]]


@get("/api/workflows/{name:str}/what-if", policy=SUPERVISORS, sync_to_thread=True)
def what_can_be_tried(desk: Here, name: FromPath[str]) -> dict[str, Any]:
    """The clocks, rungs and days off of a workflow, as they are now."""
    return whatif.changeable(desk, name)


@post("/api/workflows/{name:str}/what-if", policy=SUPERVISORS, sync_to_thread=True, status_code=HTTP_200_OK)
def try_it(desk: Here, name: FromPath[str], data: JSONBody[Question]) -> dict[str, Any]:
    """Who would have been told, and when; breaches; the cases that differ. 422 with every problem of the change."""
    return whatif.answer(desk, name, data)


HANDLERS = (what_can_be_tried, try_it)
