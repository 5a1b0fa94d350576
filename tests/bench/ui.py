"""Both doors on a cheap phone and a slow line: bytes and seconds of each first visit."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from api.citizen.interview import RETURN
from api.citizen.question import SKIP
from engine.embedded.postgres import EmbeddedPostgres
from tests.browser import launch
from tests.office import make_template, open_office
from tests.ui.meter import CPU, KILOBITS, LATENCY, Cost, Meter, first_visit
from tests.ui.stage import Stage, staged
from tests.workflows.stories import report
from workflows import REGISTRY

PHONE = 360
CASES = 30
MOST = 50
"""Pages of an interview; there are about fifteen."""


def measure() -> Iterator[tuple[str, Cost]]:
    with _stage() as stage:
        cases = [report(stage.office) for _ in range(CASES)]
        nobody = stage.screen(width=PHONE).context
        yield "staff: door", first_visit(nobody, "/app", ".door-card form")
        kader = stage.sign_in("kader", width=PHONE).context
        yield "staff: home", first_visit(kader, "/app", ".queues")
        yield f"staff: list of {CASES}", first_visit(kader, "/app/cases", ".row")
        yield "staff: a case", first_visit(kader, f"/app/cases/{cases[0]}", "#next")
        yield "anybody: start", first_visit(nobody, "/", "h1", whole=True)
        yield "anybody: safety", first_visit(nobody, "/aman", "h1", whole=True)
        yield "anybody: heaviest question", max(_questions(stage.screen(width=PHONE)), key=lambda one: one.whole)


def _questions(page: Page) -> Iterator[Cost]:
    """Each page of the interview, with its style and script as if they had never been fetched."""
    meter = Meter(page)
    page.goto("/", wait_until="networkidle")
    meter.read()
    with page.expect_navigation():
        page.get_by_role("button", name="Mulai bercerita").click()
    for _ in range(MOST):
        page.wait_for_load_state("networkidle")
        yield meter.read()
        onward = page.get_by_role("button", name="Lanjut", exact=True)
        if not onward.count():
            return
        _answer(page)
        with page.expect_navigation():
            onward.click()
    raise AssertionError(f"the interview did not end within {MOST} pages: {page.title()}")


def _answer(page: Page) -> None:
    """What is compulsory, and what asks for nothing more."""
    if page.locator("select").count():
        page.locator("select").first.select_option(index=1)
    for choice in (f"input[value='{RETURN}']", f"input[value='{SKIP}']"):
        if page.locator(choice).count():
            page.locator(choice).first.check()
            return


def show() -> None:
    print(
        f"First visits at {KILOBITS} kbit/s, {LATENCY} ms a round trip, processor slowed {CPU} times; bytes travelled"
    )
    print(f"{'':<28}{'script':>9}{'style':>9}{'page':>9}{'data':>9}{'whole':>9}{'requests':>10}{'seconds':>9}")
    for name, one in measure():
        sizes = "".join(f"{size:>9,}" for size in (one.script, one.style, one.document, one.rest, one.whole))
        print(f"{name:<28}{sizes}{one.requests:>10}{one.seconds or '–':>9.3}", flush=True)


@contextmanager
def _stage() -> Iterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="omah-bench-") as folder, sync_playwright() as playwright:
        server = EmbeddedPostgres(Path(folder) / "postgres", fast=True)
        url = server.start()
        browser = launch(playwright)
        try:
            make_template(url)
            with (
                contextmanager(open_office)(url, Path(folder), REGISTRY) as office,
                staged(office, browser, Path(folder)) as stage,
            ):
                yield stage
        finally:
            browser.close()
            server.stop()
