"""Breaking the glass (R23): one case, a reason, a fresh sign-in, half an hour, and others know at once."""

from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Caller, Login
from tests.api.samples import QUARREL
from tests.office import CAST, Office
from workers import effects
from workers.post import Post

SILENT = Post("surat@omah-peluk.example", server=None, wanted=False)
WHY = {"reason": "Ia tidak dapat dihubungi sejak kemarin."}


@pytest.fixture
def case(office: Office) -> UUID:
    office.at("2026-12-01 09:00")
    return office.open("omah-peluk", "kader", **QUARREL)


def break_glass(by: Caller, office: Office, case: UUID, body: Any = WHY) -> Any:
    return by.post(f"/api/cases/{case}/transitions/break-glass", body, if_match=f'"v{office.version_of(case)}"')


def reveal(by: Caller, case: UUID) -> int:
    body = {"field": "victims", "reason": "Untuk menelepon rumah sakit."}
    return int(by.post(f"/api/cases/{case}/reveal", body).status_code)


def test_a_supervisor_opens_one_case_for_half_an_hour(office: Office, as_: Login, case: UUID) -> None:
    other = office.open("omah-peluk", "kader", **QUARREL)
    supervisor = as_("supervisor")
    assert reveal(supervisor, case) == 404

    page = break_glass(supervisor, office, case).json()["case"]

    assert any(one["revealable"] for one in page["private"])
    assert (reveal(supervisor, case), reveal(supervisor, other)) == (200, 404)
    office.later(minutes=29)
    assert reveal(supervisor, case) == 200
    office.later(minutes=1)
    assert reveal(supervisor, case) == 404


def test_it_stands_in_the_chain_with_its_reason_sealed(office: Office, as_: Login, case: UUID) -> None:
    break_glass(as_("supervisor"), office, case)

    assert office.acts(case)[-1] == "break-glass"
    assert WHY["reason"] not in str(office.history(case))
    assert break_glass(as_("supervisor"), office, case, {"reason": ""}).status_code == 422


def test_supervisors_and_auditors_are_told_at_once(office: Office, as_: Login, case: UUID) -> None:
    break_glass(as_("supervisor"), office, case)

    effects.pay(office.worker, SILENT)

    told = {row[0] for row in office.sql("SELECT staff_id FROM notice WHERE topic = 'glass_broken'")}
    assert told == {CAST["supervisor"], CAST["auditor"]}
    (notice,) = as_("auditor").get("/api/notices").json()["items"]
    assert notice["case"]["href"] == "/app/history"


def test_without_a_fresh_sign_in_nothing_is_opened_and_nothing_recorded(office: Office, as_: Login, case: UUID) -> None:
    supervisor = as_("supervisor")
    office.sql("UPDATE session SET confirmed_at = clock_timestamp() - interval '6 min'")

    answer = break_glass(supervisor, office, case)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_fresh")
    assert "break-glass" not in office.acts(case)
    assert reveal(supervisor, case) == 404


def test_nobody_else_breaks_it(office: Office, as_: Login, case: UUID) -> None:
    assert break_glass(as_("coordinator"), office, case).status_code == 409
    for role in ("uptd_officer", "auditor", "admin"):
        assert break_glass(as_(role), office, case).status_code == 404
