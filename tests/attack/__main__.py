"""python -m tests.attack [YEARS] [--seed N]: release that many years, and have an attacker work out what she can.

The ledger decides which are released. Of these the attacker, who solves a linear programme, may pin no count below
five, and may nowhere come closer than the ledger reckons with.
"""

import argparse
import sys
from random import Random

from tests.attack.siege import besiege


def main() -> int:
    parser = argparse.ArgumentParser("python -m tests.attack", description=__doc__)
    parser.add_argument("years", nargs="?", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    toll = besiege(options.years, Random(options.seed))

    print(f"{toll.released:,} years released, {toll.refused:,} refused; {toll.counts:,} counts attacked")
    print(f"{toll.pinned} counts below five pinned, {toll.closer} known more closely than the ledger thought")
    return 1 if toll.pinned or toll.closer else 0


if __name__ == "__main__":
    sys.exit(main())
