"""A register of the office as a page is a function of it: what is in it, and what this person may do with it.

A page knows no register. It draws the items, offers the actions, and draws their forms from the JSON Schemas that come
along; where an action leads, and by which method, stands here.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from pydantic import BaseModel

from api.definitions.schemas import Schema, schema
from api.words import Words, text
from engine.calendar import WIB
from engine.definition import Text

Json = dict[str, Any]
Said = Text | Words | str | int | None
"""`Words`: never called otherwise."""

DAYS: tuple[Text, ...] = (
    Text("Senin", "Monday"),
    Text("Selasa", "Tuesday"),
    Text("Rabu", "Wednesday"),
    Text("Kamis", "Thursday"),
    Text("Jumat", "Friday"),
    Text("Sabtu", "Saturday"),
    Text("Minggu", "Sunday"),
)
"""From Monday, as `date.weekday` counts."""

MONTHS: tuple[Text, ...] = (
    Text("Jan", "Jan"), Text("Feb", "Feb"), Text("Mar", "Mar"), Text("Apr", "Apr"), Text("Mei", "May"),
    Text("Jun", "Jun"), Text("Jul", "Jul"), Text("Agu", "Aug"), Text("Sep", "Sep"), Text("Okt", "Oct"),
    Text("Nov", "Nov"), Text("Des", "Dec"),
)  # fmt: skip


def register(
    title: Text,
    items: Sequence[Json],
    *,
    lead: Text | None = None,
    empty: Text,
    forms: Mapping[str, Schema] | None = None,
    actions: Sequence[Json] = (),
    links: Sequence[Json] = (),
    choose: Json | None = None,
) -> Json:
    """`forms` by name, for the actions that name one. `choose`: a form whose answers become the page's address."""
    return {
        "title": text(title),
        "lead": text(lead) if lead is not None else None,
        "empty": text(empty),
        "forms": dict(forms or {}),
        "actions": list(actions),
        "links": list(links),
        "choose": choose,
        "items": list(items),
    }


def item(
    key: object,
    title: Said,
    *facts: tuple[Text, Said],
    chips: Sequence[Text] = (),
    actions: Sequence[Json] = (),
    links: Sequence[Json] = (),
    data: Json | None = None,
) -> Json:
    """One line: what people read, and the same as `data` for programs. What is empty is not shown."""
    return {
        "id": str(key),
        "title": _said(title),
        "facts": [{"title": text(name), "label": _said(value)} for name, value in facts if value not in (None, "")],
        "chips": [text(one) for one in chips],
        "actions": list(actions),
        "links": list(links),
        "data": data or {},
    }


def action(
    title: Text,
    method: str,
    href: str,
    *,
    form: str | None = None,
    values: Json | None = None,
    confirm: Text | None = None,
    main: bool = False,
) -> Json:
    """`form` names one of the register's; `values` is what it begins with. Without a form nothing is sent."""
    return {
        "title": text(title),
        "method": method,
        "href": href,
        "form": form,
        "values": values or {},
        "confirm": text(confirm) if confirm is not None else None,
        "main": main,
    }


def link(title: Said, href: str) -> Json:
    return {"title": _said(title), "href": href}


def choose(form: type[BaseModel], values: Json, **choices: Mapping[str, Text | str]) -> Json:
    return {"schema": asking(form, **choices), "values": {name: one for name, one in values.items() if one is not None}}


def asking(form: type[BaseModel], **choices: Mapping[str, Text | str]) -> Schema:
    """The schema of a form, some of whose fields are choices that only this office knows, by value."""
    whole = schema(form)
    fields = dict(whole["properties"])
    for name, labels in choices.items():
        said = {value: _said(words) for value, words in labels.items()}
        fields[name] = _chosen(fields[name], said)
    return {**whole, "properties": fields}


def _chosen(field: Schema, labels: Mapping[str, Any]) -> Schema:
    if field.get("type") == "array":
        within = {**field["items"], "enum": list(labels)}
        return {**field, "items": within, "x-ui": {**field["x-ui"], "labels": dict(labels), "widget": "checkboxes"}}
    plain = {key: value for key, value in field.items() if key not in ("format", "pattern")}
    widget = "radio" if len(labels) <= 3 else "select"
    return {**plain, "enum": list(labels), "x-ui": {**field["x-ui"], "labels": dict(labels), "widget": widget}}


def _said(words: Said) -> Words:
    if isinstance(words, Text):
        return text(words)
    if isinstance(words, dict):
        return words
    return {"id": str(words), "en": str(words)}


def joined(parts: Sequence[Text | str], by: str = ", ") -> Text | None:
    """None where there is nothing to join."""
    if not parts:
        return None
    both = [one if isinstance(one, Text) else Text(one, one) for one in parts]
    return Text(by.join(one.id for one in both), by.join(one.en for one in both))


def day_words(day: date) -> Text:
    name, month = DAYS[day.weekday()], MONTHS[day.month - 1]
    return Text(f"{name.id}, {day.day} {month.id} {day.year}", f"{name.en}, {day.day} {month.en} {day.year}")


def time_words(at: time) -> Text:
    return Text(f"{at:%H.%M}", f"{at:%H:%M}")


def span_words(opens: time, closes: time) -> Text:
    return Text(f"{opens:%H.%M}–{closes:%H.%M}", f"{opens:%H:%M}–{closes:%H:%M}")


def moment_words(at: datetime) -> Text:
    there = at.astimezone(WIB)
    day = day_words(there.date())
    return Text(f"{day.id}, {there:%H.%M}", f"{day.en}, {there:%H:%M}")
