"""`python3 start.py bench`: what the engine costs, beside what the same database does at best, and the targets.

Prints figures and judges nothing. The machine's speed drifts, so what counts are ratios of two things done in turns.
`--short` is the run of the tests: the same work, a few slices and a few cases. `ui` measures both doors on a slow phone
instead, in Chromium.
"""

import argparse
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.runtime import collect_seldom
from tests.bench import asking, deciding, escalating, queueing, recalling, stepping, ui, verifying
from tests.bench.figures import HEADINGS, Figure, per_second
from tests.bench.world import bench_office, bench_server


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: slices of so many seconds, cases that are overdue, cases in a queue, records to verify."""

    slices: int
    seconds: float
    overdue: int
    queued: int
    records: int


FULL = Size(7, 1.0, 100_000, 1_000_000, 100_000)
SHORT = Size(2, 0.15, 500, 5_000, 2_000)


def steps(server: str, size: Size) -> Iterator[Figure]:
    with bench_office(server) as office:
        for threads, target in ((1, "≥ 0.50"), (8, "≥ 0.40")):
            made = stepping.measure(office, threads, size.slices, size.seconds)
            yield per_second(f"A full step, {threads} at a time, against one statement", made, target)


def http(server: str, size: Size) -> Iterator[Figure]:
    with bench_office(server) as office:
        for clients, target in ((1, "≥ 0.50"), (8, "")):
            made = asking.measure(office, clients, size.slices, size.seconds)
            yield per_second(f"The same over HTTP, {clients} at a time, against a bare endpoint", made, target)


def escalation(server: str, size: Size) -> Iterator[Figure]:
    with bench_office(server) as office:
        swept = escalating.measure(office, size.overdue)
    yield per_second(f"Escalation of {size.overdue:,} cases, against set-based SQL", swept.rates, "≥ 0.45")
    yield Figure("  memory that it grew by after its first tenth", f"{swept.grown:.1f} MB", "", "", "flat")


def queue(server: str, size: Size) -> Iterator[Figure]:
    with bench_office(server) as small, bench_office(server) as large:
        few = size.queued // 10
        shown = queueing.measure(small, large, few, size.queued, size.slices, size.seconds)
    many = f"{shown.many:.2f} ms"
    yield Figure(f"First overdue page at {size.queued:,} cases, p50", many, "", "", "≤ 1 ms")
    yield Figure(f"  beside {few:,} cases", many, f"{shown.few:.2f} ms", f"{shown.ratio:.2f}", "≤ 1.2")
    yield Figure("  with its clocks explained, as the API shows it", f"{shown.whole:.2f} ms", "", "", "")


def history(server: str, size: Size) -> Iterator[Figure]:
    with bench_office(server) as office:
        yield Figure(
            "History of 50 records, p50", f"{recalling.measure(office, size.seconds):.2f} ms", "", "", "≤ 0.75 ms"
        )


def verification(server: str, size: Size) -> Iterator[Figure]:
    with bench_office(server) as office:
        rate = verifying.measure(office, size.records)
    yield Figure(f"Verification of {size.records:,} sealed records", f"{rate:,.0f}/s", "", "", "≥ 40,000/s")


def decision(_: str, size: Size) -> Iterator[Figure]:
    for name, micros in deciding.measure(size.seconds):
        yield Figure(f"A decision in memory, {name}, p50", f"{micros:.1f} µs", "", "", "≤ 60 µs")


PARTS: Mapping[str, Callable[[str, Size], Iterator[Figure]]] = {
    "decision": decision,
    "steps": steps,
    "http": http,
    "history": history,
    "verification": verification,
    "escalation": escalation,
    "queue": queue,
}


def main() -> None:
    options = argparse.ArgumentParser(
        prog="start.py bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("parts", nargs="*", choices=[*PARTS, "ui", []], help="only these (all but ui)")
    options.add_argument("--short", action="store_true", help="a few short slices and few cases")
    chosen = options.parse_args()
    size = SHORT if chosen.short else FULL
    if "ui" in chosen.parts:
        ui.show()
        return

    collect_seldom()  # as every process of an installation does
    print(f"PostgreSQL, embedded and durable (fsync on), {os.cpu_count()} cores, everything on this one machine")
    print(HEADINGS)
    with bench_server() as server:
        for name in chosen.parts or PARTS:
            for figure in PARTS[name](server, size):
                print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
