"""`python -m tests.ui.matrix [ADDRESS]`: every page of a running demo under axe, in every way it can be looked at.

Each page of `tests/tour.py`, with a dialog open and with errors shown, × 360 and 1280 px × Indonesian and English ×
light and dark: WCAG 2.0 to 2.2, A and AA, and best practice. Prints a line for each page and the findings; ends with 1
where there are any, or where a page did not come. The demo is one that was just started: `python3 start.py`.
`--short` looks once at each page, on a phone in the dark; `--only WORD` at those with the word in their name.
"""

import argparse
import sys
from itertools import product

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import launch
from tests.tour import Look, walk

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = tuple(Look(*each) for each in product((360, 1280), ("id", "en"), (False, True)))
SHORT = (Look(360, "id", dark=True),)
SIDEWAYS = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m tests.ui.matrix", description=__doc__)
    options.formatter_class = argparse.RawDescriptionHelpFormatter
    options.add_argument("address", nargs="?", default="http://127.0.0.1:8000")
    options.add_argument("--short", action="store_true", help="once each")
    options.add_argument("--only", default="", metavar="WORD", help="pages with the word in their name")
    chosen = options.parse_args()
    with sync_playwright() as playwright:
        browser = launch(playwright)
        looks = SHORT if chosen.short else LOOKS
        bad = sum(show(browser, chosen.address, look, chosen.only) for look in looks)
        browser.close()
    return int(bad > 0)


def show(browser: Browser, address: str, look: Look, only: str) -> int:
    """A line for each page; how many of them are not as they should be."""
    bad = 0
    print(f"{look.width} px, {look.language}, {'dark' if look.dark else 'light'}")
    for stop, page, missed in walk(browser, address, look, only):
        wrong = [missed] if missed else findings(page)
        bad += bool(wrong)
        print(f"  {stop.role or 'anybody':<16}{stop.name:<26}{len(wrong) or '–'}", *wrong, sep="\n      ", flush=True)
    print(f"  {bad or 'none'} with findings\n")
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


if __name__ == "__main__":
    sys.exit(main())
