"""The way through the questions: forward, back, changing one's mind, and what is not right yet."""

from datetime import UTC, date, datetime

from api.citizen.interview import QUESTIONS
from api.citizen.letter import Answers, Letter, begin
from api.citizen.question import SKIP
from api.citizen.walk import BACK, CHANGE, NEXT, REVIEW, SEND, STAY, Turn, asked, counted, heard, turn

TODAY = date(2026, 12, 1)
FIRST = begin("danger", datetime(2026, 12, 1, 2, 0, tzinfo=UTC))


def go(letter: Letter, typed: Answers | None = None, how: str = NEXT) -> Turn:
    return turn(QUESTIONS, heard(QUESTIONS, letter, typed or {}), how, TODAY)


def at(name: str, answers: Answers | None = None) -> Letter:
    return FIRST.with_answers(answers or {}).turned_to(name)


def test_all_but_two_questions_may_be_left_empty() -> None:
    letter, stopped = FIRST, []

    while letter.at != REVIEW:
        step = go(letter)
        if step.problems:
            stopped.append(letter.at)
            step = go(letter, {letter.at: (SKIP,)})
        letter = step.letter

    assert stopped == ["danger", "kelurahan"]
    assert go(letter, how=SEND).then == "send"


def test_a_page_that_is_not_right_yet_comes_again_with_what_was_typed() -> None:
    step = go(at("when"), {"when": ("date",), "date": ("kemarin dulu",)})

    assert step.letter.at == "when"
    assert step.letter.answers["date"] == ("kemarin dulu",)
    assert step.problems["date"].id == "Tanggal ini tidak terbaca. Boleh dikira-kira."


def test_a_date_that_is_missing_is_asked_for_kindly() -> None:
    assert go(at("when"), {"when": ("date",)}).problems["date"].id == "Tanggal belum diisi. Boleh dikira-kira."
    assert go(at("when"), {"when": ("today",)}).problems == {}


def test_a_date_may_be_today_and_not_tomorrow() -> None:
    assert go(at("when"), {"when": ("date",), "date": ("2026-12-01",)}).problems == {}
    assert "date" in go(at("when"), {"when": ("date",), "date": ("2026-12-02",)}).problems


def test_an_age_is_a_number() -> None:
    for wrong in ("sembilan", "-3", "130", "9.5", "²", "9" * 5000):
        assert "age" in go(at("person"), {"age": (wrong,)}).problems, wrong
    assert go(at("person"), {"age": ("9",)}).problems == {}


def test_a_value_that_was_not_offered_is_not_taken() -> None:
    assert "danger" in go(FIRST, {"danger": ("perhaps",)}).problems
    assert "kelurahan" in go(at("kelurahan"), {"kelurahan": ("99.99.99.9999",)}).problems


def test_a_story_has_an_end() -> None:
    assert "story" in go(at("story"), {"story": ("a" * 4001,)}).problems
    assert go(at("story"), {"story": ("a" * 4000,)}).problems == {}


def test_going_back_keeps_what_was_typed_even_where_it_is_not_right() -> None:
    back = go(at("when"), {"when": ("date",), "date": ("?",)}, BACK)

    assert back.letter.at == "place"
    assert back.letter.answers["date"] == ("?",)


def test_going_back_from_the_first_question_leads_to_the_start() -> None:
    assert go(FIRST, how=BACK).then == "leave"


def test_changing_the_language_stays_on_the_page_and_keeps_what_was_typed() -> None:
    step = go(at("wish"), {"wish": ("tenang",)}, STAY)

    assert (step.letter.at, step.letter.answers["wish"]) == ("wish", ("tenang",))


def test_a_box_that_is_cleared_stays_cleared() -> None:
    step = go(at("what", {"what": ("physical", "sexual")}), {"what": ("physical",)})

    assert step.letter.answers["what"] == ("physical",)


def test_only_the_questions_of_the_page_are_answered_by_it() -> None:
    step = go(FIRST, {"danger": ("no",), "kelurahan": ("18.72.04.1001",), "stranger": ("x",)})

    assert set(step.letter.answers) == {"danger"}


def test_whoever_does_not_want_to_be_contacted_is_not_asked_how() -> None:
    assert go(at("contact"), {"contact": ("return",)}).letter.at == REVIEW
    assert go(at("contact")).letter.at == REVIEW
    assert go(at("contact"), {"contact": ("phone",)}).letter.at == "how"


def test_a_number_is_asked_for_only_where_it_is_needed() -> None:
    assert "number" in go(at("how", {"contact": ("phone",)})).problems


def test_what_does_not_count_any_more_is_not_sent() -> None:
    answers: Answers = {"contact": ("return",), "number": ("0812",), "when": ("today",), "date": ("2026-11-01",)}

    assert counted(QUESTIONS, answers) == {"contact": ("return",), "when": ("today",)}
    assert "how" not in {question.name for question in asked(QUESTIONS, answers)}


def test_an_answer_changed_in_the_summary_leads_back_to_the_summary() -> None:
    review = _reviewed()

    changed = go(review, how=CHANGE + "place").letter
    after = go(changed, {"place": ("school",)}).letter

    assert (changed.at, after.at, after.answers["place"]) == ("place", REVIEW, ("school",))


def test_a_change_that_raises_new_questions_asks_them() -> None:
    contact = go(_reviewed(), how=CHANGE + "contact").letter

    how = go(contact, {"contact": ("phone",)}).letter
    others = go(how, {"number": ("0812",)}).letter

    assert (how.at, others.at, go(others).letter.at) == ("how", "others", REVIEW)


def test_a_summary_with_a_mistake_leads_to_it() -> None:
    wrong = _reviewed().with_answers({"when": ("date",), "date": ("2030-01-01",)})

    step = go(wrong, how=SEND)

    assert (step.then, step.letter.at, set(step.problems)) == ("show", "when", {"date"})


def test_a_summary_does_not_send_itself() -> None:
    for how in (NEXT, CHANGE + "nowhere", "anything"):
        assert go(_reviewed(), how=how).then == "show", how


def _reviewed() -> Letter:
    """The summary of somebody who saw every question and answered the two that ask for an answer."""
    letter = FIRST
    while letter.at != REVIEW:
        letter = go(letter, {letter.at: (SKIP,)} if letter.at in ("danger", "kelurahan") else {}).letter
    return letter
