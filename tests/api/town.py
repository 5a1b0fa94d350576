"""One office for a whole file of tests, with everybody of the cast signed in: for what does not need a world each."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from api.desk import House
from engine.settings import Settings
from tests.api.conftest import URL, Caller, sign_in, staffed
from tests.api.lending import lent
from tests.office import CAST, Office, open_office
from workflows import REGISTRY


@dataclass(frozen=True)
class Town:
    office: Office
    house: House
    client: TestClient[Litestar]
    callers: dict[str, Caller]

    def get(self, role: str, path: str) -> Any:
        answer = self.callers[role].get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, role: str, method: str, path: str, body: Any = None) -> Any:
        return self.callers[role].send(method, path, body)

    def done(self, role: str, method: str, path: str, body: Any = None) -> Any:
        answer = self.send(role, method, path, body)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def sign_in_again(self, role: str) -> Caller:
        self.callers[role] = sign_in(self.house, self.client, role)
        return self.callers[role]

    def items(self, role: str, register: str) -> dict[str, Any]:
        """The lines of a register by their titles."""
        return {one["title"]["id"]: one for one in self.get(role, f"/api/office/{register}")["items"]}


@contextmanager
def town(postgres: str, at: str) -> Iterator[Town]:
    with tempfile.TemporaryDirectory(prefix="omah-") as folder:
        for office in open_office(postgres, Path(folder), REGISTRY):
            office.at(at)
            settings = Settings(
                office.urls["omah_api"],
                office.urls["omah_door"],
                Path(folder),
                Path(folder) / "keys",
                demo=True,
                url=URL,
            )
            house = staffed(office, settings)
            with lent(house) as app, TestClient(app, base_url=URL) as client:
                yield Town(office, house, client, {role: sign_in(house, client, role) for role in CAST})


def pointers(answer: Any) -> list[str]:
    assert answer.status_code == 422, answer.text
    return [one["pointer"] for one in answer.json()["errors"]]


def facts(item: Any) -> dict[str, str]:
    """What a line says, by what it is called."""
    return {one["title"]["id"]: one["label"]["id"] for one in item["facts"]}
