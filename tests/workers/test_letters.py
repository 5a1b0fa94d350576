"""Who is told where an agency is reached by letter: nobody of it, whoever still has a login (R14)."""

from typing import Any
from uuid import UUID

from tests.office import CAST, Office
from tests.workers.conftest import hire
from tests.workers.test_effects import DEMO
from workers import letters
from workers.effects import relay

BEATEN = {
    "happened": "Dipukul ayahnya.",
    "kelurahan": "18.72.05.1001",
    "danger_now": "no",
    "category": "KTA",
    "victims": [{"age": 8, "forms": ["physical"]}],
}
OUTCOME: dict[str, Any] = {"completion": "served", "summary": "Selesai."}


def told(office: Office) -> set[str]:
    by_id = {who: role for role, who in CAST.items()}
    return {by_id[row[0]] for row in office.sql("SELECT staff_id FROM notice")}


def test_r14_what_the_system_sends_to_an_agency_that_is_not_here_goes_by_letter(office: Office) -> None:
    hire(office)
    office.sql("UPDATE agency SET reached_by = 'letter' WHERE name = 'UPTD'")
    office.at("2026-12-01T09:00")
    case = office.open("omah-peluk", "kader", **BEATEN)
    office.later(hours=25)
    office.sweep()
    referral: UUID = office.children_of(case)[0]

    relay(office.worker, "a", DEMO)

    assert office.facts_of(referral)["delivery"] == "letter"
    assert set(office.clocks(referral)) == {"age", "call-UPTD"}
    assert office.acts(referral)[-1] == "turn-to-letter"
    relay(office.worker, "a", DEMO)
    assert not told(office) & {"uptd_officer", "head_of_uptd"}
    assert {"kader", "coordinator", "supervisor"} <= told(office)
    assert not [one for (one,) in office.sql("SELECT recipient FROM mail") if "uptd" in one]


def test_r14_what_an_agency_accepted_before_it_left_is_asked_after_by_its_sender(office: Office) -> None:
    hire(office)
    office.at("2026-12-01T09:00")
    proposed, sheltered = (accepted(office) for _ in range(2))
    assert office.fire(proposed, "complete", "uptd_officer", **OUTCOME).proposal
    assert office.fire(sheltered, "enter-shelter", "uptd_officer", started_at="2026-12-01T09:00").done
    due = {name: clock.due_at for name, clock in office.clocks(sheltered).items()}
    office.sql("UPDATE agency SET reached_by = 'letter' WHERE name = 'UPTD'")

    assert letters.turn(office.worker) == 2

    assert (letters.turn(office.worker), office.state_of(proposed)) == (0, "accepted")
    assert set(office.clocks(proposed)) == {"age", "call-again"}, "no proposal waits for who is gone"
    now = {name: clock.due_at for name, clock in office.clocks(sheltered).items()}
    assert now == {"age": due["age"], "call-again": due["review"], "call-shelter": due["shelter"]}
    gone = office.fire(sheltered, "complete", "uptd_officer", **OUTCOME)
    assert gone.refused_by == {"GOES_BY_LETTER", "IN_SHELTER"}
    office.later(days=8)
    office.sweep()
    rung = [roles for topic, level, roles in office.told(sheltered) if (topic, level) == ("escalation", 1)]
    assert rung == [frozenset({"kader", "coordinator"})]
    call: dict[str, Any] = {"answered_by": "Bu Lina", "answered_at": "2026-12-09T08:00"}
    assert office.fire(sheltered, "leave-shelter-by-phone", reason="Pulang.", **call).done
    assert office.fire(sheltered, "complete-by-phone", **call, **OUTCOME).proposal


def accepted(office: Office) -> UUID:
    case = office.open("omah-peluk", "kader", **BEATEN)
    assert office.fire(case, "refer-to-UPTD", legal_basis="legal_obligation").done
    referral: UUID = office.children_of(case)[0]
    assert office.fire(referral, "accept", "uptd_officer").done
    return referral
