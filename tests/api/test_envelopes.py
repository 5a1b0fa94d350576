"""Sealed reports: filed once, opened for nobody but whoever wrote them, also after the key has changed."""

import json
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey

from api.desk import House
from tests.api.conftest import Login
from tests.api.samples import QUARREL
from tests.office import CAST, Office

TAKEN = "2026-12-01T07:15:00+07:00"


def sealed(to: dict[str, Any], form: dict[str, Any], **changed: Any) -> dict[str, str]:
    """As a phone seals it: see ui/offline/seal.js."""
    content = {"workflow": "omah-peluk", "form": form, "by": str(CAST["kader"]), "at": TAKEN, "key": "k" * 32}
    header = {"alg": to["alg"], "enc": to["enc"], "kid": to["kid"]}
    bare = {name: to[name] for name in ("kty", "crv", "x", "y")}
    return {"sealed": jwe.encrypt_compact(header, json.dumps({**content, **changed}).encode(), ECKey.import_key(bare))}


@pytest.fixture
def key(as_: Login, office: Office) -> dict[str, Any]:
    office.at("2026-12-01 09:00")
    answer: dict[str, Any] = as_("kader").get("/api/envelope").json()["key"]
    return answer


def test_what_was_sealed_is_filed_once_and_counts_from_when_it_was_taken(
    as_: Login, office: Office, key: dict[str, Any]
) -> None:
    kader, body = as_("kader"), sealed(key, QUARREL)

    answers = [kader.post("/api/envelopes", body) for _ in range(2)]
    plainly = kader.post("/api/cases", {"workflow": "omah-peluk", "form": QUARREL}, idempotency_key="k" * 32)

    assert [one.status_code for one in (*answers, plainly)] == [201, 201, 201]
    assert answers[0].content == answers[1].content == plainly.content
    assert office.sql("SELECT count(*) FROM cases") == [(1,)]
    assert office.sql("SELECT facts ->> 'taken_at' FROM cases")[0][0].startswith("2026-12-01T00:15:00")


def test_a_clock_that_is_ahead_does_not_make_a_report_of_the_future(
    as_: Login, office: Office, key: dict[str, Any]
) -> None:
    answer = as_("kader").post("/api/envelopes", sealed(key, QUARREL, at="2026-12-01T15:00:00+07:00"))

    assert answer.status_code == 201
    assert office.sql("SELECT facts ->> 'taken_at' FROM cases")[0][0].startswith("2026-12-01T02:00:00")


def test_what_is_refused_comes_back_to_whoever_wrote_it_and_to_nobody_else(
    as_: Login, office: Office, key: dict[str, Any]
) -> None:
    form = {**QUARREL, "kelurahan": "nowhere"}
    body = sealed(key, form)

    refused = as_("kader").post("/api/envelopes", body)

    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/kelurahan"]
    assert as_("kader").post("/api/envelopes/draft", body).json() == {"workflow": "omah-peluk", "form": form}
    for path in ("/api/envelopes", "/api/envelopes/draft"):
        assert as_("coordinator").post(path, body).status_code == 404
    assert office.sql("SELECT count(*) FROM cases") == [(0,)]


def test_an_old_key_still_opens_after_a_new_one_was_made(
    as_: Login, furnished: House, office: Office, key: dict[str, Any]
) -> None:
    kader = as_("kader")
    tag = kader.get("/api/envelope").headers["etag"]
    assert kader.get("/api/envelope", **{"if-none-match": tag}).status_code == 304

    furnished.engine.keys.new_envelope_key()

    newer = kader.get("/api/envelope", **{"if-none-match": tag})
    assert newer.status_code == 200
    assert newer.json()["key"]["kid"] != key["kid"]
    assert "d" not in newer.json()["key"]
    assert kader.post("/api/envelopes", sealed(key, QUARREL)).status_code == 201
    assert kader.post("/api/envelopes", sealed(newer.json()["key"], QUARREL, key="n" * 32)).status_code == 201
    assert office.sql("SELECT count(*) FROM cases") == [(2,)]


@pytest.mark.parametrize("spoil", ["", "a.b.c.d.e", "another key", "another shape", "one letter"])
def test_what_cannot_be_opened_is_said_in_words(as_: Login, office: Office, key: dict[str, Any], spoil: str) -> None:
    stranger = {**key, **ECKey.generate_key("P-256").as_dict(private=False), "kid": key["kid"]}
    whole = sealed(key, QUARREL)["sealed"]
    body = {
        "another key": sealed(stranger, QUARREL)["sealed"],
        "another shape": sealed(key, QUARREL, more=1)["sealed"],
        "one letter": whole[:-30] + ("A" if whole[-30] != "A" else "B") + whole[-29:],
    }.get(spoil, spoil)

    answer = as_("kader").post("/api/envelopes", {"sealed": body})

    assert answer.status_code == 422
    assert office.sql("SELECT count(*) FROM cases") == [(0,)]


def test_the_forms_that_come_along_are_those_one_may_fill_in(as_: Login, key: dict[str, Any]) -> None:
    kit = as_("kader").get("/api/envelope").json()

    assert [one["name"] for one in kit["forms"]] == ["omah-peluk"]
    assert as_("uptd_officer").get("/api/envelope").json()["forms"] == []
