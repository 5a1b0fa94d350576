from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.errand import ERRANDS
from tests.engine.repair import repairs
from tests.office import Office, open_office


@pytest.fixture
def errands(postgres: str, folder: Path) -> Iterator[Office]:
    """An office that only runs errands."""
    yield from open_office(postgres, folder, ERRANDS)


@pytest.fixture
def workshop(postgres: str, folder: Path) -> Iterator[Office]:
    """An office that only mends, with clocks of every kind."""
    yield from open_office(postgres, folder, repairs())
