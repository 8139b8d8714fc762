"""How a job stands, by sign, word and colour."""

from aliexport_tui.messages.text import neutral
from aliexport_tui.telling.schedule_text import JOB_STATES
from aliexport_tui.tui.widgets.grid.source import Cell, Tone

_LOOKS: dict[str, tuple[str, Tone]] = {
    "running": ("▶", "info"),
    "done": ("●", "good"),
    "failed": ("✗", "bad"),
    "missed": ("○", "warn"),
    "died": ("†", "bad"),
}


def job_state(state: str) -> Cell:
    """An unknown one shows itself."""
    sign, tone = _LOOKS.get(state, ("", ""))
    return f"{sign} {JOB_STATES.get(state, neutral(state))}".strip(), tone
