"""A pasted list of tracks as it is understood, before anything of it is done: to which order each line belongs, what would
be told, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from aliexport_tui.engine.orders.news.carriers import carrier_for
from aliexport_tui.engine.orders.news.pasted import hear
from aliexport_tui.engine.orders.news.said import News
from aliexport_tui.engine.orders.possible import WHY_NOT
from aliexport_tui.messages.registry import render
from aliexport_tui.model.order import SENT_STATUSES
from aliexport_tui.store import accounts, order_settings, orders
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.order_names import order_named
from aliexport_tui.store.order_settings import StoredSettings
from aliexport_tui.store.orders import StoredOrder


@dataclass(frozen=True)
class PastedRow:
    """`news` None: the line says nothing that can be done. `number`: the marketplace's, "" for an order that is not known.
    `trouble`: why it is not told, as a sentence."""

    line: int
    said: str
    number: str
    account: str
    track: str
    carrier: str
    status: str
    news: News | None
    trouble: str


def understood(db: Database, text: str) -> tuple[PastedRow, ...]:
    """In the order of the lines. Called in a thread."""
    heard = hear(text)
    known = [(account, order_settings.load(db, account.id)) for account in accounts.every(db)]
    rows = [_row(db, one, known) for one in heard.news]
    rows += [
        PastedRow(bad.line, bad.args.get("order", ""), "", "", "", "", "", None, render(bad.code, bad.args))
        for bad in heard.bad
    ]
    return tuple(sorted(rows, key=lambda row: row.line))


def _row(db: Database, news: News, known: Sequence[tuple[Account, StoredSettings]]) -> PastedRow:
    for account, stored in known:
        number = order_named(db, account.id, news.order, stored.settings.hand_off.prefix)
        found = orders.find(db, account.id, number) if number else None
        if found is None:
            continue
        told = carrier_for(stored.settings.back, news.carrier, news.track)
        trouble = _trouble(news, found, told.name)
        return PastedRow(
            news.line, news.order, found.order.id, account.code, news.track, told.name, news.status,
            None if trouble else news, trouble,
        )  # fmt: skip
    trouble = render("news.order_unknown", {"order": news.order})
    return PastedRow(news.line, news.order, "", "", news.track, news.carrier, news.status, None, trouble)


def _trouble(news: News, found: StoredOrder, carrier: str) -> str:
    sets_out = news.status == "sent" or (news.track and found.order.delivery_status not in SENT_STATUSES)
    if sets_out and not carrier:
        return render("news.no_carrier", {"order": news.order})
    code = WHY_NOT["in_transit" if sets_out else news.status](found.order)
    return render(code, {"order": found.order.id}) if code else ""
