"""What `?` shows: the keys that work here, what the screen is for, how to get a token, where the cabinet is."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from aliexport_tui.tui.keys import is_ours, key
from aliexport_tui.tui.places import key_of
from aliexport_tui.tui.screens.base import Dialog, ShopScreen
from aliexport_tui.tui.words import _

TOKEN_STEPS = (
    _("To work with the seller's API you need a JWT token."),
    _("Log in to the sellers' section: seller.aliexpress.ru"),
    _("Open the page of API tokens: seller.aliexpress.ru/token-management/active"),
    _("Press “Create token”. It is made and appears on the page."),
    _("Press it to open it; there you can copy or delete it. A deleted one goes to the archive and never comes back."),
    _("Copy the token into the field “Token” of the account (key {key}, then n).").format(key=key_of("access")),
)
"""Seed 000, "Как получить токен"."""

LINKS = (
    (_("Log in"), "https://seller.aliexpress.ru/"),
    (_("Products"), "https://seller.aliexpress.ru/products/list"),
    (_("All orders"), "https://seller.aliexpress.ru/orders/orders"),
    (_("Seller's guide"), "https://business.aliexpress.ru/help"),
)
"""Seed 000, "Ссылки на личный кабинет"."""


def token_text() -> Text:
    """The six steps to a token and the four links into the cabinet."""
    text = Text()
    text.append(f"{_('How to get a token')}\n", "bold")
    for number, step in enumerate(TOKEN_STEPS, start=1):
        text.append(f"{number}. {step}\n")
    text.append(f"\n{_('The seller’s cabinet')}\n", "bold")
    for name, address in LINKS:
        text.append(f"{name:<14} {address}\n")
    return text


class HelpScreen(Dialog):
    """Contextual help for the screen it was called from."""

    DEFAULT_CSS = """
    HelpScreen #box { width: 76; height: 90%; }
    HelpScreen Static { width: 1fr; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*key("?", "cancel", show=False), *key("q", "cancel", show=False)]

    def __init__(self, screen: Screen[object], lines: Sequence[str]) -> None:
        super().__init__()
        self._keys = _keys_of(screen)
        self._lines = lines
        self._token_first = isinstance(screen, ShopScreen) and screen.about_token

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="box") as box:
            box.border_title = Content(_("Help"))
            box.border_subtitle = Content(_("↑ ↓ scroll · esc closes"))
            yield Static(self._text())

    def on_mount(self) -> None:
        self.query_one("#box").focus()

    def _text(self) -> Text:
        text = Text()
        for line in self._lines:
            text.append(f"• {line}\n")
        if self._token_first:
            text.append("\n")
            text.append_text(token_text())
        text.append(f"\n{_('Keys here')}\n", "bold")
        for shown, description in self._keys:
            text.append(f"{shown:>8}", "bold cyan")
            text.append(f"  {description}\n")
        if not self._token_first:
            text.append("\n")
            text.append_text(token_text())
        text.append(f"\n{_('Russian keyboard layout: press the same keys, it makes no difference.')}\n", "dim")
        return text


def _keys_of(screen: Screen[object]) -> list[tuple[str, str]]:
    """One line per action that has a name."""
    found: dict[str, tuple[str, str]] = {}
    for _node, binding, _enabled, _tooltip in screen.active_bindings.values():
        if is_ours(binding) and binding.action not in found:
            found[binding.action] = (screen.app.get_key_display(binding), binding.description)
    return list(found.values())
