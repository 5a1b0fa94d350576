"""An agency that does not use the system: its letter, and what its sender is asked to do (R14, R24)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.samples import QUARREL, talk
from tests.api.town import Town, town

CONSENT = {
    "legal_basis": "consent",
    "consent_by": "Siti Aminah",
    "consent_relation": "self",
    "consent_on": "2026-12-01",
    "consent_scope": "Nama dan kejadian, untuk layanan keluarga.",
}
WHO = "Bu Lina, bagian penerimaan"


@pytest.fixture(scope="module")
def here(postgres: str) -> Iterator[Town]:
    with town(postgres, "2026-12-01T09:00") as there:
        yield there


def opened(here: Town, **told: Any) -> dict[str, Any]:
    body = {"workflow": "omah-peluk", "form": {**QUARREL, **told}}
    found: dict[str, Any] = here.done("kader", "POST", "/api/cases", body)["case"]
    return found


def step(here: Town, case: dict[str, Any], name: str, form: dict[str, Any], by: str = "kader") -> dict[str, Any]:
    """The case as it is after a step."""
    path = f"/api/cases/{case['id']}/transitions/{name}"
    answer = here.callers[by].post(path, form, if_match=f'"v{case["version"]}"')
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["case"]
    return found


def reach(here: Town, agency: str, by: str) -> None:
    here.done("admin", "PUT", f"/api/office/agencies/{agency}", {"reached_by": by, "phone": "0725-41234"})


def test_r14_what_is_sent_to_an_agency_that_is_not_here_is_a_letter_whatever_a_browser_says(here: Town) -> None:
    reach(here, "PUSPAGA", "letter")
    case = step(here, opened(here), "consult", talk("2026-12-01T09:00:00+07:00"))
    sending = next(one for one in case["transitions"] if one["name"] == "refer-to-PUSPAGA")
    assert "reached_by" not in sending["schema"]["properties"]

    case = step(here, case, "refer-to-PUSPAGA", {**CONSENT, "reached_by": "system"})

    child = case["children"][0]
    assert [one["name"] for one in child["clocks"]] == ["call-PUSPAGA"]
    assert {one["name"]: one["value"] for one in child["summary"]}["delivery"] == "letter"
    called = {"answered_by": WHO, "answered_at": "2026-12-01T09:00:00+07:00"}
    answered = step(here, {**child, "version": case["version"]}, "accept-by-phone", called)
    assert answered["state"]["name"] == "accepted"
    reach(here, "PUSPAGA", "system")
