"""The acceptance scenarios, told as the office would tell them. Persons are fictional; times are WIB."""

from datetime import datetime
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from engine.calendar import WIB, WorkingDays, due
from engine.errors import NotFound
from engine.past import audit
from engine.sweep import fire_due
from tests.office import YOSODADI, Office
from tests.workflows.stories import ADULT_BASIS, PAPERS, SUMMARY, consult, done, refused, report
from workflows.office.calendar import indonesian

SARI: dict[str, Any] = {
    "danger_now": "unknown",
    "reporter_name": "Sari",
    "reporter_relation": "parent",
    "victims": [{"name": "Bunga", "age": 9, "sex": "female", "sexual_forms": ["obscene_act"]}],
    "perpetrators": [{"relation": "neighbour", "sex": "male"}],
}
YUNI: dict[str, Any] = {
    "victims": [{"name": "Yuni", "age": 35, "sex": "female", "forms": ["physical"], "hinders_daily_work": "no"}],
    "perpetrators": [{"relation": "spouse", "sex": "male"}],
    "stated_risk": "low",
}


def wib(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=WIB)


def test_s01_sexual_violence_against_a_child_goes_to_uptd_and_is_never_settled_here(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, **SARI)

    clocks = office.clocks(case)
    assert clocks["cap"].due_at == wib("2026-12-02 09:00")
    assert clocks["police"].due_at == wib("2026-12-04 09:00")
    for role in ("kader", "coordinator", "supervisor"):
        assert refused(office.fire(case, "resolve", role, **SUMMARY)) >= {"CONSULT_REQUIRED", "TPKS_23", "PA_59A_72"}
    with pytest.raises(NotFound):
        office.fire(case, "resolve", "admin", **SUMMARY)

    done(office.fire(case, "refer-to-UPTD", legal_basis="legal_obligation"))

    assert office.state_of(case) == "referred-to-UPTD"
    assert office.clocks(case)["police"].due_at == wib("2026-12-04 09:00")
    for role in ("kader", "coordinator", "supervisor", "uptd_officer", "head_of_uptd"):
        assert "TPKS_23" in refused(office.fire(case, "resolve", role, **SUMMARY))


def test_s01_a_consultation_does_not_open_the_way_to_a_local_settlement(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, **SARI)
    done(consult(office, case, category="KS", stated_risk="high"))

    answer = office.fire(case, "resolve", **SUMMARY)

    assert refused(answer) == {"TPKS_23", "PA_59A_72"}
    assert office.state_of(case) == "consulted"


def test_s02_a_weapon_on_saturday_night_is_at_uptd_the_same_night(office: Office) -> None:
    office.at("2026-12-05 22:30")
    case = report(
        office,
        danger_now="yes",
        victims=[{"name": "Rini", "age": 28, "sex": "female", "pregnant": "yes", "forms": ["psychic"]}],
        perpetrators=[{"relation": "spouse"}],
        immediate=["weapon", "threatened_and_vulnerable"],
        aggravating=["lives_with_perpetrator"],
    )
    assert office.facts_of(case)["risk"] == "high"
    assert office.clocks(case)["acknowledge"].due_at == wib("2026-12-05 23:30")
    assert office.clocks(case)["cap"].due_at == wib("2026-12-06 22:30")

    office.at("2026-12-05 22:45")
    done(office.fire(case, "acknowledge"))
    done(office.fire(case, "refer-to-UPTD", legal_basis="vital_interest"))
    [referral] = office.children_of(case)
    done(office.fire(referral, "accept", "uptd_officer"))

    assert office.state_of(case) == "referred-to-UPTD"
    assert office.state_of(referral) == "accepted"
    assert "acknowledge" not in office.clocks(case)
    assert office.sweep() == 0


def test_s03_parenting_goes_through_puspaga_and_is_approved_by_the_supervisor(office: Office) -> None:
    office.at("2026-12-03 10:00")
    case = report(office, victims=[{"name": "Bagas", "age": 14}], category="non_violence", stated_risk="low")
    assert office.clocks(case)["respond"].due_at == wib("2026-12-08 10:00")

    office.at("2026-12-04 10:00")
    done(consult(office, case))
    done(office.fire(case, "refer-to-PUSPAGA", legal_basis="public_duty"))
    [referral] = office.children_of(case)
    assert office.state_of(case) == "referred-to-PUSPAGA"
    assert office.clocks(referral)["answer-PUSPAGA"].due_at == wib("2026-12-09 10:00")
    assert refused(office.fire(case, "confirm-completion", "supervisor")) >= {"NOT_COMPLETED", "REFERRAL_OPEN"}

    office.at("2026-12-07 10:00")
    done(office.fire(referral, "accept", "puspaga_officer"))
    done(office.fire(referral, "conclude", "puspaga_officer", completion="served", summary="Enam kali pertemuan."))
    assert office.state_of(case) == "referred-to-PUSPAGA"
    assert office.clocks(case)["confirm"].due_at == wib("2026-12-09 10:00")

    done(office.fire(case, "confirm-completion", "supervisor"))
    assert office.state_of(case) == "resolved-locally"
    assert {"follow-up-1", "follow-up-2", "follow-up-3", "hard-limit"} <= set(office.clocks(case))


def dewi(office: Office) -> UUID:
    office.at("2026-12-01 09:00")
    case = report(
        office,
        victims=[{"name": "Dewi", "age": 33, "forms": ["psychic"]}, {"name": "Arif", "age": 11}],
        perpetrators=[{"relation": "spouse", "to_victims": [1], "earlier_case": True}],
    )
    done(consult(office, case, category="KDRT", stated_risk="medium"))
    return case


def test_s04_violence_goes_to_both_houses_and_one_coming_back_does_not_move_the_case(office: Office) -> None:
    case = dewi(office)
    alone = office.fire(case, "refer-to-PUSPAGA", victims_carried=[2], legal_basis="public_duty")
    assert refused(alone) == {"PUSPAGA_ALONE"}

    done(office.fire(case, "refer-to-UPTD", victims_carried=[1], **ADULT_BASIS))
    done(office.fire(case, "add-PUSPAGA-referral", victims_carried=[2], legal_basis="public_duty"))
    at_uptd, at_puspaga = office.children_of(case)
    assert office.state_of(case) == "referred-to-UPTD"
    assert [one["number"] for one in office.facts_of(at_puspaga)["victims"]] == [2]

    back: dict[str, Any] = {"return_reason": "incomplete_data", "explanation": "Alamat keliru."}
    done(office.fire(at_puspaga, "send-back", "puspaga_officer", **back))
    assert office.state_of(case) == "referred-to-UPTD"
    assert office.facts_of(case)["returned_count"] == 1

    done(office.fire(at_uptd, "send-back", "uptd_officer", **back))
    assert office.state_of(case) == "consulted"
    assert office.facts_of(case)["returned_count"] == 2
    assert "resend" in office.clocks(case)


def test_s04_what_uptd_returns_is_owed_to_it_while_puspaga_works_on(office: Office) -> None:
    case = dewi(office)
    done(office.fire(case, "refer-to-UPTD", victims_carried=[1], **ADULT_BASIS))
    done(office.fire(case, "add-PUSPAGA-referral", victims_carried=[2], legal_basis="public_duty"))
    at_uptd, at_puspaga = office.children_of(case)

    done(office.fire(at_uptd, "send-back", "uptd_officer", return_reason="incomplete_data", explanation="Kurang."))

    assert office.state_of(case) == "referred-to-UPTD"
    assert office.clocks(case)["resend"].due_at == wib("2026-12-04 09:00")
    done(office.fire(case, "add-UPTD-referral", victims_carried=[1], **ADULT_BASIS))
    assert "resend" not in office.clocks(case)
    assert office.state_of(at_puspaga) == "sent"


def complete_at_uptd(office: Office, referral: UUID) -> None:
    done(office.fire(referral, "accept", "uptd_officer"))
    outcome: dict[str, Any] = {
        "completion": "served",
        "services": ["psychological"],
        "summary": "Pendampingan selesai.",
    }
    done(office.fire(referral, "complete", "uptd_officer", **outcome))
    assert office.state_of(referral) == "accepted"
    done(office.approve(referral, "head_of_uptd"))


def test_the_last_completed_referral_ends_the_case(office: Office) -> None:
    case = dewi(office)
    done(office.fire(case, "refer-to-UPTD", victims_carried=[1], **ADULT_BASIS))
    done(office.fire(case, "add-PUSPAGA-referral", victims_carried=[2], legal_basis="public_duty"))
    at_uptd, at_puspaga = office.children_of(case)

    complete_at_uptd(office, at_uptd)
    assert office.state_of(case) == "referred-to-PUSPAGA"
    assert office.history(case)[-1].columns["kind"] == "followed"

    done(office.fire(at_puspaga, "accept", "puspaga_officer"))
    done(office.fire(at_puspaga, "conclude", "puspaga_officer", completion="served", summary="Selesai."))
    assert office.history(case)[-1].columns["kind"] == "ended"
    assert office.facts_of(case)["end_reason"] == "served"
    assert office.clocks(case) == {}


def test_s05_an_anonymous_report_of_a_beaten_child_is_never_settled_here(office: Office) -> None:
    office.at("2026-12-01 09:00")
    neighbour: dict[str, Any] = {"channel": "public_form", "anonymous": True, "reporter_relation": "neighbour"}
    case = report(
        office,
        kelurahan=YOSODADI,
        danger_now="unknown",
        victims=[{"age": 5, "age_is_estimated": True, "forms": ["physical"]}],
        perpetrators=[{"relation": "parent"}],
        by="kader@18.72.04.1001",
        **neighbour,
    )
    kader = f"kader@{YOSODADI}"
    done(consult(office, case, kader, heard="without_client", category="KTA", stated_risk="medium"))

    assert "PA_59A_72" in refused(office.fire(case, "resolve", kader, **SUMMARY))
    assert "PA_59A_72" in refused(office.fire(case, "resolve", "supervisor", **SUMMARY))
    with pytest.raises(NotFound):
        office.fire(case, "resolve", "kader", **SUMMARY)
    done(office.fire(case, "refer-to-UPTD", kader, legal_basis="public_duty"))
    assert office.state_of(case) == "referred-to-UPTD"


def test_s08_a_low_risk_report_climbs_the_ladder_and_stays_where_it_is(office: Office) -> None:
    office.at("2026-12-03 10:00")
    case = report(office, victims=[{"age": 40}], category="non_violence", stated_risk="low")
    ladder = [("2026-12-07 10:00", 0), ("2026-12-08 10:00", 1), ("2026-12-10 10:00", 2), ("2026-12-11 10:00", 3)]

    for moment, level in ladder:
        at = office.at(moment)
        office.sql("UPDATE clock SET stopped_at = stopped_at - interval '1 second'")
        assert office.sweep() == 0
        office.at(moment)
        assert office.sweep() == 1
        last = office.history(case)[-1].columns
        assert (last["kind"], last["act"], last["at"]) == ("escalated", "respond", at)
        assert office.told(case)[-1][1] == level

    assert office.state_of(case) == "reported"
    assert [topic for topic, *_ in office.told(case)] == ["report", "reminder", *["escalation"] * 3]
    assert [roles for *_, roles in office.told(case)][1:] == [
        {"kader"},
        {"coordinator"},
        {"supervisor"},
        {"supervisor"},
    ]


def test_s08_two_workers_at_once_escalate_once(office: Office) -> None:
    office.at("2026-12-03 10:00")
    case = report(office, victims=[{"age": 40}], category="non_violence", stated_risk="low")
    office.at("2026-12-08 10:00")
    office.sweep()
    before = len(office.history(case))
    office.at("2026-12-10 10:00")

    climbed: list[int] = []
    workers = [Thread(target=lambda: climbed.append(fire_due(office.worker))) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sum(climbed) == 1
    assert len(office.history(case)) == before + 1


def test_s09_the_system_moves_a_beaten_child_to_uptd_on_the_least_data(office: Office) -> None:
    office.at("2026-12-04 15:00")
    case = report(
        office,
        by="coordinator",
        victims=[{"name": "Dimas", "age": 7, "address": "Jalan Melati 4", "forms": ["physical"]}],
    )
    assert office.clocks(case)["cap"].due_at == wib("2026-12-05 15:00")

    office.at("2026-12-05 15:00")
    office.sweep()

    assert office.state_of(case) == "referred-to-UPTD"
    moved = next(one for one in office.history(case) if one.columns["act"] == "move-to-UPTD")
    assert (moved.columns["role"], moved.columns["to_state"]) == ("system", "referred-to-UPTD")
    deadline: dict[str, Any] = body_of(office, case, "move-to-UPTD")["deadline"]
    assert deadline["rule"] == "R04"
    assert datetime.fromisoformat(deadline["due"]) == wib("2026-12-05 15:00")
    [referral] = office.children_of(case)
    assert office.facts_of(referral)["least_data"] is True
    assert office.sql("SELECT sealed FROM cases WHERE id = %s", referral) == [(None,)]
    assert {"supervisor", "head_of_uptd", "uptd_officer"} <= {role for *_, roles in office.told(case) for role in roles}
    assert office.clocks(referral)["answer-UPTD"].due_at == wib("2026-12-05 17:00")


def body_of(office: Office, case: UUID, act: str) -> dict[str, Any]:
    rows = office.sql(
        "SELECT convert_from(body, 'UTF8')::jsonb FROM history WHERE case_id = %s AND act = %s ORDER BY seq", case, act
    )
    body: dict[str, Any] = rows[-1][0]
    return body


def test_s09_before_24_hours_nothing_moves(office: Office) -> None:
    office.at("2026-12-04 15:00")
    case = report(office, victims=[{"age": 7, "forms": ["physical"]}])

    office.at("2026-12-05 14:59:59")
    office.sweep()

    assert office.state_of(case) == "reported"
    levels = [level for topic, level, _ in office.told(case) if topic == "escalation"]
    assert sorted(levels) == [1, 1, 2, 2]


def test_s11_light_domestic_violence_is_settled_by_two_persons(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, **YUNI)
    done(consult(office, case, category="KDRT"))

    first = office.fire(case, "resolve", **SUMMARY)
    assert refused(first) == {"PKDRT_51_53"}
    assert first.refused is not None
    [refusal] = first.refused.refusals
    for item in ("permintaan tertulis", "bebas dari tekanan", "berita acara"):
        assert item in refusal.reason.id

    done(office.fire(case, "record-agreement", "kader", **PAPERS))
    done(office.fire(case, "resolve", **SUMMARY))
    assert office.state_of(case) == "consulted"
    assert office.clocks(case)["approve"].due_at == wib("2026-12-03 09:00")
    assert "SECOND_PERSON" in refused(office.approve(case, "kader"))

    done(office.approve(case, "supervisor"))
    assert office.state_of(case) == "resolved-locally"
    due_on = {name: clock.due_at for name, clock in office.clocks(case).items() if name.startswith("follow-up")}
    assert due_on == {
        "follow-up-1": wib("2026-12-15 09:00"),
        "follow-up-2": wib("2026-12-31 09:00"),
        "follow-up-3": wib("2027-03-01 09:00"),
    }


def test_s11_the_last_follow_up_ends_it_and_none_comes_too_early(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, **YUNI)
    done(consult(office, case, category="KDRT"))
    done(office.fire(case, "record-agreement", **PAPERS))
    done(office.fire(case, "resolve", **SUMMARY))
    done(office.approve(case, "supervisor"))
    visit: dict[str, Any] = {"follow_up_outcome": "done", "safe": "yes"}

    office.at("2026-12-14 09:00")
    assert refused(office.fire(case, "last-follow-up", **visit)) == {"FOLLOW_UPS_LEFT"}
    done(office.fire(case, "follow-up", **visit))
    assert refused(office.fire(case, "follow-up", **visit)) == {"FOLLOW_UP_TOO_EARLY"}
    office.at("2026-12-30 09:00")
    done(office.fire(case, "follow-up", **visit))
    office.at("2027-03-01 09:00")
    assert refused(office.fire(case, "follow-up", **visit)) == {"LAST_FOLLOW_UP"}
    done(office.fire(case, "last-follow-up", **visit))

    assert office.clocks(case) == {}
    assert "ENDED" in refused(office.fire(case, "note", text="Masih ada yang perlu dicatat."))
    done(office.fire(case, "reopen", reason="Kejadian lama ternyata belum selesai."))
    assert office.state_of(case) == "consulted"
    assert "decide" in office.clocks(case)


def test_s21_a_holiday_and_the_weekend_are_skipped_and_72_hours_are_not(office: Office) -> None:
    office.at("2026-12-23 16:00")
    low = report(office, victims=[{"age": 40}], category="non_violence", stated_risk="low")
    sexual = report(office, **SARI)

    assert office.clocks(low)["respond"].due_at == wib("2026-12-29 16:00")
    assert office.clocks(sexual)["police"].due_at == wib("2026-12-26 16:00")
    with_leave = indonesian(collective_leave=(2026,))
    assert due(wib("2026-12-23 16:00"), WorkingDays(3), with_leave) == wib("2026-12-30 16:00")


def test_s24_a_row_edited_by_hand_is_found_and_named(office: Office) -> None:
    office.at("2026-12-01 09:00")
    untouched = report(office, **YUNI)
    case = report(office, **SARI)
    done(office.fire(case, "acknowledge"))
    done(office.fire(case, "refer-to-UPTD", legal_basis="legal_obligation"))
    assert audit.verify(office.api).verified

    office.sql("ALTER TABLE history DISABLE TRIGGER history_append_only")
    office.sql("UPDATE history SET role = 'admin' WHERE case_id = %s AND seq >= 2", case)

    verdict = audit.verify(office.api)
    assert not verdict.verified
    assert (case, 2) in [(found.case_id, found.seq) for found in verdict.findings]
    family = {case, *office.children_of(case)}  # what a referral rests on is in the record that was edited
    assert {found.case_id for found in verdict.findings} <= family
    assert untouched not in family
