"""How the house stands: its clock, its heartbeat, its notices, the demo's own routes."""

import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.routes.status import _from_here
from tests.api.conftest import Caller, Login
from tests.api.samples import QUARREL
from tests.office import CAST, Office


def test_the_heartbeat_is_the_last_sweep_of_any_worker(office: Office, as_: Login) -> None:
    kader = as_("kader")
    assert kader.get("/api/status").json()["heartbeat"] == {"last_sweep": None, "age_seconds": None, "alive": False}

    office.sql("INSERT INTO heartbeat (name, at) VALUES ('sweep:a', clock_timestamp() - interval '1 hour')")
    assert not kader.get("/api/status").json()["heartbeat"]["alive"]

    office.sql("INSERT INTO heartbeat (name) VALUES ('sweep:b')")
    beat = kader.get("/api/status").json()["heartbeat"]
    assert beat["alive"]
    assert beat["age_seconds"] < 60


def test_health_needs_no_session_and_says_nothing_else(anybody: Caller) -> None:
    answer = anybody.get("/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_metrics_are_for_this_machine_alone(anybody: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    assert anybody.get("/metrics").status_code == 404

    monkeypatch.setattr("api.routes.status._from_here", lambda _: True)
    answer = anybody.get("/metrics")
    assert "omah_sweep_alive 0" in answer.text
    assert re.search(r"^omah_key_age_seconds \d$", answer.text, re.MULTILINE)
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("host", "headers", "here"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("10.0.0.9", {}, False),
        ("testclient", {}, False),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.7"}, False),
        ("127.0.0.1", {"forwarded": "for=203.0.113.7"}, False),
    ],
)
def test_a_proxy_on_this_machine_does_not_make_a_stranger_local(host: str, headers: dict[str, str], here: bool) -> None:
    class Asked:
        client: Any = type("Client", (), {"host": host})

    asked: Any = Asked()
    asked.headers = headers

    assert _from_here(asked) is here


def test_a_notice_says_that_there_is_something_new_and_no_more(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.sql(
        "INSERT INTO notice (outbox_id, staff_id, case_id, topic, at)"
        " SELECT min(id), %s, %s, 'report', now() FROM outbox", CAST["kader"], case,
    )  # fmt: skip
    kader, coordinator = as_("kader"), as_("coordinator")

    (notice,) = kader.get("/api/notices").json()["items"]
    assert notice["topic"]["title"]["id"] == "Ada yang baru"
    assert "Siti" not in str(notice)
    assert coordinator.get("/api/notices").json()["items"] == []

    assert coordinator.post(f"/api/notices/{notice['id']}/seen").status_code == 204
    assert kader.get("/api/notices").json()["items"][0]["seen_at"] is None
    assert kader.post(f"/api/notices/{notice['id']}/seen").status_code == 204
    assert kader.get("/api/notices").json()["items"][0]["seen_at"] is not None


def test_the_demo_clock_moves_for_everybody_and_only_forward(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    kader = as_("kader")

    moved = kader.post("/api/demo/clock", {"advance": "PT24H"})

    assert moved.json()["now"] == "2026-12-02T02:00:00Z"
    assert as_("supervisor").get("/api/demo/clock").json()["now"] == "2026-12-02T02:00:00Z"
    back = kader.post("/api/demo/clock", {"advance": "-PT1H"})
    assert (back.status_code, back.json()["errors"][0]["pointer"]) == (422, "/advance")
    assert kader.post("/api/demo/clock", {"advance": "tomorrow"}).status_code == 422


def test_moving_the_clock_makes_a_case_overdue_in_the_list(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    office.open("omah-peluk", "kader", **QUARREL)
    kader = as_("kader")
    assert kader.get("/api/cases").json()["items"][0]["badge"]["status"] == "on_time"

    kader.post("/api/demo/clock", {"advance": "P5D"})

    assert kader.get("/api/cases").json()["items"][0]["badge"]["status"] == "overdue"


def test_the_inbox_shows_what_would_have_been_sent(office: Office, as_: Login) -> None:
    case = office.open("omah-peluk", "kader", **QUARREL)
    office.sql(
        """WITH n AS (INSERT INTO notice (outbox_id, staff_id, case_id, topic, at)
                      SELECT min(id), %s, %s, 'report', now() FROM outbox RETURNING id)
           INSERT INTO mail (notice_id, message_id, recipient, subject, body)
           SELECT id, 'm1', 'kader@omah.example', 'Ada yang baru', 'Silakan masuk.' FROM n""",
        CAST["kader"], case,
    )  # fmt: skip

    (mail,) = as_("kader").get("/api/demo/inbox").json()["items"]

    assert (mail["to"], mail["subject"]) == ("kader@omah.example", "Ada yang baru")


def test_the_api_describes_itself_as_openapi_3_1_to_whoever_is_signed_in(
    client: TestClient[Litestar], as_: Login
) -> None:
    described = as_("kader").get("/api/schema/openapi.json").json()

    assert described["openapi"].startswith("3.1")
    assert {"/api/cases", "/api/cases/{case_id}/transitions/{name}", "/api/reports"} <= set(described["paths"])
    assert client.get("/api/schema/openapi.json").status_code == 401


def test_what_runs_here_is_told_with_its_version_and_its_filters(as_: Login) -> None:
    kader = as_("kader")

    listed = {one["name"]: one for one in kader.get("/api/workflows").json()}
    whole = kader.get("/api/workflows/omah-peluk").json()

    assert len(listed["omah-peluk"]["version"]) == 64
    assert {one["name"] for one in listed["omah-peluk"]["filters"]} == {"state", "kelurahan", "risk"}
    assert listed["referral"]["opening"] == {"allowed": False, "href": None}
    assert "omah-peluk" in whole["definition"]
    assert kader.get("/api/workflows/referral/opening").status_code == 404
    assert not as_("supervisor").get("/api/workflows/omah-peluk/opening").json()["allowed"]
