"""A reporter who wrote is answered, or somebody climbs: whatever the state, also where the case is over (R30)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from engine import commands
from engine.commands import Done
from engine.definition import Actor
from engine.errors import NotFound, Refused
from tests.office import Answer, Office, person
from tests.workflows.stories import consult, done, refused, report
from workflows.casework.talking import TAKE_IN
from workflows.office.roles import REPORTER

STORY: dict[str, Any] = {
    "happened": "Sering bertengkar.", "kelurahan": "18.72.05.1001", "danger_now": "no", "stated_risk": "low",
    "category": "non_violence", "victims": [{"age": 30}],
}  # fmt: skip
ENDED: dict[str, Any] = {"end_reason": "not_a_report", "reason": "Salah sambung."}


def at_the_door(office: Office, **told: Any) -> UUID:
    form = {**STORY, **told}
    if "stated_risk" not in told:
        del form["stated_risk"]
    return commands.open_case(office.door, Actor(None, REPORTER), "omah-peluk", form).case_id


def writes(office: Office, case: UUID, text: str = "Jangan telepon.") -> Done:
    at = office.sql("SELECT omah_now()")[0][0].isoformat()
    seen = frozenset(office.sql("SELECT audience FROM cases WHERE id = %s", case)[0][0])
    form = {"text": text, "written_at": at}
    return commands.advance(office.api, Actor(None, REPORTER, seen), case, TAKE_IN, form)


def climbed(office: Office, case: UUID) -> list[tuple[int, frozenset[str]]]:
    office.sweep()
    return [(level, roles) for topic, level, roles in office.told(case) if topic in ("reminder", "escalation")]


def test_r30_a_message_that_nobody_answers_is_climbed_up_to_dinas_and_told_each_week(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = at_the_door(office)
    done(office.fire(case, "reassess", stated_risk="low", reason="Sudah ditanyakan."))
    consult(office, case)
    writes(office, case)

    assert office.clocks(case)["answer-reporter"].due_at - office.clocks(case)[
        "answer-reporter"
    ].anchor_at == timedelta(days=1)
    office.later(hours=25)
    first = climbed(office, case)
    office.later(hours=24)
    second = climbed(office, case)
    office.later(days=7, hours=1)
    third = climbed(office, case)

    assert (1, frozenset({"coordinator", "uptd_officer", "puspaga_officer"})) in first
    assert (2, frozenset({"supervisor"})) in second[len(first) :]
    assert third[len(second) :].count((2, frozenset({"supervisor"}))) >= 1


def test_r30_where_the_case_is_protected_it_is_answered_in_six_hours(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = at_the_door(office, immediate=["weapon"])

    writes(office, case)

    clock = office.clocks(case)["answer-reporter"]
    assert clock.due_at - clock.anchor_at == timedelta(hours=6)


def test_r30_a_second_message_does_not_start_the_clock_anew(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = at_the_door(office)
    writes(office, case)
    due = office.clocks(case)["answer-reporter"].due_at

    office.later(hours=5)
    writes(office, case, "Tolong.")

    assert office.clocks(case)["answer-reporter"].due_at == due


@pytest.mark.parametrize("step", ["write-to-reporter", "heed-message"])
def test_r30_an_answer_or_a_reason_why_none_is_needed_stops_it(office: Office, step: str) -> None:
    case = at_the_door(office)
    writes(office, case)
    form: dict[str, Any] = {"text": "Baik."} if step == "write-to-reporter" else {"reason": "Kader datang sendiri."}

    done(office.fire(case, step, **form))

    assert "answer-reporter" not in office.clocks(case)
    assert office.facts_of(case)["written"] == []


def test_r30_whoever_writes_after_the_end_is_heard_and_the_case_stays_over(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = at_the_door(office)
    assert office.fire(case, "close", **ENDED).proposal
    done(office.approve(case))
    assert office.clocks(case) == {}

    writes(office, case, "Terjadi lagi.")

    assert set(office.clocks(case)) == {"answer-reporter"}
    assert office.sql("SELECT ended_at IS NOT NULL FROM cases WHERE id = %s", case) == [(True,)]
    office.later(days=3)
    assert climbed(office, case)[-1] == (2, frozenset({"supervisor"}))
    done(office.fire(case, "heed-message", reason="Kasus dibuka kembali."))
    assert office.clocks(case) == {}


def test_r30_nothing_ends_over_a_message(office: Office) -> None:
    case = at_the_door(office)
    writes(office, case)

    assert refused(office.fire(case, "close", **ENDED)) == {"MESSAGE_WAITS"}


def test_r30_an_ending_that_waits_for_approval_dies_when_the_reporter_writes(office: Office) -> None:
    case = at_the_door(office)
    number = office.fire(case, "close", **ENDED).proposal
    assert number is not None

    writes(office, case)

    assert office.sql("SELECT pending IS NULL FROM cases WHERE id = %s", case) == [(True,)]


def test_r23_an_agency_talks_while_the_case_is_with_it_and_not_before_or_after(office: Office) -> None:
    case = at_the_door(office, immediate=["weapon"], category="KDRT", victims=[{"age": 30, "forms": ["physical"]}])
    before = _write(office, case, "uptd_officer")
    done(office.fire(case, "refer-to-UPTD", legal_basis="vital_interest"))
    meanwhile, elsewhere = _write(office, case, "uptd_officer"), _write(office, case, "puspaga_officer")
    (child,) = office.children_of(case)
    done(office.fire(child, "send-back", "uptd_officer", return_reason="incomplete_data", explanation="Kurang data."))

    after = _write(office, case, "uptd_officer")

    assert before is None
    assert elsewhere is None
    assert meanwhile is not None
    assert after is not None
    assert refused(after) == {"NOT_WITH_YOU"}
    done(meanwhile)


def _write(office: Office, case: UUID, by: str) -> Answer | None:
    """None where the case is not there for her."""
    try:
        return office.fire(case, "write-to-reporter", by, text="Apakah aman?")
    except NotFound:
        return None


def test_r30_a_reporter_without_a_code_is_reached_by_her_safe_contact(office: Office) -> None:
    case = report(office)

    assert refused(office.fire(case, "write-to-reporter", text="Apakah aman?")) == {"NO_CODE"}
    assert refused(office.fire(case, "heed-message", reason="Tidak ada.")) == {"NO_MESSAGE"}


def test_nobody_but_a_reporter_says_that_a_reporter_wrote(office: Office) -> None:
    case = at_the_door(office)

    with pytest.raises(Refused):
        commands.advance(office.api, person("kader"), case, TAKE_IN, {"text": "x", "written_at": "2026-12-01T09:00Z"})
