"""What an administrator sets for the office: how agencies are reached, names; and what was changed, for who audits."""

from collections.abc import Mapping
from typing import Any

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK

from api.desk import Desk
from api.office import agencies, changes, keeping, preferences, region_import
from api.office import registers as office
from api.office.agencies import Agency, AgencyForm
from api.office.awareness import HOLDERS, STATUS, TOPICS
from api.office.changes import ACTS, FIELDS, SUBJECTS, Change
from api.office.keeping import KeepingYears
from api.office.preferences import OfficeName
from api.office.region_import import RegionFile
from api.office.register import Json, action, asking, choose, item, moment_words, register
from api.security.policy import ADMIN, AUDITORS, STAFF
from api.words import text
from engine.definition import Text
from workflows.casework.retention import KEEPINGS, POLICY
from workflows.facts.vocabulary import REACHED_BY
from workflows.forms.form import Form, asks
from workflows.office.regions import KELURAHAN
from workflows.office.roles import ADMIN as ADMINISTRATOR
from workflows.office.roles import ROLES

Here = NamedDependency[SkipValidation[Desk]]
Body = JSONBody[dict[str, Any]]
CHANGE = Text("Ubah", "Change")


class WhichChanges(Form):
    subject: str = asks("Tentang", "About", "select", default="")


@get(office.AGENCIES.href, policy=STAFF, sync_to_thread=True)
def list_agencies(desk: Here) -> Json:
    with desk.engine.database.transaction(desk.actor) as tx:
        found = agencies.all_of(tx.connection)
    keeps = desk.actor.role == ADMINISTRATOR
    return register(
        office.AGENCIES.title,
        [_agency(one, keeps) for one in found],
        lead=Text("Ke mana rujukan dikirim, dan lewat apa.", "Where referrals go, and by which way."),
        empty=Text("Belum ada lembaga.", "There is no agency."),
        forms={"agency": asking(AgencyForm)} if keeps else {},
    )


def _agency(one: Agency, keeps: bool) -> Json:
    values = {"reached_by": one.reached_by, "phone": one.phone, "address": one.address}
    change = action(CHANGE, "PUT", f"{office.AGENCIES.href}/{one.name}", form="agency", values=values)
    return item(
        one.name,
        one.name,
        (Text("Dihubungi", "Reached"), REACHED_BY[one.reached_by]),
        (Text("Telepon", "Phone"), one.phone),
        (Text("Alamat", "Address"), one.address),
        actions=[change] if keeps else [],
        data=values,
    )


@put(f"{office.AGENCIES.href}/{{name:str}}", policy=ADMIN, sync_to_thread=True)
def change_agency(desk: Here, name: FromPath[str], data: Body) -> Json:
    one = agencies.change(desk, name, data)
    return {"name": one.name, "reached_by": one.reached_by, "phone": one.phone, "address": one.address}


@get(office.SETTINGS.href, policy=ADMIN, sync_to_thread=True)
def list_settings(desk: Here) -> Json:
    with desk.engine.database.transaction(desk.actor) as tx:
        kept, years = preferences.read(tx.connection), keeping.years(tx.connection)
    titles = {name: node["x-ui"]["title"] for name, node in asking(OfficeName)["properties"].items()}
    facts = [(Text(**title), kept.get(name)) for name, title in titles.items()]
    change = action(CHANGE, "PUT", office.SETTINGS.href, form="names", values=dict(kept.values), main=True)
    return register(
        office.SETTINGS.title,
        [
            item("names", Text("Nama dan alamat", "Names and addresses"), *facts, data=dict(kept.values)),
            _keeping(years),
        ],
        lead=Text(
            "Yang kosong memakai bawaan. Nama di halaman warga harus netral.",
            "What is empty is as installed. Names on the public pages have to be neutral.",
        ),
        empty=Text("Tidak ada pengaturan.", "There are no settings."),
        forms={"names": asking(OfficeName), "retention": asking(KeepingYears)},
        actions=[change],
    )


def _keeping(years: Mapping[str, str]) -> Json:
    facts = [(one.title, Text(f"{years[one.name]} tahun", f"{years[one.name]} years")) for one in KEEPINGS]
    values = {name: int(number) for name, number in years.items()}
    change = action(CHANGE, "PUT", f"{office.SETTINGS.href}/retention", form="retention", values=values)
    return item("retention", KEPT_FOR, *facts, (Text("Dasar", "Basis"), POLICY), actions=[change], data=values)


KEPT_FOR = Text("Lama kasus disimpan setelah berakhir", "How long cases are kept after their end")


@put(office.SETTINGS.href, policy=ADMIN, sync_to_thread=True)
def change_settings(desk: Here, data: Body) -> Json:
    return dict(preferences.write(desk, data).values)


@get(office.REGIONS.href, policy=ADMIN, sync_to_thread=False)
def list_regions() -> Json:
    """The list that is in force."""
    bring = action(Text("Impor daftar", "Import a list"), "POST", office.REGIONS.href, form="file", main=True)
    return register(
        office.REGIONS.title,
        [
            item(one.code, one.name, (Text("Kode", "Code"), one.code), (Text("Kecamatan", "Kecamatan"), one.kecamatan))
            for one in KELURAHAN.values()
        ],
        lead=Text(
            "CSV dengan kolom code, name, kecamatan. Bila ada yang salah, tidak ada yang berubah. Berlaku setelah"
            " sistem dijalankan ulang.",
            "CSV with the columns code, name, kecamatan. If anything is wrong nothing changes. In force after"
            " a restart.",
        ),
        empty=Text("Daftar kosong.", "The list is empty."),
        forms={"file": asking(RegionFile)},
        actions=[bring],
    )


@post(office.REGIONS.href, policy=ADMIN, sync_to_thread=True, status_code=HTTP_200_OK)
def import_regions(desk: Here, data: Body) -> Json:
    regions = region_import.take(desk, data)
    words = Text(f"{len(regions)} wilayah tersimpan; berlaku setelah dijalankan ulang.",
                 f"{len(regions)} regions are kept; in force after a restart.")  # fmt: skip
    return {"message": text(words), "regions": len(regions)}


@get(office.CHANGES.href, policy=AUDITORS, sync_to_thread=True)
def list_changes(desk: Here, subject: FromQuery[str | None] = None) -> Json:
    """The newest first. Nobody rewrites them."""
    with desk.engine.database.transaction(desk.actor) as tx:
        found = changes.listed(tx, subject or None)
        names = {str(who): name for who, name in tx.connection.execute("SELECT id, name FROM staff").fetchall()}
    return register(
        office.CHANGES.title,
        [_change(one, names) for one in found],
        lead=Text(f"{changes.KEPT} yang terbaru. Tidak dapat diubah atau dihapus.",
                  f"The newest {changes.KEPT}. They cannot be changed or removed."),
        empty=Text("Belum ada perubahan.", "Nothing was changed yet."),
        choose=choose(WhichChanges, {"subject": subject}, subject=SUBJECTS),
    )  # fmt: skip


def _change(one: Change, names: dict[str, str]) -> Json:
    what, how = SUBJECTS.get(one.subject, Text(one.subject, one.subject)), ACTS[one.act]
    about = names.get(one.key) or (KELURAHAN[one.key].name if one.key in KELURAHAN else None)
    by = Text(one.name, one.name) if one.name else INSTALLATION
    return item(
        one.id,
        Text(f"{what.id} {how.id}", f"{what.en} {how.en}"),
        (Text("Kapan", "When"), moment_words(one.at)),
        (Text("Oleh", "By"), by),
        (Text("Tentang", "About"), about),
        *((FIELDS.get(name, Text(name, name)), _moved(one, name, names)) for name in {**one.old, **one.new}),
        data={"subject": one.subject, "key": one.key, "act": one.act, "old": one.old, "new": one.new},
    )


def _moved(one: Change, name: str, names: dict[str, str]) -> str:
    """As it was kept: what is recorded is never called otherwise."""
    return " → ".join(_plain(side[name], names) for side in (one.old, one.new) if name in side)


INSTALLATION = Text("Pemasangan", "The installation")
ELSE: Mapping[str, str] = {
    **{name: role.title.id for name, role in ROLES.items()},
    "system": "Sistem",
    "letter": "Surat",
    **{name: words.id for labels in (TOPICS, HOLDERS, STATUS) for name, words in labels.items()},
}


def _plain(value: Any, names: dict[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(one, names) for one in value) or "–"
    if isinstance(value, dict):
        return " ".join(_plain(one, names) for one in value.values())
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if value is None:
        return "–"
    place = KELURAHAN.get(str(value))
    return names.get(str(value)) or (place.name if place else ELSE.get(str(value), str(value))) or "–"


HANDLERS = (
    list_agencies, change_agency, list_settings, change_settings, list_regions, import_regions, list_changes,
)  # fmt: skip
