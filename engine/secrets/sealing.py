"""What is private in a case, as ciphertext under the root case's own key: in a record, or lasting with the case."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import psycopg

from engine.secrets.keys import CaseKey, KeyDestroyed, KeyStore

ERASED = "EXISTS (SELECT FROM outbox o WHERE o.case_id = kept.root_id AND o.topic = 'erasure')"
RECORD = f"SELECT root_id, sealed, {ERASED} FROM history AS kept WHERE case_id = %s AND seq = %s"  # noqa: S608  # constants
CASE = f"SELECT root_id, sealed, {ERASED} FROM cases AS kept WHERE id = %s"  # noqa: S608  # constants


class CaseSealer:
    """Seals under the key of one root case; the key is fetched when something private turns up, not before."""

    def __init__(self, keys: KeyStore, root_id: UUID) -> None:
        self._keys, self._root_id = keys, root_id

    @property
    def _key(self) -> CaseKey:
        return self._keys.case_key(self._root_id)

    def record(self, case_id: UUID, seq: int, private: Mapping[str, Any]) -> bytes:
        return self._key.seal_json(private, place=f"history/{case_id}/{seq}")

    def case(self, case_id: UUID, private: Mapping[str, Any]) -> bytes:
        return self._key.seal_json(private, place=f"cases/{case_id}")


def read_record(connection: "psycopg.Connection[Any]", keys: KeyStore, case_id: UUID, seq: int) -> dict[str, Any]:
    """What a record holds in private; empty where it holds nothing. Raises KeyDestroyed after an erasure."""
    row = connection.execute(RECORD, (case_id, seq)).fetchone()
    return _opened(keys, row, f"history/{case_id}/{seq}")


def read_case(connection: "psycopg.Connection[Any]", keys: KeyStore, case_id: UUID) -> dict[str, Any]:
    """What a case holds in private as it stands now; empty where it holds nothing. Raises KeyDestroyed."""
    row = connection.execute(CASE, (case_id,)).fetchone()
    return _opened(keys, row, f"cases/{case_id}")


def _opened(keys: KeyStore, row: Any, place: str) -> dict[str, Any]:
    """From the record of an erasure on nothing is opened, also in the moment before the key is gone."""
    if row is None or row[1] is None:
        return {}
    if row[2]:
        raise KeyDestroyed(row[0])
    return keys.case_key(row[0]).open_json(row[1], place=place)
