"""One look at a card: what it shows, how that differs from what it is known to have, and keeping both."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from aliexport_tui.engine.sending.compare import differences, problems_of, short
from aliexport_tui.engine.sending.sight import as_wants
from aliexport_tui.marketplace.port import CardDetail, CardStatus, CardSummary
from aliexport_tui.model.change import FieldChange
from aliexport_tui.model.outcome import Presence
from aliexport_tui.model.wants import Lane, Want
from aliexport_tui.store import docs, sightings
from aliexport_tui.store.cards import ToSee
from aliexport_tui.store.database import Transaction
from aliexport_tui.store.docs import Doc
from aliexport_tui.store.sightings import Sighting


class Look(msgspec.Struct, frozen=True):
    """`seen`: what the card shows; `as_known`: lane -> doc.hash of those that show just what they are known to have;
    `compared`: lane -> the fields that differ, for each lane that could be compared."""

    one: ToSee
    presence: Presence
    how: Literal["listed", "in_full"]
    seen: dict[Lane, Want]
    as_known: dict[Lane, str]
    compared: dict[Lane, tuple[FieldChange, ...]]

    @property
    def differing(self) -> dict[Lane, tuple[FieldChange, ...]]:
        return {lane: fields for lane, fields in self.compared.items() if fields}


class Told(msgspec.Struct, frozen=True):
    """A look that found differences, for a line of the log: the lanes, the first field, what was sent and what is there."""

    lanes: str
    what: str
    sent: str
    seen: str


def told(looked: Look) -> Told:
    first = next(fields[0] for fields in looked.differing.values())
    return Told(", ".join(looked.differing), first.field, short(first.before), short(first.after))


def look(
    one: ToSee,
    known: Mapping[Lane, Want],
    card: CardSummary,
    status: CardStatus,
    locale: str,
    detail: CardDetail | None = None,
) -> Look:
    """Compare the card with the bases of the lanes that have nothing in the air: `known`, of `cards.known`."""
    seen = as_wants(card, status, known, locale, detail)
    presence: Presence = "on_sale" if status == "ONLINE" else "off_sale"
    as_known = {lane: name for lane, want in known.items() if seen.get(lane) == want and (name := one.base[lane])}
    return Look(one, presence, "in_full" if detail else "listed", seen, as_known, differences(known, seen))


Names = dict[Lane, str]
"""What was seen: lane -> doc.hash."""


def keep(tx: Transaction, looked: Look, now: int, restore: Sequence[Lane] = ()) -> Names | None:
    """Store what was seen. Lanes of `restore` that differ are sent again by the next run: what is there becomes their base.
    None when the listing has another card by now."""
    return keep_all(tx, [(looked, restore)], now).get(looked.one.listing)


def keep_all(tx: Transaction, looks: Iterable[tuple[Look, Sequence[Lane]]], now: int) -> dict[int, Names]:
    """The same for a block of looks at different listings, each with its lanes to restore: listing -> what was seen."""
    new: dict[str, Doc] = {}
    shown = []
    for looked, restore in looks:
        names = dict(looked.as_known)
        for lane, want in looked.seen.items():
            if lane not in names:
                doc = docs.pack(want)
                names[lane] = doc.name
                new[doc.name] = doc
        faults = {lane: problems_of(lane, fields) for lane, fields in looked.compared.items()}
        shown.append(Sighting(looked.one, looked.presence, names, faults, looked.how, restore))
    docs.put_all(tx, new.values())
    kept = sightings.save(tx, shown, now)
    return {one.one.listing: dict(one.seen) for one in shown if one.one.listing in kept}
