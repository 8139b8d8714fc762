"""Problems as a work list: 214 × one cause is one line, and one key leads to where it is mended."""

from collections.abc import Sequence
from contextlib import closing
from typing import ClassVar

from rich.text import Text
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from aliexport_tui.messages.field_words import field_word
from aliexport_tui.messages.registry import render_problem
from aliexport_tui.model.id_set import IdSet
from aliexport_tui.store import browse, causes
from aliexport_tui.store.causes import Cause
from aliexport_tui.store.database import Database
from aliexport_tui.tui import mending, revalidating, work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.places import key_of
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.scoped_screen import ScopedScreen, inactive
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.words import _, neutral, ngettext, number


def _message(cause: Cause) -> Cell:
    message = neutral(render_problem(cause.example)[0])
    return (f"! {message}", "warn") if cause.severity == "warning" else (f"✗ {message}", "bad")


COLUMNS: tuple[Column[Cause], ...] = (
    Column("count", _("Products"), 8, lambda cause: (number(cause.count), ""), right=True, value=lambda cause: cause.count),
    Column("message", _("Problem"), 0, _message),
    Column("mend", _("Mended in"), 14, lambda cause: (mending.title(cause.example), "info"), keep=3, most=28),
    Column("field", _("Field"), 14, lambda cause: (field_word(cause.field), "dim"), keep=2, most=30),
    Column("profile", _("Profile"), 8, lambda cause: (neutral(cause.profile or cause.source), "dim"), keep=1, most=14),
)
Read = tuple[str, tuple[Cause, ...], bool]
"""The profile that was asked for, its causes, and whether its products have ever been looked at."""
_ABOUT_PRODUCTS = ("resend", "check_again")


class ProblemsScreen(ScopedScreen):
    """Errors, most products first; warnings apart."""

    CSS_PATH = "problems.tcss"
    help_lines = (
        _("Each line is one cause: what has to be mended once, and how many products wait for it."),
        _("m goes to where it is mended: the category, the attribute, the value, the price rule, the feed."),
        _("r checks the products anew without sending anything: what is mended goes from the list."),
        _("u sends exactly those products again; what would happen is asked first. Space marks several causes."),
        _("Enter shows the products. w turns to the warnings, which block nothing, and back; P all profiles."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("m", "mend", _("Mend")),
        *key("r", "check_again", _("Check again"), writes=True),
        *key("u", "resend", _("Send these again"), writes=True),
        *key("w", "warnings", _("Warnings")),
    ]
    grid = getters.query_one("#problems", Grid)

    def __init__(self) -> None:
        super().__init__()
        self.severity = "error"
        self.marks = Marks()
        self._found: tuple[Cause, ...] | None = None
        self._looked_at = True
        self._numbers: dict[tuple[str, ...], int] = {}
        self._poll: Poll[Read] | None = None

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Static(id="title", markup=False)
            yield Grid[Cause](COLUMNS, self.marks, empty=_("  No problems."), id="problems", name="problems")
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="hint", markup=False)

    def on_mount(self) -> None:
        self._poll = Poll(self, self.workspace, self._read, self._came)
        self.grid.focus()
        self._tell()

    # ---- reading, in a thread ----------------------------------------------------------------------------------

    def file_changed(self) -> None:
        if self._poll is not None:
            self._poll.ask()

    def reload(self) -> None:
        """Another profile: what was found of the one before goes at once."""
        self._found = None
        self.marks.clear()
        self._show()

        def read() -> Read:
            with closing(self.workspace.open()) as db:
                return self._read(db)

        in_background(self.console, read, self._came, group="causes")

    def _read(self, db: Database) -> Read:
        code = self.code
        if not code and not self.everyone:
            return code, (), True
        line = next((one for one in browse.profile_lines(db) if one.code == code), None)
        profile = line.id if line else None
        return code, causes.grouped(db, profile), causes.is_looked_at(db, profile)

    def _came(self, found: Read) -> None:
        code, listed, looked_at = found
        if not self.is_whole:
            return
        if code != self.code:
            self.file_changed()
        elif (listed, looked_at) != (self._found, self._looked_at):
            self._found, self._looked_at = listed, looked_at
            self._show()

    def _show(self) -> None:
        rows = {self._number(cause): cause for cause in self._found or () if cause.severity == self.severity}
        gone = [id for id in self.marks.all() if id not in rows]
        self.marks.remove(gone)
        source = FixedRows(rows)
        self.grid.say_when_empty(
            _("  No problems.")
            if self._looked_at
            else _("  No product has been looked at yet: {key}, then u works out an upload, and asks first.").format(
                key=key_of("profiles")
            )
        )
        self.grid.take(source, source.order())
        self._tell()
        self._moved()
        self.refresh_bindings()

    def _number(self, cause: Cause) -> int:
        return self._numbers.setdefault(cause.key, len(self._numbers) + 1)

    # ---- what the lines say ------------------------------------------------------------------------------------

    def _tell(self) -> None:
        found = self._found
        if found is None:
            told = _("reading…") if self.everyone or self.code else _("There is no profile yet.")
        elif not found and not self._looked_at:
            told = _("no product has been looked at yet")
        else:
            errors = sum(cause.severity == "error" for cause in found)
            warnings = len(found) - errors
            blocking = ngettext("{count} cause blocks products", "{count} causes block products", errors)
            told = " · ".join(
                (
                    blocking.format(count=number(errors)) if errors else _("nothing blocks products"),
                    ngettext("{count} warning", "{count} warnings", warnings).format(count=number(warnings)),
                )
            )
        shown = _("Warnings") if self.severity == "warning" else _("Problems")
        whose = _("all profiles") if self.everyone else f"{_('profile')} {neutral(self.code)}"
        line = Text.assemble((f"{shown} · {whose}: ", "bold"), told, no_wrap=True, overflow="ellipsis")
        self.query_one("#title", Static).update(line, layout=False)

    @on(Grid.Moved, "#problems")
    def _moved(self) -> None:
        cause = self.grid.current
        text = Text()
        if isinstance(cause, Cause):
            message, hint = render_problem(cause.example)
            text.append(f"{neutral(message)}\n", "bold")
            if hint:
                text.append(f"→ {neutral(hint)}\n")
            text.append(f"m {_('mends it')}: {mending.title(cause.example)}\n")
            example = " · ".join(filter(None, (neutral(cause.name), neutral(str(cause.example.place)))))
            if example:
                text.append(f"{_('for example')} {example}\n", "dim")
            text.append(field_word(cause.example.field), "dim")
        self.query_one("#hint", Static).update(text)
        self.refresh_bindings()

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action not in (*_ABOUT_PRODUCTS, "mend"):
            return super().refusal(action, parameters)
        cause = self.grid.current if self.is_mounted else None
        if not isinstance(cause, Cause):
            return _("There is no problem here.")
        if action == "mend":
            return mending.refusal(cause)
        return self._not_of_products(action)

    def _not_of_products(self, action: str) -> str:
        chosen = self.chosen()
        if any(cause.profile_id is None for cause in chosen):
            return _("This is a problem of the source, not of single products: m goes there.")
        if len({cause.profile for cause in chosen}) > 1:
            return _("The marked causes are of several profiles: one at a time.")
        if action == "resend":
            if all(cause.severity == "warning" for cause in chosen):
                return _("A warning blocks nothing: there is nothing to send again.")
            return inactive(self, chosen[0].profile)
        return ""

    def chosen(self) -> Sequence[Cause]:
        """The marked causes, else the one under the cursor."""
        source = self.grid.source
        marked = list(source.rows(self.marks.all()).values()) if source is not None else []
        found = marked or [self.grid.current]
        return [cause for cause in found if isinstance(cause, Cause)]

    def action_warnings(self) -> None:
        self.severity = "warning" if self.severity == "error" else "error"
        self.marks.clear()
        self._show()
        self.grid.go_to(0)

    @on(Grid.Marked, "#problems")
    def _marked(self) -> None:
        self.refresh_bindings()

    def action_mend(self) -> None:
        cause = self.grid.current
        if isinstance(cause, Cause):
            mending.go(self.console, cause)

    def action_resend(self) -> None:
        """All products of the chosen causes and nothing else. What is still blocked is told in the question."""
        chosen = self.chosen()
        self._with_products(chosen, lambda ids: work.act(self.console, "export", ids, chosen[0].profile))

    def action_check_again(self) -> None:
        """Nothing is sent: their drafts are built anew wherever something has changed."""
        chosen = self.chosen()
        self._with_products(chosen, lambda ids: revalidating.check(self.console, chosen, ids))

    @on(Grid.Opened, "#problems")
    def _opened(self) -> None:
        cause = self.grid.current
        if isinstance(cause, Cause) and cause.profile_id is not None:
            text = neutral(render_problem(cause.example)[0])
            self._with_products([cause], lambda ids: self.console.show_these_products(ids, cause.profile, text))
        elif isinstance(cause, Cause):
            self.app.notify(_("No product has this problem: it is the source's own."), timeout=4)

    def _with_products(self, chosen: Sequence[Cause], then: "revalidating.WithProducts") -> None:
        """Which they are is asked off the loop."""

        def read() -> IdSet:
            with closing(self.workspace.open()) as db:
                return IdSet.of([id for cause in chosen for id in causes.products(db, cause)])

        in_background(self.console, read, then, group="cause-products")
