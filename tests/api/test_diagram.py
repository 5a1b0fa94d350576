"""The drawing: well-formed, without script or style, and the same in words."""

from xml.etree import ElementTree

import pytest

from api.definitions.diagram import ACCENT, TINT, Where, draw
from tests.api.conftest import Login
from workflows import REGISTRY
from workflows.omah_peluk import OMAH_PELUK

SVG = "{http://www.w3.org/2000/svg}"
WORKFLOWS = [one.workflow for one in REGISTRY]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda one: one.name)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_state_has_its_box_and_its_words(workflow: object, language: str) -> None:
    drawn = draw(workflow, Where(), language)  # type: ignore[arg-type]  # parametrized
    root = ElementTree.fromstring(drawn)

    boxes = root.findall(f"{SVG}rect")
    said = [" ".join(span.text or "" for span in text.iter(f"{SVG}tspan")) for text in root.findall(f"{SVG}text")]
    assert len(boxes) == len(workflow.states)  # type: ignore[attr-defined]
    assert said == [getattr(one.title, language) for one in workflow.states]  # type: ignore[attr-defined]
    assert not list(root.iter(f"{SVG}script"))
    assert "style" not in drawn


def test_boxes_do_not_overlap_and_stand_inside() -> None:
    root = ElementTree.fromstring(draw(OMAH_PELUK, Where(), "id"))
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    boxes = [
        tuple(float(one.attrib[name]) for name in ("x", "y", "width", "height")) for one in root.iter(f"{SVG}rect")
    ]

    for x, y, wide, high in boxes:
        assert 0 <= x <= width - wide
        assert 0 <= y <= height - high
    for a in boxes:
        for b in boxes:
            apart = a is b or abs(a[0] - b[0]) >= a[2] or abs(a[1] - b[1]) >= a[3]
            assert apart


def test_the_current_state_is_filled_visited_ones_tinted_possible_steps_bold_and_said() -> None:
    where = Where("consulted", frozenset({"reported", "consulted"}), frozenset({"refer-to-UPTD"}))
    root = ElementTree.fromstring(draw(OMAH_PELUK, where, "id"))

    fills = dict(
        zip(
            [one.name for one in OMAH_PELUK.states],
            [one.attrib["fill"] for one in root.iter(f"{SVG}rect")],
            strict=True,
        )
    )
    bold = [one for one in root.findall(f"{SVG}path") if one.attrib["stroke"] == ACCENT]
    described = root.find(f"{SVG}desc")
    assert (fills["consulted"], fills["reported"]) == (ACCENT, TINT)
    assert len(bold) == 1
    assert described is not None
    assert (described.text or "").startswith(
        "Sekarang: Dikonsultasikan. Pernah: Dilaporkan, Dikonsultasikan. Langkah yang mungkin: Dirujuk ke UPTD."
    )


def test_what_an_address_says_is_never_drawn(as_: Login) -> None:
    kader = as_("kader")
    planted = "%3Cscript%3Ealert(1)%3C/script%3E"

    answer = kader.get(f"/api/workflows/omah-peluk/diagram.svg?state={planted}&visited={planted}&possible={planted}")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "script" not in answer.text
    assert kader.get("/api/workflows/none/diagram.svg").status_code == 404
