"""What the office sets by itself, in a browser: proposed, tried, refused at its field, approved, and moved to."""

from uuid import UUID

from playwright.sync_api import Page, expect

from engine.calendar import WIB
from tests.api.samples import QUARREL, talk
from tests.office import Office
from tests.ui.stage import Stage
from tests.workflows.stories import done

SLOW = 30_000
"""Milliseconds: before it is said yes to a policy, all of its outcome is proved."""
TITLE = "Putuskan setelah konsultasi, risiko rendah"


def consulted(office: Office) -> UUID:
    case = office.open("omah-peluk", "kader", **QUARREL)
    done(office.fire(case, "consult", "kader", **talk("2026-12-01T08:30:00+07:00")))
    return case


def due(office: Office, case: UUID) -> str:
    return f"{office.clocks(case)['decide'].due_at.astimezone(WIB):%d %H:%M}"


def say_yes(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Ya, lanjutkan").click()


def test_a_policy_is_proposed_tried_approved_by_another_and_running_cases_move_to_it(stage: Stage) -> None:
    office = stage.office
    before = consulted(office)
    page = stage.sign_in("supervisor", "/app/office/policies")
    line = page.locator("li.card").filter(has=page.get_by_role("heading", name=TITLE, exact=True))

    line.get_by_role("button", name="Usulkan perubahan").click()
    form = page.get_by_role("form", name="Usulkan perubahan")
    form.get_by_label("Menjadi").fill("400")
    form.get_by_label("Alasan").fill("Rapat Dinas 30 November.")
    form.get_by_role("button", name="Usulkan perubahan").click()
    value = form.get_by_label("Menjadi")
    expect(value).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{value.get_attribute('id')}-error")).to_contain_text("dari 3 hari kalender sampai 30 hari")
    expect(value).to_have_value("400")
    expect(form.get_by_label("Alasan")).to_have_value("Rapat Dinas 30 November.")

    value.fill("7")
    form.get_by_role("button", name="Usulkan perubahan").click()
    waiting = page.locator("li.card").filter(has_text="Menunggu orang kedua")
    expect(waiting).to_contain_text("14 hari kalender → 7 hari kalender", timeout=SLOW)
    waiting.get_by_role("link", name="Simulasi").click()
    tried = page.locator("form.what-if")
    expect(tried.get_by_label("Menjadi")).to_have_value("7")
    tried.get_by_role("button").click()
    expect(page.locator(".outcome h2").first).to_contain_text("7 hari kalender", timeout=SLOW)

    head = stage.sign_in("head_of_uptd", "/app/office/policies", width=360)
    say_yes(head, "Setujui")
    expect(head.locator("li.card").filter(has_text="Disetujui")).to_have_count(1, timeout=SLOW)
    assert (due(office, before), due(office, consulted(office))) == ("15 09:00", "08 09:00")

    page.goto("/app/office/policies")
    page.get_by_role("link", name="Pindahkan kasus yang berjalan").click()
    expect(page.get_by_role("main")).to_contain_text(
        "Selasa, 15 Des 2026, 09.00 → Selasa, 8 Des 2026, 09.00", timeout=SLOW
    )
    page.get_by_role("button", name="Usulkan pemindahan").click()
    form = page.get_by_role("form", name="Usulkan pemindahan")
    form.get_by_label("Alasan").fill("Agar semua kasus sama.")
    form.get_by_role("button", name="Usulkan pemindahan").click()
    expect(page.get_by_role("button", name="Tarik usulan")).to_be_visible(timeout=SLOW)
    head.goto("/app/office/moving")
    say_yes(head, "Setujui dan pindahkan")
    expect(head.get_by_text("1 kasus dipindahkan.")).to_be_visible(timeout=SLOW)
    assert due(office, before) == "08 09:00"
