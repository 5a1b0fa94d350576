"""The staff app in a browser. Written for the reader of the tests: see `stage.py`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import browser, playwright
from tests.office import Office
from tests.ui.stage import Stage, staged

__all__ = ["browser", "playwright"]


@pytest.fixture
def stage(office: Office, browser: Browser, folder: Path) -> Iterator[Stage]:
    """Tuesday morning in the office of Omah Peluk."""
    office.at("2026-12-01 09:00")
    with staged(office, browser, folder) as made:
        yield made
