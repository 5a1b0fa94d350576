"""`omah calendar`: the days that count, and days off entered as a recorded act.

    omah calendar show
    omah calendar add-holiday 2027-03-19 "Hari Raya Nyepi" --reason "SKB Tiga Menteri"
    omah calendar remove-holiday 2027-03-19 --reason "Salah ketik."
    omah calendar collective-leave 2026 --reason "Keputusan Dinas."

It changes a calendar in the name of the administrator; every running deadline is counted anew, on record.
"""

import argparse
import json
from typing import Any

from api.installation import Installation, opened
from api.office import calendars
from api.office.calendars import Parts
from engine import calendars as engine_calendars
from engine.database import SYSTEM_ACTOR
from engine.definition import Actor
from engine.errors import Invalid
from engine.runtime import publish_definitions
from workflows.office.roles import ADMIN

NAME = "calendar"
HELP = "show the calendar with its versions; add or remove a holiday, or the collective leave of a year"

REFUSED = 1
AT_THE_TERMINAL = Actor(None, ADMIN)


def run(arguments: list[str]) -> int:
    """0: done. 1: what was asked for is unsound, and every problem is told."""
    options = _options(arguments)
    with opened() as house:
        publish_definitions(house.engine)
        name = options.calendar or calendars.names(house.engine.registry)[0]
        if options.verb == "show":
            shown = _shown(house, name)
            print(json.dumps(shown, default=str, ensure_ascii=False, indent=1) if options.json else _told(shown))
            return 0
        try:
            return _change(house, name, _parts(options), options.reason)
        except Invalid as invalid:
            for one in invalid.problems:
                print(f"  {one.pointer or '/'} · {one.code}: {one.message.id} / {one.message.en}")
            return REFUSED


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(f"omah {NAME}", description=HELP)
    parser.add_argument("--calendar", metavar="NAME", help="which one (default: the first by name)")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("show").add_argument("--json", action="store_true")
    add, remove = verbs.add_parser("add-holiday"), verbs.add_parser("remove-holiday")
    leave = verbs.add_parser("collective-leave", help="the days on file for a year become holidays")
    add.add_argument("day", metavar="YYYY-MM-DD")
    add.add_argument("name")
    remove.add_argument("day", metavar="YYYY-MM-DD")
    leave.add_argument("year", type=int)
    for each in (add, remove, leave):
        each.add_argument("--reason", required=True)
    return parser.parse_args(arguments)


def _parts(options: argparse.Namespace) -> Parts:
    if options.verb == "add-holiday":
        return Parts(add={options.day: options.name})
    if options.verb == "remove-holiday":
        return Parts(remove=(options.day,))
    return Parts(collective_leave=options.year)


def _change(house: Installation, name: str, parts: Parts, reason: str) -> int:
    with house.engine.database.transaction(SYSTEM_ACTOR) as tx:
        proposed = calendars.proposed(tx, name, parts)
    changed = engine_calendars.change(house.engine, AT_THE_TERMINAL, proposed, reason)
    print(f"{name}: versi / version {changed.version}   kasus dihitung ulang / cases counted anew: {changed.cases}")
    return 0


def _shown(house: Installation, name: str) -> dict[str, Any]:
    with house.engine.database.transaction(SYSTEM_ACTOR) as tx:
        return calendars.shown(tx, house.engine.registry, name, {})


def _told(shown: dict[str, Any]) -> str:
    weekend = ", ".join(f"{one['title']['id']}/{one['title']['en']}" for one in shown["weekend"])
    lines = [f"{shown['name']}   versi / version {shown['version']}   {shown['zone']}   libur / off: {weekend}"]
    lines += [
        f"  {one['date']}  {one['weekday']['id']:<7} {one['name']}" for one in shown["holidays"] if not one["past"]
    ]
    for one in shown["versions"]:
        days = [f"+{day['date']}" for day in one["added"]] + [f"-{day['date']}" for day in one["removed"]]
        told = " ".join(days[:6]) + (f" … ({len(days)})" if len(days) > 6 else "")
        lines.append(f"  v{one['version']}  {one['from']:%Y-%m-%d}  {one['role']['name']}: {one['reason']}  {told}")
    return "\n".join(lines)
