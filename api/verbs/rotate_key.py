"""`omah rotate-key`: a new key over the keys of all cases, notes and files, while everything runs.

omah rotate-key            a new one, or the rest of a rotation that was cut off; the old one is erased
omah rotate-key --root     and a new root over that
omah rotate-key --age      only how old the one in use is
"""

import argparse
from datetime import UTC, datetime

from api.installation import Installation, opened
from api.office import changes
from engine.database import Database
from engine.definition import Actor
from engine.secrets.keys import KeyStore
from workflows.office.roles import ADMIN

NAME = "rotate-key"
HELP = "put the keys of all cases, notes and files under a new key; safe to interrupt and to repeat"

UNREADABLE = 1
AT_THE_TERMINAL = Actor(None, ADMIN)


def run(arguments: list[str]) -> int:
    """1: some keys do not open, and each is named; then the old key stays."""
    parser = argparse.ArgumentParser(f"omah {NAME}", description=HELP)
    parser.add_argument("--root", action="store_true", help="replace the root secret, too")
    parser.add_argument("--age", action="store_true", help="change nothing; say how old the key in use is")
    options = parser.parse_args(arguments)

    with opened() as house:
        if options.age:
            print(_age(house.engine.keys))
            return 0
        return _rotate(house, root=options.root)


def _rotate(house: Installation, *, root: bool) -> int:
    keys = house.engine.keys
    before = keys.wrapped_since()
    done = keys.rotate(root=root)
    _record(house.engine.database, before, {"since": done.made_at, "rewrapped": done.rewrapped, "root": root})

    print(f"Dibungkus ulang / wrapped anew: {done.rewrapped}   {_age(keys)}")
    for path in done.unreadable:
        print(f"  Tidak terbuka; kunci lama tetap ada / does not open; the old key stays: {path}")
    return UNREADABLE if done.unreadable else 0


def _record(database: Database, before: datetime | None, after: dict[str, object]) -> None:
    """Afterwards: where this fails, or is not reached, the next call tells of the same key."""
    with database.transaction(AT_THE_TERMINAL) as tx:
        changes.record(tx, "key", "kek", "changed", {"since": before}, after)


def _age(keys: KeyStore) -> str:
    since = keys.wrapped_since()
    if since is None:
        return "Belum ada kunci pembungkus. / There is no key that wraps keys yet."
    days = (datetime.now(UTC) - since).days
    return f"Kunci dipakai sejak / in use since {since:%Y-%m-%d %H:%M} UTC ({days} hari / days)"
