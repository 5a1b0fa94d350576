"""A list of regions is taken whole or not at all, with all that is wrong in it named; it counts from the next start."""

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.town import Town, pointers, town
from workflows.office.regions import KELURAHAN

BUNDLED = "\n".join(f"{one.code},{one.name},{one.kecamatan}" for one in KELURAHAN.values())
HEAD = "code,name,kecamatan\n"
NEW = "18.72.05.1099,Sukamaju,Metro Selatan"


@pytest.fixture(scope="module")
def here(postgres: str) -> Iterator[Town]:
    with town(postgres, "2026-12-01 09:00") as made:
        yield made


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OMAH_REGIONS", str(tmp_path / "kept" / "regions.csv"))
    return tmp_path / "kept" / "regions.csv"


def bring(here: Town, text: str, role: str = "admin") -> Any:
    file = "data:text/csv;base64," + base64.b64encode(text.encode()).decode()
    return here.send(role, "POST", "/api/office/regions", {"file": file})


def test_everything_that_is_wrong_is_named_and_nothing_changes(here: Town, place: Path) -> None:
    rest = "\n".join(BUNDLED.splitlines()[1:])
    lines = (
        "18.72.5.1,Salah,Metro Selatan",
        NEW,
        "18.72.05.1099,,Metro Barat",
        "18.72.06.1001,Metro Selatan Lama,",
        "18.72.01.1777,rejo mulyo,Metro Pusat",
    )

    answer = bring(here, HEAD + rest + "\n" + "\n".join(lines))

    said = [one["message"]["en"] for one in answer.json()["errors"]]
    assert set(pointers(answer)) == {"/file"}
    assert [sentence.partition(":")[0] for sentence in said] == [
        "18.72.01.1001 (Metro) is in use and has to stay.",
        *("Line 23", "Line 25", "Line 25", "Line 25", "Line 26", "Line 27"),
    ]
    assert not place.exists()
    assert here.get("auditor", "/api/office/changes?subject=regions")["items"] == []


@pytest.mark.parametrize("text", ["", "kode,nama\n1,2", HEAD])
def test_a_list_without_its_columns_or_lines_is_refused(here: Town, place: Path, text: str) -> None:
    assert set(pointers(bring(here, text))) == {"/file"}
    assert not place.exists()


def test_a_new_list_is_on_record_and_in_force_from_the_next_start(here: Town, place: Path) -> None:
    assert bring(here, HEAD + BUNDLED, "supervisor").status_code == 404
    renamed = BUNDLED.replace("Rejomulyo", "Rejomulyo Baru")
    answer = bring(here, "\ufeff" + HEAD + renamed + "\n" + NEW)

    assert answer.json()["regions"] == len(KELURAHAN) + 1
    (change,) = here.get("auditor", "/api/office/changes?subject=regions")["items"]
    assert change["data"]["new"] == {
        "18.72.05.1001": "Rejomulyo Baru, Metro Selatan",
        "18.72.05.1099": "Sukamaju, Metro Selatan",
    }
    told = (
        "from workflows import REGISTRY; from workflows.office.regions import find; print(find('Sukamaju'), REGISTRY)"
    )
    started = subprocess.run(
        [sys.executable, "-c", told], env={**os.environ, "PYTHONPATH": "."}, capture_output=True, text=True, check=True
    )
    assert "18.72.05.1099" in started.stdout
