"""A new source, first half: where it is. The look at it is taken in a process of its own; this screen stays meanwhile."""

import tempfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast, get_args

from rich.text import Text
from textual.binding import BindingType
from textual.widgets import Static

from aliexport_tui.engine.sources import absolute, check_code
from aliexport_tui.messages.registry import render_error
from aliexport_tui.messages.source_words import kind_name
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.sources.rest.key_names import KEYS
from aliexport_tui.sources.settings import Kind, SourceSettings
from aliexport_tui.store import sources
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms.fields import Choice, Field
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.source_process import AskLook, Looked, look_or_error
from aliexport_tui.tui.words import _, neutral_lines

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

_FIELDS = (
    Field("location", _("Path or address"), hint=_("/path/to/feed.yml or https://shop.example/feed.yml")),
    Field("code", _("Code"), hint=_("the source's short name: a–z, 0–9, _; a letter first")),
    Field(
        "kind",
        _("What wrote it"),
        "choice",
        _("found out, but for a shop that is asked over its interface (REST)"),
        choices=(Choice("", _("found out")), *(Choice(kind, kind_name(kind)) for kind in get_args(Kind))),
    ),
)


class SourceAddress(FormScreen):
    """Nothing is stored here: F2 looks and shows what is there."""

    sheet_title = _("A new source: where it is")
    help_lines = (
        _("A file on this machine, or an address: YML, CommerceML, CSV and Excel of Magento, WooCommerce, 1C and others."),
        _("F2 looks at it and shows three products and what the file can't tell. Nothing is stored before you say so."),
        _("A password belongs into the address: https://user:password@shop.example/feed.yml. It is kept apart."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("f2", "save", _("Look"), writes=True),
        *key("ctrl+s", "save", show=False, writes=True),
    ]

    def __init__(self, code: str) -> None:
        super().__init__(_("New source"), _FIELDS, {"code": code}, lambda values: {})
        self._code = code
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def on_unmount(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def action_save(self) -> None:
        """Look. A shop's interface asks for keys first."""
        values = self.form.values()
        self._told("")
        location = values["location"].strip()
        errors = {} if location else {"location": _("A path or an http(s) address.")}
        try:
            check_code(self.db, values["code"])
        except AliexportError as error:
            errors["code"] = render_error(error)
        self.form.show_errors(errors)
        if errors:
            return
        kind = cast("Kind | None", values["kind"] or None)
        if kind in KEYS:
            self._ask_keys(absolute(location), values["code"], kind)
        else:
            self._look(absolute(location), values["code"], kind, {})

    def action_back(self) -> None:
        self.dismiss(None)

    def _ask_keys(self, location: str, code: str, kind: Kind) -> None:
        fields = [Field(name, name, "secret", _("empty: not used")) for name in KEYS[kind]]

        def kept(values: Mapping[str, str]) -> None:
            self._look(location, code, kind, {name: text.strip() for name, text in values.items() if text.strip()})

        self.app.push_screen(FormScreen(_("How to sign in at the shop"), fields, {}, lambda values: {}, then=kept))

    def _look(self, location: str, code: str, kind: Kind | None, keys: dict[str, str]) -> None:
        from aliexport_tui.tui.screens.source_found import SourceFound

        self._code = code
        if self._folder is not None:
            self._folder.cleanup()
        self._folder = tempfile.TemporaryDirectory(prefix="aliexport-look-")
        asked = AskLook(str(self.workspace.file), location, self._folder.name, "", SourceSettings(), keys, kind)

        def looked(found: Looked | AliexportError) -> None:
            self.console.busy_with("")
            if isinstance(found, AliexportError):
                self._told(render_error(found))
            else:
                self.app.push_screen(SourceFound(code, asked, found), self._ended)

        self.console.busy_with(_("Looking at the source…"))
        in_background(
            self.console,
            lambda: look_or_error(asked),
            looked,
            group="source-look",
            failed=lambda: self.console.busy_with(""),
        )

    def _ended(self, _nothing: None) -> None:
        """Back from what was found: this screen has done its part when the source is there."""
        if sources.find(self.db, self._code) is not None:
            self.dismiss(None)

    def _told(self, text: str) -> None:
        self.query_one("#trouble", Static).update(Text(neutral_lines(text)))


def begin(console: "Console") -> None:
    """The way to a new source, from wherever it is begun."""
    console.push_screen(SourceAddress("" if sources.find(console.db, "shop") else "shop"))
