"""R26: what the person concerned asks for is done within 72 hours; a consent that is withdrawn carries nothing more."""

from typing import Any
from uuid import UUID

import pytest

from engine.past import audit
from tests.office import Office
from tests.workflows.stories import ADULT_BASIS, consult, done, refused, report
from tests.workflows.test_scenarios import wib

ASKED: dict[str, Any] = {"asked_at": "2026-12-02T10:00", "details": "Ia tidak mau datanya dipakai lagi."}
WITHDRAWN: dict[str, Any] = {"asked_for": "withdrawal", **ASKED}
OUTCOME: dict[str, Any] = {"completion": "served", "summary": "Pendampingan selesai."}
CALLED: dict[str, Any] = {"house": "UPTD", "notes": "Ibu Ratna, lewat telepon, pukul 11."}
TOLD: dict[str, Any] = {"answer": "Sudah; ia diberi tahu lewat kontak aman."}
WHY: dict[str, Any] = {"reason": "Persetujuannya ditarik."}


def dewi(office: Office, **told: Any) -> tuple[UUID, UUID]:
    """Dewi's case, sent to UPTD on her consent and accepted there: the case and its referral."""
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"name": "Dewi", "age": 33, "forms": ["psychic"]}], **told)
    done(consult(office, case, category="KDRT", stated_risk="high" if told else "low", **told))
    done(office.fire(case, "refer-to-UPTD", **ADULT_BASIS))
    (sent,) = office.children_of(case)
    done(office.fire(sent, "accept", "uptd_officer"))
    office.at("2026-12-02 10:00")
    return case, sent


def requested(office: Office, case: UUID, by: str = "kader", **told: Any) -> UUID:
    before = office.children_of(case)
    done(office.fire(case, "receive-request", by, **told))
    (new,) = set(office.children_of(case)) - set(before)
    return new


def test_r26_a_withdrawn_consent_stops_its_referral_until_that_is_revoked(office: Office) -> None:
    case, sent = dewi(office)
    request = requested(office, case, **WITHDRAWN)
    assert office.clocks(request)["answer-request"].due_at == wib("2026-12-05 10:00")
    assert office.facts_of(request)["houses"] == ["UPTD"]

    answer = office.fire(sent, "review", "uptd_officer", progress="Dikunjungi.")

    assert answer.refused is not None
    assert [(one.code, one.basis) for one in answer.refused.refusals] == [
        ("CONSENT_WITHDRAWN", "UU PDP 27/2022 Pasal 9")
    ]
    assert refused(office.fire(sent, "complete", "uptd_officer", **OUTCOME)) == {"CONSENT_WITHDRAWN"}
    assert refused(office.fire(request, "fulfil", **TOLD)) == {"NOT_CONFIRMED", "REFERRAL_ON_CONSENT"}
    assert refused(office.fire(request, "decline-request", ground="public_interest", answer="Tidak.")) == {
        "WITHDRAWAL_HOLDS"
    }

    done(office.fire(sent, "revoke", **WHY))
    assert office.state_of(case) == "consulted"
    assert refused(office.fire(request, "fulfil", **TOLD)) == {"NOT_CONFIRMED"}
    done(office.fire(request, "confirm", "uptd_officer"))
    assert refused(office.fire(request, "confirm", "uptd_officer")) == {"NOT_CONCERNED"}
    done(office.fire(request, "fulfil", **TOLD))
    assert office.state_of(request) == "fulfilled"
    assert office.state_of(case) == "consulted"  # it stands beside the case and moves nothing there
    assert office.clocks(request) == {}


def test_r26_or_until_it_stands_on_another_legal_basis(office: Office) -> None:
    case, sent = dewi(office, immediate=["confined"])
    requested(office, case, **WITHDRAWN)
    assert refused(office.fire(sent, "change-basis", legal_basis="public_duty", reason="Tugas kami.")) == {
        "LEGAL_BASIS"
    }
    assert refused(office.fire(sent, "revoke", **WHY)) == {"PROTECTED_STAYS"}

    done(office.fire(sent, "change-basis", legal_basis="vital_interest", reason="Ia disekap."))

    done(office.fire(sent, "review", "uptd_officer", progress="Dijemput."))
    assert refused(office.fire(sent, "revoke", **WHY)) == {"PROTECTED_STAYS", "ACCEPTED_STAYS"}


def test_r26_what_only_consent_carried_comes_back_even_where_the_case_is_protected(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"name": "Dewi", "age": 33, "forms": ["psychic"]}], stated_risk="high")
    done(office.fire(case, "refer-to-UPTD", **ADULT_BASIS))
    (sent,) = office.children_of(case)
    assert refused(office.fire(sent, "revoke", **WHY)) == {"PROTECTED_STAYS"}
    office.at("2026-12-02 10:00")
    requested(office, case, **WITHDRAWN)

    done(office.fire(sent, "revoke", **WHY))

    assert office.state_of(case) == "consulted"
    assert "resend" in office.clocks(case)  # and it is no secret that UPTD is owed


def test_r26_a_new_referral_needs_a_new_consent(office: Office) -> None:
    case, sent = dewi(office)
    requested(office, case, **WITHDRAWN)
    done(office.fire(sent, "revoke", **WHY))

    assert refused(office.fire(case, "refer-to-UPTD", **ADULT_BASIS)) == {"CONSENT_WITHDRAWN"}

    office.at("2026-12-04 09:00")
    done(office.fire(case, "refer-to-UPTD", **{**ADULT_BASIS, "consent_on": "2026-12-04"}))
    done(office.fire(office.children_of(case)[-1], "accept", "uptd_officer"))


def test_r26_rings_after_72_hours_also_when_the_case_is_over(office: Office) -> None:
    office.at("2026-12-01 09:00")
    case = report(office, victims=[{"age": 30}])
    done(office.fire(case, "close", end_reason="not_a_report", reason="Salah sambung."))
    done(office.approve(case))
    office.at("2026-12-02 10:00")
    request = requested(office, case, asked_for="correction", **ASKED)
    assert office.clocks(case) == {}

    office.at("2026-12-05 10:00")
    office.sweep()

    told = office.told(request)
    assert told.count(("reminder", 0, frozenset({"kader", "coordinator", "uptd_officer", "puspaga_officer"}))) == 2
    assert ("escalation", 1, frozenset({"coordinator", "supervisor"})) in told
    done(office.fire(request, "decline-request", ground="not_the_person", answer="Bukan yang bersangkutan."))
    assert refused(office.approve(request, "kader")) == {"SECOND_PERSON"}
    done(office.approve(request))
    assert office.state_of(request) == "not-fulfilled"
    assert audit.verify(office.api).verified


@pytest.mark.parametrize("kind", ["correction", "restriction"])
def test_r26_every_house_that_holds_the_data_confirms_or_is_called(office: Office, kind: str) -> None:
    case, sent = dewi(office)
    done(office.fire(case, "add-PUSPAGA-referral", **ADULT_BASIS))
    request = requested(office, case, asked_for=kind, **ASKED)
    assert office.facts_of(request)["houses"] == ["UPTD", "PUSPAGA"]

    done(office.fire(request, "confirm", "puspaga_officer"))
    done(office.fire(request, "record-confirmation", **CALLED))

    assert refused(office.fire(request, "record-confirmation", **CALLED)) == {"NOT_CONCERNED"}
    done(office.fire(sent, "review", "uptd_officer", progress="Jalan terus."))
    done(office.fire(request, "fulfil", "supervisor", **TOLD))


def test_r26_a_request_concerns_a_victim_on_record_and_asks_nothing_of_who_holds_nothing(office: Office) -> None:
    office.at("2026-12-02 10:00")
    case = report(office, victims=[{"age": 30}])
    assert refused(office.fire(case, "receive-request", victim=2, asked_for="correction", **ASKED)) == {
        "UNKNOWN_VICTIM"
    }

    request = requested(office, case, asked_for="correction", **ASKED)

    done(office.fire(request, "fulfil", **TOLD))
    assert office.state_of(case) == "reported"
