"""The roles of Omah Peluk: what each is called, whose cases it sees, whose identity it may ask to see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from engine.definition import SYSTEM, Text

REPORTER = "reporter"
KADER = "kader"
COORDINATOR = "coordinator"
PSYCHOLOGIST = "psychologist"
PUSPAGA_OFFICER = "puspaga_officer"
UPTD_OFFICER = "uptd_officer"
HEAD_OF_UPTD = "head_of_uptd"
SUPERVISOR = "supervisor"
AUDITOR = "auditor"
ADMIN = "admin"
FORUM_ANAK = "forum_anak"

HOUSE_STAFF = (KADER, COORDINATOR)
"""Who works in an Omah Peluk."""

CARE = (*HOUSE_STAFF, PSYCHOLOGIST)
"""Who talks with the people of a case."""

CASE_STAFF = (*CARE, PUSPAGA_OFFICER, UPTD_OFFICER, HEAD_OF_UPTD, SUPERVISOR)
"""Whoever may see a case at all."""

DINAS = "dinas"
AUDIT = "audit"
"""Auditors: they see no case of anybody, and each breach of data."""

HEAD = "head/UPTD"
"""The head of UPTD alone: she is asked about a protected case before anything of it reaches her agency."""

Scope = Literal["kelurahan", "person", "agency", "city", "none"]


@dataclass(frozen=True, slots=True)
class Role:
    """`scope` bounds what it sees. `reveals` names the workflows whose masked identities it may open with a reason.

    `break_glass`: identity only by the separate, alarmed way. Everybody else sees closed facts only.
    """

    name: str
    title: Text
    scope: Scope
    reveals: tuple[str, ...] = ()
    break_glass: bool = False


ROLES: Mapping[str, Role] = {
    role.name: role
    for role in (
        Role(REPORTER, Text("Pelapor", "Reporter"), "none"),
        Role(KADER, Text("Kader", "Kader"), "kelurahan", reveals=("omah-peluk",)),
        Role(COORDINATOR, Text("Koordinator", "Coordinator"), "kelurahan", reveals=("omah-peluk",)),
        Role(PSYCHOLOGIST, Text("Psikolog", "Psychologist"), "person", reveals=("omah-peluk",)),
        Role(PUSPAGA_OFFICER, Text("Petugas PUSPAGA", "PUSPAGA officer"), "agency", reveals=("referral",)),
        Role(UPTD_OFFICER, Text("Petugas UPTD PPA", "UPTD officer"), "agency", reveals=("referral",)),
        Role(HEAD_OF_UPTD, Text("Kepala UPTD PPA", "Head of UPTD"), "agency", reveals=("referral",)),
        Role(SUPERVISOR, Text("Penyelia Dinas", "Supervisor"), "city", break_glass=True),
        Role(AUDITOR, Text("Auditor", "Auditor"), "none"),
        Role(ADMIN, Text("Admin TI", "IT administrator"), "none"),
        Role(FORUM_ANAK, Text("Forum Anak", "Children's forum"), "none"),
        Role(SYSTEM, Text("Sistem", "System"), "none"),
    )
}

_AGENCIES: Mapping[str, frozenset[str]] = {
    PUSPAGA_OFFICER: frozenset({"agency/PUSPAGA"}),
    UPTD_OFFICER: frozenset({"agency/UPTD"}),
    HEAD_OF_UPTD: frozenset({"agency/UPTD", HEAD}),
}


ROSTER: Mapping[str, tuple[str, ...]] = {
    role.name: {
        "kelurahan": ("kelurahan/",),
        "person": ("person/",),
        "agency": tuple(sorted(_AGENCIES.get(role.name, ()))),
        "city": (DINAS,),
        "none": (),
    }[role.scope]
    for role in ROLES.values()
    if role.name != SYSTEM
}
"""The roles that people hold, and the beginnings of the groups in which they see cases."""


STANDS_IN: Mapping[str, str] = {KADER: COORDINATOR, COORDINATOR: SUPERVISOR}
"""Who is told in the place of a house that does not see the case, or has nobody there (R31)."""


def kelurahan_group(code: str) -> str:
    return f"kelurahan/{code}"


def agency_group(house: str) -> str:
    return f"agency/{house}"


def person_group(person: UUID) -> str:
    return f"person/{person}"


def audience(role: str, kelurahan: Iterable[str], person: UUID) -> frozenset[str]:
    """The groups whose cases a person in this role sees. Raises KeyError for a role that does not exist."""
    match ROLES[role].scope:
        case "kelurahan":
            return frozenset(kelurahan_group(code) for code in kelurahan)
        case "person":
            return frozenset({person_group(person)})
        case "agency":
            return _AGENCIES[role]
        case "city":
            return frozenset({DINAS})
        case "none":
            return frozenset({AUDIT}) if role == AUDITOR else frozenset()
