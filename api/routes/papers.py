"""A case on paper. Its address says nothing of the matter, and what it holds travels in the answer alone."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict, Field

from api.desk import Desk
from api.papers import printing
from api.security.policy import CASES

Here = NamedDependency[SkipValidation[Desk]]


class Why(BaseModel):
    """Why names and private words have to be on it."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: str = Field(min_length=5, max_length=1_000)


@get("/api/cases/{case_id:uuid}/papers/{name:str}", policy=CASES, sync_to_thread=True)
def draw_paper(desk: Here, case_id: FromPath[UUID], name: FromPath[str]) -> dict[str, Any]:
    """Without names. A look: it is on record before this is answered."""
    return printing.draw(desk, case_id, name, None)


@post("/api/cases/{case_id:uuid}/papers/{name:str}", policy=CASES, sync_to_thread=True, status_code=HTTP_200_OK)
def draw_named(desk: Here, case_id: FromPath[UUID], name: FromPath[str], data: JSONBody[Why]) -> dict[str, Any]:
    """With names and private words in clear. Who printed it and why is on record first."""
    return printing.draw(desk, case_id, name, data.reason)


HANDLERS = (draw_paper, draw_named)
