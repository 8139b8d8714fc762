"""Faults on demand: dice that the fault switches load. Nothing happens while they are at their defaults."""

from __future__ import annotations

from random import Random
from typing import Literal, TypeVar, get_args

from aliexport_tui.sandbox.order_registry import ORDER_WRITES
from aliexport_tui.sandbox.switches import Switches

Reading = Literal["reset_in_request"]
Before = Literal["burst_429", "timeout_before", "http_500", "http_502", "http_401", "error_in_200", "reset_before"]
After = Literal[
    "timeout_after",
    "cut_body",
    "not_json",
    "http_500_after",
    "http_502_after",
    "reset_after",
    "close_after",
    "body_twice",
    "results_fewer",
    "results_more",
    "results_shuffled",
    "no_group_id",
]
Poison = Literal["400", "500", "500_after", "drop"]
_Fault = TypeVar("_Fault", bound=str)
_READING: tuple[Reading, ...] = get_args(Reading)
_BEFORE: tuple[Before, ...] = get_args(Before)
_AFTER: tuple[After, ...] = get_args(After)
_POISONS: tuple[Poison, ...] = ("400", "500", "500_after", "drop")
_WRITES = frozenset(
    {"create", "edit", "update-field", "price", "stock", "online", "offline", "delete", *ORDER_WRITES}
)  # fmt: skip
_NAMING = ("external_id", "sku_code", "product_id", "trade_order_id")


class Faults:
    """The dice: one seeded generator, and how many request faults may still happen."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._random = Random(0)
        self._left: int | None = None
        self._burst = 0
        self.reset()

    def reset(self) -> None:
        """Begin afresh from `fault.seed` and `fault.times`, as after every change of a switch."""
        self._random = Random(self._switches.whole("fault.seed"))
        self._left = self._switches.whole("fault.times") or None
        self._burst = 0

    def reading(self, route: str) -> Reading | None:
        """The fault that hits a request while it is read."""
        return self._draw(route, _READING)

    def before(self, route: str) -> Before | None:
        """The fault that hits a request before its work is done."""
        if self._burst and self._hits(route):
            self._burst -= 1
            return "burst_429"
        fault = self._draw(route, _BEFORE)
        if fault == "burst_429":
            self._burst = self._switches.whole("fault.burst_length") - 1
        return fault

    def after(self, route: str) -> After | None:
        """The fault that hits an answer after the work was done."""
        return self._draw(route, _AFTER)

    def poison(self, route: str, body: object) -> Poison | None:
        """How a write ends that has one of the products of `fault.poison` in it."""
        names = self._switches.names("fault.poison")
        if not names or route not in _WRITES or not self._hits(route) or not _named(body) & set(names):
            return None
        how = self._switches.word("fault.poison_how")
        return next(known for known in _POISONS if known == how)

    def lateness(self, route: str) -> float:
        """Seconds by which an answer comes later (`fault.late_answer_s`): those to writes alone."""
        return self._switches.number("fault.late_answer_s") if route in _WRITES else 0.0

    def item(self, name: str, route: str) -> bool:
        """Whether an item fault (`fault.reject_item`) hits."""
        return self._hits(route) and self.share(name)

    def share(self, name: str) -> bool:
        """One throw of a fault's dice."""
        share = self._switches.number(name)
        return share > 0 and self._random.random() < share

    def of_card(self, name: str, card_id: str) -> bool:
        """Whether a fault clings to a card: the same for every read of it."""
        share = self._switches.number(name)
        seed = self._switches.whole("fault.seed")
        return share > 0 and Random(f"{seed} {name} {card_id}").random() < share

    def turn(self) -> float:
        """A random place in the queue, 0..1."""
        return self._random.random()

    def shuffled(self, members: list[int]) -> list[int]:
        """The members in random order."""
        return self._random.sample(members, len(members))

    def _draw(self, route: str, faults: tuple[_Fault, ...]) -> _Fault | None:
        if self._left == 0 or not self._hits(route):
            return None
        for fault in faults:
            if self.share(f"fault.{fault}"):
                if self._left is not None:
                    self._left -= 1
                return fault
        return None

    def _hits(self, route: str) -> bool:
        routes = self._switches.names("fault.routes")
        return not routes or route in routes


def _named(body: object) -> set[str]:
    """Every external id, SKU code and card id in a request's body."""
    if isinstance(body, list):
        return {name for member in body for name in _named(member)}
    if not isinstance(body, dict):
        return set()
    found = {str(body[key]) for key in _NAMING if key in body}
    found |= {str(card_id) for card_id in body["productIds"]} if isinstance(body.get("productIds"), list) else set()
    return found.union(*(_named(member) for member in body.values()))
