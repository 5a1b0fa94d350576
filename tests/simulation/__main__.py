"""Play the engine on a real PostgreSQL, in one thread, with everything that can go wrong drawn from a seed.

    python -m tests.simulation --operations 1000000 --jobs 2      seasons of 2,000 operations, each checked throughout
    python -m tests.simulation --seed 7 --season 31 --careful     one season again, looked at after every operation
    python -m tests.simulation --kind writing                     seasons of one kind: reporters write
    python -m tests.simulation --bugs --jobs 2                    every planted bug, and which check finds it

A season depends on the seed and its number alone. What fails is played again with less, to see what it takes.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from engine.embedded.postgres import EmbeddedPostgres
from tests.conftest import MEMORY
from tests.office import make_template
from tests.simulation.bugs import ALONE, BUGS
from tests.simulation.hunt import BOUND, Catch, hunt
from tests.simulation.planting import Bug
from tests.simulation.season import Failed, Settings, Tally, play
from tests.simulation.temper import KINDS

LESS = ("faults", "crowds", "poison")
FOR_THE_OTHER = 5_000
"""So many operations the other guard of a pair has to hold alone."""


def main() -> int:
    options = _options()
    with _server() as (url, folder):
        if options.bugs is not None:
            return _hunt(options, url, folder)
        return _play(options, url, folder)


def _options() -> argparse.Namespace:
    _, _, summary = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        "python -m tests.simulation", description=summary, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--operations", type=int, default=20_000, help="how many, over all seasons (20,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="how many at once, each in a process of its own")
    parser.add_argument("--season", type=int, help="play this season only")
    parser.add_argument("--kind", choices=sorted(KINDS), default="any", help="the kind of season (any: drawn for each)")
    parser.add_argument("--careful", action="store_true", help="look after every operation, not every tenth")
    parser.add_argument("--without", choices=LESS, action="append", default=[], help="leave something out")
    parser.add_argument("--bugs", nargs="*", metavar="NAME", help="hunt the planted bugs (those whose name has NAME)")
    return parser.parse_args()


@contextmanager
def _server() -> Iterator[tuple[str, Path]]:
    with tempfile.TemporaryDirectory(prefix="omah-simulation-", dir=MEMORY) as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres", fast=True)
        url = server.start()
        try:
            make_template(url)
            yield url, Path(folder)
        finally:
            server.stop()


# --- seasons


def _play(options: argparse.Namespace, url: str, folder: Path) -> int:
    settings = _less(Settings(temper=KINDS[options.kind]), *options.without)
    settings = replace(settings, often=1) if options.careful else settings
    total, began = Tally(), time.monotonic()
    try:
        for season, tally in _seasons(options, settings, url, folder):
            total.add(tally)
            if season % 10 == 0 or total.operations >= options.operations:
                _progress(total, season, time.monotonic() - began)
    except Failed as failed:
        _tell(failed, options.seed, settings, url, folder)
        return 1
    print(f"\nSeed {options.seed}: every check held, all along and at the end of each season.")
    for name, number in (*total.outcomes.most_common(), *((f"  record {one}", n) for one, n in total.kinds.items())):
        print(f"{number:>12,} {name}")
    return 0


def _seasons(options: argparse.Namespace, settings: Settings, url: str, folder: Path) -> Iterator[tuple[int, Tally]]:
    """Each season by its number, in order, however many are played at once. Raises Failed."""
    whole, rest = divmod(options.operations, settings.operations)
    sizes = [settings.operations] * whole + [rest] * (rest > 0)
    if options.season is not None:
        sizes = sizes[:1]
    numbers = range(options.season or 1, (options.season or 1) + len(sizes))
    each = [replace(settings, operations=size) for size in sizes]
    played = _each(options.jobs, play, repeat(url), repeat(folder), repeat(options.seed), numbers, each)
    yield from zip(numbers, played, strict=True)


def _each(jobs: int, work: Callable[..., Any], *arguments: Iterable[Any]) -> Iterator[Any]:
    """What `work` makes of each, in order, so many at once."""
    if jobs == 1:
        yield from map(work, *arguments)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from pool.map(work, *arguments)


def _progress(total: Tally, seasons: int, seconds: float) -> None:
    print(
        f"{total.operations:>10,} operations, {seasons} seasons, {total.cases:,} cases, {total.kinds.total():,}"
        f" records, {total.firings:,} firings; {total.operations / seconds:,.0f}/s, {seconds:,.0f} s",
        flush=True,
    )


def _tell(failed: Failed, seed: int, settings: Settings, url: str, folder: Path) -> None:
    """All that it takes to see it again, and what it takes to happen."""
    print(f"\nFAILED {failed}\n\nThe last operations:")
    print("\n".join(failed.last))
    kind = next(name for name, temper in KINDS.items() if temper == settings.temper)
    print(f"\nAgain: python -m tests.simulation --seed {seed} --season {failed.season} --kind {kind} --careful")
    fewer = replace(settings, operations=failed.operation, often=1)
    for name in ("careful", *LESS):
        tried = fewer if name == "careful" else _less(fewer, name)
        with tempfile.TemporaryDirectory(dir=folder) as place:
            try:
                play(url, Path(place), seed, failed.season, tried)
                came = "does not happen"
            except Failed as again:
                came = f"{again.violation.check} after {again.operation} operations"
        print(f"  {'looking each time' if name == 'careful' else f'without {name}'}: {came}")


def _less(settings: Settings, *names: str) -> Settings:
    left_out: dict[str, Any] = dict.fromkeys(names, False)
    return replace(settings, **left_out)


# --- bugs


def _hunt(options: argparse.Namespace, url: str, folder: Path) -> int:
    wanted: list[str] = options.bugs
    chosen = [one for one in BUGS if not wanted or any(name in one.name for name in wanted)]
    missed = [one for one in _catches(chosen, options, url, folder, BOUND) if one.failed is None]
    print(f"\n{len(chosen) - len(missed)} of {len(chosen)} bugs found.")
    if wanted:
        return 1 if missed else 0
    print("\nGuards that stand twice, one of each pair gone (the other holds alone):")
    broken = [one for one in _catches(ALONE, options, url, folder, FOR_THE_OTHER) if one.failed is not None]
    return 1 if missed or broken else 0


def _catches(bugs: Sequence[Bug], options: argparse.Namespace, url: str, folder: Path, bound: int) -> Iterator[Catch]:
    for catch in _each(options.jobs, hunt, bugs, repeat(url), repeat(folder), repeat(options.seed), repeat(bound)):
        found = catch.failed.violation.check if catch.failed is not None else "-"
        print(f"{catch.bug.name:<60} {found:<15} {catch.operations:>7,} {catch.seconds:>7.1f} s", flush=True)
        yield catch


if __name__ == "__main__":
    sys.exit(main())
