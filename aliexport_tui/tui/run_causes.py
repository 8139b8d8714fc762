"""The causes of problems that a run has kept with its figures."""

import json

import msgspec

from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.registry import render
from aliexport_tui.store.runs import Run
from aliexport_tui.tui.words import neutral


class CauseCount(msgspec.Struct, frozen=True):
    """As `engine.runs.summary.kept` writes it; `args`: of an example."""

    code: str
    field: str = ""
    severity: str = "error"
    count: int = 0
    args: dict[str, str] = {}

    @property
    def key(self) -> tuple[str, str, str]:
        return self.code, self.field, self.severity


def causes_of(run: Run) -> tuple[CauseCount, ...] | None:
    """None: the run has kept none, as it broke off or is of an older version."""
    told = json.loads(run.summary) if run.summary else {}
    if not isinstance(told, dict) or "problems" not in told:
        return None
    return msgspec.convert(told["problems"], tuple[CauseCount, ...])


def text_of(cause: CauseCount) -> str:
    where = f" · {field_word(cause.field)}" if cause.field else ""
    return f"{neutral(render(cause.code, cause.args))}{where}"
