"""The supervisor's figures: pictures and tables say the same, and nobody else finds the way there."""

from playwright.sync_api import expect

from tests.office import REJOMULYO, YOSODADI
from tests.ui.stage import Stage
from tests.workflows.stories import report


def test_the_pictures_say_what_the_tables_say_and_the_map_shows_what_is_chosen(stage: Stage) -> None:
    office = stage.office
    office.at("2026-10-20 09:00")
    report(office)
    office.at("2026-12-01 09:00")
    report(office)
    report(office, by=f"kader@{YOSODADI}", kelurahan=YOSODADI)
    page = stage.sign_in("supervisor", "/app/figures")

    flow = page.get_by_role("region", name="Masuk dan selesai per bulan")
    expect(flow.locator("svg .value")).to_have_text(["1", "2"])
    flow.get_by_text("Angkanya sebagai tabel").click()
    expect(flow.get_by_role("row").filter(has_text="Oktober 2026")).to_contain_text("1")
    expect(page.get_by_role("listitem").filter(has_text="masih berjalan")).to_contain_text("3")

    chart = page.get_by_role("region", name="Peta kelurahan")
    expect(chart.locator(f"a[href$='kelurahan={REJOMULYO}']")).to_contain_text("2")
    chart.get_by_label("Yang ditampilkan").select_option("overdue")
    expect(chart.locator(f"a[href$='kelurahan={REJOMULYO}']")).to_contain_text("1")
    expect(chart.locator(f"a[href$='kelurahan={YOSODADI}']")).to_contain_text("0")
    chart.get_by_text("Angkanya sebagai tabel").click()
    names = chart.get_by_role("columnheader").all_inner_texts()
    lines = [row.all_inner_texts() for row in (one.locator("th, td") for one in chart.locator("tbody tr").all())]
    late = names.index(chart.get_by_label("Yang ditampilkan").locator("option:checked").inner_text())
    tiles = chart.locator("a.tile")
    drawn = zip(tiles.locator(".tile-name").all_inner_texts(), tiles.locator("strong").all_inner_texts(), strict=True)
    assert dict(drawn) == {line[0]: line[late] for line in lines}
    assert len(lines) == 22

    soon = page.get_by_role("region", name="Yang terjadi dalam 24 jam")
    expect(soon.get_by_role("listitem").first).to_contain_text("Diberi tahu")
    chart.locator(f"a[href$='kelurahan={YOSODADI}']").click()
    expect(page.get_by_text("1 kasus")).to_be_visible()


def test_whoever_has_no_figures_is_not_shown_the_way(stage: Stage) -> None:
    page = stage.sign_in("kader", "/app")

    expect(page.get_by_role("link", name="Angka")).to_have_count(0)
