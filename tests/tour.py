"""Every page of a running demo, and how one comes to it, in either language: for those who look at pages one by one.

Nothing is sent but a report and what fails: the demo stays as it was.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from api.citizen.interview import RETURN
from api.citizen.question import SKIP
from api.demo.people import PASSWORD
from workflows.omah_peluk import OMAH_PELUK

PATIENCE = 20_000
"""Milliseconds."""
MOST = 30
"""Pages of an interview; there are about fifteen."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A page as `role` has it before her; "" is anybody, on the pages without a login."""

    name: str
    role: str
    reach: Callable[[Page], None]

    @property
    def path(self) -> str:
        return f"{self.role or 'anybody'}-{self.name}"


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is looked at: its width in CSS pixels, its language, light or dark."""

    width: int
    language: str = "id"
    dark: bool = False

    @property
    def name(self) -> str:
        return f"{self.width}-{self.language}-{'dark' if self.dark else 'light'}"


def at(path: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        page.goto(path)
        settle(page)

    return reach


def settle(page: Page) -> None:
    """Until what the page asks for is there."""
    page.wait_for_load_state("networkidle")
    expect(page.locator(".loading")).to_have_count(0)


# --- the staff app

SEND = "main form.form .actions button.button"


def a_case(page: Page, query: str = "") -> None:
    at(f"/app/cases?{query}")(page)
    page.locator("a.cover").first.click()
    page.locator("#next").wait_for()
    settle(page)


def overdue_case(page: Page) -> None:
    a_case(page, "overdue=true")


def case_that_waits(page: Page) -> None:
    a_case(page, "waiting=true")


def form_with_errors(page: Page) -> None:
    overdue_case(page)
    for step in page.locator(".steps .step:visible").all():
        step.click()
        page.locator(SEND).click()
        if page.locator("form.form [role=alert]").count():
            return
        if page.locator("dialog").count():
            page.keyboard.press("Escape")
        step.click()
    raise AssertionError("no step of this case asks for anything")


def longest_form(page: Page) -> None:
    """The first step of the case, with one line more in each of its lists."""
    overdue_case(page)
    page.locator(".steps .step").first.click()
    for button in page.locator("form.form [id$='-add']").all():
        button.click()


def step_form(name: str) -> Callable[[Page], None]:
    """The form of one step of a case, empty."""
    title = next(one.title for one in OMAH_PELUK.transitions if one.name == name)

    def reach(page: Page) -> None:
        a_case(page, "ended=false")
        for fold in page.locator("details.other-steps").all():
            fold.evaluate("fold => { fold.open = true }")
        words = title.en if page.evaluate("document.documentElement.lang") == "en" else title.id
        page.locator("button.step", has_text=words).first.click()
        settle(page)

    return reach


def confirmation(page: Page) -> None:
    """A step that asks whether one is sure; nothing is confirmed."""
    a_case(page, "waiting=true")
    page.locator(".proposal button").last.click()
    page.locator("dialog[open]").wait_for()


def opening_with_errors(page: Page) -> None:
    at("/app/open/omah-peluk")(page)
    page.locator(SEND).click()
    page.locator("[role=alert]").wait_for()


def searched(words: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        at("/app/search")(page)
        page.locator("main form input").first.fill(words)
        page.locator("main form button").first.click()
        settle(page)

    return reach


def export_dialog(page: Page) -> None:
    at("/app/cases")(page)
    page.locator("main .heading button").first.click()
    page.locator("dialog[open]").wait_for()


def choosing_many(page: Page) -> None:
    at("/app/cases")(page)
    page.locator("main .heading button").last.click()
    page.locator(".pick input").first.check()
    settle(page)


def as_it_was(page: Page) -> None:
    at("/app/history")(page)
    page.locator("a[href$='/at'], a[href*='/at?']").first.click()
    page.locator(".past").wait_for()
    settle(page)


def paper(page: Page) -> None:
    at("/app/cases?state=referred-to-UPTD")(page)
    page.locator("a.cover").first.click()
    page.locator("a[href*='/app/papers/']").first.click()
    page.locator(".paper").first.wait_for()
    settle(page)


def register_form(name: str) -> Callable[[Page], None]:
    """A register with the form of its first act open, and its errors shown."""

    def reach(page: Page) -> None:
        at(f"/app/office/{name}")(page)
        page.locator("main .actions button[aria-expanded]").first.click()
        page.locator(SEND).last.click()
        settle(page)

    return reach


def a_breach(page: Page) -> None:
    at("/app/office/breaches")(page)
    page.locator("li.card .links a").first.click()
    settle(page)


def away(page: Page) -> None:
    """The server is out of reach."""
    page.goto("/app/profile")
    settle(page)
    page.route("**/api/**", lambda route: route.abort())
    page.goto("/app")
    page.locator("h1").wait_for()


def help_dialog(page: Page) -> None:
    at("/app/cases")(page)
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()


def refused_door(page: Page) -> None:
    at("/app")(page)
    page.locator("form button").click()
    page.locator("[role=alert]").wait_for()


# --- the pages for anybody


def question(place: int) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        _begin(page)
        for _ in range(place):
            _answer(page)
            _onward(page)

    return reach


def question_with_errors(page: Page) -> None:
    _begin(page)
    _onward(page)


def summary(page: Page) -> None:
    _begin(page)
    for _ in range(MOST):
        if not page.locator("button[name=go][value=next]").count():
            return
        _answer(page)
        _onward(page)
    raise AssertionError(f"the interview did not end: {page.title()}")


def receipt(page: Page) -> None:
    summary(page)
    _press(page, "button[name=go][value=send]")


def looking_up(page: Page) -> None:
    page.goto(_root(page))
    _press(page, "form[action$='/cek'] button")


def unknown_receipt(page: Page) -> None:
    looking_up(page)
    page.locator("input[type=text]").first.fill("2222 2222 2222 2222")
    _press(page, "form[action$='/cek'] button")


def _root(page: Page) -> str:
    return "/en" if page.evaluate("document.documentElement.lang") == "en" else "/"


def _begin(page: Page) -> None:
    page.goto(_root(page))
    _press(page, "form[action$='/isi'] button")


def _onward(page: Page) -> None:
    _press(page, "button[name=go][value=next]")


def _press(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


def _answer(page: Page) -> None:
    """What is compulsory, and what asks for nothing more."""
    if page.locator("select").count():
        page.locator("select").first.select_option(index=1)
    for choice in (f"input[value='{RETURN}']", f"input[value='{SKIP}']"):
        if page.locator(choice).count():
            page.locator(choice).first.check()
            return


REGISTERS = {
    "kader": ("houses", "visits", "waiting", "sessions", "coverage", "agencies"),
    "coordinator": ("absences", "handover"),
    "supervisor": ("changes", "visits", "handover", "tokens", "retention", "breaches", "policies"),
    "auditor": ("changes", "breaches", "houses"),
    "admin": ("people", "settings", "regions", "tokens", "houses", "agencies"),
    "forum-anak": ("sessions", "coverage"),
}
FORMS = {
    "kader": ("sessions",),
    "psychologist": ("visits",),
    "coordinator": ("absences",),
    "supervisor": ("breaches",),
    "admin": ("people", "settings"),
}

STAFF: dict[str, dict[str, Callable[[Page], None]]] = {
    "kader": {
        "home": at("/app"),
        "cases": at("/app/cases"),
        "cases-none": at("/app/cases?waiting=true&overdue=true&ended=true"),
        "case": overdue_case,
        "case-waits": case_that_waits,
        "form-errors": form_with_errors,
        "form-long": longest_form,
        "opening": at("/app/open/omah-peluk"),
        "opening-errors": opening_with_errors,
        "search": at("/app/search"),
        "search-found": searched("Rejomulyo"),
        "search-nothing": searched("zzzz"),
        "notices": at("/app/notices"),
        "inbox": at("/app/inbox"),
        "rules": at("/app/rules"),
        "profile": at("/app/profile"),
        "help": help_dialog,
        "nowhere": at("/app/tidak-ada"),
        "away": away,
    },
    "coordinator": {"many": choosing_many},
    "psychologist": {"home": at("/app"), "case": a_case},
    "puspaga-officer": {"home": at("/app"), "case": a_case},
    "uptd-officer": {"home": at("/app"), "case": overdue_case},
    "head-of-uptd": {"home": at("/app"), "case": a_case, "approvals": at("/app/approvals")},
    "supervisor": {
        "home": at("/app"),
        "cases": at("/app/cases"),
        "case": overdue_case,
        "case-waits": case_that_waits,
        "confirmation": confirmation,
        "export": export_dialog,
        "history": at("/app/history"),
        "attempts": at("/app/history?show=refused"),
        "looks": at("/app/history?show=looks"),
        "past": as_it_was,
        "paper": paper,
        "figures": at("/app/figures"),
        "process": at("/app/process"),
        "what-if": at("/app/process/what-if"),
        "proof": at("/app/process/proof"),
        "approvals": at("/app/approvals"),
        "exports": at("/app/exports"),
        "releases": at("/app/releases"),
        "merging": step_form("merge"),
        "breach": a_breach,
    },
    "auditor": {
        "home": at("/app"),
        "history": at("/app/history"),
        "exports": at("/app/exports"),
        "proof": at("/app/process/proof"),
        "breach": a_breach,
    },
    "admin": {"home": at("/app")},
    "forum-anak": {"home": at("/app")},
}

ANYBODY: dict[str, Callable[[Page], None]] = {
    "door": at("/app"),
    "door-errors": refused_door,
    "start": lambda page: _at_root(page, ""),
    "safety": lambda page: _at_root(page, "aman"),
    "numbers": lambda page: _at_root(page, "angka"),
    "calendar": at("/kalender"),
    **{f"question-{place}": question(place) for place in range(13)},
    "question-errors": question_with_errors,
    "summary": summary,
    "receipt": receipt,
    "looking-up": looking_up,
    "unknown-receipt": unknown_receipt,
}


def _at_root(page: Page, path: str) -> None:
    page.goto(f"{_root(page).rstrip('/')}/{path}")


def stops() -> Iterator[Stop]:
    for name, reach in ANYBODY.items():
        yield Stop(name, "", reach)
    for role, pages in STAFF.items():
        for name, reach in pages.items():
            yield Stop(name, role, reach)
        for name in REGISTERS.get(role, ()):
            yield Stop(f"office-{name}", role, at(f"/app/office/{name}"))
        for name in FORMS.get(role, ()):
            yield Stop(f"office-{name}-form", role, register_form(name))


def walk(browser: Browser, address: str, look: Look, chosen: Iterable[Stop]) -> Iterator[tuple[Stop, Page, str]]:
    """Each stop with the page that shows it, and why not where it did not come."""
    for role, there in groupby(chosen, key=lambda stop: stop.role):
        with _context(browser, address, look) as context:
            if role:
                sign_in(context, role)
            for stop in there:
                page = context.new_page()
                yield stop, page, _reached(stop, page, look)
                page.close()


def _reached(stop: Stop, page: Page, look: Look) -> str:
    try:
        if not stop.role:
            page.goto("/en" if look.language == "en" else "/")
        stop.reach(page)
    except (Error, AssertionError) as error:
        return f"did not come: {str(error).splitlines()[0]}"
    return ""


@contextmanager
def _context(browser: Browser, address: str, look: Look) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": look.width, "height": 800 if look.width > 600 else 740},
        color_scheme="dark" if look.dark else "light",
        base_url=address,
        service_workers="block",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    context.add_init_script(f"localStorage.setItem('language', '{look.language}')")
    try:
        yield context
    finally:
        context.close()


def sign_in(context: BrowserContext, role: str) -> None:
    page = context.new_page()
    page.goto("/app")
    page.locator("input[type=email]").fill(f"{role}@metro.example")
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("nav.menu").wait_for()
    settle(page)
    page.close()
