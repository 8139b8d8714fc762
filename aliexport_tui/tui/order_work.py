"""What the console asks about orders: fetch, hand over, tell the marketplace. The intent goes into the file, a process of
its own carries it out; what came of it is read from the file."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from aliexport_tui.engine.orders.possible import WHY_NOT
from aliexport_tui.messages.registry import render
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order_action import Doing
from aliexport_tui.model.order_settings import OrderSettings
from aliexport_tui.store import accounts, browse, hand_offs, order_settings, orders
from aliexport_tui.store.database import Database
from aliexport_tui.store.orders import StoredOrder
from aliexport_tui.tui import order_words
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.badge import badge
from aliexport_tui.tui.screens.ask import Confirm
from aliexport_tui.tui.words import _, neutral, ngettext, number

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

ORIGIN = "by_hand"
Wanted = Mapping[str, Sequence[Doing]]
"""Code of an account -> what is to be told of it."""
_REASONS_SHOWN = 6


def fetch(console: "Console", account: str = "") -> None:
    """The latest orders of one account, or of all whose orders are switched on (all that are enabled, when none is)."""
    if not console.may_write():
        return
    codes = [account] if account else fetched_accounts(console.db)
    if not codes:
        console.notify(_("There is no account yet."), severity="warning")
    for code in codes:
        console.chores.start("orders", code)


def fetched_accounts(db: Database) -> list[str]:
    """Codes of the accounts that F asks."""
    enabled = [one for one in browse.account_names(db) if one.enabled]
    on = set(order_settings.accounts_with(db))
    return [one.code for one in enabled if one.id in on] or [one.code for one in enabled]


def settings_of(db: Database, account: int) -> OrderSettings:
    """The defaults where what is kept can't be read: the form and the commands tell of that, screens go on."""
    try:
        return order_settings.load(db, account).settings
    except ConfigError:
        return OrderSettings()


def hand_over(console: "Console", codes: Iterable[str]) -> None:
    """To the shop's targets, whatever waits."""
    if console.may_write():
        for code in dict.fromkeys(codes):
            console.chores.start("hand_off", code, again=True)


def tell(console: "Console", wanted: Wanted, then: Callable[[], None] = lambda: None) -> None:
    """Into the outbox, all of an account or none; a process of its own for each account carries it out."""
    if not console.may_write():
        return
    workspace = console.workspace

    def ask() -> list[str]:
        from aliexport_tui.engine.orders import acting

        with closing(workspace.open()) as db:
            for code, doings in wanted.items():
                acting.ask(db, workspace, accounts.get(db, code), doings, ORIGIN)
        return [code for code, doings in wanted.items() if doings]

    def asked(codes: list[str]) -> None:
        for code in codes:
            console.chores.start("order_actions", code, again=True)
        count = sum(len(doings) for doings in wanted.values())
        told = ngettext("{count} is being told to the marketplace.", "{count} are being told to the marketplace.", count)
        console.notify(told.format(count=number(count)), timeout=4)
        then()
        console.refresh_from_file()

    in_background(console, ask, asked, group="order-actions")


def tell_again(console: "Console", ids: Sequence[int], account: str) -> None:
    """What the marketplace refused, or what nobody can settle: a person has looked."""
    workspace = console.workspace

    def turn() -> int:
        from aliexport_tui.engine.orders import acting

        with closing(workspace.open()) as db:
            return acting.again(db, workspace, ids)

    def turned(_count: int) -> None:
        console.chores.start("order_actions", account, again=True)
        console.refresh_from_file()

    in_background(console, turn, turned, group="order-actions-again")


def drop(console: "Console", ids: Sequence[int]) -> None:
    """The same, given up."""
    workspace = console.workspace

    def give_up() -> int:
        from aliexport_tui.engine.orders import acting

        with closing(workspace.open()) as db:
            return acting.drop(db, workspace, ids)

    def dropped(count: int) -> None:
        console.notify(ngettext("{count} is dropped.", "{count} are dropped.", count).format(count=number(count)), timeout=4)
        console.refresh_from_file()

    in_background(console, give_up, dropped, group="order-actions-drop")


def of_orders(db: Database, ids: Iterable[int]) -> list[StoredOrder]:
    return [stored for id in ids if (stored := orders.get(db, id)) is not None]


def why_not(kind: str, stored: StoredOrder) -> str:
    """Why this can't be done about the order as we know it, as a sentence; "" when it can."""
    code = WHY_NOT[kind](stored.order)
    return render(code, {"order": stored.order.id}) if code else ""


def split(kind: str, found: Iterable[StoredOrder]) -> tuple[list[StoredOrder], list[str]]:
    """Those with which it can be done; of the others how many for each reason, in words."""
    fitting, reasons = [], Counter[str]()
    for stored in found:
        code = WHY_NOT[kind](stored.order)
        if code:
            reasons[code] += 1
        else:
            fitting.append(stored)
    return fitting, reason_lines(reasons)


def reason_lines(reasons: Mapping[str, int]) -> list[str]:
    """ "  3  cancelled": each reason with its number."""
    ordered = sorted(reasons.items(), key=lambda item: -item[1])
    lines = [f"{number(count):>5}  {order_words.reason_word(code)}" for code, count in ordered[:_REASONS_SHOWN]]
    return ["", _("Not with these:"), *lines] if lines else []


def by_account(pairs: Iterable[tuple[str, Doing]]) -> dict[str, list[Doing]]:
    found: dict[str, list[Doing]] = {}
    for code, doing in pairs:
        found.setdefault(code, []).append(doing)
    return found


def confirm(
    console: "Console",
    title: str,
    lines: Sequence[str],
    wanted: Wanted,
    *,
    yes: str = "",
    then: Callable[[], None] = lambda: None,
) -> None:
    """Says what will be told to whom; on yes it is."""
    if not console.may_write():
        return

    def answered(answer: object) -> None:
        if answer == "yes":
            tell(console, wanted, then)

    where = ", ".join(f"{neutral(code)} ({_badge(console, code)})" for code in wanted)
    shown = [*lines, *(["", _("Account: {account}").format(account=where)] if where else [])]
    possible = any(wanted.values())
    console.push_screen(Confirm(title, shown, possible=possible, yes=yes), answered)


def _badge(console: "Console", account: str) -> str:
    return "DEMO" if console.workspace.demo else badge(browse.account_names(console.db), account)


def try_again(console: "Console", ids: Sequence[int], then: Callable[[], None] = lambda: None) -> None:
    """Hand-offs that failed, once more and at once."""
    if not console.may_write():
        return
    workspace = console.workspace

    def turn() -> tuple[int, list[str]]:
        from aliexport_tui.engine.orders.handing import by_hand

        with closing(workspace.open()) as db:
            codes = sorted({row.account for row in hand_offs.by_ids(db, ids).values()})
            return by_hand.retry(workspace, db, ids), codes

    def turned(made: tuple[int, list[str]]) -> None:
        count, codes = made
        told = ngettext("{count} is tried again.", "{count} are tried again.", count).format(count=number(count))
        console.notify(told, timeout=4)
        hand_over(console, codes)
        then()
        console.refresh_from_file()

    in_background(console, turn, turned, group="hand-off-again")


def give_up(console: "Console", ids: Sequence[int], then: Callable[[], None] = lambda: None) -> None:
    """Hand-offs that nobody needs any more."""
    workspace = console.workspace

    def drop() -> int:
        from aliexport_tui.engine.orders.handing import by_hand

        with closing(workspace.open()) as db:
            return by_hand.drop(workspace, db, ids)

    def dropped(count: int) -> None:
        console.notify(ngettext("{count} is dropped.", "{count} are dropped.", count).format(count=number(count)), timeout=4)
        then()
        console.refresh_from_file()

    in_background(console, drop, dropped, group="hand-off-drop")
