"""A workflow as a whole: its map, what-if and its proof; the auditor reads the proof and nothing else."""

from typing import Any

from playwright.sync_api import expect

from tests.office import Office
from tests.ui.stage import Stage
from tests.ui.test_accessible import findings
from tests.workflows.stories import consult, done, report

LOW: dict[str, Any] = {"victims": [{"age": 40}], "category": "non_violence", "stated_risk": "low"}


def december(office: Office) -> None:
    """One consulted after two hours; one reported on Thursday and never answered."""
    office.at("2026-12-01 08:00")
    case = report(office, **LOW)
    office.at("2026-12-01 10:00")
    done(consult(office, case))
    office.at("2026-12-03 10:00")
    report(office, **LOW)
    office.at("2026-12-08 10:00")
    office.sweep()


def test_the_map_draws_what_its_tables_say(stage: Stage) -> None:
    december(stage.office)
    page = stage.sign_in("supervisor")

    page.get_by_role("link", name="Alur").click()

    expect(page.get_by_role("heading", name="Peta proses")).to_be_visible()
    arrows = page.get_by_role("region", name="Panah")
    row = arrows.get_by_role("row").filter(has_text="Dilaporkan → Dikonsultasikan")
    expect(row.get_by_role("cell")).to_have_text(["1", "2 jam", "2 jam"])
    drawing = page.get_by_role("img", name="Kasus Omah Peluk")
    assert drawing.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 0
    page.get_by_label("Alur kerja").select_option("Rujukan")
    expect(page.get_by_text("Belum ada kasus yang berpindah.")).to_be_visible()


def test_what_if_is_asked_and_answered_and_a_wrong_change_is_named(stage: Stage) -> None:
    december(stage.office)
    page = stage.sign_in("supervisor", "/app/process/what-if")

    form = page.get_by_role("form", name="Apa yang lain")
    expect(form).to_contain_text("Sekarang: Rendah: 3 hari kerja; lainnya: 6 jam kalender")
    form.get_by_label("Menjadi").fill("24")
    form.get_by_role("button", name="Hitung").click()

    result = page.get_by_role("region", name="Tanggapi laporan: 24 jam kalender")
    expect(result).to_contain_text("orang dapat bertindak lain")
    expect(result.get_by_role("listitem").filter(has_text="pemberitahuan").first).to_contain_text("3 → 5")
    told = result.get_by_role("region", name="Siapa diberi tahu, berapa kali")
    expect(told.get_by_role("row").filter(has_text="Penyelia Dinas").first.get_by_role("cell")).to_have_text(["0", "2"])
    told.get_by_text("Per hari").first.click()
    expect(told.get_by_role("row").filter(has_text="4 Des 2026").first).to_be_visible()
    result.locator(".differing summary").click()
    expect(result.locator(".differing")).to_contain_text("Eskalasi 1: koordinator → Koordinator")

    assert findings(page) == []

    form.locator("select[name=clock]").select_option(label="Laporkan ke polisi dalam 3×24 jam (R03)")
    expect(form).to_contain_text("Tenggat undang-undang")
    form.get_by_label("Menjadi").fill("96")
    form.get_by_role("button", name="Hitung").click()
    expect(page.get_by_role("alert")).to_contain_text("tidak boleh dilonggarkan")


def test_an_auditor_reads_the_proof_and_is_shown_no_other_way(stage: Stage) -> None:
    page = stage.sign_in("auditor")

    page.get_by_role("link", name="Alur").click()

    expect(page.get_by_role("heading", name="Bukti", level=1)).to_be_visible()
    expect(page.get_by_text("Terbukti. Tidak ada masalah.")).to_be_visible()
    promises = page.get_by_role("region", name="Janji yang selalu dipegang")
    expect(promises).to_contain_text("Tidak ada jalan dari kasus dengan kekerasan seksual ke selesai di Omah Peluk")
    expect(page.get_by_role("link", name="Simulasi")).to_have_count(0)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("region", name="How soon somebody is told")).to_contain_text("Coordinator told within")
