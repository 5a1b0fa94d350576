"""`omah clocks`: which deadlines could not be kept, and whether they are tried again."""

import argparse
import json
from dataclasses import asdict

from api.installation import opened
from engine import setback
from engine.database import SYSTEM_ACTOR

NAME = "clocks"
HELP = "list the clocks that fail or are dead; --wake tries the dead ones again"

FOUND = 1


def run(arguments: list[str]) -> int:
    """0: every clock can be served. 1: some cannot, and are listed. Raises NotFound for a number that no case has."""
    parser = argparse.ArgumentParser(f"omah {NAME}", description=HELP)
    parser.add_argument("--wake", action="store_true", help="dead clocks are tried once more, by the next sweep")
    parser.add_argument("--case", metavar="NUMBER", help="wake only those of this case and its family")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)

    with opened() as house:
        found = setback.failing(house.engine)
        case = house.case(options.case)
        root = None
        if case is not None:
            with house.engine.database.transaction(SYSTEM_ACTOR) as tx:
                row = tx.connection.execute("SELECT root_id FROM cases WHERE id = %s", (case,)).fetchone()
            root = row[0] if row is not None else None
        woken = setback.wake(house.engine, root) if options.wake else 0
    if options.json:
        print(json.dumps([asdict(one) for one in found], default=str, indent=1))
    else:
        for one in found:
            state = "mati / dead" if one.retry_at is None else f"dicoba lagi / again {one.retry_at:%Y-%m-%d %H:%M}"
            print(
                f"  {one.number}  {one.clock:<20} {one.due_at:%Y-%m-%d %H:%M}  gagal / failures {one.failures}  {state}"
            )
        print(f"Jam yang gagal / clocks that fail: {len(found)}   dibangunkan / woken: {woken}")
    return FOUND if found and not options.wake else 0
