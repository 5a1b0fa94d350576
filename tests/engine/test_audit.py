"""Whoever edits a row by hand is found, and the first bad record is named (R33)."""

from typing import Any
from uuid import UUID

import pytest

from engine.past import audit
from tests.engine.errand import ERRAND_FORM
from tests.office import Office


@pytest.fixture
def told(errands: Office) -> UUID:
    """A case with four records, one of them a rung that fired."""
    errands.at("2026-12-01 09:00")
    case = errands.open("errand", "kader", **ERRAND_FORM)
    errands.at("2026-12-01 14:30")
    errands.sweep()
    errands.fire(case, "weigh", weight=7)
    errands.fire(case, "take")
    return case


def tamper(office: Office, statement: str, *values: Any) -> None:
    """As somebody who owns the database and switches its triggers off."""
    office.sql("ALTER TABLE history DISABLE TRIGGER history_append_only")
    office.sql(statement, *values)


def test_an_untouched_world_verifies(errands: Office, told: UUID) -> None:
    verdict = audit.verify(errands.api)

    assert (verdict.verified, verdict.cases, verdict.records) == (True, 1, 4)


@pytest.mark.parametrize(
    ("statement", "problem", "seq"),
    [
        (
            "UPDATE history SET body = replace(convert_from(body,'UTF8'),'kader','admin')::bytea WHERE seq = 3",
            "bad_hash",
            3,
        ),
        ("UPDATE history SET hash = sha256(hash) WHERE seq = 2", "bad_hash", 2),
        ("UPDATE history SET mac = sha256(mac) WHERE seq = 4", "bad_mac", 4),
        ("UPDATE history SET sealed = '\\x00' WHERE seq = 1", "sealed_mismatch", 1),
        ("UPDATE history SET role = 'admin' WHERE seq = 3", "column_differs", 3),
        ("UPDATE history SET at = at - interval '1 hour' WHERE seq = 2", "column_differs", 2),
        ("UPDATE history SET deadline_id = 999 WHERE seq = 2", "column_differs", 2),
        ("DELETE FROM history WHERE seq = 2", "gap", 2),
        ("DELETE FROM history WHERE seq = 4", "cut_off", 3),
        ("DELETE FROM history", "no_history", 0),
        ("UPDATE cases SET state = 'done'", "state_differs", 4),
        ("UPDATE cases SET facts = facts || '{\"weight\": 1}'", "facts_differ", 4),
    ],
)
def test_r33_each_edit_by_hand_is_found_and_named(
    errands: Office, told: UUID, statement: str, problem: str, seq: int
) -> None:
    tamper(errands, statement)

    verdict = audit.verify(errands.api)

    assert [(one.problem, one.seq) for one in verdict.findings] == [(problem, seq)]
    assert verdict.findings[0].number == errands.sql("SELECT number FROM cases")[0][0]


def test_the_application_itself_cannot_rewrite_the_past(errands: Office, told: UUID) -> None:
    for engine in (errands.api, errands.worker, errands.door):
        for statement in ("UPDATE history SET role = 'x'", "DELETE FROM history", "TRUNCATE history"):
            with (
                pytest.raises(Exception, match="permission denied"),
                engine.database.transaction(errands.actor("supervisor")) as tx,
            ):
                tx.connection.execute(statement)


def test_even_the_owner_has_to_switch_a_trigger_off_first(errands: Office, told: UUID) -> None:
    with pytest.raises(Exception, match="append-only"):
        errands.sql("UPDATE history SET role = 'x'")
