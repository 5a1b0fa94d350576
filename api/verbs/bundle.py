"""`omah bundle`: what a stranger needs to check the past without us."""

import argparse
from pathlib import Path

from api.installation import opened
from engine.past import bundle

NAME = "bundle"
HELP = "write the audit bundle, a ZIP that a stranger can check with nothing but Python"


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("omah bundle", description=HELP)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--case", metavar="NUMBER", help="one case with its referrals")
    which.add_argument("--all", action="store_true", help="every case and the whole log")
    parser.add_argument("--with-ciphertext", action="store_true", help="add what is sealed, still sealed")
    parser.add_argument("out", type=Path, metavar="OUT.zip")
    options = parser.parse_args(arguments)

    with opened() as house:
        house.case(options.case)
        packed = bundle.pack(house.engine, options.out, options.case, ciphertext=options.with_ciphertext)
    print(f"{options.out}: kasus / cases: {packed.cases}   catatan / records: {packed.records}   log: {packed.sealed}")
    return 0
