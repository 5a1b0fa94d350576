"""Periksa bundel audit Omah Peluk / check an audit bundle of Omah Peluk.

    python3 verify.py [BUNDLE.zip | FOLDER] [--key KEY] [--checkpoint FILE]

It needs Python 3.8 or newer and nothing else, and trusts nothing in the bundle but what the arithmetic shows: SHA-256
for the chain of each case, RFC 6962 for the log, Ed25519 (RFC 8032) for its signatures. KEY is the log's public key as
the office published it; without it, the one in the bundle is taken at its word. FILE is a signature that you kept from
earlier: the log in the bundle must go on from it.

This file is part of the product (`engine/past/stranger.py`) and stands in every bundle as `verify.py`. It imports
nothing of the product, and is one file on purpose.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import struct
import sys
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ORIGIN = "omah-peluk"
FORMAT = "omah-peluk/bundle/1"
GENESIS = bytes(32)
EMPTY = hashlib.sha256(b"").digest()
PUBLIC = ("calendar",)


class Wrong(Exception):
    """What does not hold, or cannot be read, in a sentence."""


def main(arguments: list[str]) -> int:
    """0: everything holds. 1: something does not, and is named. 2: this is no bundle."""
    options = _options(arguments)
    try:
        bundle = Bundle(options.bundle)
        told = bundle.manifest
    except Wrong as unreadable:
        print(f"Bukan bundel audit / not an audit bundle: {unreadable}")
        return 2
    try:
        for line in Check(bundle, told, options.key, options.checkpoint).run():
            print(line)
    except Wrong as wrong:
        print(f"TIDAK COCOK / IT DOES NOT HOLD: {wrong}")
        return 1
    print("Semuanya cocok. / Everything holds.")
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "verify.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle", nargs="?", type=Path, default=Path(__file__).parent)
    parser.add_argument("--key")
    parser.add_argument("--checkpoint", type=Path)
    return parser.parse_args(arguments)


UNREADABLE = (OSError, EOFError, ValueError, RuntimeError, struct.error, zipfile.BadZipFile, zlib.error)
"""What `zipfile` raises over spoilt bytes: a false version, flag or name ends in a ValueError or a RuntimeError."""


class Bundle:
    """The files of a bundle, in a ZIP or unpacked. Raises Wrong for what is missing or cannot be read."""

    def __init__(self, place: Path) -> None:
        self._folder = place if place.is_dir() else None
        try:
            self._zip = None if self._folder else zipfile.ZipFile(place)
        except UNREADABLE as problem:
            raise Wrong(f"{place}: {getattr(problem, 'strerror', None) or problem}.") from None

    @property
    def manifest(self) -> dict[str, Any]:
        told = _json(self.read("bundle.json"), "bundle.json")
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            raise Wrong(f"bundle.json does not say {FORMAT}.")
        return told

    def read(self, name: str) -> bytes:
        try:
            return self._zip.read(name) if self._zip else (self._folder or Path()).joinpath(name).read_bytes()
        except KeyError:
            raise Wrong(f"{name} is missing.") from None
        except UNREADABLE as problem:
            raise Wrong(f"{name} cannot be read ({problem}).") from None

    def lines(self, name: str) -> Iterator[Any]:
        for number, line in enumerate(self.read(name).split(b"\n")[:-1], 1):
            yield _json(line, f"{name}, line {number}")


class Check:
    """One pass over a bundle. Raises Wrong at the first thing that does not hold."""

    def __init__(self, bundle: Bundle, told: dict[str, Any], key: str | None, kept: Path | None) -> None:
        self.bundle, self.told, self.kept = bundle, told, kept
        self.hashes: dict[tuple[str, int], str] = {}
        self.sealed: dict[str, int] = {}
        self.logged: set[tuple[str, int]] = set()
        self.versions: dict[str, str] = {}
        self.migrated = 0
        self.rows: dict[str, dict[int, str]] = {}
        self.sealed_rows = 0
        self.key_line = _field(told, "key", str)
        self.trusted = key is not None
        if key is not None and key.strip() != self.key_line:
            raise Wrong("the bundle was signed with another key than the one you gave.")

    def run(self) -> Iterator[str]:
        definitions = self.definitions()
        cases = self.chains(definitions)
        yield f"Kasus / cases: {len(cases)}   catatan / records: {len(self.hashes)}   definisi: {len(definitions)}"
        if self.migrated:
            yield f"Pindah versi, tercatat / moved to another version, on record: {self.migrated}"
        notes = self.signatures()
        sizes = self.entries(notes)
        if self.sealed_rows:
            here = ", ".join(f"{name} {len(rows)}" for name, rows in sorted(self.rows.items()))
            yield f"Baris lain yang disegel / other rows sealed: {self.sealed_rows}   di sini / in here: {here or '–'}"
        yield self.newest(notes)
        if self.kept is not None:
            yield self.goes_on_from(self.kept, sizes)
        for case, last in cases.items():
            for seq in range(self.sealed.get(case, 0) + 1, last + 1):
                yield f"Belum disegel / not sealed yet: {case} {seq}"
        if not self.trusted:
            yield "Bandingkan kunci ini dengan yang diumumkan / compare this key with the published one:"
            yield f"  {self.key_line}"

    def definitions(self) -> set[str]:
        found = set()
        for version in _field(self.told, "definitions", list):
            if not isinstance(version, str) or len(_hex(version)) != 32:
                raise Wrong("bundle.json names a definition that is none.")
            text = self.bundle.read(f"definitions/{version}.json")
            if hashlib.sha256(text).hexdigest() != version:
                raise Wrong(f"the definition {version} was changed.")
            found.add(version)
        return found

    def chains(self, definitions: set[str]) -> dict[str, int]:
        """Each case's records: numbered from 1, each on the one before it. How many each has."""
        heads: dict[str, tuple[int, bytes]] = {}
        for line in self.bundle.lines("history.jsonl"):
            case, seq = _field(line, "case", str), _field(line, "seq", int)
            last, prev = heads.get(case, (0, GENESIS))
            if seq != last + 1:
                raise Wrong(f"case {case}: record {last + 1} is missing.")
            heads[case] = (seq, self._record(line, case, seq, prev, definitions))
        found = {case: seq for case, (seq, _) in heads.items()}
        listed = {_field(one, "id", str): _field(one, "records", int) for one in _field(self.told, "cases", list)}
        for case in sorted({*found, *listed}):
            if found.get(case, 0) != listed.get(case, 0):
                there, said = found.get(case, 0), listed.get(case, 0)
                raise Wrong(f"case {case}: record {min(there, said) + 1} is missing, here or in bundle.json.")
        return found

    def _record(self, line: Any, case: str, seq: int, prev: bytes, definitions: set[str]) -> bytes:
        text = _field(line, "body", str).encode()
        covered = (b"omah/history/1\n", _hex(case), _u64(seq), prev, _u64(len(text)), text)
        fingerprint = hashlib.sha256(b"".join(covered)).digest()
        if _hex(_field(line, "prev", str)) != prev:
            raise Wrong(f"case {case}: record {seq} does not follow the record before it.")
        if _hex(_field(line, "hash", str)) != fingerprint:
            raise Wrong(f"case {case}: record {seq} was changed.")

        body = _json(text, f"case {case}, record {seq}")
        if (body.get("v"), body.get("case"), body.get("seq")) != (1, case, seq):
            raise Wrong(f"case {case}: record {seq} belongs somewhere else.")
        if body.get("definition") not in definitions:
            raise Wrong(f"case {case}: the definition by which record {seq} was decided is missing.")
        self._same_version(case, seq, body)
        if "sealed" in line:
            ciphertext = _base64(_field(line, "sealed", str))
            if hashlib.sha256(ciphertext).hexdigest() != body.get("sealed"):
                raise Wrong(f"case {case}: the sealed part of record {seq} was changed.")
        self.hashes[(case, seq)] = fingerprint.hex()
        return fingerprint

    def _same_version(self, case: str, seq: int, body: dict[str, Any]) -> None:
        """A case is decided by one definition, until a record of its migration says from which to which."""
        last, now = self.versions.get(case, body["definition"]), body["definition"]
        told = body.get("form") if body.get("kind") == "migrated" else {}
        if last != now:
            if not isinstance(told, dict) or (told.get("from"), told.get("to")) != (last, now):
                raise Wrong(f"case {case}: record {seq} was decided by another definition, and no migration says so.")
            self.migrated += 1
        self.versions[case] = now

    def signatures(self) -> list[tuple[int, bytes, str]]:
        """(size, root, moment) of each signature, the oldest first."""
        public = _public_key(self.key_line)
        found = [_opened(note, public) for note in self.bundle.lines("checkpoints.jsonl")]
        if [one[0] for one in found] != sorted({one[0] for one in found}):
            raise Wrong("the signatures of the log are not in order.")
        return found

    def entries(self, notes: list[tuple[int, bytes, str]]) -> dict[int, bytes]:
        """The log against its signatures; the root at every size that could be worked out."""
        roots = self._whole_log(notes) if _field(self.told, "whole", bool) else self._some_entries(notes)
        for case, seq in self.hashes:
            if seq <= self.sealed.get(case, 0) and (case, seq) not in self.logged:
                raise Wrong(f"case {case}: record {seq} is not in the log, though a later one is.")
        return roots

    def _whole_log(self, notes: list[tuple[int, bytes, str]]) -> dict[int, bytes]:
        """Every entry is there: all roots are worked out."""
        peaks: list[bytes] = []
        roots = {0: EMPTY}
        for size, line in enumerate(self.bundle.lines("leaves.jsonl"), 1):
            if _field(line, "index", int) != size - 1:
                raise Wrong(f"entry {size - 1} of the log is missing.")
            node, step = self._leaf(line), size - 1
            while step & 1:
                node, step = _node(peaks.pop(), node), step >> 1
            peaks.append(node)
            roots[size] = _root(peaks)
        for size, root, _ in notes:
            if roots.get(size) != root:
                raise Wrong(f"the log's first {size} entries are not those that were signed.")
        if (notes[-1][0] if notes else 0) != len(roots) - 1:
            raise Wrong("the log has entries that nobody signed.")
        return roots

    def _some_entries(self, notes: list[tuple[int, bytes, str]]) -> dict[int, bytes]:
        """Only these cases' entries are there, each with the path that leads to the newest root."""
        size, root, _ = notes[-1] if notes else (0, EMPTY, "")
        for line in self.bundle.lines("leaves.jsonl"):
            leaf, index = self._leaf(line), _field(line, "index", int)
            path = [_hex(one) for one in _field(line, "path", list)]
            if not _includes(root, size, index, leaf, path):
                raise Wrong(f"case {line['case']}: record {line['seq']} is not in the log that was signed.")
        return {size: root}

    def _leaf(self, line: Any) -> bytes:
        case, seq, fingerprint = _field(line, "case", str), _field(line, "seq", int), _field(line, "hash", str)
        if "ledger" in line:
            self._same_row(_field(line, "ledger", str), case, seq, fingerprint)
        else:
            self._same_record(case, seq, fingerprint)
        return hashlib.sha256(b"\x00omah/seal/1\n" + _hex(case) + _u64(seq) + _hex(fingerprint)).digest()

    def _same_row(self, ledger: str, case: str, number: int, fingerprint: str) -> None:
        """What everybody may read is here; of other rows the entry shows only that they were sealed."""
        if case != uuid.uuid5(uuid.NAMESPACE_URL, f"omah/ledger/{ledger}").hex:
            raise Wrong(f"an entry of the log says that it is of the ledger {ledger}, and is not.")
        if ledger in PUBLIC:
            row = self._rows(ledger).get(number)
            if row is None:
                raise Wrong(f"row {number} of the ledger {ledger} was sealed and is missing.")
            digest = hashlib.sha256(row.encode()).digest()
            said = b"omah/ledger/1\n" + ledger.encode() + b"\n" + _u64(number) + digest
            if hashlib.sha256(said).hexdigest() != fingerprint:
                raise Wrong(f"row {number} of the ledger {ledger} is not the one that was sealed.")
        self.sealed_rows += 1

    def _rows(self, ledger: str) -> dict[int, str]:
        if ledger not in self.rows:
            lines = self.bundle.lines(f"ledgers/{ledger}.jsonl")
            self.rows[ledger] = {_field(line, "number", int): _field(line, "row", str) for line in lines}
        return self.rows[ledger]

    def _same_record(self, case: str, seq: int, fingerprint: str) -> None:
        there = self.hashes.get((case, seq))
        if there is None:
            raise Wrong(f"case {case}: record {seq} was sealed and is missing.")
        if there != fingerprint:
            raise Wrong(f"case {case}: record {seq} is not the one that was sealed.")
        self.logged.add((case, seq))
        self.sealed[case] = max(seq, self.sealed.get(case, 0))

    def newest(self, notes: list[tuple[int, bytes, str]]) -> str:
        if not notes:
            return "Belum ada yang disegel. / Nothing is sealed yet."
        size, root, at = notes[-1]
        return f"Log: {size}   tanda tangan / signatures: {len(notes)}   {at}   {root.hex()}"

    def goes_on_from(self, kept: Path, roots: dict[int, bytes]) -> str:
        try:
            text = kept.read_text(encoding="utf-8")
        except (OSError, ValueError) as problem:
            raise Wrong(f"{kept} cannot be read ({problem}).") from None
        size, root, _ = _opened(json.loads(text) if text.startswith('"') else text, _public_key(self.key_line))
        if size not in roots:
            if self.told["whole"]:
                raise Wrong(f"the log is shorter than the signature that you kept, over {size} entries.")
            return f"Bundel satu kasus tidak dapat dibandingkan dengan {size} / a part cannot be compared with {size}."
        if roots[size] != root:
            raise Wrong(f"the log does not go on from the signature that you kept, over {size} entries.")
        return f"Log melanjutkan yang Anda simpan / the log goes on from what you kept: {size}"


# --- reading


def _json(text: bytes, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Wrong(f"{where} is no JSON.") from None


def _field(line: Any, name: str, kind: type) -> Any:
    value = line.get(name) if isinstance(line, dict) else None
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Wrong(f"a line without {name}: {str(line)[:60]}")
    return value


def _hex(text: Any) -> bytes:
    try:
        return bytes.fromhex(text)
    except (ValueError, TypeError):
        raise Wrong(f"no hexadecimal digits: {str(text)[:60]}") from None


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong(f"no base64: {text[:60]}") from None


def _u64(number: int) -> bytes:
    if not 0 <= number < 1 << 64:
        raise Wrong(f"{number} is out of range.")
    return number.to_bytes(8, "big")


# --- the log (RFC 6962, section 2.1; RFC 9162, section 2.1.3.2)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _root(peaks: list[bytes]) -> bytes:
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = _node(peak, root)
    return root


def _includes(root: bytes, size: int, index: int, leaf: bytes, path: list[bytes]) -> bool:
    at, last, node = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = _node(step, node)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            node = _node(node, step)
        at, last = at >> 1, last >> 1
    return 0 <= index < size and last == 0 and node == root


# --- its signatures (C2SP signed-note and tlog-checkpoint)


def _public_key(line: str) -> bytes:
    name, _, rest = line.partition("+")
    digits, _, key = rest.partition("+")
    raw = _base64(key)
    if name != ORIGIN or len(raw) != 33 or raw[:1] != b"\x01" or digits != _key_id(raw[1:]).hex():
        raise Wrong("the key is none of this log.")
    return raw[1:]


def _key_id(public: bytes) -> bytes:
    return hashlib.sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4]


def _opened(note: Any, public: bytes) -> tuple[int, bytes, str]:
    """(size, root, moment), signed by this key. Raises Wrong."""
    text, _, signature = str(note).rpartition("\n\n")
    lines = text.split("\n")
    head = f"— {ORIGIN} "
    if len(lines) != 4 or lines[0] != ORIGIN or not lines[1].isdigit() or not signature.startswith(head):
        raise Wrong("a signature of the log is none.")
    raw = _base64(signature[len(head) :].rstrip("\n"))
    if raw[:4] != _key_id(public) or not ed25519_verifies(public, f"{text}\n".encode(), raw[4:]):
        raise Wrong(f"the signature of the log at {lines[1]} entries is wrong.")
    return int(lines[1]), _base64(lines[2]), lines[3]


# --- Ed25519 (RFC 8032, section 5.1), written for being read; it takes some milliseconds for each signature


P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def ed25519_verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether [s]B = R + [k]A (5.1.7)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return _same(_times(s, BASE), _plus(r, _times(k, a)))


def _plus(one: Any, other: Any) -> Any:
    """The sum of two points (5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(factor: int, point: Any) -> Any:
    total = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _plus(total, point)
        point, factor = _plus(point, point), factor >> 1
    return total


def _same(one: Any, other: Any) -> bool:
    return not ((one[0] * other[2] - other[0] * one[2]) % P or (one[1] * other[2] - other[1] * one[2]) % P)


def _point(raw: bytes) -> Any:
    """The point that 32 bytes stand for, or None (5.1.3)."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _x(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def _x(y: int, sign: int) -> Any:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = _x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
