"""The app is a function of the API: it drives a workflow that none of its files knows, with every kind of field."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from api.definitions.schemas import schema
from engine.database import SYSTEM_ACTOR
from engine.secrets import sealing
from tests.office import Office, open_office
from tests.ui.lantern import LANTERNS, Folded
from tests.ui.stage import Stage, staged


@pytest.fixture
def lanterns(postgres: str, folder: Path) -> Iterator[Office]:
    yield from open_office(postgres, folder, LANTERNS)


@pytest.fixture
def stage(lanterns: Office, browser: Browser, folder: Path) -> Iterator[Stage]:
    lanterns.at("2026-12-01 09:00")
    with staged(lanterns, browser, folder) as made:
        yield made


def test_a_lantern_is_opened_folded_and_lit_by_two_people(stage: Stage) -> None:
    maker = stage.sign_in("kader")
    case = open_a_lantern(maker, stage.office)
    see_what_is_blocked(maker)
    fold(maker, stage.office)
    stamp(maker)
    propose_to_light(maker)

    committee = stage.sign_in("supervisor", "/app/cases")
    committee.get_by_role("link", name=number_of(stage.office, case)).click()
    approve(committee)

    assert stage.office.state_of(case) == "menyala"
    assert stage.office.acts(case) == ["open", "lipat", "cap", "sulut", "sulut"]
    assert what_was_told(stage.office, case, "lipat") == {
        "motto": "Terang terus",
        "story": "Dari kertas bekas.",
        "ribbons": [{"wish": "sehat"}, {"wish": "damai"}],
        "hour": "19:30",
        "sketch": "data:text/plain;base64,bGFtcGlvbg==",
    }
    folded = next(one for one in stage.office.history(case) if one.columns["act"] == "lipat").body["form"]
    assert (folded["knots"], folded["folds"]) == ([3, 5], [[7, 8]])
    assert [ribbon.get("beads") for ribbon in folded["ribbons"]] == [[{"size": 2}], None]


def test_its_long_form_has_every_kind_of_field_that_the_app_can_draw() -> None:
    source = (Path(__file__).parents[2] / "ui" / "form" / "question.js").read_text()
    drawn = set(re.findall(r"\w+", re.search(r"WIDGETS = {(.*?)};", source, re.DOTALL)[1]))  # type: ignore[index]

    assert set(re.findall(r"'widget': '(\w+)'", str(schema(Folded)))) == {*drawn, "text"}


def test_a_storm_blocks_a_step_and_says_what_would_lift_it(stage: Stage) -> None:
    case = stage.office.open("lampion", "kader", wind=11, maker="Pak Tani")

    page = stage.case(stage.sign_in("kader"), case)

    blocked = page.get_by_role("listitem").filter(has_text="Lipat kertasnya")
    expect(blocked).to_contain_text("Angin terlalu kencang.")
    expect(blocked).to_contain_text("Aturan L2 · Kitab Lampion ps. 9")
    expect(blocked).to_contain_text("Supaya bisa: tunggu angin reda")
    expect(page.get_by_role("button", name="Lipat kertasnya")).to_have_count(0)


def test_the_second_person_says_no_with_a_reason_and_the_first_takes_the_next_proposal_back(stage: Stage) -> None:
    case = stage.office.open("lampion", "kader", wind=1, maker="Pak Tani")
    stage.office.fire(case, "lipat", **FOLDED)
    stage.office.fire(case, "sulut", candles=3)
    committee = stage.case(stage.sign_in("supervisor"), case)

    committee.get_by_role("button", name="Tolak").click()
    dialog = committee.get_by_role("dialog")
    dialog.get_by_role("button", name="Tolak").click()
    expect(dialog).to_contain_text("Tulis alasannya dulu.")
    dialog.get_by_label("Mengapa ditolak?").fill("Tunggu pawai.")
    dialog.get_by_role("button", name="Tolak").click()
    expect(committee.get_by_role("region", name="Menunggu orang kedua")).to_have_count(0)

    stage.office.fire(case, "sulut", candles=4)
    maker = stage.case(stage.sign_in("kader"), case)
    maker.get_by_role("button", name="Tarik usulan").click()
    maker.get_by_role("dialog").get_by_role("button", name="Tarik usulan").click()
    expect(maker.get_by_role("region", name="Menunggu orang kedua")).to_have_count(0)
    kinds = [one.columns["kind"] for one in stage.office.history(case)]
    assert kinds == ["opened", "moved", "proposed", "rejected", "proposed", "withdrawn"]


FOLDED: dict[str, Any] = {
    "motto": "Terang",
    "story": "Dari kertas bekas.",
    "wind": 1,
    "festival": "2026-12-20",
    "folded_at": "2026-12-01T08:30:00+07:00",
    "paper": "tipis",
    "colour": "merah",
    "tools": ["lem"],
    "ribbons": [{"wish": "sehat", "length": 2}],
    "knots": [1, 2],
    "hour": "19:00",
    "stand": {"height": 2},
}


def open_a_lantern(page: Page, office: Office) -> UUID:
    page.get_by_role("link", name="Buka baru: Lampion").click()
    page.get_by_label("Angin").fill("3")
    page.get_by_label("Pembuat").fill("Pak Tani")
    page.get_by_role("button", name="Simpan dan buka").click()
    expect(page.get_by_role("heading", name="Lampion")).to_be_visible()
    expect(page.get_by_text("Tepat waktu · sisa 2 hari").first).to_be_visible()
    found: UUID = office.sql("SELECT id FROM cases")[0][0]
    return found


def see_what_is_blocked(page: Page) -> None:
    blocked = page.get_by_role("listitem").filter(has_text="Arak sekarang")
    expect(blocked).to_contain_text("Kertas basah tidak menyala.")
    expect(blocked).to_contain_text("Tidak ada pengecualian.")


def fold(page: Page, office: Office) -> None:
    """Wrong first, then right, with a list that grows and shrinks under the reader's hands."""
    page.get_by_role("button", name="Lipat kertasnya").click()
    form = page.get_by_role("form", name="Lipat kertasnya")
    send = form.get_by_role("button", name="Lipat kertasnya")
    send.click()
    expect(form.get_by_role("alert")).to_contain_text("Hari pawai belum diisi. Boleh dikira-kira.")
    expect(form.get_by_role("alert").get_by_role("link", name="Kapan dilipat belum diisi.", exact=True)).to_be_visible()
    expect(form.get_by_role("alert").get_by_role("link")).to_have_count(14)
    form.get_by_role("alert").get_by_role("link", name="Warna belum dipilih.").click()
    expect(form.get_by_label("Warna")).to_be_focused()

    boxes = form.locator("input[type=text], textarea").all()
    assert {(one.get_attribute("autocomplete"), one.get_attribute("spellcheck")) for one in boxes} == {("off", "false")}
    form.get_by_label("Semboyan").fill("Terang terus")
    form.get_by_label("Cerita").fill("Dari kertas bekas.")
    form.get_by_label("Angin sekarang").fill("4")
    form.get_by_label("Hari pawai").fill("2026-12-20")
    form.get_by_label("Kapan dilipat").fill("2026-12-01T08:30")
    form.get_by_label("Tebal").check()
    form.get_by_label("Warna").select_option("Kuning")
    form.get_by_label("Gunting").check()
    form.get_by_label("Benang").check()
    form.get_by_label("Lem sudah kering").check()
    form.get_by_label("Tinggi").fill("2")
    tie_ribbons(form)
    tie_knots(form)
    form.get_by_label("Jam pawai").fill("19:30")
    form.get_by_label("Sketsa").set_input_files({"name": "s.txt", "mimeType": "text/plain", "buffer": b"lampion"})
    send.click()
    page.get_by_role("dialog").get_by_role("button", name="Ya, lanjutkan").click()

    expect(page.get_by_role("status").filter(has_text="Tersimpan: Lipat kertasnya.")).to_be_visible()
    expect(page.locator(".chip").first).to_have_text("Kertas")
    expect(page.get_by_text("Warna:").first).to_be_attached()


def tie_ribbons(form: Locator) -> None:
    """Three, then the middle one is taken away: the others keep what was typed."""
    form.get_by_role("button", name="Tambah Pita").click()
    form.get_by_role("button", name="Tambah Pita").click()
    expect(form.get_by_role("button", name="Tambah Pita")).to_have_count(0)
    for index, (wish, length) in enumerate((("sehat", "3"), ("kaya", "4"), ("damai", "5"))):
        form.get_by_label("Harapan").nth(index).fill(wish)
        form.get_by_label("Panjang").nth(index).fill(length)
    form.get_by_role("button", name="Hapus Pita 2").click()
    assert [one.input_value() for one in form.get_by_label("Harapan").all()] == ["sehat", "damai"]
    assert [one.input_value() for one in form.get_by_label("Panjang").all()] == ["3", "5"]


def tie_knots(form: Locator) -> None:
    """Lists whose lines are no groups: numbers, and lists of numbers; and a list within a line of a list."""
    form.get_by_label("Simpul 1").fill("3")
    form.get_by_label("Simpul 2").fill("tiga")
    form.get_by_role("button", name="Tambah Simpul").click()
    form.get_by_role("button", name="Hapus Simpul 3").click()
    form.get_by_role("button", name="Tambah Lipatan", exact=True).click()
    form.get_by_role("button", name="Tambah Lipatan 1").click()
    form.get_by_role("button", name="Tambah Lipatan 1").click()
    form.get_by_label("Lipatan 1 1").fill("7")
    form.get_by_label("Lipatan 1 2").fill("8")
    form.get_by_role("button", name="Tambah Manik").first.click()
    form.get_by_label("Besar manik").fill("2")
    form.get_by_role("button", name="Lipat kertasnya").click()
    expect(form.get_by_role("alert")).to_contain_text("Simpul 2: tulis dengan angka.")
    form.get_by_label("Simpul 2").fill("5")


def stamp(page: Page) -> None:
    page.get_by_role("button", name="Bubuhi cap").click()
    page.get_by_role("form", name="Bubuhi cap").get_by_role("button", name="Bubuhi cap").click()
    expect(page.get_by_role("status").filter(has_text="Tersimpan: Bubuhi cap.")).to_be_visible()


def propose_to_light(page: Page) -> None:
    """Too many candles is something only the filled-in form can tell: refused, and what was typed stays."""
    page.get_by_role("button", name="Sulut lampion").click()
    form = page.get_by_role("form", name="Sulut lampion")
    form.get_by_label("Lilin").fill("40")
    form.get_by_role("button", name="Usulkan: Sulut lampion").click()
    expect(form.get_by_role("alert")).to_contain_text("Lilinnya terlalu banyak.")
    expect(form.get_by_label("Lilin")).to_have_value("40")

    form.get_by_label("Lilin").fill("7")
    form.get_by_role("button", name="Usulkan: Sulut lampion").click()
    waiting = page.get_by_role("region", name="Menunggu orang kedua")
    expect(waiting).to_contain_text("Sulut lampion")
    expect(waiting.get_by_role("button", name="Setujui")).to_have_count(0)
    expect(waiting.get_by_role("button", name="Tarik usulan")).to_be_visible()


def approve(page: Page) -> None:
    waiting = page.get_by_role("region", name="Menunggu orang kedua")
    expect(waiting).to_contain_text("Diusulkan Bu kader (Kader)")
    expect(waiting).to_contain_text("Lilin")
    waiting.get_by_role("button", name="Setujui").click()
    page.get_by_role("dialog").get_by_role("button", name="Setujui").click()
    expect(page.get_by_role("region", name="Menunggu orang kedua")).to_have_count(0)
    expect(page.locator(".chip").first).to_have_text("Menyala")


def number_of(office: Office, case: UUID) -> str:
    return str(office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0])


def what_was_told(office: Office, case: UUID, act: str) -> dict[str, object]:
    """The private side of a form, as the history keeps it under the case's own key."""
    seq = next(one.record.seq for one in office.history(case) if one.columns["act"] == act)
    with office.api.database.transaction(SYSTEM_ACTOR) as tx:
        return sealing.read_record(tx.connection, office.keys, case, seq)
