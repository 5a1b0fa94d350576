"""`omah audit`: all that can be proved about the past, one after the other; and what others need to do it too."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from api.installation import Installation, opened
from api.verbs import replay, verify
from engine.database import SYSTEM_ACTOR
from engine.past import audit, redeciding
from engine.past.anchors import Anchors
from engine.past.note import Verifier
from engine.past.seal import LogBroken
from engine.secrets import confidences
from engine.secrets.confidences import Compared

NAME = "audit"
HELP = "verify, open what is sealed, decide the past again; or print the log's key, or export its signatures"


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("omah audit", description=HELP)
    parser.add_argument("--key", action="store_true", help="print the log's public key, to be published")
    parser.add_argument(
        "--checkpoints", type=Path, metavar="FOLDER", help="add the log's signatures to those kept there"
    )
    parser.add_argument("--anchors", type=Path, metavar="FILE", help="signatures kept elsewhere (default: our own)")
    options = parser.parse_args(arguments)

    with opened() as house:
        if options.key:
            print(_key(house))
            return 0
        if options.checkpoints is not None:
            return _export(house, options.checkpoints)
        return _audit(house, options.anchors)


def _audit(house: Installation, elsewhere: Path | None) -> int:
    verdict = audit.verify(house.engine, anchors=verify.notes(house, elsewhere))
    verify.tell(verdict)
    opened_again = confidences.compare(house.engine)
    _tell(opened_again)
    done = redeciding.redecide(house.engine)
    replay.tell(done)
    return 1 if verdict.findings or opened_again.findings or done.divergences else 0


def _tell(compared: Compared) -> None:
    print(f"Data tersandi dibuka / sealed data opened: {compared.opened}   dihapus / erased: {compared.erased}")
    for one in compared.findings:
        print(f"  {one.number} · {one.seq} · {one.problem}: {one.words.id} / {one.words.en}")


def _key(house: Installation) -> Verifier:
    public = house.engine.keys.seal_public()
    if public is None:
        raise LogBroken("There is no key of the log yet: let a worker seal first.")
    return Verifier(public)


def _export(house: Installation, folder: Path) -> int:
    """Refuses to go on from signatures of another log."""
    kept = Anchors(folder)
    with house.engine.database.transaction(SYSTEM_ACTOR) as tx:
        notes = [row[0] for row in tx.connection.execute("SELECT note FROM seal_checkpoint ORDER BY size")]

    def newer(newest: str | None) -> Iterable[str]:
        if newest is None:
            return notes
        if newest not in notes:
            raise LogBroken(f"{kept.path} ends with a signature that this log does not have: it was cut or rewritten.")
        return notes[notes.index(newest) + 1 :]

    kept.extend(newer)
    print(f"{kept.path}: {len(notes)}")
    return 0
