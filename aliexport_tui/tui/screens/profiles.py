"""The profiles: list with figures, filter, marks; new, clone, rename, edit, switch, delete, TOML in and out."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from aliexport_tui.engine.profiles import Imported, Listed, listed
from aliexport_tui.messages.registry import render_problem
from aliexport_tui.model.profile import Profile, is_code
from aliexport_tui.store import browse
from aliexport_tui.store.database import fold
from aliexport_tui.tui import offers, profile_work, work
from aliexport_tui.tui.forms.fields import Choice, Field, Values
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.places import is_place
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.ask import AskText, Confirm
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.screens.form_screen import FormScreen
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.marks import Marks
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.widgets.line import Line
from aliexport_tui.tui.words import _, neutral, ngettext, number

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

_SOON_S = 0.1
"""What was done to a profile shows at once, as long as counting is quick."""


def _uploaded(row: Listed) -> Cell:
    return f"{number(row.uploaded)} [{row.percent}%]", "good" if row.uploaded else ""


def _several(names: Sequence[str]) -> str:
    """ "Одежда +2"."""
    if not names:
        return "-"
    return neutral(names[0]) if len(names) == 1 else f"{neutral(names[0])} +{len(names) - 1}"


COLUMNS: tuple[Column[Listed], ...] = (
    Column("id", _("Id"), 4, lambda row: (str(row.id), "dim"), right=True, keep=3),
    Column("name", _("Name"), 0, lambda row: (f"{neutral(row.code)}  {neutral(row.name)}", "")),
    Column("status", _("Status"), 9, lambda row: (_("active"), "good") if row.active else (_("inactive"), "dim")),
    Column("category", _("Category"), 14, lambda row: (_several(row.categories), "dim"), keep=2, most=30),
    Column("sub", _("Sub-category"), 14, lambda row: (_several(row.subcategories), "dim"), keep=1, most=30),
    Column("total", _("Total"), 7, lambda row: ("?" if row.total is None else number(row.total), ""), right=True),
    Column("uploaded", _("Uploaded"), 12, _uploaded, right=True),
    Column(
        "left", _("Left"), 7, lambda row: ("?" if row.not_uploaded is None else number(row.not_uploaded), ""), right=True
    ),
)


class ProfilesScreen(ShopScreen):
    """Actions work on the marked profiles, else on the one under the cursor."""

    CSS_PATH = "profiles.tcss"
    help_lines = (
        _("A profile says which products go to which account, into which categories, with which prices and stocks."),
        _("Enter edits it, m maps its categories, t goes to its rules, F to its filter: these show it from then on."),
        _("P shows its products, u plans an upload of all it covers."),
        _("h shows what its guards hold back."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("n", "new", _("New"), writes=True),
        *key("m", "show('categories')", _("Categories")),
        *key("t", "show('prices')", _("Rules")),
        *key("F", "show('filter')", _("Filter of products"), show=False),
        *(key("b", "show('plans')", _("Plans"), show=False) if is_place("plans") else ()),
        *key("P", "products", _("Products")),
        *key("u", "act('export')", _("Upload all"), writes=True),
        *key("w", "problems", _("Problems")),
        *key("h", "holds", _("Held changes"), show=False),
        *key("a", "switch", _("On/off"), show=False, writes=True),
        *key("p", "act('price')", _("Send all prices"), show=False, writes=True),
        *key("s", "act('stock')", _("Send all stocks"), show=False, writes=True),
        *key("e", "edit", _("Edit"), show=False),
        *key("c", "clone", _("Clone"), show=False, writes=True),
        *key("r", "rename", _("Rename"), show=False, writes=True),
        *key("D", "delete", _("Delete"), show=False, writes=True),
        *key("delete", "delete", show=False, writes=True),
        *key("x", "export", _("Write TOML"), show=False),
        *key("I", "import_toml", _("Read TOML"), show=False, writes=True),
        *key("/", "search", _("Filter"), show=False),
        *key("f", "filter_status", _("Filter by status"), show=False),
        *key("escape", "leave_field", show=False),
    ]
    grid = getters.query_one("#profiles", Grid)

    def __init__(self) -> None:
        super().__init__()
        self.marks = Marks()
        self._rows: tuple[Listed, ...] = ()
        self._status = ""
        self._wanted = ""

    def body(self) -> ComposeResult:
        with Vertical(classes="body"):
            yield Line(placeholder=_("/ search: code, name, category"), id="search")
            yield Grid[Listed](COLUMNS, self.marks, empty=_("  No profile yet. n makes one."), id="profiles")

    def on_mount(self) -> None:
        self._poll: Poll[tuple[Listed, ...]] = Poll(self, self.workspace, listed, self._came, least_s=_SOON_S)
        self.grid.focus()
        self.file_changed()

    def file_changed(self) -> None:
        """Counting what each covers is done in a thread."""
        if not self.is_mounted:
            return
        self._poll.ask()

    def _came(self, rows: tuple[Listed, ...]) -> None:
        if rows != self._rows or not self.grid.order:
            self._rows = rows
            self._show()

    def _show(self) -> None:
        wanted = fold(self.query_one("#search", Input).value)
        fitting = {
            row.id: row
            for row in self._rows
            if wanted in fold(f"{row.code} {row.name} {' '.join((*row.categories, *row.subcategories))}")
            and self._status in ("", "active" if row.active else "inactive")
        }
        source, order = FixedRows(fitting), FixedRows(fitting).order()
        self.grid.take(source, order)
        made = next((row.id for row in fitting.values() if row.code == self._wanted), None)
        if made is not None:
            self._wanted = ""
            self.grid.go_to(order.index(made))

    @on(Input.Changed, "#search")
    def _searched(self) -> None:
        self._show()

    @on(Input.Submitted, "#search")
    def _search_done(self) -> None:
        self.grid.focus()

    # ---- one profile -------------------------------------------------------------------------------------------

    def _current(self) -> Listed | None:
        row = self.grid.current
        return row if isinstance(row, Listed) else None

    def _chosen(self) -> list[Listed]:
        marked = set(self.marks.all())
        current = self._current()
        return [row for row in self._rows if row.id in marked] or ([current] if current else [])

    def _work_on(self, code: str) -> None:
        """It is the profile that the screens about one profile show from now on."""
        if self.console.desk.code != code:
            self.console.desk.choose(code)

    @on(Grid.Opened)
    def action_edit(self) -> None:
        row = self._current()
        if row is not None:
            self._open_form(row.code)

    def _open_form(self, code: str) -> None:
        from aliexport_tui.tui.screens.profile_form import ProfileForm

        self._work_on(code)
        self.app.push_screen(ProfileForm())

    def action_show(self, place: str) -> None:
        """A screen about one profile, with the one under the cursor."""
        row = self._current()
        if row is not None:
            self._work_on(row.code)
            self.console.go(place)

    def action_problems(self) -> None:
        self.action_show("problems")

    def action_holds(self) -> None:
        """What the guards hold back; where nothing is held, that is said instead."""
        from aliexport_tui.store import holds

        row = self._current()
        if row is None:
            return
        if not holds.waiting(self.db, row.code, limit=1):
            self.app.notify(_("Nothing of the profile {code} is held.").format(code=row.code), markup=False, timeout=4)
            return
        self.action_show("held")

    def action_products(self) -> None:
        row = self._current()
        if row is not None:
            line = next((line for line in browse.profile_lines(self.db) if line.id == row.id), None)
            self.console.show_products_of(line)

    def action_act(self, action: str) -> None:
        row = self._current()
        if row is None:
            return
        if not row.active:
            self.app.notify(_("The profile {code} is not active: a switches it on.").format(code=row.code), markup=False)
            return
        work.plan_profile(
            self.console, "export" if action == "export" else "price" if action == "price" else "stock", row.code
        )

    # ---- new, clone, rename ------------------------------------------------------------------------------------

    def action_new(self) -> None:
        accounts, sources = browse.account_lines(self.db), browse.source_lines(self.db)
        fields = (
            Field("code", _("Code"), hint=_("for cron and files: a–z, 0–9, _; a letter first")),
            Field("name", _("Name"), hint=_("unique, for people")),
            Field("account", _("Account"), "choice", choices=tuple(Choice(line.code, line.code) for line in accounts)),
            Field("source", _("Source"), "choice", choices=tuple(Choice(line.code, line.code) for line in sources)),
        )
        values = {"account": accounts[0].code if accounts else "", "source": sources[0].code if sources else ""}

        def save(values: Values) -> dict[str, str]:
            errors = self._name_errors(values)
            if not errors:
                profile = Profile(
                    code=values["code"],
                    name=values["name"].strip(),
                    account=values["account"],
                    source=values["source"],
                    active=True,
                    card=offers.starting_card(self.db, values["account"]),
                )
                self._wanted = profile.code  # the cursor goes to what has just been made
                profile_work.create(self.console, profile, lambda stored: self._open_form(stored.profile.code))
            return errors

        self.app.push_screen(FormScreen(_("New profile"), fields, values, save))

    def _name_errors(self, values: Values) -> dict[str, str]:
        errors = {}
        if not is_code(values["code"]):
            errors["code"] = _("Small letters a–z, figures, _; a letter first.")
        if not values["name"].strip():
            errors["name"] = _("A name is needed.")
        return errors

    def action_clone(self) -> None:
        row = self._current()
        if row is not None:
            self._ask_names(
                _("Clone of {code}").format(code=row.code), f"{row.code}_2", f"{row.name} 2", row.code, profile_work.clone
            )

    def action_rename(self) -> None:
        row = self._current()
        if row is not None:
            self._ask_names(_("Rename {code}").format(code=row.code), row.code, row.name, row.code, profile_work.rename)

    def _ask_names(self, title: str, code: str, name: str, old: str, do: Callable[["Console", str, str, str], None]) -> None:
        fields = (Field("code", _("Code"), hint=_("a–z, 0–9, _; a letter first")), Field("name", _("Name")))

        def save(values: Values) -> dict[str, str]:
            errors = self._name_errors(values)
            if not errors:
                self._wanted = values["code"]
                do(self.console, old, values["code"], values["name"].strip())
            return errors

        self.app.push_screen(FormScreen(title, fields, {"code": code, "name": name}, save))

    # ---- the marked ones ---------------------------------------------------------------------------------------

    def action_switch(self) -> None:
        chosen = self._chosen()
        if chosen:
            turn_on = not all(row.active for row in chosen)
            profile_work.set_active(self.console, [row.code for row in chosen], turn_on)

    def action_delete(self) -> None:
        chosen = self._chosen()
        if not chosen:
            return

        def answered(answer: object) -> None:
            if answer == "yes":
                self.marks.clear()
                profile_work.delete(self.console, [row.code for row in chosen])

        names = ", ".join(row.code for row in chosen)
        title = ngettext("Delete {count} profile?", "Delete {count} profiles?", len(chosen)).format(count=len(chosen))
        lines = [names, _("Their products stay on the marketplace; nobody looks after them any more.")]
        self.app.push_screen(Confirm(title, lines), answered)

    def action_filter_status(self) -> None:
        choices = [Choice("", _("all")), Choice("active", _("active")), Choice("inactive", _("inactive"))]

        def chosen(value: object) -> None:
            if isinstance(value, str):
                self._status = value
                self._show()

        self.app.push_screen(Choose(_("Status"), choices, self._status), chosen)

    # ---- TOML --------------------------------------------------------------------------------------------------

    def action_export(self) -> None:
        row = self._current()
        if row is None:
            return

        def answered(path: object) -> None:
            if isinstance(path, str) and path.strip():
                profile_work.export_to(self.console, row.code, Path(path.strip()), self._exported)

        self.app.push_screen(AskText(_("Write the profile to"), str(Path.home() / f"{row.code}.toml")), answered)

    def _exported(self, path: Path) -> None:
        self.app.notify(_("Written: {path}").format(path=path), markup=False)

    def action_import_toml(self) -> None:
        def answered(path: object) -> None:
            if isinstance(path, str) and path.strip():
                profile_work.import_from(self.console, Path(path.strip()), self._imported)

        self.app.push_screen(AskText(_("Read a profile from"), str(Path.home()) + "/"), answered)

    def _imported(self, imported: Imported) -> None:
        lines = [_("{code} has arrived, inactive.").format(code=imported.stored.profile.code)]
        lines += [render_problem(problem)[0] for problem in imported.problems]
        self.app.notify("\n".join(lines), markup=False, timeout=10)

    def action_search(self) -> None:
        self.query_one("#search").focus()

    def action_leave_field(self) -> None:
        if not self.grid.cancel_range():
            self.grid.focus()
