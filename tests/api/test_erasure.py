"""R28: a case is erased by two persons, and then nobody reads it, through no door and out of no older dump."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from api import receipts
from api.security import accounts, login
from api.security.accounts import Wanted
from api.security.login import Proof
from api.talk import handing, lock, thread
from api.talk.lock import NotForThisCode
from api.vigil import Vigil
from engine.database import SYSTEM_ACTOR, Database
from engine.embedded import binaries
from engine.past import audit, bundle
from engine.runtime import Engine
from engine.secrets import confidences, erasure, sealing
from engine.secrets.keys import KeyDestroyed, KeyStore
from tests.api.conftest import PASSWORD, Caller
from tests.api.samples import QUARREL
from tests.api.town import Town, facts, town
from tests.office import as_role, in_database
from workers import retention

ENDED: dict[str, Any] = {"end_reason": "not_a_report", "reason": "Salah sambung."}
OVER = {"ground": "retention_over"}
KEY = "6f1d3c1e-9b52-4f0e-8a73-1f0f6a0c8d11"


@pytest.fixture(scope="module")
def here(postgres: str) -> Iterator[Town]:
    with town(postgres, "2026-12-01 09:00") as made:
        second = accounts.create(made.house, Wanted("dua@omah.example", "Penyelia Dua", "supervisor"), PASSWORD)
        made.callers["second"] = _signed_in(made)
        assert second.role == "supervisor"
        yield made


def _signed_in(here: Town) -> Caller:
    _, token = login.sign_in(here.house, "dua@omah.example", Proof(PASSWORD), None)
    caller = Caller(here.client, token, None)
    caller.csrf = caller.get("/api/me").json()["csrf"]
    return caller


def ended(here: Town, **form: Any) -> UUID:
    case = here.office.open("omah-peluk", "kader", **{**QUARREL, **form})
    assert here.office.fire(case, "close", **ENDED).proposal
    assert here.office.approve(case).done
    return case


def step(here: Town, by: str, case: UUID, name: str, form: Any = None) -> Any:
    seen = f'"v{here.office.version_of(case)}"'
    return here.callers[by].post(f"/api/cases/{case}/transitions/{name}", form or {}, if_match=seen)


def approve(here: Town, by: str, case: UUID) -> Any:
    path = f"/api/cases/{case}/proposals/{here.office.pending(case)}/approve"
    return here.callers[by].post(path, {}, if_match=f'"v{here.office.version_of(case)}"')


def codes(answer: Any) -> set[str]:
    assert answer.status_code == 409, answer.text
    return {one["code"] for one in answer.json()["refusals"]}


def dumped(here: Town, folder: Path, name: str = "talked") -> Path:
    file = folder / f"{name}.dump"
    _run("pg_dump", "-Fc", "-f", str(file), here.office.owner_url)
    return file


def restored(here: Town, postgres: str, dump: Path) -> Engine:
    """The old data beside the key store of today, as the application would open it."""
    with psycopg.connect(postgres, autocommit=True) as owner:
        owner.execute("DROP DATABASE IF EXISTS restored WITH (FORCE)")
        owner.execute("CREATE DATABASE restored")
    _run("pg_restore", "--exit-on-error", "-d", in_database(postgres, "restored"), str(dump))
    return Engine(Database(as_role(postgres, "omah_api", "restored"), size=2), here.office.keys, here.office.registry)


def _run(program: str, *arguments: str) -> None:
    folder = binaries.find().postgres.parent
    libraries = {"LD_LIBRARY_PATH": str(folder.parent / "lib")}
    told = subprocess.run([folder / program, *arguments], capture_output=True, text=True, timeout=300, check=False,
                          env={**os.environ, **libraries})  # fmt: skip
    assert told.returncode == 0, told.stderr


def test_r28_an_erased_case_is_read_by_nobody_through_no_door_and_out_of_no_older_dump(
    here: Town, postgres: str, tmp_path: Path
) -> None:
    office = here.office
    office.at("2026-12-01 09:00")
    receipt = receipts.file_report(here.house, {**QUARREL, "victims": [{"name": "Melati", "age": 30}]}, KEY)
    (case,) = receipts.case_of(here.house, receipt)
    assert office.fire(case, "invite-psychologist", psychologist=str(office.actor("psychologist").id)).done
    notes = f"/api/office/cases/{case}/clinical-notes"
    here.done("psychologist", "POST", notes, {"text": "Tampak sangat lelah."})
    thread.write(here.house, receipt, case, "Jangan telepon, dia di rumah.", "one")
    handing.take_in_what_is_owed(here.house.engine)
    assert step(here, "kader", case, "write-to-reporter", {"text": "Kami tunggu di rumah."}).status_code == 200
    thread.write(here.house, receipt, case, "Terima kasih.", "two")  # not taken in before the dump
    assert len(thread.read(here.house, receipt, (case,))) == 3
    talked = dumped(here, tmp_path)
    handing.take_in_what_is_owed(here.house.engine)
    assert step(here, "kader", case, "write-to-reporter", {"text": "Sama-sama."}).status_code == 200
    assert office.fire(case, "close", **ENDED).proposal
    assert office.approve(case).done
    revealed = {"field": "happened", "reason": "Untuk memeriksa catatan."}
    assert here.send("kader", "POST", f"/api/cases/{case}/reveal", revealed).status_code == 200
    other = ended(here, victims=[{"name": "Tono", "age": 40, "nik": "1872015001900001"}])
    dump = dumped(here, tmp_path, "before")

    assert codes(step(here, "supervisor", case, "erase", OVER)) == {"STILL_KEPT"}
    office.at("2028-12-01 10:00")
    assert retention.list_due(office.worker.database) == 2
    assert len(here.items("supervisor", "retention")) == 2
    page = here.get("supervisor", f"/api/cases/{case}")
    assert page["keeping"]["text"]["id"] == "Jatuh tempo untuk dihapus sejak Jumat, 1 Des 2028."
    erase = next(one for one in page["transitions"] if one["name"] == "erase")
    assert (list(erase["schema"]["properties"]), erase["fresh"], erase["four_eyes"]) == (["ground"], True, True)
    assert step(here, "supervisor", case, "erase", {**OVER, "kept_years": 1}).status_code == 202
    assert codes(approve(here, "supervisor", case)) == {"SECOND_PERSON"}
    office.sql("UPDATE session SET confirmed_at = clock_timestamp() - interval '6 min'")
    assert approve(here, "second", case).json()["code"] == "not_fresh"
    office.sql("UPDATE session SET confirmed_at = clock_timestamp()")

    answer = approve(here, "second", case)

    assert answer.status_code == 200, answer.text
    assert answer.json()["case"]["private"] == []
    assert "Isi rahasia kasus ini dihapus" in answer.json()["case"]["keeping"]["text"]["id"]
    assert office.acts(case)[-1] == "erase"
    assert office.history(case)[-1].body["form"] == {"ground": "retention_over", "kept_years": 2}
    for role in here.callers:
        assert here.send(role, "POST", f"/api/cases/{case}/reveal", revealed).status_code in (403, 404), role
    wanted = {"reason": "Untuk memeriksa catatan."}
    assert here.send("kader", "POST", f"/api/cases/{case}/history/1/narrative", wanted).status_code in (404, 410)
    assert facts(here.get("psychologist", notes)["items"][0]) == {"Catatan": "sudah dihapus"}
    assert receipts.track(here.house, receipt, "203.0.113.9") is None
    assert receipts.case_of(here.house, receipt) == ()
    assert office.sql("SELECT count(*) FROM identity_mark WHERE case_id = %s", case) == [(0,)]
    assert office.sql("SELECT count(*) FROM idempotency WHERE position(%s in headers) > 0", str(case)) == [(0,)]
    asked = {"query": "Melati", "reason": "Ia bertanya di telepon."}
    assert here.done("kader", "POST", "/api/cases/search", asked)["items"] == []
    (looked,) = [one for one in here.get("supervisor", f"/api/cases/{case}/access")["items"]
                 if one["what"]["name"] == "reveal"]  # fmt: skip
    assert looked["reason"] is None
    assert list(here.items("supervisor", "retention")) == [_number(here, other)]
    assert office.keys.case_key(other)
    assert audit.verify(office.api).verified
    assert bundle.pack(office.api, tmp_path / "bundle.zip").records > 0
    assert (confidences.compare(office.api).findings, confidences.compare(office.api).erased) == ([], 1)

    old = restored(here, postgres, dump)
    with old.database.transaction(SYSTEM_ACTOR) as tx:
        assert sealing.read_case(tx.connection, old.keys, other)["victims"][0]["name"] == "Tono"
        with pytest.raises(KeyDestroyed):
            sealing.read_case(tx.connection, old.keys, case)
        with pytest.raises(KeyDestroyed):
            sealing.read_record(tx.connection, old.keys, case, 1)
        note = tx.connection.execute("SELECT id FROM clinical_note").fetchall()
        assert note == []  # not even the system's reader: row-level security
    with psycopg.connect(in_database(postgres, "restored")) as owner:
        (key, sealed) = owner.execute("SELECT id, sealed FROM clinical_note").fetchall()[0]
    with pytest.raises(KeyDestroyed):
        old.keys.case_key(key).open(bytes(sealed), place="clinical_note")
    assert audit.verify(old).verified
    old.database.close()
    for older, kept in ((dump, (4, 0)), (talked, (3, 1))):
        nobody_reads_messages(here, restored(here, postgres, older), in_database(postgres, "restored"), receipt, kept)
    with psycopg.connect(postgres, autocommit=True) as owner:
        owner.execute("DROP DATABASE restored WITH (FORCE)")


def nobody_reads_messages(here: Town, old: Engine, url: str, code: str, kept: tuple[int, int]) -> None:
    """Out of an older copy, with the code and every key that there is today: its thread, and what waited in it."""
    with psycopg.connect(url) as owner:
        rows = owner.execute("SELECT id, case_id, sealed, owed FROM message ORDER BY at").fetchall()
    opener = lock.opener(here.house.engine.keys.secret("receipt"), code)

    assert (len(rows), sum(row[3] is not None for row in rows)) == kept
    for message, case, sealed, waiting in rows:
        with pytest.raises(NotForThisCode):
            lock.open_with(opener, bytes(sealed))
        with pytest.raises(KeyDestroyed):
            old.keys.case_key(case).open(bytes(sealed), place=f"message/{message}")
        with pytest.raises(KeyDestroyed):
            thread.owed_words(old.keys, case, message, bytes(waiting or b""))
    assert handing.take_in(old) == 0
    old.database.close()


def test_each_blocker_refuses_with_its_words(here: Town) -> None:
    office = here.office
    office.at("2028-12-02 09:00")
    open_one = office.open("omah-peluk", "kader", **QUARREL)
    assert codes(step(here, "supervisor", open_one, "erase", OVER)) == {"NOT_OVER"}
    case = ended(here)
    assert codes(step(here, "supervisor", case, "erase", {"ground": "asked"})) == {"NOT_ASKED_BY_ALL"}

    assert step(here, "supervisor", case, "hold", {"reason": "Surat kejaksaan."}).status_code == 200
    asked = {"asked_for": "erasure", "asked_at": "2028-12-02T08:00", "details": "Mohon dihapus."}
    assert step(here, "kader", case, "receive-request", asked).status_code == 200
    (request,) = office.children_of(case)
    office.at("2031-01-01 09:00")
    assert here.items("supervisor", "retention")[_number(here, case)]["chips"][0]["id"] == "Ditahan"

    answer = step(here, "supervisor", case, "erase", OVER)
    assert codes(answer) == {"LEGAL_HOLD", "REQUEST_OPEN"}
    assert {one["lifted_by"]["id"] for one in answer.json()["refusals"]} == {
        "Cabut penahanannya, dengan orang kedua.", "Penuhi atau tolak permintaan itu.",
    }  # fmt: skip
    assert office.fire(request, "fulfil", answer="Ya.").refused_by == {"LEGAL_HOLD"}
    assert step(here, "supervisor", case, "lift-hold", {"reason": "Perkara selesai."}).status_code == 202
    assert codes(approve(here, "supervisor", case)) == {"SECOND_PERSON"}
    assert approve(here, "head_of_uptd", case).status_code in (404, 409)  # this case is not hers to see
    assert approve(here, "second", case).status_code == 200
    assert office.fire(request, "fulfil", answer="Ya, akan dihapus.").done

    assert step(here, "supervisor", case, "erase", {"ground": "asked"}).status_code == 202
    assert step(here, "supervisor", case, "hold", {"reason": "Surat kejaksaan."}).status_code == 200
    assert office.sql("SELECT pending FROM cases WHERE id = %s", case) == [(None,)]  # judged on other facts: void
    assert office.keys.case_key(case)


def test_what_went_to_the_police_is_kept(here: Town) -> None:
    office = here.office
    office.at("2031-02-01 09:00")
    case = office.open("omah-peluk", "kader", **QUARREL)
    report: dict[str, Any] = {"police_reported_on": "2031-02-01", "office": "Polres Metro", "number": "LP/1"}
    assert office.fire(case, "record-police-report", **report).done
    assert office.fire(case, "close", **ENDED).proposal
    assert office.approve(case).done
    office.at("2034-02-01 09:00")

    assert codes(step(here, "supervisor", case, "erase", OVER)) == {"POLICE_REPORT"}
    retention.list_due(office.worker.database)
    assert _number(here, case) not in here.items("supervisor", "retention")


def test_a_crash_after_the_record_erases_when_somebody_comes_back(here: Town) -> None:
    office = here.office
    office.at("2035-01-01 09:00")
    case = ended(here)
    office.at("2038-01-01 09:00")
    assert office.fire(case, "erase", "supervisor", ground="retention_over", kept_years=2).proposal
    second = office.actor("supervisor")
    (other,) = office.sql("SELECT id FROM staff WHERE email = 'dua@omah.example'")[0]
    assert office.approve(case, replace(second, id=other)).done  # the record is there; then the process dies
    assert here.get("kader", f"/api/cases/{case}")["private"] == []  # from that moment nobody reads
    assert office.keys.case_key(case)

    with pytest.raises(Crash):
        erasure.pay(replace(office.api, keys=Dying(office.keys)))  # type: ignore[arg-type]  # keys gone, and not on record
    assert office.sql("SELECT count(*) FROM outbox WHERE topic = 'erasure' AND paid_at IS NULL") == [(1,)]
    Vigil(here.house).look()

    assert office.sql("SELECT count(*) FROM outbox WHERE topic = 'erasure' AND paid_at IS NULL") == [(0,)]
    with pytest.raises(KeyDestroyed):
        office.keys.case_key(case)
    assert erasure.pay(office.api) == 0
    blocked = {one["name"]: one["refusals"] for one in here.get("supervisor", f"/api/cases/{case}")["transitions"]}
    for name in ("receive-request", "keep-out", "break-glass", "hold", "erase"):
        assert "ERASED" in [one["code"] for one in blocked[name]], name
    assert office.fire(case, "reopen", reason="Salah.").refused_by == {"ERASED"}
    assert audit.verify(office.api).verified
    with pytest.raises(psycopg.errors.InsufficientPrivilege), office.api.database.transaction(SYSTEM_ACTOR) as tx:
        tx.connection.execute("SELECT omah_erase(%s)", (ended(here),))


def keep_for(here: Town, years: int) -> None:
    """As two persons decide."""
    asked = {"setting": "kept-dismissed", "value": years, "reason": "Rapat Dinas."}
    made = here.done("supervisor", "POST", "/api/office/policies", asked)
    here.done("head_of_uptd", "POST", f"/api/office/policies/{made['proposal']}/approve", None)


def test_how_long_is_kept_is_set_and_what_is_due_follows(here: Town) -> None:
    office = here.office
    office.at("2040-01-01 09:00")
    case = ended(here)
    office.at("2042-06-01 09:00")
    retention.list_due(office.worker.database)
    assert _number(here, case) in here.items("supervisor", "retention")

    keep_for(here, 3)

    assert here.send("admin", "PUT", "/api/office/settings", {"dinas": "Dinas PPPA"}).status_code == 200
    retention.list_due(office.worker.database)
    assert _number(here, case) not in here.items("supervisor", "retention")
    assert codes(step(here, "supervisor", case, "erase", OVER)) == {"STILL_KEPT"}
    keep_for(here, 2)


class Crash(Exception):
    """The process dies here."""


@dataclass
class Dying:
    """A key store whose process dies when it has destroyed a key."""

    store: KeyStore

    def destroy(self, key: UUID) -> None:
        self.store.destroy(key)
        raise Crash


def _number(here: Town, case: UUID) -> str:
    return str(here.office.sql("SELECT number FROM cases WHERE id = %s", case)[0][0])
