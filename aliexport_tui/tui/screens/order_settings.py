"""Each account's order settings, and the targets that its orders are handed to."""

from dataclasses import dataclass
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.order_settings import OrderSettings, Target
from aliexport_tui.store import order_settings_view
from aliexport_tui.store.database import Database
from aliexport_tui.store.order_settings_view import AccountOrders, Deliveries
from aliexport_tui.tui import order_settings_work
from aliexport_tui.tui.background import tell
from aliexport_tui.tui.forms import target_fields
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.keys import key
from aliexport_tui.tui.polling import Poll
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.screens.base import ShopScreen
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.widgets.grid.grid import Grid
from aliexport_tui.tui.widgets.grid.source import Cell, Column, FixedRows
from aliexport_tui.tui.words import _, age, neutral, number

_SOON_S = 0.1
Found = tuple[tuple[AccountOrders, ...], dict[tuple[int, str], Deliveries]]


@dataclass(frozen=True)
class TargetLine:
    name: str
    target: Target
    gone: Deliveries


_NO_SETTINGS = OrderSettings()


def _enabled(line: AccountOrders) -> Cell:
    if line.settings is None:
        return f"✗ {_('broken')}", "bad"
    return (f"● {_('on')}", "good") if line.settings.enabled else (f"○ {_('off')}", "dim")


def _targets(line: AccountOrders) -> Cell:
    names = ", ".join((line.settings or _NO_SETTINGS).hand_off.targets)
    return (neutral(names), "") if names else (_("n: add one"), "warn" if _enabled(line)[1] == "good" else "dim")


def _failed(line: TargetLine) -> Cell:
    return (f"✗ {number(line.gone.failed)}", "bad") if line.gone.failed else ("", "")


_KINDS = {"file": _("folder"), "command": _("command"), "webhook": _("web address"), "magento": "Magento"}


class OrderSettingsScreen(ShopScreen):
    """Accounts above, below the targets of the one under the cursor."""

    help_lines = (
        _("Which orders are fetched, and where they go: files, a command, a web address, Magento; as many as you like."),
        _("Enter opens the settings of an account, or of a target; e switches an account's orders on or off."),
        _("n makes a target, t tries whether it could take an order just now; nothing is handed over by that."),
        _("A new target takes orders made from then on. What could not be handed over stands with the orders: 0, ]."),
    )
    DEFAULT_CSS = """
    OrderSettingsScreen .body { height: 1fr; }
    OrderSettingsScreen #accounts { max-height: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *key("n", "new", _("New target"), writes=True),
        *key("t", "test", _("Try the target")),
        *key("e", "enable", _("On/off"), writes=True),
        *key("D", "remove", _("Remove the target"), show=False, writes=True),
    ]
    accounts = getters.query_one("#accounts", Grid)
    targets = getters.query_one("#targets", Grid)

    def __init__(self) -> None:
        super().__init__()
        self._gone: dict[tuple[int, str], Deliveries] = {}
        self._poll: Poll[Found] | None = None

    def body(self) -> ComposeResult:
        now = self.workspace.clock.now_ms
        with Vertical(classes="body"):
            yield Grid[AccountOrders](
                (
                    Column("account", _("Account"), 12, lambda line: (neutral(line.account), ""), most=20),
                    Column("enabled", _("Orders"), 9, _enabled),
                    Column("targets", _("Handed to"), 0, _targets),
                    Column("prefix", _("Prefix"), 7, lambda line: (_prefix(line), "dim"), keep=2, most=14),
                    Column("known", _("Known"), 7, lambda line: (number(line.orders), ""), right=True, keep=3),
                    Column("due", _("To send"), 8, lambda line: (number(line.due), ""), right=True, keep=4),
                    Column("age", _("Fetched"), 8, lambda line: (age(line.fetched_at, now()), "dim"), right=True, keep=5),
                ),
                empty=_("  No account yet: [ goes to the accounts."),
                id="accounts",
            )
            yield Grid[TargetLine](
                (
                    Column("name", _("Target"), 12, lambda line: (neutral(line.name), ""), most=20),
                    Column("kind", _("Kind"), 12, lambda line: (_KINDS[target_fields.kind_of(line.target)], "")),
                    Column("where", _("Where"), 0, lambda line: (neutral(target_fields.where(line.target)), "dim")),
                    Column("done", _("Taken"), 8, lambda line: (number(line.gone.done), "good"), right=True, keep=3),
                    Column("waiting", _("Waiting"), 8, lambda line: (number(line.gone.waiting), ""), right=True, keep=2),
                    Column("failed", _("Failed"), 8, _failed, right=True),
                ),
                empty=_("  No target: orders are fetched and shown, and nothing else. n adds one."),
                id="targets",
            )

    def on_mount(self) -> None:
        self._poll = Poll(self, self.workspace, self._read, self._came, least_s=_SOON_S)
        self.accounts.focus()
        self.file_changed()

    def file_changed(self) -> None:
        if self._poll is not None:
            self._poll.ask()

    def _read(self, db: Database) -> Found:
        return order_settings_view.accounts(db), order_settings_view.deliveries(db)

    def _came(self, found: Found) -> None:
        lines, self._gone = found
        source = FixedRows({line.id: line for line in lines})
        self.accounts.take(source, source.order())
        self._show_targets()

    @on(Grid.Moved, "#accounts")
    def _show_targets(self) -> None:
        line = self._account()
        named = (line.settings or _NO_SETTINGS).hand_off.targets if line is not None else {}
        rows = {
            place: TargetLine(name, target, self._gone.get((line.id if line else 0, name), Deliveries()))
            for place, (name, target) in enumerate(named.items())
        }
        source = FixedRows(rows)
        self.targets.take(source, source.order())
        self.refresh_bindings()

    def _account(self) -> AccountOrders | None:
        line = self.accounts.current
        return line if isinstance(line, AccountOrders) else None

    def _target(self) -> TargetLine | None:
        line = self.targets.current
        return line if isinstance(line, TargetLine) else None

    # ---- keys --------------------------------------------------------------------------------------------------

    def refusal(self, action: str, parameters: tuple[object, ...]) -> str:
        if action in ("new", "enable", "test", "remove") and self.is_whole:
            if self._account() is None:
                return _("There is no account yet.")
            if action in ("test", "remove") and self._target() is None:
                return _("This account has no target yet: n adds one.")
        return super().refusal(action, parameters)

    @on(Grid.Opened, "#accounts")
    def _edit_account(self) -> None:
        line = self._account()
        if line is not None:
            try:
                self.app.push_screen(order_settings_work.settings_form(self.console, line.account))
            except AliexportError as error:
                tell(self.console, error)

    @on(Grid.Opened, "#targets")
    def _edit_target(self) -> None:
        account, line = self._account(), self._target()
        if account is not None and account.settings is not None and line is not None:
            kind = target_fields.kind_of(line.target)
            order_settings_work.target_form(self.console, account.account, account.settings, kind, line.name)

    def action_new(self) -> None:
        account = self._account()
        if account is None or account.settings is None:
            return
        settings = account.settings

        def chosen(kind: object) -> None:
            if isinstance(kind, str):
                order_settings_work.target_form(self.console, account.account, settings, kind)

        choices = [Choice(kind, text) for kind, text in target_fields.KINDS.items()]
        self.app.push_screen(Choose(_("Where do orders go?"), choices), chosen)

    def action_enable(self) -> None:
        account = self._account()
        if account is not None:
            order_settings_work.switch(self.console, account.account)

    def action_test(self) -> None:
        account, line = self._account(), self._target()
        if account is not None and line is not None:
            order_settings_work.test_target(self.console, account.account, line.name)

    def action_remove(self) -> None:
        account, line = self._account(), self._target()
        if account is None or line is None:
            return

        def answered(answer: object) -> None:
            if answer == "yes":
                order_settings_work.remove_target(self.console, account.account, line.name)

        lines = [_("No order goes there any more; its keys are forgotten. What it was given stays known.")]
        title = _("Remove the target {name}?").format(name=neutral(line.name))
        self.app.push_screen(Confirm(title, lines, yes=_("remove")), answered)


def _prefix(line: AccountOrders) -> str:
    return neutral((line.settings or _NO_SETTINGS).hand_off.prefix)
