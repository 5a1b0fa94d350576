"""R32, and the tries to reach people: what a case that leaves, or cannot be reached, needs before it ends."""

from typing import Any

from tests.office import Office
from tests.workflows.stories import done, refused, report

BU_TINI: dict[str, Any] = {"victims": [{"name": "Tini", "age": 41, "forms": ["psychic"]}]}
THERE: dict[str, Any] = {"handover_accepted_on": "2026-12-03", "accepted_by": "UPTD PPA Lampung Timur, Ibu Ratna"}
MOVED: dict[str, Any] = {"completion": "handed_over", "summary": "Diterima di Lampung Timur."}
CONSENT: dict[str, Any] = {
    "legal_basis": "consent",
    "consent_by": "Tini",
    "consent_relation": "self",
    "consent_on": "2026-12-01",
    "consent_scope": "UPTD Lampung Timur",
}


def test_r32_a_case_of_another_region_stays_open_until_it_was_accepted_there(office: Office) -> None:
    """Tini lives across the border, in Lampung Timur; the house in Rejomulyo heard of it first."""
    office.at("2026-12-01 09:00")
    case = report(office, **BU_TINI)
    assert "CONSULT_FIRST" in refused(office.fire(case, "refer-to-UPTD", **CONSENT))
    done(office.fire(case, "refer-to-UPTD", **CONSENT, handover_region="18.07"))
    (sent,) = office.children_of(case)
    done(office.fire(sent, "accept", "uptd_officer"))

    answer = office.fire(sent, "complete", "uptd_officer", **MOVED)

    assert refused(answer) == {"HANDOVER_OPEN"}
    assert answer.refused is not None
    assert [(one.rule, one.basis) for one in answer.refused.refusals] == [("R32", "Permen PPPA 2/2022 (C)")]
    assert refused(office.fire(sent, "complete", "uptd_officer", completion="served", summary="Selesai.")) == {
        "HANDOVER_OPEN"
    }

    office.at("2026-12-03 10:00")
    done(office.fire(case, "record-handover", "uptd_officer", **THERE))
    assert refused(office.fire(case, "record-handover", "uptd_officer", **THERE)) == {"HANDOVER_RECORDED"}
    done(office.fire(sent, "complete", "uptd_officer", **MOVED))
    done(office.approve(sent, "head_of_uptd"))
    assert office.facts_of(case)["end_reason"] == "handed_over"
    assert office.clocks(case) == office.clocks(sent) == {}


def test_r32_moved_ends_a_case_only_after_the_hand_over(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, **BU_TINI)
    gone: dict[str, Any] = {"end_reason": "moved", "reason": "Ia pindah ke Sukadana."}
    assert refused(office.fire(case, "close", **gone)) == {"HANDOVER_OPEN"}
    done(office.fire(case, "refer-to-UPTD", **CONSENT, handover_region="18.07"))
    (sent,) = office.children_of(case)
    done(office.fire(sent, "send-back", "uptd_officer", return_reason="wrong_region", explanation="Ke Sukadana."))
    assert refused(office.fire(case, "close", **gone)) == {"HANDOVER_OPEN"}
    done(office.fire(case, "record-handover", "uptd_officer", **THERE | {"handover_accepted_on": "2026-12-01"}))

    done(office.fire(case, "close", **gone))

    done(office.approve(case))
    assert office.facts_of(case)["end_reason"] == "moved"


def test_r32_a_region_that_took_a_case_has_not_taken_it_for_another_one(office: Office) -> None:
    office.at("2026-12-03 10:00")
    case = report(office, **BU_TINI)
    done(office.fire(case, "refer-to-UPTD", **CONSENT, handover_region="18.07"))
    done(office.fire(case, "record-handover", "uptd_officer", **THERE))
    (first,) = office.children_of(case)
    done(office.fire(first, "send-back", "uptd_officer", return_reason="wrong_region", explanation="Ia pindah lagi."))

    done(office.fire(case, "refer-to-UPTD", **CONSENT, handover_region="18.05"))

    second = office.children_of(case)[-1]
    done(office.fire(second, "accept", "uptd_officer"))
    assert refused(office.fire(second, "complete", "uptd_officer", **MOVED)) == {"HANDOVER_OPEN"}
    done(office.fire(case, "record-handover", "uptd_officer", **THERE))
    done(office.fire(second, "complete", "uptd_officer", **MOVED))


def test_r30_somebody_is_unreachable_after_three_safe_tries_on_three_days(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 30}], category="non_violence", stated_risk="low")
    away: dict[str, Any] = {"end_reason": "unreachable", "reason": "Nomornya tidak aktif."}
    tried: dict[str, Any] = {"way": "phone", "safely": True}
    assert "BEFORE_THE_REPORT" in refused(office.fire(case, "record-attempt", attempted_on="2026-11-29", **tried))
    for _ in range(3):
        done(office.fire(case, "record-attempt", attempted_on="2026-12-01", **tried))
    assert refused(office.fire(case, "close", **away)) == {"TOO_FEW_ATTEMPTS"}  # three tries, one day

    office.at("2026-12-03 15:00")
    done(office.fire(case, "record-attempt", attempted_on="2026-12-02", **tried))
    done(office.fire(case, "record-attempt", attempted_on="2026-12-03", **tried))
    done(office.fire(case, "close", **away))
    done(office.approve(case))
    assert office.facts_of(case)["end_reason"] == "unreachable"


def test_r30_whoever_was_reached_is_tried_anew(office: Office) -> None:
    office.at("2026-12-04 09:00")
    case = report(office, victims=[{"age": 30}], taken_at="2026-12-01T09:00")
    for day in ("2026-12-01", "2026-12-02"):
        done(office.fire(case, "record-attempt", attempted_on=day, way="phone", safely=True))

    done(office.fire(case, "record-attempt", attempted_on="2026-12-03", way="safe_contact", safely=True, reached=True))

    assert office.facts_of(case)["attempts"] == []
