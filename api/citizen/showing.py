"""Pages as answers: what each needs, drawn in the language of its address."""

from typing import Any

from litestar import MediaType, Request, Response
from litestar.response import Redirect

from api.citizen.drawing import Language, draw
from api.citizen.interview import QUESTIONS
from api.citizen.letter import Letter, Seal
from api.citizen.question import one
from api.citizen.site import site_of
from api.citizen.summary import summary
from api.citizen.walk import REVIEW, Problems, Turn, asked
from api.desk import Desk
from engine.definition import Text

Ask = Request[Desk, Any, Any]


def show(request: Ask, step: Turn, **failure: Any) -> Response[str]:
    if step.letter.at == REVIEW:
        return _review(request, step.letter, **failure)
    return question(request, step.letter, step.problems, **failure)


def question(request: Ask, letter: Letter, problems: Problems, **failure: Any) -> Response[str]:
    coming = asked(QUESTIONS, letter.answers)
    number = next(at for at, one_of_them in enumerate(coming, 1) if one_of_them.name == letter.at)
    return page(
        request,
        "question.html",
        422 if problems else 200,
        question=coming[number - 1],
        number=number,
        total=len(coming),
        answers=letter.answers,
        problems=problems,
        reviewing=letter.reviewing,
        urgent=number == 2 and one(letter.answers, "danger") == "yes",
        sealed=seal_of(request).close(letter),
        **failure,
    )


def _review(request: Ask, letter: Letter, **failure: Any) -> Response[str]:
    return page(
        request,
        "review.html",
        summary=summary(QUESTIONS, letter.answers),
        sealed=seal_of(request).close(letter),
        **failure,
    )


def look_up(request: Ask, problem: Text | None, code: str = "", status: int = 200) -> Response[str]:
    return page(request, "look.html", status, problem=problem, typed=code, here="/cek")


def page(request: Ask, template: str, status: int = 200, **values: Any) -> Response[str]:
    language: Language = request.route_handler.opt["language"]
    site = site_of(request.app.state.house)
    return Response(draw(template, language, site, **values), status_code=status, media_type=MediaType.HTML)


def to_start(request: Ask) -> Redirect:
    return Redirect("/en" if request.route_handler.opt["language"] == "en" else "/", status_code=303)


def seal_of(request: Ask) -> Seal:
    return Seal(request.user.house.engine.keys.secret("receipt"))
