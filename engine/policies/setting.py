"""What of the workflows is the office's own policy: which times, percentages and limits, within what bounds. Pure.

A setting names the places at which it stands in the workflows; as declared, all of them have the same there, and that
is its default. No setting reaches a clock of the law.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.calendar import Duration, Elapsed, WorkingDays, kind
from engine.definition import Text, Workflow
from engine.explaining import words
from engine.policies.places import Amount, Place, clock_at, found_at, placed

Unit = Literal["minutes", "hours", "days", "working_days", "years", "percent", "times"]
Values = Mapping[str, int]
"""What is set, by the names of settings, each in its own unit."""

LENGTHS: Mapping[Unit, Callable[[int], Duration]] = {
    "minutes": lambda number: Elapsed(minutes=number),
    "hours": lambda number: Elapsed(hours=number),
    "days": lambda number: Elapsed(days=number),
    "working_days": WorkingDays,
}
"""A percentage, how often, and how many years are the number itself."""


COUNTED = {"years": ("tahun", "years"), "percent": ("%", "%"), "times": ("×", "×")}


@dataclass(frozen=True, slots=True)
class Setting:
    """What the office may set, from `least` to `most` of its `unit`. What stands in no workflow, but is read by whoever
    keeps the office, has its `default` here.
    """

    name: str
    title: Text
    rule: str
    basis: str
    unit: Unit
    least: int
    most: int
    places: tuple[Place, ...]
    default: int | None = None

    def amount(self, number: int, place: Place | None = None) -> Amount:
        """A limit is the number itself, whatever its unit."""
        if self.unit not in LENGTHS or (place is not None and place.limit is not None):
            return number
        return LENGTHS[self.unit](number)

    def said(self, number: int) -> Text:
        amount = self.amount(number)
        if not isinstance(amount, int):
            return Text(*words(amount))
        return Text(*(f"{number} {one}" for one in COUNTED[self.unit]))

    @property
    def bounds(self) -> Text:
        least, most = self.said(self.least), self.said(self.most)
        return Text(f"{least.id} – {most.id}", f"{least.en} – {most.en}")

    @property
    def out_of_range(self) -> Text:
        least, most = self.said(self.least), self.said(self.most)
        return Text(
            f"{self.title.id}: dari {least.id} sampai {most.id}.", f"{self.title.en}: from {least.en} to {most.en}."
        )


def declared(setting: Setting, workflows: Sequence[Workflow]) -> int:
    """The number that stands in these workflows now."""
    number = _number(setting, setting.places[0], workflows) if setting.places else setting.default
    assert number is not None, "a setting that was judged has its number"
    return number


def rules(setting: Setting, workflows: Sequence[Workflow]) -> tuple[str, ...]:
    """The rules under which it acts: its own, and those of its clocks."""
    clocks = (clock_at(place, workflows) for place in setting.places)
    return tuple(sorted({setting.rule, *(clock.rule for clock in clocks if clock is not None)}))


def problems(settings: Sequence[Setting], workflows: Sequence[Workflow]) -> list[str]:
    """Everything that is wrong with how settings are declared, as sentences."""
    found = [f"the setting {one.name}: {sentence}" for one in settings for sentence in _problems(one, workflows)]
    names = [one.name for one in settings]
    return found + [f"there are two settings {name}." for name in sorted({n for n in names if names.count(n) > 1})]


def applied(workflows: Sequence[Workflow], settings: Iterable[Setting], values: Values) -> list[Workflow]:
    """The workflows with these settings; what is not changed is the same object. A name that is none is passed over."""
    changed = {one.name: one for one in workflows}
    for setting in settings:
        if setting.name in values:
            for place in setting.places:
                to = setting.amount(values[setting.name], place)
                changed[place.workflow] = placed(changed[place.workflow], place, to)
    return list(changed.values())


def _problems(setting: Setting, workflows: Sequence[Workflow]) -> Iterator[str]:
    numbers = [] if setting.default is None else [setting.default]
    for place in setting.places:
        clock = clock_at(place, workflows)
        number = _number(setting, place, workflows)
        if clock is not None and clock.statutory:
            yield f"the clock {place.clock} of {place.workflow} is the law's ({clock.rule}): no setting reaches it."
        elif found_at(place, workflows) is None:
            yield f"nothing that could be set stands at {place}."
        elif number is None:
            yield f"what stands at {place} is no whole number of {setting.unit}."
        else:
            numbers.append(number)
    if not setting.places and setting.default is None:
        yield "it acts nowhere."
    if len(set(numbers)) > 1:
        yield "its places differ."
    if numbers and not 0 < setting.least <= numbers[0] <= setting.most:
        yield f"its default {numbers[0]} is not from {setting.least} to {setting.most}."


def _number(setting: Setting, place: Place, workflows: Sequence[Workflow]) -> int | None:
    """How many of its unit stand at a place; None where it is no whole number of them."""
    there, one = found_at(place, workflows), setting.amount(1, place)
    if isinstance(there, int):
        return there if isinstance(one, int) else None
    if there is None or isinstance(one, int) or kind(there) != kind(one):
        return None
    number, rest = divmod(there.total_minutes, one.total_minutes)
    return None if rest else number
