"""The psychologist's visits, who waits for her, her notes, and her calendar elsewhere."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from api.cases import clinical_notes
from api.cases.clinical_notes import ClinicalNote
from api.cases.views import kelurahan
from api.desk import Desk
from api.office import feeds, houses, visits, waiting_list
from api.office import registers as office
from api.office.register import Json, Said, action, asking, day_words, item, joined, link, moment_words, register
from api.office.visits import Visit, VisitForm
from api.security.policy import PLANNERS, PSYCHOLOGISTS, PUBLIC, VISITED
from api.words import text
from engine.definition import Text
from workflows.facts.vocabulary import RISK
from workflows.office.regions import LABELS
from workflows.office.roles import PSYCHOLOGIST

Here = NamedDependency[SkipValidation[Desk]]
Body = JSONBody[dict[str, Any]]
BACK = timedelta(days=7)
"""So far back visits are still shown."""


@get(office.VISITS.href, policy=VISITED, sync_to_thread=True)
def list_visits(desk: Here) -> Json:
    """Of the last week and ahead; a psychologist sees her own, with the cases that are booked."""
    own = desk.actor.id if desk.actor.role == PSYCHOLOGIST else None
    with desk.engine.database.transaction(desk.actor) as tx:
        found = visits.listed(tx.connection, houses.today(tx) - BACK, own)
        rows = tx.connection.execute("SELECT id, number FROM cases WHERE id = ANY(%s)", (_cases(found),)).fetchall()
        people = visits.psychologists(desk, tx.connection)
        subscribed = own is not None and feeds.exists(tx)
    numbers: dict[UUID, str] = dict(rows)
    plans = desk.actor.role in (PLANNERS.roles or ()) and bool(people)
    plan = action(Text("Rencanakan kunjungan", "Plan a visit"), "POST", office.VISITS.href, form="visit", main=True)
    return register(
        office.VISITS.title,
        [_visit(desk, one, numbers) for one in found],
        lead=Text(
            "Waktu dipesan di halaman kasus, dan hanya sebelum tenggat kasusnya.",
            "A slot is booked on the page of a case, and only before the case is due.",
        ),
        empty=Text("Belum ada kunjungan yang direncanakan.", "No visit is planned yet."),
        forms={"visit": asking(VisitForm, psychologist=people, kelurahan=LABELS)} if plans else {},
        actions=[*([plan] if plans else []), *(_subscription(subscribed) if own is not None else [])],
        links=[link(office.WAITING.title, office.WAITING.href)],
    )


def _cases(found: list[Visit]) -> list[UUID]:
    return [slot.case for one in found for slot in one.slots if slot.case is not None]


def _visit(desk: Desk, one: Visit, numbers: dict[UUID, str]) -> Json:
    """A case in a slot is named to whoever may see it; to others the slot is taken."""
    taken = [slot for slot in one.slots if slot.case is not None]
    seen = [slot for slot in taken if slot.case in numbers]
    href = f"{office.VISITS.href}/{one.id}/cancel"
    sure = Text(
        "Batalkan kunjungan ini? Kasus yang memesan kembali ke daftar tunggu.",
        "Cancel this visit? The cases booked in it go back to the waiting list.",
    )
    stops = desk.actor.role in (PLANNERS.roles or ()) and (not one.cancelled or one.unfinished)
    facts: list[tuple[Text, Said]] = [
        (Text("Psikolog", "Psychologist"), one.name),
        (Text("Tempat", "Place"), one.place),
        (Text("Untuk", "For"), joined([LABELS[code] for code in one.kelurahan if code in LABELS]) or EVERYBODY),
        (
            Text("Waktu terisi", "Slots taken"),
            Text(f"{len(taken)} dari {len(one.slots)}", f"{len(taken)} of {len(one.slots)}"),
        ),
    ]
    return item(
        one.id,
        day_words(one.on_day),
        *facts,
        *((moment_words(slot.starts_at), numbers[slot.case]) for slot in seen if slot.case is not None),
        chips=[Text("Dibatalkan", "Cancelled")] if one.cancelled else [],
        actions=[action(Text("Batalkan kunjungan", "Call off the visit"), "POST", href, confirm=sure)] if stops else [],
        links=[
            *(link(numbers[slot.case], f"/api/cases/{slot.case}") for slot in seen if slot.case is not None),
            *(_notes_link(numbers[slot.case], slot.case) for slot in seen
              if slot.case is not None and desk.actor.role == PSYCHOLOGIST),
        ],
        data={
            "on_day": one.on_day,
            "cancelled": one.cancelled,
            "slots": [{"id": slot.id, "at": slot.starts_at, "taken": slot.case is not None} for slot in one.slots],
        },
    )  # fmt: skip


def _notes_link(number: str, case: UUID) -> Json:
    return link(Text(f"Catatan klinis {number}", f"Clinical notes {number}"), _notes(case))


def _notes(case: UUID) -> str:
    return f"/api/office/cases/{case}/clinical-notes"


def _subscription(subscribed: bool) -> list[Json]:
    fetch = action(
        Text("Alamat kalender baru", "New calendar address"),
        "POST",
        "/api/office/feed",
        confirm=Text(
            "Alamatnya hanya tampil sekali, dan alamat yang lama tidak berlaku lagi.",
            "The address is shown once, and an earlier one ends.",
        ),
    )
    stop = action(Text("Hentikan kalender", "End the calendar"), "DELETE", "/api/office/feed")
    return [fetch, *([stop] if subscribed else [])]


@post(office.VISITS.href, policy=PLANNERS, sync_to_thread=True)
def plan_visits(desk: Here, data: Body) -> Json:
    return {"days": visits.plan(desk, data)}


@post(f"{office.VISITS.href}/{{visit:uuid}}/cancel", policy=PLANNERS, sync_to_thread=True, status_code=HTTP_200_OK)
def cancel_visit(desk: Here, visit: FromPath[UUID]) -> Json:
    back = visits.cancel(desk, visit)
    words = Text(f"Dibatalkan; {back} kasus kembali ke daftar tunggu.", f"Cancelled; {back} cases wait again.")
    return {"message": text(words), "back": back}


@get(office.WAITING.href, policy=VISITED, sync_to_thread=True)
def list_waiting(desk: Here) -> Json:
    """The greatest risk first, then who waits the longest."""
    with desk.engine.database.transaction(desk.actor) as tx:
        found = waiting_list.listed(tx)
    return register(
        office.WAITING.title,
        [
            item(
                one.case,
                one.number,
                (Text("Risiko", "Risk"), RISK.get(one.risk)),
                (Text("Menunggu sejak", "Waits since"), moment_words(one.since)),
                (Text("Tenggat kasus", "The case is due"), moment_words(one.due) if one.due else None),
                (Text("Kelurahan", "Kelurahan"), (kelurahan(one.region) or {}).get("name")),
                links=[link(Text("Buka kasusnya", "Open the case"), f"/api/cases/{one.case}")],
                data={"risk": one.risk, "since": one.since},
            )
            for one in found
        ],
        lead=Text("Risiko tertinggi dahulu, lalu yang paling lama menunggu.",
                  "The greatest risk first, then who waits the longest."),
        empty=Text("Tidak ada yang menunggu psikolog.", "Nobody waits for the psychologist."),
        links=[link(office.VISITS.title, office.VISITS.href)],
    )  # fmt: skip


@get("/api/office/cases/{case_id:uuid}/clinical-notes", policy=PSYCHOLOGISTS, sync_to_thread=True)
def list_notes(desk: Here, case_id: FromPath[UUID]) -> Json:
    """Her own, opened; that she looked is on record."""
    found = clinical_notes.read(desk, case_id)
    add = action(Text("Tulis catatan", "Write a note"), "POST", _notes(case_id), form="note", main=True)
    return register(
        Text("Catatan klinis", "Clinical notes"),
        [
            item(one.id, moment_words(one.at), (Text("Catatan", "Note"), one.text or Text("sudah dihapus", "erased")))
            for one in found
        ],
        lead=Text("Hanya Anda yang dapat membacanya. Menulis dan membacanya dicatat.",
                  "Only you can read them. Writing and reading them is recorded."),
        empty=Text("Belum ada catatan.", "There is no note yet."),
        forms={"note": asking(ClinicalNote)},
        actions=[add],
        links=[link(office.VISITS.title, office.VISITS.href)],
    )  # fmt: skip


@post("/api/office/cases/{case_id:uuid}/clinical-notes", policy=PSYCHOLOGISTS, sync_to_thread=True)
def write_note(desk: Here, case_id: FromPath[UUID], data: Body) -> Json:
    return {"id": clinical_notes.write(desk, case_id, data)}


@post("/api/office/feed", policy=PSYCHOLOGISTS, unpacked=True, sync_to_thread=True)
def begin_feed(desk: Here) -> Json:
    """The address, once."""
    address = desk.house.settings.url.rstrip("/") + feeds.begin(desk)
    return {"address": address, "message": text(Text(f"Alamat kalender: {address}", f"Calendar address: {address}"))}


@delete("/api/office/feed", policy=PSYCHOLOGISTS, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def end_feed(desk: Here) -> None:
    feeds.end(desk)


@get("/kalender/{token:str}", policy=PUBLIC, unpacked=True, sync_to_thread=True, include_in_schema=False)
def fetch_feed(desk: Here, token: FromPath[str]) -> Response[bytes]:
    """For a calendar program, which signs in nowhere: the address itself is the secret."""
    return Response(feeds.fetched(desk.house, token.removesuffix(".ics")), media_type="text/calendar; charset=utf-8")


EVERYBODY = Text("semua kelurahan", "all kelurahan")
HANDLERS = (
    list_visits, plan_visits, cancel_visit, list_waiting, list_notes, write_note, begin_feed, end_feed, fetch_feed,
)  # fmt: skip
