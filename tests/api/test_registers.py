"""R29: a case that is over and has no number in SIMFONI PPA is listed to those who enter it."""

from typing import Any

from tests.api.conftest import Login
from tests.api.samples import ABUSED_CHILD, QUARREL
from tests.office import Office
from tests.workflows.stories import done, refused

ENTERED: dict[str, Any] = {"simfoni_on": "2026-12-01", "simfoni_number": "18.72/2026/0041"}
OUTCOME: dict[str, Any] = {"completion": "court", "summary": "Diteruskan ke kejaksaan."}


def test_r29_a_case_completed_without_a_number_is_listed_until_it_has_one(office: Office, as_: Login) -> None:
    office.at("2026-12-01 09:00")
    case, mistaken = (office.open("omah-peluk", "kader", **form) for form in (ABUSED_CHILD, QUARREL))
    done(office.fire(case, "refer-to-UPTD", legal_basis="legal_obligation"))
    (sent,) = office.children_of(case)
    done(office.fire(sent, "accept", "uptd_officer"))
    done(office.fire(case, "confirm-police-report", "uptd_officer"))
    supervisor = as_("supervisor")
    assert supervisor.get("/api/cases?missing=simfoni").json()["items"] == []
    done(office.fire(sent, "complete", "uptd_officer", **OUTCOME))
    done(office.approve(sent, "head_of_uptd"))
    done(office.fire(mistaken, "close", end_reason="not_a_report", reason="Salah sambung."))
    done(office.approve(mistaken))

    listed = supervisor.get("/api/cases?missing=simfoni").json()["items"]

    assert [one["id"] for one in listed] == [str(case)]
    shelf = next(one for one in supervisor.get("/api/me").json()["home"] if one["name"] == "missing_simfoni")
    assert (shelf["count"], shelf["href"]) == (1, "/app/cases?missing=simfoni")
    assert "NOT_YOUR_ROLE" in refused(office.fire(case, "record-SIMFONI", "kader", **ENTERED))
    done(office.fire(case, "record-SIMFONI", "uptd_officer", **ENTERED))  # after the end, too
    assert supervisor.get("/api/cases?missing=simfoni").json()["items"] == []
    assert office.clocks(case) == {}
    assert supervisor.get("/api/cases?missing=dapodik").status_code == 400
