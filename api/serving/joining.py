"""The app's modules as few files: on a slow line each file more is a journey more, and six at most travel together.

    app.js        the first view: what index.html preloads, and all that it imports
    shared.js     what several of the other pages import
    pages/x.js    the rest of what one page imports
    style.css     the style sheets that index.html names; those that a page asks for stay as they are

The sources stay plain ES modules that any browser could load one by one; nobody has to build anything. A module
becomes a function that gets what it imports and returns what it exports, so no two can clash in a name.
"""

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FIRST, SHARED = "app.js", "shared.js"
APART = "worker.js"
"""A program of its own, which imports nothing."""

IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[^"]+)";\n', re.MULTILINE)
LAZY = re.compile(r'(?<![\w.])import\("(\.[^"]+)"\)')
DECLARED = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
LISTED = re.compile(r"(?<![\w$])export\s*\{([^}]*)\};?")
LEFT = re.compile(r"^(?:import|export)\b(?!\()|export\s*[{*]", re.MULTILINE)
WAITS = re.compile(r"^(?:const .* = )?await ", re.MULTILINE)
PRELOADED = re.compile(r' *<link rel="modulepreload" href="\{\{static\}\}/([^"]+)" />\n')
STYLED = re.compile(r' *<link rel="stylesheet" href="\{\{static\}\}/([^"]+)" />\n')
REMARK = re.compile(r"^[ \t]*/\*\*\s(?:[^*]|\*(?!/))*\*/[ \t]*\n|/\*\*\s(?:[^*]|\*(?!/))*\*/ ?", re.MULTILINE)
"""A JSDoc comment: it types what it stands before, and need not travel."""

VENDOR = "vendor/"
"""Keeps its comments: they are its licence."""


class Unjoinable(ValueError):
    """A module is written in a way that this file does not read, or two import each other."""


@dataclass(frozen=True, slots=True)
class Module:
    """One source file. `uses` and `later` are the paths of what it imports at once and when needed."""

    path: str
    source: str
    uses: tuple[str, ...]
    later: tuple[str, ...]

    @classmethod
    def of(cls, path: str, text: str) -> "Module":
        source = text if path.startswith(VENDOR) else REMARK.sub("", text)
        uses = tuple(beside(path, one[2]) for one in IMPORT.finditer(source))
        return cls(path, source, uses, tuple(beside(path, one) for one in LAZY.findall(source)))

    @property
    def name(self) -> str:
        return "$" + re.sub(r"\W", "_", self.path.removesuffix(".js"))


Modules = Mapping[str, Module]


def joined(files: Mapping[str, str], index: str) -> tuple[dict[str, str], str]:
    """The files to serve instead (scripts and style sheets) and the page that asks for them. Raises Unjoinable."""
    modules = {
        path: Module.of(path, source) for path, source in files.items() if path.endswith(".js") and path != APART
    }
    homes = _homes(modules, PRELOADED.findall(index))
    made = {home: _file(home, modules, homes) for home in sorted(set(homes.values()))}

    sheets = STYLED.findall(index)
    made |= {path: text for path, text in files.items() if path.endswith(".css") and path not in sheets}
    made["style.css"] = "".join(files[path] for path in sheets)
    made |= {path: text for path, text in files.items() if path.endswith(".css") and path not in sheets}
    page = STYLED.sub("", PRELOADED.sub("", index))
    return made, page.replace(
        '<script type="module"', '<link rel="stylesheet" href="{{static}}/style.css" />\n    <script type="module"'
    )


def beside(path: str, relative: str) -> str:
    """What a module means by "./x.js"."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))


def _homes(modules: Modules, preloaded: Iterable[str]) -> dict[str, str]:
    """In which file each module that is reachable lives."""
    first = _closure(modules, (FIRST, *preloaded))
    pages = {page for module in modules.values() for page in module.later if page not in first}
    wanted = {page: _closure(modules, (page,)) - first for page in pages}
    homes = dict.fromkeys(first, FIRST)
    for path in set().union(*wanted.values()):
        users = [page for page, found in wanted.items() if path in found]
        homes[path] = users[0] if len(users) == 1 else SHARED
    return homes | {page: page for page in pages}


def _closure(modules: Modules, entries: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        path = waiting.pop()
        if path not in modules:
            raise Unjoinable(f"{path} is imported and does not exist.")
        if path not in found:
            found.add(path)
            waiting += modules[path].uses
    return found


def _file(home: str, modules: Modules, homes: Mapping[str, str]) -> str:
    here = _ordered([path for path in sorted(homes) if homes[path] == home], modules)
    foreign = {path for one in here for path in modules[one].uses if homes[path] != home}
    heads = [
        f"import {{ {', '.join(sorted(modules[path].name for path in foreign if homes[path] == other))} }} "
        f'from "{_from(home, other)}";\n'
        for other in sorted({homes[path] for path in foreign})
    ]
    bodies = [_enclosed(modules[path], home, modules, homes) for path in here]
    names = ", ".join(modules[path].name for path in here)
    return "".join([*heads, *bodies, f"export {{ {names} }};\n", *_offered(home, modules)])


def _offered(home: str, modules: Modules) -> list[str]:
    """A page's own exports, for whoever imports it when it is needed."""
    if home not in modules or home == FIRST:
        return []
    names = [name for name, inside in _exports(modules[home].source) if name == inside]
    return [f"export const {{ {', '.join(names)} }} = {modules[home].name};\n"]


def _ordered(paths: list[str], modules: Modules) -> list[str]:
    """Whatever is imported comes before whoever imports it. Raises Unjoinable for a circle."""
    done: list[str] = []

    def visit(path: str, above: tuple[str, ...]) -> None:
        if path in above:
            raise Unjoinable(f"{' imports '.join((*above, path))}.")
        if path in paths and path not in done:
            for one in (*modules[path].uses, *modules[path].later):
                visit(one, (*above, path))
            done.append(path)

    for path in paths:
        visit(path, ())
    return done


def _enclosed(module: Module, home: str, modules: Modules, homes: Mapping[str, str]) -> str:
    exports = _exports(module.source)
    source = IMPORT.sub(lambda one: _given(module, one, modules), module.source)
    source = LAZY.sub(lambda one: _fetched(beside(module.path, one[1]), home, modules, homes), source)
    source = LISTED.sub("", DECLARED.sub(r"\1 \2", source))
    source = source.replace("import.meta.url", f'new URL("{_from(home, module.path)}", import.meta.url)')
    if found := LEFT.search(source):
        raise Unjoinable(f"{module.path}: {found[0]!r} is a form of import or export that is not read here.")
    returned = ", ".join(name if name == inside else f"{name}: {inside}" for name, inside in exports)
    opening, closing = ("await (async () => {", "})();") if WAITS.search(source) else ("(() => {", "})();")
    return f"const {module.name} = {opening}\n{source}\nreturn {{ {returned} }};\n{closing}\n"


def _given(module: Module, one: re.Match[str], modules: Modules) -> str:
    names = ", ".join(
        " ".join(part.split()).replace(" as ", ": ") for part in (one[1] or "").split(",") if part.strip()
    )
    return f"const {{ {names} }} = {modules[beside(module.path, one[2])].name};\n" if names else ""


def _fetched(wanted: str, home: str, modules: Modules, homes: Mapping[str, str]) -> str:
    """A page, with what it shares on its way at the same time."""
    if homes[wanted] == FIRST == home:
        return f"Promise.resolve({modules[wanted].name})"
    asked = f'import("{_from(home, wanted)}")'
    if not any(homes[path] == SHARED for path in _closure(modules, (wanted,))):
        return asked
    return f'Promise.all([{asked}, import("{_from(home, SHARED)}")]).then(([page]) => page)'


def _exports(source: str) -> list[tuple[str, str]]:
    """(name outside, name inside) of all that a module gives."""
    listed = [part.split() for one in LISTED.findall(source) for part in one.split(",") if part.strip()]
    declared = [(name, name) for _, name in DECLARED.findall(source)]
    return declared + [(part[-1], part[0]) for part in listed]


def _from(home: str, other: str) -> str:
    found = posixpath.relpath(other, posixpath.dirname(home) or ".")
    return found if found.startswith(".") else f"./{found}"
