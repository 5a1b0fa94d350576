"""Where nothing is: a browser gets a plain page that leads back to the start, a program gets a problem in JSON."""

from os import environ
from typing import Any

from litestar import MediaType, Request, Response

from api.citizen.drawing import Language, draw
from api.citizen.site import Site
from api.problems import problem
from engine.definition import Text

FOR_PROGRAMS = ("/api/", "/static/")
NOTHING = (404, 405)


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """What failed, as whoever asked can read it."""
    told = problem(request, error)
    if told.status_code not in NOTHING or not _from_a_browser(request):
        return told
    language: Language = "en" if request.url.path.startswith("/en/") else "id"
    page = draw("again.html", language, Site.from_environment(environ), problem=NOT_HERE)
    return Response(page, status_code=told.status_code, media_type=MediaType.HTML)


def _from_a_browser(request: Request[Any, Any, Any]) -> bool:
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(FOR_PROGRAMS)


NOT_HERE = Text("Halaman ini tidak ada.", "There is no such page.")
