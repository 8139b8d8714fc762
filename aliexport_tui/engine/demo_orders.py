"""Orders of the demo: made by its marketplace, read, and handed to the two targets of a shop that is set up in part."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from aliexport_tui.engine.orders import settings
from aliexport_tui.engine.own_sandbox import DEMO, OwnSandbox
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import AliexportError, FileTrouble, MarketplaceUnusable
from aliexport_tui.model.order_settings import (
    Carrier,
    ComingBack,
    CommandTarget,
    FileTarget,
    HandingOff,
    OrderSettings,
)
from aliexport_tui.store.database import Database

_HOUR_MS = 3_600_000
_SPAN_H, _RECENT_H = 72, 8
_LOTS = (("mixed", 30, _SPAN_H), ("waiting", 16, 46))
"""State, how many, over how many hours they are spread: most that wait are in time (`orders.ship_within_s`)."""


def set_up(workspace: Workspace, db: Database, sandbox: OwnSandbox, told: Callable[[], None]) -> None:
    """Once: a demo whose order settings were saved has its orders. `told` hears of it before.

    Raises MarketplaceUnusable, FileTrouble."""
    if settings.load(db, DEMO).version:
        return
    told()
    now = workspace.clock.now_ms()
    _make_orders(sandbox, now)
    folder = workspace.file.parent / "orders"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise FileTrouble("file.unreadable", path=str(folder), reason=error.strerror or "") from error
    settings.save(workspace, db, DEMO, _settings(folder, now), 0)
    from aliexport_tui.engine.orders.fetching import fetch_news
    from aliexport_tui.engine.orders.handing.going import hand_over

    # why: what is not read or handed over now is so by a key; the demo opens all the same
    with contextlib.suppress(AliexportError):
        fetch_news(workspace, db, DEMO)
        hand_over(workspace, db, DEMO)


def _settings(folder: Path, now: int) -> OrderSettings:
    """`crm` is a program that is not there: so a newcomer sees what a failure looks like, and what a retry does."""
    return OrderSettings(
        enabled=True,
        hand_off=HandingOff(
            targets={
                "files": FileTarget(folder=str(folder), since=now - _SPAN_H * _HOUR_MS),
                "crm": CommandTarget(argv=("crm-import",), since=now - _RECENT_H * _HOUR_MS),
            },
            disabled=True,
        ),
        back=ComingBack(
            carriers=(
                Carrier("cdek", "СДЭК", "https://www.cdek.ru/ru/tracking?order_id={track}"),
                Carrier("post", "Почта России", "https://www.pochta.ru/tracking?barcode={track}"),
            ),
            default_carrier="cdek",
            labels_folder=str(folder.with_name("labels")),
        ),
    )


def _make_orders(sandbox: OwnSandbox, now: int) -> None:
    """By buyers who don't exist, of goods that are made up as long as nothing is on sale."""
    import httpx

    with httpx.Client(base_url=sandbox.address, timeout=20.0, trust_env=False) as client:
        try:
            for state, count, hours in _LOTS:
                wish = {"count": count, "state": state, "from": now - hours * _HOUR_MS, "to": now}
                client.post("/control/orders/make", json=wish).raise_for_status()
        except httpx.HTTPError as error:
            raise MarketplaceUnusable("sandbox.start_failed", reason=type(error).__name__, path=sandbox.address) from error
