"""The houses with their hours, who is on duty, and who is away."""

from typing import Any
from uuid import UUID

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from api.desk import Desk
from api.office import houses, roster
from api.office import registers as office
from api.office.houses import Crew, HouseForm, Place, Watch
from api.office.register import Json, action, asking, day_words, item, joined, link, register, span_words
from api.office.roster import Absence, Leave, Shift
from api.security.policy import KEEPERS, STAFF
from engine.definition import Text
from engine.errors import NotFound
from workflows.office.regions import KELURAHAN
from workflows.office.roles import ROLES

Here = NamedDependency[SkipValidation[Desk]]
Body = JSONBody[dict[str, Any]]

CHANGE = Text("Ubah", "Change")
TAKE_OFF = Text("Hapus", "Remove")


@get(office.HOUSES.href, policy=STAFF, sync_to_thread=True)
def list_houses(desk: Here) -> Json:
    """One's own house first, then those that were described; everybody may know when each is open and who is there."""
    with desk.engine.database.transaction(desk.actor) as tx:
        day = houses.today(tx)
        places, watches = houses.all_of(tx.connection), houses.on_duty(tx.connection, day)
        crews = houses.crews(tx.connection)
    own = set(desk.somebody.kelurahan)
    return register(
        office.HOUSES.title,
        [
            _house(desk, one, crews[one.kelurahan], [each for each in watches if each.kelurahan == one.kelurahan])
            for one in sorted(places, key=lambda one: (one.kelurahan not in own, not one.made))
        ],
        lead=Text(f"Yang berjaga: {day_words(day).id}.", f"On duty: {day_words(day).en}."),
        empty=Text("Belum ada rumah.", "There is no house yet."),
        forms={"house": asking(HouseForm)},
    )


def _house(desk: Desk, one: Place, crew: Crew, watches: list[Watch]) -> Json:
    here = KELURAHAN[one.kelurahan]
    there = [_there(watch) for watch in watches]
    kept = houses.keeps(desk, one.kelurahan)
    change = action(CHANGE, "PUT", f"{office.HOUSES.href}/{one.kelurahan}", form="house", values=one.described)
    roster_link = link(Text("Jadwal jaga", "Roster"), f"{office.HOUSES.href}/{one.kelurahan}/roster")
    return item(
        one.kelurahan,
        one.name,
        (Text("Wilayah", "Where"), f"{here.name}, {here.kecamatan}" if one.made else here.kecamatan),
        (Text("Alamat", "Address"), one.address),
        (Text("Telepon", "Phone"), one.phone),
        (Text("Jam buka", "Opening hours"), houses.hours_words(one.hours) or Text("belum diisi", "not filled in")),
        (Text("Berjaga hari ini", "On duty today"), joined(there) or Text("belum ada", "nobody yet")),
        (Text("Koordinator", "Coordinator"), joined(crew.coordinators) or Text("belum ada", "none yet")),
        chips=_chips(one, crew),
        actions=[change] if kept else [],
        links=[roster_link] if kept else [],
        data={**one.described, "kelurahan": one.kelurahan, "kader": crew.kader},
    )


def _there(watch: Watch) -> Text:
    when = span_words(watch.opens, watch.closes)
    return Text(f"{watch.name} {when.id}", f"{watch.name} {when.en}")


def _chips(one: Place, crew: Crew) -> list[Text]:
    said = [] if one.open else [Text("Tutup sementara", "Closed for now")]
    return [*said, *([] if crew.kader else [Text("Tanpa kader aktif", "No active kader")])]


@put(f"{office.HOUSES.href}/{{kelurahan:str}}", policy=KEEPERS, sync_to_thread=True)
def describe_house(desk: Here, kelurahan: FromPath[str], data: Body) -> Json:
    place = houses.describe(desk, kelurahan, data)
    return {"kelurahan": kelurahan, **place.described}


@get(f"{office.HOUSES.href}/{{kelurahan:str}}/roster", policy=STAFF, sync_to_thread=True)
def list_roster(desk: Here, kelurahan: FromPath[str]) -> Json:
    """The next five weeks."""
    if kelurahan not in KELURAHAN:
        raise NotFound("house")
    with desk.engine.database.transaction(desk.actor) as tx:
        watches = roster.of_house(tx.connection, kelurahan, houses.today(tx))
        people = roster.workers_of(tx.connection, kelurahan)
    kept = houses.keeps(desk, kelurahan)
    here = f"{office.HOUSES.href}/{kelurahan}/roster"
    add = action(Text("Tambah giliran jaga", "Add a watch"), "POST", here, form="shift", main=True)
    name = KELURAHAN[kelurahan].name
    return register(
        Text(f"Jadwal jaga {name}", f"Roster of {name}"),
        [_watch(one, kept) for one in watches],
        lead=Text(
            "Pada hari yang ada jadwalnya, hanya yang berjaga dan penanggung jawab kasus yang diberi tahu.",
            "On a day with a roster, those on duty are told, and whoever a case is assigned to.",
        ),
        empty=Text("Belum ada jadwal. Selama kosong, semua kader diberi tahu.",
                   "There is no roster. While it is empty every kader is told."),
        forms={"shift": asking(Shift, staff=people)} if kept and people else {},
        actions=[add] if kept and people else [],
        links=[link(office.HOUSES.title, office.HOUSES.href)],
    )  # fmt: skip


def _watch(one: roster.Watch, kept: bool) -> Json:
    off = action(
        TAKE_OFF, "DELETE", f"/api/office/duty/{one.id}", confirm=Text("Hapus giliran ini?", "Remove this watch?")
    )
    return item(
        one.id,
        day_words(one.on_day),
        (Text("Siapa", "Who"), one.name),
        (Text("Jam", "Time"), span_words(one.opens, one.closes)),
        chips=[Text("Sedang tidak ada", "Away")] if one.away else [],
        actions=[off] if kept else [],
        data={"staff": one.staff, "on_day": one.on_day},
    )


@post(
    f"{office.HOUSES.href}/{{kelurahan:str}}/roster",
    policy=KEEPERS,
    sync_to_thread=True,
    status_code=HTTP_201_CREATED,
)
def take_watch(desk: Here, kelurahan: FromPath[str], data: Body) -> Json:
    return {"days": roster.take(desk, kelurahan, data)}


@delete("/api/office/duty/{duty:uuid}", policy=KEEPERS, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def give_up_watch(desk: Here, duty: FromPath[UUID]) -> None:
    roster.give_up(desk, duty)


@get(office.ABSENCES.href, policy=KEEPERS, sync_to_thread=True)
def list_absences(desk: Here) -> Json:
    """Of whom one keeps the leave: a coordinator her house, a supervisor everybody."""
    with desk.engine.database.transaction(desk.actor) as tx:
        people = roster.colleagues_of(desk, tx.connection)
        found = [one for one in roster.absences(tx.connection, houses.today(tx)) if str(one.staff) in people]
    add = action(Text("Catat cuti", "Record leave"), "POST", office.ABSENCES.href, form="leave", main=True)
    return register(
        office.ABSENCES.title,
        [_absence(one) for one in found],
        lead=Text(
            "Yang sedang tidak ada dilewati: pemberitahuan sampai kepada orang berikutnya.",
            "Whoever is away is skipped: notices reach the next person.",
        ),
        empty=Text("Semua ada.", "Everybody is here."),
        forms={"leave": asking(Leave, staff=people)},
        actions=[add],
    )


def _absence(one: Absence) -> Json:
    back = action(TAKE_OFF, "DELETE", f"{office.ABSENCES.href}/{one.id}",
                  confirm=Text("Hapus cuti ini?", "Remove this leave?"))  # fmt: skip
    since, until = day_words(one.from_on), day_words(one.until_on)
    return item(
        one.id,
        one.name,
        (Text("Peran", "Role"), ROLES[one.role].title),
        (Text("Dari", "From"), since),
        (Text("Sampai", "Until"), until),
        actions=[back],
        data={"staff": one.staff, "from_on": one.from_on, "until_on": one.until_on},
    )


@post(office.ABSENCES.href, policy=KEEPERS, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT)
def record_leave(desk: Here, data: Body) -> None:
    roster.leave(desk, data)


@delete(
    f"{office.ABSENCES.href}/{{absence:uuid}}", policy=KEEPERS, sync_to_thread=True, status_code=HTTP_204_NO_CONTENT
)
def end_leave(desk: Here, absence: FromPath[UUID]) -> None:
    roster.come_back(desk, absence)


HANDLERS = (
    list_houses, describe_house, list_roster, take_watch, give_up_watch, list_absences, record_leave, end_leave,
)  # fmt: skip
