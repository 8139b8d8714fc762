"""What every kind of action can do: look whether it may be, be sent, be found again when its answer was lost."""

from typing import Protocol

from aliexport_tui.model.order_action import Answer, Seen
from aliexport_tui.store.database import Transaction


class CannotTellError(Exception):
    """Nothing that the marketplace shows says whether it was carried out: a person has to look."""


class Deed(Protocol):
    """One action with all that it needs at hand. Every method but `keep` reads or writes at the marketplace and raises what
    the desk raises."""

    def prepare(self) -> Seen:
        """What is there right before it is sent. Raises Refusal when it can't be done as things stand."""
        ...

    def send(self) -> Answer:
        """Once. Raises Refusal for what the marketplace refused inside a good answer."""
        ...

    def find(self, seen: Seen) -> Answer | None:
        """What it made when it was carried out; None when nothing shows that it was. Raises CannotTellError."""
        ...

    def keep(self, tx: Transaction, answer: Answer) -> None:
        """What is so from now on, and a line of the log."""
        ...
