"""`python -m tests.pictures [ADDRESS]` takes the README's pictures of a demo that was just started with `start.py`.

`python -m tests.pictures ADDRESS FOLDER` takes one of every page instead, on a phone and a desktop, light and dark.
"""

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from api.demo.people import PASSWORD
from tests.browser import launch
from tests.tour import Look, stops, walk

FOLDER = Path(__file__).parent
PHONE = ViewportSize(width=360, height=740)
DESKTOP = ViewportSize(width=1280, height=860)


def main(address: str) -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        take(citizen(browser, address), "citizen-phone")
        take(first_case(browser, address, "kader@metro.example", PHONE), "case-phone")
        take(first_case(browser, address, "supervisor@metro.example", DESKTOP), "case-desktop")
        browser.close()


def every_page(address: str, folder: Path) -> None:
    """Each page of `tests/tour.py`, whole; prints those that did not come."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for width, dark in product((360, 1280), (False, True)):
            for stop, page, missed in walk(browser, address, look := Look(width, dark=dark), stops()):
                name = f"{look.name}-{stop.path}"
                page.screenshot(path=folder / f"{name}.png", full_page=True)
                print(name, missed, flush=True)
        browser.close()


def citizen(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{address}/")
    return page


def first_case(browser: Browser, address: str, email: str, viewport: ViewportSize) -> Page:
    """Sign in and open the case that is most overdue."""
    page = browser.new_page(viewport=viewport)
    page.goto(f"{address}/app")
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("h1").filter(has_text="Halo").wait_for()
    page.goto(f"{address}/app/cases?overdue=true")
    page.goto(address + str(page.locator("a[href^='/app/cases/']").first.get_attribute("href")))
    page.locator("h1").filter(has_text="20").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def take(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")
    page.close()


if __name__ == "__main__":
    match sys.argv[1:]:
        case [address, folder]:
            every_page(address, Path(folder))
        case asked:
            main(asked[0] if asked else "http://127.0.0.1:8000")
