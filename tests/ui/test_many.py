"""One step on many cases, and filters that people keep."""

from playwright.sync_api import expect

from tests.office import CAST
from tests.ui.stage import Stage
from tests.workflows.stories import report


def test_a_step_is_taken_on_all_that_are_chosen_and_each_has_its_result(stage: Stage) -> None:
    first, second, stale = (report(stage.office) for _ in range(3))
    numbers = dict(stage.office.sql("SELECT id, number FROM cases"))
    page = stage.sign_in("coordinator", "/app/cases")
    page.get_by_role("button", name="Pilih beberapa").click()
    for case in (first, second, stale):
        page.get_by_label(f"Pilih {numbers[case]}").check()
    many = page.get_by_role("region", name="3 kasus dipilih")
    expect(many.get_by_role("button")).to_have_text(["Batal", "Tugaskan"])
    many.get_by_role("button", name="Tugaskan").click()
    form = page.get_by_role("form", name="Tugaskan")
    form.get_by_label("Kepada").select_option(str(CAST["kader"]))
    form.get_by_role("button", name="Tugaskan: 3 kasus").click()
    expect(form.get_by_role("alert").first).to_be_visible()
    form.get_by_label("Alasan").fill("Pembagian tugas pekan ini.")
    stage.office.fire(stale, "note", text="Sementara itu.")

    form.get_by_role("button", name="Tugaskan: 3 kasus").click()

    expect(page.get_by_text("Tugaskan: berhasil untuk 2 dari 3 kasus")).to_be_visible()
    results = page.locator(".results > li")
    expect(results.filter(has_text=numbers[first])).to_contain_text("berhasil")
    expect(results.filter(has_text=numbers[stale])).to_contain_text("berubah")
    assert {row[0] for row in stage.office.sql("SELECT owner FROM cases")} == {CAST["kader"], None}
    expect(page.locator("tbody tr").filter(has_text="Bu kader")).to_have_count(2)
    assert page.get_by_text("Akhiri").count() == 0, "nothing that ends a case is offered for many"
    expect(stage.sign_in("kader", "/app/cases").get_by_role("button", name="Pilih beberapa")).to_have_count(0)


def test_a_filter_is_kept_used_from_home_and_removed(stage: Stage) -> None:
    report(stage.office)
    page = stage.sign_in("kader", "/app/cases?state=reported&risk=unassessed", width=360)
    page.get_by_role("button", name="Simpan saringan ini").click()
    expect(page.get_by_role("link", name="Dilaporkan · Belum dinilai")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("button", name="Simpan saringan ini")).to_have_count(0)

    page.goto("/app")
    page.get_by_role("link", name="1 Dilaporkan · Belum dinilai").click()

    expect(page.get_by_text("1 kasus", exact=True)).to_be_visible()
    assert "risk=unassessed" in page.url
    page.get_by_role("button", name="Hapus saringan: Dilaporkan · Belum dinilai").click()
    expect(page.get_by_role("link", name="Dilaporkan · Belum dinilai")).to_have_count(0)
    assert stage.office.sql("SELECT count(*) FROM saved_filter") == [(0,)]
