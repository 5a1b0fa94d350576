"""The citizen's pages over HTTP. All that can be filled in answers a POST: *Back* after the way out shows none of it.

/  start ──▶ /isi  questions ─▶ review ─▶ receipt        /cek  a receipt ─▶ how it stands
└──────────▶ /aman  using these pages safely             /keluar  the way out       (the same below /en)
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from os import environ
from typing import Any

from litestar import MediaType, Request, Response, Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from litestar.response import Redirect

from api import receipts
from api.access import PAGE
from api.citizen import report
from api.citizen.drawing import HERE, Language, draw, draw_calendar
from api.citizen.interview import QUESTIONS, RETURN
from api.citizen.letter import Answers, Letter, Seal, Unreadable, begin
from api.citizen.question import one
from api.citizen.site import Site
from api.citizen.summary import summary
from api.citizen.walk import NEXT, REVIEW, STAY, Problems, Turn, asked, counted, heard, turn
from api.desk import Desk
from api.errors import KeyReused
from api.problems import answer_for, problem
from api.sessions import NOBODY
from engine.calendar import WIB
from engine.database import now
from engine.definition import Text
from engine.errors import Invalid

LARGEST = 128 * 1024
"""Bytes of a page that comes back: a long story in any script, and the letter."""

CLEAR = {"clear-site-data": '"cache", "cookies", "storage"'}

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

MEANING: Mapping[str, Text] = {
    "received": Text(
        "Petugas sudah menerimanya dan akan segera membacanya.", "It has arrived, and somebody will read it soon."
    ),
    "handled": Text("Petugas sedang bekerja untuk ini.", "People are working on it."),
    "finished": Text(
        "Penanganannya sudah selesai. Kalau terjadi lagi, ceritakan lagi dari halaman awal.",
        "The work on it is finished. If it happens again, tell us again from the first page.",
    ),
}

Ask = Request[Desk, Any, Any]
Typed = NamedDependency[SkipValidation[Answers]]


@get("/", policy=PAGE, sync_to_thread=False)
def start(request: Ask) -> Response[str]:
    return _page(request, "start.html", here="/")


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
        return _look(request, NO_CODE, status=422) if "kode" in typed else _look(request, None)
    status = receipts.track(request.user.house, code, request.client.host if request.client else "")
    if status is None:
        return _look(request, WRONG_CODE, code, status=404)
    return _page(request, "status.html", standing=status.title, meaning=MEANING[status.code])


@get("/aman", policy=PAGE, sync_to_thread=False)
def safety(request: Ask) -> Response[str]:
    return _page(request, "safety.html", here="/aman")


@post("/aman", policy=PAGE, status_code=200, sync_to_thread=False)
def safety_asked(request: Ask) -> Response[str]:
    """The same as an answer to a POST: whoever comes here from our pages leaves nothing for *Back* to show."""
    return _page(request, "safety.html", here="/aman")


@get("/isi", policy=PAGE, sync_to_thread=False)
def questions_again(request: Ask) -> Redirect:
    """Nothing that can be filled in is ever the answer to a GET."""
    return _to_start(request)


@get("/cek", policy=PAGE, sync_to_thread=False)
def look_again(request: Ask) -> Redirect:
    return _to_start(request)


@get("/keluar", policy=PAGE, sync_to_thread=False)
def leave() -> Response[str]:
    """The way out: the browser is asked to forget, and shows a calendar, or the address that the office has set."""
    elsewhere = Site.from_environment(environ).exit_to
    if elsewhere:
        return Response("", headers={**CLEAR, "location": elsewhere}, status_code=303, media_type=MediaType.TEXT)
    today = datetime.now(WIB).date()
    return Response(draw_calendar(today), headers=CLEAR, media_type=MediaType.HTML)


@get("/tampilan.css", policy=PAGE, media_type="text/css", sync_to_thread=True)
def style() -> bytes:
    return (HERE / "tampilan.css").read_bytes()


@get("/tampilan.js", policy=PAGE, media_type="text/javascript", sync_to_thread=True)
def script() -> bytes:
    return (HERE / "tampilan.js").read_bytes()


async def _typed(request: Ask) -> Answers:
    """The fields of the page, by name. A file is no answer to any of them."""
    form = await request.form()
    return {name: tuple(value for value in form.getall(name) if isinstance(value, str)) for name in form}


def _letter(request: Ask, typed: Answers) -> Letter:
    """The one in the page; a new one where a person comes from the start. Raises Unreadable."""
    sealed, moment = one(typed, "surat"), datetime.now(UTC)
    return _seal(request).open(sealed, moment) if sealed else begin(QUESTIONS[0].name, moment)


def _show(request: Ask, step: Turn, **failure: Any) -> Response[str]:
    if step.letter.at == REVIEW:
        return _review(request, step.letter, **failure)
    return _question(request, step.letter, step.problems, **failure)


def _leave(request: Ask, _step: Turn) -> Response[Any]:
    return _to_start(request)


def _send(request: Ask, step: Turn) -> Response[str]:
    said = counted(QUESTIONS, step.letter.answers)
    try:
        receipt = receipts.file_report(request.user.house, report.form(said, _today(request)), step.letter.key)
    except Invalid as wrong:
        back = report.questioned(step.letter, wrong)
        if back is None:
            raise
        return _question(request, *back)
    returns = one(said, "contact") in ("", RETURN)
    return _page(request, "receipt.html", groups=receipts.grouped(receipt).split(), returns=returns)


TAKEN: Mapping[str, Callable[[Ask, Turn], Response[Any]]] = {"show": _show, "leave": _leave, "send": _send}


def _question(request: Ask, letter: Letter, problems: Problems, **failure: Any) -> Response[str]:
    coming = asked(QUESTIONS, letter.answers)
    number = next(at for at, question in enumerate(coming, 1) if question.name == letter.at)
    return _page(
        request,
        "question.html",
        422 if problems else 200,
        question=coming[number - 1],
        number=number,
        total=len(coming),
        answers=letter.answers,
        problems=problems,
        reviewing=letter.reviewing,
        urgent=number == 2 and one(letter.answers, "danger") == "yes",
        sealed=_seal(request).close(letter),
        **failure,
    )


def _review(request: Ask, letter: Letter, **failure: Any) -> Response[str]:
    return _page(
        request,
        "review.html",
        summary=summary(QUESTIONS, letter.answers),
        sealed=_seal(request).close(letter),
        **failure,
    )


def _look(request: Ask, problem: Text | None, code: str = "", status: int = 200) -> Response[str]:
    return _page(request, "look.html", status, problem=problem, typed=code, here="/cek")


def _page(request: Ask, template: str, status: int = 200, **values: Any) -> Response[str]:
    language: Language = request.route_handler.opt["language"]
    site = Site.from_environment(environ)
    return Response(draw(template, language, site, **values), status_code=status, media_type=MediaType.HTML)


def _today(request: Ask) -> date:
    """By the clock of the cases, where Omah Peluk is."""
    with request.user.house.engine.database.transaction(NOBODY) as tx:
        return now(tx.connection).astimezone(WIB).date()


def _to_start(request: Ask) -> Redirect:
    return Redirect("/en" if request.route_handler.opt["language"] == "en" else "/", status_code=303)


def _seal(request: Ask) -> Seal:
    return Seal(request.user.house.engine.keys.secret("receipt"))


def _failed(request: Ask, error: Exception) -> Response[str]:
    """What went wrong, as a page. Where answers were on their way they are still there, to be sent again."""
    told = problem(request, error)
    letter, words = request.state.get("letter"), answer_for(error).message
    page = _show(request, Turn(letter), failure=words) if letter else _page(request, "again.html", problem=words)
    page.status_code = told.status_code
    page.headers.update({name: value for name, value in told.headers.items() if name == "retry-after"})
    return page


def _too_old(request: Ask, _error: Unreadable) -> Response[str]:
    return _page(request, "again.html", 400, problem=TOO_OLD)


def _already_sent(request: Ask, _error: KeyReused) -> Response[str]:
    return _page(request, "again.html", 422, problem=ALREADY_SENT)


PAGES = [start, questions_again, answer, look_again, look, safety, safety_asked]


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
    Router("/", route_handlers=[leave, style, script], include_in_schema=False),
]
