"""The anonymous door: one receipt a report, told to nobody else, and no way to find out by trying."""

import re
from typing import Any

import psycopg
import pytest

from api import receipts
from api.desk import House
from api.errors import KeyReused, TooSoon
from api.receipts import FINISHED, HANDLED, RECEIVED
from api.security.limits import Limits
from tests.api.conftest import Caller
from tests.api.samples import QUARREL
from tests.office import Office

FORM: dict[str, Any] = {key: value for key, value in QUARREL.items() if key != "stated_risk"}


def test_a_report_gives_a_receipt_and_nothing_of_the_case(office: Office, anybody: Caller) -> None:
    answer = anybody.post("/api/reports", FORM)

    assert answer.status_code == 201
    assert set(answer.json()) == {"receipt"}
    assert re.fullmatch(r"\d{20}", answer.json()["receipt"])
    assert office.sql("SELECT state FROM cases") == [("reported",)]
    assert "set-cookie" not in answer.headers


def test_a_request_sent_again_gets_the_same_receipt_and_makes_no_second_case(office: Office, anybody: Caller) -> None:
    first = anybody.post("/api/reports", FORM, idempotency_key="a-random-key-of-the-page")
    second = anybody.post("/api/reports", FORM, idempotency_key="a-random-key-of-the-page")

    assert first.json() == second.json()
    assert office.sql("SELECT count(*) FROM cases") == [(1,)]


def test_the_same_key_with_another_report_is_422(anybody: Caller) -> None:
    anybody.post("/api/reports", FORM, idempotency_key="a-random-key-of-the-page")

    other = anybody.post(
        "/api/reports", {**FORM, "happened": "Sesuatu yang lain."}, idempotency_key="a-random-key-of-the-page"
    )

    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_a_receipt_tells_received_handled_finished_and_no_more(
    office: Office, furnished: House, anybody: Caller
) -> None:
    receipt = receipts.file_report(furnished, FORM, "kunci")
    case = office.sql("SELECT id FROM cases")[0][0]

    first = anybody.post("/api/reports/track", {"receipt": receipt})
    office.sql("UPDATE cases SET state = 'consulted' WHERE id = %s", case)
    second = anybody.post("/api/reports/track", {"receipt": receipts.grouped(receipt)})
    office.sql("UPDATE cases SET state = 'resolved-locally' WHERE id = %s", case)
    third = anybody.post("/api/reports/track", {"receipt": receipt})

    assert [one.json()["status"]["code"] for one in (first, second, third)] == ["received", "handled", "finished"]
    assert set(first.json()) == {"status"}
    assert {RECEIVED.title.id, HANDLED.title.id, FINISHED.title.id} == {
        "Sudah diterima", "Sedang ditangani", "Selesai",
    }  # fmt: skip


def test_wrong_and_unknown_codes_answer_alike(furnished: House, anybody: Caller) -> None:
    receipt = receipts.file_report(furnished, FORM, "kunci")
    wrong_secret = receipts._with_check(receipt[:8] + "00000000000")
    wrong_check = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)
    unknown = receipts._with_check("1234567812345678901")

    answers = [
        anybody.post("/api/reports/track", {"receipt": code})
        for code in (wrong_secret, wrong_check, unknown, "", "12", receipt + "0", "abc")
    ]

    assert {one.status_code for one in answers} == {422}
    assert len({one.text for one in answers}) == 1


def test_wrong_and_unknown_codes_cost_the_same_work(furnished: House, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = receipts.file_report(furnished, FORM, "kunci")
    checked: list[int] = []
    real = type(furnished.hasher).fits

    def counting(*given: Any) -> bool:
        checked.append(1)
        return bool(real(*given))

    monkeypatch.setattr(type(furnished.hasher), "fits", counting)

    for code in (receipt, receipts._with_check(receipt[:8] + "0" * 11), receipts._with_check("9" * 19), "", "1"):
        checked.clear()
        receipts.track(furnished, code, "somewhere")
        assert len(checked) == 1, code


def test_the_check_digit_finds_every_wrong_digit() -> None:
    receipt = receipts._with_check("1234567890123456789")

    for place in range(20):
        for digit in "0123456789":
            changed = receipt[:place] + digit + receipt[place + 1 :]
            fits = receipts._with_check(changed[:-1]) == changed
            assert fits == (changed == receipt)


def test_the_database_alone_opens_no_receipt(office: Office, furnished: House) -> None:
    receipt = receipts.file_report(furnished, FORM, "kunci")

    row = office.sql("SELECT locator, secret, digest FROM receipt")[0]

    assert row[0] == receipt[:8]
    assert row[1].startswith("$argon2id$")
    assert receipt[8:19] not in str(row)


def test_the_door_files_a_report_and_reads_none_back(office: Office, furnished: House) -> None:
    receipts.file_report(furnished, FORM, "kunci")

    for query in ("SELECT * FROM cases", "SELECT * FROM history", "SELECT case_id FROM receipt", "SELECT * FROM staff"):
        with (
            psycopg.connect(office.urls["omah_door"]) as door,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            door.execute(query)


def test_a_wrong_form_leaves_no_receipt_behind(office: Office, anybody: Caller) -> None:
    answer = anybody.post("/api/reports", {"happened": "x"})

    assert answer.status_code == 422
    assert "/kelurahan" in {one["pointer"] for one in answer.json()["errors"]}
    assert office.sql("SELECT count(*) FROM receipt") == [(0,)]


def test_a_locator_that_is_somebody_elses_is_not_given_twice(furnished: House, monkeypatch: pytest.MonkeyPatch) -> None:
    real = receipts._digits
    monkeypatch.setattr(
        receipts,
        "_digits",
        lambda key, idempotency_key, turn: (
            ("77777777", real(key, idempotency_key, turn)[1]) if turn == 0 else real(key, idempotency_key, turn)
        ),
    )

    first = receipts.file_report(furnished, FORM, "satu")
    second = receipts.file_report(furnished, {**FORM, "happened": "Yang lain."}, "dua")

    assert first[:8] == "77777777" != second[:8]
    assert receipts.file_report(furnished, FORM, "satu") == first
    with pytest.raises(KeyReused):
        receipts.file_report(furnished, {**FORM, "happened": "Bukan ini."}, "satu")


def test_who_tries_too_often_waits_and_others_do_not() -> None:
    passed = [0.0]
    limits = Limits(most=3, clock=lambda: passed[0])
    for _ in range(3):
        limits.claim("10.0.0.1")

    with pytest.raises(TooSoon):
        limits.claim("10.0.0.1")
    limits.claim("10.0.0.2")
    passed[0] = 601.0
    limits.claim("10.0.0.1")


def test_no_address_is_kept_even_in_memory() -> None:
    limits = Limits()
    limits.claim("203.0.113.77")

    assert "203.0.113.77" not in repr(vars(limits))
    assert b"203.0.113.77" not in b"".join(limits._tries)
