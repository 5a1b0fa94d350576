"""The office at random: whatever staff do, and however long nobody does, no case falls silent or breaks a rule."""

from random import Random
from typing import Any
from uuid import UUID

import pytest

from engine.definition import Transition
from engine.errors import Invalid, NoLongerPending, NotFound
from engine.past import audit
from tests.office import CAST, Office
from tests.workflows.stories import ADULT_BASIS, report
from workflows import REGISTRY
from workflows.forms.assessing import AgeCorrection, Consultation, Correction, NewDisclosure, People, Reassessment
from workflows.forms.merging import Merging
from workflows.forms.recording import PoliceProtection, Shelter, SimfoniEntry
from workflows.forms.referring import Contact, Handover, Outcome, Return, Review, Sending, SendingToUptd
from workflows.forms.requesting import Confirmation, Done, Ground, OtherBasis, Request
from workflows.forms.retaining import Erasure
from workflows.forms.steps import (
    Agreement,
    Assignment,
    ContactAttempt,
    EarlierCase,
    Ending,
    FollowUpVisit,
    Invitation,
    KeepingOut,
    LettingIn,
    Note,
    OwnConflict,
    PoliceReport,
    Reason,
    RefusalOfReferral,
    Resolution,
)
from workflows.forms.talking import MessageFromReporter, MessageToReporter
from workflows.forms.telephone import (
    Call,
    CallInVain,
    LeavingByPhone,
    OutcomeByPhone,
    ReturnByPhone,
    ReviewByPhone,
    ShelterByPhone,
)
from workflows.forms.visiting import Booking

STEPS = 40
PAUSES = (0.2, 1, 5, 24, 80, 24 * 10, 24 * 40)


def filled_in(form: type[Any] | None, chance: Random, now: str, other: str) -> dict[str, Any]:
    """A form as somebody might fill it in. `other` is the number of another case."""
    answers = ("yes", "no", "unknown")
    risk = {
        "immediate": chance.choice(([], [], [], ["weapon"])),
        "stated_risk": chance.choice(("high", "medium", "low", "low")),
    }
    why = {"reason": "Seperti dicatat."}
    told = {
        "forms": chance.choice(([], ["physical"], ["psychic"])),
        "sexual_forms": chance.choice(([], [], [], ["rape"])),
    }
    basis = {"legal_basis": chance.choice(("public_duty", "legal_obligation", "vital_interest"))}
    call = {"answered_by": "Ibu Ratna, staf", "answered_at": now}
    forms: dict[Any, dict[str, Any]] = {
        None: {},
        Consultation: {
            **risk,
            "consulted_at": now,
            "heard": "client",
            "category": chance.choice(("KDRT", "non_violence", "non_violence")),
        },
        Reassessment: {**risk, **why},
        NewDisclosure: {**told, "hinders_daily_work": "no"},
        Correction: {**told, **why, "kind": chance.choice(("entry_error", "retracted"))},
        AgeCorrection: {**why, "age_now": chance.choice((15, 30))},
        People: {"victims": [{"age": chance.choice((9, 15, 30))}], "perpetrators": [{"relation": "spouse"}]},
        Sending: chance.choice((basis, ADULT_BASIS)),
        SendingToUptd: {**chance.choice((basis, ADULT_BASIS)), "asked_by_adult": chance.random() < 0.5},
        Return: {"return_reason": "other", "explanation": "Kurang.", "settle_locally": chance.random() < 0.3},
        Outcome: {"completion": "served", "summary": "Selesai."},
        Review: {"progress": "Berjalan."},
        MessageToReporter: {"text": "Apakah aman bila kami menelepon?"},
        MessageFromReporter: {"text": "Jangan telepon.", "written_at": now},
        Call: call,
        CallInVain: {"tried_at": now},
        ShelterByPhone: {**call, "started_at": now},
        LeavingByPhone: {**call, **why},
        ReviewByPhone: {**call, "progress": "Berjalan."},
        OutcomeByPhone: {**call, "completion": "served", "summary": "Selesai."},
        ReturnByPhone: {**call, "return_reason": "other", "explanation": "Kurang."},
        Agreement: {
            "victim_request_written": "yes",
            "assessed_free_of_pressure": "yes",
            "agreement_signed": chance.choice(answers),
        },
        Assignment: {**why, "assignee": str(CAST["kader"])},
        PoliceProtection: {"started_at": now, "law": chance.choice(("PKDRT_16", "TPKS_42"))},
        Shelter: {"started_at": now},
        SimfoniEntry: {"simfoni_on": now[:10], "simfoni_number": "18.72.0001"},
        Request: {
            "asked_for": chance.choice(("correction", "withdrawal", "erasure")),
            "asked_at": now,
            "details": "Mohon dicatat.",
        },
        Done: {"answer": "Sudah."},
        Erasure: {"ground": chance.choice(("retention_over", "asked")), "kept_years": 1},
        Confirmation: {"house": "UPTD", "notes": "Ibu Ratna, lewat telepon."},
        Ground: {"ground": "already_so", "answer": "Sudah demikian."},
        OtherBasis: {**why, "legal_basis": "vital_interest"},
        EarlierCase: {"earlier_number": "2025-AAAAAAA"},
        OwnConflict: {**why, "related": False},
        KeepingOut: {**why, "person": str(CAST["puspaga_officer"])},
        LettingIn: {**why, "person": str(CAST["puspaga_officer"])},
        Contact: {"through": "kader", "reached": chance.random() < 0.5},
        ContactAttempt: {"attempted_on": now[:10], "way": "phone", "safely": True},
        Handover: {"handover_accepted_on": now[:10], "accepted_by": "UPTD PPA Lampung Timur"},
        Ending: {**why, "end_reason": chance.choice(("not_a_report", "unfounded", "died"))},
        FollowUpVisit: {"follow_up_outcome": chance.choice(("done", "unreachable"))},
        Invitation: {"psychologist": str(CAST["psychologist"])},
        Booking: {
            "slot": str(CAST["kader"]),
            "psychologist": str(CAST["psychologist"]),
            "slot_at": "2031-01-04T02:00:00Z",
        },
        Merging: {**why, "duplicate_of": other},
        Note: {"text": "Catatan."},
        PoliceReport: {"police_reported_on": now[:10], "office": "Polres Metro", "number": "LP/1"},
        Reason: why,
        RefusalOfReferral: {"referral_refused": chance.random() < 0.5, "informed": True, **why},
        Resolution: {"summary": "Sepakat."},
    }
    return forms[form]


def somebody(step: Transition, chance: Random) -> str | None:
    people = [role for role in step.by if role in CAST]
    return chance.choice(people) if people else None


def act(office: Office, root: UUID, chance: Random, now: str, other: str = "2025-AAAAAAA") -> None:
    """Somebody tries something on the case or on one of its referrals; or decides a proposal; or it is refused."""
    subject = chance.choice([root, *office.children_of(root)])
    if office.sql("SELECT pending FROM cases WHERE id = %s", subject)[0][0] and chance.random() < 0.5:
        office.approve(subject, chance.choice(("supervisor", "head_of_uptd", "coordinator")))
        return
    workflow = REGISTRY.get(office.sql("SELECT workflow FROM cases WHERE id = %s", subject)[0][0]).workflow
    state = office.state_of(subject)
    leaving = [one for one in workflow.transitions if state in one.sources]
    step = chance.choice([*leaving, *(one for one in leaving if one.target is not None), *workflow.transitions[:3]])
    by = somebody(step, chance)
    if by is not None:
        office.fire(subject, step.name, by, **filled_in(step.form, chance, now, other))


def insist(office: Office, root: UUID) -> None:
    """What holds of every family at every moment."""
    rows = office.sql(
        """SELECT c.state, c.facts, c.ended_at, c.parent_id,
                  (SELECT count(*) FROM deadline d
                    WHERE d.root_id = c.root_id AND d.status = 'armed' AND d.name <> 'age')
             FROM cases c WHERE c.root_id = %s ORDER BY c.parent_id NULLS FIRST""",
        root,
    )
    state, facts, ended, _, armed = rows[0]
    assert ended is not None or armed > 0, f"silent in {state}"
    assert ended is None or not any(row[0] in ("sent", "accepted") for row in rows[1:]), "ended over an open referral"
    if state == "resolved-locally":
        assert not facts["sexual_ever"], "sexual violence settled locally"
        harmed = [one for one in facts["victims"] if one["forms_ever"]]
        assert all(one["age_at_incident"] >= 18 for one in harmed), "violence against a child settled locally"
    if state == "referred-to-PUSPAGA" and ended is None:
        assert not any(row[0] in ("sent", "accepted") and row[1]["receiver"] == "UPTD" for row in rows[1:])


def test_every_form_can_be_filled_in() -> None:
    # What the system fills in by itself is nobody's to fill in; a breach of data is no case that is walked.
    walked = REGISTRY.get("omah-peluk").workflow
    kinds = (REGISTRY.get(name).workflow for name in (walked.name, *walked.children))
    forms = {step.form for one in kinds for step in one.transitions if step.by != ("system",)}

    for form in forms - {None}:
        assert filled_in(form, Random(1), "2026-12-01T09:00:00+07:00", "2025-AAAAAAA"), form


def somebodys_case(office: Office, chance: Random) -> UUID:
    forms: list[list[str]] = [[], [], ["physical"], ["psychic"]]
    return report(
        office,
        victims=[{"age": chance.choice((9, 30, 35)), "forms": chance.choice(forms), "hinders_daily_work": "no"}],
        perpetrators=[{"relation": "spouse"}],
        stated_risk="low",
    )


def number_of(office: Office, case: UUID) -> str:
    return str(office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0])


@pytest.mark.parametrize("seed", range(4))
def test_a_case_at_random_is_never_silent_and_breaks_no_rule(office: Office, seed: int) -> None:
    chance = Random(seed)
    office.at("2026-12-01 09:00")
    root, twin = somebodys_case(office, chance), somebodys_case(office, chance)

    for _ in range(STEPS):
        now = office.later(hours=chance.choice(PAUSES) if chance.random() < 0.4 else 0.01)
        try:
            one, other = chance.choice(((root, twin), (root, twin), (twin, root)))
            act(office, one, chance, now.isoformat(), number_of(office, other))
        except (Invalid, NotFound, NoLongerPending):
            continue
        finally:
            office.sweep()
            insist(office, root)
            insist(office, twin)

    assert office.sql("SELECT count(*) FROM deadline WHERE failures > 0") == [(0,)]
    assert audit.verify(office.api).verified
