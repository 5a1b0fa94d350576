"""Search, and the list of where one is signed in: what was looked for, and where, leaves no trace on the device."""

from playwright.sync_api import expect

from tests.ui.stage import Stage
from tests.workflows.stories import report


def test_a_name_is_found_with_a_reason_and_a_number_without(stage: Stage) -> None:
    case = report(stage.office, victims=[{"name": "Siti Aminah", "age": 34}])
    (number,) = stage.office.sql("SELECT number FROM cases")[0]
    page = stage.sign_in("kader", "/app/cases")
    page.get_by_role("link", name="Cari").click()

    page.get_by_label("Nomor, kode tanda terima").fill("Siti Aminah")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_role("heading", name="0 kasus ditemukan")).to_be_visible()
    expect(page.get_by_text("Nama tidak dicari")).to_be_visible()

    page.get_by_label("Alasan mencari nama").fill("Ia bertanya lewat telepon.")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_role("link", name=number)).to_be_visible()
    assert page.url.endswith("/app/search")
    assert "Siti" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, history.state])")

    page.get_by_label("Nomor, kode tanda terima").fill(number)
    page.get_by_label("Alasan mencari nama").fill("")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_text("Nama tidak dicari")).to_be_visible()
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    kept = stage.office.sql("SELECT case_id FROM access_record WHERE what = 'search' ORDER BY id")
    assert kept == [(None,), (None,), (case,), (None,)]


def test_another_session_of_mine_is_seen_and_ended(stage: Stage) -> None:
    other = stage.sign_in("kader", "/app/cases")
    page = stage.sign_in("kader", "/app/profile")

    sessions = page.get_by_role("region", name="Tempat Anda masuk")
    expect(sessions.get_by_role("listitem")).to_have_count(2)
    sessions.get_by_role("button", name="Keluarkan").click()

    expect(sessions.get_by_role("listitem")).to_have_count(1)
    expect(sessions).to_contain_text("Di sini")
    other.get_by_role("link", name="Beranda").click()
    expect(other.get_by_role("heading", name="Sesi Anda berakhir")).to_be_visible()
