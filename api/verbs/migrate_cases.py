"""`omah migrate-cases`: which versions have cases, and cases moved from one version of their workflow to another.

    omah migrate-cases                                        the versions, and how many cases each has
    omah migrate-cases OLD NEW --dry-run                      what would change: every case, every due time
    omah migrate-cases OLD NEW --map state:asked=requested --map clock:take=
    omah migrate-cases OLD NEW --with OLD2 NEW2               referrals move together with their cases
    omah migrate-cases NEW OLD                                and back again

OLD and NEW are the beginnings of two hashes.
"""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from api.installation import Installation, opened
from engine.errors import UnsoundMapping
from engine.runtime import publish_definitions
from engine.versions import transfer
from engine.versions.crossing import Crossed, Shift
from engine.versions.mapping import Given
from engine.versions.transfer import Asked, Moved

NAME = "migrate-cases"
HELP = "the versions of the workflows; or move cases from one to another, looked at first with --dry-run"

FOUND = 1
WIB = ZoneInfo("Asia/Jakarta")


def run(arguments: list[str]) -> int:
    """0: done, or nothing stands in the way. 1: something does, and every problem is told."""
    options = _options(arguments)
    with opened() as house:
        publish_definitions(house.engine)
        if options.old is None:
            return _list(house, as_json=options.json)
        asked = _asked(options)
        try:
            done = _done(house, asked, options)
        except UnsoundMapping as unsound:
            print(str(unsound))
            return FOUND
    _tell(done, dry=options.dry_run, as_json=options.json)
    return FOUND if done.left else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(f"omah {NAME}", description=HELP)
    parser.add_argument("old", nargs="?", metavar="OLD", help="the version that cases are pinned to")
    parser.add_argument("new", nargs="?", metavar="NEW", help="the version that they move to")
    parser.add_argument("--with", nargs=2, action="append", default=[], dest="pairs", metavar=("OLD", "NEW"),
                        help="a second pair, for the referrals of these cases")  # fmt: skip
    parser.add_argument("--map", action="append", default=[], type=_named, dest="maps", metavar="KIND:OLD=NEW",
                        help="state:OLD=NEW, or clock:OLD=NEW, or clock:OLD= for one that stops")  # fmt: skip
    parser.add_argument("--one-way", action="store_true", help="several states may become one: there is no way back")
    parser.add_argument("--dry-run", action="store_true", help="list every case and every due time that would change")
    parser.add_argument("--batch", type=int, default=transfer.BATCH, help="cases in one transaction")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if options.old is not None and options.new is None:
        parser.error("name two versions: OLD NEW")
    if options.batch < 1:
        parser.error("a batch holds at least one case")
    return options


def _named(text: str) -> tuple[str, str, str]:
    """(kind, old, new); `new` is empty for a clock that stops."""
    kind, colon, names = text.partition(":")
    old, equals, new = names.partition("=")
    if (
        not (colon and equals and old.strip())
        or kind not in ("state", "clock")
        or (kind == "state" and not new.strip())
    ):
        raise argparse.ArgumentTypeError(f"{text!r} is no mapping: write state:OLD=NEW, clock:OLD=NEW or clock:OLD=")
    return kind, old.strip(), new.strip()


def _asked(options: argparse.Namespace) -> list[Asked]:
    """The mapping belongs to the first pair; what moves along keeps its names."""
    states = {old: new for kind, old, new in options.maps if kind == "state"}
    clocks = {old: new or None for kind, old, new in options.maps if kind == "clock"}
    first = Asked(options.old, options.new, Given(states, clocks) if options.maps else None)
    return [first, *(Asked(old, new) for old, new in options.pairs)]


def _done(house: Installation, asked: list[Asked], options: argparse.Namespace) -> Moved:
    if options.dry_run:
        return transfer.look(house.engine, asked, one_way=options.one_way)
    return transfer.migrate(house.engine, asked, one_way=options.one_way, batch=options.batch, told=_progress)


def _progress(cases: int) -> None:
    print(f"… {cases}", file=sys.stderr)


def _list(house: Installation, *, as_json: bool) -> int:
    found = transfer.kept(house.engine)
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=1))
        return 0
    for one in found:
        mark = "berjalan/runs" if one.running else "versi lama/earlier"
        print(f"{one.workflow:<12} {one.version[:12]}  {mark:<18} kasus/cases: {one.cases}")
        for sentence in one.gone:
            print(f"  ! {sentence}")
    return FOUND if any(one.gone and one.cases for one in found) else 0


def _tell(done: Moved, *, dry: bool, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(done), default=str, indent=1))
        return
    for case in done.cases:
        if dry:
            _tell_case(case)
    for sentence in done.left:
        print(f"  ! {sentence}")
    changed = sum(one.changes for case in done.cases for one in case.shifts)
    words = "Akan pindah / would move" if dry else "Pindah / moved"
    print(f"{words}: {len(done.cases)}   jam yang berubah / clocks that change: {changed}")


def _tell_case(case: Crossed) -> None:
    before, after = case.states
    print(f"{case.number}  {before}" + (f" → {after}" if before != after else ""))
    for one in case.shifts:
        if one.changes:
            print(f"  {_names(one):<24} {_span(*one.breach)}   berikutnya/next {_span(*one.due)}")


def _names(one: Shift) -> str:
    return one.old if one.old == one.new and one.old is not None else f"{one.old or '–'} → {one.new or '–'}"


def _span(before: datetime | None, after: datetime | None) -> str:
    told = [at.astimezone(WIB).isoformat(sep=" ", timespec="minutes")[:16] if at else "–" for at in (before, after)]
    return told[0] if before == after else " → ".join(told)
