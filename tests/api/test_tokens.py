"""Tokens of programs: what each opens, and that it opens nothing else, nothing before it is allowed, nothing after."""

import hashlib
import logging
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.security import reasons, tokens
from api.security.admission import policy_of
from api.security.tokens import OF_CASES, TITLES
from engine.settings import Settings
from tests.api.conftest import URL, Caller, handlers, sign_in, staffed
from tests.api.lending import lent
from tests.api.samples import NOBODY_KNOWN, QUARREL
from tests.office import CAST, Office, open_office
from workflows import REGISTRY

HREF = "/api/office/tokens"
OPENS = {"metrics": "/metrics", "statistics": "/api/statistics", "event-log": "/api/exports/cases.ocel.json"}
UNKNOWN = "x" * 43


@dataclass(frozen=True)
class Programs:
    office: Office
    client: TestClient[Litestar]
    admin: Caller
    supervisor: Caller
    auditor: Caller

    def token(self, scope: str, *, allowed: bool = True, **asked: Any) -> tuple[str, str]:
        """The id of a new token, and the token."""
        made = self.admin.post(HREF, {"name": f"Program {scope}", "scope": scope, **asked})
        assert made.status_code == 201, made.text
        one = made.json()
        if allowed and scope in OF_CASES:
            assert self.supervisor.post(f"{HREF}/{one['id']}/allow", {}).status_code == 204
        return one["id"], one["once"]

    def read(self, path: str, token: str, method: str = "GET", **sent: Any) -> Any:
        return self.client.request(method, path, headers={"authorization": f"Bearer {token}"}, **sent)

    def listed(self, token: str) -> Any:
        return next((one for one in self.admin.get(HREF).json()["items"] if one["id"] == token), None)

    def of(self, token: str, column: str) -> Any:
        return self.office.sql("SELECT to_jsonb(t) ->> %s FROM api_token t WHERE id = %s", column, token)[0][0]


@pytest.fixture(scope="module")
def programs(postgres: str) -> Iterator[Programs]:
    with tempfile.TemporaryDirectory(prefix="omah-") as folder:
        for office in open_office(postgres, Path(folder), REGISTRY):
            database, door = office.urls["omah_api"], office.urls["omah_door"]
            house = staffed(office, Settings(database, door, Path(folder), Path(folder) / "keys", demo=True, url=URL))
            office.at("2026-12-01 09:00")
            office.open("omah-peluk", "kader", **QUARREL)
            with lent(house) as app, TestClient(app, base_url=URL) as client:
                people = (sign_in(house, client, role) for role in ("admin", "supervisor", "auditor"))
                yield Programs(office, client, *people)


def test_each_scope_opens_its_route_and_no_other(programs: Programs) -> None:
    held = {scope: programs.token(scope)[1] for scope in TITLES}
    checked = 0

    for path, method, handler in handlers(programs.client):
        policy = policy_of(handler)
        address = "/".join(str(NOBODY_KNOWN) if "{" in part else part for part in path.split("/"))
        for scope, token in held.items():
            status = programs.read(address, token, method).status_code
            expected = 200 if path == OPENS[scope] and method == "GET" else 404
            checked += 1
            assert status == expected, (method, path, scope, status)
        assert policy.scope is None or (method == "GET" and OPENS[policy.scope] == path)

    assert set(OPENS) == set(TITLES)
    assert checked > 300


def test_a_token_is_told_once_and_only_its_digest_is_kept(
    programs: Programs, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    token, secret = programs.token("metrics")

    programs.read(OPENS["metrics"], secret)

    assert len(secret) == 43
    assert programs.of(token, "token_hash") == "\\x" + hashlib.sha256(secret.encode()).hexdigest()
    kept = programs.office.sql("SELECT to_jsonb(t)::text FROM api_token t UNION ALL"
                               " SELECT to_jsonb(c)::text FROM change_record c")  # fmt: skip
    shown = programs.admin.get(HREF).text + programs.auditor.get("/api/office/changes").text
    assert secret not in "".join([shown, caplog.text, *capfd.readouterr(), *(row[0] for row in kept)])


def test_unknown_expired_revoked_and_not_allowed_answer_alike(programs: Programs) -> None:
    expired, revoked, waiting, left = (programs.token("statistics", allowed=one) for one in (True, True, False, True))
    programs.office.sql("UPDATE api_token SET made_at = made_at - interval '91 days',"
                        " expires_at = expires_at - interval '91 days' WHERE id = %s", expired[0])  # fmt: skip
    assert programs.admin.send("DELETE", f"{HREF}/{revoked[0]}").status_code == 204
    other = uuid4()
    programs.office.sql("INSERT INTO staff (id, email, name, role, active)"
                        " VALUES (%s, 'dulu@omah.example', 'Dulu', 'supervisor', false)", other)  # fmt: skip
    programs.office.sql("UPDATE api_token SET allowed_by = %s WHERE id = %s", other, left[0])

    answers = [
        programs.read(path, token)
        for token in (UNKNOWN, "", expired[1], revoked[1], waiting[1], left[1])
        for path in (OPENS["statistics"], OPENS["metrics"], "/api/cases", "/health")
    ]

    assert {one.status_code for one in answers} == {401}
    assert {one.headers["www-authenticate"] for one in answers} == {'Bearer error="invalid_token"'}
    assert len({one.text for one in answers}) == 1
    assert programs.of(expired[0], "last_used_at") is None
    assert [programs.listed(one[0]) is None for one in (expired, revoked, waiting)] == [True, True, False]
    assert programs.admin.send("DELETE", f"{HREF}/{revoked[0]}").status_code == 404


def test_cases_are_counted_in_the_name_of_the_supervisor_who_allowed_it_and_names_nobody(programs: Programs) -> None:
    token, secret = programs.token("event-log")
    programs.office.sql("UPDATE api_token SET last_used_at = NULL WHERE id = %s", token)

    log = programs.read(OPENS["event-log"], secret).json()
    figures = programs.read(OPENS["statistics"], programs.token("statistics")[1]).json()

    places = {one["value"] for case in log["objects"] for one in case["attributes"] if one["name"] == "place"}
    assert places == {"18.72"}
    assert sum(line["count"] for line in figures["open"]) == 1
    assert figures["people"] == []
    assert programs.supervisor.get("/api/statistics").json()["people"] != []
    assert programs.listed(token)["data"]["last_used_at"] is not None
    [(actor, role, what, cases, sealed)] = programs.office.sql(
        "SELECT actor, role, what, cardinality(cases), reason FROM access_record ORDER BY id DESC LIMIT 1"
    )
    assert (actor, role, what, cases) == (CAST["supervisor"], "supervisor", "export", 1)
    assert reasons.read(programs.office.keys, None, sealed) == "Token: Program event-log"


def test_making_allowing_and_revoking_are_bounded_and_on_record(programs: Programs) -> None:
    for days in (0, 366):
        wrong = programs.admin.post(HREF, {"name": "Terlalu lama", "scope": "metrics", "days": days})
        assert wrong.status_code == 422
    assert programs.admin.post(HREF, {"name": "Kasus", "scope": "cases"}).status_code == 422
    token, _ = programs.token("statistics", allowed=False)
    assert programs.admin.post(f"{HREF}/{token}/allow", {}).status_code == 404
    assert programs.supervisor.post(HREF, {"name": "Punya saya", "scope": "metrics"}).status_code == 404
    machinery, _ = programs.token("metrics")
    assert programs.supervisor.post(f"{HREF}/{machinery}/allow", {}).status_code == 404

    assert programs.supervisor.post(f"{HREF}/{token}/allow", {}).status_code == 204
    assert programs.supervisor.post(f"{HREF}/{token}/allow", {}).status_code == 404
    assert programs.supervisor.send("DELETE", f"{HREF}/{token}").status_code == 204

    valid = programs.office.sql("SELECT extract(day FROM expires_at - made_at) FROM api_token WHERE id = %s", token)
    changes = programs.auditor.get("/api/office/changes?subject=token").json()["items"]
    acts = [(one["data"]["act"], one["data"]["new"].get("scope")) for one in changes if one["data"]["key"] == token]
    assert int(valid[0][0]) in (89, 90)
    assert acts == [("removed", None), ("changed", "statistics"), ("made", "statistics")]


def test_a_token_is_made_and_allowed_by_whoever_has_just_shown_who_she_is(programs: Programs) -> None:
    token, _ = programs.token("statistics", allowed=False)
    programs.office.sql("UPDATE session SET confirmed_at = confirmed_at - interval '6 minutes'")
    try:
        made = programs.admin.post(HREF, {"name": "Grafik", "scope": "metrics"})
        allowed = programs.supervisor.post(f"{HREF}/{token}/allow", {})
    finally:
        programs.office.sql("UPDATE session SET confirmed_at = confirmed_at + interval '6 minutes'")

    assert {(one.status_code, one.json()["code"]) for one in (made, allowed)} == {(403, "not_fresh")}


def test_a_token_and_a_cookie_do_not_add_up_and_other_schemes_are_nobodys(programs: Programs) -> None:
    _, secret = programs.token("metrics")

    both = programs.supervisor.get("/api/cases", authorization=f"Bearer {secret}")
    basic = programs.supervisor.get("/api/cases", authorization="Basic eDp5")

    assert (both.status_code, basic.status_code) == (404, 200)
    assert programs.client.get("/metrics").status_code == 404
    assert tokens.borne("bearer  a") == "a"
