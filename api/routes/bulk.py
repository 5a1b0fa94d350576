"""One step on many cases: what can be taken on all of them, and taking it."""

from typing import Annotated, Any
from uuid import UUID

from litestar import post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict, Field

from api.cases import bulk
from api.cases.bulk import MOST, Chosen
from api.routes.cases import Here, Key
from api.security.policy import CASES


class Selection(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    cases: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]


class Seen(BaseModel):
    """A case, and the version of it that was seen."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    version: int


class Step(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    cases: Annotated[list[Seen], Field(min_length=1, max_length=MOST)]
    form: dict[str, Any] = {}


@post("/api/cases/bulk", policy=CASES, sync_to_thread=True, status_code=HTTP_200_OK)
def offer_steps(desk: Here, data: JSONBody[Selection]) -> dict[str, Any]:
    """The steps for many that stand open in these cases, each with what blocks it where."""
    return bulk.offer(desk, list(dict.fromkeys(data.cases)))


@post("/api/cases/bulk/{name:str}", policy=CASES, sync_to_thread=True, status_code=HTTP_200_OK)
def take_step(desk: Here, name: FromPath[str], data: JSONBody[Step], key: Key = None) -> dict[str, Any]:
    """Take it on each, and tell of each what came of it. What was refused for one is done for the others."""
    chosen = {one.id: Chosen(one.id, one.version) for one in data.cases}
    return {"results": bulk.take(desk, name, list(chosen.values()), data.form, key)}


HANDLERS = (offer_steps, take_step)
