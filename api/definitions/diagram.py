"""A workflow as a drawing: SVG, laid out from its definition alone. The current state is filled, those visited are
tinted, steps that are possible now are bold; the same is said in words for who cannot see it. With what was measured it
is a process map: arrows are as thick as they were taken often, and say how often and after how long.

    column = how many steps a state is away from the first one · row = its turn among those of its column
    forward edges run between the columns, edges back in an arc below, edges within a column at its side

Longer than most files because boxes, lines and labels share one geometry.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import log2
from typing import Literal

from engine.definition import State, Text, Workflow

Language = Literal["id", "en"]

WIDTH, MARGIN = 168, 24
LINE = 19
"""Letters in a line of a box."""

INK, PAPER, ACCENT, TINT, PALE = "#1d2733", "#ffffff", "#0b5c6b", "#d5e9ec", "#8794a1"

SAID = {
    "now": Text("Sekarang", "Now"),
    "visited": Text("Pernah", "Visited"),
    "possible": Text("Langkah yang mungkin", "Possible steps"),
    "steps": Text("Langkah", "Steps"),
}


@dataclass(frozen=True, slots=True)
class Grid:
    """How high a box is, how much room there is between two, across and down, and how far beside the middle ways up and
    down run.
    """

    height: int = 60
    across: int = 88
    down: int = 44
    aside: int = 18


MAP = Grid(height=76, across=224, down=84, aside=54)
"""There has to be room for what stands at the arrows."""

Pair = tuple[str, str]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """For each arrow how often it was taken and what is written at it; for each state what is written under it."""

    arrows: Mapping[Pair, tuple[int, str]]
    stays: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A way between two boxes: four points of a curve, or the corners of a way at right angles."""

    points: tuple[Point, ...]
    curved: bool = False

    @property
    def path(self) -> str:
        (x, y), *rest = self.points
        told = [f"{one:g} {two:g}" for one, two in rest]
        return (
            f"M{x:g} {y:g} C{' '.join(told)}"
            if self.curved
            else " ".join([f"M{x:g} {y:g}", *(f"L{one}" for one in told)])
        )

    @property
    def long(self) -> float:
        return sum(_lengths(self.points))

    def at(self, share: float) -> Point:
        """The point after that share of the way."""
        if self.curved:
            weights = ((1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share**2 * (1 - share), share**3)
            x, y = (sum(w * one[axis] for w, one in zip(weights, self.points, strict=True)) for axis in (0, 1))
            return x, y
        lengths = _lengths(self.points)
        left = share * sum(lengths)
        for (a, b), length in zip(pairwise(self.points), lengths, strict=True):
            if left <= length and length:
                part = left / length
                return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
            left -= length
        return self.points[-1]


def _lengths(points: Sequence[Point]) -> list[float]:
    return [abs(b[0] - a[0]) + abs(b[1] - a[1]) for a, b in pairwise(points)]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a state stands: the middle of its box."""

    state: State
    column: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Where:
    """How one case stands in its workflow. `possible` are names of transitions."""

    state: str | None = None
    visited: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()


def draw(workflow: Workflow, where: Where, language: Language, measured: Measured | None = None) -> str:
    """The drawing as a document of its own."""
    grid = MAP if measured is not None else Grid()
    boxes = _boxes(workflow, grid)
    edges = _edges(workflow)
    for pair in measured.arrows if measured is not None else ():
        edges.setdefault(pair, frozenset())
    bold = {pair for pair, names in edges.items() if pair[0] == where.state and names & where.possible}
    back = [pair for pair in edges if boxes[pair[1]].column < boxes[pair[0]].column]
    lines = {pair: _line(pair, boxes, back, grid) for pair in sorted(edges, key=lambda pair: pair in bold)}
    far = [point for line in lines.values() for point in (line.at(0.5), *(() if line.curved else line.points))]
    width = max(*(box.x + WIDTH / 2 for box in boxes.values()), *(x for x, _ in far)) + MARGIN
    height = max(*(box.y + grid.height / 2 for box in boxes.values()), *(y for _, y in far)) + MARGIN

    parts = [
        _opening(width, height, language),
        f'<title id="t">{_say(workflow.title, language)}</title>',
        f'<desc id="d">{escape(_in_words(workflow, where, edges, language))}</desc>',
        _arrow_heads(),
    ]
    parts.extend(_edge(line, pair in bold, _weight(pair, measured)) for pair, line in lines.items())
    parts.extend(_box(box, where, {after for _, after in bold}, language, grid, measured) for box in boxes.values())
    if measured is not None:
        parts.extend(_labels(lines, measured, [_room(box, grid) for box in boxes.values()]))
    return "".join([*parts, "</svg>"])


def _opening(width: float, height: float, language: Language) -> str:
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    words = f'role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" lang="{language}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {words}>'


def _boxes(workflow: Workflow, grid: Grid) -> dict[str, Box]:
    columns = _columns(workflow)
    tallest = max(len(column) for column in columns)
    boxes: dict[str, Box] = {}
    for place, column in enumerate(columns):
        above = (tallest - len(column)) * (grid.height + grid.down) / 2
        for turn, state in enumerate(column):
            x = MARGIN + WIDTH / 2 + place * (WIDTH + grid.across)
            y = MARGIN + grid.height / 2 + above + turn * (grid.height + grid.down)
            boxes[state.name] = Box(state, place, x, y)
    return {state.name: boxes[state.name] for state in workflow.states}


def _columns(workflow: Workflow) -> list[list[State]]:
    """States by their distance from the first; what no step reaches stands in the last column."""
    far = {workflow.initial: 0}
    edge = [workflow.initial]
    while edge:
        reached = [after for before, after in _edges(workflow) if before in edge and after not in far]
        far.update(dict.fromkeys(reached, far[edge[0]] + 1))
        edge = reached
    last = max(far.values()) + 1
    columns: list[list[State]] = [[] for _ in range(last + 1)]
    for state in workflow.states:
        columns[far.get(state.name, last)].append(state)
    return [column for column in columns if column]


def _edges(workflow: Workflow) -> dict[tuple[str, str], frozenset[str]]:
    """The steps between each two states that have any. Steps that keep the state are not drawn."""
    edges: dict[tuple[str, str], frozenset[str]] = {}
    for transition in workflow.transitions:
        for source in transition.sources:
            if transition.target is not None and transition.target != source:
                pair = (source, transition.target)
                edges[pair] = edges.get(pair, frozenset()) | {transition.name}
    return edges


def _line(pair: Pair, boxes: Mapping[str, Box], back: Sequence[Pair], grid: Grid) -> Line:
    a, b = boxes[pair[0]], boxes[pair[1]]
    if b.column > a.column:
        return _forward(a, b, grid)
    if b.column == a.column:
        return _beside(a, b, grid)
    lowest = max(box.y for box in boxes.values()) + grid.height / 2
    return _back(a, b, lowest + grid.down / 2 + (14 if grid.down < MAP.down else 28) * (back.index(pair) + 1), grid)


def _edge(line: Line, bold: bool, weight: float) -> str:
    colour, head = (ACCENT, "b") if bold else (PALE, "n")
    drawn = f'stroke="{colour}" stroke-width="{3 if bold else weight:g}" stroke-linejoin="round"'
    return f'<path d="{line.path}" fill="none" {drawn} marker-end="url(#{head})"/>'


def _weight(pair: Pair, measured: Measured | None) -> float:
    """As thick as it was taken often: four times as often is one step."""
    count, _ = measured.arrows.get(pair, (0, "")) if measured is not None else (0, "")
    return min(1.25 + 0.75 * log2(1 + count) / 2, 5)


def _forward(a: Box, b: Box, grid: Grid) -> Line:
    x1, x2 = a.x + WIDTH / 2, b.x - WIDTH / 2 - 3
    if b.column > a.column + 1 and a.y == b.y:
        # A straight line would run through the boxes between: go over them.
        over = a.y - grid.height / 2 - grid.down / 2
        bend = grid.across / 2
        return Line(((x1, a.y - 12), (x1 + bend, over), (x2 - bend, over), (x2, b.y - 12)), curved=True)
    middle = (x1 + x2) / 2
    return Line(((x1, a.y), (middle, a.y), (middle, b.y), (x2, b.y)), curved=True)


def _beside(a: Box, b: Box, grid: Grid) -> Line:
    """Between neighbours straight up or down, a little to the side of the way back."""
    down = b.y > a.y
    x = a.x + (grid.aside if down else -grid.aside)
    y1 = a.y + grid.height / 2 * (1 if down else -1)
    y2 = b.y - (grid.height / 2 + 3) * (1 if down else -1)
    if abs(b.y - a.y) <= grid.height + grid.down:
        return Line(((x, y1), (x, y2)))
    side = a.x + WIDTH / 2 + grid.across / (3 if down else 1.5)
    y = 6 if down else -6
    return Line(
        ((a.x + WIDTH / 2, a.y + y), (side, a.y + y), (side, b.y + y), (b.x + WIDTH / 2 + 3, b.y + y)), curved=True
    )


def _back(a: Box, b: Box, below: float, grid: Grid) -> Line:
    """Down, under all boxes, and up between the columns into the left side: through no box."""
    x, y = b.x - WIDTH / 2, b.y + grid.height / 4
    gap = x - grid.across / 4
    return Line(((a.x, a.y + grid.height / 2), (a.x, below), (gap, below), (gap, y), (x - 3, y)))


# --- what is written at the arrows

Room = tuple[float, float, float, float]
"""Left, top, right, bottom."""

SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.15, 0.85)
LETTER, TALL = 6.4, 18
"""How wide a letter of a label is at most, and how high its line."""


def _labels(lines: Mapping[Pair, Line], measured: Measured, taken: list[Room]) -> Iterator[str]:
    """Each where it covers neither a box nor another label, as near the middle of its arrow as there is room; short
    arrows, which have the least of it, come first.
    """
    for pair in sorted(measured.arrows, key=lambda pair: lines[pair].long):
        words = measured.arrows[pair][1]
        wide = len(words) * LETTER + 8
        places = [*_places(lines[pair], wide)]
        room = min(places, key=lambda one: sum(_meet(one, other) for other in taken))
        taken.append(room)
        yield _label(room, words)


def _places(line: Line, wide: float) -> Iterator[Room]:
    """On the line, and then beside it."""
    for across, down in ((0, 0), (0.5, 0), (-0.5, 0), (0, 1), (0, -1)):
        for share in SHARES:
            x, y = line.at(share)
            yield _around(x + across * (wide + 8), y + down * (TALL + 2), wide)


def _label(room: Room, words: str) -> str:
    left, top, right, bottom = room
    paper = f'<rect class="paper" x="{left:g}" y="{top:g}" width="{right - left:g}" height="{bottom - top:g}" rx="4"'
    return (
        f'{paper} fill="{PAPER}" fill-opacity="0.88"/><text class="measured" text-anchor="middle" font-size="12"'
        f' fill="{INK}" x="{(left + right) / 2:g}" y="{bottom - 5:g}">{escape(words)}</text>'
    )


def _around(x: float, y: float, wide: float) -> Room:
    return x - wide / 2, y - TALL / 2, x + wide / 2, y + TALL / 2


def _room(box: Box, grid: Grid) -> Room:
    return box.x - WIDTH / 2, box.y - grid.height / 2, box.x + WIDTH / 2, box.y + grid.height / 2


def _meet(a: Room, b: Room) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _box(box: Box, where: Where, ahead: set[str], language: Language, grid: Grid, measured: Measured | None) -> str:
    name = box.state.name
    fill, ink, line, weight = PAPER, INK, PALE, 1.25
    if name in where.visited:
        fill, line = TINT, ACCENT
    if name in ahead:
        line, weight = ACCENT, 3
    if name == where.state:
        fill, ink, line = ACCENT, PAPER, ACCENT
    x, y = box.x - WIDTH / 2, box.y - grid.height / 2
    lines = _wrapped(getattr(box.state.title, language))
    note = measured.stays.get(name, "") if measured is not None else ""
    first = box.y + 5 - 9 * (len(lines) - 1 + bool(note))
    bold = ' font-weight="700"' if name == where.state else ""
    words = "".join(
        f'<tspan x="{box.x}" y="{first + 18 * turn}">{escape(line_)}</tspan>' for turn, line_ in enumerate(lines)
    )
    under = f'<tspan x="{box.x}" y="{first + 18 * len(lines)}" font-size="12">{escape(note)}</tspan>' if note else ""
    return (
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{grid.height}" rx="8" fill="{fill}" stroke="{line}"'
        f' stroke-width="{weight}"/><text text-anchor="middle" font-size="15" fill="{ink}"{bold}>{words}{under}</text>'
    )


def _wrapped(words: str) -> list[str]:
    """At most three lines."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= LINE or not lines[-1] or len(lines) == 3:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _arrow_heads() -> str:
    def head(name: str, colour: str) -> str:
        return (
            f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9"'
            f' markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="{colour}"/></marker>'
        )

    return f"<defs>{head('n', PALE)}{head('b', ACCENT)}</defs>"


def _in_words(
    workflow: Workflow, where: Where, edges: dict[tuple[str, str], frozenset[str]], language: Language
) -> str:
    def title(name: str) -> str:
        return str(getattr(workflow.state(name).title, language))

    said: list[str] = []
    if where.state is not None:
        said.append(f"{_word('now', language)}: {title(where.state)}.")
    visited = [state.name for state in workflow.states if state.name in where.visited]
    if visited:
        said.append(f"{_word('visited', language)}: {_listed(title(name) for name in visited)}.")
    ahead = [after for (before, after), names in edges.items() if before == where.state and names & where.possible]
    if ahead:
        said.append(f"{_word('possible', language)}: {_listed(title(name) for name in ahead)}.")
    said.append(f"{_word('steps', language)}: {_listed(f'{title(a)} → {title(b)}' for a, b in edges)}.")
    return " ".join(said)


def _word(name: str, language: Language) -> str:
    return str(getattr(SAID[name], language))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _say(words: Text, language: Language) -> str:
    return escape(getattr(words, language))
