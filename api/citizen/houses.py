"""Where the houses are and when they are open: the place, the hours, whether somebody is there today, and
which meetings are open to all. Nobody's name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from litestar import Response, get, post

from api.citizen.showing import Ask, page
from api.office import awareness, houses
from api.office.awareness import Session
from api.office.houses import Place, Watch
from api.office.register import day_words
from api.security.policy import PAGE
from api.security.sessions import NOBODY
from engine.definition import Text
from workflows.office.regions import KELURAHAN


@dataclass(frozen=True, slots=True)
class Shown:
    """A house as anybody may know it."""

    name: str
    where: str
    phone: str
    hours: Text | None
    today: Text | None


@get("/rumah", policy=PAGE, sync_to_thread=True)
def list_houses(request: Ask) -> Response[str]:
    return _page(request)


@post("/rumah", policy=PAGE, status_code=200, sync_to_thread=True)
def list_houses_asked(request: Ask) -> Response[str]:
    """The same as an answer to a POST: whoever comes here from our pages leaves nothing for *Back* to show."""
    return _page(request)


def _page(request: Ask) -> Response[str]:
    with request.user.house.engine.database.transaction(NOBODY) as tx:
        day = houses.today(tx)
        places, watches = houses.all_of(tx.connection), houses.on_duty(tx.connection, day)
        coming = [_event(one) for one in awareness.coming(tx.connection, day)]
    shown = [_shown(one, [each for each in watches if each.kelurahan == one.kelurahan], day) for one in places]
    return page(request, "houses.html", here="/rumah", houses=[one for one in shown if one is not None], coming=coming)


def _event(one: Session) -> tuple[Text, str]:
    """When and where; what it is about, whoever comes hears there."""
    day, at = day_words(one.on_day), f", {one.starts:%H.%M}" if one.starts else ""
    where = KELURAHAN[one.kelurahan].name if one.kelurahan in KELURAHAN else ""
    return Text(day.id + at, day.en + at.replace(".", ":")), ", ".join(part for part in (one.place, where) if part)


def _shown(one: Place, watches: Sequence[Watch], day: date) -> Shown | None:
    """None for a house that nobody has described, or that is closed at present."""
    if not (one.made and one.open):
        return None
    kelurahan = KELURAHAN[one.kelurahan].name
    return Shown(
        one.name,
        f"{one.address}, {kelurahan}" if one.address else kelurahan,
        one.phone,
        houses.hours_words(one.hours),
        _today(one, watches, day),
    )


def _today(one: Place, watches: Sequence[Watch], day: date) -> Text | None:
    """When somebody is there today: by the roster, else by the hours."""
    spans = [(f"{watch.opens:%H:%M}", f"{watch.closes:%H:%M}") for watch in watches]
    spans = spans or [
        (hours["opens"], hours["closes"]) for hours in one.hours if hours["weekday"] == str(day.weekday())
    ]
    if not spans:
        return None
    times = ", ".join(f"{opens}–{closes}" for opens, closes in spans)
    return Text(times.replace(":", "."), times)


HOUSES = [list_houses, list_houses_asked]
