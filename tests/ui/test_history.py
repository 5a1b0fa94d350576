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

    page.get_by_label("Nomor").fill(numbers[first])
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
    taken = [row[0][0] for row in stage.office.sql("SELECT fields FROM access_record WHERE what = 'export' ORDER BY id")]
    assert taken == ["history.jsonl", "cases.csv"]
