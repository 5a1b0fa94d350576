"""R27 in a browser: a breach is opened, its clock runs, and it ends when everybody concerned was told."""

from datetime import UTC, datetime

from playwright.sync_api import Locator, Page, expect

from tests.api.samples import QUARREL
from tests.office import CAST
from tests.ui.stage import Stage

TODAY = datetime.now(UTC)
"""Looks are on record in real time, whatever the clock of the office says."""


def begin(page: Page, step: str) -> Locator:
    page.get_by_role("button", name=step, exact=True).click()
    return page.get_by_role("form", name=step)


def send(form: Locator, step: str) -> None:
    form.get_by_role("button", name=step, exact=True).click()
    expect(form).to_have_count(0)


def test_a_breach_is_opened_assessed_told_to_each_and_ends(stage: Stage) -> None:
    year = TODAY.year + 1
    stage.office.at(f"{year}-12-01 09:00")
    case = stage.office.open("omah-peluk", "kader", **QUARREL)
    number = stage.office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0]
    kader = stage.case(stage.sign_in("kader"), case)
    kader.get_by_role("button", name="Buka Apa yang terjadi?").click()
    kader.get_by_label("Untuk apa Anda perlu membukanya?").fill("Ingin tahu saja.")
    kader.keyboard.press("Enter")
    expect(kader.get_by_role("button", name="Tutup lagi")).to_be_visible()
    page = stage.sign_in("auditor", "/app/office/breaches", width=360)
    expect(page.get_by_text("Belum ada kebocoran yang tercatat.")).to_be_visible()

    form = begin(page, "Catat kebocoran")
    form.get_by_role("button", name="Catat kebocoran").click()
    expect(form.get_by_role("alert")).to_contain_text("Kapan diketahui belum diisi")
    form.get_by_label("Kapan diketahui").fill(f"{year}-12-01T08:30")
    form.get_by_label("Petugas membuka tanpa perlu").check()
    form.get_by_label("Bagaimana terjadi").fill("Ia bertanya kepada tetangga tentang isi laporan.")
    send(form, "Catat kebocoran")
    expect(page.get_by_text("Diketahui", exact=True)).to_be_visible()
    page.get_by_role("link", name="Buka", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(f"Sabtu, 4 Des {year}, 08.30")

    form = begin(page, "Nilai apa yang terbuka")
    form.get_by_label("Petugas yang dipertanyakan").select_option(str(CAST["kader"]))
    form.get_by_label("Dari").fill(f"{TODAY.year}-01-01T00:00")
    form.get_by_label("Sampai").fill(f"{year}-12-01T09:00")
    form.get_by_label("Penanganan dan pemulihan").fill("Akunnya ditutup.")
    send(form, "Nilai apa yang terbuka")
    opened = page.locator("li.card").filter(has=page.get_by_role("heading", name=number))
    expect(opened).to_contain_text("Harus diberi tahu")
    expect(opened).to_contain_text("Apa yang terjadi?")
    done = page.get_by_role("button", name="Selesai: semua sudah diberi tahu")
    expect(done).to_have_count(0)

    form = begin(page, "Catat pemberitahuan kepada orangnya")
    form.get_by_label("Nomor kasus").select_option(number)
    form.get_by_label("Bertemu langsung").check()
    send(form, "Catat pemberitahuan kepada orangnya")
    expect(opened).to_contain_text("Sudah diberi tahu")
    form = begin(page, "Catat pemberitahuan kepada lembaga")
    form.get_by_label("Lembaga pengawas diberi tahu").fill(f"{year}-12-01")
    form.get_by_label("Tidak perlu: layanan tidak terganggu").check()
    send(form, "Catat pemberitahuan kepada lembaga")
    done.click()
    page.get_by_role("dialog").get_by_role("button", name="Ya, lanjutkan").click()
    expect(page.get_by_role("main")).to_contain_text("Menunggu orang kedua")
    second = stage.sign_in("supervisor", "/" + page.url.split("/", 3)[3])
    second.get_by_role("button", name="Setujui", exact=True).click()
    second.get_by_role("dialog").get_by_role("button", name="Ya, lanjutkan").click()
    expect(second.get_by_text("Diberitahukan", exact=True)).to_be_visible()
    page.reload()

    expect(page.get_by_text("Diberitahukan", exact=True)).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("Beri tahu paling lambat")
    page.get_by_role("link", name="Semua kebocoran").click()
    expect(page.get_by_text("Diberitahukan", exact=True)).to_be_visible()
    (breach,) = stage.office.sql("SELECT id FROM cases WHERE workflow = 'breach'")[0]
    assert (stage.office.state_of(breach), stage.office.clocks(breach)) == ("notified", {})
