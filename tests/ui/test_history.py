"""The history across cases: who may audit it, and what a broken seal looks like."""

from playwright.sync_api import expect

from tests.ui.stage import Stage
from tests.workflows.stories import report


def test_an_auditor_verifies_the_seal_without_seeing_any_case(stage: Stage) -> None:
    report(stage.office, reporter_name="Bu Siti")
    page = stage.sign_in("auditor", "/app/history")
    expect(page.get_by_role("row").filter(has_text="Kasus dibuka")).to_contain_text("Bu kader (Kader)")

    page.get_by_role("button", name="Periksa segel").click()

    expect(page.get_by_role("status").filter(has_text="Segel utuh: 1 catatan dari 1 kasus cocok")).to_be_visible()
    expect(page.get_by_text("Bu Siti")).to_have_count(0)


def test_a_record_that_was_rewritten_is_named(stage: Stage) -> None:
    case = report(stage.office)
    page = stage.sign_in("supervisor", "/app/history")

    stage.office.sql("ALTER TABLE history DISABLE TRIGGER ALL")
    stage.office.sql("UPDATE history SET role = 'auditor' WHERE case_id = %s", case)
    page.get_by_role("button", name="Periksa segel").click()

    expect(page.get_by_text("Segel rusak pada 1 tempat")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text("Catatan 1")


def test_records_of_one_case_are_found_by_its_number(stage: Stage) -> None:
    first, second = report(stage.office), report(stage.office)
    numbers = dict(stage.office.sql("SELECT id, number FROM cases"))
    page = stage.sign_in("supervisor", "/app/history")
    expect(page.locator("tbody tr")).to_have_count(2)

    page.get_by_role("searchbox", name="Nomor").fill(numbers[first])
    page.get_by_role("button", name="Saring").click()

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("link", name=numbers[second])).to_have_count(0)
    page.get_by_role("link", name=numbers[first]).click()
    expect(page.locator(".timeline .here")).to_contain_text("Kasus dibuka")


def test_what_is_shown_is_taken_away_with_a_reason(stage: Stage) -> None:
    report(stage.office)
    page = stage.sign_in("supervisor", "/app/history?kind=opened")
    for path, name in (("/app/history?kind=opened", ".jsonl"), ("/app/cases?overdue=true", ".csv")):
        page.goto(path)
        page.get_by_role("button", name="Ekspor").click()
        dialog = page.get_by_role("dialog", name="Ekspor yang ditampilkan")
        dialog.get_by_role("button", name="Ekspor").click()
        expect(dialog.get_by_role("alert")).to_be_visible()
        dialog.get_by_label("Untuk apa?").fill("Untuk rapat bulanan.")

        with page.expect_download() as saved:
            dialog.get_by_role("button", name="Ekspor").click()

        assert saved.value.suggested_filename.endswith(name)
        expect(dialog).to_have_count(0)
    taken = [
        row[0][0] for row in stage.office.sql("SELECT fields FROM access_record WHERE what = 'export' ORDER BY id")
    ]
    assert taken == ["history.jsonl", "cases.csv"]


def test_the_history_is_narrowed_in_the_address_and_tells_old_and_new(stage: Stage) -> None:
    case = report(stage.office)
    stage.office.fire(case, "reassess", by="coordinator", stated_risk="medium", reason="Ia takut pulang.")
    stage.office.fire(case, "resolve")
    page = stage.sign_in("supervisor", "/app/history")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody tr").first).to_contain_text("dari Belum dinilai menjadi Sedang")

    page.get_by_label("Peran").select_option("Kader")
    page.get_by_role("button", name="Saring").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    assert "role=kader" in page.url
    page.get_by_role("link", name="Percobaan yang ditolak").click()

    tried = page.locator("tbody tr")
    expect(tried).to_contain_text("Selesaikan di Omah Peluk")
    expect(tried).to_contain_text("CONSULT_REQUIRED")
    page.get_by_role("link", name="Siapa melihat").click()
    expect(page.get_by_text("Belum ada catatan.")).to_be_visible()
    page.get_by_role("link", name="Hapus saringan").click()
    expect(page.locator("tbody tr").first).to_contain_text("Membaca riwayat")


def test_a_case_is_shown_as_it_was_and_nothing_can_be_done_to_the_past(stage: Stage) -> None:
    case = report(stage.office)
    stage.office.at("2026-12-01 12:00")
    stage.office.fire(case, "reassess", stated_risk="medium", reason="Ia takut pulang.")
    page = stage.case(stage.sign_in("supervisor"), case)
    page.locator("#r1 summary", has_text="Catatan 1").click()
    page.locator("#r1").get_by_role("link", name="Seperti saat itu").click()

    expect(page.get_by_text("Masa lalu: Sel, 1 Des 2026")).to_be_visible()
    expect(page.get_by_role("region", name="Rincian")).to_contain_text("Belum dinilai")
    expect(page.locator(".timeline > li")).to_have_count(1)
    expect(page.get_by_role("main").get_by_role("button")).to_have_text(["Tampilkan"])
    page.get_by_role("link", name="Catatan berikutnya").click()
    expect(page.get_by_role("region", name="Rincian")).to_contain_text("Sedang")
    page.get_by_label("Lihat pada").fill("2026-12-01T08:00")
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_text("Kasus ini belum ada waktu itu.")).to_be_visible()

    auditor = stage.sign_in("auditor", f"/app/cases/{case}/at?on=2026-12-01T10:00:00%2B07:00")
    expect(auditor.locator(".timeline > li")).to_have_count(1)
    expect(auditor.get_by_role("region", name="Rincian")).to_have_count(0)


def test_words_in_a_record_are_folded_and_opening_them_is_on_record(stage: Stage) -> None:
    case = report(stage.office)
    stage.office.fire(case, "note", text="Ia sudah tenang.")
    page = stage.case(stage.sign_in("coordinator"), case)
    record = page.locator("#r2")
    expect(page.get_by_text("Ia sudah tenang.")).to_have_count(0)

    record.get_by_role("button", name="Buka isi catatan 2").click()
    record.get_by_role("button", name="Buka isinya").click()
    expect(record.get_by_role("alert")).to_be_visible()
    record.get_by_label("Mengapa perlu dibuka?").fill("Menyiapkan kunjungan.")
    record.get_by_role("button", name="Buka isinya").click()

    expect(record).to_contain_text("Ia sudah tenang.")
    page.get_by_role("region", name="Siapa yang melihat").get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_role("region", name="Siapa yang melihat").get_by_role("listitem").first).to_contain_text(
        "Menyiapkan kunjungan."
    )
