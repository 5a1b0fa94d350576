"""How a page is drawn: templates in two languages, every value escaped."""

import calendar
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from api.citizen.site import Site
from engine.definition import Text

HERE = Path(__file__).parent
Language = Literal["id", "en"]

OTHER: dict[str, dict[str, str]] = {
    "id": {"language": "en", "prefix": "/en", "name": "English"},
    "en": {"language": "id", "prefix": "", "name": "Bahasa Indonesia"},
}
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
WEEKDAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")


def draw(template: str, language: Language, site: Site, **values: Any) -> str:
    """A page in HTML. In the templates `say` takes a Text, or the two languages side by side."""
    prefix = "/en" if language == "en" else ""
    return (
        _templates()
        .get_template(template)
        .render(language=language, site=site, prefix=prefix, other=OTHER[language], **values)
    )


def draw_calendar(today: date) -> str:
    """The month, as any calendar shows it: the page behind the quick exit."""
    return (
        _templates()
        .get_template("calendar.html")
        .render(
            month=MONTHS[today.month - 1],
            year=today.year,
            today=today.day,
            weekdays=WEEKDAYS,
            weeks=calendar.Calendar().monthdayscalendar(today.year, today.month),
        )
    )


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["say"] = _say
    return found


@pass_context
def _say(context: Context, words: Text | str, english: str | None = None) -> str:
    text = Text(words, english or words) if isinstance(words, str) else words
    return text.en if context["language"] == "en" else text.id
