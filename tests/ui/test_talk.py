"""Both doors talk: a reporter without script, the house in its app; and what she reads is gone when she leaves."""

from contextlib import suppress
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.browser import visit
from tests.citizen.test_browser import RULES, press, to_the_receipt
from tests.ui.stage import Stage

ASKED = "Kami ingin menelepon Anda Kamis pukul 10, apakah aman?"
ANSWERED = "Jangan telepon, dia di rumah."


def on_a_phone(stage: Stage, *, script: bool = False, dark: bool = False) -> Page:
    phone = visit(
        stage.browser,
        viewport={"width": 360, "height": 740},
        java_script_enabled=script,
        color_scheme="dark" if dark else "light",
    )
    return stage.open.enter_context(phone).new_page()


def look_up(page: Page, address: str, receipt: str) -> None:
    page.goto(address)
    press(page, "Saya punya kode tanda terima")
    page.get_by_role("textbox").fill(receipt)
    press(page, "Lihat kabar")


def test_a_reporter_and_the_house_write_to_each_other(stage: Stage, tmp_path: Path) -> None:
    phone = on_a_phone(stage)
    receipt = to_the_receipt_here(phone, stage)
    case = stage.office.sql("SELECT id FROM cases")[0][0]
    house = stage.case(stage.sign_in("kader"), case)

    house.get_by_role("button", name="Tulis kepada pelapor").click()
    form = house.get_by_role("form", name="Tulis kepada pelapor")
    expect(form).to_contain_text("Jangan tulis hal yang membahayakan bila dibaca orang lain")
    form.get_by_role("textbox").fill(ASKED)
    form.get_by_role("button", name="Tulis kepada pelapor").click()
    expect(house.get_by_role("dialog")).to_contain_text("mungkin juga terlapor")
    house.get_by_role("button", name="Ya, lanjutkan").click()
    expect(house.get_by_role("region", name="Percakapan dengan pelapor")).to_contain_text("1 pesan.")

    look_up(phone, stage.address, receipt)
    expect(phone.locator(".talk")).to_contain_text(ASKED)
    phone.get_by_role("textbox").fill(ANSWERED)
    press(phone, "Kirim pesan")
    expect(phone.get_by_role("status")).to_contain_text("Pesan sudah terkirim.")
    expect(phone.locator(".talk .own")).to_contain_text(ANSWERED)

    house.goto("/app")
    expect(house.get_by_role("link", name="Pesan pelapor belum dijawab")).to_contain_text("1")
    stage.case(house, case)
    talk = house.get_by_role("region", name="Percakapan dengan pelapor")
    expect(talk).to_contain_text("menunggu jawaban sejak")
    expect(talk).not_to_contain_text(ANSWERED)
    talk.get_by_role("button", name="Buka percakapan").click()
    talk.get_by_label("Mengapa percakapan ini dibuka?").fill("Pelapor menunggu jawaban.")
    talk.get_by_role("button", name="Buka percakapan").click()
    expect(talk.locator(".theirs")).to_contain_text(ANSWERED)
    expect(talk.locator(".ours")).to_contain_text(ASKED)

    found = Axe().run(house, options={"runOnly": RULES}).response["violations"]
    assert [one["id"] for one in found] == []


def to_the_receipt_here(page: Page, stage: Stage) -> str:
    """A story from Rejomulyo, where the cast works."""
    page.goto(stage.address)
    press(page, "Mulai bercerita")
    page.get_by_label("Tidak sekarang").check()
    while page.get_by_role("button", name="Lanjut").count():
        if page.get_by_role("combobox").count():
            page.get_by_role("combobox").first.select_option(label="Rejomulyo")
        press(page, "Lanjut")
    press(page, "Kirim")
    return page.locator(".code").inner_text()


def test_after_the_way_out_back_shows_no_message(stage: Stage) -> None:
    page = on_a_phone(stage, script=True)
    look_up(page, stage.address, to_the_receipt(page, stage.address))
    page.get_by_role("textbox").fill(ANSWERED)
    press(page, "Kirim pesan")
    press(page, "Lihat pesan baru")

    page.get_by_role("link", name="Keluar cepat").click()
    page.wait_for_url("**/keluar")
    shown = []
    while page.url != "about:blank":
        with suppress(PlaywrightError):  # where it refuses, Chromium shows a page of its own, which is looked at too
            page.go_back(timeout=5000)
        typed = [one.input_value() for one in page.locator("textarea, input:not([type=hidden])").all()]
        shown.append("\n".join([page.title(), page.locator("body").inner_text(), *typed]))

    assert any("Apakah Anda aman sekarang?" in one for one in shown), "the start is a page that anybody may see"
    assert not any(ANSWERED in one or "Kirim pesan" in one for one in shown)


def test_the_page_of_messages_can_be_used_by_everybody_also_with_its_error(stage: Stage) -> None:
    for dark in (False, True):
        page = on_a_phone(stage, script=True, dark=dark)
        look_up(page, stage.address, to_the_receipt(page, stage.address))
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        press(page, "Kirim pesan")
        page.locator(".problems:focus").wait_for()
        found += Axe().run(page, options={"runOnly": RULES}).response["violations"]

        assert [one["id"] for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
