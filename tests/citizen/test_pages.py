"""The pages without a browser: a story goes in, a receipt comes out, and what was typed is never lost."""

import gzip
import re
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from api.citizen.drawing import HERE
from api.citizen.interview import QUESTIONS
from api.citizen.question import SKIP
from tests.citizen.conftest import Place
from tests.citizen.visitor import Answers, Page, Visitor
from tests.office import YOSODADI, Office

LITTLE: Answers = {"danger": "no", "kelurahan": SKIP}
NEIGHBOUR: Answers = {
    "danger": "no",
    "you": "neighbour",
    "what": ["physical"],
    "story": "Tetangga sebelah terus memukul anaknya yang berumur 5 tahun.",
    "kelurahan": YOSODADI,
    "place": "household",
    "age": "5",
    "relationship": "parent",
}
LARGEST = 14 * 1024
GIVES_AWAY = re.compile(
    r"kekerasan|korban|ppa|lapor|visum|aduan|pelecehan|perkosa|cabul|kdrt|abuse|violence|victim|report|rape",
    re.IGNORECASE,
)


def every_page(visitor: Visitor) -> Iterator[Page]:
    """Each kind of page once, in one language."""
    yield visitor.get(visitor.prefix or "/")
    yield visitor.get(f"{visitor.prefix}/aman")
    yield visitor.post("/aman")
    yield visitor.get(f"{visitor.prefix}/rumah")
    yield visitor.post("/rumah")
    yield visitor.post("/cek")
    yield visitor.post("/cek", {"kode": ""})
    yield visitor.post("/cek", {"kode": "1" * 20})
    yield visitor.post("/isi", {"surat": "old"})

    page = visitor.begin()
    yield page
    yield visitor.go(page)
    everything: Answers = {
        **NEIGHBOUR,
        "when": "date",
        "date": "2026-11-01",
        "contact": "phone",
        "number": "0812",
        "story": "x" * 4000,
    }
    while "go" in page.names:
        given = {name: value for name, value in everything.items() if name in page.names}
        at_review = "surat" in page.names and not page.names & {field.name for one in QUESTIONS for field in one.fields}
        page = visitor.go(page, "send" if at_review else "next", **given)
        yield page

    yield visitor.post("/cek", {"kode": re.sub(r"\D", "", page.words.split("kembali")[0])[:20]})


@pytest.fixture(scope="module")
def pages(shared: Place) -> list[Page]:
    with httpx.Client(base_url=shared.address) as client:
        found = [page for prefix in ("", "/en") for page in every_page(Visitor(client, prefix))]
        assert not client.cookies
    return found


def test_a_story_goes_in_and_a_receipt_comes_out(visitor: Visitor, office: Office) -> None:
    page, receipt = visitor.file(NEIGHBOUR)

    assert page.answer.status_code == 200
    assert re.search(r"(\d{4}\s+){4}\d{4}", page.words)
    assert len(receipt) == 20
    assert office.sql("SELECT state, facts ->> 'channel', facts ->> 'anonymous' FROM cases") == [
        ("reported", "public_form", "true")
    ]


def test_s05_an_anonymous_report_is_tracked_in_plain_words_and_never_settled_at_the_house(
    visitor: Visitor, office: Office
) -> None:
    _, receipt = visitor.file(NEIGHBOUR)
    case = office.sql("SELECT id FROM cases")[0][0]
    kader = f"kader@{YOSODADI}"

    received = visitor.post("/cek", {"kode": f"{receipt[:4]} {receipt[4:]}"})
    refused = office.fire(case, "resolve", by=kader, summary="Damai.")
    referred = office.fire(case, "refer-to-UPTD", by=kader, legal_basis="public_duty")
    handled = visitor.post("/cek", {"kode": receipt})

    assert received.heading == "Sudah diterima"
    assert {"CONSULT_REQUIRED", "PA_59A_72"} <= refused.refused_by
    assert referred.done is not None
    assert handled.heading == "Sedang ditangani"
    assert not {"anak", "Yosodadi", "UPTD"} & set(handled.words.split())


def test_a_wrong_code_and_an_unknown_one_answer_alike(visitor: Visitor) -> None:
    _, receipt = visitor.file(LITTLE)
    mistyped = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)

    answers = [visitor.post("/cek", {"kode": code}).answer for code in (mistyped, "0" * 20, receipt[:19], "abc")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}) == 1


def test_whoever_tries_many_codes_has_to_wait(visitor: Visitor) -> None:
    answers = [visitor.post("/cek", {"kode": "1" * 20}).answer for _ in range(25)]

    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    assert answers[-1].headers["content-type"].startswith("text/html")


def test_a_second_click_gives_the_same_receipt_and_no_second_case(visitor: Visitor, office: Office) -> None:
    summary = visitor.tell(NEIGHBOUR)

    first, second = visitor.go(summary, "send"), visitor.go(summary, "send")

    assert first.words == second.words
    assert office.sql("SELECT count(*) FROM cases") == [(1,)]


def test_the_same_page_with_another_story_is_not_taken_for_the_first(visitor: Visitor, office: Office) -> None:
    summary = visitor.tell(NEIGHBOUR)
    changed = visitor.go(visitor.go(summary, "change:story"), story="Cerita yang lain")
    visitor.go(summary, "send")

    page = visitor.go(changed, "send")

    assert page.answer.status_code == 422
    assert "sudah terkirim" in page.words
    assert office.sql("SELECT count(*) FROM cases") == [(1,)]


def test_what_was_typed_is_there_after_an_error_and_after_going_back(visitor: Visitor) -> None:
    page = visitor.go(visitor.begin(), danger="no")

    wrong = visitor.go(page, you="the king")
    back = visitor.go(wrong, "back", you="teacher")
    again = visitor.go(back, danger="no")

    assert wrong.answer.status_code == 422
    assert wrong.title.startswith("Perlu diperbaiki")
    assert 'value="teacher" checked' in again.answer.text


def test_an_error_stands_beside_its_field_in_plain_words(visitor: Visitor) -> None:
    page = visitor.begin()
    while "when" not in page.names:
        page = visitor.go(page, **{name: value for name, value in LITTLE.items() if name in page.names})

    wrong = visitor.go(page, when="date", date="")

    assert wrong.words.count("Tanggal belum diisi. Boleh dikira-kira.") == 2
    assert "#date" in wrong.addresses
    assert 'aria-describedby="date-hint date-problem" aria-invalid="true"' in wrong.answer.text


def test_the_language_can_be_changed_on_the_way(visitor: Visitor) -> None:
    page = visitor.go(visitor.begin(), danger="no")

    english = Visitor(visitor.client, "/en").go(page, "stay", you="friend")

    assert english.heading == "Who are you to the person it happens to?"
    assert 'value="friend" checked' in english.answer.text
    assert visitor.go(english, "stay").heading == "Anda siapa bagi orang yang mengalami?"


def test_a_failure_keeps_what_was_typed_and_says_so(visitor: Visitor, office: Office) -> None:
    summary = visitor.tell(NEIGHBOUR)
    office.sql("REVOKE INSERT ON cases FROM omah_door")

    failed = visitor.go(summary, "send")
    office.sql("GRANT INSERT ON cases TO omah_door")
    sent = visitor.go(failed, "send")

    assert failed.answer.status_code == 500
    assert "Belum terkirim" in failed.words
    assert "Tetangga sebelah" in failed.words
    assert sent.heading == "Terima kasih. Kami sudah menerimanya."


def test_without_a_database_a_question_comes_back_with_what_was_typed(
    visitor: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visitor.go(visitor.begin(), danger="no")

    def gone(*_: object) -> None:
        raise psycopg.OperationalError

    monkeypatch.setattr("api.citizen.pages.now", gone)
    failed = visitor.go(page, you="teacher")

    assert failed.answer.status_code == 503
    assert 'value="teacher" checked' in failed.answer.text


@pytest.mark.parametrize("surat", ["x", "A" * 400])
def test_a_page_that_is_not_ours_or_too_old_leads_to_the_start(visitor: Visitor, surat: str) -> None:
    page = visitor.post("/isi", {"surat": surat, "go": "send"})

    assert page.answer.status_code == 400
    assert page.heading == "Halaman ini sudah terlalu lama terbuka. Silakan mulai lagi."


def test_nothing_that_can_be_filled_in_answers_a_get(visitor: Visitor) -> None:
    for path, start in (
        ("/isi", "/"),
        ("/cek", "/"),
        ("/pesan", "/"),
        ("/en/isi", "/en"),
        ("/en/cek", "/en"),
        ("/en/pesan", "/en"),
    ):
        answer = visitor.client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, start)
    for path in ("/", "/en", "/aman", "/en/aman"):
        assert not re.search(r"<(input|textarea|select)", visitor.client.get(path).text)


def test_a_page_too_large_is_refused_as_a_page(visitor: Visitor) -> None:
    page = visitor.go(visitor.begin(), story="x" * 200_000)

    assert page.answer.status_code == 413
    assert page.elements[1] == "nav"


def test_another_site_cannot_send_our_form(visitor: Visitor) -> None:
    answer = visitor.client.post("/isi", data={}, headers={"origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")


def test_no_page_leaves_anything_behind_or_asks_anybody_else(pages: list[Page]) -> None:
    for page in pages:
        headers = page.answer.headers
        assert "set-cookie" not in headers, page.title
        assert headers["cache-control"] == "no-store"
        assert "etag" not in headers
        assert all(address.startswith(("/", "#", "tel:", "data:,")) for address in page.addresses), page.addresses


def test_no_page_fails(pages: list[Page]) -> None:
    assert {page.answer.status_code for page in pages} == {200, 400, 404, 422}
    assert {page.answer.headers["content-type"] for page in pages} == {"text/html; charset=utf-8"}
    assert len(pages) > 50


def test_the_way_out_comes_first_on_every_page(pages: list[Page]) -> None:
    for page in pages:
        assert page.elements[:3] == ["body", "nav", "a /keluar"], page.title


def test_titles_and_addresses_give_nothing_away(pages: list[Page]) -> None:
    for page in pages:
        assert page.title.endswith("Info Warga")
        for word in (page.title, *page.addresses, *page.names):
            assert not GIVES_AWAY.search(word), word


def test_files_give_nothing_away_by_their_names() -> None:
    served = ["tampilan.css", "tampilan.js"]

    assert all((HERE / name).exists() and not GIVES_AWAY.search(name) for name in served)


def test_the_name_and_the_title_are_settings(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMAH_NAME", "Rumah Kita")
    monkeypatch.setenv("OMAH_TITLE", "Resep")

    page = visitor.get("/")

    assert page.title == "Resep"
    assert "Rumah Kita" in page.words
    assert "Omah Peluk" not in page.words


def test_every_page_with_all_it_needs_fits_a_slow_phone(pages: list[Page]) -> None:
    rest = sum(len(gzip.compress((HERE / name).read_bytes())) for name in ("tampilan.css", "tampilan.js"))

    for page in pages:
        assert rest + len(gzip.compress(page.answer.content)) <= LARGEST, page.title
    assert len((HERE / "tampilan.js").read_bytes()) <= 1024


def test_the_way_out_asks_the_browser_to_forget_and_shows_a_calendar(visitor: Visitor) -> None:
    page = visitor.get("/keluar")

    assert page.answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert page.title == "Kalender"
    assert "Omah Peluk" not in page.words


def test_the_way_out_leads_where_the_office_says(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMAH_EXIT", "https://www.bmkg.example/")

    answer = visitor.client.get("/keluar")

    assert (answer.status_code, answer.headers["location"]) == (303, "https://www.bmkg.example/")
    assert "clear-site-data" in answer.headers


def test_r35_numbers_to_call_stand_on_the_first_page(visitor: Visitor) -> None:
    page = visitor.get("/")

    assert {"tel:110", "tel:129"} <= set(page.addresses)
    assert "08111-129-129" in page.words


def test_what_somebody_types_is_shown_as_text(visitor: Visitor) -> None:
    summary = visitor.tell({**LITTLE, "story": "<script>alert(1)</script>", "wish": '"><b>'})

    assert "<script>alert" not in summary.answer.text
    assert "<script>alert(1)</script>" in summary.words
    assert '"><b>' in summary.words


def test_nothing_of_the_reporter_is_kept(visitor: Visitor, office: Office) -> None:
    visitor.client.headers.update(
        {"user-agent": "Unmistakable/7", "accept-language": "jv-ID", "x-forwarded-for": "203.0.113.77"}
    )

    visitor.file({**NEIGHBOUR, "story": "kata-yang-langka"})

    tables = office.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
    everything = "\n".join(str(office.sql(f'SELECT * FROM "{table}"')) for (table,) in tables)
    for mark in ("Unmistakable", "jv-ID", "203.0.113.77", "127.0.0.1", "kata-yang-langka"):
        assert mark not in everything
