"""What stands before every handler: where a request comes from, what it carries, and whether it may come in at all."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from litestar.utils.sync import AsyncCallable

from api.security.admission import policy_of
from api.security.policy import CASES, EVERYONE, PUBLIC, Policy
from tests.api.conftest import Caller, Login, handlers
from tests.api.samples import NOBODY_KNOWN, QUARREL
from tests.office import CAST, Office

LOCAL = "http://127.0.0.1:8000"


def test_every_route_declares_its_policy(client: TestClient[Litestar]) -> None:
    every = handlers(client)

    assert len(every) > 40
    assert [
        (path, method) for path, method, handler in every if not isinstance(handler.opt.get("policy"), Policy)
    ] == []


def test_no_handler_is_wrapped_twice_for_its_thread(client: TestClient[Litestar]) -> None:
    for path, method, handler in handlers(client):
        inner = handler.fn.func if isinstance(handler.fn, AsyncCallable) else None
        assert not isinstance(inner, AsyncCallable), (path, method)


def test_a_handler_without_a_policy_is_there_for_nobody(client: TestClient[Litestar]) -> None:
    _, _, handler = next(one for one in handlers(client) if one[0] == "/health")
    kept = handler.opt.pop("policy")
    try:
        assert client.get("/health").status_code == 404
    finally:
        handler.opt["policy"] = kept


def test_role_by_route_nobody_gets_in_whom_the_policy_leaves_out(
    client: TestClient[Litestar], as_: Login, anybody: Caller
) -> None:
    callers = {role: as_(role) for role in CAST}
    checked = 0

    for path, method, handler in handlers(client):
        policy = policy_of(handler)
        if policy.roles is None or path.startswith("/api/schema/"):
            continue
        address = _filled(path)
        assert anybody.send(method, address, {}).status_code == 401, (path, method)
        for role, caller in callers.items():
            if (method, path) == ("DELETE", "/api/session") or (path == "/api/events" and role in policy.roles):
                continue  # the one would sign out, the other goes on for as long as the session
            status = caller.send(method, address, {}).status_code
            checked += 1
            if role not in policy.roles:
                assert status == 404, (path, method, role)
            else:
                assert status not in (401, 403, 405, 500), (path, method, role, status)

    assert checked > 250


def test_an_admin_sees_no_case_at_all(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    admin = as_("admin")

    for path in ("/api/cases", f"/api/cases/{case}", f"/api/cases/{case}/history", "/api/history"):
        assert admin.get(path).status_code == 404


def test_what_is_not_yours_and_what_is_not_there_answer_alike(office: Office, as_: Login) -> None:
    elsewhere = office.open("omah-peluk", "kader@18.72.04.1001", **{**QUARREL, "kelurahan": "18.72.04.1001"})
    kader = as_("kader")

    for below in ("", "/version", "/history", "/access"):
        not_yours = kader.get(f"/api/cases/{elsewhere}{below}")
        not_there = kader.get(f"/api/cases/{NOBODY_KNOWN}{below}")
        assert not_yours.status_code == not_there.status_code == 404
        assert not_yours.json() == not_there.json()
    step = kader.post(f"/api/cases/{elsewhere}/transitions/acknowledge", {}, if_match='"v1"')
    assert step.status_code == 404


@pytest.mark.parametrize("token", [None, "", "wrong", "x" * 43])
def test_a_change_without_the_pages_own_token_is_refused(as_: Login, token: str | None) -> None:
    kader = as_("kader")
    kader.csrf = token

    answer = kader.post("/api/cases", {"workflow": "omah-peluk", "form": QUARREL})

    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_form_token")


def test_the_token_of_another_session_does_not_fit(as_: Login) -> None:
    kader, coordinator = as_("kader"), as_("coordinator")
    kader.csrf = coordinator.csrf

    assert kader.post("/api/cases", {"workflow": "omah-peluk", "form": QUARREL}).status_code == 403


@pytest.mark.parametrize(
    "sent",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "https://127.0.0.1:8000"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
    ],
)
def test_a_change_started_by_another_site_is_refused(as_: Login, anybody: Caller, sent: dict[str, str]) -> None:
    opened = as_("kader").post("/api/cases", {"workflow": "omah-peluk", "form": QUARREL}, **sent)
    signed_in = anybody.post("/api/session", {"email": "a@b.example", "password": "x"}, **sent)

    assert (opened.status_code, opened.json()["code"]) == (403, "from_elsewhere")
    assert signed_in.status_code == 403


@pytest.mark.parametrize("origin", [LOCAL, "http://localhost:8000", "http://[::1]:8000"])
def test_our_own_pages_may_under_every_name_of_this_machine(as_: Login, origin: str) -> None:
    sent = {"origin": origin, "sec_fetch_site": "same-origin"}

    assert as_("kader").post("/api/cases", {"workflow": "omah-peluk", "form": QUARREL}, **sent).status_code == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken(as_: Login, kind: str) -> None:
    answer = as_("kader").post("/api/cases", {"workflow": "omah-peluk", "form": QUARREL}, content_type=kind)

    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


def test_an_unknown_parameter_is_named(as_: Login) -> None:
    answer = as_("kader").get("/api/cases?stat=reported&overdue=true")

    assert answer.status_code == 400
    assert answer.json()["parameters"] == ["stat"]


@pytest.mark.parametrize("query", ["overdue=perhaps", "assignee=me", "limit=0", "limit=1000", "cursor=%21", "limit=x"])
def test_a_parameter_that_cannot_be_read_is_refused(as_: Login, query: str) -> None:
    assert as_("kader").get(f"/api/cases?{query}").status_code == 400


def test_policies_say_what_they_mean() -> None:
    assert PUBLIC.roles is None
    assert CASES.roles is not None
    assert "admin" not in CASES.roles
    assert "forum_anak" not in CASES.roles
    assert set(CAST) == EVERYONE


def _filled(path: str) -> str:
    """An address of that route, for something that is not there."""
    parts = {
        "uuid": str(NOBODY_KNOWN),
        "int": "7",
        "str": "approve" if "/proposals/" in path else "nothing",
    }
    steps = [parts[step.split(":")[1].rstrip("}")] if step.startswith("{") else step for step in path.split("/")]
    return "/".join(steps)
