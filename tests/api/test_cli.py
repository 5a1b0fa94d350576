"""The verbs at the terminal: what they say, how they end, and one sentence for whatever cannot be done."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from api import cli
from engine.past.anchors import Anchors
from engine.past.note import Verifier
from engine.past.seal import Sealer
from engine.secrets.sealing import read_case
from tests.api.samples import ABUSED_CHILD, QUARREL, talk
from tests.office import Office, person

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def omah(office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`omah VERB …` on the office: exit code, what it said, what it complained of."""
    monkeypatch.setenv("DATABASE_URL", office.urls["omah_api"])
    monkeypatch.setenv("OMAH_DATA", str(folder))
    monkeypatch.delenv("OMAH_KEYS", raising=False)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = cli.main([str(one) for one in arguments])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def case(office: Office, folder: Path) -> UUID:
    """Two cases, of which one is at UPTD; all, with the first calendar, sealed and anchored but the last record."""
    office.at("2026-12-01 09:00")
    office.fire(office.open("omah-peluk", "kader", **ABUSED_CHILD), "refer-to-UPTD", legal_basis="legal_obligation")
    made = office.open("omah-peluk", "kader", **QUARREL)
    Sealer(office.worker, Anchors(folder / "anchors")).seal()
    office.at("2026-12-01 10:00")
    office.fire(made, "consult", "kader", **talk("2026-12-01T09:30:00+07:00"))
    return made


def number_of(office: Office, case: UUID) -> str:
    return str(office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0])


def test_verify_says_that_everything_holds_and_how_the_log_stands(omah: Run, case: UUID) -> None:
    code, said, _ = omah("verify")

    assert code == 0
    assert said.endswith("Everything holds.\n")
    assert "not sealed yet: 1\n" in said
    assert "kept outside the database: 5\n" in said


def test_verify_names_what_was_changed_and_ends_with_one(omah: Run, office: Office, case: UUID) -> None:
    office.sql("UPDATE cases SET state = 'resolved-locally' WHERE id = %s", case)

    code, said, _ = omah("verify")
    of_one = omah("verify", "--case", number_of(office, case), "--json")

    assert code == 1
    assert f"{number_of(office, case)} · 2 · state_differs: " in said
    assert said.endswith("IT DOES NOT HOLD.\n")
    assert of_one[0] == 1
    assert json.loads(of_one[1])["findings"][0]["case"] == str(case)


def test_verify_holds_the_log_against_signatures_kept_elsewhere(
    omah: Run, office: Office, case: UUID, tmp_path: Path
) -> None:
    assert omah("audit", "--checkpoints", tmp_path)[0] == 0
    kept = tmp_path / "checkpoints.jsonl"
    assert omah("verify", "--anchors", kept)[0] == 0
    for table in ("seal_leaf", "seal_checkpoint"):
        office.sql(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only")
        office.sql(f"DELETE FROM {table}")

    code, said, _ = omah("verify", "--anchors", kept)

    assert code == 1
    assert "log · 4 · log_shorter_than_anchor" in said
    assert omah("audit", "--checkpoints", tmp_path)[0] == 2


def test_audit_proves_all_and_prints_the_key(omah: Run, office: Office, case: UUID) -> None:
    code, said, _ = omah("audit")
    public = office.keys.seal_public()

    assert code == 0
    assert "Everything holds." in said
    assert "sealed data opened: 3" in said
    assert said.endswith("Today decides the same.\n")
    assert public is not None
    assert omah("audit", "--key")[1] == f"{Verifier(public)}\n"


def test_replay_decides_again_and_tells_how_a_case_stood(omah: Run, office: Office, case: UUID) -> None:
    number = number_of(office, case)

    assert omah("replay") == (0, omah("replay")[1], "")
    early, late = (omah("replay", "--case", number, "--as-of", one)[1] for one in ("2026-12-01T09:30", "2026-12-02"))
    assert early.startswith("omah-peluk: reported   catatan / record 1   2026-12-01 09:00+07:00\n")
    assert late.startswith("omah-peluk: consulted   catatan / record 2   2026-12-01 10:00+07:00\n")
    assert "jam / clock" in early
    told = json.loads(omah("replay", "--case", number, "--as-of", "2026-12-02", "--json")[1])
    assert (told["state"], told["facts"]) == ("consulted", office.facts_of(case))


@pytest.mark.parametrize("which", [["--all"], ["--case"]])
def test_a_bundle_is_checked_by_a_stranger(
    omah: Run, office: Office, case: UUID, tmp_path: Path, which: list[str]
) -> None:
    out = tmp_path / "bundle.zip"
    code, said, _ = omah("bundle", *which, *([number_of(office, case)] if "--case" in which else []), out)
    with zipfile.ZipFile(out) as archive:
        archive.extract("verify.py", tmp_path)

    answer = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", out], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (code, answer.returncode, answer.stderr) == (0, 0, "")
    assert str(out) in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["verify", "--case", "2026-NOTHERE"], "No such case as 2026-NOTHERE, or it is not yours to see."),
        (["replay", "--case", "2026-NOTHERE"], "No such case as 2026-NOTHERE, or it is not yours to see."),
        (["bundle", "--case", "2026-NOTHERE", "x.zip"], "No such case as 2026-NOTHERE, or it is not yours to see."),
        (["verify", "--anchors", "/nowhere/kept"], "There is no file of signatures at /nowhere/kept."),
        (["bundle", "--all", "/nowhere/out.zip"], "No such file or directory."),
        (["replay", "--case", "x", "--as-of", "yesterday"], "'yesterday' is no moment"),
        (["replay", "--as-of", "2026-12-01"], "name it with --case"),
        (["bundle", "x.zip"], "one of the arguments --case --all is required"),
        (["dance"], "There is no dance."),
    ],
)
def test_what_cannot_be_done_is_said_and_ends_with_two(
    omah: Run, case: UUID, arguments: list[str], sentence: str
) -> None:
    code, said, complaint = omah(*arguments)

    assert (code, said) == (2, "")
    assert sentence in complaint
    assert "Traceback" not in complaint


def test_without_a_database_it_says_so(omah: Run, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://omah_api:x@127.0.0.1:1/omah")

    code, said, complaint = omah("verify")

    assert (code, said) == (2, "")
    assert complaint.startswith("The database cannot be reached: ")
    assert complaint.count("\n") == 1


def test_without_keys_it_says_so(omah: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OMAH_KEYS", str(tmp_path / "none"))

    assert omah("verify") == (2, "", f"There is no key store at {tmp_path / 'none'}.\n")


def test_help_lists_the_verbs(omah: Run) -> None:
    code, said, _ = omah("--help")

    assert code == 0
    assert {"verify", "audit", "replay", "bundle"} <= {line.split()[0] for line in said.splitlines()[1:]}


def test_a_rotated_key_opens_what_it_should_and_is_on_record(omah: Run, office: Office, case: UUID) -> None:
    aged, rotated, again = omah("rotate-key", "--age"), omah("rotate-key"), omah("rotate-key", "--root")

    assert [code for code, _, _ in (aged, rotated, again)] == [0, 0, 0]
    assert "(0 hari / days)" in aged[1]
    assert rotated[1].startswith("Dibungkus ulang / wrapped anew: 3 ")
    with office.api.database.transaction(person("kader")) as tx:
        assert read_case(tx.connection, office.keys, case)
    kept = office.sql("SELECT role, actor, new FROM change_record WHERE subject = 'key' ORDER BY id")
    assert [(role, actor, new["rewrapped"], new["root"]) for role, actor, new in kept] == [
        ("admin", None, 3, False),
        ("admin", None, 3, True),
    ]


def test_clocks_that_fail_are_listed_and_woken(omah: Run, office: Office, case: UUID) -> None:
    quiet = omah("clocks")
    office.sql("UPDATE deadline SET failures = 8, dead = true WHERE case_id = %s AND name = 'decide'", case)

    listed, woken = omah("clocks"), omah("clocks", "--wake", "--case", number_of(office, case))

    assert (quiet[0], listed[0], woken[0]) == (0, 1, 0)
    assert f"  {number_of(office, case)}  decide " in listed[1]
    assert "mati / dead" in listed[1]
    assert "dibangunkan / woken: 1\n" in woken[1]
    assert office.sql("SELECT count(*) FROM deadline WHERE dead") == [(0,)]
