"""What an administrator sets for the office: how agencies are reached, names, regions."""

from typing import Any

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation
from litestar.status_codes import HTTP_200_OK

from api.desk import Desk
from api.office import agencies, preferences, region_import
from api.office import registers as office
from api.office.agencies import Agency, AgencyForm
from api.office.preferences import OfficeName
from api.office.region_import import RegionFile
from api.office.register import Json, action, asking, item, register
from api.security.policy import ADMIN, STAFF
from api.words import text
from engine.definition import Text
from workflows.facts.vocabulary import REACHED_BY
from workflows.office.regions import KELURAHAN
from workflows.office.roles import ADMIN as ADMINISTRATOR

Here = NamedDependency[SkipValidation[Desk]]
Body = JSONBody[dict[str, Any]]
CHANGE = Text("Ubah", "Change")


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
        kept = preferences.read(tx.connection)
    titles = {name: node["x-ui"]["title"] for name, node in asking(OfficeName)["properties"].items()}
    facts = [(Text(**title), kept.get(name)) for name, title in titles.items()]
    change = action(CHANGE, "PUT", office.SETTINGS.href, form="names", values=dict(kept.values), main=True)
    return register(
        office.SETTINGS.title,
        [
            item("names", Text("Nama dan alamat", "Names and addresses"), *facts, data=dict(kept.values)),
        ],
        lead=Text(
            "Yang kosong memakai bawaan. Nama di halaman warga harus netral.",
            "What is empty is as installed. Names on the public pages have to be neutral.",
        ),
        empty=Text("Tidak ada pengaturan.", "There are no settings."),
        forms={"names": asking(OfficeName)},
        actions=[change],
    )


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


HANDLERS = (list_agencies, change_agency, list_settings, change_settings, list_regions, import_regions)
