"""A duplicate, as people meet it: suggested where a number is asked, linked on both pages, tracked by its receipt."""

from typing import Any
from uuid import UUID

from api import receipts
from api.desk import House
from tests.api.conftest import Login
from tests.api.samples import QUARREL
from tests.office import Office
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
