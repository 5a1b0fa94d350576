"""What the reporter of a case and the house wrote to each other, opened with a reason."""

from typing import Any
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict, Field

from api.desk import Desk
from api.security.policy import CASES
from api.talk import conversation

Here = NamedDependency[SkipValidation[Desk]]


class Why(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: str = Field(min_length=5, max_length=1_000)


@post("/api/cases/{case_id:uuid}/messages", policy=CASES, sync_to_thread=True, status_code=HTTP_200_OK)
def open_messages(desk: Here, case_id: FromPath[UUID], data: JSONBody[Why]) -> dict[str, Any]:
    """That they were opened, by whom and why, is on record first."""
    return {"items": conversation.opened(desk, case_id, data.reason)}


HANDLERS = (open_messages,)
