"""The psychologist comes once a month (R12): slots before a case is due, one case in each, back to the list if she
cannot come; her notes are hers alone, and her calendar says nothing.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from api.office import visits
from api.security import accounts, login
from api.security.accounts import Wanted
from api.security.login import Proof
from engine.past import audit
from engine.past.redeciding import redecide
from engine.secrets.orphans import sweep_orphans
from tests.api.conftest import PASSWORD, Caller
from tests.api.samples import QUARREL, talk
from tests.api.town import Town, facts, pointers, town
from tests.office import CAST, YOSODADI
from tests.workflows.stories import ADULT_BASIS

LINA: dict[str, Any] = {**QUARREL, "stated_risk": "medium", "victims": [{"name": "Lina", "age": 30, "sex": "female"}]}
TONO: dict[str, Any] = {**QUARREL, "victims": [{"name": "Tono", "age": 40, "sex": "male"}]}
SATURDAY = "2026-12-19"
HER = str(CAST["psychologist"])


@pytest.fixture
def here(postgres: str) -> Iterator[Town]:
    with town(postgres, "2026-12-02 09:00") as made:
        yield made


def planned(here: Town, day: str = SATURDAY, closes: str = "12:00", **more: Any) -> list[Any]:
    """A visit of hers, an hour for each case; its slots."""
    body = {"psychologist": HER, "on_day": day, "opens": "09:00", "closes": closes, "minutes": 60, **more}
    here.done("psychologist", "POST", "/api/office/visits", body)
    found = [one for one in here.get("supervisor", "/api/office/visits")["items"] if one["data"]["on_day"] == day]
    slots: list[Any] = found[-1]["data"]["slots"]
    return slots


def book(here: Town, case: UUID, slot: str, role: str = "kader", **more: Any) -> Any:
    version = f'"v{here.office.version_of(case)}"'
    form = {"slot": slot, **more}
    return here.callers[role].post(f"/api/cases/{case}/transitions/book-visit", form, if_match=version)


def refused(answer: Any) -> dict[str, str]:
    """Code and what would lift it, in English."""
    assert answer.status_code == 409, answer.text
    return {one["code"]: one["lifted_by"]["en"] for one in answer.json()["refusals"]}


def waiting(here: Town, role: str = "kader") -> list[str]:
    return [one["id"] for one in here.get(role, "/api/office/waiting")["items"]]


def test_s10_lina_cannot_wait_for_the_visit_and_tono_can(here: Town) -> None:
    office = here.office
    slots = planned(here)
    lina = office.open("omah-peluk", "kader", **LINA)
    tono = office.open("omah-peluk", "kader", **TONO)
    office.at("2026-12-07 09:00")
    here.sign_in_again("kader")
    assert office.fire(tono, "consult", "kader", **talk("2026-12-07T09:00:00+07:00")).done
    assert office.clocks(tono)["decide"].due_at.isoformat() == "2026-12-21T02:00:00+00:00"

    late = refused(book(here, lina, slots[0]["id"]))
    done = book(here, tono, slots[0]["id"])

    assert late == {"SLOT_AFTER_DUE": "Refer to UPTD PPA or PUSPAGA: they help without waiting for the visit."}
    assert done.status_code == 200, done.text
    assert office.facts_of(tono)["visit_at"] == "2026-12-19T02:00:00Z"
    body = office.history(tono)[-1].body
    assert body["act"] == "book-visit"
    assert body["form"]["due_at"].startswith("2026-12-21T02:00:00")
    shown = here.items("psychologist", "visits")["Sabtu, 19 Des 2026"]
    number = office.sql("SELECT number FROM cases WHERE id = %s", tono)[0][0]
    assert facts(shown)["Waktu terisi"] == "1 dari 3"
    assert facts(shown)["Sabtu, 19 Des 2026, 09.00"] == number
    assert here.get("psychologist", f"/api/cases/{tono}")["number"] == number
    assert here.send("psychologist", "GET", f"/api/cases/{lina}").status_code == 404
    assert audit.verify(office.api).verified
    assert redecide(office.api).divergences == []


def test_what_the_office_knows_of_a_slot_a_browser_cannot_say_otherwise(here: Town) -> None:
    slots = planned(here)
    lina = here.office.open("omah-peluk", "kader", **LINA)
    step = next(one for one in here.get("kader", f"/api/cases/{lina}")["transitions"] if one["name"] == "book-visit")

    answer = book(here, lina, slots[0]["id"], slot_at="2026-12-02T10:00:00+07:00", psychologist=str(CAST["kader"]))

    assert set(refused(answer)) == {"SLOT_AFTER_DUE"}
    assert list(step["schema"]["properties"]) == ["slot"]
    assert step["schema"]["required"] == ["slot"]
    assert step["schema"]["properties"]["slot"]["enum"] == [one["id"] for one in slots]
    assert pointers(book(here, lina, str(lina))) == ["/slot"]
    assert pointers(here.callers["kader"].post(
        f"/api/cases/{lina}/transitions/book-visit", {}, if_match=f'"v{here.office.version_of(lina)}"'
    )) == ["/slot"]  # fmt: skip


def test_r12_eight_people_take_one_slot_and_one_succeeds(here: Town) -> None:
    slots = planned(here, "2026-12-04")
    cases = [here.office.open("omah-peluk", "kader", **TONO) for _ in range(8)]

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda case: book(here, case, slots[0]["id"]), cases))

    assert sorted(one.status_code for one in answers) == [200] + [409] * 7
    assert {code for one in answers if one.status_code == 409 for code in refused(one)} == {"SLOT_TAKEN"}
    winner = cases[[one.status_code for one in answers].index(200)]
    assert here.office.sql("SELECT case_id FROM slot WHERE case_id IS NOT NULL") == [(winner,)]
    holding = [case for case in cases if here.office.facts_of(case).get("visit_slot")]
    assert holding == [winner]


def test_a_case_holds_one_slot_at_a_time_and_gives_it_up(here: Town) -> None:
    first, second, third = planned(here, "2026-12-04")
    one, other = (here.office.open("omah-peluk", "kader", **TONO) for _ in range(2))
    assert book(here, one, first["id"]).status_code == 200
    assert book(here, other, second["id"]).status_code == 200

    assert set(refused(book(here, one, second["id"]))) == {"SLOT_TAKEN"}
    assert book(here, one, third["id"]).status_code == 200
    assert book(here, other, first["id"]).status_code == 200
    assert set(refused(book(here, one, third["id"], role="supervisor"))) == {"NOT_YOUR_ROLE"}

    assert here.office.sql("SELECT count(*) FROM slot WHERE case_id = %s", one) == [(1,)]
    given = here.callers["kader"].post(
        f"/api/cases/{one}/transitions/give-up-visit", {}, if_match=f'"v{here.office.version_of(one)}"'
    )
    assert given.status_code == 200
    assert here.office.sql("SELECT count(*) FROM slot WHERE case_id = %s", one) == [(0,)]
    assert waiting(here) == []


def test_a_cancelled_visit_sends_its_cases_back_and_tells_their_kader(here: Town) -> None:
    slots = planned(here, "2026-12-04")
    low, later = (here.office.open("omah-peluk", "kader", **TONO) for _ in range(2))
    assert here.office.fire(later, "ask-for-visit").done
    here.office.later(minutes=5)
    medium = here.office.open("omah-peluk", "kader", **LINA)
    assert here.office.fire(medium, "ask-for-visit").done
    assert book(here, low, slots[0]["id"]).status_code == 200
    assert waiting(here) == [str(medium), str(later)]
    visit = here.get("supervisor", "/api/office/visits")["items"][0]["id"]

    answer = here.done("psychologist", "POST", f"/api/office/visits/{visit}/cancel")

    assert answer["back"] == 1
    assert waiting(here) == [str(medium), str(later), str(low)]
    assert here.office.acts(low)[-1] == "visit-cancelled"
    assert here.office.told(low)[-1] == ("visit_cancelled", 0, frozenset({"kader", "coordinator"}))
    assert set(refused(book(here, later, slots[1]["id"]))) == {"SLOT_TAKEN"}
    change = here.get("auditor", "/api/office/changes?subject=visit")["items"][0]["data"]
    assert (change["act"], change["old"]["on_day"]) == ("removed", "2026-12-04")
    planned(here, "2026-12-04")


def test_a_cancellation_that_was_cut_off_is_finished_by_whoever_repeats_it(here: Town) -> None:
    slots = planned(here, "2026-12-04")
    case, over = (here.office.open("omah-peluk", "kader", **TONO) for _ in range(2))
    assert book(here, case, slots[0]["id"]).status_code == 200
    assert book(here, over, slots[1]["id"]).status_code == 200
    here.office.sql("UPDATE cases SET ended_at = now() WHERE id = %s", over)
    here.office.sql("UPDATE visit SET cancelled_at = now()")
    (line,) = here.get("supervisor", "/api/office/visits")["items"]

    here.done("supervisor", line["actions"][0]["method"], line["actions"][0]["href"])

    assert waiting(here) == [str(case)]
    assert here.office.sql("SELECT count(*) FROM slot WHERE case_id IS NOT NULL") == [(0,)]
    assert here.get("supervisor", "/api/office/visits")["items"][0]["actions"] == []


def test_a_visit_for_some_kelurahan_is_offered_to_no_other_and_repeats_by_its_weekday(here: Town) -> None:
    planned(here, SATURDAY, kelurahan=[YOSODADI], months=3)
    case = here.office.open("omah-peluk", "kader", **TONO)
    step = next(one for one in here.get("kader", f"/api/cases/{case}")["transitions"] if one["name"] == "book-visit")

    days = [one["data"]["on_day"] for one in here.get("coordinator", "/api/office/visits")["items"]]

    assert days == [SATURDAY, "2027-01-16", "2027-02-20"]
    assert step["schema"]["properties"]["slot"]["enum"] == []
    last = [f"{day:%d.%m}" for day in visits.monthly(date(2027, 1, 31), 3)]
    assert last == ["31.01", "28.02", "28.03"]
    wrong = {"psychologist": HER, "on_day": SATURDAY, "opens": "09:00", "closes": "10:00"}
    assert pointers(here.send("supervisor", "POST", "/api/office/visits", wrong)) == ["/on_day"]
    assert pointers(here.send("supervisor", "POST", "/api/office/visits", {**wrong, "minutes": 90})) == [""]
    other = str(accounts.create(here.house, Wanted("dua@omah.example", "Dua", "psychologist"), PASSWORD).id)
    assert pointers(here.send("psychologist", "POST", "/api/office/visits", {**wrong, "psychologist": other})) == [
        "/psychologist"
    ]


def test_a_clinical_note_is_read_by_its_author_alone_and_each_look_is_on_record(here: Town) -> None:
    slots = planned(here, "2026-12-04")
    case = here.office.open("omah-peluk", "kader", **TONO)
    assert book(here, case, slots[0]["id"]).status_code == 200
    second = accounts.create(here.house, Wanted("dua@omah.example", "Dua", "psychologist"), PASSWORD)
    assert here.office.fire(case, "invite-psychologist", psychologist=str(second.id)).done
    path = f"/api/office/cases/{case}/clinical-notes"

    here.done("psychologist", "POST", path, {"text": "Tampak sangat lelah."})

    (note,) = here.get("psychologist", path)["items"]
    assert facts(note) == {"Catatan": "Tampak sangat lelah."}
    _, token = login.sign_in(here.house, "dua@omah.example", Proof(PASSWORD), None)
    assert Caller(here.client, token, None).get(path).json()["items"] == []
    for role in set(CAST) - {"psychologist"}:
        assert here.send(role, "GET", path).status_code == 404, role
    looked = here.office.sql(
        "SELECT what, fields FROM access_record WHERE case_id = %s AND role = 'psychologist'", case
    )
    assert looked[:2] == [("note", []), ("view", ["clinical_note"])]
    sealed = bytes(here.office.sql("SELECT sealed FROM clinical_note")[0][0])
    assert b"lelah" not in sealed
    assert sweep_orphans(here.office.api, timedelta(seconds=-5)) == 0
    here.office.keys.destroy(UUID(note["id"]))
    assert facts(here.get("psychologist", path)["items"][0]) == {"Catatan": "sudah dihapus"}
    assert here.get("kader", f"/api/cases/{case}")["private"]


def test_her_calendar_elsewhere_shows_times_and_one_neutral_word_and_can_be_ended(here: Town) -> None:
    slots = planned(here, "2026-12-04", place="Omah Peluk Rejomulyo")
    case = here.office.open("omah-peluk", "kader", **TONO)
    assert book(here, case, slots[1]["id"]).status_code == 200
    address = here.done("psychologist", "POST", "/api/office/feed")["address"]
    path = address.removeprefix("http://127.0.0.1:8000")

    drawn = here.client.get(path)

    assert drawn.headers["content-type"].startswith("text/calendar")
    assert drawn.headers["cache-control"] == "no-store"
    (event,) = Calendar.from_ical(drawn.text).events
    assert event["summary"] == "Kunjungan"
    assert event.DTSTART.isoformat() == "2026-12-04T03:00:00+00:00"
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS"}
    number = here.office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0]
    for told in (number, str(case), "Rejomulyo", "Peluk", "Tono"):
        assert told not in drawn.text
    token = path.removeprefix("/kalender/").removesuffix(".ics")
    assert token.encode() not in bytes(here.office.sql("SELECT token_hash FROM feed")[0][0])
    again = here.done("psychologist", "POST", "/api/office/feed")["address"].removeprefix("http://127.0.0.1:8000")
    assert here.client.get(path).status_code == 404
    assert here.client.get(again).status_code == 200
    here.done("psychologist", "DELETE", "/api/office/feed")
    assert here.client.get(again).status_code == 404
    assert here.send("psychologist", "DELETE", "/api/office/feed").status_code == 404


@pytest.mark.parametrize("over", ["closed", "merged", "resolved", "completed"])
def test_a_slot_is_free_again_once_its_case_is_over_and_nobody_waits_for_it(here: Town, over: str) -> None:
    office = here.office
    slot = planned(here, "2026-12-04")[0]["id"]
    case, other = (office.open("omah-peluk", "kader", **TONO) for _ in range(2))
    assert book(here, case, slot).status_code == 200
    assert office.fire(case, "consult", **talk("2026-12-02T09:00:00+07:00")).done

    end(here, case, other, over)

    facts_now = office.facts_of(case)
    assert [facts_now.get(one) for one in ("visit_slot", "visit_at")] == [None, None]
    visit = here.get("psychologist", "/api/office/visits")["items"][0]
    assert visit["data"]["slots"][0]["taken"] is False
    assert facts(visit)["Waktu terisi"] == "0 dari 3"
    assert waiting(here) == ([str(other)] if over == "merged" else []), "whoever waited goes on waiting in the other"
    assert book(here, other, slot).status_code == 200
    assert office.fire(case, "reopen", "supervisor", reason="Ia datang lagi.").done
    assert office.sql("SELECT case_id FROM slot WHERE case_id IS NOT NULL") == [(other,)]
    assert redecide(office.api).divergences == []


def end(here: Town, case: UUID, other: UUID, over: str) -> None:
    """As people of the office end it, through the API."""
    number = here.office.sql("SELECT number FROM cases WHERE id = %s", other)[0][0]
    if over == "closed":
        step(here, "kader", case, "close", end_reason="not_a_report", reason="Salah alamat.")
        decide(here, "supervisor", case)
    elif over == "merged":
        step(here, "supervisor", case, "merge", duplicate_of=number, reason="Kejadian yang sama.")
        decide(here, "coordinator", case)
    elif over == "resolved":
        step(here, "kader", case, "resolve", summary="Sepakat.")
        decide(here, "supervisor", case)
    else:
        step(here, "kader", case, "refer-to-UPTD", **ADULT_BASIS)
        [child] = here.office.children_of(case)
        step(here, "uptd_officer", child, "accept")
        assert here.office.facts_of(case)["visit_slot"], "a case that was sent on keeps its visit"
        step(here, "uptd_officer", child, "complete", completion="served", summary="Selesai.")
        decide(here, "head_of_uptd", child)


def step(here: Town, role: str, case: UUID, name: str, **form: Any) -> None:
    version = f'"v{here.office.version_of(root_of(here, case))}"'
    answer = here.callers[role].post(f"/api/cases/{case}/transitions/{name}", form, if_match=version)
    assert answer.status_code < 300, answer.text


def decide(here: Town, role: str, case: UUID) -> None:
    version = f'"v{here.office.version_of(root_of(here, case))}"'
    path = f"/api/cases/{case}/proposals/{here.office.pending(case)}/approve"
    answer = here.callers[role].post(path, {}, if_match=version)
    assert answer.status_code == 200, answer.text


def root_of(here: Town, case: UUID) -> UUID:
    found: UUID = here.office.sql("SELECT root_id FROM cases WHERE id = %s", case)[0][0]
    return found


def test_whoever_was_seen_and_asks_again_is_on_the_list_again(here: Town) -> None:
    office = here.office
    case = office.open("omah-peluk", "kader", **TONO)
    assert book(here, case, planned(here, "2026-12-04")[0]["id"]).status_code == 200
    office.at("2026-12-04 12:30")
    here.sign_in_again("kader")
    assert waiting(here) == []

    step(here, "kader", case, "ask-for-visit")

    assert waiting(here) == [str(case)]
    assert office.facts_of(case)["visit_wanted_at"] == "2026-12-04T05:30:00Z"
    step(here, "kader", case, "refer-to-UPTD", **ADULT_BASIS, asked_by_adult=True)
    assert waiting(here) == [], "no slot can be booked for it while it is away"
