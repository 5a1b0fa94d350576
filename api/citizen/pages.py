"""The citizen's pages over HTTP. All that can be filled in answers a POST: *Back* after the way out shows none of it.

/  start ──▶ /isi  questions ─▶ review ─▶ receipt        /cek  a receipt ─▶ how it stands
│                                                              └▶ /pesan  a message, and the answers
├──────────▶ /aman  using these pages safely             /keluar  the way out       (the same below /en)
├──────────▶ /angka  the figures of past years
└──────────▶ /rumah  where the houses are, and their hours
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from litestar import MediaType, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from litestar.response import Redirect

from api import receipts
from api.citizen import report, talking
from api.citizen.drawing import HERE, Language, draw_calendar
from api.citizen.houses import HOUSES
from api.citizen.interview import QUESTIONS, RETURN
from api.citizen.letter import Answers, Letter, Unreadable, begin
from api.citizen.question import one
from api.citizen.showing import Ask, look_up, page, question, seal_of, show, to_start
from api.citizen.site import site_of
from api.citizen.walk import NEXT, STAY, Turn, counted, heard, turn
from api.errors import KeyReused
from api.figures import releases
from api.problems import answer_for, problem
from api.security.policy import PAGE
from api.security.sessions import NOBODY
from engine.calendar import WIB
from engine.database import now
from engine.definition import Text
from engine.errors import Invalid

LARGEST = 128 * 1024
"""Bytes of a page that comes back: a long story in any script, and the letter."""

CLEAR = {"clear-site-data": '"cache", "cookies", "storage"'}
CLEAR_BUT_KEEP = {"clear-site-data": '"cache", "cookies"'}
"""For whoever has a report on the device that waits to be sent: it is sealed, and may be a child's."""

TOO_OLD = Text(
    "Halaman ini sudah terlalu lama terbuka. Silakan mulai lagi.",
    "This page has been open for too long. Please start again.",
)
ALREADY_SENT = Text(
    "Cerita ini sudah terkirim dan kodenya sudah tampil. Kalau ada tambahan, mulai lagi dari halaman awal.",
    "This was sent already, and its code was shown. If there is more to add, start again from the first page.",
)
NO_CODE = Text("Kode belum diisi.", "The code is not filled in.")
WRONG_CODE = Text(
    "Kode ini tidak ditemukan. Periksa lagi: 20 angka.", "This code was not found. Please check it: 20 digits."
)

Typed = NamedDependency[SkipValidation[Answers]]


@get("/", policy=PAGE, sync_to_thread=True)
def start(request: Ask) -> Response[str]:
    return page(request, "start.html", here="/")


@post("/isi", policy=PAGE, status_code=200, sync_to_thread=True)
def answer(request: Ask, typed: Typed) -> Response[Any]:
    """One page of answers in, the next page out; in the end the receipt."""
    letter = heard(QUESTIONS, _letter(request, typed), typed)
    request.state.letter = letter

    step = turn(QUESTIONS, letter, one(typed, "go") or (NEXT if "surat" in typed else STAY), _today(request))

    return TAKEN[step.then](request, step)


@post("/cek", policy=PAGE, status_code=200, sync_to_thread=True)
def look(request: Ask, typed: Typed) -> Response[str]:
    """The receipt comes in the body, never in an address. Wrong, unknown and erased ones answer alike."""
    code = one(typed, "kode")
    if not code:
        return look_up(request, NO_CODE, status=422) if "kode" in typed else look_up(request, None)
    known = receipts.track(request.user.house, code, request.client.host if request.client else "")
    if known is None:
        return look_up(request, WRONG_CODE, code, status=404)
    return talking.shown(request, known)


@post("/pesan", policy=PAGE, status_code=200, sync_to_thread=True)
def talk(request: Ask, typed: Typed) -> Response[str]:
    """A message in, and the page with all messages out; without one, what is new."""
    return talking.heard(request, typed) or look_up(request, WRONG_CODE, status=404)


@get("/aman", policy=PAGE, sync_to_thread=True)
def safety(request: Ask) -> Response[str]:
    return page(request, "safety.html", here="/aman")


@post("/aman", policy=PAGE, status_code=200, sync_to_thread=True)
def safety_asked(request: Ask) -> Response[str]:
    """The same as an answer to a POST: whoever comes here from our pages leaves nothing for *Back* to show."""
    return page(request, "safety.html", here="/aman")


@get("/angka", policy=PAGE, sync_to_thread=True)
def figures(request: Ask) -> Response[str]:
    """What the public may know (R34)."""
    return page(request, "figures.html", here="/angka", years=releases.published(request.user.house))


@post("/angka", policy=PAGE, status_code=200, sync_to_thread=True)
def figures_asked(request: Ask) -> Response[str]:
    return page(request, "figures.html", here="/angka", years=releases.published(request.user.house))


@get("/isi", policy=PAGE, sync_to_thread=False)
def questions_again(request: Ask) -> Redirect:
    """Nothing that can be filled in is ever the answer to a GET."""
    return to_start(request)


@get(["/cek", "/pesan"], policy=PAGE, sync_to_thread=False)
def look_again(request: Ask) -> Redirect:
    return to_start(request)


@get("/keluar", policy=PAGE, sync_to_thread=True)
def leave(request: Ask) -> Response[str]:
    """The way out: the browser is asked to forget, and shows a calendar, or the address that the office has set."""
    return _out(request, CLEAR)


@get("/kalender", policy=PAGE, sync_to_thread=True)
def leave_but_keep(request: Ask) -> Response[str]:
    """The same for staff while a sealed report waits on their device."""
    return _out(request, CLEAR_BUT_KEEP)


@get("/tampilan.css", policy=PAGE, media_type="text/css", sync_to_thread=True)
def style() -> bytes:
    return (HERE / "tampilan.css").read_bytes()


@get("/tampilan.js", policy=PAGE, media_type="text/javascript", sync_to_thread=True)
def script() -> bytes:
    return (HERE / "tampilan.js").read_bytes()


def _out(request: Ask, forget: dict[str, str]) -> Response[str]:
    elsewhere = site_of(request.app.state.house).exit_to
    if elsewhere:
        return Response("", headers={**forget, "location": elsewhere}, status_code=303, media_type=MediaType.TEXT)
    return Response(draw_calendar(datetime.now(WIB).date()), headers=forget, media_type=MediaType.HTML)


async def _typed(request: Ask) -> Answers:
    """The fields of the page, by name. With script they come as bytes, so that no browser keeps what was typed."""
    form = await request.form()
    return {name: tuple([await _words(value) for value in form.getall(name)]) for name in form}


async def _words(value: str | UploadFile) -> str:
    return value if isinstance(value, str) else (await value.read()).decode(errors="replace")


def _letter(request: Ask, typed: Answers) -> Letter:
    """The one in the page; a new one where a person comes from the start. Raises Unreadable."""
    sealed, moment = one(typed, "surat"), datetime.now(UTC)
    return seal_of(request).open(sealed, moment) if sealed else begin(QUESTIONS[0].name, moment)


def _leave(request: Ask, _step: Turn) -> Response[Any]:
    return to_start(request)


def _send(request: Ask, step: Turn) -> Response[str]:
    said = counted(QUESTIONS, step.letter.answers)
    try:
        receipt = receipts.file_report(request.user.house, report.form(said, _today(request)), step.letter.key)
    except Invalid as wrong:
        back = report.questioned(step.letter, wrong)
        if back is None:
            raise
        return question(request, *back)
    returns = one(said, "contact") in ("", RETURN)
    return page(request, "receipt.html", groups=receipts.grouped(receipt).split(), returns=returns)


TAKEN: Mapping[str, Callable[[Ask, Turn], Response[Any]]] = {"show": show, "leave": _leave, "send": _send}


def _today(request: Ask) -> date:
    """By the clock of the cases, where Omah Peluk is."""
    with request.user.house.engine.database.transaction(NOBODY) as tx:
        return now(tx.connection).astimezone(WIB).date()


def _failed(request: Ask, error: Exception) -> Response[str]:
    """What went wrong, as a page. Where answers were on their way they are still there, to be sent again."""
    told = problem(request, error)
    letter, words = request.state.get("letter"), answer_for(error).message
    unsent = request.state.get("unsent")
    if letter:
        shown = show(request, Turn(letter), failure=words)
    elif unsent:
        shown = talking.kept(request, unsent, words)
    else:
        shown = page(request, "again.html", problem=words)
    shown.status_code = told.status_code
    shown.headers.update({name: value for name, value in told.headers.items() if name == "retry-after"})
    return shown


def _too_old(request: Ask, _error: Unreadable) -> Response[str]:
    return page(request, "again.html", 400, problem=TOO_OLD)


def _already_sent(request: Ask, _error: KeyReused) -> Response[str]:
    return page(request, "again.html", 422, problem=ALREADY_SENT)


PAGES = [start, questions_again, answer, look_again, look, talk, safety, safety_asked, figures, figures_asked, *HOUSES]


def _below(path: str, language: Language) -> Router:
    return Router(
        path,
        route_handlers=PAGES,
        dependencies={"typed": Provide(_typed)},
        exception_handlers={Exception: _failed, Unreadable: _too_old, KeyReused: _already_sent},
        request_max_body_size=LARGEST,
        include_in_schema=False,
        opt={"language": language},
    )


CITIZEN = [
    _below("/", "id"),
    _below("/en", "en"),
    Router("/", route_handlers=[leave, leave_but_keep, style, script], include_in_schema=False),
]
