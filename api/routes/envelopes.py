"""Reports taken without a network: what a phone needs to take and seal one, and where it sends it afterwards."""

import hashlib
import json
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK, HTTP_304_NOT_MODIFIED
from pydantic import BaseModel, ConfigDict, Field

from api import envelopes
from api.cases import casework
from api.definitions.schemas import schema
from api.desk import Desk
from api.envelopes import Content
from api.security.policy import CASES
from api.words import text
from engine import commands
from engine.database import now
from engine.errors import NotFound

Here = NamedDependency[SkipValidation[Desk]]
Known = Annotated[str | None, HeaderParameter(name="If-None-Match", required=False, max_length=80)]


class Sealed(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    sealed: str = Field(min_length=1, max_length=256 * 1024)


@get("/api/envelope", policy=CASES, sync_to_thread=True)
def envelope(desk: Here, known: Known = None) -> Response[dict[str, Any] | None]:
    """The key to seal to and the forms that this person may fill in: nothing of any case. 304 where it is known."""
    forms = [
        {"name": one.workflow.name, "title": text(one.workflow.title), "schema": schema(one.workflow.opening)}
        for one in desk.engine.registry
        if one.workflow.opening is not None and desk.actor.role in one.workflow.opened_by
    ]
    kit = {"key": envelopes.public_key(desk.engine.keys), "by": desk.somebody.id, "forms": forms}
    tag = {"etag": f'"{hashlib.sha256(json.dumps(kit, sort_keys=True, default=str).encode()).hexdigest()[:32]}"'}
    if known == tag["etag"]:
        return Response(None, status_code=HTTP_304_NOT_MODIFIED, headers=tag)
    return Response(kit, headers=tag)


@post("/api/envelopes", policy=CASES, sync_to_thread=True)
def send(desk: Here, data: JSONBody[Sealed]) -> Response[Any]:
    """File what was sealed, once however often it comes: the key that makes it one act lies inside."""
    content = _own(desk, data.sealed)
    workflow = desk.engine.registry.get(content.workflow).workflow
    with desk.engine.database.transaction(desk.actor) as tx:
        form = envelopes.form_of(content, workflow, now(tx.connection))
    return casework.open_new(
        desk,
        content.key,
        content.workflow,
        content.form,
        lambda also: commands.open_case(desk.engine, desk.actor, content.workflow, form, also=also),
    )


@post("/api/envelopes/draft", policy=CASES, sync_to_thread=True, status_code=HTTP_200_OK)
def draft(desk: Here, data: JSONBody[Sealed]) -> dict[str, Any]:
    """What was refused, back in the hands of whoever wrote it."""
    content = _own(desk, data.sealed)
    return {"workflow": content.workflow, "form": content.form}


def _own(desk: Desk, sealed: str) -> Content:
    """Raises EnvelopeUnreadable, and NotFound where somebody else wrote it."""
    content = envelopes.opened(desk.engine.keys, sealed)
    if content.by != desk.somebody.id:
        raise NotFound("report")
    return content


HANDLERS = (envelope, send, draft)
