"""Where the month's orders go: a folder that the shop empties, a file for each day, a command, a webhook and two Magentos.
Each has causes to refuse some orders until a person mends them, and loses answers."""

import csv
import json
import random
from collections import Counter
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from aliexport_tui.model.order_settings import CommandTarget, FileTarget, MagentoTarget, Target, WebhookTarget
from tests.support.shops.magento_orders import TOKEN, MagentoOrders
from tests.support.shops.serving import LOSE, Served, told
from tests.support.shops.webhook import SECRET, Webhook

PREFIX = "AE-"
REFUSED_BY_COMMAND, REFUSED_BY_HOOK = "3", "7"
"""Orders whose number ends with this digit twice."""
_TAKE = """case "$ALIEXPORT_ORDER" in *33) [ -e "$0/mended" ] || { echo unknown goods >&2; exit 3; };; esac
cat > /dev/null; echo "$ALIEXPORT_ORDER $ALIEXPORT_KIND" >> "$0/taken"; echo "C$ALIEXPORT_ORDER\""""

Handed = Counter[tuple[str, str]]
"""(the marketplace's number, kind of news) -> how often a target has it."""


class Hook(Webhook):
    """Refuses some orders until it is mended."""

    def __init__(self) -> None:
        super().__init__()
        self.mended = False

    async def answer(self, request: Request) -> Response:
        if not self.mended:
            number = str(json.loads(await request.body()).get("number", ""))
            if number.endswith(REFUSED_BY_HOOK * 2):
                return told("unknown goods", 422)
        return await super().answer(request)


class Shops:
    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._chance = chance
        self._orders, self._inbox = folder / "orders", folder / "inbox"
        self._days, self._command = folder / "days", folder / "command"
        for one in (self._orders, self._inbox, self._days, self._command):
            one.mkdir()
        self.hook, self.direct, self.carts = Hook(), MagentoOrders(), MagentoOrders()
        self._files: Counter[str] = Counter()

    @property
    def _served(self) -> tuple[Served, ...]:
        return (self.hook, self.direct, self.carts)

    def __enter__(self) -> "Shops":
        for one in (self.direct, self.carts):
            one.any_sku = True
        for served in self._served:
            served.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        for served in self._served:
            served.__exit__()

    def targets(self) -> dict[str, Target]:
        return {
            "files": FileTarget(folder=str(self._orders), since=1),
            "days": FileTarget(folder=str(self._days), format="csv", each="day", since=1),
            "command": CommandTarget(argv=("/bin/sh", "-c", _TAKE, str(self._command)), since=1),
            "hook": WebhookTarget(url=f"{self.hook.address}/orders", since=1),
            "direct": MagentoTarget(url=self.direct.address, since=1),
            "carts": MagentoTarget(url=self.carts.address, quote=True, since=1),
        }

    def keys(self) -> dict[str, dict[str, str]]:
        return {"hook": {"secret": SECRET}, "direct": {"access_token": TOKEN}, "carts": {"access_token": TOKEN}}

    def be_unruly(self) -> None:
        """Some of the coming answers are lost, some requests meet a server in trouble."""
        for served in self._served:
            served.faults = [self._fault() for _ in range(400)]

    def be_good(self) -> None:
        for served in self._served:
            served.faults = []

    def _fault(self) -> Response | str | None:
        dice = self._chance.random()
        if dice < 0.01:
            return LOSE
        return told("oops", 500) if dice < 0.015 else None

    def close_folder(self, closed: bool) -> None:
        """The share with the orders is away."""
        away = self._orders.with_name("away")
        if closed:
            self._orders.rename(away)
        elif away.exists():
            away.rename(self._orders)

    def refuse(self, unknown: str, disabled: str) -> None:
        """SKU codes that the Magentos don't have, or have disabled."""
        for shop in (self.direct, self.carts):
            shop.products[disabled] = {"status": 2, "stock": 1_000}
            shop.unknown = {unknown}

    def mend(self) -> None:
        (self._command / "mended").touch()
        self.hook.mended = True
        for shop in (self.direct, self.carts):
            shop.unknown = set()
            for product in shop.products.values():
                product["status"] = 1
        self.close_folder(False)
        self.be_good()

    def take_files(self) -> None:
        """As a shop does: it reads what stands in the folder and moves it away."""
        for path in self._orders.glob("[!.]*.json"):
            document = json.loads(path.read_bytes())
            self._files[f"{document['marketplace_number']} {document['kind']}"] += 1
            path.unlink()

    def doubled(self) -> list[str]:
        return [*self.direct.doubled, *self.carts.doubled]

    def handed(self) -> dict[str, Handed]:
        """What each target has."""
        self.take_files()
        lines = (self._command / "taken").read_text().splitlines() if (self._command / "taken").exists() else []
        return {
            "files": Counter({_pair(text): count for text, count in self._files.items()}),
            "days": self._in_days(),
            "command": Counter(_pair(line) for line in lines),
            "hook": Counter((one["marketplace_number"], one["kind"]) for one in self.hook.taken.values()),
            "direct": _in_magento(self.direct),
            "carts": _in_magento(self.carts),
        }

    def _in_days(self) -> Handed:
        """Each line of an order is a row."""
        found: Handed = Counter()
        for path in self._days.glob("*.csv"):
            seen: Counter[tuple[str, str, str]] = Counter()
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file, delimiter=";"):
                    seen[(row["marketplace_number"], row["kind"], row["line"])] += 1
            most: dict[tuple[str, str], int] = {}
            for (number, kind, _line), count in seen.items():
                most[(number, kind)] = max(count, most.get((number, kind), 0))
            found.update(most)
        return found


def _pair(text: str) -> tuple[str, str]:
    number, _, kind = text.rpartition(" ")
    return number.removeprefix(PREFIX), kind


def _in_magento(shop: MagentoOrders) -> Handed:
    """A cancelled order counts for both kinds of news. One that nobody can tell whose it is counts for ""."""
    found: Handed = Counter()
    for id, order in shop.orders.items():
        notes = shop.comments.get(id, [])
        number = str(order.get("ext_order_id", "")) or (notes[0].split()[1] if notes else "")
        number = number.removeprefix(PREFIX)
        found[(number, "new")] += 1
        if order["state"] == "canceled":
            found[(number, "cancelled")] += 1
    return found
