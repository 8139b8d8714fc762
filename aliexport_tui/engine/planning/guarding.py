"""The guards at work: a plan's changes on their way from the diff into the file, judged in blocks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from aliexport_tui.engine.planning import guards
from aliexport_tui.engine.planning.context import ProfileContext
from aliexport_tui.engine.planning.diff import ZERO_STOCK
from aliexport_tui.engine.planning.guards import Hold
from aliexport_tui.listing.variations import on_card
from aliexport_tui.model.profile import Mass
from aliexport_tui.model.wants import Prices, Stocks
from aliexport_tui.store import canaries, decisions, docs, leavers, parking, plans
from aliexport_tui.store.canaries import KeptBack
from aliexport_tui.store.database import Database
from aliexport_tui.store.deaths import PARKED_AT
from aliexport_tui.store.decisions import Decision
from aliexport_tui.store.parking import Record
from aliexport_tui.store.plans import NewChange

_BLOCK = 500
MASS_ZEROS, MASS_OFFLINE, MASS_DELETE = "stock.zeros", "mass.offline", "mass.delete"
UNCONFIRMED_DELETE = "delete.unconfirmed"
CANARY = "canary"
"""A yes to its holds is none to the guards that look at before -> after."""


class Guarding:
    """The guards of one plan. `asked`: a person named the products, so taking them off sale or deleting them needs no
    second yes. `approved`: all holds of this plan are; `try_parked`: those that are parked go, too. `alarm`: why no leaver
    may be touched. `firm` False: a rehearsal, after which parked products are parked as before."""

    def __init__(
        self,
        db: Database,
        context: ProfileContext,
        *,
        asked: bool,
        approved: bool,
        alarm: Hold | None,
        now: int,
        try_parked: bool = False,
        firm: bool = True,
    ) -> None:
        self._db = db
        self._context = context
        self._guards = context.profile.guards
        self._asked = asked
        self._approved = approved
        self._try_parked = approved or try_parked
        self._firm = firm
        self._alarm = alarm
        self._now = now
        self._many: Counter[str] = Counter()
        self._stale = guards.stale_source(self._guards.source_age_min, leavers.newest_import(db, context.source_id), now)

    def judged(self, changes: Iterable[NewChange]) -> Iterator[NewChange]:
        """Each change with its priority and its hold; what a person dropped is left out. What only many together make
        suspicious is held until `count_up`."""
        coming = iter(changes)
        while block := list(islice(coming, _BLOCK)):
            listings = {one.listing for one in block}
            known = decisions.of_listings(self._db, listings)
            on_record = parking.records(self._db, listings)
            kept_back = {} if self._asked else canaries.kept_back(self._db, listings)
            bodies = docs.bodies(self._db, _names(block))
            for one in block:
                decision = decisions.decided(known, one)
                if (decision is not None and decision.verdict == "dropped") or _waits_for_edit(one, bodies):
                    continue
                kept = canaries.still_kept(kept_back, one) if decision is None else None
                yield self._judged(one, decision, on_record.get(one.listing), kept, bodies)

    def count_up(self, plan: int) -> None:
        """With all changes in the file: those that are many together stay held, each with the figures; the others go.

        All of them stay, not only those beyond the limit: which of a thousand zeros are the wrong ones nobody can tell,
        and the first twenty of a broken feed are as wrong as the rest."""
        of = leavers.on_marketplace(self._db, self._context.account_id, self._context.id) if self._many else 0
        masses: Mapping[str, Mass] = {
            MASS_ZEROS: self._guards.zeros,
            MASS_OFFLINE: self._guards.offline,
            MASS_DELETE: self._guards.deletions,
        }
        for reason, count in self._many.items():
            if guards.over(masses[reason], count, of):
                plans.explain_holds(self._db, plan, reason, guards.mass_args(masses[reason], count, of))
            else:
                plans.let_go(self._db, plan, reason)

    def _judged(
        self,
        one: NewChange,
        decision: Decision | None,
        record: Record | None,
        kept: KeptBack | None,
        bodies: Mapping[str, bytes],
    ) -> NewChange:
        if one.kind == "stock" and guards.has_zero(_sent(bodies, one)):
            one = msgspec.structs.replace(one, priority=ZERO_STOCK)
        if one.state == "blocked" and not (record and record.deaths >= PARKED_AT):
            return one
        hold = self._parked(one, record)
        if hold is None and not self._approved and not (decision and decision.reason != CANARY):
            hold = self._hold(one, bodies) or (Hold(CANARY, kept.figures) if kept else None)
        if hold is None:
            return one
        return msgspec.structs.replace(one, state="held", hold=hold.reason, hold_args=hold.args)

    def _parked(self, one: NewChange, record: Record | None) -> Hold | None:
        if record is None:
            return None
        fails = [record.fails[lane] for lane in one.after if lane in record.fails]
        worst, key = max(fails, default=(0, ""))
        hold = guards.parked(worst, record.deaths, key)
        if hold is not None and self._try_parked:
            if self._firm:
                with self._db.write() as tx:
                    parking.try_again(tx, one.listing, one.after, self._now)
            return None
        return hold

    def _hold(self, one: NewChange, bodies: Mapping[str, bytes]) -> Hold | None:
        if one.leaver and self._alarm is not None:
            return self._alarm
        match one.kind:
            case "price" | "create":
                wanted = _prices(bodies, one.after.get("price"))
                known = None if one.kind == "create" else _prices(bodies, one.before.get("price")) or self._last_sent(one)
                return self._in_currency(guards.price_hold(self._guards, known, wanted)) if wanted else None
            case "stock":
                wanted_stock, known_stock = (_stocks(bodies, each.get("stock")) for each in (one.after, one.before))
                if wanted_stock is None:
                    return None
                if self._stale is not None and not guards.only_zeros(known_stock, wanted_stock):
                    return self._stale
                return self._among_many(MASS_ZEROS) if guards.sells_out(known_stock, wanted_stock) else None
            case "offline" if not self._asked:
                return self._among_many(MASS_OFFLINE)
            case "delete" if one.leaver:
                return self._among_many(MASS_DELETE)
            case "delete" if not self._asked:
                return Hold(UNCONFIRMED_DELETE)
        return None

    def _in_currency(self, hold: Hold | None) -> Hold | None:
        return hold and Hold(hold.reason, {**hold.args, "currency": self._context.account.currency})

    def _among_many(self, reason: str) -> Hold:
        self._many[reason] += 1
        return Hold(reason)

    def _last_sent(self, one: NewChange) -> Prices | None:
        """With the price in doubt: what the marketplace took last."""
        name = plans.last_sent(self._db, one.listing, "price")
        return _prices(docs.bodies(self._db, (name,)), name)


def _waits_for_edit(one: NewChange, bodies: Mapping[str, bytes]) -> bool:
    """Nothing to say of the variations that the card has: the others come and go with an edit."""
    read = {"price": _prices, "stock": _stocks}.get(one.kind)
    if read is None:
        return False
    known, wanted = (read(bodies, each.get(one.kind)) for each in (one.before, one.after))
    return known is not None and wanted is not None and known != wanted and on_card(known, wanted) == known


def _sent(bodies: Mapping[str, bytes], one: NewChange) -> Stocks:
    wanted = _stocks(bodies, one.after.get("stock")) or Stocks(())
    sent = on_card(_stocks(bodies, one.before.get("stock")), wanted)
    assert isinstance(sent, Stocks)
    return sent


def _names(block: Sequence[NewChange]) -> Iterator[str | None]:
    for one in block:
        if one.kind in ("price", "create"):
            yield from (one.before.get("price"), one.after.get("price"))
        elif one.kind == "stock":
            yield from (one.before.get("stock"), one.after.get("stock"))


def _prices(bodies: Mapping[str, bytes], name: str | None) -> Prices | None:
    return guards.as_prices(bodies[name]) if name is not None and name in bodies else None


def _stocks(bodies: Mapping[str, bytes], name: str | None) -> Stocks | None:
    return guards.as_stocks(bodies[name]) if name is not None and name in bodies else None
