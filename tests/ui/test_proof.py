"""Showing who one is, in the browser: at the door with a code, and once more before what weighs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
from playwright.sync_api import Browser, Page, expect

from tests.office import Office
from tests.ui.stage import PASSWORD, Stage, fill_in, staged
from tests.ui.test_accessible import findings
from tests.workflows.stories import report

HALF_MINUTE = timedelta(seconds=30)


def put_on(page: Page) -> str:
    """A second factor, on the page of the profile; its secret."""
    page.goto("/app/profile")
    page.get_by_role("button", name="Pasang").click()
    secret = (page.locator("code").first.text_content() or "").replace(" ", "")
    page.get_by_role("textbox", name="Kode dari HP").fill(pyotp.TOTP(secret).at(datetime.now(UTC) - HALF_MINUTE))
    page.get_by_role("button", name="Pasang").click()
    expect(page.get_by_text("Terpasang.")).to_be_visible()
    return secret


def test_a_second_factor_is_put_on_and_then_asked_for_at_the_door(stage: Stage) -> None:
    page = stage.sign_in("supervisor")
    secret = put_on(page)
    expect(page.locator(".notice code")).to_have_count(10)
    page.evaluate("scrollTo(0, 0)")  # what lies half under the header counts as too small to touch
    assert findings(page) == []

    elsewhere = stage.screen()
    elsewhere.goto("/app")
    fill_in(elsewhere, "supervisor")
    elsewhere.get_by_role("textbox", name="Kode dari HP").fill(pyotp.TOTP(secret).now())
    elsewhere.get_by_role("button", name="Masuk").click()

    expect(elsewhere.get_by_role("heading", name="Halo, Bu supervisor")).to_be_visible()


def test_where_everybody_needs_one_it_comes_before_all_else(office: Office, browser: Browser, folder: Path) -> None:
    with staged(office, browser, folder, second_factor=True) as stage:
        page = stage.sign_in("kader", "/app/cases")
        expect(page.get_by_text("Pasang dulu; setelah itu yang lain terbuka.")).to_be_visible()
        assert findings(page) == []
        put_on(page)
        expect(page.get_by_role("heading", name="Tempat Anda masuk")).to_be_visible()

        page.get_by_role("navigation", name="Menu utama").get_by_role("link", name="Kasus").click()

        expect(page.get_by_role("heading", name="Kasus", level=1)).to_be_visible()


def test_what_weighs_asks_again_and_then_goes_on_by_itself(stage: Stage) -> None:
    case = report(stage.office)
    page = stage.sign_in("supervisor")
    stage.case(page, case)
    stage.office.sql("UPDATE session SET confirmed_at = clock_timestamp() - interval '6 min'")
    page.get_by_role("button", name="Buka identitas dalam keadaan darurat").click()
    page.get_by_role("form").get_by_role("textbox").fill("Ia tidak dapat dihubungi.")
    page.get_by_role("form").get_by_role("button", name="Buka identitas dalam keadaan darurat").click()
    page.get_by_role("button", name="Ya, lanjutkan").click()

    dialog = page.get_by_role("dialog", name="Tunjukkan lagi bahwa ini Anda")
    expect(dialog).to_be_visible()
    assert findings(page) == []
    dialog.get_by_label("Kata sandi").fill("bukan ini")
    dialog.get_by_role("button", name="Lanjutkan").click()
    expect(dialog.get_by_role("alert")).to_have_text("Kata sandi tidak cocok.")
    dialog.get_by_label("Kata sandi").fill(PASSWORD)
    dialog.get_by_role("button", name="Lanjutkan").click()

    expect(page.get_by_role("button", name="Buka Apa yang terjadi?")).to_be_visible()
    assert stage.office.acts(case)[-1] == "break-glass"
