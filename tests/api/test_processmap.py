"""The process map, and a workflow for documents: what truly happened on the arrows, over the cases in sight."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from api.definitions import mermaid
from api.definitions.diagram import Measured, Where, draw
from api.figures.processmap import span
from engine.definition_schema import definition_schema
from tests.api.conftest import Login
from tests.api.samples import QUARREL, talk
from tests.api.test_cli import Run, omah
from tests.office import CAST, YOSODADI, Office
from workflows import REGISTRY
from workflows.omah_peluk import OMAH_PELUK

__all__ = ["omah"]

PATH = "/api/workflows/omah-peluk/process-map"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def december(office: Office) -> None:
    """Three consulted after one, two and ten hours; a fourth, of another kelurahan, is still reported."""
    office.at("2026-12-01 08:00")
    cases = [office.open("omah-peluk", "kader", **QUARREL) for _ in range(3)]
    office.open("omah-peluk", f"kader@{YOSODADI}", **{**QUARREL, "kelurahan": YOSODADI})
    for case, hour in zip(cases, (9, 10, 18), strict=True):
        office.at(f"2026-12-01 {hour:02}:00")
        office.fire(case, "consult", "kader", **talk(f"2026-12-01T{hour - 1:02}:30:00+07:00"))
    office.fire(cases[0], "note", "kader", text="Sudah ditelepon.")
    office.at("2026-12-02 09:00")
    office.fire(cases[0], "refer-to-PUSPAGA", "kader", **CONSENT)


CONSENT: dict[str, Any] = {
    "legal_basis": "consent",
    "consent_by": "yang bersangkutan",
    "consent_relation": "self",
    "consent_on": "2026-12-01",
    "consent_scope": "rujukan",
}


@pytest.mark.usefixtures("december")
def test_each_arrow_says_how_often_and_after_how_long_and_each_state_who_is_there(office: Office, as_: Login) -> None:
    told = as_("supervisor").get(PATH).json()

    arrows = {(one["from"]["name"], one["to"]["name"]): one for one in told["arrows"]}
    assert {pair: one["count"] for pair, one in arrows.items()} == {
        ("reported", "consulted"): 3,
        ("consulted", "referred-to-PUSPAGA"): 1,
    }
    consult = arrows[("reported", "consulted")]
    assert (consult["median_hours"], consult["p90_hours"]) == (2.0, 8.4)
    assert {"id": "Catat konsultasi", "en": "Record a consultation"} in consult["steps"]
    states = {one["name"]: one for one in told["states"]}
    assert [states[name]["now"] for name in ("reported", "consulted", "referred-to-PUSPAGA")] == [1, 2, 1]
    assert (states["reported"]["count"], states["reported"]["median_hours"]) == (4, 2.0)
    assert (states["consulted"]["median_hours"], states["resolved-locally"]["count"]) == (24.0, 0)
    assert told["cases"] == 4


@pytest.mark.usefixtures("december")
def test_it_counts_what_one_may_see_and_nothing_else(office: Office, as_: Login) -> None:
    kader = as_("kader").get(PATH).json()
    office.sql("UPDATE cases SET excluded = %s", [CAST["supervisor"]])
    kept_out = as_("supervisor").get(PATH).json()

    assert kader["cases"] == 3
    assert (kept_out["cases"], kept_out["arrows"]) == (0, [])


@pytest.mark.usefixtures("december")
def test_the_drawing_says_the_same_at_its_arrows(as_: Login) -> None:
    answer = as_("supervisor").get(f"{PATH}.svg?lang=en")

    root = ElementTree.fromstring(answer.text)
    said = {one.text for one in root.iter(f"{SVG}text") if one.get("class") == "measured"}
    boxes = {" ".join(span.text or "" for span in one.iter(f"{SVG}tspan")) for one in root.iter(f"{SVG}text")}
    assert answer.headers["content-type"] == "image/svg+xml"
    assert said == {"3× · 2 h", "1× · 1 d"}
    assert {"Reported now 1", "Consulted now 2", "Resolved locally"} <= boxes
    assert not list(root.iter(f"{SVG}script"))


def test_labels_cover_neither_boxes_nor_each_other(office: Office, as_: Login) -> None:
    """On the arrows of a referral; those of a case are too many for that, and then they cover as little as they can."""
    root = ElementTree.fromstring(_measured("referral"))

    rooms = [_room(one) for one in root.iter(f"{SVG}rect")]
    assert len(rooms) > len(REGISTRY.get("referral").workflow.states)
    for place, a in enumerate(rooms):
        for b in rooms[place + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def _measured(name: str) -> str:
    workflow = REGISTRY.get(name).workflow
    pairs = {(source, step.target) for step in workflow.transitions for source in step.sources if step.target}
    arrows = {pair: (12, "12× · 3 hr 4 jam") for pair in pairs if pair[0] != pair[1]}
    return draw(workflow, Where(), "id", Measured(arrows, {}))


def _room(one: ElementTree.Element) -> tuple[float, float, float, float]:
    x, y, wide, high = (float(one.attrib[name]) for name in ("x", "y", "width", "height"))
    return x, y, x + wide, y + high


def test_times_are_told_in_two_units_at_most() -> None:
    told = [span(seconds, "id") for seconds in (None, 40, 90 * 60, 3 * 3600, 76 * 3600, 20 * 86400 + 7200)]

    assert told == ["–", "1 mnt", "1 jam 30 mnt", "3 jam", "3 hr 4 jam", "20 hr"]


# --- for documents


def test_a_workflow_is_told_as_mermaid_text_by_the_machine_itself(as_: Login, omah: Run) -> None:
    answer = as_("auditor").get("/api/workflows/omah-peluk/diagram.mmd?lang=en")
    code, printed, _ = omah("diagram", "omah-peluk", "--lang", "en")

    lines = answer.text.splitlines()
    assert lines[:4] == ["---", 'title: "Omah Peluk case"', "---", "stateDiagram-v2"]
    assert '  state "Referred to PUSPAGA" as referred_to_PUSPAGA' in lines
    assert "  consulted --> resolved_locally: Resolve locally" in lines
    assert "  [*] --> reported" in lines
    arrows = {line.split(":")[0].strip() for line in lines if " --> " in line and "[*]" not in line}
    declared = {
        f"{source} --> {step.target}".replace("-", "_").replace("__>", "-->")
        for step in OMAH_PELUK.transitions
        for source in step.sources
        if step.target not in (None, source)
    }
    assert arrows == declared
    assert (code, printed) == (0, answer.text)
    assert "--> [*]" in mermaid.draw(REGISTRY.get("referral").workflow, "id")


def test_every_published_definition_fits_the_published_schema(as_: Login, omah: Run) -> None:
    auditor = as_("auditor")

    schema = auditor.get("/api/workflows/schema").json()
    definitions = [
        json.loads(auditor.get(f"/api/workflows/{one.workflow.name}").json()["definition"]) for one in REGISTRY
    ]

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert [[*Draft202012Validator(schema).iter_errors(one)] for one in definitions] == [[] for _ in definitions]
    assert json.loads(omah("diagram", "--schema")[1]) == schema == definition_schema()


def test_what_is_no_definition_does_not_fit_it() -> None:
    validator = Draft202012Validator(definition_schema())
    whole = json.loads(REGISTRY.get("omah-peluk").canonical)

    without = {name: value for name, value in whole.items() if name != "initial"}
    more = {**whole, "colour": "blue"}
    anchorless = {**whole, "deadlines": [{**whole["deadlines"][0], "anchor": "entered"}]}
    lengthless = {**whole, "deadlines": [{**whole["deadlines"][0], "within": {"kind": "elapsed", "days": 3}}]}
    assert not any(validator.is_valid(one) for one in (without, more, anchorless, lengthless))
    assert validator.is_valid(whole)
