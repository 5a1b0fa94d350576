"""Who is told where an agency is reached by letter: nobody of it, whoever still has a login (R14)."""

from uuid import UUID

from tests.office import CAST, Office
from tests.workers.conftest import hire
from tests.workers.test_effects import DEMO
from workers.effects import relay

BEATEN = {
    "happened": "Dipukul ayahnya.",
    "kelurahan": "18.72.05.1001",
    "danger_now": "no",
    "category": "KTA",
    "victims": [{"age": 8, "forms": ["physical"]}],
}


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
