"""What a person has answered travels sealed: nobody reads or changes it on the way, and it does not last."""

from datetime import UTC, datetime, timedelta

import pytest

from api.citizen.letter import GOOD_FOR, Letter, Seal, Unreadable, begin

NOW = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
SEAL = Seal(b"s" * 32)


def test_a_letter_comes_back_as_it_was() -> None:
    letter = Letter(
        "k", NOW, "story", {"story": ("Ada yang\nmemukul “dia” 🙏",), "what": ("physical", "psychic")}, True
    )

    assert SEAL.open(SEAL.close(letter), NOW) == letter


def test_a_page_does_not_show_what_was_answered_before() -> None:
    closed = SEAL.close(begin("story", NOW).with_answers({"story": ("Bunga",)}))

    assert "Bunga" not in closed
    assert closed != SEAL.close(begin("story", NOW).with_answers({"story": ("Bunga",)}))


@pytest.mark.parametrize("place", [0, 20, -8])
def test_a_letter_that_was_changed_is_not_read(place: int) -> None:
    closed = SEAL.close(begin("story", NOW))
    changed = list(closed)
    changed[place] = "A" if changed[place] != "A" else "B"

    with pytest.raises(Unreadable):
        SEAL.open("".join(changed), NOW)


@pytest.mark.parametrize("rubbish", ["", "x", "bukan surat", "Zm9v", "🙏", "A" * 5000])
def test_what_is_no_letter_is_not_read(rubbish: str) -> None:
    with pytest.raises(Unreadable):
        SEAL.open(rubbish, NOW)


def test_a_letter_sealed_elsewhere_is_not_read() -> None:
    with pytest.raises(Unreadable):
        Seal(b"t" * 32).open(SEAL.close(begin("story", NOW)), NOW)


def test_a_letter_is_good_for_longer_than_anybody_needs_and_then_goes_stale() -> None:
    closed = SEAL.close(begin("story", NOW))

    assert SEAL.open(closed, NOW + timedelta(hours=20)).at == "story"
    with pytest.raises(Unreadable):
        SEAL.open(closed, NOW + GOOD_FOR + timedelta(seconds=1))


def test_two_people_never_write_under_the_same_key() -> None:
    assert begin("story", NOW).key != begin("story", NOW).key
