"""Prints figures and judges nothing. `--short` is the run of the tests: the same work, a few slices.

`ui` measures both doors on a slow phone instead, in Chromium."""

import argparse
import os

from tests.bench import escalating, stepping, ui
from tests.bench.world import bench_office


def main() -> None:
    parser = argparse.ArgumentParser(prog="start.py bench", description=__doc__)
    parser.add_argument("what", nargs="?", default="engine", choices=("engine", "ui"))
    parser.add_argument("--short", action="store_true", help="a few short slices and 1,000 cases")
    options = parser.parse_args()
    if options.what == "ui":
        ui.show()
    else:
        engine(short=options.short)


def engine(*, short: bool) -> None:
    slices, seconds, cases = (2, 0.2, 1_000) if short else (7, 1.0, 10_000)

    with bench_office() as office:
        print(f"PostgreSQL, embedded and durable (fsync on), {os.cpu_count()} cores, everything on this one machine")
        print(
            f"\n(a) One full step: guards, guarded move, chained history, clocks, outbox, commit ({slices} slices each)"
        )
        print(f"{'at a time':>12}{'engine/s':>12}{'statement/s':>14}{'ratio':>8}{'lowest':>9}{'highest':>9}")
        for threads in (1, 8):
            one = stepping.measure(office, threads, slices, seconds)
            print(
                f"{threads:>12}{one.ours:>12,.0f}{one.theirs:>14,.0f}{one.ratio:>8.2f}{one.lowest:>9.2f}{one.highest:>9.2f}"
            )
        print(f"\n(b) Escalation of {cases:,} overdue cases by one worker, against set-based SQL")
        swept = escalating.measure(office, cases)
        print(f"{'cases/s':>12}{'SQL/s':>12}{'ratio':>8}")
        print(f"{swept.ours:>12,.0f}{swept.theirs:>12,.0f}{swept.ratio:>8.2f}")


if __name__ == "__main__":
    main()
