"""Everything by keys alone; and single keys that act by themselves, for whom they suit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.office import Office
from tests.ui.stage import PASSWORD, Stage, email_of, staged
from tests.workflows.stories import report

FAR = 120
"""Presses of Tab after which somebody would have given up."""

FOCUSED = """
() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const drawn = [one, one.closest("label") ?? one].map((each) => getComputedStyle(each));
  drawn.push(getComputedStyle(one, "::after"));
  const { width, height, top, bottom } = one.getBoundingClientRect();
  return {
    outline: Math.max(...drawn.map((each) => (each.outlineStyle === "none" ? 0 : parseFloat(each.outlineWidth)))),
    there: width > 0 && height > 0 && bottom > 0 && top < innerHeight,
    who: one.outerHTML.slice(0, 200),
  };
}
"""


@pytest.fixture
def house(office: Office, browser: Browser, folder: Path) -> Iterator[Stage]:
    office.at("2026-12-01 09:00")
    report(office)
    report(office)
    with staged(office, browser, folder) as made:
        yield made


def reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """By one key alone, and at each stop on the way one sees where one is."""
    wanted.wait_for()
    for _ in range(FAR):
        page.keyboard.press(key)
        focused = page.evaluate(FOCUSED)
        if focused is None:  # past the last: the browser's own frame, and round again
            continue
        assert focused["outline"] > 0, f"no outline: {focused['who']}"
        assert focused["there"], f"out of sight: {focused['who']}"
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{key} never comes to {wanted}")


def test_a_case_is_worked_on_by_keys_alone(house: Stage) -> None:
    page = house.screen()
    page.goto("/app")
    reach(page, page.get_by_label("Alamat e-mail"))
    page.keyboard.type(email_of("kader"))
    reach(page, page.get_by_label("Kata sandi"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    reach(page, page.get_by_role("navigation").get_by_role("link", name="Kasus"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 kasus")).to_be_visible()
    reach(page, page.locator(".cover").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Belum bisa dilakukan")).to_be_visible()  # the refusal is there to read
    expect(page.get_by_text("Belum ada konsultasi").first).to_be_visible()

    expect(page.get_by_role("button", name="Tambah catatan")).to_have_count(0)  # it moves nothing on: folded away
    reach(page, page.locator("summary").filter(has_text="Langkah lain"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("button", name="Tambah catatan"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("form").get_by_role("textbox"))
    page.keyboard.type("Sudah ditelepon, ia aman.")
    reach(page, page.get_by_role("form").get_by_role("button", name="Tambah catatan"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tersimpan: Tambah catatan.")).to_be_visible()
    expect(page.locator("main h1")).to_be_focused()

    opener = page.get_by_role("button", name="Tambah catatan")
    reach(page, opener)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    for _ in range(4):  # the dialog keeps the focus, and the browser's own frame is on the way round
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()

    reach(page, page.get_by_role("navigation").get_by_role("link", name="Profil"), key="Shift+Tab")
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("button", name="Keluar", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()


def test_single_keys_move_and_open_and_never_while_somebody_types(house: Stage) -> None:
    page = house.sign_in("kader", "/app/cases")
    page.locator(".cover").first.wait_for()
    page.wait_for_load_state("networkidle")

    page.keyboard.press("j")
    expect(page.locator(".cover").nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".cover").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".cover").nth(0)).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Nomor, kode tanda terima")).to_be_focused()
    page.keyboard.type("jk/?")
    expect(page.get_by_label("Nomor, kode tanda terima")).to_have_value("jk/?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_whoever_does_not_want_single_keys_has_none_wherever_she_signs_in(house: Stage) -> None:
    page = house.sign_in("kader", "/app/profile")
    with page.expect_response("**/api/me") as answer:
        page.get_by_label("Pakai tombol pintas").uncheck()
    assert answer.value.ok

    elsewhere = house.sign_in("kader", "/app/cases")
    elsewhere.wait_for_load_state("networkidle")
    for key in ("?", "j", "/"):
        elsewhere.keyboard.press(key)

    assert elsewhere.url.endswith("/app/cases")
    expect(elsewhere.get_by_role("dialog")).to_be_hidden()
    assert elsewhere.evaluate("document.activeElement === document.body")
