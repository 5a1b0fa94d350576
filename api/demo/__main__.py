"""`python -m api.demo`: the people and cases of the demo, all made up. Does nothing where they are there already.

`--logins` prints role, e-mail and password, a line each. `--at 2026-12-01T09:00+07:00` moves the demo clock forward.
"""

import sys
from datetime import datetime

from api.demo.filling import move_clock, seed
from api.demo.people import DEMO_LOGINS, PASSWORD
from api.house import furnish
from engine.errors import IllegalClock
from engine.settings import Settings


def main(arguments: list[str]) -> int:
    if arguments == ["--logins"]:
        for one in DEMO_LOGINS:
            print(one.role, one.email, PASSWORD, sep="\t")
        return 0
    settings = Settings.from_environment()
    if not settings.demo:
        print("This is not a demo: OMAH_DEMO is not 1. Nothing was made.")
        return 1
    house = furnish(settings)
    if arguments[:1] != ["--at"]:
        seed(house)
        return 0
    try:
        move_clock(house, datetime.fromisoformat(arguments[1]))
    except (IllegalClock, ValueError, IndexError) as wrong:
        print(f"--at: {wrong}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
