"""The proof over HTTP and at the terminal, and that what is not proved does not start."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api import app, cli
from api.desk import House
from api.verbs import verify_workflow
from engine.proving import proofs
from engine.registry import Registry
from engine.settings import Settings
from tests.api.conftest import Login
from tests.engine.broken import BROKEN_FOR_REAL
from workers import app as worker
from workflows import REGISTRY

UNSOUND = Registry(BROKEN_FOR_REAL["R01 taken from resolve"][0])
SENTENCE = "the promise no-sexual-form-resolved-locally does not hold: open → consult → resolve (by kader)"


def test_whoever_works_here_and_whoever_audits_reads_what_was_proved(as_: Login) -> None:
    answer = as_("auditor").get("/api/workflows/omah-peluk/proof")

    assert answer.status_code == 200
    told = answer.json()
    assert (told["workflow"], told["version"]) == ("omah-peluk", REGISTRY.get("omah-peluk").version)
    assert told["problems"] == []
    assert told["silence"]["hours"] == max(state["hours"] for state in told["silence"]["states"])
    assert {one["name"]: one["holds"] for one in told["promises"]}["no-sexual-form-resolved-locally"] is True
    assert as_("kader").get("/api/workflows/referral/proof").json()["silence"]["hours"] == 720
    assert as_("kader").get("/api/workflows/none/proof").status_code == 404


def test_the_verb_says_what_was_proved(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["verify-workflow", "referral"])

    said = capsys.readouterr().out
    assert code == 0
    assert "if nobody ever acts, told within: 720 h" in said
    assert "omah-peluk" not in said
    assert said.endswith("Terbukti. / Proved.\n")


def test_the_verb_gives_the_proof_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify-workflow", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert [one["workflow"] for one in told] == ["omah-peluk", "referral", "request", "breach"]
    assert all(promise["holds"] for one in told for promise in one["promises"])


def test_the_verb_ends_with_1_and_the_witness_where_something_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(verify_workflow, "REGISTRY", UNSOUND)

    code = cli.main(["verify-workflow"])

    said = capsys.readouterr().out
    assert code == 1
    assert SENTENCE in said
    assert "TIDAK TERBUKTI. / NOT PROVED." in said


def test_the_verb_knows_no_other_workflow(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["verify-workflow", "none"])

    assert (code, capsys.readouterr().err) == (2, "No such workflow, or it is not yours to see.\n")


def test_an_api_does_not_start_on_what_is_not_proved(
    furnished: House, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "furnish", lambda _: unsound(furnished))

    with pytest.raises(SystemExit, match="keep this workflow from starting") as ended:
        app.create(replace(settings, keys=folder / "keys"))

    assert SENTENCE in str(ended.value)


def test_a_worker_does_not_start_on_what_is_not_proved(
    furnished: House, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "REGISTRY", UNSOUND)
    environment: dict[str, Any] = {"DATABASE_URL": furnished.settings.database_url, "OMAH_DATA": str(tmp_path)}
    environment["OMAH_KEYS"] = str(folder / "keys")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match="keep this workflow from starting") as ended:
        worker.refuse_a_bad_start()

    assert SENTENCE in str(ended.value)
    assert proofs.insist(REGISTRY, tmp_path).problems == ()


def unsound(house: House) -> House:
    return replace(house, engine=replace(house.engine, registry=UNSOUND))
