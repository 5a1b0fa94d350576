"""The page of a case: a step, a refusal, a page that went stale, what is sealed, and the way out."""

import re
from uuid import UUID

from playwright.sync_api import Page, expect

from tests.office import Office
from tests.ui.stage import Stage, fill_in
from tests.workflows.stories import consult, done, report

PASTE = "(box, words) => { box.value = words; box.dispatchEvent(new Event('input', { bubbles: true })) }"
"""As a browser puts in what is pasted."""


def reported(office: Office) -> UUID:
    return report(office, happened="Anak tidak mau pulang ke rumah ayahnya.", reporter_name="Bu Siti")


def record_a_talk(page: Page) -> None:
    page.get_by_role("button", name="Catat konsultasi").click()
    form = page.get_by_role("form", name="Catat konsultasi")
    form.get_by_label("Kapan").fill("2026-12-01T08:00")
    form.get_by_role("group", name="Dengan siapa").get_by_role("radio").first.check()
    form.get_by_label("Kategori").select_option("Bukan kekerasan")
    form.get_by_role("group", name=re.compile("Risiko")).get_by_label("Rendah").check()
    form.get_by_label("Isi konsultasi").fill("Ia bercerita dengan tenang.")
    form.get_by_role("button", name="Catat konsultasi").click()


def test_a_step_moves_the_case_and_the_timeline_tells_it(stage: Stage) -> None:
    case = reported(stage.office)
    page = stage.case(stage.sign_in("kader"), case)

    record_a_talk(page)

    expect(page.get_by_role("status").filter(has_text="Tersimpan: Catat konsultasi.")).to_be_visible()
    assert stage.office.state_of(case) == "consulted"
    newest = page.get_by_role("region", name="Riwayat kasus").get_by_role("listitem").first
    expect(newest).to_contain_text("Catat konsultasi")
    expect(newest).to_contain_text("Bu kader (Kader)")
    expect(newest).to_contain_text("Dilaporkan → Dikonsultasikan")
    expect(page.get_by_text("Segel utuh: 2 catatan cocok.")).to_be_visible()
    expect(page.get_by_text("Ia bercerita dengan tenang.")).to_have_count(0)


def test_a_blocked_step_shows_its_reasons_instead_of_a_button(stage: Stage) -> None:
    page = stage.case(stage.sign_in("kader"), reported(stage.office))

    blocked = page.get_by_role("listitem").filter(has_text="Selesaikan di Omah Peluk").first

    expect(blocked).to_contain_text("Belum ada konsultasi")
    expect(blocked).to_contain_text("Aturan R11")
    expect(blocked).to_contain_text("Supaya bisa: Catat konsultasi lebih dahulu.")
    expect(page.get_by_role("button", name="Selesaikan di Omah Peluk")).to_have_count(0)


def test_a_stale_page_says_who_changed_what_and_applies_again(stage: Stage) -> None:
    case = reported(stage.office)
    page = stage.case(stage.sign_in("kader"), case)
    page.get_by_role("button", name="Tambah catatan").click()
    form = page.get_by_role("form", name="Tambah catatan")
    form.get_by_role("textbox").fill("Sudah ditelepon.")

    stage.office.fire(case, "acknowledge", by="coordinator")
    form.get_by_role("button", name="Tambah catatan").click()

    dialog = page.get_by_role("dialog", name="Kasus ini berubah sejak Anda membukanya")
    expect(dialog).to_contain_text("Buka laporan")
    expect(dialog).to_contain_text("Bu coordinator (Koordinator)")
    dialog.get_by_role("button", name="Terapkan lagi isian saya").click()
    expect(page.get_by_role("status").filter(has_text="Tersimpan: Tambah catatan.")).to_be_visible()
    assert stage.office.acts(case) == ["open", "acknowledge", "note"]


def test_of_two_people_at_one_case_the_slower_is_told_who_was_faster_and_goes_on(stage: Stage) -> None:
    case = reported(stage.office)
    slow, fast = stage.case(stage.sign_in("kader"), case), stage.case(stage.sign_in("coordinator"), case)
    slow.get_by_role("button", name="Tambah catatan").click()
    mine = slow.get_by_role("form", name="Tambah catatan")
    mine.get_by_role("textbox").fill("Sudah ditelepon.")

    fast.get_by_role("button", name="Tambah catatan").click()
    fast.get_by_role("form", name="Tambah catatan").get_by_role("textbox").fill("Akan dijenguk.")
    fast.get_by_role("form", name="Tambah catatan").get_by_role("button", name="Tambah catatan").click()
    expect(slow.get_by_text("Kasus ini baru saja berubah")).to_be_visible()  # the version is asked every three seconds
    expect(mine.get_by_role("textbox")).to_have_value("Sudah ditelepon.")
    mine.get_by_role("button", name="Tambah catatan").click()

    dialog = slow.get_by_role("dialog", name="Kasus ini berubah sejak Anda membukanya")
    expect(dialog).to_contain_text("Bu coordinator (Koordinator)")
    dialog.get_by_role("button", name="Terapkan lagi isian saya").click()
    expect(slow.get_by_role("status").filter(has_text="Tersimpan: Tambah catatan.")).to_be_visible()
    expect(slow.locator(".timeline > li")).to_have_count(3)


def test_a_step_that_closed_meanwhile_keeps_what_was_typed(stage: Stage) -> None:
    case = reported(stage.office)
    page = stage.case(stage.sign_in("kader"), case)
    page.get_by_role("button", name="Catat konsultasi").click()
    page.get_by_role("form").get_by_label("Isi konsultasi").fill("Ia bercerita dengan tenang.")

    done(consult(stage.office, case, by="coordinator"))
    page.get_by_role("button", name="Perbarui").click()

    form = page.get_by_role("form", name="Catat konsultasi")
    expect(form).to_contain_text("Langkah ini sekarang tertutup.")
    expect(form.get_by_label("Isi konsultasi")).to_have_value("Ia bercerita dengan tenang.")
    expect(form.get_by_role("button", name="Catat konsultasi")).to_be_disabled()


def test_without_a_network_what_was_typed_stays(stage: Stage) -> None:
    case = reported(stage.office)
    page = stage.case(stage.sign_in("kader"), case)
    page.get_by_role("button", name="Tambah catatan").click()
    form = page.get_by_role("form", name="Tambah catatan")
    form.get_by_role("textbox").fill("Sudah ditelepon.")

    page.context.set_offline(True)
    form.get_by_role("button", name="Tambah catatan").click()
    expect(form.get_by_role("alert")).to_have_text("Tidak ada jaringan. Yang sudah Anda isi tetap di sini.")
    page.context.set_offline(False)
    form.get_by_role("button", name="Tambah catatan").click()

    expect(page.get_by_role("status").filter(has_text="Tersimpan: Tambah catatan.")).to_be_visible()
    assert stage.office.acts(case) == ["open", "note"]


def test_an_impatient_person_notes_once_whatever_she_writes_and_too_much_comes_back_with_its_reason(
    stage: Stage,
) -> None:
    case = reported(stage.office)
    page = stage.case(stage.sign_in("kader"), case)
    page.get_by_role("button", name="Tambah catatan").click()
    form = page.get_by_role("form", name="Tambah catatan")
    send = form.get_by_role("button", name="Tambah catatan")

    form.get_by_role("textbox").evaluate(PASTE, "x" * 600_000)
    send.click()
    expect(form.get_by_role("alert").first).to_contain_text("paling banyak")
    assert form.get_by_role("textbox").evaluate("box => box.value.length") == 600_000

    form.get_by_role("textbox").fill("Bu 👩🏽‍🦱 سارة \u202emenyamar\u202c sudah ditelepon.")
    send.dblclick()

    expect(page.get_by_role("status").filter(has_text="Tersimpan: Tambah catatan.")).to_be_visible()
    page.go_back()
    page.go_forward()
    expect(page.locator(".timeline > li")).to_have_count(2)
    assert stage.office.acts(case) == ["open", "note"]


def test_after_a_session_has_ended_what_was_typed_is_still_there(stage: Stage) -> None:
    page = stage.case(stage.sign_in("kader"), reported(stage.office))
    page.get_by_role("button", name="Tambah catatan").click()
    page.get_by_role("form").get_by_role("textbox").fill("Sudah ditelepon.")

    stage.office.sql("DELETE FROM session")
    page.get_by_role("form").get_by_role("button", name="Tambah catatan").click()
    expect(page.get_by_role("heading", name="Sesi Anda berakhir")).to_be_visible()
    expect(page.get_by_text("Anak tidak mau pulang")).to_have_count(0)
    fill_in(page, "kader")

    expect(page.get_by_role("form", name="Tambah catatan").get_by_role("textbox")).to_have_value("Sudah ditelepon.")


def test_a_name_is_opened_with_a_reason_and_whoever_looked_is_listed(stage: Stage) -> None:
    page = stage.case(stage.sign_in("kader"), reported(stage.office))
    expect(page.get_by_text("Bu Siti")).to_have_count(0)

    page.get_by_role("button", name="Buka Nama pelapor").click()
    page.get_by_role("button", name="Buka", exact=True).last.click()
    expect(page.get_by_text("Tulis alasannya dulu.")).to_be_visible()
    page.get_by_label("Untuk apa Anda perlu membukanya?").fill("menelepon kembali")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Bu Siti")).to_be_visible()
    looks = page.get_by_role("region", name="Siapa yang melihat")
    looks.get_by_role("button", name="Tampilkan").click()
    expect(looks).to_contain_text("menelepon kembali")


def test_people_that_are_opened_stand_under_the_questions_that_were_asked(stage: Stage) -> None:
    case = report(stage.office, victims=[{"name": "Ani", "age": 9, "sex": "female"}])
    page = stage.case(stage.sign_in("kader"), case)

    page.get_by_role("button", name="Buka Korban").click()
    page.get_by_label("Untuk apa Anda perlu membukanya?").fill("menyiapkan rujukan")
    page.keyboard.press("Enter")

    people = page.get_by_role("region", name="Data pribadi")
    expect(people.get_by_role("listitem")).to_contain_text("Nama")
    expect(people.get_by_role("listitem")).to_contain_text("Ani")
    expect(people.get_by_role("listitem")).to_contain_text("Perempuan")
    expect(people).not_to_contain_text("NIK")


def test_a_page_nobody_typed_in_follows_what_others_do(stage: Stage) -> None:
    case = reported(stage.office)
    page = stage.case(stage.sign_in("kader"), case)
    with page.expect_response(lambda answer: answer.url.endswith("/version") and answer.status == 304):
        page.mouse.move(10, 10)

    stage.office.fire(case, "acknowledge", by="coordinator")

    expect(page.get_by_role("region", name="Riwayat kasus")).to_contain_text("Bu coordinator (Koordinator)")


def test_the_way_out_comes_first_and_shift_three_times_takes_it(stage: Stage) -> None:
    page = stage.case(stage.sign_in("kader"), reported(stage.office))
    page.keyboard.press("Tab")
    first = page.locator("a, button, input").first
    expect(first).to_be_focused()
    expect(first).to_have_text("Keluar cepat")

    for _ in range(3):
        page.keyboard.press("Shift")

    page.wait_for_url("**/keluar")
    page.go_back()
    expect(page.get_by_text("Anak tidak mau pulang")).to_have_count(0)
    assert "/app/cases/" not in page.url


def test_who_may_not_see_a_case_is_told_nothing_of_it(stage: Stage) -> None:
    case = reported(stage.office)
    page = stage.sign_in("uptd_officer", f"/app/cases/{case}")

    expect(page.get_by_text("Alamatnya keliru, atau isinya bukan untuk Anda.")).to_be_visible()


def test_who_is_meant_by_a_form_is_chosen_and_every_question_can_be_answered(stage: Stage) -> None:
    """No form asks for somebody's number where those on record can be named, and none asks without an input."""
    victims = [{"sex": "female", "age": 34}, {"sex": "male", "age": 9}]
    case = report(stage.office, victims=victims)
    page = stage.case(stage.sign_in("kader"), case)

    empty = []
    for step in page.locator(".steps > li").all():
        step.get_by_role("button").first.click()
        fields = step.locator("form .field").filter(has_not=page.locator("input, select, textarea, button"))
        empty += fields.all_inner_texts()
        if step.get_by_role("group", name="Korban nomor").count():
            expect(step.get_by_label("Korban 2 · Laki-laki · 6–12 tahun")).to_be_visible()
        step.get_by_role("button").first.click()

    assert empty == []
    page.get_by_role("button", name="Rujuk ke UPTD").click()
    expect(page.get_by_role("checkbox", name="Korban 1 · Perempuan · 25–44 tahun")).to_be_visible()
