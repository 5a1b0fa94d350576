"""Signing in and out, and what waits for whoever is signed in."""

from typing import Any, Literal

from litestar import Request, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_201_CREATED, HTTP_204_NO_CONTENT
from pydantic import BaseModel, ConfigDict, Field

from api import accounts, home, login, sessions
from api.access import PUBLIC, STAFF
from api.desk import Desk
from engine.errors import NotFound

Here = NamedDependency[SkipValidation[Desk]]


class Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    email: str = Field(min_length=3, max_length=254)
    password: str = Field(min_length=1, max_length=200)


class Preference(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: Literal["id", "en"]


@post("/api/session", policy=PUBLIC, unpacked=True, sync_to_thread=True)
def sign_in(request: Request[Desk, Any, Any], desk: Here, data: JSONBody[Credentials]) -> Response[dict[str, Any]]:
    """A new session with a token of ours; whatever the browser came with ends."""
    cookie = desk.house.cookie
    person, token = login.sign_in(desk.house, data.email, data.password, request.cookies.get(cookie.name))
    shown = home.me(Desk(desk.house, person, token))
    return Response(shown, status_code=HTTP_201_CREATED, headers={"set-cookie": cookie.set(token)})


@delete("/api/session", policy=STAFF, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def sign_out(desk: Here) -> Response[None]:
    """The browser keeps what the app may keep: the language, and reports that are sealed and wait to be sent."""
    login.sign_out(desk.house, desk.token or "")
    gone = {"set-cookie": desk.house.cookie.clear(), "clear-site-data": '"cache"'}
    return Response(None, status_code=HTTP_204_NO_CONTENT, headers=gone)


@get("/api/me", policy=STAFF, unpacked=True, sync_to_thread=True)
def me(desk: Here) -> dict[str, Any]:
    return home.me(desk)


@patch("/api/me", policy=STAFF, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def change_me(desk: Here, data: JSONBody[Preference]) -> None:
    """The language in which notices reach this person."""
    accounts.set_language(desk.house, desk.somebody.id, data.language)


@get("/api/me/sessions", policy=STAFF, sync_to_thread=True)
def list_sessions(desk: Here) -> dict[str, Any]:
    """Where one is signed in: to see whether it is oneself."""
    with desk.engine.database.transaction(desk.actor) as tx:
        return {"items": sessions.of(tx.connection, desk.somebody.id, desk.token or "")}


@delete("/api/me/sessions", policy=STAFF, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def end_other_sessions(desk: Here) -> None:
    """Sign out everywhere but here."""
    with desk.engine.database.transaction(desk.actor) as tx:
        sessions.close_others(tx.connection, desk.somebody.id, desk.token or "")


@delete("/api/me/sessions/{name:str}", policy=STAFF, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def end_session(desk: Here, name: FromPath[str]) -> None:
    with desk.engine.database.transaction(desk.actor) as tx:
        if not sessions.close_one(tx.connection, desk.somebody.id, name):
            raise NotFound("session")


HANDLERS = (sign_in, sign_out, me, change_me, list_sessions, end_other_sessions, end_session)
