"""Messages on the page behind a code: written and read there, kept when they could not be sent, and leaving nothing."""

import re

import pytest

from api.citizen.talking import LONGEST
from api.talk import thread
from engine.errors import Overtaken
from tests.citizen.test_pages import GIVES_AWAY, LITTLE
from tests.citizen.visitor import Page, Visitor
from tests.office import Office

WORDS = "Jangan telepon, dia di rumah."


def looked_up(visitor: Visitor) -> tuple[Page, str]:
    _, receipt = visitor.file(LITTLE)
    return visitor.post("/cek", {"kode": receipt}), receipt


def send(visitor: Visitor, page: Page, text: str, go: str = "send") -> Page:
    return visitor.post("/pesan", {**page.hidden, "pesan": text, "go": go})


def test_what_she_writes_stands_on_her_page_and_reaches_the_case(visitor: Visitor, office: Office) -> None:
    page, receipt = looked_up(visitor)

    sent = send(visitor, page, WORDS)
    later = visitor.post("/cek", {"kode": receipt})

    assert sent.answer.status_code == 200
    assert "Pesan sudah terkirim." in sent.words
    assert WORDS in later.words
    assert office.sql("SELECT act FROM history WHERE act = 'message-arrived'") == [("message-arrived",)]
    assert office.sql("SELECT jsonb_array_length(facts -> 'written') FROM cases") == [(1,)]


def test_the_page_says_whom_to_call_in_danger_and_how_long_an_answer_takes(visitor: Visitor) -> None:
    page, _ = looked_up(visitor)

    assert "Ada bahaya sekarang? Jangan menunggu jawaban." in page.words
    assert page.addresses.count("tel:110") == page.addresses.count("tel:129") == 2
    assert "1 hari kerja" in page.words


def test_the_code_stands_nowhere_on_the_page(visitor: Visitor) -> None:
    page, receipt = looked_up(visitor)

    sent = send(visitor, page, WORDS)

    for each in (page, sent):
        digits = re.sub(r"\D", "", each.words)
        assert receipt not in digits
        assert receipt not in each.answer.text
        assert receipt[:8] not in each.answer.text


@pytest.mark.parametrize(
    ("text", "said"), [("", "Pesan belum ditulis."), ("  \n ", "Pesan belum ditulis."), ("x" * 2001, "terlalu panjang")]
)
def test_a_message_that_cannot_be_taken_says_why_and_stays(
    visitor: Visitor, office: Office, text: str, said: str
) -> None:
    page, _ = looked_up(visitor)

    wrong = send(visitor, page, text)

    assert wrong.answer.status_code == 422
    assert wrong.title.startswith("Perlu diperbaiki")
    assert said in wrong.words
    assert text.strip() in wrong.answer.text
    assert 'aria-invalid="true"' in wrong.answer.text
    assert office.sql("SELECT count(*) FROM message") == [(0,)]


def test_as_long_as_it_may_be_it_is_taken(visitor: Visitor) -> None:
    page, _ = looked_up(visitor)

    assert send(visitor, page, "é" * LONGEST).answer.status_code == 200


def test_beyond_a_days_number_the_words_stay_and_the_page_says_whom_to_call(
    visitor: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread, "PER_DAY", 2)
    page, _ = looked_up(visitor)
    for number in range(2):
        page = send(visitor, page, f"Pesan {number}")

    full = send(visitor, page, "Satu lagi.")

    assert full.answer.status_code == 422
    assert "telepon 110 atau 129" in full.words
    assert "Satu lagi." in full.answer.text
    assert office.sql("SELECT count(*) FROM message") == [(2,)]


def test_what_fails_keeps_the_words_and_says_so(visitor: Visitor, office: Office) -> None:
    page, _ = looked_up(visitor)
    office.sql("REVOKE INSERT ON message FROM omah_door")

    failed = send(visitor, page, WORDS)
    office.sql("GRANT INSERT (id, thread, case_id, from_office, sealed, owed) ON message TO omah_door")
    sent = send(visitor, failed, WORDS)

    assert failed.answer.status_code == 500
    assert "Belum terkirim" in failed.words
    assert WORDS in failed.words
    assert sent.answer.status_code == 200


def test_what_its_case_cannot_take_in_at_once_is_sent_all_the_same(
    visitor: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, _ = looked_up(visitor)

    def overtaken(*_: object, **__: object) -> None:
        raise Overtaken

    monkeypatch.setattr("api.talk.handing.commands.advance", overtaken)
    sent = send(visitor, page, WORDS)

    assert "Pesan sudah terkirim." in sent.words
    assert office.sql("SELECT count(*) FROM message WHERE owed IS NOT NULL") == [(1,)]


def test_the_language_can_be_changed_with_a_message_half_written(visitor: Visitor) -> None:
    page, _ = looked_up(visitor)

    english = send(Visitor(visitor.client, "/en"), page, WORDS, "look")

    assert english.heading == "Received"
    assert WORDS in english.words


@pytest.mark.parametrize("slip", ["x", "A" * 400, ""])
def test_a_page_that_is_not_ours_or_too_old_leads_to_the_start(visitor: Visitor, slip: str) -> None:
    page = visitor.post("/pesan", {"surat": slip, "pesan": WORDS, "go": "send"})

    assert page.answer.status_code == 400


def test_a_page_of_the_questions_opens_no_messages_and_the_other_way_round(visitor: Visitor) -> None:
    page, _ = looked_up(visitor)
    question = visitor.begin()

    assert visitor.post("/pesan", {**question.hidden, "pesan": WORDS, "go": "send"}).answer.status_code == 400
    assert visitor.post("/isi", {**page.hidden, "go": "next"}).answer.status_code == 400


def test_a_code_that_was_erased_meanwhile_answers_like_a_wrong_one(visitor: Visitor, office: Office) -> None:
    page, _ = looked_up(visitor)
    office.sql("DELETE FROM receipt")

    gone = send(visitor, page, WORDS)

    assert gone.answer.status_code == 404
    assert "Kode ini tidak ditemukan" in gone.words


def test_what_somebody_types_is_shown_as_text(visitor: Visitor) -> None:
    page, _ = looked_up(visitor)

    sent = send(visitor, page, "<script>alert(1)</script>\nbaris kedua")

    assert "<script>alert" not in sent.answer.text
    assert "<script>alert(1)</script>\nbaris kedua" in sent.words


def test_the_pages_leave_nothing_and_give_nothing_away(visitor: Visitor) -> None:
    page, _ = looked_up(visitor)

    for each in (page, send(visitor, page, WORDS), send(visitor, page, "")):
        assert "set-cookie" not in each.answer.headers
        assert each.answer.headers["cache-control"] == "no-store"
        assert each.elements[:3] == ["body", "nav", "a /keluar"]
        assert each.title.endswith("Info Warga")
        for word in (each.title, *each.addresses, *each.names):
            assert not GIVES_AWAY.search(word), word
