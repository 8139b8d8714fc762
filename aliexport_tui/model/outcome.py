"""Two axes of truth and the one word made of both (DESIGN, invariant 6)."""

from collections.abc import Iterable
from typing import Literal

Presence = Literal["absent", "queued", "on_sale", "off_sale", "gone", "unknown", "duplicate", "deleted"]
"""Where the card is, as far as the marketplace has been seen to say. `gone`: deleted by somebody else;
`deleted`: by us, on a person's order."""

Progress = Literal["in_step", "ready", "blocked", "held", "sent", "waiting", "rejected", "different", "unknown"]
"""State of the work of one lane."""

Outcome = Literal["live", "different", "rejected", "blocked", "held", "waiting", "unknown", "offline", "deleted", "ready"]
"""What a person is told of a listing. `ready`: planned or plannable, nothing sent yet."""

_WORST_FIRST: tuple[tuple[Progress, Outcome], ...] = (
    ("unknown", "unknown"),
    ("rejected", "rejected"),
    ("blocked", "blocked"),
    ("held", "held"),
    ("sent", "waiting"),
    ("waiting", "waiting"),
    ("different", "different"),
    ("ready", "ready"),
)


def outcome_of(presence: Presence, progress: Iterable[Progress]) -> Outcome:
    """The word for a listing: the worst lane decides; in step everywhere, presence decides.

    `live` needs both: every lane in step and the card seen on sale. Where there is surely no card, nothing is in doubt."""
    lanes = set(progress)
    if presence == "absent" and "unknown" in lanes:
        lanes = lanes - {"unknown"} | {"ready"}
    if presence in ("deleted", "gone"):
        return "deleted"
    if presence in ("unknown", "duplicate"):
        return "unknown"
    for step, word in _WORST_FIRST:
        if step in lanes:
            return word
    if presence == "on_sale":
        return "live"
    if presence == "off_sale":
        return "offline"
    return "waiting" if presence == "queued" else "ready"
