"""The acceptance scenarios once through the browser: what the office sees, and the step that decides.

What came before is prepared beside the browser; every outcome and every time is told at the office's own level in
`tests/workflows/test_scenarios.py`, `tests/api/test_visits.py` (S10) and `tests/api/test_releases.py` (S23). One world
for all: each story has a case of its own and puts the clock where it needs it.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.office import CAST, YOSODADI, Office, open_office
from tests.ui.stage import Stage, staged
from tests.workflows.stories import ADULT_BASIS, PAPERS, SUMMARY, consult, done, report
from workflows import REGISTRY

CALL = """async ([method, path, body]) => {
  const { csrf } = await (await fetch("/api/me")).json();
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": csrf };
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  return [answer.status, await answer.json().catch(() => null)];
}"""


@dataclass
class World:
    stage: Stage
    pages: dict[str, Page] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        return self.stage.office

    def page(self, role: str) -> Page:
        """That of somebody who came in this morning."""
        if role not in self.pages:
            self.pages[role] = self.stage.sign_in(role)
        return self.pages[role]

    def case(self, role: str, case: UUID) -> Page:
        page = self.stage.case(self.page(role), case)
        expect(page.get_by_text("Segel utuh")).to_be_visible()
        return page

    def call(self, role: str, method: str, path: str, body: Any = None) -> Any:
        status, told = self.page(role).evaluate(CALL, [method, path, body])
        assert status < 300, told
        return told

    def number(self, case: UUID) -> str:
        return str(self.office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0])


@pytest.fixture(scope="module")
def world(postgres: str, browser: Browser) -> Iterator[World]:
    with tempfile.TemporaryDirectory(prefix="omah-") as folder:
        for office in open_office(postgres, Path(folder), REGISTRY):
            office.at("2026-12-01 09:00")
            with staged(office, browser, Path(folder)) as stage:
                yield World(stage)


def begin(page: Page, step: str) -> Locator:
    """The form of a step."""
    page.locator("button.step").filter(has=page.locator("strong").get_by_text(step, exact=True)).click()
    return page.get_by_role("form", name=step, exact=True)


def send(form: Locator, step: str) -> None:
    form.get_by_role("button", name=step, exact=True).click()
    expect(form.page.get_by_role("status").filter(has_text=f"Tersimpan: {step}.")).to_be_visible()


def stands(page: Page, state: str) -> None:
    expect(page.locator(".case-heading .chip").first).to_have_text(state)


def barred(page: Page, step: str) -> Locator:
    return page.locator(".blocked > li").filter(has=page.get_by_text(step, exact=True))


def test_s01_a_child_abused_by_a_neighbour_is_referred_and_peace_is_not_offered(world: World) -> None:
    world.office.at("2026-12-01 09:00")
    bunga = {"name": "Bunga", "age": 9, "sex": "female", "sexual_forms": ["obscene_act"]}
    case = report(world.office, danger_now="unknown", victims=[bunga], perpetrators=[{"relation": "neighbour"}])
    page = world.case("kader", case)
    expect(barred(page, "Selesaikan di Omah Peluk")).to_contain_text("UU TPKS 12/2022")
    expect(barred(page, "Selesaikan di Omah Peluk")).to_contain_text("Tidak ada pengecualian.")
    expect(page.get_by_text("Bunga")).to_have_count(0)

    form = begin(page, "Rujuk ke UPTD")
    form.get_by_label("Kewajiban hukum").check()
    send(form, "Rujuk ke UPTD")

    stands(page, "Dirujuk ke UPTD")
    expect(page.get_by_role("region", name="Tenggat yang berjalan")).to_contain_text("4 Des 2026 09.00")
    admin = world.page("admin")
    admin.goto(f"/app/cases/{case}")
    expect(admin.get_by_role("main")).not_to_contain_text(world.number(case))


def test_s02_an_emergency_on_saturday_night_is_accepted_by_uptd(world: World) -> None:
    world.office.at("2026-12-05 22:30")
    rini = {"name": "Rini", "age": 28, "sex": "female", "pregnant": "yes", "forms": ["psychic"]}
    case = report(world.office, danger_now="yes", victims=[rini], perpetrators=[{"relation": "spouse"}],
                  immediate=["weapon"])  # fmt: skip
    kader = world.case("kader", case)
    expect(kader.locator(".case-heading")).to_contain_text("Tinggi")
    form = begin(kader, "Rujuk ke UPTD")
    form.get_by_label("Kepentingan vital").check()
    send(form, "Rujuk ke UPTD")

    page = world.case("uptd_officer", case)
    form = begin(page, "Terima")
    send(form, "Terima")

    expect(page.locator(".child .chip").first).to_have_text("Diterima")
    assert world.office.state_of(world.office.children_of(case)[0]) == "accepted"


def test_s03_what_puspaga_completed_is_approved_by_the_supervisor(world: World) -> None:
    world.office.at("2026-12-04 10:00")
    case = report(world.office, victims=[{"age": 14}], category="non_violence", stated_risk="low")
    done(consult(world.office, case))
    done(world.office.fire(case, "refer-to-PUSPAGA", legal_basis="public_duty"))
    [referral] = world.office.children_of(case)
    done(world.office.fire(referral, "accept", "puspaga_officer"))
    done(world.office.fire(referral, "conclude", "puspaga_officer", completion="served", summary="Enam pertemuan."))

    page = world.case("supervisor", case)
    begin(page, "Setujui penyelesaian PUSPAGA").get_by_role("button", name="Setujui penyelesaian PUSPAGA").click()
    page.get_by_role("dialog").get_by_role("button", name="Ya, lanjutkan").click()

    stands(page, "Selesai di Omah Peluk")
    expect(page.get_by_role("region", name="Tenggat yang berjalan")).to_contain_text("Tindak lanjut 1")


def test_s04_puspaga_alone_is_barred_and_beside_uptd_it_is_not(world: World) -> None:
    world.office.at("2026-12-01 09:00")
    dewi, arif = {"name": "Dewi", "age": 33, "forms": ["psychic"]}, {"name": "Arif", "age": 11}
    husband = {"relation": "spouse", "to_victims": [1], "earlier_case": True}
    case = report(world.office, victims=[dewi, arif], perpetrators=[husband])
    done(consult(world.office, case, category="KDRT", stated_risk="medium"))
    page = world.case("kader", case)
    expect(barred(page, "Rujuk ke PUSPAGA")).to_contain_text("R17")

    done(world.office.fire(case, "refer-to-UPTD", victims_carried=[1], **ADULT_BASIS))
    page = world.case("kader", case)
    form = begin(page, "Tambah rujukan ke PUSPAGA")
    form.get_by_label("Korban 2").check()
    form.get_by_label("Tugas pelayanan publik").check()
    send(form, "Tambah rujukan ke PUSPAGA")

    stands(page, "Dirujuk ke UPTD")
    expect(page.locator(".child")).to_have_count(2)
    carried = [world.office.facts_of(one)["victims"] for one in world.office.children_of(case)]
    assert [[one["number"] for one in victims] for victims in carried] == [[1], [2]]


def test_s05_a_receipt_tells_how_it_stands_in_plain_words(world: World) -> None:
    world.office.at("2026-12-01 10:00")
    told = {"happened": "Anak tetangga sering dipukul.", "kelurahan": YOSODADI, "danger_now": "unknown",
            "channel": "public_form", "anonymous": True, "victims": [{"age": 5, "forms": ["physical"]}]}  # fmt: skip
    answer = world.stage.browser.new_context().request.post(f"{world.stage.address}/api/reports", data=told)
    assert answer.status == 201, answer.text()
    receipt = answer.json()["receipt"]
    page = world.stage.screen(width=360)

    def standing() -> str:
        page.goto("/")
        page.get_by_role("button", name="Saya punya kode tanda terima").click()
        page.get_by_role("textbox").fill(receipt)
        page.get_by_role("button", name="Lihat kabar").click()
        return page.get_by_role("heading", level=1).inner_text()

    assert standing() == "Sudah diterima"
    [(case,)] = world.office.sql("SELECT id FROM cases WHERE region = %s AND facts ->> 'anonymous' = 'true'", YOSODADI)
    done(world.office.fire(case, "refer-to-UPTD", f"kader@{YOSODADI}", legal_basis="public_duty"))
    assert standing() == "Sedang ditangani"
    expect(page.get_by_text("Yosodadi")).to_have_count(0)


def test_s08_a_low_report_that_nobody_answers_climbs_and_stays_where_it_is(world: World) -> None:
    world.office.at("2026-12-03 10:00")
    case = report(world.office, victims=[{"age": 40}], category="non_violence", stated_risk="low")
    world.office.at("2026-12-11 10:00")
    world.office.sweep()

    page = world.page("supervisor")
    page.goto("/app/cases?overdue=true")
    expect(page.get_by_role("row").filter(has_text=world.number(case))).to_contain_text("tingkat 3")
    world.case("supervisor", case)

    stands(page, "Dilaporkan")
    newest = page.locator(".timeline > li").first
    expect(newest).to_contain_text("Sistem: tenggat R09 lewat")
    expect(newest).to_contain_text("Eskalasi 3")
    expect(page.locator(".timeline > .by-system")).to_have_count(4)


def test_s09_the_system_moves_a_beaten_child_and_tells_uptd_no_name(world: World) -> None:
    world.office.at("2026-12-04 15:00")
    dimas = {"name": "Dimas", "age": 7, "address": "Jalan Melati 4", "forms": ["physical"]}
    case = report(world.office, victims=[dimas])
    world.office.at("2026-12-05 15:00")
    world.office.sweep()

    page = world.case("kader", case)
    stands(page, "Dirujuk ke UPTD")
    moved = page.locator(".timeline > .by-system").filter(has_text="Dilaporkan → Dirujuk ke UPTD")
    expect(moved).to_contain_text("Sistem: tenggat R04 lewat")
    [referral] = world.office.children_of(case)
    uptd = world.case("uptd_officer", referral)
    stands(uptd, "Dikirim")
    expect(uptd.get_by_role("region", name="Data pribadi")).to_have_count(0)
    expect(uptd.get_by_role("main")).not_to_contain_text("Dimas")


def test_s10_who_cannot_wait_for_the_psychologist_is_told_whom_to_ask_instead(world: World) -> None:
    world.office.at("2026-12-02 09:00")
    visit = {"psychologist": str(CAST["psychologist"]), "on_day": "2026-12-19", "opens": "09:00", "closes": "12:00",
             "minutes": 60}  # fmt: skip
    world.call("psychologist", "POST", "/api/office/visits", visit)
    lina = report(world.office, victims=[{"age": 30}], category="non_violence", stated_risk="medium")
    tono = report(world.office, victims=[{"age": 40}], category="non_violence", stated_risk="low")
    world.office.at("2026-12-07 09:00")
    done(consult(world.office, tono))

    page = world.case("kader", lina)
    form = begin(page, "Pesan waktu kunjungan psikolog")
    form.get_by_label("Waktu kunjungan").select_option(index=1)
    form.get_by_role("button", name="Pesan waktu kunjungan psikolog").click()
    expect(form.get_by_role("alert")).to_contain_text("R12")
    expect(form.get_by_role("alert")).to_contain_text("UPTD PPA atau PUSPAGA")
    page = world.case("kader", tono)
    form = begin(page, "Pesan waktu kunjungan psikolog")
    form.get_by_label("Waktu kunjungan").select_option(index=1)
    send(form, "Pesan waktu kunjungan psikolog")

    assert world.office.facts_of(tono)["visit_at"] == "2026-12-19T02:00:00Z"


def test_s11_light_violence_is_settled_by_two_persons_and_never_by_one(world: World) -> None:
    world.office.at("2026-12-01 09:00")
    yuni = {"name": "Yuni", "age": 35, "sex": "female", "forms": ["physical"], "hinders_daily_work": "no"}
    case = report(world.office, victims=[yuni], perpetrators=[{"relation": "spouse"}], stated_risk="low")
    done(consult(world.office, case, category="KDRT"))
    kader = world.case("kader", case)
    expect(barred(kader, "Selesaikan di Omah Peluk")).to_contain_text("berita acara")
    done(world.office.fire(case, "record-agreement", **PAPERS))
    kader = world.case("kader", case)
    form = begin(kader, "Selesaikan di Omah Peluk")
    form.get_by_label("Ringkasan penyelesaian").fill(SUMMARY["summary"])
    form.get_by_role("button", name="Usulkan: Selesaikan di Omah Peluk").click()
    mine = kader.get_by_role("region", name="Menunggu orang kedua")
    expect(mine.get_by_role("button")).to_have_text(["Tarik usulan"])

    page = world.page("supervisor")
    page.goto("/app")
    page.get_by_role("link", name="1 Menunggu persetujuan saya").click()
    waiting = page.get_by_role("article", name=world.number(case))
    expect(waiting).to_contain_text("Diusulkan Bu kader (Kader)")
    expect(waiting).to_contain_text(SUMMARY["summary"])
    expect(waiting).to_contain_text("Menurut aturan, sekarang boleh.")
    expect(waiting).to_contain_text("Aturan R22")
    waiting.get_by_role("button", name="Setujui").click()
    page.get_by_role("dialog").get_by_role("button", name="Setujui").click()
    expect(page.get_by_text("Tidak ada yang menunggu persetujuan Anda.")).to_be_visible()

    stands(world.case("kader", case), "Selesai di Omah Peluk")
    clocks = kader.get_by_role("region", name="Tenggat yang berjalan")
    for day in ("15 Des 2026 09.00", "31 Des 2026 09.00", "1 Mar 2027 09.00"):
        expect(clocks).to_contain_text(day)


def test_s21_each_clock_says_which_days_it_skips(world: World) -> None:
    world.office.at("2026-12-23 16:00")
    low = report(world.office, victims=[{"age": 40}], category="non_violence", stated_risk="low")

    page = world.case("kader", low)

    reckoning = page.locator(".reckoning").first
    expect(reckoning).to_contain_text("Sel 29 Des 2026 16.00")
    expect(reckoning).to_contain_text("3 hari kerja")
    expect(reckoning).to_contain_text("dilewati: Jum 25 Hari Raya Natal, Sab 26, Min 27")


def test_s23_the_public_reads_bands_of_the_city_and_no_kelurahan(world: World) -> None:
    world.office.at("2026-12-31 10:00")
    report(world.office, f"kader@{YOSODADI}", kelurahan=YOSODADI, category="non_violence", stated_risk="low")
    world.office.at("2027-01-02 10:00")
    world.call("supervisor", "POST", "/api/releases", {"year": 2026})

    page = world.stage.screen(width=360)
    page.goto("/angka")

    expect(page.get_by_role("main")).to_contain_text("2026")
    assert "Yosodadi" not in page.content()
    assert "18.72" not in page.content()


def test_s24_a_row_edited_by_hand_is_named_on_the_page_of_the_audit(world: World) -> None:
    """The last one: from here on the past of this world is broken."""
    world.office.at("2027-01-03 10:00")
    case = report(world.office)
    done(world.office.fire(case, "acknowledge"))
    page = world.page("auditor")
    page.goto("/app/history")
    page.get_by_role("button", name="Periksa segel").click()
    expect(page.get_by_text("Segel utuh:")).to_be_visible()

    world.office.sql("ALTER TABLE history DISABLE TRIGGER history_append_only")
    world.office.sql("UPDATE history SET role = 'admin' WHERE case_id = %s AND seq = 2", case)
    page.get_by_role("button", name="Periksa segel").click()

    expect(page.get_by_text("Segel rusak pada 1 tempat")).to_be_visible()
    expect(page.locator(".notice.bad li")).to_contain_text(f"{world.number(case)} · Catatan 2")
