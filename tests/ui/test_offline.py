"""A report that a kader takes where there is no network: sealed on her phone, sent once, mended where it is refused."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.ui.stage import Stage, fill_in

STORY = "Tetangga mendengar tangis setiap malam."
NAME = "Bu Siti Rahayu"
ONE_WAITS = "1 laporan menunggu kirim"


def ready(stage: Stage) -> Page:
    """A phone on which a kader has signed in once while there was a network."""
    page = stage.screen(width=360, keeps=True)
    page.goto("/app")
    fill_in(page, "kader")
    page.get_by_role("navigation").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    return page


def take_a_report(page: Page) -> None:
    page.get_by_role("link", name="Buka baru").first.click()
    form = page.get_by_role("form")
    form.get_by_label("Apa yang terjadi?").fill(STORY)
    form.get_by_label("Di kelurahan mana kejadiannya?").select_option(label="Rejomulyo")
    form.get_by_role("group", name="dalam bahaya").get_by_role("radio", name="Tidak", exact=True).check()
    form.get_by_label("Nama pelapor").fill(NAME)
    form.get_by_role("button", name="Simpan dan buka").click()


KEPT = """
async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      indexedDB.open(name).onsuccess = (event) => done(event.target.result);
    });
    for (const store of database.objectStoreNames)
      found.push(await new Promise((done) => {
        const all = database.transaction(store).objectStore(store).getAll();
        all.onsuccess = (event) => done(JSON.stringify(event.target.result));
      }));
    database.close();
  }
  const addresses = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) addresses.push(new URL(request.url).pathname);
  return { texts: found.join("\\n"), addresses };
}
"""


def test_a_report_taken_without_a_network_waits_sealed_and_arrives_once(stage: Stage) -> None:
    page = ready(stage)
    page.context.set_offline(True)
    page.goto("/app/cases")
    expect(page.get_by_role("heading", name="Tidak ada jaringan")).to_be_visible()

    take_a_report(page)

    expect(page.get_by_text(ONE_WAITS)).to_be_visible()
    expect(page.get_by_text("Tersimpan tersegel di perangkat ini.")).to_be_visible()
    kept = page.evaluate(KEPT)
    assert "eyJhbGciOiJFQ0RILUVTK0EyNTZLVyI" in kept["texts"], "the sealed report is there"
    assert not any(word in kept["texts"] for word in (STORY, "tangis", NAME, "Rahayu"))
    assert kept["addresses"]
    assert {one.split("/")[1] for one in kept["addresses"]} == {"app", "static"}
    assert stage.office.sql("SELECT count(*) FROM cases") == [(0,)]

    bodies: list[str] = []
    page.context.route("**/api/envelopes", lost_at_first(bodies))
    page.goto("/app/profile")
    page.context.set_offline(False)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/api/envelopes")):
        page.goto("/app/cases")
    expect(page.get_by_text(ONE_WAITS)).to_be_visible()
    page.reload()

    expect(page.get_by_text("1 kasus")).to_be_visible()
    expect(page.get_by_text("Laporan yang menunggu sudah terkirim.")).to_be_visible()
    expect(page.get_by_text(ONE_WAITS)).to_have_count(0)
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    assert STORY not in bodies[0]
    assert stage.office.sql("SELECT count(*) FROM cases") == [(1,)]
    assert stage.office.sql("SELECT count(*) FROM history") == [(1,)]


def lost_at_first(bodies: list[str]) -> Callable[[Route], None]:
    """The first answer never arrives, though the report has."""

    def handle(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        answer = route.fetch()
        if len(bodies) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    return handle


def test_what_is_refused_comes_back_to_its_writer_to_be_mended(stage: Stage) -> None:
    page = ready(stage)
    page.context.set_offline(True)
    page.goto("/app")
    take_a_report(page)
    expect(page.get_by_text(ONE_WAITS)).to_be_visible()
    stage.office.later(days=9)
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.goto("/app")

    fill_in(page, "coordinator")
    expect(page.get_by_text("1 laporan orang lain di perangkat ini menunggu ia masuk")).to_be_visible()
    page.get_by_role("link", name="Profil").click()
    page.get_by_role("button", name="Keluar", exact=True).click()
    fill_in(page, "kader")
    page.get_by_role("link", name="Laporan yang perlu diperbaiki").click()

    form = page.get_by_role("form", name="Laporan yang perlu diperbaiki")
    expect(form.get_by_label("Apa yang terjadi?")).to_have_value(STORY)
    expect(form.get_by_role("alert")).to_contain_text("Ada yang perlu diperbaiki")
    assert STORY not in page.evaluate(KEPT)["texts"]
    moment = stage.office.sql("SELECT to_char(omah_now() at time zone 'Asia/Jakarta', 'YYYY-MM-DD')")[0][0]
    form.get_by_label("Kapan laporan diterima").fill(f"{moment}T07:00")
    form.get_by_role("button", name="Simpan dan buka").click()

    expect(page.get_by_role("heading", name="Langkah berikutnya")).to_be_visible()
    expect(page.get_by_text("Laporan yang perlu diperbaiki")).to_have_count(0)
    assert stage.office.sql("SELECT count(*) FROM cases") == [(1,)]
    assert page.evaluate(KEPT)["texts"].count("eyJhbGci") == 0


@pytest.mark.parametrize("waits", [False, True], ids=["nothing waits", "a report waits"])
def test_the_way_out_empties_the_device_of_all_but_a_report_that_waits(stage: Stage, waits: bool) -> None:
    page = ready(stage)
    if waits:
        page.route("**/api/cases", lambda route: route.abort())
        page.route("**/api/envelopes", lambda route: route.abort())
        take_a_report(page)
        expect(page.get_by_text(ONE_WAITS)).to_be_visible()
    page.goto("/app/cases")
    page.get_by_text("Belum ada kasus di sini.").wait_for()

    way_out = page.get_by_role("link", name="Keluar cepat")
    expect(way_out).to_have_attribute("href", "/kalender" if waits else "/keluar")
    way_out.click()
    page.wait_for_url("**/kalender" if waits else "**/keluar")

    assert page.context.cookies() == []
    left = page.evaluate("async () => [(await indexedDB.databases()).length, (await caches.keys()).length]")
    assert left == ([1, 1] if waits else [0, 0])


def test_the_way_out_keeps_a_report_before_it_was_counted_and_one_that_another_window_took(stage: Stage) -> None:
    page = ready(stage)
    page.goto("/app/cases")
    first = page.get_by_role("link", name="Keluar cepat")
    expect(first).to_have_attribute("href", "/keluar")
    page.context.route("**/api/cases", lambda route: route.abort())
    page.context.route("**/api/envelopes", lambda route: route.abort())
    other = page.context.new_page()
    other.goto("/app")
    take_a_report(other)
    expect(other.get_by_text(ONE_WAITS)).to_be_visible()

    expect(first).to_have_attribute("href", "/kalender")
    other.add_init_script("IDBObjectStore.prototype.getAll = () => ({})")
    other.goto("/app/cases")
    uncounted = other.get_by_role("link", name="Keluar cepat")
    expect(uncounted).to_have_attribute("href", "/kalender")
    uncounted.click()
    other.wait_for_url("**/kalender")

    assert "eyJhbGci" in page.evaluate(KEPT)["texts"]
