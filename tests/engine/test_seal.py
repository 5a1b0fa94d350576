"""The seal: whoever changes a row, a record, a case or the log afterwards is found, and named; whatever they hold.

One small world is sealed and anchored. Each forgery is made in a transaction of the database's owner, with every
trigger switched off; it is examined there and rolled back. Long because it goes through every table and column.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from engine import history, sweep
from engine.history import Record
from engine.past import audit, seal
from engine.past.anchors import Anchors, AnchorsUnreadable
from engine.past.audit import Verdict
from engine.past.merkle import Frontier, Tree, extends, includes
from engine.past.note import Checkpoint, NoteBroken, Signer, Verifier
from engine.past.seal import LogBroken, Sealer, leaf
from engine.secrets.keys import KeyStore, KeyStoreUnusable
from tests.engine.errand import ERRAND_FORM, ERRANDS
from tests.office import Office, open_office
from tests.workers.conftest import hire
from workers.effects import pay
from workers.post import Post

SILENT = Post("surat@omah-peluk.example", server=None, wanted=False)
CALENDARS = "SELECT count(*) FROM calendar"
LEAVES = "SELECT case_id, seq, hash FROM seal_leaf ORDER BY index"


@pytest.fixture(scope="module")
def world(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Three families: one with a parcel and what follows from it, one with a proposal that waits, one escalated.

    Of what they owe, two lines are paid.
    """
    for office in open_office(postgres, tmp_path_factory.mktemp("world"), ERRANDS):
        office.at("2026-12-01 09:00")
        sent, waits, late = (office.open("errand", "kader", **ERRAND_FORM) for _ in range(3))
        sealer(office).seal()
        office.at("2026-12-01 10:00")
        office.fire(sent, "send")
        office.fire(waits, "take")
        office.later(minutes=1)
        office.fire(waits, "finish", remark="Dua kali ke pasar.")
        office.at("2026-12-01 20:00")
        while sweep.fire_due(office.worker):
            office.later(seconds=1)
        office.fire(office.children_of(sent)[0], "deliver", "uptd_officer")
        office.fire(late, "weigh", weight=7)
        sealer(office).seal()
        hire(office)
        pay(office.worker, SILENT, limit=2)
        yield office


def anchors_of(office: Office) -> Anchors:
    return Anchors(office.keys._folder.parent / "anchors")


def sealer(office: Office) -> Sealer:
    return Sealer(office.worker, anchors_of(office))


def calm(office: Office) -> Sealer:
    """A sealer that has sealed the calendars."""
    made = sealer(office)
    made.seal()
    return made


def verified(office: Office) -> Verdict:
    return audit.verify(office.api, anchors=anchors_of(office).notes())


UNBOUND = """SET LOCAL session_replication_role = replica;
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT conrelid::regclass AS place, conname FROM pg_constraint
                WHERE conrelid::regclass::text IN ('history', 'cases', 'deadline', 'seal_leaf', 'seal_checkpoint',
                                                   'definition', 'calendar', 'outbox', 'notice')
                  AND contype IN ('c', 'f') LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.place, one.conname);
    END LOOP;
    FOREACH one.conname IN ARRAY ARRAY['history_pkey', 'history_never_forks', 'history_deadline_id_key'] LOOP
        EXECUTE format('ALTER TABLE history DROP CONSTRAINT %I', one.conname);
    END LOOP;
    ALTER TABLE deadline DROP CONSTRAINT deadline_armed_once, ALTER id DROP IDENTITY;
    ALTER TABLE seal_leaf DROP CONSTRAINT seal_leaf_once, DROP CONSTRAINT seal_leaf_pkey;
    DROP INDEX deadline_runs_once;
    ALTER TABLE notice DROP CONSTRAINT notice_outbox_id_staff_id_key;
    ALTER TABLE outbox DROP CONSTRAINT outbox_owed_once, ALTER id DROP IDENTITY;
    ALTER TABLE history DISABLE TRIGGER history_append_only;
    ALTER TABLE cases DISABLE TRIGGER cases_pinned;
    ALTER TABLE seal_leaf DISABLE TRIGGER seal_leaf_append_only;
    ALTER TABLE seal_checkpoint DISABLE TRIGGER seal_checkpoint_append_only;
    ALTER TABLE definition DISABLE TRIGGER USER;
    ALTER TABLE calendar DISABLE TRIGGER USER;
END $$"""


@contextmanager
def forging(office: Office) -> Iterator["psycopg.Connection[Any]"]:
    """As the owner, with nothing that holds the database together: no trigger, no constraint."""
    with psycopg.connect(office.owner_url, options="-c timezone=UTC") as connection:
        connection.execute(UNBOUND)
        yield connection
        connection.rollback()


def examined(office: Office, connection: "psycopg.Connection[Any]") -> Verdict:
    return audit.examine(office.api, connection, anchors=anchors_of(office).notes())


def case_of(office: Office, act: str) -> UUID:
    """The case whose history has this act."""
    found: UUID = office.sql("SELECT case_id FROM history WHERE act = %s LIMIT 1", act)[0][0]
    return found


# --- what is sealed, and how


def test_every_record_is_sealed_once_under_signed_checkpoints(world: Office) -> None:
    verdict = verified(world)

    assert verdict.findings == ()
    assert (verdict.sealed.unsealed, verdict.sealed.anchored) == (0, verdict.sealed.size)
    assert (
        verdict.sealed.size - world.sql(CALENDARS)[0][0]
        == verdict.records
        == world.sql("SELECT count(*) FROM history")[0][0]
    )
    assert world.sql("SELECT size FROM seal_checkpoint ORDER BY size")[0] == (3,)


def test_a_checkpoint_is_a_note_that_anybody_can_open_with_the_printed_key(world: Office) -> None:
    public = world.keys.seal_public()
    assert public is not None
    leaves = [leaf(*row) for row in world.sql(LEAVES)]

    signed = [Verifier.read(str(Verifier(public))).open(note) for note in anchors_of(world).notes()]

    assert [one.size for one in signed] == [3, 4, len(leaves)]
    assert [one.root for one in signed] == [Tree(leaves).root(one.size) for one in signed]
    path = Tree(leaves).consistency(signed[0].size, signed[2].size)
    assert extends(signed[0].size, signed[0].root, signed[2].size, signed[2].root, path)
    assert includes(signed[2].root, signed[2].size, 4, leaves[4], Tree(leaves).inclusion(4, len(leaves)))


def test_a_record_that_was_committed_late_is_sealed_all_the_same(errands: Office) -> None:
    errands.at("2026-12-01 09:00")
    round_of = calm(errands)
    early = errands.open("errand", "kader", **ERRAND_FORM)
    row = errands.sql("SELECT * FROM history WHERE case_id = %s", early)[0]
    with psycopg.connect(errands.owner_url) as slow:
        slow.execute("SET session_replication_role = replica")
        slow.execute(f"INSERT INTO history VALUES ({', '.join(['%s'] * len(row))})", (UUID(int=7), *row[1:]))
        errands.at("2026-12-01 09:30")
        errands.open("errand", "kader", **ERRAND_FORM)

        assert round_of.seal() == 2
        slow.commit()

    assert round_of.seal() == 1
    assert errands.sql("SELECT index FROM seal_leaf WHERE case_id = %s", UUID(int=7)) == [(3,)]


def test_few_records_wait_a_minute_and_many_do_not(errands: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "MANY", 4)
    round_of = calm(errands)
    monkeypatch.setattr(seal, "EVERY", timedelta(0))
    errands.open("errand", "kader", **ERRAND_FORM)

    assert round_of.seal_when_due() == 1  # the log has been quiet for long enough
    monkeypatch.setattr(seal, "EVERY", timedelta(minutes=1))
    for _ in range(3):
        errands.open("errand", "kader", **ERRAND_FORM)
    assert round_of.seal_when_due() == 0
    errands.open("errand", "kader", **ERRAND_FORM)
    assert round_of.seal_when_due() == 4
    errands.open("errand", "kader", **ERRAND_FORM)
    monkeypatch.setattr(seal, "EVERY", timedelta(0))
    assert round_of.seal_when_due() == 1
    assert round_of.seal_when_due() == 0


def test_sealers_that_race_seal_each_record_once(errands: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "MANY", 5)
    for _ in range(60):
        errands.open("errand", "kader", **ERRAND_FORM)
    sealers = [sealer(errands) for _ in range(3)]
    counts: list[int] = []

    threads = [threading.Thread(target=lambda one=one: counts.append(one.seal())) for one in sealers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    counts.append(sealers[0].seal())

    assert sum(counts) == 61
    assert errands.sql("SELECT count(*), max(index) FROM seal_leaf") == [(61, 60)]
    assert [Checkpoint.read(note.partition("\n\n")[0] + "\n").size for note in anchors_of(errands).notes()] == [
        *range(5, 61, 5),
        61,
    ]
    assert verified(errands).findings == ()


def test_a_crash_between_signing_and_anchoring_is_made_good(errands: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    errands.open("errand", "kader", **ERRAND_FORM)
    with monkeypatch.context() as crash:
        crash.setattr(Sealer, "_anchor", lambda _: None)
        sealer(errands).seal()
    kept = anchors_of(errands)
    kept.folder.mkdir()
    kept.path.write_bytes(b'"omah-peluk\\n1')  # a line that was torn

    sealer(errands).seal_when_due()

    assert [*kept.notes()] == [row[0] for row in errands.sql("SELECT note FROM seal_checkpoint")]


def test_nobody_but_the_owner_with_a_switched_off_trigger_changes_the_log(world: Office) -> None:
    for engine in (world.api, world.worker, world.door):
        for table in ("seal_leaf", "seal_checkpoint"):
            for statement in (f"UPDATE {table} SET size = 1", f"DELETE FROM {table}", f"TRUNCATE {table}"):
                with (
                    pytest.raises(psycopg.errors.InsufficientPrivilege),
                    engine.database.transaction(world.actor("supervisor")) as tx,
                ):
                    tx.connection.execute(statement.replace("SET size", "SET index") if "leaf" in table else statement)
    for table in ("seal_leaf", "seal_checkpoint"):
        with pytest.raises(psycopg.Error, match="append-only"):
            world.sql(f"DELETE FROM {table}")


def test_people_see_nothing_of_the_log_and_the_api_cannot_write_it(world: Office) -> None:
    with world.api.database.transaction(world.actor("supervisor")) as tx:
        assert tx.connection.execute("SELECT FROM seal_leaf").fetchall() == []
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        world.api.database.transaction(world.actor("supervisor")) as tx,
    ):
        tx.connection.execute("INSERT INTO seal_leaf VALUES (99, gen_random_uuid(), 1, sha256('x'))")


# --- what a sealer refuses


def test_nothing_is_signed_over_a_log_that_is_shorter_than_its_anchor(errands: Office) -> None:
    errands.open("errand", "kader", **ERRAND_FORM)
    sealer(errands).seal()
    with forging(errands) as owner:
        owner.execute("TRUNCATE seal_leaf, seal_checkpoint")
        owner.commit()

    with pytest.raises(LogBroken, match="an older database was put back"):
        sealer(errands).seal()
    assert errands.sql("SELECT count(*) FROM seal_checkpoint") == [(0,)]


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE seal_checkpoint SET peaks = sha256(peaks)",
        "UPDATE seal_checkpoint SET peaks = ''",
        "UPDATE seal_checkpoint SET note = replace(note, 'at 20', 'at 21')",
    ],
)
def test_nothing_is_signed_over_a_checkpoint_that_was_changed(errands: Office, forgery: str) -> None:
    errands.open("errand", "kader", **ERRAND_FORM)
    sealer(errands).seal()
    errands.open("errand", "kader", **ERRAND_FORM)
    with forging(errands) as owner:
        owner.execute(forgery)
        owner.commit()

    with pytest.raises(LogBroken, match="not to be trusted"):
        sealer(errands).seal()


def test_a_lost_key_is_said_and_no_new_one_is_made_for_an_old_log(errands: Office, folder: Path) -> None:
    errands.open("errand", "kader", **ERRAND_FORM)
    sealer(errands).seal()
    for name in ("seal", "seal.pub"):
        (folder / "keys" / name).unlink()

    with pytest.raises(KeyStoreUnusable, match=r"seal is missing: restore it"):
        sealer(errands).seal()
    assert [one.problem for one in verified(errands).findings] == ["key_missing"]


def test_a_store_from_before_the_seal_gets_its_key_with_the_first_round(errands: Office, folder: Path) -> None:
    for name in ("seal", "seal.pub"):
        (folder / "keys" / name).unlink()
    errands.open("errand", "kader", **ERRAND_FORM)

    assert sealer(errands).seal() == 2
    assert KeyStore.create(folder / "keys").seal_public() == errands.keys.seal_public() is not None


# --- every single change


KINDS = {
    "uuid": "gen_random_uuid()",
    "text": "coalesce({0}, '') || 'x'",
    "jsonb": "coalesce({0}, '{{}}') || '{{\"weight\": 49}}'",
    "bytea": "sha256(coalesce({0}, ''))",
    "integer": "coalesce({0}, 0) + 5",
    "smallint": "coalesce({0}, 0) + 5",
    "bigint": "coalesce({0}, 0) + 500",
    "timestamp with time zone": "coalesce({0}, now()) - interval '1 second'",
    "boolean": "NOT {0}",
    "ARRAY": "{0} || {0}",
}
SPECIAL = {
    ("cases", "audience"): "array_append(audience, 'kelurahan/18.72.04.1001')",
    ("cases", "excluded"): "array_append(excluded, gen_random_uuid())",
    ("cases", "id"): None,  # another id is a case that is gone and one that never was: below
    ("deadline", "case_id"): "(SELECT id FROM cases c WHERE c.id <> deadline.case_id LIMIT 1)",
    ("deadline", "retry_at"): "now() + interval '1 year'",
    (
        "seal_checkpoint",
        "note",
    ): "overlay(note placing CASE substr(note, 100, 1) WHEN 'x' THEN 'y' ELSE 'x' END from 100 for 1)",
    ("outbox", "retry_at"): "now() + interval '1 year'",
    ("history", "case_id"): "(SELECT id FROM cases c WHERE c.id <> history.case_id LIMIT 1)",
}
NOT_TOLD_BY_ANY_RECORD = {
    ("cases", "writes"),  # a counter between two writers; another value changes no case
    ("cases", "sealed"),  # opened by `omah audit`, which holds the keys: see below
    ("deadline", "failures"),  # how often a worker failed at it
    ("outbox", "created_at"),  # lines are paid in the order of their numbers
    ("outbox", "failures"),  # how often a worker failed at it
    ("notice", "id"),  # by what its reader marks it as seen
    ("notice", "at"),
    ("notice", "seen_at"),
    ("definition", "first_at"),  # when it first ran; nothing hangs on it
}
ONLY_WHERE = {
    ("cases", "version"): "parent_id IS NULL",  # a family's version stands in its root
    ("deadline", "retry_at"): "status = 'armed'",
    ("deadline", "dead"): "status = 'armed'",
    ("deadline", "calendar"): "status = 'armed'",
    ("deadline", "id"): "status = 'fired'",  # a record names the clock that it fired
    ("outbox", "id"): "paid_at IS NOT NULL",  # a notice names the line that it pays
    ("outbox", "retry_at"): "paid_at IS NULL",
}


NEW = {
    ("deadline", "id"): "(SELECT max(id) + 1 FROM deadline)",
    ("outbox", "id"): "(SELECT max(id) + 1 FROM outbox)",
    ("notice", "id"): "gen_random_uuid()",
}
"""What a doubled row has instead of its number."""


def columns(office: Office, table: str) -> list[tuple[str, str]]:
    return [
        (name, kind)
        for name, kind in office.sql(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s ORDER BY 1", table
        )
        if (table, name) not in NOT_TOLD_BY_ANY_RECORD and SPECIAL.get((table, name), "") is not None
    ]


def rows(office: Office, table: str, name: str) -> list[str]:
    """Where the rows stand. Asked before the forging begins, which locks everybody else out."""
    where = ONLY_WHERE.get((table, name), "true")
    return [row[0] for row in office.sql(f"SELECT ctid::text FROM {table} WHERE {where} ORDER BY ctid")]


TABLES = (
    "history", "cases", "deadline", "outbox", "notice", "seal_leaf", "seal_checkpoint", "definition", "calendar"
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_each_column_of_each_row_that_is_changed_is_found(world: Office, table: str) -> None:
    changes = [
        (name, SPECIAL.get((table, name)) or KINDS[kind].format(name), row)
        for name, kind in columns(world, table)
        for row in rows(world, table, name)
    ]
    unfound = []
    with forging(world) as owner:
        for name, value, row in changes:
            with owner.transaction(force_rollback=True):
                owner.execute(f"UPDATE {table} SET {name} = {value} WHERE ctid = %s", (row,))
                if examined(world, owner).verified:
                    unfound.append((name, row))

    assert unfound == []
    assert {name for name, _, _ in changes} == {name for name, _ in columns(world, table)}


@pytest.mark.parametrize("table", TABLES)
def test_each_row_that_is_deleted_is_found(world: Office, table: str) -> None:
    there = rows(world, table, "")
    with forging(world) as owner:
        for row in there:
            with owner.transaction(force_rollback=True):
                owner.execute(f"DELETE FROM {table} WHERE ctid = %s", (row,))
                assert not examined(world, owner).verified, f"{table} {row} was deleted"


@pytest.mark.parametrize("table", ["history", "deadline", "outbox", "notice", "seal_leaf"])
def test_each_row_that_is_doubled_is_found(world: Office, table: str) -> None:
    known = world.sql("SELECT column_name FROM information_schema.columns WHERE table_name = %s", table)
    names = [row[0] for row in known]
    values = ", ".join(NEW.get((table, name), name) for name in names)
    doubled = f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE ctid = %s"
    there = rows(world, table, "")
    with forging(world) as owner:
        for row in there:
            with owner.transaction(force_rollback=True):
                owner.execute(doubled, (row,))
                assert not examined(world, owner).verified, f"{table} {row} was doubled"


def test_a_whole_case_that_is_deleted_is_named_by_its_first_record(world: Office) -> None:
    case = case_of(world, "weigh")
    with forging(world) as owner:
        for table, column in (("history", "case_id"), ("deadline", "case_id"), ("outbox", "case_id"), ("cases", "id")):
            owner.execute(f"DELETE FROM {table} WHERE {column} = %s", (case,))
        findings = examined(world, owner).findings
        alone = audit.examine(world.api, owner, case).findings

    assert [(one.case_id, one.seq, one.problem) for one in findings] == [(case, 1, "record_missing")]
    assert alone == findings


def test_each_pair_of_records_of_a_case_that_is_swapped_is_found(world: Office) -> None:
    case = case_of(world, "finish")
    last = len(world.history(case))
    for one in range(1, last):
        with forging(world) as owner:
            swap(owner, case, one, one + 1)
            findings = examined(world, owner).findings

        assert [(found.case_id, found.seq) for found in findings] == [(case, one)]


def swap(owner: "psycopg.Connection[Any]", case: UUID, one: int, other: int) -> None:
    for before, after in ((one, 1000), (other, one), (1000, other)):
        owner.execute("UPDATE history SET seq = %s WHERE case_id = %s AND seq = %s", (after, case, before))


@pytest.mark.parametrize(
    ("forgery", "problem", "said"),
    [
        ("DELETE FROM outbox WHERE id = {unpaid}", "notice_missing", "its line of the outbox is gone"),
        ("UPDATE outbox SET payload = payload || '{{\"roles\": [\"admin\"]}}' WHERE id = {unpaid}", "notice_differs",
         "now it says: escalation to admin"),
        ("UPDATE outbox SET paid_at = now() WHERE id = {unpaid}", "notice_unproved", "was not this system"),
        ("UPDATE outbox SET dead = true WHERE id = {unpaid}", "notice_unproved", "was not this system"),
        ("UPDATE outbox SET retry_at = now() + interval '1 day' WHERE id = {unpaid}", "notice_silenced", "silenced"),
        ("DELETE FROM notice WHERE outbox_id = {paid}", "notice_unproved", "a notice of it was changed"),
        ("UPDATE notice SET staff_id = gen_random_uuid()", "notice_unproved", "a notice of it was changed"),
    ],
)  # fmt: skip
def test_whoever_is_to_hear_and_shall_not_is_named(world: Office, forgery: str, problem: str, said: str) -> None:
    unpaid = "(SELECT max(id) FROM outbox WHERE paid_at IS NULL AND payload ->> 'topic' = 'escalation')"
    paid = "(SELECT min(id) FROM outbox WHERE paid_at IS NOT NULL)"
    with forging(world) as owner:
        owner.execute(forgery.format(unpaid=unpaid, paid=paid))
        findings = examined(world, owner).findings

    assert {one.problem for one in findings} == {problem}
    assert all(one.seq > 0 and said in one.words.en for one in findings)


# --- whole rewrites, by people who hold more and more


def rewritten(office: Office, case: UUID, mac_key: bytes) -> list[Record]:
    """The case's history told anew, as its own writer could: another weight from the first record on."""
    made: list[Record] = []
    for one in office.history(case):
        body = {name: value for name, value in one.body.items() if name not in ("v", "case", "seq", "sealed")}
        if "weight" in body["facts"]:
            body["facts"] = {**body["facts"], "weight": 1}
        prev = made[-1].hash if made else history.GENESIS
        made.append(history.write(case, one.record.seq, prev, body, one.record.sealed, mac_key))
    return made


def store(owner: "psycopg.Connection[Any]", records: list[Record]) -> None:
    for one in records:
        owner.execute(
            "UPDATE history SET body = %s, prev = %s, hash = %s, mac = %s WHERE case_id = %s AND seq = %s",
            (one.body, one.prev, one.hash, one.mac, one.case_id, one.seq),
        )
    owner.execute(
        "UPDATE cases SET head = %s, facts = facts || '{\"weight\": 1}' WHERE id = %s",
        (records[-1].hash, records[-1].case_id),
    )


def relog(owner: "psycopg.Connection[Any]", records: list[Record], signer: Signer | None) -> None:
    """Put the new hashes into the log too, and work its roots out again; sign them, with whatever key is at hand."""
    for one in records:
        owner.execute(
            "UPDATE seal_leaf SET hash = %s WHERE case_id = %s AND seq = %s", (one.hash, one.case_id, one.seq)
        )
    frontier = Frontier()
    sizes = {row[0]: row[1] for row in owner.execute("SELECT size, at FROM seal_checkpoint")}
    for row in owner.execute(LEAVES).fetchall():
        frontier.append(leaf(*row))
        if frontier.size in sizes:
            owner.execute(
                "UPDATE seal_checkpoint SET root = %s, peaks = %s WHERE size = %s",
                (frontier.root, b"".join(frontier.peaks), frontier.size),
            )
            if signer is not None:
                note = signer.sign(Checkpoint(frontier.size, frontier.root, sizes[frontier.size]))
                owner.execute("UPDATE seal_checkpoint SET note = %s WHERE size = %s", (note, frontier.size))


def test_a_rewrite_without_the_mac_key_is_named_at_its_first_record(world: Office) -> None:
    case = case_of(world, "weigh")
    records = rewritten(world, case, b"a guess")
    with forging(world) as owner:
        store(owner, records)
        findings = examined(world, owner).findings

    assert [(one.case_id, one.seq, one.problem) for one in findings] == [(case, 1, "bad_mac")]


@pytest.mark.parametrize("missing", ["facts", "clocks", "pending", "cause", "to"])
def test_a_body_that_says_too_little_is_named_and_holds_up_no_other(errands: Office, missing: str) -> None:
    errands.at("2026-12-01 09:00")
    case, _ = (errands.open("errand", "kader", **ERRAND_FORM) for _ in range(2))
    first = errands.history(case)[0]
    body = {name: value for name, value in first.body.items() if name not in ("v", "case", "seq", "sealed", missing)}
    mac_key = errands.keys.secret("mac")
    forged = history.write(case, 1, history.GENESIS, body, first.record.sealed, mac_key)
    with forging(errands) as owner:
        owner.execute(
            "UPDATE history SET body = %s, hash = %s, mac = %s WHERE case_id = %s",
            (forged.body, forged.hash, forged.mac, case),
        )
        owner.execute("UPDATE cases SET head = %s WHERE id = %s", (forged.hash, case))
        findings = examined(errands, owner).findings

    assert [(one.case_id, one.problem) for one in findings] == [(case, "body_unreadable")]


def test_a_rewrite_with_the_mac_key_is_not_what_was_sealed(world: Office) -> None:
    case = case_of(world, "weigh")
    records = rewritten(world, case, world.keys.secret("mac"))
    with forging(world) as owner:
        store(owner, records)
        findings = examined(world, owner).findings

    assert [(one.case_id, one.seq, one.problem) for one in findings] == [(case, 1, "leaf_differs")]


def test_a_rewrite_that_is_also_put_into_the_log_is_not_what_was_signed(world: Office) -> None:
    case = case_of(world, "weigh")
    records = rewritten(world, case, world.keys.secret("mac"))
    with forging(world) as owner:
        store(owner, records)
        relog(owner, records, None)
        unsigned = examined(world, owner).findings
        relog(owner, records, Signer(sha256(b"another key").digest()))
        signed = examined(world, owner).findings

    assert [(one.case_id, one.seq, one.problem) for one in unsigned] == [(None, 3, "checkpoint_differs")]
    assert [(one.case_id, one.seq, one.problem) for one in signed] == [(None, 3, "checkpoint_signature")]


def test_even_who_holds_every_key_of_the_house_meets_the_anchor(world: Office) -> None:
    case = case_of(world, "weigh")
    records = rewritten(world, case, world.keys.secret("mac"))
    with forging(world) as owner:
        store(owner, records)
        relog(owner, records, Signer(world.keys.seal_seed()))
        findings = examined(world, owner).findings

    assert [(one.case_id, one.seq, one.problem) for one in findings] == [(None, 3, "anchor_differs")]


def test_a_log_that_is_cut_at_the_end_is_shorter_than_its_anchor(world: Office) -> None:
    """The last record of a case, its leaf and its checkpoint are gone, and the case stands where it stood before."""
    with forging(world) as owner:
        owner.execute("DELETE FROM seal_checkpoint WHERE size > 3")
        owner.execute("DELETE FROM seal_leaf WHERE index >= 3")
        findings = examined(world, owner).findings
        without = audit.examine(world.api, owner).findings

    assert [(one.case_id, one.seq, one.problem) for one in findings] == [(None, 4, "log_shorter_than_anchor")]
    assert without == ()  # without the file outside, nobody would know: that is what it is for


@pytest.mark.parametrize(
    ("forgery", "problem", "seq"),
    [
        ("DELETE FROM seal_leaf WHERE index = 1", "entry_missing", 1),
        ("DELETE FROM seal_leaf WHERE index >= 3", "log_cut", 4),
        ("DELETE FROM seal_checkpoint WHERE size = 3", "checkpoint_missing", 3),
        ("UPDATE seal_checkpoint SET at = at + interval '1 day' WHERE size = 3", "checkpoint_differs", 3),
        ("UPDATE seal_checkpoint SET note = replace(note, 'omah', 'amah') WHERE size = 3", "checkpoint_signature", 3),
        ("INSERT INTO seal_leaf SELECT max(size), gen_random_uuid(), 1, '' FROM seal_checkpoint", "log_longer", None),
    ],
)  # fmt: skip
def test_each_place_at_which_the_log_is_bad_is_named(
    world: Office, forgery: str, problem: str, seq: int | None
) -> None:
    with forging(world) as owner:
        owner.execute(forgery)
        findings = [one for one in examined(world, owner).findings if one.case_id is None]

    size = world.sql("SELECT max(size) FROM seal_checkpoint")[0][0]
    assert [(one.problem, one.seq) for one in findings] == [(problem, seq if seq is not None else size)]


# --- notes and anchors by themselves


SEED = bytes(range(32))
DAY = datetime(2026, 12, 1, 2, tzinfo=UTC)


def test_a_note_whose_any_byte_is_changed_does_not_open() -> None:
    signer = Signer(SEED)
    note = signer.sign(Checkpoint(5, sha256(b"root").digest(), DAY))

    assert signer.verifier.open(note) == Checkpoint(5, sha256(b"root").digest(), DAY)
    for at in range(len(note)):
        with pytest.raises(NoteBroken):
            signer.verifier.open(note[:at] + ("x" if note[at] != "x" else "y") + note[at + 1 :])
        with pytest.raises(NoteBroken):
            signer.verifier.open(note[:at])


@pytest.mark.parametrize("line", ["", "omah-peluk", "omah-peluk+00000000+AQ==", "omah-peluk+zz+AAAA", "x+y+z"])
def test_what_is_no_key_is_refused_in_a_sentence(line: str) -> None:
    with pytest.raises(NoteBroken, match=r"key.*\.$"):
        Verifier.read(line)


def test_a_spoilt_file_of_anchors_is_said_in_a_sentence(tmp_path: Path) -> None:
    anchors = Anchors(tmp_path)
    anchors.path.write_text('{"not": "a note"}\n')

    with pytest.raises(AnchorsUnreadable, match=r"a line is no signed note\.$"):
        list(anchors.notes())
    with pytest.raises(AnchorsUnreadable):
        anchors.newest()
