"""Two ways of doing the same, in turns of one second: the machine's speed drifts, so only paired ratios count."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

Work = Callable[[int], None]
"""Does one unit. The argument numbers the thread."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Units per second of both, median over the slices, and the median of the slices' ratios (ours / theirs)."""

    ours: float
    theirs: float
    ratio: float
    lowest: float
    highest: float


def compare(ours: Work, theirs: Work, threads: int, slices: int = 5, seconds: float = 1.0) -> Compared:
    """Run both in turns, each `slices` times, after one slice of warming up."""
    pairs: list[tuple[float, float]] = []
    for number in range(slices + 1):
        pair = (_rate(ours, threads, seconds), _rate(theirs, threads, seconds))
        if number:
            pairs.append(pair)
    return compared(pairs)


def compared(pairs: Sequence[tuple[float, float]]) -> Compared:
    """What pairs of rates come to."""
    ratios = [one / other for one, other in pairs]
    return Compared(
        median(one for one, _ in pairs), median(other for _, other in pairs), median(ratios), min(ratios), max(ratios)
    )


def half_of(work: Callable[[], object], seconds: float) -> float:
    """How long half of the tries take at most (p50), in seconds, tried for so long."""
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


def _rate(work: Work, threads: int, seconds: float) -> float:
    counts = [0] * threads
    failed: list[BaseException] = []
    start = time.perf_counter()

    def run(number: int) -> None:
        try:
            while time.perf_counter() - start < seconds:
                work(number)
                counts[number] += 1
        except BaseException as problem:  # noqa: BLE001  # shown below, on the main thread
            failed.append(problem)

    if threads == 1:
        run(0)
    else:
        runners = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
        for runner in runners:
            runner.start()
        for runner in runners:
            runner.join()
    if failed:
        raise failed[0]
    return sum(counts) / (time.perf_counter() - start)
