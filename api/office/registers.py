"""The registers of the office, and to whom each is offered: a person's table of contents."""

from dataclasses import dataclass

from api.office.register import Json
from api.security.policy import (
    ADMIN,
    AUDITORS,
    KEEPERS,
    POLICY_MAKERS,
    STAFF,
    SUPERVISORS,
    TOKEN_KEEPERS,
    VISITED,
    Policy,
)
from api.security.policy import SESSIONS as HOLDERS
from api.words import text
from engine.definition import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A register. `name` is the end of its address, for the API and for the page."""

    name: str
    title: Text
    policy: Policy

    @property
    def href(self) -> str:
        return f"/api/office/{self.name}"


HOUSES = Entry("houses", Text("Rumah dan jam buka", "Houses and hours"), STAFF)
ABSENCES = Entry("absences", Text("Cuti dan izin", "Leave"), KEEPERS)
HANDOVER = Entry("handover", Text("Serah terima", "Handover"), KEEPERS)
VISITS = Entry("visits", Text("Kunjungan psikolog", "Psychologist's visits"), VISITED)
WAITING = Entry("waiting", Text("Daftar tunggu psikolog", "Waiting for the psychologist"), VISITED)
SESSIONS = Entry("sessions", Text("Sosialisasi", "Awareness sessions"), HOLDERS)
COVERAGE = Entry("coverage", Text("Sebaran sosialisasi", "Where sessions were held"), HOLDERS)
PEOPLE = Entry("people", Text("Petugas", "Staff"), ADMIN)
AGENCIES = Entry("agencies", Text("Lembaga rujukan", "Agencies"), STAFF)
SETTINGS = Entry("settings", Text("Pengaturan kantor", "Office settings"), ADMIN)
TOKENS = Entry("tokens", Text("Token program", "Programs' tokens"), TOKEN_KEEPERS)
POLICIES = Entry("policies", Text("Kebijakan", "Policies"), POLICY_MAKERS)
MOVING = Entry("moving", Text("Pindahkan kasus yang berjalan", "Move running cases"), POLICY_MAKERS)
RETENTION = Entry("retention", Text("Sudah waktunya dihapus", "Due for erasure"), SUPERVISORS)
REGIONS = Entry("regions", Text("Daftar wilayah", "Region list"), ADMIN)
BREACHES = Entry("breaches", Text("Kebocoran data", "Breaches of data"), AUDITORS)
CHANGES = Entry("changes", Text("Perubahan di kantor", "Changes to the office"), AUDITORS)

ENTRIES = (
    HOUSES,
    VISITS,
    WAITING,
    SESSIONS,
    COVERAGE,
    ABSENCES,
    HANDOVER,
    PEOPLE,
    AGENCIES,
    SETTINGS,
    TOKENS,
    POLICIES,
    RETENTION,
    BREACHES,
    REGIONS,
    CHANGES,
)


def offered_to(role: str) -> list[Json]:
    return [
        {"name": one.name, "title": text(one.title), "href": one.href}
        for one in ENTRIES
        if one.policy.roles is not None and role in one.policy.roles
    ]
