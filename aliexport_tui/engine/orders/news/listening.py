"""News of the shop -> actions on the marketplace. The same news said twice is one action."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from aliexport_tui.engine.orders import acting
from aliexport_tui.engine.orders.news.carriers import carrier_for
from aliexport_tui.engine.orders.news.said import BadRow, Heard, News, shown_number
from aliexport_tui.engine.orders.possible import models_of
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.order import SENT_STATUSES
from aliexport_tui.model.order_action import Delivered, Doing, InTransit, ReadyForPickup, kind_of, subject_of
from aliexport_tui.model.order_settings import OrderSettings
from aliexport_tui.store import order_actions, orders
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.order_names import order_named
from aliexport_tui.store.orders import StoredOrder

Manner = Literal["once", "again"]
"""Said once (a pasted list, a file): what was refused is tried anew. Said again at each look (a command, the shop's API): it
is not, until the order has changed."""

_AT_ONCE = 200
"""Actions of one transaction."""


class Understood(msgspec.Struct, frozen=True):
    """`actions`: ids, new ones alone. `known`: news that were told before, or that the marketplace knows."""

    actions: tuple[int, ...] = ()
    known: int = 0
    bad: tuple[BadRow, ...] = ()

    def __add__(self, other: "Understood") -> "Understood":
        return Understood(self.actions + other.actions, self.known + other.known, self.bad + other.bad)


def understand(
    db: Database,
    workspace: Workspace,
    account: Account,
    settings: OrderSettings,
    heard: Heard,
    *,
    origin: str,
    manner: Manner = "once",
) -> Understood:
    """Into the outbox. `origin`: paste, folder, command or magento, and where in it."""
    wanted: list[Doing] = []
    bad = list(heard.bad)
    known = 0
    for one in heard.news:
        number = order_named(db, account.id, one.order, settings.hand_off.prefix)
        order = orders.find(db, account.id, number) if number else None
        if order is None:
            bad.append(BadRow(one.line, "news.order_unknown", {"order": shown_number(one.order)}))
            continue
        if models_of(order.order) == {"FBS"}:
            # The shop may tell of everything that it packs; these go by shipments.
            if manner == "once":
                bad.append(BadRow(one.line, "order.by_platform", {"order": number}))
            known += manner == "again"
            continue
        doings = _doings(one, order, settings)
        if isinstance(doings, BadRow):
            bad.append(doings)
            continue
        fresh = [doing for doing in doings if not _told(db, account, order, doing, manner)]
        known += not fresh
        wanted += fresh
    asked = [
        one
        for start in range(0, len(wanted), _AT_ONCE)
        for one in acting.ask(db, workspace, account, wanted[start : start + _AT_ONCE], origin)
    ]
    actions = tuple(one.id for one in asked if one.new)
    return Understood(actions, known + len(asked) - len(actions), tuple(sorted(bad, key=lambda row: row.line)))


def _doings(one: News, order: StoredOrder, settings: OrderSettings) -> Sequence[Doing] | BadRow:
    """What is delivered has set out before."""
    number = order.order.id
    has_left = order.order.delivery_status in SENT_STATUSES
    doings: list[Doing] = []
    if one.status == "sent" or (one.track and not has_left):
        told = carrier_for(settings.back, one.carrier, one.track, track_url=one.track_url, phone=one.phone)
        if not told.name:
            return BadRow(one.line, "news.no_carrier", {"order": number})
        doings.append(InTransit(number, one.track, told.name, told.track_url, told.support_phone))
    if one.status == "ready_for_pickup":
        doings.append(ReadyForPickup(number))
    elif one.status == "delivered":
        doings.append(Delivered(number))
    return doings


def _told(db: Database, account: Account, order: StoredOrder, doing: Doing, manner: Manner) -> bool:
    if manner == "again" and isinstance(doing, InTransit) and order.order.delivery_status in SENT_STATUSES:
        return True
    if isinstance(doing, Delivered) and order.order.delivery_status == "Delivered":
        return True
    for before in order_actions.told(db, account.id, kind_of(doing), subject_of(doing)):
        same = not isinstance(doing, InTransit) or (
            isinstance(before.doing, InTransit) and before.doing.track == doing.track
        )
        if not same:
            continue
        if before.state != "refused":
            return True
        if manner == "again" and order.changed_at <= (before.ended_at or 0):
            return True
    return False
