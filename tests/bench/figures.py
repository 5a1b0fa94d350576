"""A line of what was measured, with its target beside it."""

from dataclasses import dataclass

from tests.bench.slices import Compared


@dataclass(frozen=True, slots=True)
class Figure:
    """`beside` is what the same machine does at best, `ratio` one over the other; both empty where nothing is."""

    what: str
    measured: str
    beside: str
    ratio: str
    target: str

    def line(self) -> str:
        return f"{self.what:<62}{self.measured:>12}{self.beside:>12}{self.ratio:>22}  {self.target}".rstrip()


HEADINGS = Figure("", "measured", "at best", "ratio", "target").line()


def per_second(what: str, made: Compared, target: str) -> Figure:
    spread = f"{made.ratio:.2f} ({made.lowest:.2f}–{made.highest:.2f})"
    return Figure(what, f"{made.ours:,.0f}/s", f"{made.theirs:,.0f}/s", spread, target)
