"""The audit bundle: a ZIP with which a stranger can check the past, offline, with nothing but Python.

    bundle.json          what it holds: cases, definitions, the log's public key, and whether it is the whole log
    history.jsonl        the records: the chained bytes, and, where asked for, the ciphertext beside them
    leaves.jsonl         their entries in the log; of a part of it, each with the path to the newest root
    ledgers/…            of the whole log: the rows beside the history that everybody may read; of other rows only the
                         entries are here, which show that they are sealed and tell nothing of them
    checkpoints.jsonl    the signed notes; of a part, the newest
    definitions/…        the workflows by which was decided, in canonical form, named by their hash
    verify.py  BACA.txt  how to check it

The same past gives the same bytes. A bundle of some cases shows that what it holds was sealed and is unchanged; that
nothing was left out at the end of a case only the whole log shows.

Long because it holds the words for the stranger beside the files that they are about.
"""

import base64
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import psycopg

from engine.database import SYSTEM_ACTOR
from engine.errors import NotFound
from engine.past import stranger
from engine.past.ledgers import LEDGERS, PUBLIC, Ledger
from engine.past.merkle import Tree
from engine.past.note import Verifier
from engine.past.seal import LogBroken, leaf
from engine.runtime import Engine

CHUNK = 1000
NAMES = {one.id: one.table for one in LEDGERS}
NO_KEY = "There is no key of the log yet, so there is nothing that a stranger could check: let a worker seal first."

READ_ME = """Bundel audit Omah Peluk

Periksa dengan Python 3, tanpa jaringan dan tanpa memasang apa pun:

    unzip BUNDEL.zip verify.py
    python3 -I verify.py BUNDEL.zip --key KUNCI

KUNCI adalah kunci publik log yang diumumkan kantor (`python3 start.py omah audit --key`). Isi catatan tentang orang
hanya ada sebagai sandi. Bundel sebagian kasus menunjukkan bahwa isinya disegel dan tidak diubah; bahwa di akhir sebuah
kasus tidak ada yang hilang hanya ditunjukkan oleh bundel seluruh log.

An audit bundle of Omah Peluk: check it with Python 3, offline, as above. KEY is the log's public key as the office
publishes it. What records say of persons is in here only as ciphertext, or not at all. A bundle of some cases shows
that what it holds was sealed and is unchanged; that nothing is missing at the end of a case only the whole log shows.
"""


@dataclass(frozen=True, slots=True)
class Packed:
    """What went into a bundle. `sealed` records are in the log, the others wait for the next checkpoint."""

    cases: int
    records: int
    sealed: int


def pack(engine: Engine, out: Path, number: str | None = None, *, ciphertext: bool = False) -> Packed:
    """Write the bundle of one family (a registration number), or of everything. Whole or not at all.

    Raises NotFound for a number that no case has, LogBroken where the log cannot be shown, OSError.
    """
    public = engine.keys.seal_public()
    if public is None:
        raise LogBroken(NO_KEY)
    with engine.database.transaction(SYSTEM_ACTOR, steady=True) as tx, _whole_file(out) as file:
        cases = _family(tx.connection, number) if number is not None else None
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            return _Packer(archive, tx.connection, cases, str(Verifier(public)), ciphertext).run()


class _Packer:
    def __init__(
        self,
        archive: zipfile.ZipFile,
        connection: "psycopg.Connection[Any]",
        cases: list[UUID] | None,
        key: str,
        ciphertext: bool,
    ) -> None:
        self._archive, self._connection, self._cases, self._key = archive, connection, cases, key
        self._ciphertext = ciphertext
        self._definitions: set[str] = set()
        self._counts: dict[UUID, int] = {}
        self._beside = 0

    def run(self) -> Packed:
        """In an order in which each part knows what the ones before it held."""
        self._write("BACA.txt", READ_ME.encode())
        self._write("verify.py", Path(stranger.__file__).read_bytes())
        self._lines("history.jsonl", self._history())
        sealed = self._lines("leaves.jsonl", self._whole_log() if self._cases is None else self._some_entries())
        self._lines("checkpoints.jsonl", self._checkpoints())
        for ledger in PUBLIC if self._cases is None else ():
            self._lines(f"ledgers/{ledger.table}.jsonl", self._rows(ledger))
        for version, canonical in self._known_definitions():
            self._write(f"definitions/{version}.json", canonical.encode())
        self._write("bundle.json", json.dumps(self._manifest(), indent=1).encode())
        return Packed(len(self._counts), sum(self._counts.values()), sealed - self._beside)

    def _manifest(self) -> Mapping[str, Any]:
        rows = self._connection.execute(
            "SELECT id, number, workflow, state FROM cases WHERE id = ANY(%s) ORDER BY id", (list(self._counts),)
        )
        return {
            "format": stranger.FORMAT,
            "key": self._key,
            "whole": self._cases is None,
            "cases": [
                {
                    "id": row[0].hex,
                    "number": row[1],
                    "workflow": row[2],
                    "state": row[3],
                    "records": self._counts[row[0]],
                }
                for row in rows
            ],
            "definitions": sorted(self._definitions),
        }

    def _history(self) -> Iterator[Mapping[str, Any]]:
        rows = self._stream(
            """SELECT case_id, seq, prev, hash, body, CASE WHEN %(ciphertext)s THEN sealed END FROM history
                WHERE %(cases)s::uuid[] IS NULL OR case_id = ANY(%(cases)s) ORDER BY case_id, seq""",
            ciphertext=self._ciphertext,
        )
        for case_id, seq, prev, fingerprint, body, sealed in rows:
            self._counts[case_id] = self._counts.get(case_id, 0) + 1
            text = body.decode("utf-8", "replace")
            self._definitions.add(_definition(text))
            line = {"case": case_id.hex, "seq": seq, "prev": prev.hex(), "hash": fingerprint.hex(), "body": text}
            yield {**line, "sealed": base64.b64encode(sealed).decode()} if sealed is not None else line

    def _whole_log(self) -> Iterator[Mapping[str, Any]]:
        for row in self._stream("SELECT index, case_id, seq, hash FROM seal_leaf ORDER BY index"):
            self._beside += row[1] in NAMES
            yield _entry(*row)

    def _rows(self, ledger: Ledger) -> Iterator[Mapping[str, Any]]:
        for number, told in self._stream(f"{ledger.rows} ORDER BY 1"):
            yield {"number": number, "row": told}

    def _some_entries(self) -> Iterator[Mapping[str, Any]]:
        """A path leads past the entries of all other cases: all leaves are needed, and none of them is told."""
        leaves: list[bytes] = []
        ours: list[tuple[int, UUID, int, bytes]] = []
        among = set(self._cases or ())
        for index, case_id, seq, fingerprint in self._stream(
            "SELECT index, case_id, seq, hash FROM seal_leaf ORDER BY 1"
        ):
            leaves.append(leaf(case_id, seq, fingerprint))
            if case_id in among:
                ours.append((index, case_id, seq, fingerprint))
        tree = Tree(leaves)
        for one in ours:
            try:
                path = tree.inclusion(one[0], len(tree))
            except ValueError as broken:
                raise LogBroken(
                    f"The log cannot be shown, since it has gaps ({broken}): see `omah verify`."
                ) from broken
            yield {**_entry(*one), "path": [step.hex() for step in path]}

    def _checkpoints(self) -> Iterator[str]:
        order = "ORDER BY size" if self._cases is None else "ORDER BY size DESC LIMIT 1"
        for (note,) in self._stream(f"SELECT note FROM seal_checkpoint {order}"):  # noqa: S608  # one of two constants
            yield note

    def _known_definitions(self) -> list[Any]:
        """Those by which the records say they were decided, as far as they were kept."""
        rows = self._connection.execute(
            "SELECT version, canonical FROM definition WHERE version = ANY(%s) ORDER BY version",
            (sorted(self._definitions),),
        ).fetchall()
        self._definitions = {row[0] for row in rows}
        return rows

    def _stream(self, query: str, **values: Any) -> Iterator[Any]:
        """Rows as they come, however many. In the transaction's one reading."""
        with self._connection.cursor(name="bundle", binary=True) as cursor:
            cursor.itersize = CHUNK
            cursor.execute(query, {"cases": self._cases, **values})
            yield from cursor

    def _lines(self, name: str, lines: Iterable[Any]) -> int:
        count = 0
        with self._archive.open(_entry_of_archive(name), "w", force_zip64=True) as file:
            for count, line in enumerate(lines, 1):  # noqa: B007  # the count outlives the loop
                file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        return count

    def _write(self, name: str, content: bytes) -> None:
        self._archive.writestr(_entry_of_archive(name), content)


def _entry(index: int, case_id: UUID, seq: int, fingerprint: bytes) -> dict[str, Any]:
    line = {"index": index, "case": case_id.hex, "seq": seq, "hash": fingerprint.hex()}
    return {**line, "ledger": NAMES[case_id]} if case_id in NAMES else line


def _entry_of_archive(name: str) -> zipfile.ZipInfo:
    """Without a date and a machine: the same past gives the same bytes."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info


def _definition(text: str) -> str:
    try:
        return str(json.loads(text).get("definition"))
    except (ValueError, AttributeError):
        return ""


def _family(connection: "psycopg.Connection[Any]", number: str) -> list[UUID]:
    rows = connection.execute(
        """SELECT f.id FROM cases t JOIN cases f ON f.root_id = t.root_id
            WHERE t.number = %s ORDER BY f.id""",
        (number.strip().upper(),),
    ).fetchall()
    if not rows:
        raise NotFound("case")
    return [row[0] for row in rows]


@contextmanager
def _whole_file(out: Path) -> Iterator[BinaryIO]:
    """Written beside its place and renamed: what stands there is whole."""
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
