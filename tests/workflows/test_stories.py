"""What else the office lives through: returns, refusals, corrections, approvals, endings, and what the night does.

Long because each story is told from its report to its end.
"""

from typing import Any
from uuid import UUID

import pytest

from engine.errors import NotFound
from tests.office import CAST, REJOMULYO, YOSODADI, Office, person
from tests.workflows.stories import ADULT_BASIS, PAPERS, SUMMARY, consult, done, refused, report

BEATEN_CHILD: dict[str, Any] = {"victims": [{"name": "Dimas", "age": 7, "forms": ["physical"]}]}
ABUSED_ADULT: dict[str, Any] = {
    "victims": [{"name": "Ratna", "age": 30, "disabled": "no", "sexual_forms": ["physical_harassment"]}]
}
POLICE: dict[str, Any] = {"police_reported_on": "2026-12-01", "office": "Polres Metro", "number": "LP/12/2026"}
OUTCOME: dict[str, Any] = {"completion": "served", "summary": "Layanan selesai."}


def at_uptd(office: Office, **told: Any) -> tuple[UUID, UUID]:
    """A protected case and its referral, accepted by UPTD."""
    office.at("2026-12-01 09:00")
    case = report(office, **told)
    done(office.fire(case, "refer-to-UPTD", legal_basis="legal_obligation"))
    [referral] = office.children_of(case)
    done(office.fire(referral, "accept", "uptd_officer"))
    return case, referral


# the cap and who may stop it


def test_an_adults_refusal_keeps_the_system_from_moving_her(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, **ABUSED_ADULT)
    done(office.fire(case, "record-refusal", referral_refused=True, informed=True, reason="Belum siap."))

    office.at("2026-12-03 09:00")
    office.sweep()

    assert office.state_of(case) == "reported"
    assert office.children_of(case) == []
    told = [roles for topic, level, roles in office.told(case) if topic == "escalation" and level == 3]
    assert told == [{"supervisor", "head_of_uptd"}]
    assert "police" in office.clocks(case)


def test_supervisor_and_head_of_uptd_decide_on_the_least_data(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, **ABUSED_ADULT)
    done(office.fire(case, "record-refusal", referral_refused=True, informed=True, reason="Belum siap."))

    done(office.fire(case, "decide-to-refer", "supervisor", reason="Ancaman berlanjut."))
    assert office.state_of(case) == "reported"
    done(office.approve(case, "head_of_uptd"))

    assert office.state_of(case) == "referred-to-UPTD"
    [referral] = office.children_of(case)
    assert office.facts_of(referral)["least_data"] is True


def test_a_refusal_withdrawn_lets_the_cap_move_it_at_once(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, **ABUSED_ADULT)
    done(office.fire(case, "record-refusal", referral_refused=True, informed=True, reason="Belum siap."))
    office.at("2026-12-03 09:00")
    office.sweep()

    done(office.fire(case, "record-refusal", referral_refused=False, informed=True, reason="Sekarang bersedia."))
    office.sweep()

    assert office.state_of(case) == "referred-to-UPTD"


def test_the_head_of_uptd_sees_a_protected_case_and_no_other(office: Office) -> None:
    office.at("2026-12-01 09:00")
    protected, ordinary = report(office, **BEATEN_CHILD), report(office)

    assert "NOT_YOUR_ROLE" in refused(office.fire(protected, "acknowledge", "head_of_uptd"))
    with pytest.raises(NotFound):
        office.fire(ordinary, "acknowledge", "head_of_uptd")
    with pytest.raises(NotFound):
        office.fire(protected, "acknowledge", "uptd_officer")


def test_violence_that_surfaces_at_puspaga_moves_the_case_to_uptd_within_a_day(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 14}], category="non_violence", stated_risk="low")
    done(office.fire(case, "refer-to-PUSPAGA", legal_basis="public_duty"))
    [referral] = office.children_of(case)
    done(office.fire(referral, "accept", "puspaga_officer"))
    office.at("2026-12-10 09:00")
    done(office.fire(case, "disclose", "puspaga_officer", victim=1, forms=["physical"]))
    assert office.state_of(case) == "referred-to-PUSPAGA"

    office.at("2026-12-11 09:00")
    office.sweep()

    assert office.state_of(case) == "referred-to-UPTD"
    assert office.state_of(referral) == "accepted"


def test_a_protected_referral_that_puspaga_ignores_gets_uptd_beside_it_after_two_days(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 14}], category="non_violence", stated_risk="low")
    done(consult(office, case, immediate=["suicidal_or_self_harm"], stated_risk="high"))
    done(office.fire(case, "refer-to-PUSPAGA", legal_basis="public_duty"))

    office.at("2026-12-03 08:59")
    office.sweep()
    assert office.state_of(case) == "referred-to-PUSPAGA"
    office.at("2026-12-03 09:00")
    office.sweep()

    assert office.state_of(case) == "referred-to-UPTD"
    assert len(office.children_of(case)) == 2


def test_puspaga_itself_hands_violence_on_to_uptd(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 14}], category="non_violence", stated_risk="low")
    assert "NOT_YOUR_ROLE" not in refused(office.fire(case, "refer-to-UPTD", legal_basis="public_duty"))
    done(office.fire(case, "refer-to-PUSPAGA", legal_basis="public_duty"))
    done(office.fire(case, "disclose", "puspaga_officer", victim=1, forms=["physical"]))

    done(office.fire(case, "refer-to-UPTD", "puspaga_officer", legal_basis="legal_obligation"))

    assert office.state_of(case) == "referred-to-UPTD"


# risk


def test_lowering_a_high_risk_is_the_supervisors_and_undoes_no_move(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 40}], stated_risk="high")
    calm: dict[str, Any] = {"stated_risk": "low", "reason": "Ternyata aman."}
    assert "LOWERING_HIGH_RISK" in refused(office.fire(case, "reassess", **calm))

    done(office.fire(case, "reassess", "supervisor", **calm))

    assert office.facts_of(case)["protected"] is False
    assert set(office.clocks(case)) == {"age", "respond"}
    office.at("2026-12-02 09:00")
    office.sweep()
    assert office.state_of(case) == "reported"


def test_one_aggravating_criterion_is_medium_until_somebody_has_looked(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 40}], stated_risk="low", aggravating=["rejected"])
    assert office.facts_of(case)["risk"] == "medium"

    done(consult(office, case, aggravating=["rejected"], stated_risk="low"))

    assert office.facts_of(case)["risk"] == "low"


# the police


def test_neither_a_return_nor_a_reopening_restarts_the_72_hours(office: Office) -> None:
    case, referral = at_uptd(office, **ABUSED_ADULT)
    first = office.clocks(case)["police"].due_at

    office.at("2026-12-02 09:00")
    done(office.fire(referral, "send-back", "uptd_officer", return_reason="incomplete_data", explanation="Kurang."))

    assert office.state_of(case) == "consulted"
    assert office.clocks(case)["police"].due_at == first


def test_what_is_disclosed_after_72_hours_rings_once(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 30, "forms": ["psychic"]}], stated_risk="low")
    done(consult(office, case, category="KDRT"))
    office.at("2026-12-08 09:00")
    office.sweep()
    done(office.fire(case, "disclose", victim=1, sexual_forms=["rape"]))
    office.sweep()

    rung = [one for one in office.history(case) if one.columns["act"] == "police-missed"]
    assert len(rung) == 1
    office.at("2026-12-08 20:00")
    office.sweep()
    assert len([one for one in office.history(case) if one.columns["act"].startswith("police")]) == 1


def test_the_completion_that_ends_a_sexual_case_waits_for_the_police(office: Office) -> None:
    case, referral = at_uptd(office, **ABUSED_ADULT)
    assert refused(office.fire(referral, "complete", "uptd_officer", **OUTCOME)) == {"POLICE_UNDECIDED"}

    done(office.fire(case, "record-police-report", "uptd_officer", **POLICE))
    done(office.fire(referral, "complete", "uptd_officer", **OUTCOME))
    done(office.approve(referral, "head_of_uptd"))

    assert office.facts_of(case)["end_reason"] == "served"
    assert office.clocks(case) == {}


def test_no_complaint_needs_the_head_of_uptd(office: Office) -> None:
    case, _ = at_uptd(office, **ABUSED_ADULT)
    done(office.fire(case, "record-no-complaint", "uptd_officer", reason="Tidak ingin mengadu."))
    assert "police" in office.clocks(case)

    done(office.approve(case, "head_of_uptd"))

    assert "police" not in office.clocks(case)


def test_a_childs_case_is_never_left_without_complaint(office: Office) -> None:
    case, _ = at_uptd(office, victims=[{"age": 12, "disabled": "no", "sexual_forms": ["electronic"]}])

    answer = office.fire(case, "record-no-complaint", "uptd_officer", reason="Keluarga tidak mau.")

    assert refused(answer) == {"NOT_A_COMPLAINT_OFFENCE"}


# referrals


def test_uptd_does_not_send_a_sexual_case_back_to_be_settled_here(office: Office) -> None:
    _, referral = at_uptd(office, **ABUSED_ADULT)

    answer = office.fire(
        referral,
        "send-back",
        "uptd_officer",
        return_reason="other",
        settle_locally=True,
        explanation="Selesaikan saja di kelurahan.",
    )

    assert refused(answer) == {"TPKS_23"}


def test_an_unanswered_referral_reaches_the_head_and_then_dinas(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, **BEATEN_CHILD)
    done(office.fire(case, "refer-to-UPTD", legal_basis="legal_obligation"))
    [referral] = office.children_of(case)

    office.at("2026-12-01 11:00")
    office.sweep()
    assert office.told(referral)[-1] == ("escalation", 1, frozenset({"head_of_uptd"}))
    office.at("2026-12-01 13:00")
    office.sweep()
    assert office.told(referral)[-1] == ("escalation", 2, frozenset({"supervisor"}))


def test_an_accepted_referral_is_reviewed_every_month(office: Office) -> None:
    _, referral = at_uptd(office, **BEATEN_CHILD)
    first = office.clocks(referral)["review"].due_at

    office.later(days=20)
    done(office.fire(referral, "review", "uptd_officer", progress="Terapi berjalan."))

    assert (office.clocks(referral)["review"].due_at - first).days == 20


def test_a_protected_case_is_not_taken_back_from_uptd(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, **BEATEN_CHILD)
    done(office.fire(case, "refer-to-UPTD", legal_basis="legal_obligation"))
    [referral] = office.children_of(case)

    assert refused(office.fire(referral, "revoke", reason="Salah kirim.")) == {"PROTECTED_STAYS"}


def test_an_ordinary_referral_taken_back_makes_the_case_consulted(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 14}], category="non_violence", stated_risk="low")
    done(office.fire(case, "refer-to-PUSPAGA", legal_basis="public_duty"))
    [referral] = office.children_of(case)

    done(office.fire(referral, "revoke", reason="Keluarga pindah."))

    assert office.state_of(case) == "consulted"
    assert office.facts_of(case)["returned_count"] == 0
    assert "decide" in office.clocks(case)


def test_the_supervisor_may_hand_puspagas_completion_back(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 14}], category="non_violence", stated_risk="low")
    done(office.fire(case, "refer-to-PUSPAGA", legal_basis="public_duty"))
    [referral] = office.children_of(case)
    done(office.fire(referral, "accept", "puspaga_officer"))
    done(office.fire(referral, "conclude", "puspaga_officer", **OUTCOME))

    done(office.fire(case, "decline-completion", "supervisor", reason="Belum ada rencana tindak lanjut."))

    assert office.state_of(case) == "consulted"


def test_what_puspaga_completed_is_not_confirmed_over_violence(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 14}], category="non_violence", stated_risk="low")
    done(office.fire(case, "refer-to-PUSPAGA", legal_basis="public_duty"))
    [referral] = office.children_of(case)
    done(office.fire(referral, "accept", "puspaga_officer"))
    done(office.fire(referral, "conclude", "puspaga_officer", **OUTCOME))
    done(office.fire(case, "disclose", victim=1, forms=["physical"]))

    assert refused(office.fire(case, "confirm-completion", "supervisor")) == {"PA_59A_72"}


# corrections


@pytest.mark.parametrize(("kind", "still"), [("entry_error", set()), ("retracted", {"TPKS_23"})])
def test_only_an_entry_error_lifts_the_sexual_rule(office: Office, kind: str, still: set[str]) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 30, "sexual_forms": ["other"]}], stated_risk="low")
    done(consult(office, case, category="KS", stated_risk="low"))

    done(office.fire(case, "correct-forms", "supervisor", kind=kind, forms=[], sexual_forms=[], reason="Diperiksa."))
    assert "TPKS_23" in refused(office.fire(case, "resolve", **SUMMARY))
    done(office.approve(case, "head_of_uptd"))

    answer = office.fire(case, "resolve", **SUMMARY)
    assert answer.refused_by & {"TPKS_23"} == still


def test_a_resolved_case_is_corrected_only_after_it_is_reopened(office: Office) -> None:
    case = light_case(office)
    done(office.fire(case, "resolve", **SUMMARY))
    done(office.approve(case, "supervisor"))
    wrong: dict[str, Any] = {"kind": "entry_error", "sexual_forms": ["rape"], "reason": "Salah catat."}
    assert refused(office.fire(case, "correct-forms", "supervisor", **wrong)) == {"WRONG_STATE"}

    done(office.fire(case, "reopen", reason="Ada yang belum dicatat."))

    done(office.fire(case, "correct-forms", "supervisor", **wrong))


def test_a_correction_keeps_both_values_in_the_history(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 30, "sexual_forms": ["other"]}])
    done(office.fire(case, "correct-forms", "supervisor", kind="entry_error", reason="Salah centang."))
    done(office.approve(case, "head_of_uptd"))

    bodies = [
        row[0]["facts"]["victims"][0]["sexual_ever"]
        for row in office.sql(
            "SELECT convert_from(body, 'UTF8')::jsonb FROM history WHERE case_id = %s ORDER BY seq", case
        )
        if "victims" in row[0]["facts"]
    ]

    assert bodies == [True, False]


def test_a_kader_does_not_make_a_child_an_adult(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, **BEATEN_CHILD)

    assert refused(office.fire(case, "describe-people", victims=[{"age": 21}])) == {"AGE_NEEDS_CORRECTION"}


def test_describing_people_adds_to_them_and_takes_nothing_away(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"forms": ["psychic"]}])
    done(
        office.fire(
            case,
            "describe-people",
            victims=[{"name": "Dewi", "age": 33}, {"name": "Arif", "age": 11}],
            perpetrators=[{"relation": "spouse", "to_victims": [1]}],
        )
    )

    victims = office.facts_of(case)["victims"]
    assert [(one["age_now"], one["forms_ever"]) for one in victims] == [(33, ["psychic"]), (11, [])]
    assert office.facts_of(case)["relations"][0]["kind"] == "spouse"


# approvals and endings


def light_case(office: Office) -> UUID:
    office.at("2026-12-01 09:00")
    case = report(
        office,
        victims=[{"age": 35, "forms": ["physical"], "hinders_daily_work": "no"}],
        perpetrators=[{"relation": "spouse"}],
        stated_risk="low",
    )
    done(consult(office, case, category="KDRT"))
    done(office.fire(case, "record-agreement", **PAPERS))
    return case


def test_a_proposal_dies_when_what_it_rests_on_changes(office: Office) -> None:
    case = light_case(office)
    done(office.fire(case, "resolve", **SUMMARY))
    number = office.pending(case)

    done(office.fire(case, "record-agreement", **{**PAPERS, "agreement_signed": "no"}))

    assert office.sql("SELECT pending FROM cases WHERE id = %s", case) == [(None,)]
    assert number > 0
    assert "approve" not in office.clocks(case)


def test_an_unapproved_proposal_rings_the_supervisor(office: Office) -> None:
    case = light_case(office)
    done(office.fire(case, "resolve", **SUMMARY))

    office.at("2026-12-03 09:00")
    office.sweep()

    assert [roles for topic, _, roles in office.told(case) if topic == "escalation"] == [{"supervisor"}]
    assert office.state_of(case) == "consulted"


def test_a_coordinator_does_not_approve_in_the_supervisors_place(office: Office) -> None:
    case = light_case(office)
    done(office.fire(case, "resolve", **SUMMARY))

    assert "NOT_YOUR_ROLE" in refused(office.approve(case, "coordinator"))


def test_a_report_that_was_none_is_ended_by_two_persons_and_may_be_reopened(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 30}])
    done(office.fire(case, "close", end_reason="not_a_report", reason="Salah sambung."))
    assert office.clocks(case).keys() >= {"respond", "approve"}
    done(office.approve(case, "supervisor"))
    assert office.clocks(case) == {}
    assert office.facts_of(case)["end_reason"] == "not_a_report"

    done(office.fire(case, "reopen", "supervisor", reason="Ternyata laporan."))

    assert office.state_of(case) == "consulted"
    assert office.facts_of(case)["end_reason"] is None


def test_a_protected_report_closed_and_reopened_is_at_uptd_at_once(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, **BEATEN_CHILD)
    done(office.fire(case, "close", end_reason="not_a_report", reason="Dikira keliru."))
    done(office.approve(case, "supervisor"))
    office.at("2026-12-05 09:00")
    done(office.fire(case, "reopen", "supervisor", reason="Benar terjadi."))

    office.sweep()

    assert office.state_of(case) == "referred-to-UPTD"


def test_what_is_still_open_is_not_reopened(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office)

    assert refused(office.fire(case, "reopen", "supervisor", reason="Keliru.")) == {"STILL_OPEN"}


def test_a_missed_follow_up_reaches_the_supervisor(office: Office) -> None:
    case = light_case(office)
    done(office.fire(case, "resolve", **SUMMARY))
    done(office.approve(case, "supervisor"))

    office.at("2026-12-22 09:00")
    office.sweep()

    told = [(topic, level, set(roles)) for topic, level, roles in office.told(case) if topic != "report"]
    assert [one for one in told if one[0] in ("reminder", "escalation")] == [
        ("reminder", 0, {"coordinator"}),
        ("escalation", 1, {"coordinator", "kader"}),
        ("escalation", 2, {"supervisor"}),
    ]


# who works on it


def test_an_acknowledged_report_is_not_acknowledged_again(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office)
    done(office.fire(case, "acknowledge"))

    assert refused(office.fire(case, "acknowledge", "coordinator")) == {"ACKNOWLEDGED"}


def test_a_case_moved_to_another_kelurahan_keeps_its_clocks(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 30}], stated_risk="low")
    before = office.clocks(case)["respond"]
    elsewhere = person(f"kader@{YOSODADI}")
    with pytest.raises(NotFound):
        office.fire(case, "acknowledge", elsewhere)

    done(
        office.fire(
            case, "assign", "supervisor", assignee=str(elsewhere.id), to_kelurahan=YOSODADI, reason="Tempat tinggalnya."
        )
    )

    assert office.clocks(case)["respond"] == before
    assert office.sql("SELECT owner FROM cases WHERE id = %s", case) == [(elsewhere.id,)]
    done(office.fire(case, "acknowledge", elsewhere))


def test_a_psychologist_sees_the_cases_she_is_brought_into(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 30}], stated_risk="low", kelurahan=REJOMULYO)
    with pytest.raises(NotFound):
        consult(office, case, "psychologist")

    done(office.fire(case, "invite-psychologist", psychologist=str(CAST["psychologist"])))

    done(consult(office, case, "psychologist"))
    assert office.state_of(case) == "consulted"


def test_an_adult_may_ask_for_uptd_without_a_consultation(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 35, "forms": ["psychic"]}], stated_risk="medium")
    assert refused(office.fire(case, "refer-to-UPTD", **ADULT_BASIS)) == {"CONSULT_FIRST"}

    done(office.fire(case, "refer-to-UPTD", **ADULT_BASIS, asked_by_adult=True))

    assert office.state_of(case) == "referred-to-UPTD"
