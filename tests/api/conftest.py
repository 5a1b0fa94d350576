"""The office with its door open: a client on the real application, and the cast with accounts."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api import house
from api.desk import House
from api.security import accounts, login
from api.security.accounts import Wanted
from api.security.login import Proof
from api.security.passwords import Strength
from engine.settings import Settings
from tests.api.lending import lent
from tests.office import CAST, REJOMULYO, Office
from workflows.office.roles import ROLES

PASSWORD = "kebun singkong di belakang rumah"
CHEAP = Strength(memory=64, passes=1)
URL = "http://127.0.0.1:8000"


class Caller:
    """Somebody at a browser: it sends the page's token with every change, as a page does."""

    def __init__(self, client: TestClient[Litestar], token: str | None, csrf: str | None) -> None:
        self._client, self.token, self.csrf = client, token, csrf

    def get(self, path: str, **headers: str) -> Any:
        return self._client.get(path, headers={**self._cookie(), **headers})

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        own = {"content-type": "application/json", **self._cookie()}
        if self.csrf is not None:
            own["x-csrf-token"] = self.csrf
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = json.dumps(body) if body is not None else None
        return self._client.request(method, path, content=content, headers={**own, **named})

    def _cookie(self) -> dict[str, str]:
        return {"cookie": f"omah={self.token}"} if self.token is not None else {}


@pytest.fixture
def settings(office: Office, tmp_path: Path) -> Settings:
    return Settings(
        database_url=office.urls["omah_api"],
        door_database_url=office.urls["omah_door"],
        data=tmp_path,
        keys=tmp_path / "keys",
        demo=True,
        url=URL,
    )


@pytest.fixture
def furnished(office: Office, settings: Settings) -> House:
    return staffed(office, settings)


def staffed(office: Office, settings: Settings) -> House:
    """The house around the office's engines, with everybody of the cast on the staff."""
    made = house.house_of(office.api, office.door, settings, CHEAP)
    for role, who in CAST.items():
        kelurahan = (REJOMULYO,) if ROLES[role].scope == "kelurahan" else ()
        accounts.create(made, Wanted(email_of(role), f"Orang {role}", role, kelurahan), PASSWORD, as_id=who)
    return made


@pytest.fixture
def client(furnished: House) -> Iterator[TestClient[Litestar]]:
    with lent(furnished) as app, TestClient(app, base_url=URL) as made:
        yield made


Login = Callable[[str], Caller]


@pytest.fixture
def as_(client: TestClient[Litestar], furnished: House) -> Login:
    """Sign in as a role of the cast: `as_("kader").get("/api/cases")`."""

    return lambda role: sign_in(furnished, client, role)


def sign_in(house: House, client: TestClient[Litestar], role: str) -> Caller:
    _, token = login.sign_in(house, email_of(role), Proof(PASSWORD), None)
    caller = Caller(client, token, None)
    caller.csrf = caller.get("/api/me").json()["csrf"]
    return caller


def handlers(client: TestClient[Litestar]) -> list[tuple[str, str, Any]]:
    """Every (path, method, handler) of the application."""
    found = []
    for route in client.app.routes:
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items():
            if method != "OPTIONS":
                found.append((route.path, str(method), handler))
    return found


@pytest.fixture
def anybody(client: TestClient[Litestar]) -> Caller:
    """Somebody who has not signed in."""
    return Caller(client, None, None)


def email_of(role: str) -> str:
    return f"{role}@omah.example"
