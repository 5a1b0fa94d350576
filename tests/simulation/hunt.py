"""Whether the simulation finds a planted bug, by which check, and after how many operations."""

import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from tests.simulation.planting import Bug, planted
from tests.simulation.season import Failed, Settings, play

SEASON = Settings(operations=1_000, often=5)
BOUND = 20_000
"""After so many operations a bug counts as not found."""


@dataclass(frozen=True, slots=True)
class Catch:
    """What came of a hunt: the failure, or none within the bound."""

    bug: Bug
    failed: Failed | None
    operations: int
    seconds: float


def hunt(bug: Bug, url: str, folder: Path, seed: int, bound: int = BOUND) -> Catch:
    """Play seasons with the bug until one fails, or `bound` operations are over."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        return _hunt(bug, url, Path(place), seed, bound)


def _hunt(bug: Bug, url: str, folder: Path, seed: int, bound: int) -> Catch:
    settings = replace(SEASON, temper=bug.temper)
    began, operations, season = time.monotonic(), 0, 0
    with planted(bug):
        while operations < bound:
            season += 1
            try:
                operations += play(url, folder, seed, season, settings, bug.prepare).operations
            except Failed as failed:
                return Catch(bug, failed, operations + failed.operation, time.monotonic() - began)
    return Catch(bug, None, operations, time.monotonic() - began)
