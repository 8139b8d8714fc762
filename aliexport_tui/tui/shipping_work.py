"""What the console asks about shipments and handover lists; what can't be done is known from the file before it is asked."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.registry import render
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.order_action import AddToList, Doing, HandOver, PassToday, RemoveFromList, Unship
from aliexport_tui.store import browse, shipping_lists
from aliexport_tui.store.database import Database
from aliexport_tui.store.handover_lists import OPEN_STATUS
from aliexport_tui.store.shipments import ENDED
from aliexport_tui.store.shipping_lists import ListRow, ShipmentRow
from aliexport_tui.tui import order_work
from aliexport_tui.tui.background import tell
from aliexport_tui.tui.forms.fields import Choice
from aliexport_tui.tui.order_words import SHIPMENT_STATUSES
from aliexport_tui.tui.screens.ask import AskText
from aliexport_tui.tui.screens.choose import Choose
from aliexport_tui.tui.words import _, neutral, ngettext, number

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

Done = Callable[[], None]
Closed = Collection[tuple[str, str]]
"""(account, number) of handover lists that can't be changed any more."""
LABELS_AT_ONCE = 500
_AMISS = ("OrderCreationProblems", "AddingToHandoverProblems")
_LISTED = ("AwaitingConfirmation", "AwaitingDispatch")
"""In a list by their status, which list may not have been read yet (local-orders.md §4)."""


def not_here(row: ShipmentRow, closed: Closed) -> str:
    """Why it can't be deleted or put off; a code, "" when it can."""
    if row.status in ENDED:
        return "shipment.ended"
    left = row.status in SHIPMENT_STATUSES and row.status not in shipping_lists.WAITING and row.status not in _AMISS
    return "shipment.handed_over" if left or (row.account, row.handover_list) in closed else ""


def not_free(row: ShipmentRow) -> str:
    """Why it can't go into a handover list."""
    if row.status in ENDED:
        return "shipment.ended"
    if row.handover_list or row.status in _LISTED:
        return "shipment.in_list"
    if row.status == "OrderCreationProblems":
        return "shipment.not_made"
    left = row.status in SHIPMENT_STATUSES and row.status not in shipping_lists.WAITING and row.status not in _AMISS
    return "shipment.handed_over" if left else ""


def sentence(code: str, row: ShipmentRow) -> str:
    args = {"shipment": row.number, "status": row.status}
    if row.handover_list:
        args["list"] = row.handover_list
    return render(code, args) if code else ""


def split(rows: Iterable[ShipmentRow], why: Callable[[ShipmentRow], str]) -> tuple[list[ShipmentRow], list[str]]:
    """Those with which it can be done; how many of the others for each reason, in words."""
    fitting, reasons = [], Counter[str]()
    for row in rows:
        if code := why(row):
            reasons[code] += 1
        else:
            fitting.append(row)
    return fitting, order_work.reason_lines(reasons)


def pass_today(console: "Console", rows: Sequence[ShipmentRow], reasons: Sequence[str], then: Done) -> None:
    wanted = order_work.by_account((row.account, PassToday(row.number)) for row in rows)
    says = _("They are handed over on their spare day, and leave their handover list.")
    order_work.confirm(console, f"{_('To the spare day')}: {_count(rows)}", [says, *reasons], wanted, then=then)


def delete(console: "Console", rows: Sequence[ShipmentRow], reasons: Sequence[str], then: Done) -> None:
    wanted = order_work.by_account((row.account, Unship(row.number)) for row in rows)
    says = _("Their goods wait for new shipments then; labels that were printed are worth nothing.")
    order_work.confirm(
        console, f"{_('Delete')}: {_count(rows)}", [says, *reasons], wanted, yes=_("delete"), then=then
    )  # fmt: skip


def new_list(console: "Console", rows: Sequence[ShipmentRow], reasons: Sequence[str], then: Done) -> None:
    """One for each account; first asks when they are handed over, which need not be told."""
    title = f"{_('New handover list')}: {_count(rows)}"

    def make(text: str) -> None:
        wanted: dict[str, list[Doing]] = {}
        for code, numbers in by_account(rows).items():
            at = arrival(console.db, code, text) if text else 0
            wanted[code] = [HandOver(tuple(numbers), at)]
        says = _("A handover list of them is made. It can be changed until it is closed.")
        when = [_("Handed over: {time}").format(time=text)] if text else []
        order_work.confirm(console, title, [says, *when, *reasons], wanted, yes=_("make it"), then=then)

    def asked(answer: object) -> None:
        if not isinstance(answer, str):
            return
        try:
            make(answer.strip())
        except AliexportError as error:
            tell(console, error)

    if not rows:
        make("")
        return
    hint = _("When are they handed over? 2026-02-03 12:00, in the settings' zone; empty: not told. Enter goes on.")
    console.push_screen(AskText(title, hint=hint), asked)


def arrival(db: Database, account: str, text: str) -> int:
    """UTC ms. Raises ConfigError `orders.date_malformed`, `orders.zone_unknown`."""
    from aliexport_tui.engine.orders import settings
    from aliexport_tui.engine.orders.dates import moment_of

    return moment_of(text, settings.zone(settings.load(db, account).settings))


def add_to_list(console: "Console", rows: Sequence[ShipmentRow], then: Done) -> None:
    """Which open list, of the account of the first of them."""
    accounts = {row.account for row in rows}
    if len(accounts) != 1:
        console.notify(_("They are of several accounts: one at a time."), severity="warning")
        return
    account = accounts.pop()
    ids = shipping_lists.list_ids(console.db, account=account, only=OPEN_STATUS)[:LABELS_AT_ONCE]
    found = list(shipping_lists.lists(console.db, ids).values())
    if not found:
        console.notify(_("There is no open handover list: n makes one."), severity="warning")
        return
    choices = [Choice(row.number, f"{row.number}  {_('shipments')}: {number(len(row.shipments))}") for row in found]

    def chosen(value: object) -> None:
        if isinstance(value, str):
            order_work.tell(console, {account: [AddToList(value, tuple(row.number for row in rows))]}, then)

    console.push_screen(Choose(_("Into which list?"), choices), chosen)


def take_out(console: "Console", of: ListRow, rows: Sequence[ShipmentRow], then: Done) -> None:
    wanted: order_work.Wanted = {of.account: [RemoveFromList(of.number, tuple(row.number for row in rows))]}
    says = _("They wait for another handover list then.")
    title = f"{_('Take out of list {list}').format(list=neutral(of.number))}: {_count(rows)}"
    order_work.confirm(console, title, [says], wanted, yes=_("take out"), then=then)


def closed_lists(db: Database, rows: Iterable[ShipmentRow]) -> Closed:
    """Of the lists that these shipments are in, those that can't be changed any more."""
    return shipping_lists.closed(db, {row.handover_list for row in rows if row.handover_list})


def labels(
    console: "Console", account: str, numbers: Sequence[str], group: Sequence[str], then: Done = lambda: None
) -> None:
    """Saved in the folder of the account's settings; where there is none it is asked for. `group`: the command's words
    before the numbers."""
    if not console.may_write():
        return
    wanted = list(numbers)[:LABELS_AT_ONCE]
    found = next((one for one in browse.account_names(console.db) if one.code == account), None)
    folder = order_work.settings_of(console.db, found.id).back.labels_folder if found is not None else ""

    def start(into: str) -> None:
        arguments = [*group, *wanted, "--account", account, *(["--folder", into] if into else [])]
        console.chores.start("labels", account, then, arguments=arguments, again=True)

    def asked(answer: object) -> None:
        if isinstance(answer, str) and answer.strip():
            start(str(Path(answer.strip()).expanduser()))

    if folder:
        start("")
    else:
        hint = _("Labels are saved here as PDF. The order settings can name a folder for good.")
        console.push_screen(AskText(_("Folder for labels"), str(_suggested(console.workspace)), hint=hint), asked)


def _suggested(workspace: Workspace) -> Path:
    return workspace.file.parent / "labels"


def _count(rows: Sequence[ShipmentRow]) -> str:
    return ngettext("{count} shipment", "{count} shipments", len(rows)).format(count=number(len(rows)))


def by_account(rows: Iterable[ShipmentRow]) -> Mapping[str, list[str]]:
    """Account -> numbers."""
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.account, []).append(row.number)
    return found
