"""The public door for programs; the citizen pages go through the same functions."""

import secrets
from typing import Annotated, Any

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK
from pydantic import BaseModel, ConfigDict

from api import receipts
from api.desk import Desk
from api.security.policy import PUBLIC
from api.words import text
from engine.definition import Text
from engine.errors import Invalid, Problem

Here = NamedDependency[SkipValidation[Desk]]
Key = Annotated[str | None, HeaderParameter(name="Idempotency-Key", required=False, max_length=200)]


class Receipt(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    receipt: str


@post("/api/reports", policy=PUBLIC, sync_to_thread=True)
def report(desk: Here, data: JSONBody[dict[str, Any]], key: Key = None) -> dict[str, str]:
    """A report goes in, a receipt comes out, and nothing of the case."""
    return {"receipt": receipts.file_report(desk.house, data, key or secrets.token_urlsafe(32))}


@post("/api/reports/track", policy=PUBLIC, sync_to_thread=True, status_code=HTTP_200_OK)
def track(request: Request[Desk, Any, Any], desk: Here, data: JSONBody[Receipt]) -> dict[str, Any]:
    """How it stands. The receipt travels in the body: an address would be kept in histories and logs."""
    known = receipts.track(desk.house, data.receipt, request.client.host if request.client else "")
    if known is None:
        raise Invalid([Problem("/receipt", "unknown", UNKNOWN)])
    return {"status": {"code": known.status.code, "title": text(known.status.title)}}


UNKNOWN = Text("Kode ini tidak dikenal. Periksa angkanya.", "This code is not known. Check the digits.")

HANDLERS = (report, track)
