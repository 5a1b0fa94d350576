"""The staff as a register for administrators; and for those who keep the houses, what somebody left behind."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK

from api.cases import handover
from api.cases.handover import Handover, Left, Vacancy
from api.desk import Desk
from api.office import registers as office
from api.office.register import Json, action, asking, item, joined, link, register
from api.security import accounts
from api.security.accounts import Account
from api.security.policy import ADMIN, KEEPERS
from api.words import text
from engine.definition import SYSTEM, Text
from workflows.forms.form import Form, asks
from workflows.office.regions import KELURAHAN, LABELS
from workflows.office.roles import REPORTER, ROLES, SUPERVISOR, kelurahan_group

Here = NamedDependency[SkipValidation[Desk]]

HELD = {name: role.title for name, role in ROLES.items() if name not in (REPORTER, SYSTEM)}
"""The roles that people hold."""

PLACES = Text("Hanya untuk kader dan koordinator; boleh beberapa.", "For kader and coordinators only; may be several.")


LANGUAGES = {"id": Text("Bahasa Indonesia", "Bahasa Indonesia"), "en": Text("English", "English")}


class Described(Form):
    """Somebody of the staff, as an administrator changes them."""

    name: str = asks("Nama", "Name", "text", min_length=2, max_length=100)
    role: str = asks("Peran", "Role", "select", labels=HELD)
    kelurahan: tuple[str, ...] = asks("Kelurahan", "Kelurahan", "checkboxes", labels=LABELS, hint=PLACES, default=())


class Newcomer(Described):
    email: str = asks("Alamat e-mail", "E-mail address", "text", min_length=3, max_length=254)
    password: str = asks("Kata sandi sementara", "First password", "text", min_length=12, max_length=200)
    language: Literal["id", "en"] = asks("Bahasa", "Language", "radio", labels=LANGUAGES, default="id")


class Password(Form):
    password: str = asks("Kata sandi baru", "New password", "text", min_length=12, max_length=200)


@get(office.PEOPLE.href, policy=ADMIN, sync_to_thread=True)
def list_people(desk: Here) -> Json:
    """Those who are active first, by role."""
    order = list(HELD)
    people = sorted(accounts.all_of(desk.house), key=lambda one: (not one.active, order.index(one.role), one.name))
    return register(
        office.PEOPLE.title,
        [_person(one) for one in people],
        lead=Text(
            "Yang dinonaktifkan langsung keluar di semua perangkat; kasusnya diserahkan penyelia atau koordinator.",
            "Whoever is disabled is out at once everywhere; a supervisor or coordinator hands their cases over.",
        ),
        empty=Text("Belum ada petugas.", "There is nobody yet."),
        forms={
            "new": asking(Newcomer, role=HELD, kelurahan=LABELS),
            "change": asking(Described, role=HELD, kelurahan=LABELS),
            "password": asking(Password),
        },
        actions=[action(Text("Tambah petugas", "Add somebody"), "POST", "/api/staff", form="new", main=True)],
    )


def _person(one: Account) -> Json:
    here = f"/api/staff/{one.id}"
    values = {"name": one.name, "role": one.role, "kelurahan": list(one.kelurahan)}
    change = action(Text("Ubah", "Change"), "PATCH", here, form="change", values=values)
    password = action(Text("Kata sandi baru", "New password"), "PUT", f"{here}/password", form="password")
    off = action(
        Text("Nonaktifkan", "Disable"), "PATCH", here, values={"active": False},
        confirm=Text(f"Nonaktifkan {one.name}? Ia langsung keluar.", f"Disable {one.name}? They are out at once."),
    )  # fmt: skip
    on = action(Text("Aktifkan lagi", "Enable again"), "PATCH", here, values={"active": True})
    return item(
        one.id,
        one.name,
        (Text("Peran", "Role"), ROLES[one.role].title),
        (Text("E-mail", "E-mail"), one.email),
        (Text("Kelurahan", "Kelurahan"), joined([_place(code) for code in one.kelurahan])),
        chips=[] if one.active else [Text("Nonaktif", "Disabled")],
        actions=[change, password, off] if one.active else [on],
        data={"role": one.role, "active": one.active, "kelurahan": list(one.kelurahan)},
    )


@get(office.HANDOVER.href, policy=KEEPERS, sync_to_thread=True)
def list_handovers(desk: Here) -> Json:
    """Whose cases have nobody any more, and which kelurahan have nobody."""
    with desk.engine.database.transaction(desk.actor) as tx:
        found = handover.left(tx)
        owners = {one.owner: [each for each in found if each.owner == one.owner] for one in found}
        offered = {owner: {str(one.id): one.label["id"] for one in handover.candidates(tx, cases)}
                   for owner, cases in owners.items()}  # fmt: skip
        vacant = handover.vacancies(tx, _kept_by(desk))
    everybody = {who: name for labels in offered.values() for who, name in labels.items()}
    return register(
        office.HANDOVER.title,
        [*(_left(cases, bool(offered[owner])) for owner, cases in owners.items()), *(_vacancy(one) for one in vacant)],
        lead=Text(
            "Kasus yang penanggung jawabnya sudah keluar atau pindah, dan kelurahan yang kekurangan orang.",
            "Cases whose owner has left or moved, and kelurahan that lack people.",
        ),
        empty=Text("Tidak ada kasus yang ditinggalkan petugasnya.", "No case was left behind by whoever had it."),
        forms={"handover": asking(Handover, assignee=everybody)} if everybody else {},
    )


def _left(cases: Sequence[Left], somebody: bool) -> Json:
    one = cases[0]
    take = action(Text("Serahkan semua", "Hand all over"), "POST", f"{office.HANDOVER.href}/{one.owner}",
                  form="handover", main=True)  # fmt: skip
    why = Text("Sudah keluar", "Has left") if one.gone else Text("Pindah tempat", "Works elsewhere")
    return item(
        one.owner,
        one.name,
        (Text("Kasus terbuka", "Open cases"), len(cases)),
        (Text("Di", "In"), joined(sorted({_place(case.region or "") for case in cases}))),
        (Text("Penerima", "Who could"), None if somebody else Text("belum ada yang bisa", "nobody could yet")),
        chips=[why],
        actions=[take] if somebody else [],
        links=[link(case.number, f"/api/cases/{case.case}") for case in cases],
        data={"cases": [case.case for case in cases]},
    )


def _vacancy(one: Vacancy) -> Json:
    lacking = (
        Text("Tanpa kader aktif", "No active kader") if not one.kader else Text("Tanpa koordinator", "No coordinator")
    )
    return item(
        one.kelurahan,
        _place(one.kelurahan),
        (Text("Kader aktif", "Active kader"), str(one.kader)),
        (Text("Koordinator", "Coordinator"), joined(one.coordinators) or Text("belum ada", "none yet")),
        (Text("Kasus terbuka", "Open cases"), str(one.open_cases)),
        chips=[lacking],
        data={"kelurahan": one.kelurahan},
    )


@post(f"{office.HANDOVER.href}/{{staff:uuid}}", policy=KEEPERS, sync_to_thread=True, status_code=HTTP_200_OK)
def hand_over(desk: Here, staff: FromPath[UUID], data: JSONBody[dict[str, Any]]) -> Json:
    """A recorded step for each case; what could not be handed over stays in the list, with the reason."""
    results = handover.reassign(desk, staff, data)
    done = sum(not one.why_not for one in results)
    return {
        "message": text(
            Text(f"{done} dari {len(results)} kasus diserahkan.", f"{done} of {len(results)} cases handed over.")
        ),
        "results": [
            {
                "case": one.case,
                "number": one.number,
                "done": not one.why_not,
                "why_not": [text(why) for why in one.why_not],
            }
            for one in results
        ],
    }


def _kept_by(desk: Desk) -> list[str]:
    if desk.actor.role == SUPERVISOR:
        return list(KELURAHAN)
    return [code for code in KELURAHAN if kelurahan_group(code) in desk.actor.audience]


def _place(code: str) -> str:
    return KELURAHAN[code].name if code in KELURAHAN else code


HANDLERS = (list_people, list_handovers, hand_over)
