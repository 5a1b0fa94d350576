"""The history of a case: numbered records, each chained to the one before, that nobody can rewrite unseen. Pure.

The record format is final (v1). A record's body is canonical JSON: UTF-8, sorted keys, no spaces, no floats. Free
text and persons stand outside it, as ciphertext of which the body keeps the SHA-256, so that the chain still verifies
after a case's key is destroyed. All integers below are 8 bytes, big-endian:

    hash = SHA-256("omah/history/1\\n" ‖ case ‖ seq ‖ prev ‖ length of body ‖ body)
    mac  = HMAC-SHA256(a key that is not in the database, hash)

The chain finds a changed, missing, swapped or added record; the mac finds one whose hashes were worked out again. What
was cut off at the end shows only against the number of records known elsewhere (`last` of `verify`).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from hmac import compare_digest
from struct import Struct
from typing import Any, Literal
from uuid import UUID

import msgspec

from engine.definition import Text

FIRST = 1
"""The number of a case's first record."""

GENESIS = bytes(32)
"""What the first record has for the hash of the one before."""

Problem = Literal["bad_hash", "bad_mac", "gap", "fork", "broken_chain", "body_mismatch", "sealed_mismatch"]


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the history, as it is stored and as it is verified."""

    case_id: UUID
    seq: int
    prev: bytes
    body: bytes
    sealed: bytes | None
    hash: bytes
    mac: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """The first record of a case that does not hold, and how. For a gap, `seq` is the number that is missing."""

    case_id: UUID
    seq: int
    problem: Problem

    @property
    def words(self) -> Text:
        sentence = _SENTENCES[self.problem]
        return Text(sentence.id.format(seq=self.seq), sentence.en.format(seq=self.seq))


def write(
    case_id: UUID, seq: int, prev: bytes, body: Mapping[str, Any], sealed: bytes | None, mac_key: bytes
) -> Record:
    """Make the record that follows `prev`. Adds v, case, seq and sealed to the body.

    Raises ValueError on what canonical JSON cannot say exactly (floats, keys that are no strings, NaN) and on a first
    record that does not begin the chain; TypeError on values that JSON does not know (convert times and ids before).
    """
    if (seq == FIRST) != (prev == GENESIS) or seq < FIRST or len(prev) != len(GENESIS):
        raise ValueError(f"Record {seq} cannot follow {prev.hex()}: a chain begins at {FIRST} with {GENESIS.hex()}.")

    content = _canonical({**body, "v": 1, "case": case_id.hex, "seq": seq, "sealed": _digest(sealed)})
    fingerprint = _hash(case_id.bytes, seq, prev, content)

    return Record(case_id, seq, prev, content, sealed, fingerprint, _mac(mac_key, fingerprint))


def verify(records: Iterable[Record], mac_key: bytes | None, *, last: int | None = None) -> Finding | None:
    """The first bad record among those of one case, given in the order of `seq`; None when all hold.

    Without `mac_key` the chain alone is checked. `last` is the number of the newest record as known elsewhere.
    """
    chain: Chain | None = None
    for record in records:
        chain = chain or Chain(record.case_id, mac_key)
        finding = chain.add(record)
        if finding is not None:
            return finding

    if chain is not None and last is not None and chain.next <= last:
        return Finding(chain.case_id, chain.next, "gap")
    return None


def columns(body: bytes | Mapping[str, Any]) -> dict[str, Any]:
    """The values that the table repeats as columns, in the types of those columns, for writing and for comparing."""
    content = json.loads(body) if isinstance(body, bytes) else body
    deadline = content.get("deadline")
    return {
        "at": datetime.fromisoformat(content["at"]),
        "actor": UUID(content["actor"]) if content["actor"] else None,
        "role": content["role"],
        "kind": content["kind"],
        "act": content["act"],
        "from_state": content["from"],
        "to_state": content["to"],
        "deadline_id": deadline["id"] if deadline else None,
    }


BLOCK = 64
"""Bytes that SHA-256 takes at once."""

_TAG = b"omah/history/1\n"
_U64 = Struct(">Q").pack
_decode = msgspec.json.Decoder().decode  # in less than half the time of the standard library's
_encode = msgspec.json.Encoder(order="sorted").encode  # in a tenth of that time, to the same byte: a test compares


class Chain:
    """How far the verification of one case has come; `body` is that of the record added last."""

    __slots__ = ("body", "case", "case_hex", "case_id", "head", "mac_key", "next", "seen")

    def __init__(self, case_id: UUID, mac_key: bytes | None) -> None:
        self.case_id, self.case, self.case_hex, self.mac_key = case_id, case_id.bytes, case_id.hex, mac_key
        self.head, self.seen, self.next = GENESIS, {GENESIS}, FIRST
        self.body: dict[str, Any] = {}

    def add(self, record: Record) -> Finding | None:
        """The next record; what is wrong with it, or None. After a finding, nothing can be added."""
        case, seq = record.case_id.bytes, record.seq
        return self.follow(case, seq, record.prev, record.body, record.sealed, record.hash, record.mac)

    def follow(
        self, case: bytes, seq: int, prev: bytes, body: bytes, sealed: bytes | None, fingerprint: bytes, mac: bytes
    ) -> Finding | None:
        """`add` of what was read as columns, the id of the case as its 16 bytes: for millions of them."""
        if seq != self.next:
            return Finding(self.case_id, min(seq, self.next), "gap" if seq > self.next else "fork")
        problem = self._problem(case, seq, prev, body, sealed, fingerprint, mac)
        if problem is not None:
            return Finding(self.case_id, seq, problem)

        self.head = fingerprint
        self.seen.add(fingerprint)
        self.next += 1
        return None

    def _problem(
        self, case: bytes, seq: int, prev: bytes, body: bytes, sealed: bytes | None, fingerprint: bytes, mac: bytes
    ) -> Problem | None:
        if _hash(case, seq, prev, body) != fingerprint:
            return "bad_hash"
        if self.mac_key is not None and not compare_digest(_mac(self.mac_key, fingerprint), mac):
            return "bad_mac"
        if case != self.case:
            return "broken_chain"
        if prev != self.head:
            return "fork" if prev in self.seen else "broken_chain"

        said = self.body = _read(body)
        if said.get("v") != 1 or said.get("case") != self.case_hex or said.get("seq") != seq:
            return "body_mismatch"
        if said.get("sealed", "") != _digest(sealed):
            return "sealed_mismatch"
        return None


def _hash(case: bytes, seq: int, prev: bytes, body: bytes) -> bytes:
    return sha256(b"".join((_TAG, case, _U64(seq), prev, _U64(len(body)), body))).digest()


def _mac(key: bytes, fingerprint: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104) from its two hashes, begun once for each key: in a quarter of the time of `hmac.digest`,
    to the same byte, as a test compares.
    """
    begun = _begun(key)
    inner, outer = begun[0].copy(), begun[1].copy()
    inner.update(fingerprint)
    outer.update(inner.digest())
    told: bytes = outer.digest()
    return told


@lru_cache(maxsize=4)
def _begun(key: bytes) -> tuple[Any, Any]:
    """The inner and the outer hash after the key."""
    block = (sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    return sha256(bytes(one ^ 0x36 for one in block)), sha256(bytes(one ^ 0x5C for one in block))


def _digest(sealed: bytes | None) -> str | None:
    return None if sealed is None else sha256(sealed).hexdigest()


def _canonical(body: dict[str, Any]) -> bytes:
    _forbid_inexact(body)
    return _encode(body)


def _forbid_inexact(body: dict[str, Any]) -> None:
    """Floats, keys that are no strings, times and ids would be read back as something else than was written."""
    values: list[Any] = [body]
    for value in values:
        if isinstance(value, dict):
            if not _NAMES.issuperset(map(type, value)):
                raise ValueError(f"A key of {value!r} is no string.")
            inner: Iterable[Any] = value.values()
        elif isinstance(value, list | tuple):
            inner = value
        elif isinstance(value, float):
            raise ValueError(f"{value!r} is a float: write a whole number of a smaller unit.")
        elif not isinstance(value, str | int):
            raise TypeError(f"{value!r} is nothing that JSON knows: write it out before.")
        else:
            continue
        if not _EXACT.issuperset(map(type, inner)):
            values += [one for one in inner if type(one) not in _EXACT]


def _read(body: bytes) -> dict[str, Any]:
    """The body as it was written, or nothing when these bytes are no body."""
    try:
        content = _decode(body)
    except (ValueError, msgspec.DecodeError):
        return {}
    return content if isinstance(content, dict) else {}


_EXACT, _NAMES = frozenset({str, int, bool, type(None)}), frozenset({str})

_SENTENCES: dict[Problem, Text] = {
    "bad_hash": Text(
        "Catatan {seq} telah diubah: isinya tidak cocok dengan sidik jarinya.",
        "Record {seq} was changed: its content does not match its hash.",
    ),
    "bad_mac": Text(
        "Catatan {seq} tidak ditulis oleh sistem ini: kode keasliannya tidak cocok.",
        "Record {seq} was not written by this system: its authentication code does not match.",
    ),
    "gap": Text("Catatan {seq} hilang.", "Record {seq} is missing."),
    "fork": Text(
        "Catatan {seq} bercabang: lebih dari satu catatan mengikuti catatan yang sama.",
        "Record {seq} is a fork: more than one record follows the same one.",
    ),
    "broken_chain": Text(
        "Catatan {seq} tidak menyambung ke catatan sebelumnya.",
        "Record {seq} does not follow the record before it.",
    ),
    "body_mismatch": Text(
        "Catatan {seq} tidak cocok dengan kolom-kolom di sampingnya.",
        "Record {seq} does not match the columns beside it.",
    ),
    "sealed_mismatch": Text(
        "Data tersandi pada catatan {seq} telah diubah atau dihapus.",
        "The sealed data of record {seq} was changed or removed.",
    ),
}
