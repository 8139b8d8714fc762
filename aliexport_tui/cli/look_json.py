"""What a look at a source has found, as JSON."""

import msgspec

from aliexport_tui.cli.common import Plain
from aliexport_tui.engine.looking import Look
from aliexport_tui.engine.sources import option_of
from aliexport_tui.messages.registry import render_problem


def plain_look(look: Look) -> dict[str, Plain]:
    found = look.detected
    settings: Plain = msgspec.to_builtins(found.settings)
    return {
        "location": look.location,
        "kind": found.kind,
        "format": found.format,
        "encoding": found.encoding or None,
        "declared": found.declared or None,
        "delimiter": found.delimiter or None,
        "sheet": found.sheet or None,
        "header_row": found.header_line or None,
        "headers": found.headers,
        "recognised": found.sure,
        "settings": settings,
        "products": [msgspec.to_builtins(product) for product in look.products],
        "updates": [msgspec.to_builtins(update) for update in look.updates],
        "problems": [
            {"code": problem.code, "message": render_problem(problem)[0], "place": str(problem.place)}
            for problem in look.problems
        ],
        "questions": [
            {
                "setting": question.setting,
                "option": option_of(question.setting),
                "needed": question.needed,
                "choices": question.choices,
                "example": question.example or None,
            }
            for question in look.questions
        ],
    }
