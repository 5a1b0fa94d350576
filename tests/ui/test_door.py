"""Signing in and out."""

from playwright.sync_api import Route, expect

from tests.ui.stage import Stage, fill_in


def test_who_signs_in_sees_what_waits_for_her(stage: Stage) -> None:
    page = stage.sign_in("kader")

    expect(page.get_by_role("heading", name="Halo, Bu kader")).to_be_visible()
    expect(page.get_by_role("heading", name="Yang menunggu Anda")).to_be_visible()
    expect(page).to_have_title("Beranda · Ruang Kerja")


def test_a_wrong_password_is_told_in_words_and_keeps_the_address(stage: Stage) -> None:
    page = stage.screen()
    page.goto("/app")

    fill_in(page, "kader", password="bukan ini")

    expect(page.get_by_role("alert")).to_have_text("Alamat e-mail atau kata sandi tidak cocok.")
    expect(page.get_by_label("Alamat e-mail")).to_have_value("kader@omah.example")


def test_the_address_asked_for_opens_after_signing_in(stage: Stage) -> None:
    page = stage.sign_in("supervisor", "/app/history")

    expect(page.get_by_role("heading", name="Riwayat", level=1)).to_be_visible()


def test_a_late_no_to_what_was_asked_before_does_not_close_the_door_again(stage: Stage) -> None:
    page = stage.screen()
    early: list[Route] = []
    page.route("**/api/cases?*", lambda route: route.continue_() if early else early.append(route))
    page.goto("/app/cases")
    fill_in(page, "kader")
    page.get_by_role("navigation").wait_for()

    with page.expect_response(lambda answer: answer.status == 401):
        early[0].fulfill(status=401, json={"code": "not_signed_in"})

    expect(page.get_by_role("heading", name="Kasus", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Sesi Anda berakhir")).to_have_count(0)


def test_after_signing_out_nothing_is_left_and_back_shows_the_door(stage: Stage) -> None:
    page = stage.sign_in("kader", "/app/cases")
    page.get_by_role("link", name="Profil").click()

    page.get_by_role("button", name="Keluar", exact=True).click()
    page.wait_for_url("**/app")

    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    assert page.context.cookies() == []


def test_a_language_that_was_chosen_stays(stage: Stage) -> None:
    page = stage.sign_in("kader")

    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", name="What needs you")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="What needs you")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
