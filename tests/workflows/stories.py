"""How the office fills in its forms: what the scenarios have in common."""

from typing import Any
from uuid import UUID

from tests.office import Answer, Office

ADULT_BASIS: dict[str, Any] = {
    "legal_basis": "consent",
    "consent_by": "yang bersangkutan",
    "consent_relation": "self",
    "consent_on": "2026-12-01",
    "consent_scope": "rujukan dan pendampingan",
}
PAPERS: dict[str, Any] = {
    "victim_request_written": "yes",
    "assessed_free_of_pressure": "yes",
    "agreement_signed": "yes",
}
SUMMARY: dict[str, Any] = {"summary": "Sepakat berdamai, dengan janji tertulis."}


def report(office: Office, by: str = "kader", **told: Any) -> UUID:
    """A report with what is compulsory, and what the story adds."""
    form = {"happened": "Diceritakan di rumah pelapor.", "kelurahan": "18.72.05.1001", "danger_now": "no"}
    return office.open("omah-peluk", by, **{**form, **told})


def consult(office: Office, case: UUID, by: str = "kader", **told: Any) -> Answer:
    """A consultation with the client herself, held at this moment."""
    form = {"consulted_at": _now(office), "heard": "client", "stated_risk": "low", "category": "non_violence"}
    return office.fire(case, "consult", by, **{**form, **told})


def refused(answer: Answer) -> set[str]:
    """The codes of an answer that must be a refusal."""
    assert answer.refused is not None, "this should have been refused"
    return answer.refused_by


def done(answer: Answer) -> Answer:
    """An answer that must not be a refusal."""
    assert answer.refused is None, f"refused by {sorted(answer.refused_by)}"
    return answer


def _now(office: Office) -> str:
    return str(office.sql("SELECT omah_now()")[0][0].isoformat())
