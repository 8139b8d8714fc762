"""What is told of orders that leave: steps of the order, lines of the log, alerts. Nothing personal."""

from aliexport_tui.model.clock import Clock
from aliexport_tui.model.event import Event, Level
from aliexport_tui.model.order_action import Failure
from aliexport_tui.store import alerts, events, orders
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Transaction
from aliexport_tui.store.hand_offs import Leaving

_ALERT_AGAIN_MS = 6 * 3_600_000
"""Of a target that is in trouble as a whole and goes on by itself once that is over."""
_WORTH_AN_ALERT = 4
"""Tries after which a trouble that should pass by itself is told."""


class Notes:
    def __init__(self, account: Account, clock: Clock) -> None:
        self._account = account
        self._clock = clock

    def taken(self, tx: Transaction, row: Leaving, reference: str) -> None:
        code = "order.handed_over" if row.kind == "new" else "order.cancellation_told"
        orders.add_step(tx, row.trade_order, self._now(), code, {"target": row.target, "reference": reference})

    def failed(self, tx: Transaction, row: Leaving, failure: Failure) -> None:
        args = self._args(row, failure)
        orders.add_step(tx, row.trade_order, self._now(), "order.hand_off_failed", args)
        self._log(tx, "handoff.failed", args, "error")
        alerts.raise_alert(tx, "hand_off_failed", self._account.code, args, self._now(), code=failure.code)

    def put_off(self, tx: Transaction, row: Leaving, failure: Failure) -> None:
        args = self._args(row, failure)
        self._log(tx, "handoff.later", {**args, "tries": str(row.tries)}, "warning")
        if row.tries >= _WORTH_AN_ALERT:
            told = {name: value for name, value in args.items() if name != "order"}
            now, code = self._now(), self._account.code
            alerts.raise_unless_same(tx, "hand_off_failed", code, told, now, code=failure.code, within_ms=_ALERT_AGAIN_MS)

    def recovered(self, tx: Transaction, count: int) -> None:
        self._log(tx, "handoff.recovered", {"account": self._account.code, "count": str(count)}, "warning")

    def summed_up(self, tx: Transaction, done: int, failed: int, again: int) -> None:
        args = {"account": self._account.code, "done": str(done), "failed": str(failed), "again": str(again)}
        self._log(tx, "handoff.ended", args, "info")

    def _args(self, row: Leaving, failure: Failure) -> dict[str, str]:
        return {**failure.args, "order": row.order.id, "target": row.target, "problem": failure.code}

    def _log(self, tx: Transaction, code: str, args: dict[str, str], level: Level) -> None:
        events.add(tx, [Event(self._now(), code, args, level=level)])

    def _now(self) -> int:
        return self._clock.now_ms()
