"""R28 in a browser: a case that is due is held, let go, and erased by two persons; then nobody opens it any more."""

import pytest
from playwright.sync_api import Locator, Page, expect

from api.security import accounts
from api.security.accounts import Wanted
from engine.secrets.keys import KeyDestroyed
from tests.api.samples import QUARREL
from tests.ui.stage import PASSWORD, Stage, unfold
from workers import retention

HOLD, LIFT = "Tahan untuk keperluan hukum", "Cabut penahanan"
ERASE = "Hapus isi rahasia selamanya"


def begin(page: Page, step: str) -> Locator:
    page.get_by_role("heading", name="Langkah berikutnya").wait_for()
    unfold(page)
    page.locator(".steps .step").filter(has_text=step).click()
    return page.get_by_role("form", name=step)


def approve(page: Page, step: str) -> None:
    page.goto("/app/approvals")
    waiting = page.locator(".proposal").filter(has_text=step)
    waiting.get_by_role("button", name="Setujui").click()
    page.get_by_role("dialog").get_by_role("button").first.click()
    expect(waiting).to_have_count(0)


def test_a_case_is_held_let_go_and_erased_by_two_persons(stage: Stage) -> None:
    office = stage.office
    case = office.open("omah-peluk", "kader", **QUARREL)
    number = office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0]
    assert office.fire(case, "close", end_reason="not_a_report", reason="Salah sambung.").proposal
    assert office.approve(case).done
    accounts.create(stage.house, Wanted("dua@omah.example", "Bu Dua", "supervisor"), PASSWORD)
    office.at("2028-12-01 10:00")
    retention.list_due(office.worker.database)
    page = stage.sign_in("supervisor", "/app/office/retention")
    line = page.locator("li.card").filter(has_text=number)
    expect(line).to_contain_text("Jatuh tempo")

    line.get_by_role("link", name="Buka kasus").click()
    form = begin(page, HOLD)
    form.get_by_label("Alasan").fill("Surat kejaksaan.")
    form.get_by_role("button", name=HOLD).click()
    expect(page.locator(".blocked").filter(has_text=ERASE).first).to_contain_text("ditahan untuk keperluan hukum")
    page.goto("/app/office/retention")
    expect(line).to_contain_text("Ditahan sejak")

    line.get_by_role("link", name="Buka kasus").click()
    form = begin(page, LIFT)
    form.get_by_label("Alasan").fill("Perkara selesai.")
    form.get_by_role("button", name=f"Usulkan: {LIFT}").click()
    expect(page.get_by_role("button", name="Tarik usulan")).to_be_visible()
    second = stage.enter(stage.screen(width=360), "dua")
    approve(second, LIFT)

    page.reload()
    form = begin(page, ERASE)
    form.get_by_label("Masa simpan").first.check()
    form.get_by_role("button", name=f"Usulkan: {ERASE}").click()
    page.get_by_role("dialog").get_by_role("button", name="Ya, lanjutkan").click()
    expect(page.get_by_role("button", name="Tarik usulan")).to_be_visible()
    assert office.keys.case_key(case), "one person alone erases nothing"
    approve(second, ERASE)

    second.goto(f"/app/cases/{case}")
    expect(second.get_by_role("main")).to_contain_text("Isi rahasia kasus ini dihapus")
    expect(second.get_by_role("region", name="Data pribadi")).to_have_count(0)
    page.goto("/app/office/retention")
    expect(page.get_by_text("Tidak ada yang jatuh tempo.")).to_be_visible()
    with pytest.raises(KeyDestroyed):
        office.keys.case_key(case)
