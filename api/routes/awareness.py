"""Awareness sessions: planned and held, with a picture, and where there was none this year."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from api.desk import Desk
from api.office import awareness, houses
from api.office import registers as office
from api.office.awareness import HOLDERS, STATUS, TOPICS, Covered, HeldForm, PictureForm, Session, SessionForm
from api.office.register import Json, action, asking, choose, day_words, item, joined, link, register, time_words
from api.security.policy import SESSIONS
from engine.definition import Text
from workflows.forms.form import Form, asks
from workflows.office.regions import KELURAHAN

Here = NamedDependency[SkipValidation[Desk]]
Body = JSONBody[dict[str, Any]]
LARGEST = 12 * 1024 * 1024
"""Bytes of a request with a picture in base64."""


class Year(Form):
    year: int = asks("Tahun", "Year", "number", ge=2000, le=2100)


@get(office.SESSIONS.href, policy=SESSIONS, sync_to_thread=True)
def list_sessions(desk: Here, year: FromQuery[int | None] = None) -> Json:
    """Of a year, the newest first."""
    with desk.engine.database.transaction(desk.actor) as tx:
        shown = year or houses.today(tx).year
        found = awareness.of_year(tx.connection, shown)
    plan = action(
        Text("Rencanakan sosialisasi", "Plan a session"), "POST", office.SESSIONS.href, form="plan", main=True
    )
    return register(
        office.SESSIONS.title,
        [_session(one) for one in found],
        lead=Text("Tulis jumlah orang, jangan nama.", "Write how many came, and nobody's name."),
        empty=Text("Belum ada sosialisasi di tahun ini.", "There is no session in this year yet."),
        forms={"plan": asking(SessionForm), "held": asking(HeldForm), "picture": asking(PictureForm)},
        actions=[plan],
        links=[link(office.COVERAGE.title, office.COVERAGE.href)],
        choose=choose(Year, {"year": shown}),
    )


def _session(one: Session) -> Json:
    here = f"{office.SESSIONS.href}/{one.id}"
    counts = {"women": one.women, "men": one.men, "girls": one.girls, "boys": one.boys, "notes": one.notes}
    held = action(Text("Catat hasil", "Record what came of it"), "POST", f"{here}/held", form="held", values=counts)
    picture = action(Text("Tambah foto", "Add a picture"), "POST", f"{here}/picture", form="picture")
    off = action(Text("Batalkan kegiatan", "Call off the session"), "POST", f"{here}/cancel",
                 confirm=Text("Batalkan kegiatan ini?", "Cancel this session?"))  # fmt: skip
    came = Text(
        f"{one.people} ({one.women} perempuan, {one.men} laki-laki, {one.girls} anak pr., {one.boys} anak lk.)",
        f"{one.people} ({one.women} women, {one.men} men, {one.girls} girls, {one.boys} boys)",
    )
    return {
        **item(
            one.id,
            day_words(one.on_day),
            (Text("Kelurahan", "Kelurahan"), KELURAHAN[one.kelurahan].name if one.kelurahan in KELURAHAN else "?"),
            (Text("Tempat", "Place"), one.place),
            (Text("Jam", "Time"), time_words(one.starts) if one.starts else None),
            (Text("Topik", "Topics"), joined([TOPICS[name] for name in one.topics])),
            (Text("Oleh", "By"), joined([HOLDERS[name] for name in one.held_by])),
            (Text("Peserta", "Participants"), came if one.status == "held" else None),
            (Text("Catatan", "Notes"), one.notes),
            chips=[STATUS[one.status]],
            actions=[] if one.status == "cancelled" else [held, picture, *([off] if one.status == "planned" else [])],
            data={"status": one.status, "on_day": one.on_day, "kelurahan": one.kelurahan, **counts},
        ),
        "picture": f"{here}/picture" if one.picture else None,
    }


@post(office.SESSIONS.href, policy=SESSIONS, sync_to_thread=True)
def plan_session(desk: Here, data: Body) -> Json:
    return {"id": awareness.plan(desk, data)}


@post(f"{office.SESSIONS.href}/{{session:uuid}}/held", policy=SESSIONS, sync_to_thread=True, status_code=HTTP_200_OK)
def hold_session(desk: Here, session: FromPath[UUID], data: Body) -> Json:
    awareness.hold(desk, session, data)
    return {"id": session}


@post(f"{office.SESSIONS.href}/{{session:uuid}}/cancel", policy=SESSIONS, sync_to_thread=True, status_code=HTTP_200_OK)
def cancel_session(desk: Here, session: FromPath[UUID]) -> Json:
    awareness.cancel(desk, session)
    return {"id": session}


@post(
    f"{office.SESSIONS.href}/{{session:uuid}}/picture",
    policy=SESSIONS,
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
    request_max_body_size=LARGEST,
)
def add_picture(desk: Here, session: FromPath[UUID], data: Body) -> Json:
    awareness.show(desk, session, data)
    return {"id": session}


@get(f"{office.SESSIONS.href}/{{session:uuid}}/picture", policy=SESSIONS, sync_to_thread=True)
def fetch_picture(desk: Here, session: FromPath[UUID]) -> Response[bytes]:
    """To be kept as a file: a picture is never shown inside a page of ours."""
    name = {"content-disposition": 'attachment; filename="foto.jpg"'}
    return Response(awareness.picture(desk, session), media_type="image/jpeg", headers=name)


@get(office.COVERAGE.href, policy=SESSIONS, sync_to_thread=True)
def list_coverage(desk: Here, year: FromQuery[int | None] = None) -> Json:
    """Those without a session this year come first."""
    with desk.engine.database.transaction(desk.actor) as tx:
        shown = year or houses.today(tx).year
        found = awareness.coverage(tx.connection, shown)
    without = sum(not one.held for one in found)
    return register(
        office.COVERAGE.title,
        [_covered(one) for one in found],
        lead=Text(f"Tahun {shown}: {without} dari {len(found)} kelurahan belum ada.",
                  f"In {shown}: none yet in {without} of {len(found)} kelurahan."),
        empty=Text("Daftar wilayah kosong.", "The list of regions is empty."),
        links=[link(office.SESSIONS.title, office.SESSIONS.href)],
        choose=choose(Year, {"year": shown}),
    )  # fmt: skip


def _covered(one: Covered) -> Json:
    return item(
        one.kelurahan,
        KELURAHAN[one.kelurahan].name,
        (Text("Terlaksana", "Held"), one.held or None),
        (Text("Peserta", "Participants"), str(one.people) if one.held else None),
        (Text("Terakhir", "Last"), day_words(one.last) if one.last else None),
        (Text("Direncanakan", "Planned"), one.planned or None),
        chips=[] if one.held else [Text("Belum ada", "None yet")],
        data={"held": one.held, "people": one.people, "planned": one.planned},
    )


HANDLERS = (
    list_sessions, plan_session, hold_session, cancel_session, add_picture, fetch_picture, list_coverage,
)  # fmt: skip
