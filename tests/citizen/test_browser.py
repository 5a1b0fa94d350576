"""The pages in Chromium: without script, leaving nothing behind, with a way out that holds, and usable by everybody."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from tests.browser import visit
from tests.citizen.conftest import Place
from tests.ui.meter import Meter

STORY = "Tetangga sebelah memukul anaknya setiap malam."
PHONE = {"width": 360, "height": 740}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with visit(browser, viewport=PHONE) as made:
        yield made


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """A phone without script."""
    with visit(browser, viewport=PHONE, java_script_enabled=False) as made:
        yield made


@pytest.fixture
def address(shared: Place) -> str:
    return shared.address


def press(page: Page, name: str) -> None:
    """Every button of these pages leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def to_the_story(page: Page, address: str) -> None:
    """From the start to the page where the story is told."""
    page.goto(address)
    press(page, "Mulai bercerita")
    page.get_by_label("Tidak sekarang").check()
    for _ in range(4):
        press(page, "Lanjut")


def to_the_summary(page: Page, address: str) -> None:
    to_the_story(page, address)
    page.get_by_role("textbox").fill(STORY)
    press(page, "Lanjut")
    page.get_by_role("combobox").select_option(label="Yosodadi")
    while page.get_by_role("button", name="Lanjut").count():
        press(page, "Lanjut")


def to_the_receipt(page: Page, address: str) -> str:
    to_the_summary(page, address)
    press(page, "Kirim")
    return page.locator(".code").inner_text()


def test_without_script_a_story_is_told_and_its_receipt_says_how_it_stands(plain: BrowserContext, place: Place) -> None:
    page = plain.new_page()

    receipt = to_the_receipt(page, place.address)
    page.goto(place.address)
    press(page, "Saya punya kode tanda terima")
    page.get_by_role("textbox").fill(receipt)
    press(page, "Lihat kabar")

    assert re.fullmatch(r"(\d{4}\s+){4}\d{4}", receipt.strip())
    assert page.get_by_role("heading", level=1).inner_text() == "Sudah diterima"
    assert place.office.sql("SELECT state FROM cases") == [("reported",)]


def test_no_page_weighs_more_than_14_kilobytes(context: BrowserContext, address: str) -> None:
    """With its style and script, as if these had never been fetched before."""
    page = context.new_page()
    meter = Meter(page)
    page.on("load", lambda _: weights.append(meter.read().whole))
    weights: list[int] = []

    to_the_receipt(page, address)
    page.goto(f"{address}/aman")

    assert len(weights) > 10
    assert max(weights) <= 14_000
    assert min(weights[1:]) > 3_000, "style and script were not counted"


def test_enter_goes_on_and_not_back_or_to_another_language(plain: BrowserContext, address: str) -> None:
    page = plain.new_page()
    to_the_summary(page, address)
    press(page, "Ubah Nama Anda, kalau mau")

    page.get_by_role("textbox").fill("Sari")
    with page.expect_navigation():
        page.get_by_role("textbox").press("Enter")

    assert page.get_by_role("heading", level=1).inner_text() == "Periksa, lalu kirim"
    assert "Sari" in page.locator("dl").inner_text()


def test_nothing_is_left_on_the_device_and_nobody_else_is_asked(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    to_the_receipt(page, address)
    kept = page.evaluate(
        """async () => ({
            cookies: document.cookie,
            local: localStorage.length,
            session: sessionStorage.length,
            databases: (await indexedDB.databases()).length,
            caches: (await caches.keys()).length,
            workers: (await navigator.serviceWorker.getRegistrations()).length,
        })"""
    )

    assert kept == {"cookies": "", "local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}
    assert context.cookies() == []
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(address).netloc}


def test_no_word_of_the_story_stands_in_an_address(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    addresses: list[str] = []
    page.on("framenavigated", lambda frame: addresses.append(frame.url))

    receipt = to_the_receipt(page, address)

    assert {urlsplit(one).path for one in addresses} == {"/", "/isi"}
    assert not any("?" in one or receipt[:4] in one for one in addresses)


def test_the_browser_of_these_tests_keeps_pages_for_back(context: BrowserContext, address: str) -> None:
    """The control: a page that may be kept does come back as it was, so that the tests below mean something."""
    page = context.new_page()
    with page_that_may_be_kept() as elsewhere:
        page.goto(elsewhere)
        page.evaluate("window.mark = 'kept'")
        page.goto(f"{address}/aman")

        page.evaluate("setTimeout(() => history.back())")
        page.get_by_text("left as it was").wait_for()

        assert page.evaluate("window.mark") == "kept"


@contextmanager
def page_that_may_be_kept() -> Iterator[str]:
    """A server of another kind: its page forbids nothing."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>kept</title><p>left as it was</p>")

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def _click(page: Page) -> None:
    page.get_by_role("link", name="Keluar cepat").click()


def _shift(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("leave", [_click, _shift])
def test_after_the_way_out_back_shows_nothing(
    context: BrowserContext, address: str, leave: Callable[[Page], None]
) -> None:
    page = context.new_page()
    to_the_story(page, address)
    page.get_by_role("textbox").fill(STORY)
    press(page, "Lanjut")
    press(page, "Kembali")

    leave(page)
    page.wait_for_url("**/keluar")

    assert page.title() == "Kalender"
    assert _steps_shown(_by_going_back(page)) == []


def test_after_the_way_out_without_script_back_shows_nothing(plain: BrowserContext, address: str) -> None:
    page = plain.new_page()
    to_the_story(page, address)
    page.get_by_role("textbox").fill(STORY)
    press(page, "Lanjut")
    press(page, "Kembali")

    _click(page)
    page.wait_for_url("**/keluar")

    assert page.title() == "Kalender"
    assert _steps_shown(_by_going_back(page)) == []


def test_after_the_way_out_back_shows_no_receipt_and_no_code_that_was_typed(
    context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    page.goto(address)
    press(page, "Saya punya kode tanda terima")
    page.get_by_role("textbox").fill("1234 5678 9012 3456 7890")
    press(page, "Lihat kabar")

    _click(page)
    page.wait_for_url("**/keluar")
    shown = _by_going_back(page)

    assert not any("1234" in one or "Tulis kode" in one for one in shown)


def _by_going_back(page: Page) -> list[str]:
    """All that comes to light, words and fields, while one goes back as far as it goes."""
    shown = []
    while page.url != "about:blank":
        with suppress(PlaywrightError):  # where it refuses, Chromium shows a page of its own, which is looked at too
            page.go_back(timeout=5000)
        typed = [one.input_value() for one in page.locator("textarea, select, input:not([type=hidden])").all()]
        shown.append("\n".join([page.title(), page.locator("body").inner_text(), *typed]))
    return shown


def _steps_shown(shown: list[str]) -> list[str]:
    assert any("Apakah Anda aman sekarang?" in one for one in shown), "the start is a page that anybody may see"
    return [one for one in shown if STORY in one or "Pertanyaan" in one]


def test_the_way_out_takes_the_place_of_the_page(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)
    press(page, "Mulai bercerita")
    before = page.evaluate("history.length")

    _click(page)
    page.wait_for_url("**/keluar")

    assert page.evaluate("history.length") == before


def test_the_page_is_hidden_before_the_answer_is_there(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)

    hidden = page.evaluate(
        """() => {
            document.getElementById("leave").click();
            return getComputedStyle(document.documentElement).display;
        }"""
    )

    assert hidden == "none"


def test_out_of_sight_nothing_is_shown(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    to_the_story(page, address)
    turned = """state => {
        Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
        return getComputedStyle(document.documentElement).display;
    }"""

    assert page.evaluate(turned, "hidden") == "none"
    assert page.evaluate(turned, "visible") == "block"


def test_capital_letters_do_not_lead_out(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    to_the_story(page, address)

    page.get_by_role("textbox").press_sequentially("ABCdEF")
    for letter in "XYZ":
        page.keyboard.press(f"Shift+{letter}")

    assert page.url.endswith("/isi")


EVERY_PAGE: dict[str, Callable[[Page, str], object]] = {
    "start": lambda page, address: page.goto(address),
    "start in English": lambda page, address: page.goto(f"{address}/en"),
    "safety": lambda page, address: page.goto(f"{address}/aman"),
    "calendar": lambda page, address: page.goto(f"{address}/keluar"),
    "summary": to_the_summary,
    "receipt": to_the_receipt,
}


@pytest.mark.parametrize("reach", EVERY_PAGE.values(), ids=EVERY_PAGE)
def test_a_page_can_be_used_by_everybody(
    context: BrowserContext, address: str, reach: Callable[[Page, str], object]
) -> None:
    page = context.new_page()
    reach(page, address)

    assert _complaints(page) == []


def test_every_question_can_be_used_by_everybody_also_with_its_errors(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)
    press(page, "Mulai bercerita")
    found: list[str] = []
    wrong = 0

    while page.get_by_role("button", name="Lanjut").count():
        found += _complaints(page)
        if page.title().startswith("Perlu diperbaiki"):
            wrong += 1
            _put_right(page)
        else:
            _get_wrong(page)
        press(page, "Lanjut")

    assert page.get_by_role("heading", level=1).inner_text() == "Periksa, lalu kirim"
    assert wrong == 4
    assert found == []


def test_an_error_is_where_the_reader_is(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)
    press(page, "Mulai bercerita")

    press(page, "Lanjut")
    page.locator(".problems:focus").wait_for()
    page.get_by_role("link", name="Belum dipilih").click()

    assert page.url.endswith("#danger")


@pytest.mark.parametrize("zoom", [320, 180], ids=["320 px", "200 % text at 360 px"])
def test_nothing_runs_off_a_small_screen(browser: Browser, address: str, zoom: int) -> None:
    with visit(browser, viewport={"width": zoom, "height": 600}) as small:
        page = small.new_page()
        page.goto(address)
        press(page, "Mulai bercerita")
        page.get_by_label("Ya, sekarang").check()
        wide = []
        for _ in range(20):
            width = page.evaluate("document.documentElement.scrollWidth")
            wide += [page.title()] if width > zoom else []
            if not page.get_by_role("button", name="Lanjut").count():
                break
            if page.get_by_role("combobox").count():
                page.get_by_role("combobox").select_option(label="Yosodadi")
            press(page, "Lanjut")

    assert wide == []


def test_looking_up_a_receipt_can_be_done_by_everybody(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)
    press(page, "Saya punya kode tanda terima")
    found = _complaints(page)
    for code in ("", "123"):
        page.get_by_role("textbox").fill(code)
        press(page, "Lihat kabar")
        found += _complaints(page)

    assert found == []


def _get_wrong(page: Page) -> None:
    """Choose what asks for more, and leave that empty."""
    for name in ("Pada tanggal lain", "Telepon"):
        choice = page.get_by_role("radio", name=name)
        if choice.count():
            choice.check()


def _put_right(page: Page) -> None:
    if page.locator("select").count():
        page.locator("select").select_option(index=1)
    elif page.locator("input[type=date]").count():
        page.locator("input[type=date]").fill("2020-01-31")
    elif page.locator("input[type=tel]").count():
        page.locator("input[type=tel]").fill("0812 0000 0000")
    else:
        page.get_by_role("radio").first.check()


def _complaints(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{page.title()}: {one['id']} {[node['html'] for node in one['nodes']]}" for one in found]
