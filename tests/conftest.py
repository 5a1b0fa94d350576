"""One PostgreSQL for the test run, one database for each test."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.embedded.postgres import EmbeddedPostgres
from tests.office import Office, make_template, open_office


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The owner's address of a server that lives as long as the test run."""
    with tempfile.TemporaryDirectory(prefix="omah-") as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", fast=True)
        url = server.start()
        try:
            make_template(url)
            yield url
        finally:
            server.stop()


@pytest.fixture
def office(postgres: str, tmp_path: Path) -> Iterator[Office]:
    """The office of Omah Peluk, with its workflows."""
    from workflows import REGISTRY  # noqa: PLC0415  # tests of the engine alone must not need the workflows

    yield from open_office(postgres, tmp_path, REGISTRY)
