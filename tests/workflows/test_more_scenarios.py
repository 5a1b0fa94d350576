"""Further scenarios, made from the rules: each a story of the office that no other test tells from its beginning to
its end. Persons are fictional; times are WIB."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from engine.calendar import WIB
from engine.errors import Invalid, NotFound
from tests.office import CAST, Office
from tests.workflows.stories import ADULT_BASIS, PAPERS, SUMMARY, consult, done, refused, report

SLAPPED: dict[str, Any] = {
    "victims": [{"name": "Yuni", "age": 35, "sex": "female", "forms": ["physical"], "hinders_daily_work": "no"}],
    "perpetrators": [{"relation": "spouse", "sex": "male"}],
    "stated_risk": "low",
}
BEATEN_CHILD: dict[str, Any] = {"victims": [{"name": "Dimas", "age": 7, "forms": ["physical"]}]}
QUARREL: dict[str, Any] = {"victims": [{"age": 40}], "category": "non_violence", "stated_risk": "low"}


def wib(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=WIB)


def escalations(office: Office, case: UUID) -> list[tuple[int, frozenset[str]]]:
    return [(level, roles) for topic, level, roles in office.told(case) if topic == "escalation"]


def test_a_report_written_down_on_monday_counts_from_the_call_on_saturday(office: Office) -> None:
    """R09: the clock starts when somebody told, not when it was typed in; what is over by then is told at once."""
    office.at("2026-12-07 08:00")
    for wrong in ("2026-12-07T08:01", "2026-11-29T08:00"):
        with pytest.raises(Invalid):
            report(office, taken_at=wrong, **QUARREL)

    case = report(office, taken_at="2026-12-05T20:00", victims=[{"age": 40}], stated_risk="medium")

    assert office.clocks(case)["respond"].due_at == wib("2026-12-06 02:00")
    office.sweep()
    assert [level for level, _ in escalations(office, case)] == [1, 2, 3]
    done(consult(office, case))
    assert office.history(case)[-1].body["late"] is True


def test_a_beaten_child_told_of_two_days_late_is_at_uptd_with_the_first_sweep(office: Office) -> None:
    """R04, R08: a worker's or a writer's lateness shifts no due time: the cap has long passed."""
    office.at("2026-12-07 08:00")
    case = report(office, taken_at="2026-12-05T08:00", **BEATEN_CHILD)

    office.sweep()

    assert office.state_of(case) == "referred-to-UPTD"
    moved = next(one for one in office.history(case) if one.columns["act"] == "move-to-UPTD")
    assert datetime.fromisoformat(moved.body["effective_at"]) >= wib("2026-12-06 08:00")
    assert moved.columns["at"] == wib("2026-12-07 08:00")


def test_a_talk_with_the_family_does_not_stop_the_system_from_moving_a_child(office: Office) -> None:
    """R04, R11: a consultation starts the time for a decision; the cap goes on from the first report."""
    office.at("2026-12-01 09:00")
    case = report(office, **BEATEN_CHILD)
    office.at("2026-12-01 20:00")
    done(consult(office, case, category="KTA", stated_risk="medium"))
    assert office.state_of(case) == "consulted"
    assert office.clocks(case)["cap"].due_at == wib("2026-12-02 09:00")

    office.at("2026-12-02 09:00")
    office.sweep()

    assert office.state_of(case) == "referred-to-UPTD"


def test_a_risk_found_higher_keeps_its_start_and_climbs_no_rung_twice(office: Office) -> None:
    """R10: from low to medium on the third day: due six hours after the report, which is over, told at once."""
    office.at("2026-12-03 10:00")
    case = report(office, **QUARREL)
    office.at("2026-12-07 10:00")
    office.sweep()
    assert [topic for topic, *_ in office.told(case)] == ["report", "reminder"]

    done(office.fire(case, "reassess", stated_risk="medium", reason="Ia mulai takut pulang."))
    assert office.clocks(case)["respond"].due_at == wib("2026-12-03 16:00")
    office.sweep()

    assert [topic for topic, *_ in office.told(case)].count("reminder") == 1
    assert [level for level, _ in escalations(office, case)] == [1, 2, 3]
    assert office.state_of(case) == "reported"


def test_what_nobody_ever_answers_is_told_to_the_supervisor_every_week(office: Office) -> None:
    """R13: no action is not a state. After the last rung it is told again each week until somebody acts."""
    office.at("2026-12-03 10:00")
    case = report(office, **QUARREL)
    office.at("2026-12-11 10:00")
    office.sweep()
    before = len(escalations(office, case))

    for week in ("2026-12-18 10:00", "2026-12-25 10:00", "2027-01-01 10:00"):
        office.at(week)
        office.sweep()

    weekly = escalations(office, case)[before:]
    assert weekly == [(3, frozenset({"supervisor"}))] * 3
    done(consult(office, case))
    assert "respond" not in office.clocks(case)


def test_an_abuse_disclosed_in_the_second_talk_is_owed_to_the_police_since_the_first(office: Office) -> None:
    """R03, R04: three days are counted from the first report; UPTD's day from the disclosure."""
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"name": "Ratna", "age": 30}], category="non_violence", stated_risk="low")
    done(consult(office, case))
    office.at("2026-12-03 09:00")
    told: dict[str, Any] = {"victim": 1, "sexual_forms": ["physical_harassment"], "statement": "Diceritakan tadi."}
    done(office.fire(case, "disclose", **told))

    assert office.clocks(case)["police"].due_at == wib("2026-12-04 09:00")
    assert office.clocks(case)["cap"].due_at == wib("2026-12-04 09:00")
    done(office.fire(case, "refer-to-UPTD", legal_basis="legal_obligation"))
    police: dict[str, Any] = {"police_reported_on": "2026-12-03", "office": "Polres Metro", "number": "LP/9/2026"}
    done(office.fire(case, "record-police-report", "uptd_officer", **police))
    assert "police" not in office.clocks(case)


def test_a_slap_that_was_not_the_first_is_not_settled_here(office: Office) -> None:
    """R07: an earlier case of the same two persons is repetition, whatever papers there are."""
    office.at("2026-12-01 09:00")
    first = report(office, **SLAPPED)
    done(consult(office, first, category="KDRT"))
    again = report(office, **SLAPPED)
    done(consult(office, again, category="KDRT"))
    done(office.fire(again, "record-agreement", **PAPERS))
    number = office.sql("SELECT number FROM cases WHERE id = %s", first)[0][0]

    done(office.fire(again, "link-earlier", earlier_number=number, victim=1, perpetrator=1))

    assert refused(office.fire(again, "resolve", **SUMMARY)) == {"REPETITION"}
    assert "PUSPAGA_ALONE" in refused(office.fire(again, "refer-to-PUSPAGA", legal_basis="public_duty"))
    done(office.fire(again, "refer-to-UPTD", **ADULT_BASIS))
    assert office.state_of(again) == "referred-to-UPTD"


def test_a_signature_under_pressure_is_no_agreement(office: Office) -> None:
    """R06: every paper is there, and the psychologist heard that she was made to sign."""
    office.at("2026-12-01 09:00")
    case = report(office, **SLAPPED)
    done(consult(office, case, category="KDRT"))
    done(office.fire(case, "record-agreement", **{**PAPERS, "assessed_free_of_pressure": "no"}))

    answer = office.fire(case, "resolve", **SUMMARY)

    assert refused(answer) == {"PKDRT_51_53"}
    assert answer.refused is not None
    [why] = answer.refused.refusals
    assert "bebas dari tekanan" in why.reason.id
    assert "berita acara" not in why.reason.id
    done(office.fire(case, "record-agreement", **PAPERS))
    done(office.fire(case, "resolve", **SUMMARY))


def test_a_wife_of_seventeen_is_a_child_to_the_law(office: Office) -> None:
    """R05: married or not; her husband's mediation is refused, and the system moves her."""
    office.at("2026-12-01 09:00")
    wife = {"name": "Nia", "age": 17, "sex": "female", "marital": "married", "forms": ["physical"]}
    case = report(office, **{**SLAPPED, "victims": [{**wife, "hinders_daily_work": "no"}]})
    done(consult(office, case, category="KTA"))
    done(office.fire(case, "record-agreement", **PAPERS))

    assert "PA_59A_72" in refused(office.fire(case, "resolve", **SUMMARY))
    office.at("2026-12-02 09:00")
    office.sweep()
    assert office.state_of(case) == "referred-to-UPTD"


def test_a_kader_who_is_related_does_not_find_the_case_any_more(office: Office) -> None:
    """R31: it looks as if it did not exist; the coordinator goes on, and the supervisor sees who is kept out."""
    office.at("2026-12-01 09:00")
    case = report(office, **SLAPPED)

    done(office.fire(case, "declare-conflict", related=True, reason="Ia adik saya."))

    for step in ("note", "consult"):
        with pytest.raises(NotFound):
            office.fire(case, step, text="Masih bisa?")
    done(consult(office, case, "coordinator", category="KDRT"))
    assert office.sql("SELECT excluded FROM cases WHERE id = %s", case) == [([CAST["kader"]],)]
    assert {"supervisor"} <= {role for *_, roles in office.told(case) for role in roles}


def test_what_uptd_gave_back_and_nobody_sends_again_rings_while_the_72_hours_run_on(office: Office) -> None:
    """R15, R03: a return restarts nothing but its own clock, a day for a protected case."""
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"name": "Bunga", "age": 9, "sexual_forms": ["obscene_act"]}])
    done(office.fire(case, "refer-to-UPTD", legal_basis="legal_obligation"))
    [referral] = office.children_of(case)
    office.at("2026-12-01 15:00")
    back: dict[str, Any] = {"return_reason": "incomplete_data", "explanation": "Alamat keliru."}
    done(office.fire(referral, "send-back", "uptd_officer", **back))

    clocks = office.clocks(case)
    assert (clocks["resend"].due_at, clocks["police"].due_at) == (wib("2026-12-02 15:00"), wib("2026-12-04 09:00"))
    office.at("2026-12-03 15:00")
    office.sweep()
    told = {role for _, roles in escalations(office, case) for role in roles}
    assert {"kader", "supervisor"} <= told
    assert "TPKS_23" in refused(office.fire(case, "resolve", **SUMMARY))


def test_a_settled_case_that_nobody_looks_after_ends_at_half_a_year_or_is_opened_again(office: Office) -> None:
    """R21: three follow-ups missed, each told; 182 days after the approval somebody has to decide."""
    office.at("2026-12-01 09:00")
    case = report(office, **SLAPPED)
    done(consult(office, case, category="KDRT"))
    done(office.fire(case, "record-agreement", **PAPERS))
    done(office.fire(case, "resolve", **SUMMARY))
    done(office.approve(case))
    assert office.clocks(case)["hard-limit"].due_at == wib("2027-06-01 09:00")

    office.at("2027-06-01 09:00")
    office.sweep()

    acts = [one.columns["act"] for one in office.history(case) if one.columns["kind"] == "escalated"]
    assert {"follow-up-1", "follow-up-2", "follow-up-3", "hard-limit"} <= set(acts)
    assert office.state_of(case) == "resolved-locally"
    done(office.fire(case, "reopen", reason="Tidak ada yang menengoknya."))
    assert set(office.clocks(case)) == {"decide", "age"}


def test_a_boy_of_thirteen_who_hit_a_neighbour_goes_to_uptd_and_not_to_counselling_alone(office: Office) -> None:
    """R18: a child who harmed somebody is UPTD's; nothing is settled at the house."""
    office.at("2026-12-01 09:00")
    case = report(
        office,
        victims=[{"name": "Tono", "age": 40, "forms": ["physical"], "hinders_daily_work": "no"}],
        perpetrators=[{"relation": "neighbour", "age": 13}],
        stated_risk="low",
    )
    done(consult(office, case, category="KTP"))

    assert refused(office.fire(case, "refer-to-PUSPAGA", legal_basis="public_duty"))
    assert any("SPPA" in code or "CHILD" in code for code in refused(office.fire(case, "resolve", **SUMMARY)))
