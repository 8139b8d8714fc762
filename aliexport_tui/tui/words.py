"""Words and figures as the screens show them. Foreign text goes through `neutral` on its way to the screen."""

from collections.abc import Mapping

from aliexport_tui.messages.i18n import _, ngettext
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.outcome import Outcome
from aliexport_tui.telling.words import CHANGE_STATES, KINDS, PRESENCES, PROGRESSES, RUN_STATES, age
from aliexport_tui.tui.widgets.grid.source import Cell, Tone

__all__ = ["_", "age", "neutral", "ngettext"]

_OUTCOMES: Mapping[Outcome, tuple[str, str, Tone]] = {
    "live": ("●", _("live"), "good"),
    "different": ("≠", _("different"), "warn"),
    "rejected": ("✗", _("rejected"), "bad"),
    "blocked": ("■", _("blocked"), "bad"),
    "held": ("‖", _("held"), "warn"),
    "waiting": ("…", _("waiting"), "info"),
    "unknown": ("?", _("unknown"), "warn"),
    "offline": ("○", _("offline"), "dim"),
    "deleted": ("†", _("deleted"), "dim"),
    "ready": ("›", _("ready"), "info"),
}

OUTCOMES: tuple[Outcome, ...] = tuple(_OUTCOMES)


def outcome_name(outcome: str) -> str:
    """Without its sign; "" and "new" are a product without a listing."""
    return next((word for name, (_sign, word, _tone) in _OUTCOMES.items() if name == outcome), _("new"))


def outcome_cell(outcome: str) -> Cell:
    """A sign, a word and a colour, so that no one of them has to be seen. "" is a product without a listing."""
    for name, (sign, word, tone) in _OUTCOMES.items():
        if name == outcome:
            return f"{sign} {word}", tone
    return f"· {_('new')}", "dim"


def outcome_word(outcome: str) -> str:
    return outcome_cell(outcome)[0]


def neutral_lines(text: str) -> str:
    """Each line neutralised, the line breaks kept: messages of several lines."""
    return "\n".join(neutral(line) for line in text.splitlines())


_GROUP = "group:"


def short_key(key: str) -> str:
    """Variants joined by their feed's group have its id as a key; the mark before it would hide the id."""
    return neutral(key.removeprefix(_GROUP))


def money(minor: int | None) -> str:
    """199000 -> "1 990", 199050 -> "1 990.50"."""
    if minor is None:
        return "-"
    whole, cents = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{number(whole)}" + (f".{cents:02d}" if cents else "")


def figure(text: str) -> str:
    """A step's result as it is read: "2089.500" -> "2 089.5"; what is no plain number stays as it is."""
    whole, _point, rest = text.partition(".")
    if not (whole.removeprefix("-") + rest).isdecimal():
        return neutral(text)
    rest = rest.rstrip("0")
    return f"{number(int(whole))}.{rest[:6]}" if rest else number(int(whole))


def number(value: int) -> str:
    """1234567 -> "1 234 567" (no-break spaces)."""
    return f"{value:,}".replace(",", "\u00a0")


_LANES = {
    "content": _("content"),
    "images": _("pictures"),
    "price": _("price"),
    "stock": _("stock"),
    "visibility": _("on sale"),
}


def lane_word(lane: str) -> str:
    return _LANES.get(lane, lane)


def presence_word(presence: str) -> str:
    return PRESENCES.get(presence, presence)


def progress_word(progress: str) -> str:
    return PROGRESSES.get(progress, progress)


_CHANGE_SIGNS = {
    "ready": "›",
    "blocked": "■",
    "held": "‖",
    "sending": "…",
    "done": "●",
    "rejected": "✗",
    "unknown": "?",
}
_SHORT_STATES = {"ready": _("ready"), "stale": _("overtaken")}
"""Where a command has room for a sentence and a column has not."""


_COUNTS = {"write": _("writes"), "read": _("reads"), "export": _("upload")}
_STOCK_STEPS = {
    "stock": _("in stock"),
    "available_means": _("“available”"),
    "not_available": _("not available"),
    "open_orders": _("in orders"),
    "percent": _("per cent"),
    "reserve": _("kept back"),
    "minimum": _("least"),
    "cap": _("most"),
}


def kind_word(kind: str) -> str:
    return KINDS.get(kind, kind)


def count_word(name: str) -> str:
    """Names of a summary's figures and of actions."""
    return _COUNTS.get(name) or kind_word(name)


def stock_step_word(op: str) -> str:
    return _STOCK_STEPS.get(op, op)


def change_state_word(state: str) -> str:
    word = _SHORT_STATES.get(state) or CHANGE_STATES.get(state, state)
    return f"{_CHANGE_SIGNS.get(state, '')} {word}".strip()


_LEVELS = {"debug": _("all"), "info": _("normal"), "warning": _("warnings"), "error": _("errors")}


def level_word(level: str) -> str:
    return _LEVELS.get(level, level)


_EXITS = {
    0: _("all done"),
    1: _("internal error"),
    2: _("set-up"),
    3: _("some refused"),
    4: _("some held"),
    5: _("some open"),
    6: _("busy"),
    7: _("not reached"),
    8: _("file or disk"),
    130: _("stopped"),
    143: _("stopped"),
}


def run_state_word(state: str) -> str:
    return RUN_STATES.get(state, state)


SILENT_MS = 30_000
"""A runner beats every second; one that has been still for so long is most likely dead."""


def is_silent(heartbeat_at: int, now: int) -> bool:
    return now - heartbeat_at > SILENT_MS


def exit_word(code: int) -> str:
    return _EXITS.get(code, "")
