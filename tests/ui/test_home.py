"""The first page: what waits, whether time is watched, and the demo's clock."""

from playwright.sync_api import expect

from tests.ui.stage import Stage
from tests.workflows.stories import report


def test_time_moved_forward_makes_a_case_overdue_and_home_counts_it(stage: Stage) -> None:
    report(stage.office)
    page = stage.sign_in("kader")
    overdue = page.get_by_role("link", name="Lewat tenggat")
    expect(overdue).to_contain_text("0")
    expect(page.get_by_text("Sel, 1 Des 2026, 09.00")).to_be_visible()

    page.get_by_role("button", name="Maju 1 hari").click()

    expect(page.get_by_text("Rab, 2 Des 2026, 09.00", exact=True)).to_be_visible()
    expect(overdue).to_contain_text("1")
    overdue.click()
    expect(page.get_by_role("row").filter(has_text="Lewat 18 jam")).to_have_count(1)


def test_the_heartbeat_says_when_the_last_sweep_was(stage: Stage) -> None:
    page = stage.sign_in("kader")
    expect(page.get_by_text("Eskalasi otomatis belum pernah berjalan.")).to_be_visible()

    stage.office.sql("INSERT INTO heartbeat (name, at) VALUES ('sweep:a', clock_timestamp() - interval '65 seconds')")
    page.reload()

    expect(page.get_by_text("Eskalasi otomatis: aktif 1 menit yang lalu")).to_be_visible()
    stage.office.sql("UPDATE heartbeat SET at = clock_timestamp() - interval '3 hours'")
    page.reload()
    expect(page.get_by_text("Eskalasi otomatis berhenti 3 jam yang lalu. Beri tahu pengelola.")).to_be_visible()


def test_who_sees_no_case_is_offered_no_list(stage: Stage) -> None:
    page = stage.sign_in("auditor")

    expect(page.get_by_role("navigation").get_by_role("link", name="Kasus")).to_have_count(0)
    expect(page.get_by_role("navigation").get_by_role("link", name="Riwayat")).to_be_visible()
