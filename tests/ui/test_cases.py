"""The list of cases."""

from playwright.sync_api import expect

from tests.ui.stage import Stage
from tests.workflows.stories import report


def test_filters_are_the_address_and_can_be_cleared(stage: Stage) -> None:
    report(stage.office)
    page = stage.sign_in("kader", "/app/cases")
    expect(page.get_by_text("1 kasus")).to_be_visible()

    page.get_by_label("Keadaan").select_option("Dikonsultasikan")

    expect(page.get_by_text("Tidak ada kasus yang cocok.")).to_be_visible()
    assert page.url.endswith("/app/cases?state=consulted")
    page.reload()
    expect(page.get_by_label("Keadaan")).to_have_value("consulted")
    page.get_by_role("link", name="Hapus saringan").first.click()
    expect(page.get_by_text("1 kasus")).to_be_visible()
    expect(page.get_by_label("Keadaan")).to_have_value("")


def test_an_empty_list_says_what_will_be_here_and_what_to_do(stage: Stage) -> None:
    page = stage.sign_in("kader", "/app/cases")

    expect(page.get_by_text("Belum ada kasus di sini.")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Buka baru").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Buka baru")


def test_cases_are_cards_on_a_phone_and_a_table_beside_it(stage: Stage) -> None:
    report(stage.office)
    page = stage.sign_in("kader", "/app/cases", width=360)
    expect(page.locator(".cards .card")).to_have_count(1)
    expect(page.get_by_role("table")).to_have_count(0)

    page.set_viewport_size({"width": 1280, "height": 800})

    expect(page.get_by_role("table")).to_be_visible()
    expect(page.locator(".cards .card")).to_have_count(0)


def test_a_long_list_goes_on_where_it_stopped(stage: Stage) -> None:
    for _ in range(31):
        report(stage.office)
    page = stage.sign_in("kader", "/app/cases")
    expect(page.locator("tbody tr")).to_have_count(30)

    page.get_by_role("button", name="Muat lagi").click()

    expect(page.locator("tbody tr")).to_have_count(31)
    expect(page.get_by_role("button", name="Muat lagi")).to_have_count(0)
    numbers = page.locator("tbody th a").all_inner_texts()
    assert len(set(numbers)) == 31
