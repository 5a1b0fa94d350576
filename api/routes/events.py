"""Live news: that a case has changed, for pages that would have to ask again and again."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import HeaderParameter, SkipValidation
from litestar.response import Stream

from api.desk import Desk
from api.security.policy import POLL

Here = NamedDependency[SkipValidation[Desk]]
Known = Annotated[str | None, HeaderParameter(name="Last-Event-ID", required=False, max_length=40)]


@get("/api/events", policy=POLL, unpacked=True, sync_to_thread=False)
def follow(desk: Here, known: Known = None) -> Stream:
    """Server-sent events `case`, each with the id and version of a case in sight that has changed. No look at it, and
    no sign of life of the session, with which it ends. 429 for too many of one session."""
    token = desk.token or ""
    streams = desk.house.streams
    events = streams.follow(desk.engine.database, token, known, streams.claim(token))
    return Stream(events, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


HANDLERS = (follow,)
