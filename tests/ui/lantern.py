"""A workflow that no file of the app has heard of: a lantern, from the frame to the festival.

    frame ── fold ──▶ paper ── light (two persons) ──▶ lit
      └─ carry: never allowed in rain         stamp: changes a fact, asks nothing

Its one long form has every kind of field that a form can have.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.calendar import Calendar, Elapsed
from engine.definition import (
    Deadline,
    Facts,
    FourEyes,
    Private,
    Refusal,
    Rung,
    Shown,
    Situation,
    Snapshot,
    State,
    Text,
    Transition,
    Workflow,
    guard,
)
from engine.registry import Registry
from tests.office import REJOMULYO

Colour = Literal["merah", "kuning", "hijau", "biru", "putih", "ungu"]
COLOURS = {
    name: Text(name.title(), f"{name.title()}!") for name in ("merah", "kuning", "hijau", "biru", "putih", "ungu")
}


def asks(title: str, widget: str, labels: dict[str, Text] | None = None, help: str = "", **limits: Any) -> Any:
    """A question with its hints; `limits` are pydantic's."""
    named = {name: {"id": text.id, "en": text.en} for name, text in (labels or {}).items()}
    ui: dict[str, Any] = {"title": {"id": title, "en": f"{title}!"}, "widget": widget, "labels": named}
    if help:
        ui["help"] = {"id": help, "en": f"{help}!"}
    return Field(limits.pop("default", ...), json_schema_extra={"x-ui": ui}, **limits)


class Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Bead(Sheet):
    size: int = asks("Besar manik", "number", ge=1, le=9)


class Ribbon(Sheet):
    wish: Annotated[str, Private()] = asks("Harapan", "text", max_length=80)
    length: int = asks("Panjang", "number", ge=1, le=9)
    beads: tuple[Bead, ...] = asks("Manik", "list", default=(), max_length=2)


class Stand(Sheet):
    height: int = asks("Tinggi", "number", ge=1)
    oiled: bool = asks("Sudah diminyaki", "checkbox", default=False)


class Begun(Sheet):
    wind: int = asks("Angin", "number", ge=0, le=12)
    rain: bool = asks("Sedang hujan", "checkbox", default=False)
    maker: Annotated[str, Private()] = asks("Pembuat", "text")


class Folded(Sheet):
    motto: Annotated[str, Private()] = asks("Semboyan", "text", max_length=60)
    story: Annotated[str, Private()] = asks("Cerita", "textarea", max_length=900)
    wind: int = asks("Angin sekarang", "number", ge=0, le=12)
    festival: date = asks("Hari pawai", "date", help="Boleh dikira-kira.")
    folded_at: datetime = asks("Kapan dilipat", "datetime")
    paper: Literal["tipis", "tebal"] = asks(
        "Kertas", "radio", {"tipis": Text("Tipis", "Thin"), "tebal": Text("Tebal", "Thick")}
    )
    colour: Colour = asks("Warna", "select", COLOURS)
    tools: tuple[Literal["lem", "gunting", "benang"], ...] = asks(
        "Alat",
        "checkboxes",
        {one: Text(one.title(), one.title()) for one in ("lem", "gunting", "benang")},
        min_length=1,
    )
    dry: bool = asks("Lem sudah kering", "checkbox", default=False)
    ribbons: tuple[Ribbon, ...] = asks("Pita", "list", min_length=1, max_length=3)
    knots: tuple[int, ...] = asks("Simpul", "list", min_length=2, max_length=3)
    folds: tuple[tuple[int, ...], ...] = asks("Lipatan", "list", default=())
    hour: Annotated[str, Private()] = asks("Jam pawai", "time")
    sketch: Annotated[str | None, Private()] = asks("Sketsa", "file", default=None)
    stand: Stand = asks("Tiang", "group")
    remark: Annotated[str | None, Private()] = asks("Pesan", "text", default=None)


class Lit(Sheet):
    candles: int = asks("Lilin", "number", ge=1, le=50)


class LanternFacts(Facts, frozen=True):
    wind: int = 0
    rain: bool = False
    colour: Colour | None = None
    stamps: int = 0


@guard("L1", reads=("rain",))
def not_in_rain(case: Situation) -> Refusal | None:
    return Refusal("L1", "WET", Text("Kertas basah tidak menyala.", "Wet paper does not burn."), "Kitab Lampion ps. 7")


@guard("L2", reads=("wind",))
def not_in_a_storm(case: Situation) -> Refusal | None:
    if case.facts.wind < 9:
        return None
    calm = Text("tunggu angin reda", "wait until the wind drops")
    return Refusal(
        "L2", "STORM", Text("Angin terlalu kencang.", "The wind is too strong."), "Kitab Lampion ps. 9", calm
    )


@guard("L3", needs_form=True)
def not_too_many_candles(case: Situation) -> Refusal | None:
    if case.form is None or case.form.candles <= 12:
        return None
    return Refusal("L3", "BLAZE", Text("Lilinnya terlalu banyak.", "Too many candles."), "Kitab Lampion ps. 12")


def begin(case: Situation) -> LanternFacts:
    return LanternFacts(wind=case.form.wind, rain=case.form.rain)


def one_more(case: Situation) -> dict[str, int]:
    return {"stamps": case.facts.stamps + 1}


def everybody(facts: LanternFacts) -> frozenset[str]:
    return frozenset({f"kelurahan/{REJOMULYO}", "dinas"})


def entered(case: Snapshot) -> datetime:
    return case.entered_at


def shines(case: Snapshot) -> bool:
    return case.state == "menyala"


RUNGS = (
    Rung(Text("pembuat diingatkan", "the maker is reminded"), percent=50, tell=("kader",)),
    Rung(Text("panitia diberi tahu", "the committee is told"), level=1, percent=100, tell=("supervisor",),
         every=Elapsed(days=7)),
)  # fmt: skip

LANTERN = Workflow(
    name="lampion",
    title=Text("Lampion", "Lantern"),
    facts=LanternFacts,
    initial="rangka",
    opened_by=("kader",),
    opening=Begun,
    begin=begin,
    audience=everybody,
    settled=shines,
    calendar=Calendar("plain"),
    summary=(Shown("wind", Text("Angin", "Wind")), Shown("colour", Text("Warna", "Colour"), COLOURS)),
    states=(
        State("rangka", Text("Rangka", "Frame")),
        State("kertas", Text("Kertas", "Paper")),
        State("menyala", Text("Menyala", "Lit"), final=True, tone="done"),
    ),
    transitions=(
        Transition(
            "lipat",
            "rangka",
            "kertas",
            Text("Lipat kertasnya", "Fold the paper"),
            by=("kader",),
            form=Folded,
            guards=(not_in_a_storm,),
            confirm=Text("Kertas yang terlipat tidak bisa rata lagi. Lanjutkan?", "Folded stays folded. Go on?"),
        ),
        Transition(
            "arak",
            ("rangka", "kertas"),
            "menyala",
            Text("Arak sekarang", "Carry it now"),
            by=("kader",),
            guards=(not_in_rain,),
        ),
        Transition(
            "sulut",
            "kertas",
            "menyala",
            Text("Sulut lampion", "Light it"),
            by=("kader",),
            form=Lit,
            guards=(not_too_many_candles,),
            four_eyes=FourEyes(("supervisor",)),
        ),
        Transition("cap", ("rangka", "kertas"), None, Text("Bubuhi cap", "Stamp it"), by=("kader",), changes=one_more),
    ),
    deadlines=(
        Deadline("rampung", Text("Rampung", "Get it done"), "L4", "Kitab Lampion ps. 2", ("rangka", "kertas"), entered,
                 Elapsed(days=2), RUNGS),
    ),
)  # fmt: skip

LANTERNS = Registry((LANTERN,))
