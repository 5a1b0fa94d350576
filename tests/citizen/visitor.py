"""Somebody who fills in the pages without a browser: reads the HTML, sends the form back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

Answers = Mapping[str, str | list[str]]

VOID = frozenset({"meta", "link", "input", "br"})


@dataclass(slots=True)
class Page(HTMLParser):
    """What a page holds: its title, its words, the addresses it names, what its form carries along."""

    answer: httpx.Response
    title: str = ""
    words: str = ""
    heading: str = ""
    addresses: list[str] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    elements: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self.feed(self.answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if "body" in self._open:
            self.elements.append(f"{tag} {given.get('href', '')}".strip())
        self.addresses += [given[name] for name in ("href", "src", "action", "formaction") if name in given]
        if "name" in given and tag != "meta":
            self.names.add(given["name"])
        if given.get("type") == "hidden":
            self.hidden[given["name"]] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            continue

    def handle_data(self, data: str) -> None:
        if "title" in self._open:
            self.title += data
        elif "body" in self._open:
            self.words += data
            if "h1" in self._open:
                self.heading += data


@dataclass(slots=True)
class Visitor:
    """At an address, in a language (`prefix`). Keeps nothing but the page that is open."""

    client: httpx.Client
    prefix: str = ""

    def get(self, path: str) -> Page:
        return Page(self.client.get(path))

    def post(self, path: str, typed: Answers | None = None) -> Page:
        return Page(self.client.post(self.prefix + path, data=typed or {}))

    def begin(self) -> Page:
        return self.post("/isi")

    def go(self, page: Page, how: str = "next", /, **typed: str | list[str]) -> Page:
        """Send a page back: what was typed, what it carries, and the button."""
        return self.post("/isi", {**page.hidden, **typed, "go": how})

    def tell(self, answers: Answers) -> Page:
        """From the start to the summary; each page gets those answers that it asks for."""
        page = self.begin()
        while "go" in page.names and "Periksa, lalu kirim" not in page.words and "Check, then send" not in page.words:
            before = page.title
            page = self.go(page, **{name: value for name, value in answers.items() if name in page.names})
            assert page.title != before, f"does not go on from: {page.words}"
        return page

    def file(self, answers: Answers) -> tuple[Page, str]:
        """All the way: the last page, and the receipt."""
        page = self.go(self.tell(answers), "send")
        return page, "".join(letter for letter in page.words.split("sekali.")[-1][:60] if letter.isdigit())
