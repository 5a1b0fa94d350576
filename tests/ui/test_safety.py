"""What the staff app must never give away. The way out is in test_case.py, the lock in test_lock.py, leaving in
test_door.py, names in test_case.py; the pages for anybody are walked in tests/citizen/test_browser.py."""

import logging

import pytest
from playwright.sync_api import Page, expect

from tests.ui.stage import PASSWORD, Stage
from tests.ui.test_files import NEUTRAL
from tests.workflows.stories import report

STORY = "Anak tidak mau pulang ke rumah ayahnya."

WRITTEN = "textarea, input[type=text], input[type=search]"
OPEN_TO_OTHERS = """
all => all.filter(one => one.autocomplete !== "off" || one.spellcheck).map(one => one.outerHTML.slice(0, 120))
"""


def open_everything(page: Page) -> None:
    """Every list of the form gets an entry."""
    for button in page.get_by_role("button", name="Tambah").all():
        button.click()


def test_nothing_that_is_written_reaches_the_browsers_memory_or_a_spell_checker(stage: Stage) -> None:
    case = report(stage.office, reporter_name="Bu Siti")
    page = stage.sign_in("kader")
    page.get_by_role("link", name="Buka baru").first.click()
    page.get_by_role("heading", name="Buka baru").wait_for()
    open_everything(page)
    fields = page.locator(WRITTEN)
    assert fields.count() > 10
    assert fields.evaluate_all(OPEN_TO_OTHERS) == []

    stage.case(page, case)
    page.get_by_role("button", name="Buka Nama pelapor").click()
    steps = page.locator(".step")
    for number in range(steps.count()):
        steps.nth(number).click()
        open_everything(page)
        assert fields.evaluate_all(OPEN_TO_OTHERS) == []
    assert page.evaluate("navigator.permissions.query({ name: 'geolocation' }).then(one => one.state)") == "denied"


def test_no_token_password_or_word_of_a_case_stands_in_an_address_or_a_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case = report(stage.office, happened=STORY, reporter_name="Bu Siti")
    page = stage.screen()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("framenavigated", lambda frame: asked.append(frame.url))

    page.goto("/app")
    page.get_by_label("Alamat e-mail").fill("kader@omah.example")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    with page.expect_response("**/api/session") as answered:
        page.get_by_role("button", name="Masuk").click()
    csrf = answered.value.json()["csrf"]
    cookie = page.context.cookies()[0]["value"]
    stage.case(page, case)
    page.get_by_role("button", name="Buka Nama pelapor").click()
    page.get_by_label("Untuk apa Anda perlu membukanya?").fill("menelepon kembali")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bu Siti")).to_be_visible()

    secrets = (csrf, cookie, PASSWORD, "omah.example", "Siti", "menelepon", "Anak tidak")
    assert len(asked) > 10
    assert [one for one in secrets for url in asked if one in url] == []
    assert [one for one in secrets if one in caplog.text] == []


def test_titles_and_addresses_that_a_passer_by_can_read_are_neutral(stage: Stage) -> None:
    case = report(stage.office)
    page = stage.sign_in("kader")
    shown: list[str] = []
    for path in ("", "/cases", f"/cases/{case}", "/open/omah-peluk", "/notices", "/profile", "/tidak-ada"):
        page.goto(f"/app{path}")
        page.locator("main h1").wait_for()
        icons = page.locator("link[rel~=icon]").evaluate_all("all => all.map(one => one.href)")
        shown += [page.title(), page.url, *icons]

    assert len(shown) == 21
    assert [word for word in NEUTRAL for one in shown if word in one.lower()] == []
