"""Jump mode: a letter on everything that can have the focus; pressing it goes there."""

from collections.abc import Sequence

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from aliexport_tui.tui.keys import latin

LETTERS = "asdfghjklqwertyuiopzxcvbnm"


class JumpScreen(ModalScreen[Widget | None]):
    """Gives the chosen widget; any other key gives None."""

    DEFAULT_CSS = """
    JumpScreen { background: transparent; }
    JumpScreen Static { position: absolute; width: 3; height: 1; background: $warning; color: black; text-style: bold; }
    """

    def __init__(self, targets: Sequence[Widget]) -> None:
        super().__init__()
        self._targets = dict(zip(LETTERS, targets, strict=False))

    def compose(self) -> ComposeResult:
        for letter, target in self._targets.items():
            label = Static(Text(f" {letter} "))
            label.styles.offset = target.region.offset
            yield label

    def on_key(self, event: events.Key) -> None:
        event.stop()
        self.dismiss(self._targets.get(latin(event.character or "")))

    def on_click(self) -> None:
        self.dismiss(None)


def targets(screen: Widget) -> list[Widget]:
    """What can have the focus and can be seen, from top to bottom."""
    found = [widget for widget in screen.screen.focus_chain if widget.region and widget.visible]
    return sorted(found, key=lambda widget: (widget.region.y, widget.region.x))
