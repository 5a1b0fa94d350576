"""R27: what was opened is listed field by field; everybody concerned is told in time, or two say why not."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from api.office import breaches
from api.security import devices, login, sessions
from api.security.login import Proof
from engine.past import audit
from tests.api.conftest import PASSWORD, Caller
from tests.api.samples import QUARREL
from tests.api.town import Town, facts, town
from tests.office import CAST, YOSODADI
from tests.workflows.test_scenarios import wib
from workers import effects
from workers.post import Post

DEMO = Post("surat@omah-peluk.example", server=None, wanted=True)
FOUND = {"cause": "looked", "story": "Kader bertanya kepada tetangga tentang isi laporan."}
HANDLED = {"handling": "Akunnya ditutup; semua sandi diganti."}
TODAY = datetime.now(UTC)


@pytest.fixture(scope="module")
def here(postgres: str) -> Iterator[Town]:
    with town(postgres, f"{TODAY.year + 1}-12-01 09:00") as made:
        yield made


def reported(here: Town, **told: Any) -> UUID:
    return here.office.open("omah-peluk", "kader", **{**QUARREL, **told})


def reveal(here: Town, role: str, case: UUID, field: str) -> None:
    here.done(role, "POST", f"/api/cases/{case}/reveal", {"field": field, "reason": "Untuk janji temu."})


def number(here: Town, case: UUID) -> str:
    return str(here.office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0])


def found(here: Town, by: str = "auditor", at: str = "") -> str:
    at = at or here.office.sql("SELECT omah_now()")[0][0].isoformat()
    made = here.done(by, "POST", "/api/office/breaches", {**FOUND, "detected_at": at})
    return str(made["case"]["id"])


def assess(here: Town, by: str, breach: str, step: str = "assess", /, **told: Any) -> Any:
    period = {
        "looked_from": f"{TODAY.year}-01-01T00:00",
        "looked_until": here.office.sql("SELECT omah_now()")[0][0].isoformat(),
    }
    return here.send(by, "POST", f"/api/office/breaches/{breach}/{step}", {**HANDLED, **period, **told})


def authority_told() -> dict[str, str]:
    return {"authority_told_on": f"{TODAY.year + 1}-12-01", "public_told": "not_needed"}


def closes(here: Town, breach: str, one: str, other: str) -> None:
    """That everybody was told, says one person, and another agrees."""
    path = f"/api/office/breaches/{breach}"
    assert here.send(one, "POST", f"{path}/give-notice", {}).status_code == 202
    proposal = f"{path}/proposals/{here.office.pending(UUID(breach))}/approve"
    assert codes(here.send(one, "POST", proposal, {})) == {"SECOND_PERSON"}
    here.done(other, "POST", proposal, {})


def codes(answer: Any) -> set[str]:
    assert answer.status_code == 409, answer.text
    return {one["code"] for one in answer.json()["refusals"]}


def page(here: Town, by: str, breach: str) -> dict[str, Any]:
    return {one["id"]: one for one in here.get(by, f"/api/office/breaches/{breach}")["items"]}


def test_it_lists_what_one_person_opened_and_ends_when_everybody_was_told(here: Town) -> None:
    office = here.office
    one, two, other = reported(here), reported(here, victims=[{"name": "Tono", "age": 40}]), reported(here)
    reveal(here, "kader", one, "victims")
    reveal(here, "kader", one, "happened")
    here.get("kader", f"/api/cases/{two}")
    reveal(here, "coordinator", other, "happened")
    breach = found(here)
    assert office.clocks(UUID(breach))["notify-breach"].due_at == wib(f"{TODAY.year + 1}-12-04 09:00")

    forged = {"fields_opened": 0, "list_fingerprint": "0" * 64, "concerned": []}
    answer = assess(here, "auditor", breach, looker=str(CAST["kader"]), **forged)

    assert answer.status_code == 200, answer.text
    known = office.facts_of(UUID(breach))
    assert known["concerned"] == [number(here, one)]  # a page shows closed facts: nothing secret of `two` was opened
    shown = page(here, "auditor", breach)
    lines = shown[f"case-{number(here, one)}"]
    secret = [line["field"] for line in lines["data"]["openings"] if line["secret"]]
    assert secret == ["victims", "happened"]
    assert lines["chips"][0]["id"] == "Harus diberi tahu"
    assert shown[f"case-{number(here, two)}"]["chips"] == []
    assert f"case-{number(here, other)}" not in shown
    assert {line["actor"] for line in lines["data"]["openings"]} == {str(CAST["kader"])}
    notice = facts(shown["notice"])
    assert notice["Penanganan dan pemulihan"] == HANDLED["handling"]
    assert FOUND["story"] in notice["Bagaimana"]
    assert "Apa yang terjadi?" in notice["Data yang terbuka"]
    assert "Siti" not in str(shown)
    assert "Kontak aman" in facts(page(here, "supervisor", breach)[f"case-{number(here, one)}"])

    path = f"/api/office/breaches/{breach}"
    assert codes(here.send("auditor", "POST", f"{path}/give-notice", {})) == {"PERSONS_NOT_TOLD", "AUTHORITY_NOT_TOLD"}
    wrong = {"number": number(here, two), "told_how": "in_person"}
    assert codes(here.send("auditor", "POST", f"{path}/tell-persons", wrong)) == {"NOT_CONCERNED"}
    here.done("supervisor", "POST", f"{path}/tell-persons", {**wrong, "number": number(here, one)})
    here.done("auditor", "POST", f"{path}/tell-authority", authority_told())
    closes(here, breach, "auditor", "supervisor")
    assert office.state_of(UUID(breach)) == "notified"
    assert office.clocks(UUID(breach)) == {}
    assert audit.verify(office.api).verified


def test_a_file_that_left_tells_whose_closed_facts_it_carried(here: Town) -> None:
    case = reported(here)
    sent = here.send("supervisor", "POST", "/api/exports/cases.csv", {"reason": "Untuk rapat bulanan."})
    assert sent.status_code == 200
    breach = found(here)

    assert assess(here, "auditor", breach, looker=str(CAST["supervisor"])).status_code == 200

    lines = page(here, "auditor", breach)[f"case-{number(here, case)}"]["data"]["openings"]
    assert ("export", "cases.csv", False) in {(one["what"], one["field"], one["secret"]) for one in lines}
    # nobody looks into her own breach: for her it is not there
    assert here.send("supervisor", "GET", f"/api/office/breaches/{breach}").status_code == 404
    assert breach not in str(here.get("supervisor", "/api/office/breaches"))


def test_it_is_narrowed_to_one_sign_in_of_one_person(here: Town) -> None:
    case = reported(here, perpetrators=[{"name": "Darto", "works_here": "no"}])
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    proof, device = Proof(PASSWORD), devices.called(agent)
    _, token = login.sign_in(
        here.house,
        str(here.office.sql("SELECT email FROM staff WHERE id = %s", CAST["kader"])[0][0]),
        proof,
        None,
        device,
    )
    phone = Caller(here.client, token, None)
    phone.csrf = phone.get("/api/me").json()["csrf"]
    reveal(here, "kader", case, "happened")
    why = {"field": "victims", "reason": "Untuk janji temu."}
    assert phone.post(f"/api/cases/{case}/reveal", why).status_code == 200
    token = login.confirm(here.house, sessions.find(here.house.engine.database, token), proof, token)  # type: ignore[arg-type]  # is signed in
    phone = Caller(here.client, token, None)
    phone.csrf = phone.get("/api/me").json()["csrf"]
    assert phone.post(f"/api/cases/{case}/reveal", {**why, "field": "perpetrators"}).status_code == 200
    breach = found(here)
    offered = here.get("auditor", f"/api/office/breaches/{breach}")["forms"]["assess"]["properties"]["session"]
    mark = next(one for one, words in offered["x-ui"]["labels"].items() if words["id"].endswith("Android Chrome"))

    wrong = assess(here, "auditor", breach, session=mark, looker=str(CAST["coordinator"]))
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/session")
    assert assess(here, "auditor", breach, session="0" * 16).status_code == 422
    assert assess(here, "auditor", breach, session=mark).status_code == 200

    known = here.office.facts_of(UUID(breach))
    assert (known["looker"], known["session"]) == (str(CAST["kader"]), mark)
    shown = page(here, "auditor", breach)
    lines = shown[f"case-{number(here, case)}"]["data"]["openings"]
    secret = {one["field"]: one["session"] for one in lines if one["secret"]}
    assert secret == {"victims": mark, "perpetrators": mark}  # a new token is still the same sign-in
    assert "Android Chrome" in str(facts(shown[breach])["Lewat perangkat"])
    people = facts(shown[f"case-{number(here, case)}"])["Orang yang terkena"]
    assert people == "korban; terlapor, hanya bila tidak membahayakan korban"


def test_nobody_is_sought_out_who_must_not_be_and_what_is_done_instead_is_on_record(here: Town) -> None:
    case = reported(here, contact_how="they_return")
    reveal(here, "coordinator", case, "happened")
    breach = found(here)
    assert assess(here, "auditor", breach, looker=str(CAST["coordinator"])).status_code == 200
    path, of = f"/api/office/breaches/{breach}", number(here, case)
    mine = page(here, "auditor", breach)[f"case-{of}"]
    assert "Jangan datangi, surati atau telepon" in str(mine["chips"])
    for others in set(here.office.facts_of(UUID(breach))["concerned"]) - {of}:
        here.done("auditor", "POST", f"{path}/tell-persons", {"number": others, "told_how": "in_person"})

    for way in ("letter", "safe_contact"):
        answer = here.send("auditor", "POST", f"{path}/tell-persons", {"number": of, "told_how": way})
        assert codes(answer) == {"NOT_AT_HOME"}
    silent = {"number": of, "told_how": "not_safely"}
    assert here.send("auditor", "POST", f"{path}/tell-persons", silent).status_code == 422
    here.done("auditor", "POST", f"{path}/tell-persons", {**silent, "instead": "Diberi tahu saat ia datang kembali."})
    here.done("auditor", "POST", f"{path}/tell-authority", authority_told())

    shown = page(here, "auditor", breach)
    assert facts(shown[breach])["Tidak dapat diberi tahu dengan aman"] == of
    assert "Diberi tahu saat ia datang" not in str(here.office.history(UUID(breach))[-2].body)
    closes(here, breach, "supervisor", "auditor")
    assert here.office.state_of(UUID(breach)) == "notified"


def test_whoever_is_kept_out_of_a_case_is_kept_out_of_its_breach(here: Town) -> None:
    case = reported(here)
    reveal(here, "coordinator", case, "happened")
    told = {"related": True, "reason": "Kerabat."}
    assert here.office.fire(case, "declare-conflict", "supervisor", **told).done  # type: ignore[arg-type]  # values
    breach = found(here, "supervisor")

    assert assess(here, "supervisor", breach, looker=str(CAST["coordinator"])).status_code == 200

    assert here.send("supervisor", "GET", f"/api/office/breaches/{breach}").status_code == 404
    assert number(here, case) in here.office.facts_of(UUID(breach))["concerned"]


def test_an_assessment_of_everybody_lifts_what_an_earlier_one_had_narrowed(here: Town) -> None:
    breach = found(here)
    assert assess(here, "auditor", breach, looker=str(CAST["coordinator"])).status_code == 200

    assert assess(here, "auditor", breach, "assess-again").status_code == 200

    known = here.office.facts_of(UUID(breach))
    assert (known["looker"], known["session"]) == (None, None)


def test_keeping_silent_takes_a_ground_and_a_second_person(here: Town) -> None:
    breach = found(here, "supervisor")
    assert assess(here, "supervisor", breach, looker=str(CAST["psychologist"])).status_code == 200
    path = f"/api/office/breaches/{breach}"
    silence = {"ground": "nothing_secret", "reason": "Tidak ada yang terbuka."}
    assert here.send("supervisor", "POST", f"{path}/keep-silent", {"reason": "Begitu."}).status_code == 422
    assert here.send("supervisor", "POST", f"{path}/keep-silent", silence).status_code == 202
    pending = here.office.pending(UUID(breach))
    assert codes(here.send("supervisor", "POST", f"{path}/proposals/{pending}/approve", {})) == {"SECOND_PERSON"}

    here.done("auditor", "POST", f"{path}/proposals/{pending}/approve", {})

    assert here.office.state_of(UUID(breach)) == "closed"


def test_r27_it_rings_before_and_at_72_hours_in_words_that_name_nothing(here: Town) -> None:
    office = here.office
    before = len(office.sql("SELECT id FROM mail"))
    breach = found(here)
    office.later(hours=72)
    office.sweep()

    assert [one for one in office.told(UUID(breach)) if one[0] != "breach"] == [
        ("reminder", 0, frozenset({"supervisor", "auditor"})),
        ("reminder", 0, frozenset({"supervisor", "auditor"})),
        ("escalation", 1, frozenset({"supervisor", "auditor"})),
    ]
    while effects.pay(office.worker, DEMO):
        pass
    mails = office.sql("SELECT subject, body FROM mail")[before:]
    assert mails
    told = " ".join(f"{subject} {body}" for subject, body in mails).lower()
    assert [word for word in ("kebocoran", "breach", "bocor", "kasus", "data pribadi") if word in told] == []


def test_a_case_whose_breach_is_open_is_not_erased(here: Town) -> None:
    office = here.office
    case = reported(here)
    assert office.fire(case, "close", end_reason="not_a_report", reason="Salah sambung.").proposal
    assert office.approve(case).done
    reveal(here, "coordinator", case, "happened")
    breach = found(here)
    assert assess(here, "auditor", breach, looker=str(CAST["coordinator"])).status_code == 200
    office.later(days=800)
    seen = f'"v{office.version_of(case)}"'
    path = f"/api/cases/{case}/transitions/erase"

    answer = here.callers["supervisor"].post(path, {"ground": "retention_over"}, if_match=seen)

    assert codes(answer) == {"IN_OPEN_BREACH"}
    assert answer.json()["refusals"][0]["rule"] == "R27"


def test_nobody_else_has_a_way_in(here: Town) -> None:
    breach = found(here)
    for role in set(CAST) - {"supervisor", "auditor"}:
        assert here.send(role, "GET", f"/api/office/breaches/{breach}").status_code == 404, role
        assert here.send(role, "GET", f"/api/cases/{breach}").status_code == 404, role
    assert here.send("auditor", "GET", f"/api/cases/{reported(here)}").status_code == 404
    assert (
        assess(here, "auditor", breach, looked_from="2026-01-02T00:00", looked_until="2026-01-01T00:00").status_code
        == 422
    )
    with here.office.api.database.transaction(here.office.actor(f"kader@{YOSODADI}")) as tx:
        everything: tuple[Any, ...] = (
            None,
            datetime.min.replace(tzinfo=UTC),
            datetime.max.replace(tzinfo=UTC),
            [],
            None,
        )
        assert tx.connection.execute(breaches.LIST, everything).fetchall() == []
