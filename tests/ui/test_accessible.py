"""Every page, once, under axe: WCAG 2.0 to 2.2, A and AA, and what counts as best practice."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.office import Office
from tests.ui.stage import Stage, staged, unfold
from tests.workflows.stories import consult, done, report

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

Look = Callable[[Page], None]


def home(page: Page) -> None:
    expect(page.get_by_text("Eskalasi otomatis")).to_be_visible()


def cases(page: Page) -> None:
    page.goto("/app/cases")
    expect(page.get_by_text("1 kasus")).to_be_visible()


def no_cases(page: Page) -> None:
    page.goto("/app/cases?waiting=true")
    expect(page.get_by_text("Tidak ada kasus yang cocok.")).to_be_visible()


def case(page: Page) -> None:
    cases(page)
    page.locator(".cover").click()
    expect(page.get_by_text("Segel utuh")).to_be_visible()
    unfold(page)


def form_with_errors(page: Page) -> None:
    case(page)
    page.get_by_role("button", name="Nilai ulang risiko").click()
    page.get_by_role("form").get_by_role("button", name="Nilai ulang risiko").click()
    expect(page.get_by_text("Ada yang perlu diperbaiki")).to_be_visible()


def stale(page: Page) -> None:
    case(page)
    page.get_by_role("button", name="Tambah catatan").click()
    page.get_by_role("form").get_by_role("textbox").fill("Sudah ditelepon.")
    page.route("**/transitions/*", lambda route: route.fulfill(status=412, json=STALE))
    page.get_by_role("form").get_by_role("button", name="Tambah catatan").click()
    expect(page.get_by_role("dialog")).to_be_visible()


STALE = {
    "code": "stale",
    "changes": [{"seq": 2, "at": "2026-12-01T02:00:00Z", "actor": {"name": "Bu Ani"}, "act": "x"}],
}


def paper(page: Page) -> None:
    case(page)
    page.get_by_role("link", name="Ringkasan").click()
    page.get_by_role("button", name="Sertakan nama").click()
    page.get_by_role("button", name="Sertakan nama").click()
    expect(page.get_by_text("paling sedikit lima huruf")).to_be_visible()


def opening(page: Page) -> None:
    page.get_by_role("link", name="Buka baru").first.click()
    page.get_by_role("button", name="Tambah Korban").click()
    expect(page.get_by_role("group", name="Korban 1")).to_be_visible()


def history(page: Page) -> None:
    page.goto("/app/history")
    page.get_by_role("button", name="Periksa segel").click()
    expect(page.get_by_text("Segel utuh")).to_be_visible()


def past(page: Page) -> None:
    page.goto("/app/history")
    page.get_by_role("link", name="Seperti saat itu").first.click()
    expect(page.get_by_text("Masa lalu:")).to_be_visible()
    expect(page.get_by_text("Segel utuh")).to_be_visible()


def searching(page: Page) -> None:
    page.goto("/app/search")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_text("Tulis paling sedikit")).to_be_visible()
    page.get_by_label("Nomor, kode tanda terima").fill("Rejomulyo")
    page.get_by_role("button", name="Cari").click()
    expect(page.get_by_role("heading", name="1 kasus ditemukan")).to_be_visible()


def figures(page: Page) -> None:
    page.goto("/app/figures")
    expect(page.get_by_role("heading", name="Beban kerja per orang")).to_be_visible()


def process_map(page: Page) -> None:
    page.goto("/app/process")
    expect(page.get_by_role("region", name="Panah")).to_be_visible()


def what_if(page: Page) -> None:
    """What comes of it stands in `test_process.py`, where something does."""
    page.goto("/app/process/what-if")
    expect(page.get_by_label("Menjadi")).to_be_visible()


def proof(page: Page) -> None:
    page.goto("/app/process/proof")
    expect(page.get_by_role("region", name="Janji yang selalu dipegang")).to_be_visible()


def notices(page: Page) -> None:
    page.goto("/app/notices")
    expect(page.get_by_text("Tidak ada pemberitahuan.")).to_be_visible()


def inbox(page: Page) -> None:
    page.goto("/app/inbox")
    expect(page.get_by_text("Belum ada surat.")).to_be_visible()


def profile(page: Page) -> None:
    page.goto("/app/profile")
    expect(page.get_by_role("heading", name="Profil")).to_be_visible()


def exports(page: Page) -> None:
    page.goto("/app/profile")
    page.get_by_role("link", name="Ekspor dengan orang kedua").click()
    page.get_by_label("Untuk apa?").fill("Laporan tahunan.")
    page.get_by_role("button", name="Ajukan").click()
    expect(page.get_by_text("Menunggu orang kedua")).to_be_visible()


def releases(page: Page) -> None:
    page.goto("/app/profile")
    page.get_by_role("link", name="Angka untuk umum").click()
    page.get_by_role("button", name="Lihat dulu").click()
    page.get_by_role("button", name="Terbitkan tahun 2025").click()
    page.get_by_role("button", name="Ya, lanjutkan").click()
    expect(page.get_by_role("heading", name="2025", exact=True)).to_be_visible()


def rules(page: Page) -> None:
    page.goto("/app/rules")
    expect(page.get_by_role("heading", name="R35")).to_be_visible()


def register(page: Page) -> None:
    """With its filter, its form, and what is wrong with it."""
    page.goto("/app/office/sessions")
    page.get_by_role("button", name="Rencanakan sosialisasi").click()
    page.get_by_role("form").get_by_role("button", name="Rencanakan sosialisasi").click()
    expect(page.get_by_text("Ada yang perlu diperbaiki")).to_be_visible()


def places(page: Page) -> None:
    page.goto("/app/office/houses")
    expect(page.get_by_text("Yang berjaga")).to_be_visible()


def many(page: Page) -> None:
    cases(page)
    page.get_by_role("button", name="Pilih beberapa").click()
    page.locator(".pick input").check()
    expect(page.get_by_text("1 kasus dipilih")).to_be_visible()


def keys(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def nowhere(page: Page) -> None:
    page.goto("/app/tidak-ada")
    expect(page.get_by_role("heading", name="Halaman ini tidak ada")).to_be_visible()


LOOKS: tuple[tuple[str, Look], ...] = (
    ("kader", home),
    ("kader", cases),
    ("kader", no_cases),
    ("kader", case),
    ("kader", form_with_errors),
    ("kader", stale),
    ("kader", opening),
    ("kader", paper),
    ("supervisor", history),
    ("supervisor", past),
    ("supervisor", figures),
    ("supervisor", process_map),
    ("supervisor", what_if),
    ("supervisor", proof),
    ("kader", searching),
    ("kader", notices),
    ("kader", inbox),
    ("kader", profile),
    ("supervisor", exports),
    ("supervisor", releases),
    ("kader", rules),
    ("kader", register),
    ("kader", places),
    ("kader", keys),
    ("supervisor", many),
    ("kader", nowhere),
)


@pytest.fixture
def furnished(office: Office, browser: Browser, folder: Path) -> Iterator[Stage]:
    office.at("2026-12-01 09:00")
    done(consult(office, report(office)))
    with staged(office, browser, folder) as made:
        yield made


def test_the_door_has_no_findings(stage: Stage) -> None:
    page = stage.screen()
    page.goto("/app")
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()

    assert findings(page) == []


def test_no_page_has_findings(furnished: Stage) -> None:
    """One after the other on one office: opening a browser for each would take most of the time."""
    found: dict[str, list[str]] = {}
    for role in ("kader", "supervisor"):
        page = furnished.sign_in(role)
        for who, look in LOOKS:
            if who == role:
                page.goto("/app")
                look(page)
                found[look.__name__] = findings(page)

    assert found == {look.__name__: [] for _, look in LOOKS}


@pytest.mark.parametrize(("width", "dark"), [(360, True)])
def test_a_case_in_the_dark_on_a_phone_has_no_findings(furnished: Stage, width: int, dark: bool) -> None:
    page = furnished.sign_in("kader", width=width, dark=dark)
    form_with_errors(page)

    assert findings(page) == []


def test_nothing_sticks_out_on_a_small_screen_or_with_text_twice_as_large(furnished: Stage) -> None:
    kader, supervisor = (furnished.sign_in(role, width=320) for role in ("kader", "supervisor"))
    narrow = ((kader, (home, cases, form_with_errors, profile, register, rules)),
              (supervisor, (history, past, figures, process_map, what_if, proof)))  # fmt: skip
    for page, looks in narrow:
        for look in looks:
            page.goto("/app")
            look(page)
            page.evaluate(WIDEST)
            assert page.evaluate(SIDEWAYS) == 0, look.__name__
            page.evaluate(TWICE)
            assert page.evaluate(SIDEWAYS) == 0, f"{look.__name__}, text at 200 %"


def test_in_colours_of_the_reader_everything_is_told_without_ours(furnished: Stage) -> None:
    """Windows' contrast themes: tints are gone, so that words, pictures and lines have to say it."""
    page = furnished.sign_in("supervisor")
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    cases(page)

    badge = page.locator(".badge").first
    expect(badge.locator("svg")).to_be_visible()
    expect(badge).to_contain_text("sisa")
    here = page.locator(".menu [aria-current=page]")
    assert here.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    figures(page)
    bar = page.locator(".columns-chart .came").first
    assert bar.evaluate("one => getComputedStyle(one).fill") != bar.evaluate(GROUND)
    assert page.evaluate(MOVING) == []


GROUND = "one => getComputedStyle(document.documentElement).backgroundColor"
MOVING = """
[...document.querySelectorAll("*")].filter((one) => {
  const { transitionDuration, animationName } = getComputedStyle(one);
  return parseFloat(transitionDuration) > 0 || animationName !== "none";
}).map((one) => one.className)
"""
"""What would move, for somebody who has asked for less of it."""

SIDEWAYS = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"
WIDEST = """
() => {
  for (const number of document.querySelectorAll(".number"))
    for (const text of [...number.childNodes].filter((one) => one.nodeType === Node.TEXT_NODE))
      text.data = text.data.replace(/[A-Z2-9]{7}/, "WWWWWWW");
}
"""
"""Registration numbers are drawn by lot: this is the widest there is."""

TWICE = """
() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { font-size: 200% }");
  document.adoptedStyleSheets = [sheet];
}
"""


def findings(page: Page) -> list[str]:
    """Each finding with the places where it is; from the top, as in `matrix.py`."""
    page.evaluate("scrollTo(0, 0)")
    results = Axe().run(page, options=OPTIONS).response
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in results["violations"]]
