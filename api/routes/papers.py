"""A case on paper. The address names no paper by its matter, and what it holds travels in the answer alone."""

from typing import Any
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict, Field

from api.access import CASES
from api.desk import Desk
from api.papers import printing

Here = NamedDependency[SkipValidation[Desk]]


class Wanted(BaseModel):
    """`named`: with names and words in clear, and why."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    named: bool = False
    reason: str | None = Field(default=None, min_length=5, max_length=1_000)


@post("/api/cases/{case_id:uuid}/papers/{name:str}", policy=CASES, sync_to_thread=True, status_code=HTTP_200_OK)
def draw_paper(desk: Here, case_id: FromPath[UUID], name: FromPath[str], data: JSONBody[Wanted]) -> dict[str, Any]:
    """That it was printed, by whom, with names or without, is on record first."""
    return printing.draw(desk, case_id, name, named=data.named, reason=data.reason)


HANDLERS = (draw_paper,)
