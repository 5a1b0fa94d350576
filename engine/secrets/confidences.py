"""What a case keeps sealed, beside the sealed parts of its records: opened and compared. Needs the keys of the cases.

Ciphertext that was moved from elsewhere does not open, and an older one of the same case does not say what the records
add up to. A case whose key was destroyed is erased, and passes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from engine.database import SYSTEM_ACTOR
from engine.errors import NotFound
from engine.past.finding import Finding, found
from engine.past.redeciding import OF_CLOCKS, UNDECIDED
from engine.past.replay import PROPOSED
from engine.runtime import Engine
from engine.secrets.keys import KeyDestroyed, SealBroken

PORTION = 500


@dataclass(slots=True)
class Compared:
    """How many cases were opened, how many are erased, and what is wrong with which."""

    opened: int = 0
    erased: int = 0
    findings: list[Finding] = field(default_factory=list)


def compare(engine: Engine) -> Compared:
    """Every case that keeps something sealed."""
    done = Compared()
    with engine.database.transaction(SYSTEM_ACTOR, steady=True) as tx:
        for case in _cases(tx.connection):
            _compare(engine, tx.connection, case, done)
    return done


def _compare(engine: Engine, connection: "psycopg.Connection[Any]", case: Any, done: Compared) -> None:
    case_id, root_id, number, workflow, sealed = case
    try:
        key = engine.keys.case_key(root_id)
        kept = key.open_json(sealed, f"cases/{case_id}")
        expected: dict[str, Any] = {}
        seq = 0
        for seq, kind, act, part in connection.execute(_PARTS, (case_id,)):
            if part is not None and kind not in (PROPOSED, *UNDECIDED) and act not in OF_CLOCKS:
                private = key.open_json(part, f"history/{case_id}/{seq}")
                lasting = engine.registry.get(workflow).lasting
                expected |= {name: value for name, value in private.items() if kind == "opened" or name in lasting}
    except KeyDestroyed:
        done.erased += 1
        return
    except (SealBroken, NotFound):  # a workflow that is gone, or was written into the row
        done.findings.append(found(case_id, number, 0, "private_unreadable"))
        return
    done.opened += 1
    if kept != expected:
        done.findings.append(found(case_id, number, seq, "private_unreadable"))


def _cases(connection: "psycopg.Connection[Any]") -> Iterator[Any]:
    last = UUID(int=0)
    while rows := connection.execute(_SEALED, (last, PORTION)).fetchall():
        yield from rows
        last = rows[-1][0]


_SEALED = """SELECT id, root_id, number, workflow, sealed FROM cases
    WHERE sealed IS NOT NULL AND id > %s ORDER BY id LIMIT %s"""
_PARTS = "SELECT seq, kind, act, sealed FROM history WHERE case_id = %s ORDER BY seq"
