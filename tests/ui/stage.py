"""The staff app as somebody of the cast has it before her: the real API on a real office, in a real browser."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, Page

from api.desk import House
from api.house import house_of
from api.security import accounts
from api.security.accounts import Wanted
from api.security.passwords import Strength
from engine.settings import Settings
from tests.api.lending import lent
from tests.browser import served, visit
from tests.office import CAST, REJOMULYO, Office
from workflows.office.roles import ROLES

PASSWORD = "kebun singkong di belakang rumah"
QUICK = Strength(memory=64, passes=1)
"""Argon2id as cheap as it gets: these tests are about what people see."""

EXPECTED = ("Failed to load resource", "Service Worker registration blocked by Playwright")
"""An answer that is an error, and what `keeps` asked for."""


@dataclass(slots=True)
class Stage:
    office: Office
    house: House
    address: str
    browser: Browser
    open: ExitStack
    complaints: list[str] = field(default_factory=list)
    """What the browser complained about: errors of scripts, and everything that the content policy kept out."""

    def screen(self, *, width: int = 1280, dark: bool = False, keeps: bool = False) -> Page:
        """A browser nobody has used. `keeps`: it opens the app without a network too, once it has been there."""
        screen = visit(
            self.browser,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            base_url=self.address,
            service_workers="allow" if keeps else "block",
        )
        page = self.open.enter_context(screen).new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self._listen(said.type, said.text))
        return page

    def sign_in(self, role: str, path: str = "/app", *, width: int = 1280, dark: bool = False) -> Page:
        return self.enter(self.screen(width=width, dark=dark), role, path)

    def enter(self, page: Page, who: str, path: str = "/app") -> Page:
        page.goto(path)
        fill_in(page, who)
        page.get_by_role("navigation", name="Menu utama").wait_for()
        return page

    def case(self, page: Page, case: UUID) -> Page:
        page.goto(f"/app/cases/{case}")
        page.get_by_role("heading", name="Langkah berikutnya").wait_for()
        unfold(page)
        return page

    def _listen(self, kind: str, words: str) -> None:
        if kind in ("error", "warning") and not words.startswith(EXPECTED):
            self.complaints.append(words)


def unfold(page: Page) -> None:
    """Show every step, also those that do not move the case on, and leave the focus where it is."""
    page.locator("details.other-steps").evaluate_all("folds => folds.forEach((one) => (one.open = true))")


def fill_in(page: Page, role: str, password: str = PASSWORD) -> None:
    page.get_by_label("Alamat e-mail").fill(email_of(role))
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk").click()


def email_of(role: str) -> str:
    return f"{role}@omah.example"


@contextmanager
def staged(office: Office, browser: Browser, folder: Path, *, second_factor: bool = False) -> Iterator[Stage]:
    """The office with its door open and everybody of the cast on the staff, who need a `second_factor` or none."""
    with ExitStack() as opened:
        listener = opened.enter_context(socket.create_server(("127.0.0.1", 0)))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = Settings(
            database_url=office.urls["omah_api"],
            door_database_url=office.urls["omah_door"],
            data=folder,
            keys=folder / "keys",
            demo=True,
            url=address,
            second_factor=second_factor,
        )
        house = house_of(office.api, office.door, settings, QUICK)
        for role, who in CAST.items():
            kelurahan = (REJOMULYO,) if ROLES[role].scope == "kelurahan" else ()
            accounts.create(house, Wanted(email_of(role), f"Bu {role}", role, kelurahan), PASSWORD, as_id=who)
        opened.enter_context(served(opened.enter_context(lent(house)), listener))
        stage = Stage(office, house, address, browser, opened)
        yield stage
        complaints = list(stage.complaints)  # before its pages are left: what they wait for is cut off then
    assert complaints == []
