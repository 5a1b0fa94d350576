"""Showing who one is: once more before what weighs, and in two ways where somebody wishes."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.desk import House
from api.security.policy import Policy
from api.security.second_factor import STEP
from engine.settings import Settings
from tests.api.conftest import PASSWORD, URL, Caller, Login, email_of, handlers, sign_in
from tests.api.lending import lent
from tests.office import CAST, Office

OWN = "/api/me/second-factor"
TIRED = "UPDATE session SET confirmed_at = clock_timestamp() - interval '6 min'"


def code_of(secret: str, later: int = 0) -> str:
    """Of the half minute now, or so many after it: a code is taken once."""
    return pyotp.TOTP(secret).at(datetime.now(UTC) + later * timedelta(seconds=STEP))


def door(anybody: Caller, role: str, **also: Any) -> Any:
    return anybody.post("/api/session", {"email": email_of(role), "password": PASSWORD, **also})


@pytest.fixture
def secured(as_: Login) -> tuple[str, list[str]]:
    """The supervisor's second factor: its secret, and the codes on paper."""
    supervisor = as_("supervisor")
    secret = supervisor.post(OWN).json()["secret"]
    answer = supervisor.send("PUT", OWN, {"code": code_of(secret, -1)})
    assert answer.status_code == 200
    return secret, answer.json()["paper"]


# --- once more


def test_what_weighs_asks_for_the_password_again_after_a_while(office: Office, as_: Login) -> None:
    supervisor = as_("supervisor")
    export = ("/api/exports/cases.csv", {"reason": "Untuk rapat bulanan."})
    assert supervisor.post(*export).status_code == 200
    office.sql(TIRED)

    asked = supervisor.post(*export)
    wrong = supervisor.post("/api/session/confirm", {"password": "bukan kata sandinya"})
    shown = supervisor.post("/api/session/confirm", {"password": PASSWORD})

    assert (asked.status_code, asked.json()["code"]) == (403, "not_fresh")
    assert wrong.status_code == 401
    old = supervisor.token
    supervisor.token = shown.headers["set-cookie"].split(";")[0].removeprefix("omah=")
    supervisor.csrf = shown.json()["csrf"]
    assert supervisor.post(*export).status_code == 200
    assert Caller(supervisor._client, old, None).get("/api/me").status_code == 401, "the old token has ended"


def test_reading_and_working_never_asks_again(office: Office, as_: Login) -> None:
    supervisor = as_("supervisor")
    office.sql(TIRED)

    assert supervisor.get("/api/cases").status_code == 200
    assert supervisor.get("/api/history").status_code == 200


# --- in two ways


def test_with_a_second_factor_the_password_alone_opens_nothing(anybody: Caller, secured: tuple[str, list[str]]) -> None:
    secret, _ = secured

    assert door(anybody, "supervisor").json()["code"] == "code_needed"
    assert door(anybody, "supervisor", code="000000").json()["code"] == "wrong_code"
    assert door(anybody, "supervisor", code=code_of(secret)).status_code == 201


def test_a_code_is_taken_once(anybody: Caller, secured: tuple[str, list[str]]) -> None:
    secret, _ = secured
    code = code_of(secret)

    assert door(anybody, "supervisor", code=code).status_code == 201
    assert door(anybody, "supervisor", code=code).json()["code"] == "wrong_code"


def test_a_code_on_paper_opens_once_when_the_phone_is_gone(anybody: Caller, secured: tuple[str, list[str]]) -> None:
    _, paper = secured

    assert len(set(paper)) == 10
    assert door(anybody, "supervisor", code=paper[3].upper()).status_code == 201
    assert door(anybody, "supervisor", code=paper[3]).json()["code"] == "wrong_code"
    assert door(anybody, "supervisor", code=paper[4]).status_code == 201


def test_guessing_codes_is_slowed_down_like_guessing_passwords(anybody: Caller, secured: tuple[str, list[str]]) -> None:
    answers = [door(anybody, "supervisor", code=f"{one:06}").status_code for one in range(6)]

    assert answers[0] == 403
    assert answers[-1] == 429


def test_a_secret_counts_only_once_a_code_of_it_was_shown(as_: Login, anybody: Caller) -> None:
    kader = as_("kader")
    kader.post(OWN)

    assert kader.send("PUT", OWN, {"code": "123456"}).json()["code"] == "wrong_code"
    assert door(anybody, "kader").status_code == 201
    assert kader.get("/api/me").json()["second_factor"] is False


def test_an_administrator_helps_whoever_lost_both(
    office: Office, as_: Login, anybody: Caller, secured: tuple[str, list[str]]
) -> None:
    answer = as_("admin").send("DELETE", f"/api/staff/{CAST['supervisor']}/second-factor")

    assert answer.status_code == 204
    assert door(anybody, "supervisor").status_code == 201
    assert office.sql("SELECT count(*) FROM change_record WHERE new ? 'second_factor'") == [(1,)]


def test_where_everybody_needs_one_nothing_else_is_open_before(
    office: Office, furnished: House, client: TestClient[Litestar]
) -> None:
    """Every route that staff may use, and the word at the door; once it is on, all is as it was."""
    strict = replace(furnished, settings=replace(furnished.settings, second_factor=True))
    with lent(strict) as app, TestClient(app, base_url=URL) as there:
        kader = sign_in(strict, there, "kader")
        open_to_her = {
            (method, path)
            for path, method, handler in handlers(there)
            if isinstance(policy := handler.opt.get("policy"), Policy) and "kader" in (policy.roles or ())
            if (method, path) != ("DELETE", "/api/session")
            if '"code":"second_factor_owed"' not in kader.send(method, filled(path), {}).text
        }
        seen = kader.get("/api/me").json()
        secret = kader.post(OWN).json()["secret"]
        put_on = kader.send("PUT", OWN, {"code": code_of(secret)})

        assert open_to_her == {
            ("GET", "/api/me"),
            ("PATCH", "/api/me"),
            ("POST", "/api/session/confirm"),
            ("POST", OWN),
            ("PUT", OWN),
            ("DELETE", OWN),
        }
        assert (seen["second_factor_owed"], seen["home"]) == (True, [])
        assert put_on.status_code == 200
        assert kader.get("/api/cases").status_code == 200
        assert kader.get("/api/me").json()["second_factor_owed"] is False
        assert there.get("/").status_code == 200


@pytest.mark.parametrize(
    ("told", "needed"),
    [
        ({}, True),
        ({"OMAH_DEMO": "1"}, False),
        ({"OMAH_SECOND_FACTOR": "0"}, False),
        ({"OMAH_DEMO": "1", "OMAH_SECOND_FACTOR": "1"}, True),
    ],
)
def test_it_is_needed_everywhere_but_in_the_demo_unless_it_is_said(told: dict[str, str], needed: bool) -> None:
    assert Settings.from_environment({"DATABASE_URL": "postgresql:///omah", **told}).second_factor is needed


def filled(path: str) -> str:
    return re.sub(r"\{(\w+):(\w+)\}", lambda found: str(CAST["kader"]) if found[2] == "uuid" else "1", path)


def test_the_database_keeps_neither_secret_nor_codes(office: Office, secured: tuple[str, list[str]]) -> None:
    secret, paper = secured

    kept = str(office.sql("SELECT * FROM second_factor")) + str(office.sql("SELECT * FROM recovery_code"))

    assert secret not in kept
    assert not any(one in kept for one in paper)
    assert STEP == 30
