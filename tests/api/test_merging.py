"""A duplicate, as people meet it: suggested where a number is asked, linked on both pages, tracked by its receipt."""

from typing import Any
from uuid import UUID

import pytest

from api import receipts
from api.desk import House
from engine.definition import Actor
from engine.past import audit, redeciding
from engine.secrets import confidences, erasure, sealing
from engine.secrets.keys import KeyDestroyed
from tests.api.conftest import Login
from tests.api.samples import QUARREL
from tests.office import Office, person
from tests.workflows.stories import consult, done

NAMED = {"victims": [{"name": "Sulastri Wahyuni", "age": 34}]}


def step(page: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in page["transitions"] if one["name"] == name)


def test_a_duplicate_is_merged_by_two_persons_and_its_reporter_is_told_of_the_case_that_goes_on(
    office: Office, as_: Login, furnished: House
) -> None:
    survivor = office.open("omah-peluk", "kader", **{**QUARREL, **NAMED})
    receipt = receipts.file_report(furnished, {**QUARREL, **NAMED, "channel": "public_form"}, "b" * 30)
    duplicate = office.sql("SELECT case_id FROM receipt")[0][0]
    supervisor, coordinator = as_("supervisor"), as_("coordinator")
    page = supervisor.get(f"/api/cases/{duplicate}").json()
    number = supervisor.get(f"/api/cases/{survivor}").json()["number"]
    asked = step(page, "merge")["schema"]["properties"]["duplicate_of"]

    made = supervisor.post(
        f"/api/cases/{duplicate}/transitions/merge",
        {"reason": "Kejadian yang sama.", "duplicate_of": number},
        if_match=f'"v{page["version"]}"',
    )

    assert [one["value"] for one in asked["x-ui"]["suggested"]] == [number]
    assert made.status_code == 202, made.text
    where = made.headers["location"]
    waits = supervisor.get(f"/api/cases/{duplicate}").json()
    approved = coordinator.post(f"{where}/approve", {}, if_match=f'"v{waits["version"]}"')
    assert approved.status_code == 200, approved.text
    assert links(as_, "kader", duplicate) == {"duplicate_of": [str(survivor)]}
    assert links(as_, "kader", survivor) == {"absorbed": [str(duplicate)]}
    assert told(furnished, receipt) == "received"
    done(consult(office, survivor))
    assert told(furnished, receipt) == "handled"
    done(office.fire(survivor, "resolve", summary="Sepakat."))
    done(office.approve(survivor))
    assert told(furnished, receipt) == "finished"


def links(as_: Login, role: str, case: UUID) -> dict[str, list[str]]:
    page = as_(role).get(f"/api/cases/{case}").json()
    return {one["name"]: [each["id"] for each in one["cases"]] for one in page["links"]}


def told(house: House, receipt: str) -> str:
    tracked = receipts.track(house, receipt, f"address {receipt}")
    assert tracked is not None
    return tracked.status.code


SECOND = Actor(UUID(int=77), "supervisor", person("supervisor").audience)
WHY: dict[str, Any] = {"reason": "Kejadian yang sama."}
SULASTRI = {"name": "Sulastri Wahyuni", "age": 34}
ADDED = {"name": "Rahmawati Kusuma", "nik": "1872014107900002", "age": 12}
HUSBAND = {"name": "Bambang Hartono", "relation": "spouse", "works_here": "no"}


def merged(office: Office, duplicate: UUID, survivor: UUID) -> None:
    number = office.sql("SELECT number FROM cases WHERE id = %s", survivor)[0][0]
    done(office.fire(duplicate, "merge", "supervisor", duplicate_of=number, **WHY))
    done(office.approve(duplicate, SECOND))


def named(office: Office, case: UUID, group: str) -> list[Any]:
    with office.api.database.transaction(office.actor("supervisor")) as tx:
        return [one.get("name") for one in sealing.read_case(tx.connection, office.keys, case)[group]]


def test_r23_whoever_may_open_names_in_the_case_that_goes_on_opens_those_that_a_duplicate_brought(
    office: Office, as_: Login
) -> None:
    survivor = office.open("omah-peluk", "kader", **{**QUARREL, "victims": [SULASTRI]})
    seen = {"victims": [ADDED, {**SULASTRI, "phone": "0812-3456-7890"}],
            "perpetrators": [{**HUSBAND, "to_victims": [1]}]}  # fmt: skip
    duplicate = office.open("omah-peluk", "kader", **{**QUARREL, **seen})

    merged(office, duplicate, survivor)

    kader = as_("kader")
    shown = {one["name"]: one for one in kader.get(f"/api/cases/{survivor}").json()["private"]}
    assert shown["victims"]["revealable"]
    assert "Rahmawati" not in str(shown), "masked until somebody says why"
    opened = kader.post(f"/api/cases/{survivor}/reveal", {"field": "victims", "reason": "Untuk menjemputnya."}).json()
    first, second = opened["value"]
    assert (first["name"], first["phone"]) == ("Sulastri Wahyuni", "0812-3456-7890"), "what nobody knew here is added"
    assert (second["name"], second["nik"]) == ("Rahmawati Kusuma", "1872014107900002")
    accused = kader.post(f"/api/cases/{survivor}/reveal", {"field": "perpetrators", "reason": "Untuk surat."}).json()
    assert (accused["value"][0]["name"], accused["value"][0]["to_victims"]) == ("Bambang Hartono", [2])
    record = office.history(survivor)[-1]
    told = kader.post(f"/api/cases/{survivor}/history/{record.record.seq}/narrative", {"reason": "Untuk memeriksa."})
    assert told.status_code == 200, told.text
    assert [one["name"] for one in told.json()["value"]["victims"]] == ["Sulastri Wahyuni", "Rahmawati Kusuma"]
    assert [one.get("age_at_incident") for one in office.facts_of(survivor)["victims"]] == [34, 12]
    revealed = [one for one in as_("supervisor").get(f"/api/cases/{survivor}/access").json()["items"]
                if one["what"]["name"] == "reveal"]  # fmt: skip
    assert [(one["fields"], one["reason"]) for one in revealed] == [
        ([f"record:{record.record.seq}"], "Untuk memeriksa."),
        (["perpetrators"], "Untuk surat."),
        (["victims"], "Untuk menjemputnya."),
    ]  # fmt: skip
    assert as_("auditor").post(f"/api/cases/{survivor}/reveal", {"field": "victims", **WHY}).status_code == 404
    assert confidences.compare(office.api).findings == []
    assert audit.verify(office.api).verified
    assert redeciding.redecide(office.api).divergences == []


def test_r07_the_blind_index_finds_in_the_case_that_goes_on_whom_a_duplicate_brought(
    office: Office, as_: Login
) -> None:
    survivor = office.open("omah-peluk", "kader", **{**QUARREL, "victims": [SULASTRI]})
    duplicate = office.open("omah-peluk", "kader", **{**QUARREL, "victims": [SULASTRI, ADDED]})
    merged(office, duplicate, survivor)

    later = office.open("omah-peluk", "kader", **{**QUARREL, "victims": [{"nik": ADDED["nik"]}]})

    found = {one["case"]["id"] for one in as_("kader").get(f"/api/cases/{later}/similar").json()["items"]}
    assert found == {str(survivor), str(duplicate)}
    asked = {"query": "Rahmawati", "reason": "Ia menelepon."}
    hits = as_("kader").post("/api/cases/search", asked).json()["items"]
    assert {one["id"] for one in hits} == {str(survivor), str(duplicate)}


def test_r28_what_is_erased_in_one_case_stays_with_the_other_and_the_last_goes_last(office: Office, as_: Login) -> None:
    office.at("2026-12-01T09:00")
    survivor = office.open("omah-peluk", "kader", **{**QUARREL, "victims": [SULASTRI]})
    duplicate = office.open("omah-peluk", "kader", **{**QUARREL, "victims": [ADDED]})
    merged(office, duplicate, survivor)
    done(office.fire(survivor, "close", end_reason="not_a_report", **WHY))
    done(office.approve(survivor))
    office.at("2031-12-01T10:00")
    supervisor = as_("supervisor")
    over = {"ground": "retention_over"}

    early = supervisor.post(
        f"/api/cases/{survivor}/transitions/erase", over, if_match=f'"v{office.version_of(survivor)}"'
    )

    assert [one["code"] for one in early.json()["refusals"]] == ["DUPLICATE_KEPT"]
    assert early.json()["refusals"][0]["lifted_by"]["en"] == "Erase that case first."
    for case, left in ((duplicate, ["Sulastri Wahyuni", "Rahmawati Kusuma"]), (survivor, None)):
        asked = supervisor.post(f"/api/cases/{case}/transitions/erase", over, if_match=f'"v{office.version_of(case)}"')
        assert asked.status_code == 202, asked.text
        done(office.approve(case, SECOND))
        erasure.pay(office.api)
        with pytest.raises(KeyDestroyed):
            named(office, case, "victims")
        if left is not None:
            assert named(office, survivor, "victims") == left
