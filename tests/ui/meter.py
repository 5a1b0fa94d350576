"""What a view costs on a cheap phone and a slow line, as the browser's own protocol tells it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Page

KILOBITS = 400
LATENCY = 400
CPU = 6
"""Slow 3G as WebPageTest defines it (400 kbit/s, a round trip of 400 ms), and a phone six times slower than this."""

SEEN = """
selector => {
  const look = () => {
    if (window.seenAfter === undefined && document.querySelector(selector)) window.seenAfter = performance.now();
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Bytes as they travelled, headers included, by kind; `seconds` until the view was there."""

    script: int
    style: int
    document: int
    rest: int
    requests: int
    seconds: float = 0.0

    @property
    def whole(self) -> int:
        return self.script + self.style + self.document + self.rest


class Meter:
    """Counts what travels to one page, which keeps nothing from one document to the next."""

    def __init__(self, page: Page) -> None:
        self._kinds: dict[str, str] = {}
        self._bytes: Counter[str] = Counter()
        self.protocol = page.context.new_cdp_session(page)
        self.protocol.on("Network.responseReceived", self._answered)
        self.protocol.on("Network.loadingFinished", self._arrived)
        self.protocol.send("Network.enable")
        self.protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def slow_down(self) -> None:
        rate = KILOBITS * 1000 / 8
        line = {"offline": False, "latency": LATENCY, "downloadThroughput": rate, "uploadThroughput": rate}
        self.protocol.send("Network.emulateNetworkConditions", line)
        self.protocol.send("Emulation.setCPUThrottlingRate", {"rate": CPU})

    def read(self, seconds: float = 0.0) -> Cost:
        """What has come since the last reading."""
        script, style, document = (self._bytes.pop(kind, 0) for kind in ("Script", "Stylesheet", "Document"))
        told = Cost(script, style, document, self._bytes.total(), len(self._kinds), seconds)
        self._kinds.clear()
        self._bytes.clear()
        return told

    def _answered(self, told: dict[str, Any]) -> None:
        self._kinds[told["requestId"]] = told["type"]

    def _arrived(self, told: dict[str, Any]) -> None:
        self._bytes[self._kinds.get(told["requestId"], "Other")] += int(told["encodedDataLength"])


def first_visit(context: BrowserContext, path: str, selector: str, *, whole: bool = False) -> Cost:
    """All that travelled until `selector` was there, on a slow line; `whole`: until nothing more came. Nothing is kept
    from an earlier visit but the cookie."""
    page = context.new_page()
    meter = Meter(page)
    meter.slow_down()
    page.add_init_script(f"({SEEN})({selector!r})")
    page.goto(path, wait_until="commit")
    page.locator(selector).first.wait_for(timeout=60_000)
    seconds = page.evaluate("window.seenAfter") / 1000
    if whole:
        page.wait_for_load_state("networkidle")
    told = meter.read(seconds)
    page.close()
    return told
