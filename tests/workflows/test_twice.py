"""A step that would change nothing is refused with its reason: what is on record already is not done again."""

from typing import Any

from engine import commands
from engine.database import SYSTEM_ACTOR
from engine.errors import Refused
from tests.office import CAST, Office
from tests.workflows.stories import ADULT_BASIS, done, refused, report

WHY: dict[str, Any] = {"reason": "Kerabat terlapor."}


def test_r31_nobody_is_kept_out_twice_and_whoever_was_let_in_can_be_kept_out_again(office: Office) -> None:
    case = report(office)
    kader: dict[str, Any] = {"person": str(CAST["kader"])}
    done(office.fire(case, "keep-out", "supervisor", **WHY, **kader))

    again = office.fire(case, "keep-out", "supervisor", **WHY, **kader)

    assert refused(again) == {"KEPT_OUT_ALREADY"}
    assert again.refused is not None
    assert all(one.reason.id and one.reason.en for one in again.refused.refusals)
    done(office.fire(case, "keep-out", "supervisor", **WHY, person=str(CAST["coordinator"])))
    assert [len(office.facts_of(case)["kept_out"])] == [2]


def test_no_psychologist_is_brought_in_twice(office: Office) -> None:
    case = report(office)
    her: dict[str, Any] = {"psychologist": str(CAST["psychologist"])}
    done(office.fire(case, "invite-psychologist", **her))

    assert refused(office.fire(case, "invite-psychologist", **her)) == {"INVITED_ALREADY"}


def test_r12_no_visit_is_cancelled_where_none_is_booked(office: Office) -> None:
    case = report(office)
    done(office.fire(case, "ask-for-visit"))
    before = office.acts(case)

    try:
        commands.advance(office.api, SYSTEM_ACTOR, case, "visit-cancelled")
    except Refused as said:
        codes = {one.code for one in said.refusals}

    assert codes == {"NO_VISIT"}
    assert office.acts(case) == before


def test_r20_a_referral_is_not_revoked_over_somebody_who_is_in_shelter(office: Office) -> None:
    office.at("2026-12-01T09:00")
    case = report(office, victims=[{"age": 30}], stated_risk="low")
    done(office.fire(case, "refer-to-UPTD", **ADULT_BASIS, asked_by_adult=True))
    (sent,) = office.children_of(case)
    done(office.fire(sent, "accept", "uptd_officer"))
    done(office.fire(sent, "enter-shelter", "uptd_officer", started_at="2026-12-01T09:00"))
    done(office.fire(case, "receive-request", asked_for="withdrawal", asked_at="2026-12-01T09:00", details="Tarik."))

    assert refused(office.fire(sent, "revoke", **WHY)) == {"IN_SHELTER"}

    done(office.fire(sent, "leave-shelter", "uptd_officer", reason="Pulang ke ibunya."))
    done(office.fire(sent, "revoke", **WHY))
    assert office.state_of(sent) == "revoked"
