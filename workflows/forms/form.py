"""What every form of Omah Peluk is made of: fields that ask in two languages, and contradictions named where typed.

The JSON Schema of a field carries `x-ui`: title, help, widget, labels by value, and whether it is private.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from engine.definition import Private, Text

WIB = ZoneInfo("Asia/Jakarta")

Widget = Literal[
    "text",
    "textarea",
    "number",
    "date",
    "datetime",
    "time",
    "file",
    "radio",
    "select",
    "checkboxes",
    "checkbox",
    "list",
    "group",
]


class Form(BaseModel):
    """A form. What is left blank counts as not filled in, so that a browser may send every field."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_blanks(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {name: value for name, value in data.items() if value is not None and value != ""}


def asks(
    indonesian: str,
    english: str,
    widget: Widget,
    *,
    labels: Mapping[str, Text] | None = None,
    hint: Text | None = None,
    private: bool = False,
    staff: tuple[str, ...] | None = None,
    whoever: Literal["works_there", "anybody", "kept_out"] = "works_there",
    accept: str | None = None,
    source: str | None = None,
    default: Any = ...,
    **limits: Any,
) -> Any:
    """A field and its question. `limits` are those of pydantic's `Field` (`ge`, `le`, `max_length`, …).

    `staff` says that it names one of the staff, in one of these roles: the shell knows who that can be. `whoever`: one
    who works where the case is, anybody, or one of those who are kept out of it. `accept` are the kinds of a file.
    `source` names what else only the shell knows: "slots", "case" for the number of another one, "victims" for their
    numbers, or "told" for what it fills in itself.
    """
    asked: dict[str, Any] = {
        "title": _both(Text(indonesian, english)),
        "help": None if hint is None else _both(hint),
        "widget": widget,
        "autocomplete": "off",
        "private": private,
    }
    if labels is not None:
        asked["labels"] = {value: _both(words) for value, words in labels.items()}
    if staff is not None:
        asked |= {"source": "staff", "roles": list(staff), "whoever": whoever}
    if source is not None:
        asked["source"] = source
    if accept is not None:
        asked["accept"] = accept
    return Field(default, title=indonesian, json_schema_extra=_shown(asked), **limits)


def _shown(asked: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    def add(schema: dict[str, Any]) -> None:
        schema["x-ui"] = asked
        _drop_null(schema)

    return add


def _drop_null(schema: dict[str, Any]) -> None:
    """An optional field is one that may be left out: the browser need not know of `null`."""
    offered = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(offered) == 1:
        del schema["anyOf"]
        schema.pop("default", None)
        schema.update({key: value for key, value in offered[0].items() if key not in schema})


def _both(words: Text) -> dict[str, str]:
    return {"id": words.id, "en": words.en}


def contradiction(code: str, indonesian: str, english: str, *, at: str = "") -> PydanticCustomError:
    """An error that says in both languages what does not fit; `at` is where, within the field: `0/born_on`."""
    return PydanticCustomError(code, "{en}", {"id": indonesian, "en": english, "at": at})


def moment_of(info: ValidationInfo) -> datetime:
    """The moment at which a form is judged: the caller's clock, never the machine's."""
    context: Mapping[str, datetime] = info.context or {}
    return context["now"]


def day_of(info: ValidationInfo) -> date:
    """Today, where Omah Peluk is."""
    return moment_of(info).astimezone(WIB).date()


def _with_zone(at: datetime) -> datetime:
    """A time typed without a zone is meant in WIB."""
    return (at if at.tzinfo is not None else at.replace(tzinfo=WIB)).astimezone(ZoneInfo("UTC"))


def _not_ahead(at: datetime, info: ValidationInfo) -> datetime:
    if at > moment_of(info):
        raise contradiction("in_the_future", "Waktu ini belum terjadi.", "This time has not come yet.")
    return at


def _week_at_most(at: datetime, info: ValidationInfo) -> datetime:
    if at < moment_of(info) - timedelta(days=7):
        raise contradiction(
            "too_long_ago",
            "Laporan diterima paling lama 7 hari yang lalu; catat waktu menerimanya.",
            "A report is taken at most 7 days back; give the time at which it was received.",
        )
    return at


def _day_not_ahead(day: date, info: ValidationInfo) -> date:
    if day > day_of(info):
        raise contradiction("in_the_future", "Tanggal ini belum terjadi.", "This day has not come yet.")
    return day


PastMoment = Annotated[datetime, AfterValidator(_with_zone), AfterValidator(_not_ahead)]
TakenAt = Annotated[PastMoment, AfterValidator(_week_at_most)]
PastDay = Annotated[date, AfterValidator(_day_not_ahead)]
Words = Annotated[str, Private()]
"""Free text and names: only ciphertext keeps them."""
