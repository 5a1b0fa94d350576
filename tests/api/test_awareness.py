"""Awareness sessions: planned, held, counted; a picture tells nothing but itself; and who records them sees no case."""

import base64
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from tests.api.samples import QUARREL
from tests.api.town import Town, facts, pointers, town
from tests.office import REJOMULYO, YOSODADI

PLAN: dict[str, Any] = {
    "on_day": "2026-12-05",
    "starts": "09:00",
    "kelurahan": REJOMULYO,
    "place": "Balai kelurahan",
    "topics": ["childrens_rights", "prevention"],
    "held_by": ["patbm", "forum_anak"],
    "public": True,
}
FAR = datetime.now(UTC) + timedelta(days=1)
CAME = {"women": 12, "men": 3, "girls": 8, "boys": 7, "notes": "Ramai."}


@pytest.fixture(scope="module")
def here(postgres: str) -> Iterator[Town]:
    with town(postgres, "2026-12-05 08:00") as made:
        yield made


def planned(here: Town, role: str = "forum_anak", **more: Any) -> str:
    return f"/api/office/sessions/{here.done(role, 'POST', '/api/office/sessions', {**PLAN, **more})['id']}"


def line(here: Town, path: str, role: str = "supervisor") -> Any:
    return next(one for one in here.get(role, "/api/office/sessions")["items"] if one["id"] == path.rsplit("/", 1)[-1])


def photo(form: str = "JPEG", **more: Any) -> str:
    """A picture with a place in it, as a phone writes one."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Telepon Sari"
    exif.get_ifd(0x8825)[2] = (5.0, 7.0, 0.0)
    Image.new("RGB", (2000, 1000), "teal").save(out, form, **({"exif": exif} if form == "JPEG" else {}), **more)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()


def test_a_session_is_planned_held_and_counted_where_it_was(here: Town) -> None:
    path = planned(here)
    before = {one["id"]: one["data"] for one in here.get("kader", "/api/office/coverage")["items"]}

    here.done("forum_anak", "POST", f"{path}/held", CAME)

    shown = line(here, path)
    assert facts(shown)["Peserta"] == "30 (12 perempuan, 3 laki-laki, 8 anak pr., 7 anak lk.)"
    coverage = here.get("kader", "/api/office/coverage")
    after = {one["id"]: one["data"] for one in coverage["items"]}
    assert after[REJOMULYO]["held"] == before[REJOMULYO]["held"] + 1
    assert after[REJOMULYO]["people"] == before[REJOMULYO]["people"] + 30
    assert coverage["items"][-1]["id"] == REJOMULYO
    assert [chip["en"] for chip in coverage["items"][0]["chips"]] == ["None yet"]
    assert here.get("supervisor", "/api/office/coverage?year=2025")["lead"]["en"].startswith(
        "In 2025: none yet in 22 of 22"
    )
    change = here.get("auditor", "/api/office/changes?subject=awareness")["items"][0]["data"]
    assert (change["old"]["status"], change["new"]["women"]) == ("planned", 12)


def test_what_cannot_be_is_refused(here: Town) -> None:
    assert pointers(here.send("kader", "POST", "/api/office/sessions", {**PLAN, "topics": []})) == ["/topics"]
    assert pointers(here.send("kader", "POST", "/api/office/sessions", {**PLAN, "kelurahan": "18.72.99.1001"})) == [
        "/kelurahan"
    ]
    ahead = planned(here, on_day="2026-12-06")
    assert pointers(here.send("forum_anak", "POST", f"{ahead}/held", CAME)) == [""]
    assert pointers(here.send("forum_anak", "POST", f"{ahead}/held", {**CAME, "boys": -1})) == ["/boys"]


def test_another_house_changes_nothing_and_a_cancelled_one_is_over(here: Town) -> None:
    path = planned(here, "supervisor", kelurahan=YOSODADI)

    assert here.send("kader", "POST", f"{path}/held", CAME).status_code == 404
    assert here.send("forum_anak", "POST", f"{path}/picture", {"file": photo()}).status_code == 404
    here.done("supervisor", "POST", f"{path}/cancel")
    assert here.send("supervisor", "POST", f"{path}/cancel").status_code == 404
    assert line(here, path)["actions"] == []


def test_a_picture_is_written_anew_without_what_the_phone_told_and_kept_as_ciphertext(here: Town) -> None:
    path = planned(here)

    here.done("forum_anak", "POST", f"{path}/picture", {"file": photo()})

    assert line(here, path)["picture"] == f"{path}/picture"
    answer = here.callers["supervisor"].get(f"{path}/picture")
    assert answer.headers["content-disposition"] == 'attachment; filename="foto.jpg"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (1600, 800))
        assert dict(picture.getexif()) == {}
    assert b"Telepon Sari" not in answer.content
    (first,) = here.office.sql(
        "SELECT id, sealed FROM awareness_picture WHERE session_id = %s", path.rsplit("/", 1)[-1]
    )
    assert answer.content[:64] not in bytes(first[1])
    here.done("forum_anak", "POST", f"{path}/picture", {"file": photo("PNG")})
    assert first[0] not in set(here.office.keys.older_than(FAR))
    assert here.send("psychologist", "GET", f"{path}/picture").status_code == 404


@pytest.mark.parametrize(
    "file",
    [
        "data:image/jpeg;base64," + base64.b64encode(b"<svg onload=alert(1)>").decode(),
        "data:image/jpeg;base64,???",
        "data:image/jpeg;base64,",
        photo("GIF"),
        photo("TIFF"),
    ],
)
def test_what_is_no_picture_by_its_bytes_is_refused_whatever_it_says(here: Town, file: str) -> None:
    path = planned(here)

    assert pointers(here.send("forum_anak", "POST", f"{path}/picture", {"file": file})) == ["/file"]


def test_the_childrens_forum_reaches_no_case_ever(here: Town) -> None:
    case: UUID = here.office.open("omah-peluk", "kader", **QUARREL)
    number = here.office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0]
    closed = ("waiting", "visits", "handover", "absences")
    cases = ("/api/cases", f"/api/cases/{case}", f"/api/cases/{case}/history", "/api/history")
    for path in (*cases, *(f"/api/office/{name}" for name in closed)):
        assert here.send("forum_anak", "GET", path).status_code == 404, path
    assert here.send("forum_anak", "POST", "/api/cases", {"workflow": "omah-peluk", "form": QUARREL}).status_code == 404

    for one in here.get("forum_anak", "/api/me")["office"]:
        answer = here.callers["forum_anak"].get(one["href"])
        assert answer.status_code == 200
        assert number not in answer.text
    assert {one["name"] for one in here.get("forum_anak", "/api/me")["home"]} == {"unread"}


def test_planned_ones_that_may_be_known_stand_on_the_public_page(here: Town) -> None:
    planned(here, place="Aula Melati", on_day="2026-12-12")
    planned(here, place="Rumah tertutup", on_day="2026-12-12", public=False)

    shown = here.client.get("/rumah").text

    assert "Aula Melati" in shown
    assert "Sabtu, 12 Des 2026" in shown
    assert "Rumah tertutup" not in shown
    assert "kekerasan" not in shown.lower()
