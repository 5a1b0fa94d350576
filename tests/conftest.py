"""One PostgreSQL for the test run, one database for each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.embedded.postgres import EmbeddedPostgres
from tests.office import Office, make_template, open_office


def _roomy(place: str) -> bool:
    return os.access(place, os.W_OK) and shutil.disk_usage(place).free > 2**31


MEMORY = "/dev/shm" if _roomy("/dev/shm") else None
"""Where there is room in memory, a test's database is copied in 20 ms instead of a second."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The owner's address of a server that lives as long as the test run."""
    with tempfile.TemporaryDirectory(prefix="omah-", dir=MEMORY) as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", fast=True)
        url = server.start()
        try:
            make_template(url)
            yield url
        finally:
            server.stop()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for one test, where its keys live."""
    with tempfile.TemporaryDirectory(prefix="omah-", dir=MEMORY) as made:
        yield Path(made)


@pytest.fixture
def office(postgres: str, folder: Path) -> Iterator[Office]:
    """The office of Omah Peluk, with its workflows."""
    from workflows import REGISTRY  # noqa: PLC0415  # tests of the engine alone must not need the workflows

    yield from open_office(postgres, folder, REGISTRY)
