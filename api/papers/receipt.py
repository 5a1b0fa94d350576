"""What somebody takes home after she came: a number, and where to ask. Nothing in it says why she was there (R30)."""

from datetime import time

from api.office.register import DAYS, moment_words, span_words
from api.papers.press import Press
from api.papers.sheet import Part, Said, Sheet, Signature, present
from engine.definition import Text
from workflows.extracts.papers import RECEIPT

CALL = Text("Nomor penting, siang dan malam: 110, atau 129.", "Numbers to call, day and night: 110, or 129.")


def receipt(press: Press) -> Sheet:
    house = press.house
    hours = [
        (DAYS[int(one["weekday"])], span_words(time.fromisoformat(one["opens"]), time.fromisoformat(one["closes"])))
        for one in (house.hours if house is not None else ())
    ]
    about: list[tuple[Said, Said | None]] = [
        (Text("Diterima", "Received"), moment_words(press.view.snapshot.facts.taken_at)),
        (Text("Oleh", "By"), press.desk.somebody.name),
        (Text("Telepon", "Phone"), house.phone if house is not None else ""),
    ]
    parts = (
        Part(lines=present(about)),
        *((Part(Text("Jam buka", "Opening hours"), hours),) if hours else ()),
        Part(text=[Text("Tunjukkan kertas ini bila datang lagi.", "Show this paper when you come again."), CALL]),
    )
    where = [one for one in (house.name, house.address) if one] if house is not None else []
    return Sheet(
        RECEIPT.title, press.number, where, parts, (Signature(Text("Petugas", "Officer"), press.desk.somebody.name),),
        secret=False,
    )  # fmt: skip
