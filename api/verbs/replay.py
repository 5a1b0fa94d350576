"""`omah replay`: how a case stood at a moment, and every decision of the past decided again."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.installation import Installation, opened
from engine import reading
from engine.database import SYSTEM_ACTOR
from engine.errors import NotFound
from engine.past import redeciding, replay
from engine.past.redeciding import Redecided
from engine.past.replay import Standing

NAME = "replay"
HELP = "how a case stood at a moment; or decide the past again by today's rules, and list what differs"
WIB = ZoneInfo("Asia/Jakarta")


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("omah replay", description=HELP)
    parser.add_argument("--case", metavar="NUMBER", help="only this case and its family")
    parser.add_argument("--as-of", type=_moment, metavar="MOMENT", help="how --case stood then, for example 2026-12-01")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if options.as_of is not None and options.case is None:
        parser.error("--as-of asks about one case: name it with --case")

    with opened() as house:
        if options.as_of is not None:
            return _tell_standing(_standing(house, options.case, options.as_of), as_json=options.json)
        done = redeciding.redecide(house.engine, house.case(options.case))
    if options.json:
        print(json.dumps(asdict(done), default=str, indent=1))
    else:
        tell(done)
    return 1 if done.divergences else 0


def tell(done: Redecided) -> None:
    print(f"Diputuskan lagi / decided again: {done.decisions}   lainnya / others: {done.others}")
    if done.unread:
        print(f"Tanpa isian, kuncinya tidak ada / without their form, the key is not there: {done.unread}")
    for one in done.divergences:
        print(f"  {one.number} · {one.seq} · {one.problem}: {one.words.id} / {one.words.en}")
    print(
        f"Berbeda / differing: {len(done.divergences)}"
        if done.divergences
        else "Hari ini sama. / Today decides the same."
    )


def _standing(house: Installation, number: str, as_of: datetime) -> Standing:
    case = house.case(number)
    assert case is not None, "a number was given"
    with house.engine.database.transaction(SYSTEM_ACTOR) as tx:
        stood = replay.fold((one.body for one in reading.history(tx, case)), as_of)
    if stood is None:
        raise NotFound(f"case as {number} at that moment")
    return stood


def _tell_standing(stood: Standing, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(asdict(stood), default=str, indent=1))
        return 0
    print(f"{stood.workflow}: {stood.state}   catatan / record {stood.seq}   {_local(stood.at)}")
    for clock in stood.clocks:
        print(f"  jam / clock {clock['name']}: {_local(clock['due'])} … {_local(clock['breach'])}")
    for name, value in sorted(_told(stood.facts).items()):
        print(f"  {name}: {json.dumps(value, ensure_ascii=False)}")
    return 0


def _told(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that say something."""
    return {name: value for name, value in facts.items() if value not in (None, [], {})}


def _local(at: datetime) -> str:
    return at.astimezone(WIB).isoformat(sep=" ", timespec="minutes")


def _moment(text: str) -> datetime:
    """In the office's zone where it names none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no moment: write 2026-12-01 or 2026-12-01T09:00") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=WIB)
