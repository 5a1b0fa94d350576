"""`omah diagram`: a workflow for a document, as Mermaid text; or the JSON Schema of all definitions."""

import argparse
import json

from api.definitions import mermaid
from engine.definition_schema import definition_schema
from workflows import REGISTRY

NAME = "diagram"
HELP = "print a workflow as Mermaid text, or --schema, the JSON Schema of definitions"


def run(arguments: list[str]) -> int:
    """Raises NotFound for a workflow that does not run here."""
    parser = argparse.ArgumentParser(f"omah {NAME}", description=HELP)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("workflow", nargs="?")
    which.add_argument("--schema", action="store_true", help="the JSON Schema (2020-12) of the canonical definitions")
    parser.add_argument("--lang", choices=("id", "en"), default="id")
    options = parser.parse_args(arguments)

    if options.schema:
        print(json.dumps(definition_schema(), ensure_ascii=False, indent=1))
    else:
        print(mermaid.draw(REGISTRY.get(options.workflow).workflow, options.lang), end="")
    return 0
