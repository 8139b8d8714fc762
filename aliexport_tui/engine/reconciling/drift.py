"""Has anybody changed our cards? Everything is read, nothing is sent."""

from collections import Counter
from collections.abc import Mapping
from contextlib import closing

import msgspec

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.planning.context import ProfileContext, load_context
from aliexport_tui.engine.planning.derive import Progress
from aliexport_tui.engine.reconciling.share import read_in_full
from aliexport_tui.engine.sending.desk import Desk, open_desk
from aliexport_tui.engine.sending.looking import Look, keep_all, look
from aliexport_tui.engine.sending.readback import in_full, log_difference
from aliexport_tui.engine.sending.scan import full_scan
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.marketplace.port import CardStatus, CardSummary
from aliexport_tui.model.change import FieldChange
from aliexport_tui.model.errors import ExitCode
from aliexport_tui.model.event import Level
from aliexport_tui.model.wants import LANES, Lane, Want
from aliexport_tui.store import cards, links
from aliexport_tui.store.cards import CardRow, ToSee
from aliexport_tui.store.links import Gone

_PER_TRANSACTION = 100
_POLL_CAP_MS = 5_000


class Drifted(msgspec.Struct, frozen=True):
    """A card that shows something else than it was sent. `fields`: before as sent, after as it is there."""

    listing: int
    key: str
    name: str
    card_id: str
    fields: dict[Lane, tuple[FieldChange, ...]]


class DriftReport(msgspec.Struct, frozen=True):
    """`checked` cards were compared, `in_full` of them with all their content; `passed_over`: something of them was in the
    air. `lanes`: lane -> cards that differ in it; `restored`: lanes that the next run sends again. `gone`: deleted by
    somebody, now or found so before; `doubted`: so many were missing that it was not believed."""

    profile: str
    account: str
    currency: str
    checked: int
    in_full: int
    passed_over: int
    lanes: dict[Lane, int]
    restored: tuple[Lane, ...]
    drifted: tuple[Drifted, ...]
    gone: tuple[Gone, ...]
    doubted: int
    duplicates: int

    @property
    def exit_code(self) -> ExitCode:
        return ExitCode.REJECTED if self.drifted or self.gone or self.doubted else ExitCode.DONE


def drift(
    workspace: Workspace,
    code: str,
    *,
    believe: bool = False,
    progress: Progress = lambda stage, done, total: None,
) -> DriftReport:
    """Read all cards of the account once, compare those of the profile with what they are known to have, note what they
    show. Takes no lock: a worker goes on meanwhile, and listings that it has in hand are passed over. Of lanes in
    `profile.drift.restore` what is there becomes the base, so that the next plan shows it and the next run restores.
    `believe`: however many cards are gone.

    Raises ConfigError, MarketplaceError."""
    with closing(workspace.open()) as db:
        context = load_context(db, code)
        with opened(workspace, context.account) as market:
            desk = open_desk(db, workspace.clock, context.account, market, poll_cap_ms=_POLL_CAP_MS)
            return _Check(desk, context, progress).report(believe)


class _Check:
    def __init__(self, desk: Desk, context: ProfileContext, progress: Progress) -> None:
        self._desk = desk
        self._context = context
        self._progress = progress
        self._restore = context.profile.drift.restore
        self._share = context.profile.verify.in_full
        self._checked = self._in_full = 0

    def report(self, believe: bool) -> DriftReport:
        desk, profile = self._desk, self._context.id
        began = desk.now()
        scanned = full_scan(desk, believe=believe)
        total = links.linked_of_profile(desk.db, profile)
        drifted: list[Drifted] = []
        after = 0
        while due := cards.settled_of_profile(desk.db, profile, began, after=after, limit=_PER_TRANSACTION):
            after = due[-1].listing
            drifted += self._compare(due, began)
            self._progress("check", self._checked, total)
        lanes = Counter(lane for one in drifted for lane in one.fields)
        found = DriftReport(
            profile=self._context.profile.code,
            account=self._context.account.code,
            currency=self._context.account.currency,
            checked=self._checked,
            in_full=self._in_full,
            passed_over=total - self._checked,
            lanes={lane: lanes[lane] for lane in LANES if lanes[lane]},
            restored=tuple(lane for lane in LANES if lanes[lane] and lane in self._restore),
            drifted=tuple(drifted),
            gone=links.gone_of_profile(desk.db, profile),
            doubted=len(scanned.doubted),
            duplicates=scanned.duplicates,
        )
        with desk.db.write() as tx:
            level: Level = "warning" if found.exit_code else "info"
            desk.log(
                tx,
                "drift.checked",
                level=level,
                profile=found.profile,
                cards=found.checked,
                different=len(drifted),
                gone=len(found.gone),
            )
        return found

    def _compare(self, due: tuple[ToSee, ...], began: int) -> list[Drifted]:
        """Reading in full takes long: what a worker has taken in hand meanwhile is passed over too."""
        desk = self._desk
        rows = cards.read(desk.db, desk.account, [one.card_id for one in due])
        known = cards.known(desk.db, due)
        looked = [self._look(one, known[one.listing], rows[one.card_id]) for one in due if one.card_id in rows]
        found: list[Drifted] = []
        with desk.db.write() as tx:
            after, limit = due[0].listing - 1, len(due)
            at_rest = cards.settled_of_profile(desk.db, self._context.id, began, after=after, limit=limit)
            still = {one.listing for one in at_rest}
            kept = keep_all(tx, [(each, self._restore) for each in looked if each.one.listing in still], desk.now())
            for each in looked:
                if each.one.listing not in kept:
                    continue
                self._checked += 1
                self._in_full += each.how == "in_full"
                if not each.differing:
                    continue
                one = each.one
                found.append(Drifted(one.listing, one.key, one.name, one.card_id, each.differing))
                log_difference(desk, tx, "listing.drifted", each, profile=self._context.profile.code)
        return found

    def _look(self, one: ToSee, known: Mapping[Lane, Want], row: CardRow) -> Look:
        card = msgspec.json.decode(row.body, type=CardSummary)
        status: CardStatus = "ONLINE" if row.status == "ONLINE" else "OFFLINE"
        full = read_in_full(one.listing, self._share) or not card.skus
        detail = in_full(self._desk, one.card_id) if full else None
        return look(one, known, card, status, self._context.account.locale, detail)
