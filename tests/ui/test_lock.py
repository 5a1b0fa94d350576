"""Rule 4: out of sight nothing is shown; after a while without a touch it locks, and what was typed is still there."""

import pytest
from playwright.sync_api import Page, expect

from tests.ui.stage import Stage, fill_in
from tests.workflows.stories import report

LOCKED = "Sesi Anda berakhir"
WARNED = "Tidak ada kegiatan. Layar segera terkunci."


def typing(stage: Stage, width: int) -> Page:
    case = report(stage.office, reporter_name="Bu Siti")
    page = stage.screen(width=width)
    page.clock.install()
    page.goto("/app")
    fill_in(page, "kader")
    page.get_by_role("navigation").wait_for()
    stage.case(page, case)
    page.get_by_role("button", name="Tambah catatan").click()
    page.get_by_role("form").get_by_role("textbox").fill("Sudah ditelepon.")
    return page


@pytest.mark.parametrize(("width", "minutes"), [(360, 5), (1280, 15)], ids=["phone", "desktop"])
def test_it_warns_a_minute_before_it_locks_and_what_was_typed_survives(stage: Stage, width: int, minutes: int) -> None:
    page = typing(stage, width)
    page.clock.fast_forward((minutes - 1) * 60_000 - 2_000)
    expect(page.get_by_text(WARNED)).to_have_count(0)

    page.clock.fast_forward(4_000)
    expect(page.get_by_role("alert").filter(has_text=WARNED)).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text(WARNED)).to_have_count(0)
    page.clock.fast_forward((minutes - 1) * 60_000 + 2_000)
    expect(page.get_by_text(WARNED)).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        page.clock.fast_forward(60_000)

    expect(page.get_by_role("heading", name=LOCKED)).to_be_visible()
    expect(page.get_by_text("Sudah ditelepon.")).to_have_count(0)
    assert stage.office.sql("SELECT count(*) FROM session") == [(0,)]
    kept = page.evaluate("async () => [JSON.stringify(localStorage), (await indexedDB.databases()).length]")
    assert "ditelepon" not in kept[0]
    fill_in(page, "kader")
    expect(page.get_by_role("form").get_by_role("textbox")).to_have_value("Sudah ditelepon.")


def test_all_tabs_live_and_lock_and_open_together(stage: Stage) -> None:
    first = typing(stage, 360)
    second = first.context.new_page()
    second.goto("/app/cases")
    expect(second.get_by_text("1 kasus")).to_be_visible()
    first.clock.fast_forward(290_000)
    second.keyboard.press("ArrowDown")
    first.clock.fast_forward(20_000)
    expect(first.get_by_role("form").get_by_role("textbox")).to_be_visible()

    first.clock.fast_forward(300_000)
    expect(first.get_by_role("heading", name=LOCKED)).to_be_visible()
    expect(second.get_by_role("heading", name=LOCKED)).to_be_visible()
    fill_in(second, "kader")

    expect(second.get_by_text("1 kasus")).to_be_visible()
    expect(first.get_by_role("form").get_by_role("textbox")).to_have_value("Sudah ditelepon.")


def test_another_person_at_the_same_screen_finds_nothing_of_the_first(stage: Stage) -> None:
    page = typing(stage, 360)
    page.clock.fast_forward(301_000)

    fill_in(page, "supervisor")

    expect(page.get_by_role("heading", name="Halo, Bu supervisor")).to_be_visible()
    expect(page.get_by_text("Sudah ditelepon.")).to_have_count(0)


def test_out_of_sight_nothing_is_shown(stage: Stage) -> None:
    page = stage.case(stage.sign_in("kader"), report(stage.office))
    heading = page.get_by_role("heading", name="Langkah berikutnya")

    page.evaluate(HIDE, "hidden")
    expect(heading).to_be_hidden()
    page.evaluate(HIDE, "visible")

    expect(heading).to_be_visible()


HIDE = """
state => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}
"""
