"""The whole profile as text, for those who like it and for what no form shows."""

from collections.abc import Mapping

import msgspec
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from aliexport_tui.listing.profile_text import profile_from_toml, profile_to_toml
from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.profile import Profile
from aliexport_tui.tui.widgets.page import Page
from aliexport_tui.tui.words import neutral_lines


class TomlPane(Vertical):
    DEFAULT_CSS = """
    TomlPane { height: 1fr; }
    TomlPane Page { height: 1fr; }
    TomlPane #fault { height: auto; color: $error; padding: 0 1; }
    """

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._profile = profile

    def compose(self) -> ComposeResult:
        yield Static(id="fault", markup=False)
        yield Page(profile_to_toml(self._profile), soft_wrap=False)

    def begin(self) -> None:
        self.query_one(Page).focus()

    def apply(self, profile: Profile) -> tuple[Profile, Mapping[str, str]]:
        """The code stays: renaming is a command of its own."""
        fault = self.query_one("#fault", Static)
        try:
            changed = profile_from_toml(self.query_one(Page).text)
        except AliexportError as error:
            fault.update(Text(neutral_lines(render_error(error))))
            return profile, {"toml": render_error(error)}
        fault.update("")
        return msgspec.structs.replace(changed, code=profile.code), {}
