"""The real application on a port of its own, somebody who fills in its pages by hand, and a browser."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from api.house import house_of
from api.security.passwords import Strength
from engine.settings import Settings
from tests.api.lending import lent
from tests.browser import browser, playwright, served
from tests.citizen.visitor import Visitor
from tests.office import Office, open_office
from workflows import REGISTRY

__all__ = ["browser", "playwright"]

QUICK = Strength(memory=64, passes=1)
"""Argon2id as cheap as it gets: these tests are about the pages."""


@dataclass(frozen=True, slots=True)
class Place:
    """The application as it answers at an address, and the office behind it."""

    address: str
    office: Office


@pytest.fixture
def place(office: Office, tmp_path: Path) -> Iterator[Place]:
    """One that nobody else has used."""
    with opened(office, tmp_path) as address:
        yield Place(address, office)


@pytest.fixture(scope="module")
def shared(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """One for all tests of a file that only look at pages."""
    folder = tmp_path_factory.mktemp("office")
    with contextmanager(open_office)(postgres, folder, REGISTRY) as office, opened(office, folder) as address:
        yield Place(address, office)


@contextmanager
def opened(office: Office, folder: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings = Settings(
            database_url=office.urls["omah_api"],
            door_database_url=office.urls["omah_door"],
            data=folder,
            keys=folder / "keys",
            url=f"http://127.0.0.1:{listener.getsockname()[1]}",
        )
        with lent(house_of(office.api, office.door, settings, QUICK)) as app, served(app, listener):
            yield settings.url


@pytest.fixture
def visitor(place: Place) -> Iterator[Visitor]:
    with httpx.Client(base_url=place.address) as client:
        yield Visitor(client)
