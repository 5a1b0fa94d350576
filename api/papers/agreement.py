"""The record of agreement (berita acara): what two sides agreed in the house, for them to sign (R06).

Names and words stand in it only where whoever prints it asked for them; else there is room to write them by hand.
"""

from api.office.register import day_words
from api.papers.press import Press
from api.papers.sheet import Part, Said, Sheet, Signature, present
from engine import reading
from engine.calendar import WIB
from engine.definition import Text
from workflows.casework.follow_ups import FOLLOW_UP_DAYS
from workflows.extracts.papers import AGREEMENT
from workflows.facts.case import CaseFacts

RECORDED = "record-agreement"
ROOM = 6
"""Lines to write on."""
FIRST, SECOND = Text("Pihak pertama", "First party"), Text("Pihak kedua", "Second party")


def agreement(press: Press) -> Sheet:
    latest = [one for one in reading.history(press.tx, press.view.snapshot.id) if one.columns["act"] == RECORDED][-1]
    said = press.told(latest.record.seq).get("notes", "")
    first, second = (_names(press, group) for group in ("victims", "perpetrators"))
    day = day_words(latest.columns["at"].astimezone(WIB).date())
    place = press.house.name if press.house is not None else press.office.get("dinas")
    parts = (
        Part(lines=[(Text("Tanggal", "Date"), day), (Text("Tempat", "Place"), place)]),
        Part(Text("Para pihak", "The parties"), [(FIRST, first or LINE), (SECOND, second or LINE)]),
        Part(Text("Isi kesepakatan", "What was agreed"), text=[said] if said else [], blank=0 if said else ROOM),
        Part(Text("Dinyatakan", "Stated"), _stated(press), PROMISES),
        Part(text=[FOLLOWED]),
    )
    signatures = (
        Signature(FIRST, first),
        Signature(SECOND, second),
        Signature(Text("Kader", "Kader"), press.desk.somebody.name),
        Signature(Text("Saksi", "Witness")),
    )
    names = {name for name in ("victims", "perpetrators") if press.secret.get(name)} | ({"notes"} if said else set())
    return Sheet(AGREEMENT.title, press.number, press.letterhead, parts, signatures, names=frozenset(names))


LINE = "…………………………………………"
PROMISES: tuple[Said, ...] = (
    Text(
        "Pihak pertama menyepakati ini atas permintaannya sendiri. Kesepakatan ini tidak mengurangi haknya untuk"
        " melapor ke polisi atau meminta layanan kapan saja, juga sesudah ditandatangani.",
        "The first party agrees at her own request. This takes nothing from her right to go to the police or to ask"
        " for help at any time, also after it was signed.",
    ),
    Text(
        "Bila peristiwa serupa terulang, atau salah satu pihak tidak menepatinya, kesepakatan ini berakhir.",
        "If the same happens again, or one side does not keep to it, this agreement is over.",
    ),
)
FOLLOWED = Text(
    f"Kader menengok kembali setelah {', '.join(str(one) for one in FOLLOW_UP_DAYS)} hari.",
    f"The kader comes again after {', '.join(str(one) for one in FOLLOW_UP_DAYS)} days.",
)


def _stated(press: Press) -> list[tuple[Said, Said]]:
    facts: CaseFacts = press.facts
    asked = ("victim_request_written", "assessed_free_of_pressure")
    return present([(press.words[name].title, press.words[name].label(getattr(facts, name))) for name in asked])


def _names(press: Press, group: str) -> str:
    return ", ".join(one["name"] for one in press.secret.get(group) or () if one.get("name"))
