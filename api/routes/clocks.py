"""A case's clocks: stopped for a while, set going again, or given more time; each with a reason."""

from typing import Any, Literal
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath, JSONBody
from pydantic import BaseModel, ConfigDict, Field

from api.cases import casework
from api.routes.cases import Here, Key, Seen, seen_version
from api.security.policy import CASES
from engine import commands
from engine.calendar import Duration, duration_of
from engine.definition import Text
from engine.errors import Invalid, Problem


class Reasoned(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: str = Field(min_length=5, max_length=2_000)


class Length(BaseModel):
    """How much time, in the kind of time in which the clock counts."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    kind: Literal["elapsed", "working_hours", "working_days"]
    days: int | None = Field(default=None, ge=0, le=10_000)
    hours: int | None = Field(default=None, ge=0, le=10_000)
    minutes: int | None = Field(default=None, ge=0, le=1_000_000)


class More(Reasoned):
    by: Length


@post("/api/cases/{case_id:uuid}/clocks/{name:str}/pause", policy=CASES, sync_to_thread=True)
def pause(
    desk: Here,
    case_id: FromPath[UUID],
    name: FromPath[str],
    data: JSONBody[Reasoned],
    seen: Seen = None,
    key: Key = None,
) -> Response[Any]:
    """Its time stands still until it is resumed, at the latest until its bound."""
    version = seen_version(seen)

    def command(also: casework.Also) -> commands.Done:
        return commands.pause(desk.engine, desk.actor, case_id, name, data.reason, seen=version, also=also)

    return casework.act(desk, case_id, key, f"{case_id} pause {name} {version}", data.model_dump(), command)


@post("/api/cases/{case_id:uuid}/clocks/{name:str}/resume", policy=CASES, sync_to_thread=True)
def resume(
    desk: Here,
    case_id: FromPath[UUID],
    name: FromPath[str],
    data: JSONBody[Reasoned],
    seen: Seen = None,
    key: Key = None,
) -> Response[Any]:
    """It goes on with what was left of its time."""
    version = seen_version(seen)

    def command(also: casework.Also) -> commands.Done:
        return commands.resume(desk.engine, desk.actor, case_id, name, data.reason, seen=version, also=also)

    return casework.act(desk, case_id, key, f"{case_id} resume {name} {version}", data.model_dump(), command)


@post("/api/cases/{case_id:uuid}/clocks/{name:str}/extend", policy=CASES, sync_to_thread=True)
def extend(
    desk: Here, case_id: FromPath[UUID], name: FromPath[str], data: JSONBody[More], seen: Seen = None, key: Key = None
) -> Response[Any]:
    """What was climbed stays climbed; what follows is counted by the longer time."""
    version, by = seen_version(seen), _duration(data.by)

    def command(also: casework.Also) -> commands.Done:
        return commands.extend(desk.engine, desk.actor, case_id, name, by, data.reason, seen=version, also=also)

    return casework.act(desk, case_id, key, f"{case_id} extend {name} {version}", data.model_dump(), command)


def _duration(length: Length) -> Duration:
    try:
        return duration_of(length.model_dump(exclude_none=True))
    except ValueError:
        like = Text("Tulis hari kerja, atau jam dan menit.", "Write working days, or hours and minutes.")
        raise Invalid([Problem("/by", "no_length", like)]) from None


HANDLERS = (pause, resume, extend)
