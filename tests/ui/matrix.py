"""`python -m tests.ui.matrix [ADDRESS]`: every page of a running demo under axe, in every way it can be looked at.

Each page of `tests/tour.py`, with a dialog open and with errors shown, × 360 and 1280 px × Indonesian and English ×
light and dark: WCAG 2.0 to 2.2, A and AA, and best practice. Prints a line for each page and the findings; ends with 1
where there are any, or where a page did not come. The demo is one that was just started: `python3 start.py`.
`--short` looks once at each page, on a phone in the dark; `--look WORD` in the ways with the word in their name, by
which several can share the work; `--only WORD` at the pages with the word in theirs. `--kept FILE` notes there what is
clean and passes over what was noted: a run that was cut off goes on. One look took four to seven minutes on two cores
beside other work, all eight about fifty.
"""

import argparse
import sys
import time
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import launch
from tests.tour import Look, Stop, stops, walk

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = tuple(Look(*each) for each in product((360, 1280), ("id", "en"), (False, True)))
SHORT = (Look(360, "id", dark=True),)
SIDEWAYS = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found clean before: a line of the file for each look at a page."""

    file: Path | None
    clean: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.file and self.file.exists():
            self.clean.update(self.file.read_text("utf-8").splitlines())

    def note(self, look: Look, stop: Stop) -> None:
        if self.file:
            with self.file.open("a", encoding="utf-8") as lines:
                print(_line(look, stop), file=lines)

    def lacks(self, look: Look, stop: Stop) -> bool:
        return _line(look, stop) not in self.clean


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.ui.matrix", description=__doc__)
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    options.add_argument("--short", action="store_true", help="once each")
    options.add_argument("--look", default="", metavar="WORD", help="looks with the word in their name: 360-id-dark")
    options.add_argument("--only", default="", metavar="WORD", help="pages with the word in their name")
    options.add_argument("--kept", type=Path, metavar="FILE", help="passes over the clean pages noted there")
    chosen = options.parse_args()
    looks = [look for look in (SHORT if chosen.short else LOOKS) if chosen.look in look.name]
    kept = Kept(chosen.kept)
    started = time.monotonic()
    with sync_playwright() as playwright:
        browser = launch(playwright)
        bad = 0
        for place, look in enumerate(looks, start=1):
            print(f"{look.name} ({place} of {len(looks)})")
            bad += show(browser, chosen.address, look, _chosen(look, chosen.only, kept), kept)
        browser.close()
    print(f"{bad or 'none'} with findings, {_spent(started)}")
    return int(bad > 0)


def show(browser: Browser, address: str, look: Look, chosen: list[Stop], kept: Kept) -> int:
    """A line for each page; how many of them are not as they should be."""
    bad = 0
    started = time.monotonic()
    for place, (stop, page, missed) in enumerate(walk(browser, address, look, chosen), start=1):
        wrong = [missed] if missed else findings(page)
        bad += bool(wrong)
        if not wrong:
            kept.note(look, stop)
        name = f"{stop.role or 'anybody':<16}{stop.name:<26}"
        print(f"  {place:>3}/{len(chosen)} {name}{len(wrong) or '–'}", *wrong, sep="\n      ", flush=True)
    print(f"  {bad or 'none'} with findings, {_spent(started)}\n", flush=True)
    return bad


def findings(page: Page) -> list[str]:
    """What axe finds, each with the places where it is; and what one would have to scroll sideways for.

    From its top: what stands half under the bar would count as too small to touch.
    """
    page.evaluate("scrollTo(0, 0)")
    results = Axe().run(page, options=OPTIONS).response
    found = [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in results["violations"]]
    sideways = page.evaluate(SIDEWAYS)
    return [*found, f"sideways: {sideways} px"] if sideways else found


def _chosen(look: Look, only: str, kept: Kept) -> list[Stop]:
    return [stop for stop in stops() if only in stop.path and kept.lacks(look, stop)]


def _line(look: Look, stop: Stop) -> str:
    return f"{look.name} {stop.path}"


def _spent(started: float) -> str:
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    return f"{minutes} min {seconds} s"


if __name__ == "__main__":
    sys.exit(main())
