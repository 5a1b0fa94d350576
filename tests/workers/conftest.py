import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.errand import ERRANDS
from tests.office import CAST, REJOMULYO, Office, open_office
from tests.workers.mailbox import Mailbox, mailbox
from tests.workers.processes import Crew, Redis


@pytest.fixture
def errands(postgres: str, folder: Path) -> Iterator[Office]:
    """An office that only runs errands, with its whole cast on the payroll."""
    for office in open_office(postgres, folder, ERRANDS):
        hire(office)
        yield office


def hire(office: Office) -> None:
    for role, person in CAST.items():
        office.sql(
            "INSERT INTO staff (id, email, name, role, kelurahan) VALUES (%s, %s, %s, %s, %s)",
            person,
            f"{role}@omah-peluk.example",
            f"Nama {role}",
            role,
            [REJOMULYO] if role in ("kader", "coordinator") else [],
        )


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as box:
        yield box


@pytest.fixture
def redis() -> Iterator[Redis]:
    if shutil.which("redis-server") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("redis-server is not installed: without it nothing shows that workers survive losing it.")
        pytest.skip("redis-server is not installed")
    with tempfile.TemporaryDirectory(prefix="omah-redis-") as folder:
        server = Redis.start(Path(folder))
        try:
            yield server
        finally:
            server.end()


@pytest.fixture
def crew(office: Office, folder: Path) -> Iterator[Crew]:
    """Worker processes of the real office, on the broker in a folder; `crew.redis_url` puts them on Redis."""
    hire(office)
    crew = Crew(office, folder)
    try:
        yield crew
    finally:
        crew.end()
