"""A reporter and the house write to each other under a receipt: to each other, to nobody else, and nothing is lost."""

import threading
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from api import receipts
from api.desk import House
from api.talk import handing, thread
from api.talk.thread import Enough, Message
from api.vigil import Vigil
from engine.errors import Overtaken
from engine.secrets.keys import KeyDestroyed
from tests.api.conftest import Caller, Login
from tests.api.samples import QUARREL
from tests.office import Office
from workers import expiry

ASKED = "Kami ingin menelepon Anda Kamis pukul 10, apakah aman?"
ANSWERED = "Jangan telepon, dia di rumah."
WHY = {"reason": "Pelapor menunggu jawaban."}
DOOR: Mapping[str, Any] = {**{key: value for key, value in QUARREL.items() if key != "stated_risk"}}


def filed(house: House, key: str = "a" * 30) -> tuple[str, UUID]:
    code = receipts.file_report(house, dict(DOOR), key)
    (case,) = receipts.case_of(house, code)
    return code, case


def asks(caller: Caller, office: Office, case: UUID, text: str = ASKED, **more: Any) -> Any:
    seen = f'"v{office.version_of(case)}"'
    return caller.post(f"/api/cases/{case}/transitions/write-to-reporter", {"text": text, **more}, if_match=seen)


def tells(house: House, code: str, text: str = ANSWERED, request: str = "one") -> None:
    known = receipts.track_again(house, code)
    assert known is not None
    assert known.talks
    thread.write(house, code, known.cases[-1], text, request)
    handing.take_in_what_is_owed(house.engine)


def read(house: House, code: str) -> list[tuple[bool, str]]:
    known = receipts.track_again(house, code)
    assert known is not None
    return [_said(one) for one in thread.read(house, code, known.cases)]


def _said(one: Message) -> tuple[bool, str]:
    return one.ours, one.text


def test_what_each_writes_the_other_reads_and_the_record_keeps_it_sealed(
    office: Office, furnished: House, as_: Login
) -> None:
    code, case = filed(furnished)
    kader = as_("kader")

    assert asks(kader, office, case).status_code == 200
    tells(furnished, code)

    assert read(furnished, code) == [(True, ASKED), (False, ANSWERED)]
    opened = kader.post(f"/api/cases/{case}/messages", WHY)
    assert opened.status_code == 200, opened.text
    assert [(one["from_reporter"], one["text"]) for one in opened.json()["items"]] == [
        (False, ASKED), (True, ANSWERED),
    ]  # fmt: skip
    assert office.acts(case)[-2:] == ["write-to-reporter", "message-arrived"]
    assert office.history(case)[-1].columns["role"] == "reporter"
    assert office.sql("SELECT count(*) FROM message WHERE owed IS NOT NULL") == [(0,)]
    assert office.sql("SELECT fields FROM access_record WHERE what = 'reveal'") == [(["messages"],)]


def test_the_words_stand_nowhere_in_clear(office: Office, furnished: House, as_: Login) -> None:
    code, case = filed(furnished)
    asks(as_("kader"), office, case)
    thread.write(furnished, code, case, "Belum diambil kasusnya.", "waits")
    tells(furnished, code)

    tables = office.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    everything = "\n".join(str(office.sql(f'SELECT * FROM "{table}"')) for (table,) in tables)
    bytes_of = b"".join(bytes(row[0]) for row in office.sql("SELECT sealed FROM message"))

    assert len(tables) > 20
    for words in (ASKED, ANSWERED, "Belum diambil", code):
        assert words not in everything
        assert words.encode() not in bytes_of


def test_another_code_opens_nothing_of_it(office: Office, furnished: House, as_: Login) -> None:
    code, case = filed(furnished)
    other, _ = filed(furnished, "b" * 30)
    asks(as_("kader"), office, case)

    assert read(furnished, other) == []
    assert thread.read(furnished, other, (case,)) == ()
    assert read(furnished, code) == [(True, ASKED)]


def test_the_reporters_words_wait_in_the_work_list_until_somebody_answers(
    office: Office, furnished: House, as_: Login
) -> None:
    code, case = filed(furnished)
    kader = as_("kader")
    assert _waiting(kader) == (0, [])

    tells(furnished, code)

    assert _waiting(kader) == (1, [str(case)])
    page = kader.get(f"/api/cases/{case}").json()
    assert (page["talk"]["count"], page["talk"]["opens"], page["talk"]["waits_since"] is None) == (1, True, False)
    assert "answer-reporter" in {one["name"] for one in page["clocks"]}
    assert office.told(case)[-1] == (
        "message",
        0,
        frozenset({"kader", "coordinator", "uptd_officer", "puspaga_officer"}),
    )
    asks(kader, office, case)
    assert _waiting(kader) == (0, [])


def _waiting(caller: Caller) -> tuple[Any, list[str]]:
    home = caller.get("/api/me").json()["home"]
    (shelf,) = [one for one in home if one["name"] == "written"]
    found = caller.get("/api/cases?written=true").json()
    assert found["count"] == shelf["count"]
    return shelf["count"], [one["id"] for one in found["items"]]


def test_a_message_is_one_message_however_often_it_is_sent(office: Office, furnished: House) -> None:
    code, case = filed(furnished)

    for _ in range(3):
        tells(furnished, code)
    tells(furnished, code, "Dan satu lagi.")

    assert [words for _, words in read(furnished, code)] == [ANSWERED, "Dan satu lagi."]
    assert office.acts(case).count("message-arrived") == 2


def test_it_is_taken_in_once_by_however_many(office: Office, furnished: House) -> None:
    code, case = filed(furnished)
    for number in range(4):
        thread.write(furnished, code, case, f"Pesan {number}", "many")
    taken: list[int] = []
    racing = [threading.Thread(target=lambda: taken.append(handing.take_in(furnished.engine))) for _ in range(4)]

    for one in racing:
        one.start()
    for one in racing:
        one.join()
    handing.take_in(furnished.engine)

    assert office.acts(case).count("message-arrived") == 4
    assert office.sql("SELECT count(*) FROM message WHERE owed IS NOT NULL") == [(0,)]


def test_what_could_not_be_taken_in_is_by_the_watch(
    office: Office, furnished: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, case = filed(furnished)

    def overtaken(*_: object, **__: object) -> None:
        raise Overtaken

    with monkeypatch.context() as broken:
        broken.setattr("api.talk.handing.commands.advance", overtaken)
        tells(furnished, code)
    waited = office.acts(case)
    Vigil(furnished).look()

    assert "message-arrived" not in waited
    assert office.acts(case)[-1] == "message-arrived"
    assert read(furnished, code) == [(False, ANSWERED)]


def test_a_day_takes_so_many_messages_and_the_next_day_more(office: Office, furnished: House) -> None:
    office.at("2026-12-01 09:00")
    code, case = filed(furnished)
    for number in range(thread.PER_DAY):
        thread.write(furnished, code, case, f"Pesan {number}", "many")

    with pytest.raises(Enough):
        thread.write(furnished, code, case, "Terlalu banyak", "many")
    thread.write(furnished, code, case, "Pesan 0", "many")
    office.later(hours=25)
    thread.write(furnished, code, case, "Hari baru", "many")

    assert office.sql("SELECT count(*) FROM message") == [(thread.PER_DAY + 1,)]


def test_somebody_whose_report_no_code_was_given_for_cannot_be_written_to(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    kader = as_("kader")

    refused = asks(kader, office, case)

    assert (refused.status_code, {one["code"] for one in refused.json()["refusals"]}) == (409, {"NO_CODE"})
    assert kader.get(f"/api/cases/{case}").json()["talk"] is None


def test_a_receipt_of_before_is_told_so_and_nothing_is_recorded(office: Office, furnished: House, as_: Login) -> None:
    code, case = filed(furnished)
    office.sql("UPDATE receipt SET thread = NULL")

    refused = asks(as_("kader"), office, case)
    known = receipts.track(furnished, code, "somewhere")

    assert refused.status_code == 422
    assert "write-to-reporter" not in office.acts(case)
    assert known is not None
    assert not known.talks


def test_who_may_not_write_may_not_read(office: Office, furnished: House, as_: Login) -> None:
    code, case = filed(furnished)
    tells(furnished, code)

    answers = {role: as_(role).post(f"/api/cases/{case}/messages", WHY).status_code for role in (
        "kader", "coordinator", "psychologist", "uptd_officer", "puspaga_officer", "supervisor", "auditor", "admin",
    )}  # fmt: skip

    assert {role for role, status in answers.items() if status == 200} == {"kader", "coordinator"}
    assert set(answers.values()) == {200, 404}


def test_a_case_that_is_with_uptd_is_talked_about_there_and_by_its_house(
    office: Office, furnished: House, as_: Login
) -> None:
    code, case = filed(furnished)
    assert office.fire(case, "disclose", forms=["physical"], victim=1).done
    assert office.fire(case, "reassess", immediate=["weapon"], stated_risk="high", reason="Ada senjata.").done
    assert office.fire(case, "refer-to-UPTD", legal_basis="vital_interest").done
    tells(furnished, code)

    answers = {role: as_(role).post(f"/api/cases/{case}/messages", WHY).status_code for role in (
        "kader", "uptd_officer", "puspaga_officer",
    )}  # fmt: skip
    wrote = asks(as_("uptd_officer"), office, case)

    assert answers == {"kader": 200, "uptd_officer": 200, "puspaga_officer": 404}
    assert wrote.status_code == 200, wrote.text
    assert read(furnished, code)[-1] == (True, ASKED)


def merged(office: Office, duplicate: UUID, survivor: UUID) -> str:
    numbers = dict(office.sql("SELECT id, number FROM cases"))
    form = {"reason": "Kejadian yang sama.", "duplicate_of": numbers[survivor]}
    assert office.fire(duplicate, "merge", "supervisor", **form).proposal
    assert office.approve(duplicate, "coordinator").done
    return str(numbers[duplicate])


def test_after_a_merger_each_reporter_is_written_to_for_herself(office: Office, furnished: House, as_: Login) -> None:
    first, survivor = filed(furnished)
    second, duplicate = filed(furnished, "b" * 30)
    tells(furnished, second, "Sebelum digabung.")
    number = merged(office, duplicate, survivor)
    kader = as_("kader")
    step = next(
        one for one in kader.get(f"/api/cases/{survivor}").json()["transitions"] if one["name"] == "write-to-reporter"
    )

    tells(furnished, second, "Sesudah digabung.")
    answered = asks(kader, office, survivor, "Untuk yang kedua.", report=number)
    other = asks(kader, office, survivor, "Untuk yang pertama.")
    unknown = asks(kader, office, survivor, report="2026-ZZZZZZZ")

    assert step["schema"]["properties"]["report"]["enum"] == [number]
    assert (answered.status_code, other.status_code) == (200, 200), answered.text
    assert {one["code"] for one in unknown.json()["refusals"]} == {"WHICH_REPORTER"}
    assert read(furnished, first) == [(True, "Untuk yang pertama.")]
    assert read(furnished, second) == [
        (False, "Sebelum digabung."), (False, "Sesudah digabung."), (True, "Untuk yang kedua."),
    ]  # fmt: skip
    assert office.facts_of(survivor)["written"] == []
    assert office.acts(survivor).count("message-arrived") == 1


def test_who_waits_in_a_duplicate_waits_in_the_case_that_goes_on(office: Office, furnished: House) -> None:
    _, survivor = filed(furnished)
    second, duplicate = filed(furnished, "b" * 30)
    tells(furnished, second)

    number = merged(office, duplicate, survivor)

    assert [one["report"] for one in office.facts_of(survivor)["written"]] == [number]
    assert "answer-reporter" in office.clocks(survivor)
    assert office.clocks(duplicate) == {}


def test_with_a_case_its_messages_are_gone(office: Office, furnished: House, as_: Login) -> None:
    code, case = filed(furnished)
    asks(as_("kader"), office, case)
    kept = office.sql("SELECT id, sealed FROM message")[0]
    office.sql(
        "INSERT INTO outbox (case_id, root_id, seq, place, topic, payload, created_at)"
        " SELECT case_id, root_id, seq, 9, 'erasure', '{}', created_at FROM outbox WHERE case_id = %s LIMIT 1", case,
    )  # fmt: skip

    Vigil(furnished).look()

    assert office.sql("SELECT count(*) FROM message") == [(0,)]
    assert receipts.track(furnished, code, "somewhere") is None
    assert len(bytes(kept[1])) > 0
    with pytest.raises(KeyDestroyed):
        office.keys.case_key(case)


def test_after_half_a_year_a_thread_is_forgotten_and_what_waits_is_not(
    office: Office, furnished: House, as_: Login
) -> None:
    office.at("2026-12-01 09:00")
    code, case = filed(furnished)
    asks(as_("kader"), office, case)
    office.later(minutes=5)
    thread.write(furnished, code, case, "Belum diambil.", "waits")

    office.later(days=179)
    expiry.expire(office.worker.database)
    before = read(furnished, code)
    office.later(days=2)
    expiry.expire(office.worker.database)

    assert [words for _, words in before] == [ASKED, "Belum diambil."]
    assert [words for _, words in read(furnished, code)] == ["Belum diambil."]
    assert "write-to-reporter" in office.acts(case)
