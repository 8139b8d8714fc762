"""The real simulated marketplace for tests: an HTTP server in a thread, a port of its own, a state file of its own.

with Sandbox() as sandbox:
    client = ...(sandbox.address, sandbox.token)
    sandbox.advance(10)          # no test waits
    sandbox.set({"fault.stuck": 1})
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from aliexport_tui.sandbox.clock import real_now_ms
from aliexport_tui.sandbox.market import open_market
from aliexport_tui.sandbox.registry import REGISTRY
from aliexport_tui.sandbox.schema import Schema, own_schema
from aliexport_tui.sandbox.server import Server, address_of, listen
from aliexport_tui.sandbox.switches import Switches

UNHURRIED: Mapping[str, object] = {"rate.rps": 0, "rate.stock_products": 0}
"""No rate limits: a test that wants them sets them."""


def _standstill() -> Callable[[], int]:
    moment = real_now_ms()
    return lambda: moment


class Sandbox:
    """A running sandbox. Rate limits are off unless `settings` sets them; all else is at its default.

    Frozen, its time stands still but for `advance`; `now` gives it another clock (UTC ms).
    """

    def __init__(
        self,
        settings: Mapping[str, object] | None = None,
        *,
        state: Path | None = None,
        schema: Schema | None = None,
        frozen: bool = False,
        now: Callable[[], int] | None = None,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sandbox-")
        self._settings = {**UNHURRIED, **(settings or {})}
        switches = Switches(REGISTRY, self._settings)
        path = state or Path(self._folder.name) / "state.sqlite"
        self._market = open_market(path, schema or own_schema(), switches, now or (_standstill() if frozen else real_now_ms))
        self._listener = listen(0)
        self._server = Server(self._market, self._listener)
        self._thread = threading.Thread(target=self._server.run, name="sandbox", daemon=True)
        self.address = address_of(self._listener)
        self.token = self._market.tokens.first() or self._market.tokens.issue(self._market.clock.now())
        self._control = httpx.Client(base_url=self.address, timeout=60, trust_env=False, verify=False)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.002)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._control.close()
        self._server.stop()
        self._thread.join()
        self._listener.close()
        self._market.storage.close()
        self._folder.cleanup()

    def advance(self, seconds: float) -> None:
        """Move the marketplace's clock ahead; what became due is done."""
        self._post("clock", {"advance_s": seconds})

    def now_ms(self) -> int:
        """The marketplace's time."""
        return self._market.clock.now()

    def set(self, settings: Mapping[str, object]) -> None:
        """Set switches by name; the faults' dice start afresh."""
        self._post("switches", dict(settings))

    def cards(self, *, deleted: bool = False) -> list[dict[str, object]]:
        """The whole truth: every card with its content under `card`; deleted ones on demand only."""
        cards = self._get("cards")["cards"]
        assert isinstance(cards, list)
        return [card for card in cards if deleted or not card["deleted"]]

    def sku_codes(self) -> list[tuple[str, ...]]:
        """The SKU codes of every card that is not deleted, card by card; cheap for many."""
        cards = self._get("cards?brief=1")["cards"]
        assert isinstance(cards, list)
        return [tuple(sorted(card["sku_codes"])) for card in cards if not card["deleted"]]

    def alter(self, sku: str, **order: object) -> str:
        """Change a card as a person in the cabinet, a buyer or the marketplace would (`sandbox.by_hand`); its id."""
        return str(self._post("alter", {"sku": sku, **order})["id"])

    def requests(self) -> dict[str, int]:
        """How often what was asked since the start or the last reset: `{"POST /api/v1/product/create": 2}`."""
        requests = self._get("requests")["requests"]
        assert isinstance(requests, dict)
        return requests

    def orders(self, state: str | None = None) -> list[dict[str, Any]]:
        """The truth about every order, oldest first: `routes.order_control`."""
        orders = self._get("orders" if state is None else f"orders?state={state}")["orders"]
        assert isinstance(orders, list)
        return orders

    def make_orders(self, count: int = 1, state: str = "waiting", **wish: object) -> list[int]:
        """Orders in a state (`sandbox.orders.words.STATES`, "live" or "mixed"), all made now; their ids.

        `wish`: model="DBS"|"FBS", sku_code, lines, quantity, method, seed, seller_id; start, end: dates or UTC ms between
        which they are spread."""
        names = {"start": "from", "end": "to"}
        body = {names.get(name, name): value for name, value in wish.items() if value is not None}
        ids = self._post("orders/make", {"count": count, "state": state, **body})["ids"]
        assert isinstance(ids, list)
        return ids

    def advance_orders(self, *ids: int | str, to: str | None = None) -> list[str]:
        """One step, or until a state: pay (waiting), send (shipped), deliver (delivered); the states they are in then."""
        return self._moved("advance", {"ids": ids, "to": to})

    def pay(self, *ids: int | str) -> None:
        """The buyers pay and the antifraud lets them pass."""
        self._moved("advance", {"ids": ids, "to": "waiting"})

    def deliver(self, *ids: int | str) -> None:
        """The parcels arrive, whatever it takes."""
        self._moved("advance", {"ids": ids, "to": "delivered"})

    def cancel(self, *ids: int | str, reason: str = "CancelledByBuyer") -> None:
        """Orders are cancelled; their stock comes back."""
        self._moved("cancel", {"ids": ids, "reason": reason})

    def _moved(self, what: str, body: Mapping[str, object]) -> list[str]:
        orders = self._post(f"orders/{what}", body)["orders"]
        assert isinstance(orders, list)
        return [str(order["state"]) for order in orders]

    def open_tasks(self) -> list[dict[str, object]]:
        """The tasks that are not final."""
        tasks = self._get("tasks")["tasks"]
        assert isinstance(tasks, list)
        return tasks

    def issue_token(self, seller_id: int) -> str:
        """A token of another (or the same) seller."""
        return str(self._post("tokens", {"seller_id": seller_id})["token"])

    def delete_token(self, token: str | None = None) -> None:
        """Delete a token for good; the main one unless told."""
        self._post("tokens/delete", {"token": token or self.token})

    def reset(self) -> None:
        """Forget cards, orders, tasks, quota and counts; settings are again those of the start."""
        self._post("reset", {})
        self.set(self._settings)

    def _get(self, name: str) -> dict[str, object]:
        return self._checked(self._control.get(f"/control/{name}"))

    def _post(self, name: str, body: Mapping[str, object]) -> dict[str, object]:
        return self._checked(self._control.post(f"/control/{name}", json=body))

    @staticmethod
    def _checked(response: httpx.Response) -> dict[str, object]:
        content = response.json()
        assert response.status_code == 200, content
        assert isinstance(content, dict)
        return content
