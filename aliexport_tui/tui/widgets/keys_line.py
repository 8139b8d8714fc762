"""The bottom line: what the keys do here. One text: a widget for each key would cost a tenth of the program's start, and
come and go with every move of the focus."""

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.reactive import reactive
from textual.screen import Screen
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
        """One key for each action, the first of its bindings."""
        if not (self.is_attached and screen is self.screen and self.app.app_focus):
            return
        found: dict[str, ShownKey] = {}
        for _node, binding, enabled, _tooltip in screen.active_bindings.values():
            if binding.show and binding.action not in found:
                sign = self.app.get_key_display(binding)
                found[binding.action] = ShownKey(binding.key, sign, binding.description, enabled)
        self.shown = tuple(found.values())

    def render(self) -> Text:
        key, words = (self.get_component_rich_style(f"keys--{part}", partial=True) for part in ("key", "words"))
        text = Text(no_wrap=True, overflow="crop", end="")
        for one in self.shown:
            part = Text.assemble((one.sign, key), (f" {one.words}", words))
            if not one.enabled:
                part.stylize("dim")
            text.append_text(part).append(" ")
        return text

    def on_mouse_down(self, event: events.MouseDown) -> None:
        end = 0
        for one in self.shown:
            begin, end = end, end + cell_len(one.sign) + 1 + cell_len(one.words) + 1
            if begin <= event.x < end - 1:
                self.app.simulate_key(one.key)
                return
