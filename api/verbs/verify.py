"""`omah verify`: whether anybody rewrote the past, and what they touched first."""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from api.cases import timeline
from api.installation import Installation, opened
from engine.past import anchors, audit
from engine.past.anchors import AnchorsUnreadable
from engine.past.audit import Verdict

NAME = "verify"
HELP = "prove that nobody rewrote the past: records, cases, clocks, log and signatures"


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("omah verify", description=HELP)
    parser.add_argument("--case", metavar="NUMBER", help="only this case")
    parser.add_argument("--anchors", type=Path, metavar="FILE", help="signatures kept elsewhere (default: our own)")
    parser.add_argument("--json", action="store_true", help="as GET /api/history/verify answers")
    options = parser.parse_args(arguments)

    with opened() as house:
        verdict = audit.verify(house.engine, house.case(options.case), anchors=notes(house, options.anchors))
    if options.json:
        print(json.dumps({**timeline.seal(verdict), "seal": timeline.log(verdict.sealed)}, default=str, indent=1))
    else:
        tell(verdict)
    return 0 if verdict.verified else 1


def notes(house: Installation, elsewhere: Path | None) -> Iterable[str]:
    """Raises AnchorsUnreadable where there is no such file."""
    if elsewhere is not None and not elsewhere.is_file():
        raise AnchorsUnreadable(f"There is no file of signatures at {elsewhere}.")
    return anchors.read(elsewhere) if elsewhere is not None else house.anchors.notes()


def tell(verdict: Verdict) -> None:
    sealed = verdict.sealed
    print(f"Kasus / cases: {verdict.cases}   catatan / records: {verdict.records}")
    if sealed.size:
        print(f"Segel / seal: {sealed.size}   {sealed.at}   {sealed.root.hex()}")
    print(f"Belum disegel / not sealed yet: {sealed.unsealed}")
    if sealed.anchored is not None:
        print(f"Disimpan di luar basis data / kept outside the database: {sealed.anchored or '–'}")
    for one in verdict.findings:
        print(f"  {one.number} · {one.seq} · {one.problem}: {one.words.id} / {one.words.en}")
    print("Semuanya cocok. / Everything holds." if verdict.verified else "TIDAK COCOK. / IT DOES NOT HOLD.")
