"""A workflow as a drawing: SVG, laid out from its definition alone. The current state is filled, those visited are
tinted, steps that are possible now are bold; the same is said in words for who cannot see it.

    column = how many steps a state is away from the first one · row = its turn among those of its column
    forward edges run between the columns, edges back in an arc below, edges within a column at its side
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Literal

from engine.definition import State, Text, Workflow

Language = Literal["id", "en"]

WIDTH, HEIGHT, ACROSS, DOWN, MARGIN = 168, 60, 88, 44, 24
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


def draw(workflow: Workflow, where: Where, language: Language) -> str:
    """The drawing as a document of its own."""
    boxes = _boxes(workflow)
    edges = _edges(workflow)
    bold = {pair for pair, names in edges.items() if pair[0] == where.state and names & where.possible}
    width = max(box.x for box in boxes.values()) + WIDTH / 2 + MARGIN
    back = [pair for pair in edges if boxes[pair[1]].column < boxes[pair[0]].column]
    height = max(box.y for box in boxes.values()) + HEIGHT / 2 + MARGIN + (DOWN + 14 * len(back) if back else 0)

    parts = [
        _opening(width, height, language),
        f'<title id="t">{_say(workflow.title, language)}</title>',
        f'<desc id="d">{escape(_in_words(workflow, where, edges, language))}</desc>',
        _arrow_heads(),
    ]
    parts.extend(
        _edge(boxes[pair[0]], boxes[pair[1]], pair in bold, back.index(pair) if pair in back else 0, boxes)
        for pair in sorted(edges, key=lambda pair: pair in bold)
    )
    parts.extend(_box(box, where, {after for _, after in bold}, language) for box in boxes.values())
    return "".join([*parts, "</svg>"])


def _opening(width: float, height: float, language: Language) -> str:
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    words = f'role="img" aria-labelledby="t d" font-family="system-ui, sans-serif" lang="{language}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {words}>'


def _boxes(workflow: Workflow) -> dict[str, Box]:
    columns = _columns(workflow)
    tallest = max(len(column) for column in columns)
    boxes: dict[str, Box] = {}
    for place, column in enumerate(columns):
        above = (tallest - len(column)) * (HEIGHT + DOWN) / 2
        for turn, state in enumerate(column):
            x = MARGIN + WIDTH / 2 + place * (WIDTH + ACROSS)
            y = MARGIN + HEIGHT / 2 + above + turn * (HEIGHT + DOWN)
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


def _edge(a: Box, b: Box, bold: bool, turn: int, boxes: dict[str, Box]) -> str:
    if b.column > a.column:
        path = _forward(a, b)
    elif b.column == a.column:
        path = _beside(a, b)
    else:
        path = _back(a, b, max(box.y for box in boxes.values()) + HEIGHT / 2 + DOWN / 2 + 14 * (turn + 1))
    colour, weight, head = (ACCENT, 3, "b") if bold else (PALE, 1.25, "n")
    line = f'stroke="{colour}" stroke-width="{weight}" stroke-linejoin="round"'
    return f'<path d="{path}" fill="none" {line} marker-end="url(#{head})"/>'


def _forward(a: Box, b: Box) -> str:
    x1, x2 = a.x + WIDTH / 2, b.x - WIDTH / 2 - 3
    if b.column > a.column + 1 and a.y == b.y:
        # A straight line would run through the boxes between: go over them.
        over = a.y - HEIGHT / 2 - DOWN / 2
        return f"M{x1} {a.y - 12} C{x1 + ACROSS / 2} {over} {x2 - ACROSS / 2} {over} {x2} {b.y - 12}"
    middle = (x1 + x2) / 2
    return f"M{x1} {a.y} C{middle} {a.y} {middle} {b.y} {x2} {b.y}"


def _beside(a: Box, b: Box) -> str:
    """Between neighbours straight up or down, a little to the side of the way back."""
    down = b.y > a.y
    x = a.x + (18 if down else -18)
    y1, y2 = a.y + HEIGHT / 2 * (1 if down else -1), b.y - (HEIGHT / 2 + 3) * (1 if down else -1)
    if abs(b.y - a.y) <= HEIGHT + DOWN:
        return f"M{x} {y1} L{x} {y2}"
    side = a.x + WIDTH / 2 + ACROSS / 3
    return f"M{a.x + WIDTH / 2} {a.y} C{side} {a.y} {side} {b.y} {b.x + WIDTH / 2 + 3} {b.y}"


def _back(a: Box, b: Box, below: float) -> str:
    """Down, under all boxes, and up between the columns into the left side: through no box."""
    x, y = b.x - WIDTH / 2, b.y + HEIGHT / 4
    gap = x - ACROSS / 4
    return f"M{a.x} {a.y + HEIGHT / 2} V{below} H{gap} V{y} H{x - 3}"


def _box(box: Box, where: Where, ahead: set[str], language: Language) -> str:
    name = box.state.name
    fill, ink, line, weight = PAPER, INK, PALE, 1.25
    if name in where.visited:
        fill, line = TINT, ACCENT
    if name in ahead:
        line, weight = ACCENT, 3
    if name == where.state:
        fill, ink, line = ACCENT, PAPER, ACCENT
    x, y = box.x - WIDTH / 2, box.y - HEIGHT / 2
    lines = _wrapped(getattr(box.state.title, language))
    first = box.y + 5 - 9 * (len(lines) - 1)
    bold = ' font-weight="700"' if name == where.state else ""
    words = "".join(
        f'<tspan x="{box.x}" y="{first + 18 * turn}">{escape(line_)}</tspan>' for turn, line_ in enumerate(lines)
    )
    return (
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="8" fill="{fill}" stroke="{line}"'
        f' stroke-width="{weight}"/><text text-anchor="middle" font-size="15" fill="{ink}"{bold}>{words}</text>'
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
