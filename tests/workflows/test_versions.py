"""A release of Omah Peluk with another duration: what is open keeps its time until it is migrated, at the terminal."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from api import cli, installation
from engine.calendar import WIB, Elapsed, WorkingDays
from engine.definition import ByFact, Workflow
from engine.past import audit
from engine.past.redeciding import redecide
from engine.registry import Registry
from tests.api.samples import ABUSED_CHILD, QUARREL, talk
from tests.engine.broken import clock
from tests.engine.releases import pinned, released, version
from tests.office import Office
from tests.workers.processes import wait_until
from workflows.omah_peluk import OMAH_PELUK
from workflows.referral import REFERRAL
from workflows.request import REQUEST

Run = Callable[..., tuple[int, str, str]]

SHORTER = clock(OMAH_PELUK, "decide", within=ByFact("risk", {"high": Elapsed(hours=12)}, WorkingDays(2)))
SOONER = clock(REFERRAL, "answer-UPTD", within=ByFact("protected", {"True": Elapsed(hours=1)}, Elapsed(hours=12)))


@pytest.fixture
def omah(
    office: Office, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Run]:
    """The terminal of a release that runs these workflows."""
    monkeypatch.setenv("DATABASE_URL", office.urls["omah_api"])
    monkeypatch.setenv("OMAH_DATA", str(folder))
    monkeypatch.delenv("OMAH_KEYS", raising=False)

    def release(*workflows: Workflow) -> Run:
        monkeypatch.setattr(installation, "REGISTRY", Registry(workflows))

        def run(*arguments: str) -> tuple[int, str, str]:
            capsys.readouterr()
            code = cli.main(["migrate-cases", *arguments])
            said = capsys.readouterr()
            return code, said.out, said.err

        return run

    return release


def due(office: Office, case: UUID, name: str) -> str:
    return f"{office.clocks(case)[name].due_at.astimezone(WIB):%d %H:%M}"


def test_a_duration_that_changed_reaches_open_cases_by_one_command_and_leaves_them_by_its_reverse(
    office: Office, omah: Callable[..., Run]
) -> None:
    office.at("2026-12-01 09:00")
    case, sent = office.open("omah-peluk", "kader", **QUARREL), office.open("omah-peluk", "kader", **ABUSED_CHILD)
    assert office.fire(case, "consult", "kader", **talk("2026-12-01T08:30:00+07:00")).done
    assert office.fire(sent, "refer-to-UPTD", legal_basis="legal_obligation").done
    (referral,) = office.children_of(sent)
    now = released(office, SHORTER, SOONER, REQUEST)
    run = omah(SHORTER, SOONER, REQUEST)
    old, new = version(office, "omah-peluk"), version(now, "omah-peluk")
    pairs = (old[:10], new[:10], "--with", version(office, "referral")[:10], version(now, "referral")[:10])

    listed, looked = run(), run(*pairs, "--dry-run")
    assert now.fire(case, "reassess", stated_risk="medium", reason="Ia mulai takut pulang.").done
    assert (due(now, case, "decide"), pinned(now, case)) == ("04 09:00", old)
    moved = run(*pairs, "--json")

    assert listed[0] == looked[0] == moved[0] == 0
    assert f"{old[:12]}  versi lama/earlier" in listed[1]
    assert "  decide                   2026-12-15 09:00 → 2026-12-03 09:00" in looked[1]
    assert "  answer-UPTD              2026-12-01 11:00 → 2026-12-01 10:00" in looked[1]
    assert looked[1].endswith("would move: 3   jam yang berubah / clocks that change: 2\n")
    assert {one["workflow"] for one in json.loads(moved[1])["cases"]} == {"omah-peluk", "referral"}
    assert (due(now, case, "decide"), due(now, referral, "answer-UPTD")) == ("03 09:00", "01 10:00")
    assert audit.verify(now.api).verified
    assert redecide(now.api).divergences == []

    back = run(new[:10], old[:10], "--with", version(now, "referral")[:10], version(office, "referral")[:10])

    assert back[1].startswith("Pindah / moved: 3")
    assert (due(now, case, "decide"), due(now, referral, "answer-UPTD")) == ("04 09:00", "01 11:00")
    assert now.fire(referral, "accept", "uptd_officer").done
    assert audit.verify(office.api).verified


def test_what_cannot_be_is_said_in_sentences(office: Office, omah: Callable[..., Run]) -> None:
    office.at("2026-12-01 09:00")
    office.open("omah-peluk", "kader", **QUARREL)
    no_law = clock(OMAH_PELUK, "police", statutory=False)
    now = released(office, no_law, REFERRAL, REQUEST)
    run = omah(no_law, REFERRAL, REQUEST)
    pair = version(office, "omah-peluk"), version(now, "omah-peluk")

    unsound = run(*pair)
    nowhere = run("abcdef", pair[1])

    assert unsound[0] == 1
    assert "  - omah-peluk: the clock police is the law's (R03), and police is not.\n" in unsound[1]
    assert nowhere[0] == 1
    assert nowhere[1].endswith("  - no version begins with abcdef.\n")


@pytest.mark.parametrize("mapping", ["asked=taken", "state:asked", "state:asked=", "rung:a=b"])
def test_a_mapping_that_is_none_is_not_guessed_at(omah: Callable[..., Run], mapping: str) -> None:
    with pytest.raises(SystemExit):
        omah(OMAH_PELUK, REFERRAL, REQUEST)("abcdef", "fedcba", "--map", mapping)


def test_the_proof_stands_on_lengths_by_a_fact_as_on_any_other() -> None:
    """A length is data, so that it is part of the version: another length, another version."""
    one = Registry((OMAH_PELUK, REFERRAL, REQUEST)).get("omah-peluk").version
    other = Registry((replace(OMAH_PELUK), SOONER, REQUEST)).get("omah-peluk").version

    assert one == other
    assert Registry((SHORTER, REFERRAL, REQUEST)).get("omah-peluk").version != one


def test_a_migration_killed_with_9_in_the_middle_is_begun_again_and_every_case_moves_once(
    office: Office, folder: Path
) -> None:
    office.at("2026-12-01 09:00")
    before = released(office, SHORTER, REFERRAL, REQUEST)
    cases = sorted(before.open("omah-peluk", "kader", **QUARREL) for _ in range(7))
    old, new = version(before, "omah-peluk"), version(office, "omah-peluk")
    command = [sys.executable, "-m", "api.cli", "migrate-cases", old, new, "--batch", "2"]
    place = {**os.environ, "DATABASE_URL": office.urls["omah_api"], "OMAH_DATA": str(folder)}

    with standing_still_at(office, cases[5]) as stands:
        process = subprocess.Popen(command, env=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: stands() or process.poll() is not None, "two batches are done and the third stands", 60)
        process.kill()
        assert process.wait() == -signal.SIGKILL

    assert [pinned(office, case) for case in cases] == [new] * 4 + [old] * 3
    assert [office.acts(case) for case in cases] == [["open", "migrate"]] * 4 + [["open"]] * 3
    assert audit.verify(office.api).findings == ()

    again = subprocess.run(command, env=place, capture_output=True, text=True, check=False)

    assert (again.returncode, again.stdout.split()[:5]) == (0, ["Pindah", "/", "moved:", "3", "jam"])
    assert [pinned(office, case) for case in cases] == [new] * 7
    assert [office.acts(case) for case in cases] == [["open", "migrate"]] * 7
    assert audit.verify(office.api).findings == ()


@contextmanager
def standing_still_at(office: Office, case: UUID) -> Iterator[Callable[[], bool]]:
    """Whoever pins this case to another version stands there, its batch written and not committed, until the end."""
    office.sql("""CREATE FUNCTION stand_still() RETURNS trigger LANGUAGE plpgsql AS
                  $$ BEGIN PERFORM pg_advisory_xact_lock(9); RETURN NEW; END $$""")
    office.sql(f"""CREATE TRIGGER stand_still BEFORE UPDATE OF definition ON cases FOR EACH ROW
                   WHEN (OLD.id = '{case}') EXECUTE FUNCTION stand_still()""")
    with psycopg.connect(office.owner_url, autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(9)")
        yield lambda: bool(office.sql("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
    office.sql("DROP TRIGGER stand_still ON cases")  # waits for whatever the dead process has left
