"""The bottom line: what the keys do here. One text: a widget for each key would cost a tenth of the program's start, and
come and go with every move of the focus."""

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.reactive import reactive
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget


@dataclass(frozen=True)
class ShownKey:
    """`key` by Textual's name, `sign` as it is shown."""

    key: str
    sign: str
    words: str
    enabled: bool


class KeysLine(Widget):
    """Keys of disabled actions stay in place, dimmed. The mouse presses them."""

    DEFAULT_CSS = """
    KeysLine { dock: bottom; height: 1; background: $panel; color: $footer-foreground; }
    KeysLine > .keys--key { color: $footer-key-foreground; text-style: bold; }
    KeysLine > .keys--words { color: $footer-description-foreground; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--words"}

    shown: reactive[tuple[ShownKey, ...]] = reactive(())

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        """One key for each action, the first of its bindings: a form's own F1 stands before the console's "?"."""
        if not (self.is_attached and screen is self.screen and self.app.app_focus):
            return
        found: dict[str, ShownKey] = {}
        for _node, binding, enabled, _tooltip in screen.active_bindings.values():
            action = binding.action.removeprefix("app.")
            if binding.show and action not in found:
                sign = self.app.get_key_display(binding)
                found[action] = ShownKey(binding.key, sign, binding.description, enabled)
        self.shown = tuple(found.values())

    def render_line(self, y: int) -> Strip:
        key, words = (self.get_component_rich_style(f"keys--{part}") for part in ("key", "words"))
        line: list[Segment] = []
        for one in self.shown:
            dim = Style(dim=not one.enabled)
            line += [Segment(one.sign, key + dim), Segment(f" {one.words}", words + dim), Segment(" ", self.rich_style)]
        return Strip(line).adjust_cell_length(self.size.width, self.rich_style)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        end = 0
        for one in self.shown:
            begin, end = end, end + cell_len(one.sign) + 1 + cell_len(one.words) + 1
            if begin <= event.x < end - 1:
                self.app.simulate_key(one.key)
                return
