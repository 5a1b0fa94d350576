"""Signing in and out, and what waits for whoever is signed in."""

from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from litestar import Request, Response, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_204_NO_CONTENT
from pydantic import BaseModel, ConfigDict, Field

from api.cases import choices, home
from api.desk import Desk
from api.security import accounts, devices, login, second_factor, sessions
from api.security.login import Proof
from api.security.policy import CASES, OWN_DOOR, PRESENT, PUBLIC, STAFF
from engine.errors import NotFound

Here = NamedDependency[SkipValidation[Desk]]


class Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    email: str = Field(min_length=3, max_length=254)
    password: str = Field(min_length=1, max_length=200)
    code: str | None = Field(default=None, max_length=20)


class Again(BaseModel):
    """What is shown once more. `code` where there is a second factor."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    password: str = Field(min_length=1, max_length=200)
    code: str | None = Field(default=None, max_length=20)


class Code(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    code: str = Field(min_length=6, max_length=20)


class Address(BaseModel):
    """What stands behind the question mark of a filtered list."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    query: str = Field(min_length=1, max_length=400)


class Preference(BaseModel):
    """The language in which notices reach this person; whether the app listens to single keys."""

    model_config = ConfigDict(extra="forbid")

    language: Literal["id", "en"] | None = None
    shortcuts: bool | None = None


@post("/api/session", policy=PUBLIC, unpacked=True, sync_to_thread=True)
def sign_in(request: Request[Desk, Any, Any], desk: Here, data: JSONBody[Credentials]) -> Response[dict[str, Any]]:
    """A new session with a token of ours; whatever the browser came with ends."""
    cookie = desk.house.cookie
    proof, device = Proof(data.password, data.code), devices.called(request.headers.get("user-agent"))
    person, token = login.sign_in(desk.house, data.email, proof, request.cookies.get(cookie.name), device)
    shown = home.me(Desk(desk.house, person, token))
    return Response(shown, status_code=HTTP_201_CREATED, headers={"set-cookie": cookie.set(token)})


@post("/api/session/confirm", policy=PRESENT, unpacked=True, sync_to_thread=True, status_code=HTTP_200_OK)
def confirm(desk: Here, data: JSONBody[Again]) -> Response[dict[str, Any]]:
    """Show again who is here, for what asks for a fresh sign-in. The session goes on under a new token."""
    renewed = login.confirm(desk.house, desk.somebody, Proof(data.password, data.code), desk.token or "")
    told = {"csrf": sessions.form_token(renewed)}
    return Response(told, headers={"set-cookie": desk.house.cookie.set(renewed)})


@delete("/api/session", policy=PRESENT, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def sign_out(desk: Here) -> Response[None]:
    """The browser keeps what the app may keep: the language, and reports that are sealed and wait to be sent."""
    login.sign_out(desk.house, desk.token or "")
    gone = {"set-cookie": desk.house.cookie.clear(), "clear-site-data": '"cache"'}
    return Response(None, status_code=HTTP_204_NO_CONTENT, headers=gone)


@get("/api/me", policy=PRESENT, unpacked=True, sync_to_thread=True)
def me(desk: Here) -> dict[str, Any]:
    return home.me(desk)


@patch("/api/me", policy=PRESENT, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def change_me(desk: Here, data: JSONBody[Preference]) -> None:
    """What is not named stays as it is."""
    accounts.prefer(desk.house, desk.somebody.id, language=data.language, shortcuts=data.shortcuts)


@get("/api/me/filters", policy=CASES, sync_to_thread=True)
def list_filters(desk: Here) -> dict[str, Any]:
    """The filters of the list of cases that one keeps."""
    with desk.engine.database.transaction(desk.actor) as tx:
        found = choices.kept(tx.connection, desk.engine.registry, desk.somebody.id)
        return {"items": [{"id": of, "title": title, "query": query} for of, title, query, _ in found]}


@post("/api/me/filters", policy=CASES, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def keep_filter(desk: Here, data: JSONBody[Address]) -> None:
    with desk.engine.database.transaction(desk.actor) as tx:
        choices.keep(tx.connection, desk.engine.registry, desk.somebody.id, data.query)


@delete("/api/me/filters/{of:uuid}", policy=CASES, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def drop_filter(desk: Here, of: FromPath[UUID]) -> None:
    with desk.engine.database.transaction(desk.actor) as tx:
        if not choices.drop(tx.connection, desk.somebody.id, of):
            raise NotFound("filter")


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


@post("/api/me/second-factor", policy=OWN_DOOR, unpacked=True, sync_to_thread=True)
def begin_second_factor(desk: Here) -> dict[str, str]:
    """A secret for the app on the phone. It counts once a code of it was shown."""
    with desk.engine.database.transaction(desk.actor) as tx:
        begun = second_factor.begin(tx.connection, desk.engine.keys, desk.somebody.id, desk.somebody.email)
    return {"secret": begun.secret, "address": begun.address}


@put("/api/me/second-factor", policy=OWN_DOOR, unpacked=True, sync_to_thread=True)
def switch_second_factor_on(desk: Here, data: JSONBody[Code]) -> dict[str, list[str]]:
    """From now on the door asks for a code. What is answered, once, are the codes to keep on paper."""
    with desk.engine.database.transaction(desk.actor) as tx:
        paper = second_factor.switch_on(tx.connection, desk.engine.keys, desk.somebody.id, data.code, datetime.now(UTC))
    return {"paper": paper}


@delete("/api/me/second-factor", policy=OWN_DOOR, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def switch_second_factor_off(desk: Here) -> None:
    with desk.engine.database.transaction(desk.actor) as tx:
        second_factor.switch_off(tx.connection, desk.somebody.id)


HANDLERS = (
    *(
        sign_in,
        confirm,
        sign_out,
        me,
        change_me,
        list_filters,
        keep_filter,
        drop_filter,
        list_sessions,
        end_other_sessions,
        end_session,
    ),
    *(begin_second_factor, switch_second_factor_on, switch_second_factor_off),
)
