"""Reads are tried again with back-off and jitter; writes never pass here."""

from collections.abc import Callable
from typing import TypeVar

from aliexport_tui.marketplace.pacing import LONGEST_WAIT_S
from aliexport_tui.marketplace.port import (
    MarketplaceError,
    NetworkTrouble,
    ProtocolTrouble,
    RateError,
    ServerTrouble,
)
from aliexport_tui.model.clock import Chance, Wait

Found = TypeVar("Found")

_FIRST_S = 1.0
_FIRST_RATE_S = 5.0
"""After a 429 without advice: five quick tries were seen to fail (§1.9)."""
_LONGEST_S = 60.0


def retried(attempt: Callable[[], Found], tries: int, wait: Wait, chance: Chance) -> Found:
    """The first good result of at most `tries`; else the last error. Refusals for good are raised at once."""
    for number in range(1, tries):
        try:
            return attempt()
        except (RateError, ServerTrouble, NetworkTrouble, ProtocolTrouble) as trouble:
            wait(pause(trouble, number, chance))
    return attempt()


def pause(trouble: MarketplaceError, number: int, chance: Chance) -> float:
    """Seconds before try `number` + 1: what the server asked for within reason, or a doubling time of which half is
    chance."""
    if trouble.retry_after is not None:
        return min(LONGEST_WAIT_S, trouble.retry_after)
    first = _FIRST_RATE_S if isinstance(trouble, RateError) else _FIRST_S
    full: float = min(_LONGEST_S, first * (1 << (number - 1)))
    return full * (0.5 + chance.random() / 2)
