"""What every target promises, what it gets, and how it fails."""

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

import msgspec

from aliexport_tui.model.errors import AliexportError, ExitCode
from aliexport_tui.model.order import Buyer, Order

News = Literal["new", "cancelled"]
Fate = Literal["not_taken", "unknown", "as_before"]
"""Of the try that failed; "as_before": what failed was only a question."""

Remember = Callable[[Mapping[str, str]], None]
"""Commits what the next try has to know, in place of what was known, before it returns."""


class Parcel(msgspec.Struct, frozen=True):
    """One piece of news of one order for one target. `delivery`: the same in every try, another for every parcel.
    `number`: the marketplace's behind the shop's prefix. `doubt`: an earlier try may have been taken. `forgotten`: the
    file was brought back from a backup, and may not remember that it was taken. `reference`: of "cancelled", what the target
    said when it took the order. `buyer` None: forgotten meanwhile."""

    delivery: str
    kind: News
    account: str
    number: str
    order: Order
    buyer: Buyer | None
    customer_email: str = ""
    payment_method: str = ""
    shipping_method: str = ""
    doubt: bool = False
    forgotten: bool = False
    reference: str = ""


class Taken(msgspec.Struct, frozen=True):
    """`reference`: the shop's own number of the order, "" when it tells none."""

    reference: str = ""


class HandOffTrouble(AliexportError):
    """The target did not take it, or nobody knows. `again`: trying later may help without a person; `after_s`: not before
    so many seconds. `wide`: not this parcel is to blame but the target; the others would fare the same, and all go on by
    themselves once it is mended."""

    exit_code = ExitCode.UNREACHABLE

    def __init__(
        self,
        code: str,
        args: Mapping[str, str] | None = None,
        *,
        fate: Fate = "not_taken",
        again: bool = False,
        after_s: float | None = None,
        wide: bool = False,
    ) -> None:
        super().__init__(code, None, **(args or {}))
        self.fate: Fate = fate
        self.again = again or wide
        self.after_s = after_s
        self.wide = wide


def refuse_forgotten(parcel: Parcel) -> None:
    """For targets that can't tell what they have. Raises HandOffTrouble `handoff.restored`."""
    if parcel.forgotten:
        raise HandOffTrouble("handoff.restored", fate="as_before")


class Target(Protocol):
    """Takes each parcel once, however often it is brought. Every method raises HandOffTrouble."""

    def deliver(self, parcel: Parcel, memory: Mapping[str, str], remember: Remember) -> Taken:
        """`memory`: what this parcel's earlier tries remembered."""

    def forget(self, delivery: str) -> None:
        """How its last try ended is committed: what was kept of that try outside the file may go."""

    def check(self) -> None:
        """Could it take something now? Hands over nothing."""

    def close(self) -> None: ...
