"""A kept history as a file: definitions, and the records of whole families with their forms in clear."""

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from engine.database import SYSTEM_ACTOR
from engine.past.retelling import Told
from tests.office import Office

FOLDER = Path(__file__).parent
DIFFERING = FOLDER / "differing.json"
ENDING = ".json.xz"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a version lived through. `definitions` by workflow, in canonical form; `families` with their root's id."""

    version: str
    definitions: Mapping[str, tuple[str, str]]
    families: tuple[tuple[UUID, tuple[Told, ...]], ...]


def versions() -> list[str]:
    return sorted(one.name.removesuffix(ENDING) for one in FOLDER.glob(f"*{ENDING}"))


def write(office: Office, version: str) -> Path:
    """Keep all that an office has lived through, what is sealed in it opened."""
    told = {
        "definitions": {one.workflow.name: [one.version, one.canonical] for one in office.registry},
        "families": [_family(office, row[0]) for row in office.sql(_ROOTS)],
    }
    path = FOLDER / f"{version}{ENDING}"
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    return path


def read(version: str) -> Kept:
    told = json.loads(lzma.decompress((FOLDER / f"{version}{ENDING}").read_bytes()))
    families = tuple((UUID(one["root"]), tuple(_told(record) for record in one["records"])) for one in told["families"])
    definitions = {name: (one[0], one[1]) for name, one in told["definitions"].items()}
    return Kept(version, definitions, families)


def opened(_root: UUID, one: Told) -> Mapping[str, Any]:
    """What stands in the place of ciphertext."""
    private: Mapping[str, Any] = json.loads(one.sealed or b"{}")
    return private


def _told(record: Mapping[str, Any]) -> Told:
    private = record["private"]
    sealed = json.dumps(private).encode() if private is not None else None
    return Told(UUID(record["body"]["case"]), record["number"], record["body"], sealed)


def _family(office: Office, root: UUID) -> dict[str, Any]:
    key = office.keys.case_key(root)
    records = []
    with office.api.database.transaction(SYSTEM_ACTOR) as tx:
        for case_id, number, body, sealed in tx.connection.execute(_RECORDS, (root,)).fetchall():
            told = json.loads(body)
            private = key.open_json(sealed, place=f"history/{case_id}/{told['seq']}") if sealed is not None else None
            records.append({"number": number, "body": told, "private": private})
    return {"root": root.hex, "records": records}


_ROOTS = "SELECT id FROM cases WHERE parent_id IS NULL ORDER BY number"
_RECORDS = """SELECT c.id, c.number, h.body, h.sealed FROM history h JOIN cases c ON c.id = h.case_id
    WHERE c.root_id = %s ORDER BY c.number, h.seq"""
