"""Figures for the public, and the supervisor's desk on which they are prepared."""

from typing import Annotated, Any

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter, SkipValidation
from pydantic import BaseModel, ConfigDict, Field

from api.desk import Desk
from api.figures import releases
from api.problems import refusal
from api.security.policy import PUBLIC, SUPERVISORS

Here = NamedDependency[SkipValidation[Desk]]
Without = Annotated[list[str] | None, QueryParameter(name="without", required=False)]
Year = Annotated[int, Field(ge=2000, le=9998)]


class Publication(BaseModel):
    """`without` names dimensions that are left out."""

    model_config = ConfigDict(extra="forbid")

    year: Year
    without: list[str] = []


@get("/api/releases", policy=PUBLIC, sync_to_thread=True)
def list_releases(desk: Here) -> dict[str, Any]:
    """Every year that was released, in bands of five, for the whole city."""
    return {"items": releases.published(desk.house)}


@get("/api/releases/{year:int}/preview", policy=SUPERVISORS, sync_to_thread=True)
def preview(desk: Here, year: FromPath[Year], without: Without = None) -> dict[str, Any]:
    """What the release would tell, and everything that stands in its way."""
    made = releases.draft(desk, year, without or ())
    return {**releases.proposed(made), "refusals": [refusal(one) for one in made.refusals]}


@post("/api/releases", policy=SUPERVISORS, sync_to_thread=True)
def publish(desk: Here, data: JSONBody[Publication]) -> dict[str, Any]:
    """For good: it cannot be changed or taken back. 409 with every reason why not."""
    return releases.publish(desk, data.year, data.without)


HANDLERS = (list_releases, preview, publish)
