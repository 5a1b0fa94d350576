"""A case's clocks over HTTP: paused, resumed, extended by whom they belong to; refused with every reason."""

from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Caller, Login
from tests.api.samples import QUARREL, talk
from tests.office import Office

REASON = "Ia menunggu hasil pemeriksaan dokter."


@pytest.fixture
def consulted(office: Office) -> UUID:
    """A quarrel that was talked through on Tuesday at 9: the decision is due."""
    office.at("2026-12-01 09:00")
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.fire(case, "consult", "kader", **talk("2026-12-01T08:30:00+07:00"))
    return case


@pytest.fixture
def resolved(office: Office, consulted: UUID) -> UUID:
    office.fire(consulted, "resolve", "kader", summary="Disepakati bersama.")
    office.approve(consulted)
    return consulted


def ask(caller: Caller, case: UUID, clock: str, act: str, version: int | None, /, **body: Any) -> Any:
    headers = {"if_match": f'"v{version}"'} if version is not None else {}
    return caller.post(f"/api/cases/{case}/clocks/{clock}/{act}", body, **headers)


def clock_of(case: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in case["clocks"] if one["name"] == name)


def more(office: Office, case: UUID, share: float = 1.0) -> dict[str, Any]:
    """As long again as the decision takes, or a part of it."""
    clock = office.clocks(case)["decide"]
    hours = int((clock.due_at - clock.anchor_at).total_seconds() / 3600 * share)
    return {"kind": "elapsed", "hours": hours}


def test_a_supervisor_extends_a_decision_and_the_page_says_why_it_is_due_then(
    office: Office, as_: Login, consulted: UUID
) -> None:
    supervisor = as_("supervisor")
    page = supervisor.get(f"/api/cases/{consulted}").json()
    decide = clock_of(page, "decide")
    assert [one["name"] for one in decide["acts"]] == ["extend"]

    answer = ask(supervisor, consulted, "decide", "extend", page["version"], reason=REASON, by=more(office, consulted))

    assert answer.status_code == 200
    after = clock_of(answer.json()["case"], "decide")
    assert after["due_at"] > decide["due_at"]
    assert "(perpanjangan)" in after["explanation"]["id"]
    assert answer.headers["etag"] == f'"v{page["version"] + 1}"'
    assert REASON not in answer.text
    record = supervisor.get(f"/api/cases/{consulted}/history").json()["records"][-1]
    assert (record["act"]["title"]["id"], record["has_private"]) == ("Perpanjang tenggatnya", True)


def test_a_refusal_names_the_rule_and_changes_nothing(office: Office, as_: Login, consulted: UUID) -> None:
    kader, supervisor, seen = as_("kader"), as_("supervisor"), office.version_of(consulted)

    mine = ask(kader, consulted, "decide", "extend", seen, reason=REASON, by=more(office, consulted))
    too_much = ask(supervisor, consulted, "decide", "extend", seen, reason=REASON, by=more(office, consulted, 1.5))
    unpaused = ask(supervisor, consulted, "decide", "pause", seen, reason=REASON)

    assert [one.status_code for one in (mine, too_much, unpaused)] == [409, 409, 409]
    assert [one.json()["refusals"][0]["code"] for one in (mine, too_much, unpaused)] == [
        "NOT_YOUR_ROLE",
        "TOO_MUCH",
        "NOT_PAUSABLE",
    ]
    assert too_much.json()["refusals"][0]["rule"] == "R11"
    assert office.version_of(consulted) == seen


def test_what_is_missing_or_wrong_is_named(office: Office, as_: Login, consulted: UUID) -> None:
    supervisor, seen = as_("supervisor"), office.version_of(consulted)

    def extend(by: Any, version: int | None = seen, clock: str = "decide", reason: str = REASON) -> Any:
        return ask(supervisor, consulted, clock, "extend", version, reason=reason, by=by)

    assert extend(more(office, consulted), version=None).status_code == 428
    assert extend(more(office, consulted), version=seen + 5).status_code == 412
    assert extend(more(office, consulted), clock="nothing").status_code == 404
    assert extend(more(office, consulted), reason="ya").json()["errors"][0]["pointer"] == "/reason"
    for wrong in ({"kind": "working_days", "days": 1}, {"kind": "elapsed"}, {"kind": "working_days", "minutes": 3}):
        answer = extend(wrong)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/by")


def test_a_follow_up_is_paused_and_resumed_by_the_coordinator(office: Office, as_: Login, resolved: UUID) -> None:
    coordinator, seen = as_("coordinator"), office.version_of(resolved)

    paused = ask(coordinator, resolved, "follow-up-1", "pause", seen, reason=REASON)
    clock = clock_of(paused.json()["case"], "follow-up-1")

    assert clock["paused"] == {"since": "2026-12-01T02:00:00Z", "until": "2026-12-15T02:00:00Z"}
    assert clock["next"] == {
        "at": "2026-12-15T02:00:00Z",
        "title": {"id": "Jam berjalan lagi", "en": "The clock resumes"},
    }
    assert [one["name"] for one in clock["acts"]] == ["resume"]
    office.at("2026-12-04 09:00")
    resumed = ask(coordinator, resolved, "follow-up-1", "resume", seen + 1, reason=REASON)
    after = clock_of(resumed.json()["case"], "follow-up-1")
    assert (after["paused"], after["due_at"]) == (None, "2026-12-18T02:00:00Z")


def test_a_request_that_is_repeated_pauses_once(office: Office, as_: Login, resolved: UUID) -> None:
    coordinator, seen = as_("coordinator"), office.version_of(resolved)
    body = {"reason": REASON}
    headers = {"if_match": f'"v{seen}"', "idempotency_key": "jeda-1"}

    answers = [coordinator.post(f"/api/cases/{resolved}/clocks/follow-up-1/pause", body, **headers) for _ in range(2)]

    assert [one.status_code for one in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert office.acts(resolved).count("pause") == 1
