"""One line of the activity log: each setting that a person changed, before → after."""

import json
from collections.abc import Iterator, Mapping

from rich.text import Text
from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.messages.field_words import field_word
from aliexport_tui.store.activity import Activity
from aliexport_tui.telling.activity_text import comment, subtype_name, type_name
from aliexport_tui.tui.screens.base import PushedScreen
from aliexport_tui.tui.screens.log_screen import moment
from aliexport_tui.tui.widgets.lines_pane import LinesPane
from aliexport_tui.tui.words import _, neutral

_SHORT = 60


class ActivityLine(PushedScreen):
    """The comment above, what differs below."""

    help_lines = (
        _("Each setting that was changed: − what it was, + what it is now. Secrets and personal data are masked."),
        _("/ searches, n goes to the next place, ← → show the ends of long lines."),
    )
    DEFAULT_CSS = """
    ActivityLine .body { height: 1fr; }
    ActivityLine #title { height: 2; padding: 0 1; background: $surface; }
    """
    pane = getters.query_one(LinesPane)

    def __init__(self, line: Activity) -> None:
        super().__init__()
        self._line = line

    def body(self) -> ComposeResult:
        line = self._line
        where = " · ".join((type_name(line.type), subtype_name(line.subtype), line.subject, moment(line.at), line.who))
        with Vertical(classes="body"):
            yield Static(
                Text.assemble(
                    (f"{neutral(comment(line))}\n", "bold"),
                    neutral(where),
                    no_wrap=True,
                    overflow="ellipsis",
                ),
                id="title",
            )
            yield LinesPane(id="lines")

    def on_mount(self) -> None:
        self.pane.show(list(change_lines(self._line)) or [_("Nothing is recorded of what was before and after.")])
        self.pane.focus()


def change_lines(line: Activity) -> Iterator[str]:
    """ "price › step 1: 10 → 20"; what is long stands on lines of its own, − before, + after."""
    before, after = _settings(line.before), _settings(line.after)
    for name in dict.fromkeys((*before, *after)):
        title = field_word(name)
        old, new = before.get(name, ""), after.get(name, "")
        if old == new:
            continue
        if "\n" not in f"{old}{new}" and len(old) <= _SHORT and len(new) <= _SHORT:
            told = f"{old or '-'} → {new or '-'}"
            yield f"{title}: {told}" if title else told
            continue
        if title:
            yield f"{title}:"
        yield from (f"  − {part}" for part in old.splitlines())
        yield from (f"  + {part}" for part in new.splitlines())


def _settings(state: str | None) -> Mapping[str, str]:
    """Of a JSON object its members as texts; anything else is one text without a name."""
    if not state:
        return {}
    try:
        found = json.loads(state)
    except ValueError:
        return {"": state}
    return {str(name): _text(value) for name, value in found.items()} if isinstance(found, dict) else {"": _text(found)}


def _text(value: object) -> str:
    """On one line; of a list of records each on a line of its own; "" for nothing."""
    match value:
        case bool():
            return _("yes") if value else _("no")
        case str():
            return value
        case None:
            return ""
        case list() if any(isinstance(one, dict | list) for one in value):
            return "\n".join(map(_text, value))
        case list():
            return ", ".join(map(_text, value))
        case dict():
            return ", ".join(f"{name}: {text}" for name, one in value.items() if (text := _text(one)))
    return json.dumps(value)
