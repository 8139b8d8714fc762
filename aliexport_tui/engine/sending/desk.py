"""What the account's worker has at hand, shared by sending, polling and read-back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from aliexport_tui.engine.sending.budget import Budget
from aliexport_tui.engine.sending.chunks import ChunkSizes
from aliexport_tui.engine.sending.parcel import Parcel
from aliexport_tui.engine.stored_schema import StoredSchema
from aliexport_tui.listing.schema_view import SchemaView
from aliexport_tui.marketplace.pacing import ProductPace
from aliexport_tui.marketplace.port import Marketplace
from aliexport_tui.model.change import KINDS, Kind
from aliexport_tui.model.clock import Clock
from aliexport_tui.model.event import Event, Level
from aliexport_tui.model.profile import Chunks
from aliexport_tui.store import accounts, events, profiles, runs
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database, Transaction


@dataclass
class Desk:
    """One account being worked on. `chunks_of` gives a profile's chunk sizes by its row id; `profile_of_run` the code
    for the log. `pauses`: kind -> UTC ms before which nothing of this kind may leave after trouble; `waits`: change ->
    UTC ms before which it is not looked at again, since it lacks something that others bring; `seconds`: kind -> what a
    product of it took lately, without the waiting."""

    db: Database
    account: int
    horizon_ms: int
    market: Marketplace
    schema: SchemaView
    clock: Clock
    chunks_of: Callable[[int], Chunks]
    profile_of_run: Callable[[int], str]
    budget: Budget
    paces: dict[Kind, ProductPace]
    poll_cap_ms: int = 15_000
    chunks: ChunkSizes = field(default_factory=ChunkSizes)
    pauses: dict[Kind, int] = field(default_factory=dict)
    waits: dict[int, int] = field(default_factory=dict)
    bare: dict[Kind, tuple[int, int]] = field(default_factory=dict)
    """Kind -> UTC ms until which nothing of it is looked for in the outbox, for nothing could leave a moment ago; and the
    file's data_version at that look."""
    ahead: Parcel | None = None
    """The batch that is made ready to leave next."""
    seconds: dict[Kind, float] = field(default_factory=dict)
    give_way: Callable[[], None] = lambda: None
    """Called between any two of many reads: what is urgent leaves first."""
    failures: int = 0
    """Requests in a row that did not reach the marketplace."""
    missed: int = 0
    """Looks at tasks and cards in a row that failed."""
    next_look: int = 0
    """UTC ms before which the cards are not looked at again for what is in doubt."""

    def now(self) -> int:
        return self.clock.now_ms()

    def market_now(self) -> int:
        """Now by the marketplace's clock, as far as it is known: somebody may set ours in the middle of a run, and a card
        that is still in the queue must not be taken for absent for that."""
        return self.now() + (self.market.ahead_ms or 0)

    def market_at(self) -> int | None:
        """The same; None as long as it is not known."""
        return None if self.market.ahead_ms is None else self.market_now()

    def horizon(self) -> int:
        """Milliseconds after which what was sent is carried out or never will be: the account's setting, at least twice
        the longest time that its queue has taken (DESIGN, invariant 2)."""
        return max(self.horizon_ms, 2 * accounts.longest_queue(self.db, self.account))

    def log(
        self,
        tx: Transaction,
        code: str,
        *,
        level: Level = "info",
        run: int | None = None,
        listing: int | None = None,
        profile: str = "",
        **args: str | int,
    ) -> None:
        """One line of the log, in the transaction of what it tells."""
        events.add(tx, [self.line(code, level=level, run=run, listing=listing, profile=profile, **args)])

    def line(
        self,
        code: str,
        *,
        level: Level = "info",
        run: int | None = None,
        listing: int | None = None,
        profile: str = "",
        **args: str | int,
    ) -> Event:
        """The same, to be written with others."""
        return Event(
            at=self.now(),
            code=code,
            args={name: str(value) for name, value in args.items()},
            level=level,
            run=run,
            profile=self.profile_of_run(run) if run is not None else profile,
            listing=listing,
        )


def open_desk(db: Database, clock: Clock, account: Account, market: Marketplace, *, poll_cap_ms: int) -> Desk:
    """The desk of one account; profiles are looked up as they come by."""

    def chunks_of(profile: int) -> Chunks:
        stored = profiles.by_id(db, profile)
        return stored.profile.chunks if stored else Chunks()

    def profile_of_run(run: int) -> str:
        row = runs.get(db, run)
        return row.profile_code if row else ""

    return Desk(
        db=db,
        account=account.id,
        horizon_ms=account.horizon_s * 1000,
        market=market,
        schema=StoredSchema(db, account),
        clock=clock,
        chunks_of=lru_cache(chunks_of),
        profile_of_run=lru_cache(profile_of_run),
        budget=Budget(db, account.id),
        paces={kind: ProductPace(market.limits.stocks_per_second if kind == "stock" else None) for kind in KINDS},
        poll_cap_ms=poll_cap_ms,
    )
