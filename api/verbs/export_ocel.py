"""`omah export-ocel`: the history as an event log for process mining, with nobody in it."""

import argparse
import json
from datetime import date, datetime, time, timedelta
from pathlib import Path

from api.figures import eventlog
from api.installation import opened
from engine.calendar import WIB
from engine.database import SYSTEM_ACTOR
from engine.past import ocel

NAME = "export-ocel"
HELP = "write the history as an OCEL 2.0 event log: pseudonyms, relative times, no number and no name"


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(f"omah {NAME}", description=HELP)
    parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="cases opened from this day on")
    parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="cases opened up to this day")
    parser.add_argument("--facts", action="store_true", help="with the kelurahan and the closed facts that lists show")
    parser.add_argument("out", type=Path, metavar="OUT.json")
    options = parser.parse_args(arguments)

    since = datetime.combine(options.since, time(), WIB) if options.since is not None else None
    until = datetime.combine(options.until + timedelta(days=1), time(), WIB) if options.until is not None else None
    with opened() as house, house.engine.database.transaction(SYSTEM_ACTOR, steady=True) as tx:
        roots = eventlog.opened(tx.connection, since, until, None)
        registry = house.engine.registry
        log = ocel.log(registry, eventlog.families(tx.connection, roots), eventlog.view(registry, whole=options.facts))
    options.out.write_text(json.dumps(log, ensure_ascii=False), encoding="utf-8")
    print(f"{options.out}: kasus / cases: {len(log['objects'])}   kejadian / events: {len(log['events'])}")
    return 0
