"""A simulated month: each day brings orders, runners fetch and hand them over, some are killed, some meet each other."""

import random
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from aliexport_tui.engine.accounts import add_account
from aliexport_tui.engine.orders import settings as order_settings
from aliexport_tui.engine.orders.handing import by_hand
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.order import Order
from aliexport_tui.model.order_settings import Fetching, HandingOff, OrderSettings
from aliexport_tui.store import hand_offs
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database, as_text
from tests.crash.nursery import Nursery, Victim, wait_for_all
from tests.crash.victim import Result
from tests.orders_crash.shops import PREFIX, REFUSED_BY_COMMAND, REFUSED_BY_HOOK, Shops
from tests.orders_crash.victim import Spec
from tests.support.common_clock import CommonClock
from tests.support.sandbox import Sandbox

_DAY_S = 86_400
_PATIENCE_S = 3_600.0
"""Of the machine, for one runner: a day's orders to six targets."""
_MOST_ROUNDS = 60
_ALWAYS = 8
"""Points that a runner passes even when there is nothing to do."""
_CANCELLED_SHARE = 0.04
_LIVE_SHARE = 0.2
"""Orders that go their way by the clock: unpaid at first, some never paid."""


@dataclass(frozen=True)
class Plan:
    days: int
    orders: int
    kills: int
    seed: int = 1


@dataclass
class Report:
    """`died_at`: name of a point -> kills there. `causes`: target and code of those that failed -> how many. `owed`: kills
    that nobody died of. `amiss`: what should not be."""

    runs: int = 0
    kills: int = 0
    owed: int = 0
    overlaps: int = 0
    met: int = 0
    died_at: Counter[str] = field(default_factory=Counter)
    causes: Counter[tuple[str, str]] = field(default_factory=Counter)
    stored: int = 0
    handed: dict[str, int] = field(default_factory=dict)
    mended: int = 0
    amiss: list[str] = field(default_factory=list)


def month(plan: Plan, folder: Path, nursery: Nursery) -> Report:
    """Runs it all."""
    chance = random.Random(plan.seed)
    clock = CommonClock.make(folder / "clock")
    try:
        with Sandbox(now=clock.true_ms) as sandbox, Shops(folder, chance) as shops:
            one = _Month(plan, folder, nursery, clock, sandbox, shops, chance)
            one.live_through()
            return one.report
    finally:
        clock.close()


class _Month:
    def __init__(
        self,
        plan: Plan,
        folder: Path,
        nursery: Nursery,
        clock: CommonClock,
        sandbox: Sandbox,
        shops: Shops,
        chance: random.Random,
    ) -> None:
        self.report = Report()
        self._plan = plan
        self._folder = folder
        self._nursery = nursery
        self._clock = clock
        self._sandbox = sandbox
        self._shops = shops
        self._chance = chance
        self._workspace = Workspace(folder / "shop.db", clock)
        self._starts = 0
        self._points_each = 60.0
        """That a runner passes for each order of a day; measured on the first one."""
        self._bought = 0
        self._owed = 0
        """Kills that nobody died of, to be made up for on the next day."""
        self._late: list[int] = []
        self._unknown = self._disabled = self._sold_out = self._gone = ""

    def live_through(self) -> None:
        self._set_up()
        kills = self._spread(self._plan.kills)
        for day in range(self._plan.days):
            self._buy(day)
            self._shops.close_folder(day == self._plan.days // 2)
            self._shops.be_unruly()
            self._kill_some(kills[day])
            begun = self._run()
            if not day and not kills[day]:
                self._points_each = int(begun.args["points"]) / self._bought
            self._shops.take_files()
        self.report.owed = self._owed
        self._shops.close_folder(False)
        self._settle()
        self._judge_failures()
        self._mend()
        self._settle()
        self._judge()

    # ---- the stage ------------------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        with closing(self._workspace.open()) as db:
            account = Account(code="main", kind="local", base_url=self._sandbox.address)
            add_account(self._workspace, db, account, self._sandbox.token)
            hand_off = HandingOff(targets=self._shops.targets(), prefix=PREFIX, customer_email="shop@example.ru")
            settings = OrderSettings(enabled=True, fetch=Fetching(page_size=50), hand_off=hand_off)
            order_settings.save(self._workspace, db, "main", settings, 0)
        for name, keys in self._shops.keys().items():
            Secrets(self._workspace.secrets).set_keys(f"orders/main/{name}", keys)

    def _spread(self, kills: int) -> list[int]:
        """How many on each day; none on the first one."""
        days = [0] * self._plan.days
        for _ in range(kills):
            days[self._chance.randrange(1, self._plan.days)] += 1
        return days

    def _buy(self, day: int) -> None:
        """A day passes, with its orders; some of the older ones are cancelled."""
        begin = self._clock.true_ms()
        self._clock.sleep(_DAY_S)
        orders, days = self._plan.orders, self._plan.days
        count = orders * (day + 1) // days - orders * day // days
        live = round(count * _LIVE_SHARE)
        self._bought = count
        when = {"start": begin, "end": self._clock.true_ms()}
        made = self._sandbox.make_orders(count - live, "waiting", **when)
        made += self._sandbox.make_orders(live, "live", **when)
        if not day:
            self._choose_bad_goods()
        gone = self._chance.sample(made, max(2, round(len(made) * _CANCELLED_SHARE)))
        self._sandbox.cancel(*gone[: len(gone) // 2])  # before anybody has heard of them
        self._late += gone[len(gone) // 2 :]

    def _choose_bad_goods(self) -> None:
        """Four SKU codes that buyers have ordered: two that Magento does not sell, two that our catalogue has no longer."""
        sold = Counter(line["sku_code"] for order in self._sandbox.orders() for line in order["lines"])
        codes = sorted(sold)
        self._chance.shuffle(codes)
        self._unknown, self._disabled, self._sold_out, self._gone = codes[:4]
        self._shops.refuse(self._unknown, self._disabled)
        with closing(self._workspace.open()) as db:
            self._stock(db, stock=0, gone=True)

    def _stock(self, db: Database, *, stock: int, gone: bool) -> None:
        """What our catalogue says of the two codes."""
        with db.write() as tx:
            tx.run("DELETE FROM source WHERE code = 'feed'")
            source = tx.insert("INSERT INTO source (code, location, settings, created_at) VALUES ('feed', '/x', '{}', 1)")
            for code, vanished in ((self._sold_out, None), (self._gone, 1 if gone else None)):
                product = tx.insert(
                    "INSERT INTO product (source, key, name, name_fold, content_hash, price_hash, stock_hash, body,"
                    " first_seen_at, changed_at, vanished_at) VALUES (?, ?, ?, ?, '', '', '', '{}', 1, 1, ?)",
                    (source, code, code, code, vanished),
                )
                left = stock if code == self._sold_out else 1_000_000
                tx.run("INSERT INTO sku (product, position, code, stock) VALUES (?, 0, ?, ?)", (product, code, left))

    # ---- runners --------------------------------------------------------------------------------------------------

    def _start(self, seat: int, die_at: int = 0) -> tuple[Victim, Path]:
        self._starts += 1
        result = self._folder / f"result-{self._starts}"
        spec = Spec(
            file=str(self._workspace.file),
            result=str(result),
            clock=str(self._folder / "clock"),
            seat=seat,
            die_at=die_at,
        )
        self.report.runs += 1
        return self._nursery.start(spec, self._clock), result

    def _kill_some(self, count: int) -> None:
        """At random points of the day's whole work: what one that died has done, the next has not to do."""
        count, self._owed = count + self._owed, 0
        left = round(self._points_each * self._bought * 0.9)
        for _ in range(count):
            at = self._chance.randint(1, max(2, left))
            left -= at
            if not self._kill(at) and not self._kill(self._chance.randint(1, _ALWAYS), alone=True):
                self._owed += 1
        if self._late:
            self._sandbox.cancel(*self._late)  # some have been handed over by now, some have not
            self._late = []

    def _kill(self, at: int, *, alone: bool = False) -> bool:
        """A runner dies there, if it comes so far; every third time a second one is at work beside it, and may die too."""
        victims = [self._start(1, at)]
        if not alone and self._chance.random() < 0.34:
            self.report.overlaps += 1
            victims.append(self._start(2, self._chance.choice((0, self._chance.randint(1, at)))))
        results = wait_for_all([victim for victim, _ in victims], _PATIENCE_S)
        for ended, (_, path) in zip(results, victims, strict=True):
            died = path.with_suffix(".died")
            if ended is None:
                self.report.kills += 1
                self.report.died_at[_stem(died.read_text())] += 1
            else:
                self._note(ended)
        return results[0] is None

    def _run(self) -> Result:
        victim, _ = self._start(1)
        result = victim.wait(_PATIENCE_S)
        assert result is not None
        self._note(result)
        return result

    def _note(self, result: Result) -> None:
        if result.exit_code == 6 or result.args.get("fetched") == "busy":
            self.report.met += 1
        elif result.exit_code:
            self.report.amiss.append(f"a runner ended with {result.exit_code}: {result.error}")

    def _settle(self) -> None:
        """Cron goes on until nothing waits any more."""
        for _ in range(_MOST_ROUNDS):
            if self._run().args["waiting"] == "0":
                return
            self._clock.sleep(1_800)
        self.report.amiss.append("it did not come to an end")

    def _mend(self) -> None:
        """A person mends every cause and lets all be tried again."""
        self._shops.mend()
        with closing(self._workspace.open()) as db:
            self._stock(db, stock=1_000_000, gone=False)
            failed = hand_offs.troubled_ids(db)
            self.report.mended = by_hand.retry(self._workspace, db, failed)
            if self.report.mended != len(failed):
                self.report.amiss.append(f"{len(failed)} failed, {self.report.mended} were to be tried again")

    # ---- the verdict ----------------------------------------------------------------------------------------------

    def _judge_failures(self) -> None:
        """Each failure has a cause that was planted, and every planted cause has its failures."""
        with closing(self._workspace.open()) as db:
            stored = self._stored(db)
            rows = hand_offs.in_trouble(db, limit=1_000_000)
        self.report.causes = Counter((row.target, row.failure.code) for row in rows if row.failure)
        found = {(row.target, row.number): row.failure.code for row in rows if row.failure}
        wanted = {
            (target, number): code
            for number, order in stored.items()
            if _goes(order)
            for target in self._shops.targets()
            if (code := self._cause(target, order))
        }
        for pair in found.keys() | wanted.keys():
            if found.get(pair) != wanted.get(pair):
                self.report.amiss.append(f"{pair}: failed for {found.get(pair)}, planted was {wanted.get(pair)}")

    def _cause(self, target: str, order: Order) -> str:
        codes = [line.sku_code for line in order.lines]
        number = f"{PREFIX}{order.id}"
        if self._gone in codes or self._sold_out in codes:
            first = next(code for code in _as_asked(codes) if code in (self._gone, self._sold_out))
            return "handoff.disabled" if first == self._gone else "handoff.out_of_stock"
        match target:
            case "command" if number.endswith(REFUSED_BY_COMMAND * 2):
                return "handoff.command_refused"
            case "hook" if number.endswith(REFUSED_BY_HOOK * 2):
                return "handoff.refused"
            case "direct" | "carts":
                bad = [code for code in codes if code in (self._unknown, self._disabled)]
                return ("handoff.sku_unknown" if bad[0] == self._unknown else "handoff.sku_disabled") if bad else ""
        return ""

    def _judge(self) -> None:
        with closing(self._workspace.open()) as db:
            stored = self._stored(db)
            trouble = hand_offs.in_trouble(db, limit=1_000_000)
            open_rows = db.rows("SELECT count(*) FROM hand_off WHERE state IN ('waiting', 'sending')")
        amiss = self.report.amiss
        truth = {str(order["id"]) for order in self._sandbox.orders()}
        self.report.stored = len(stored)
        if set(stored) != truth:
            amiss.append(f"{len(truth - set(stored))} orders were not stored, {len(set(stored) - truth)} too many")
        amiss += [f"in trouble still: {row.target} {row.number} {row.failure}" for row in trouble]
        if open_rows != [(0,)]:
            amiss.append(f"still open: {open_rows}")
        amiss += [f"made twice: {number}" for number in self._shops.doubled()]
        for target, handed in self._shops.handed().items():
            self.report.handed[target] = sum(handed.values())
            for pair, count in handed.items():
                if count != 1:
                    amiss.append(f"{target} has {pair} {count} times")
            for number, order in stored.items():
                new, cancelled = handed[(number, "new")], handed[(number, "cancelled")]
                if _goes(order) and not new:
                    amiss.append(f"{target} never got {number}")
                if order.status == "Cancelled" and new != cancelled:
                    amiss.append(f"{target} got {number}, but not its cancellation")
                if order.status != "Cancelled" and cancelled:
                    amiss.append(f"{target} was told of a cancellation that never was: {number}")

    def _stored(self, db: Database) -> dict[str, Order]:
        rows = db.rows("SELECT number, body FROM trade_order")
        return {as_text(row[0]): msgspec.json.decode(as_text(row[1]), type=Order) for row in rows}


def _goes(order: Order) -> bool:
    """Paid for and not cancelled: a target has to have it."""
    paid = order.payment_status in ("Hold", "Paid") and order.antifraud_status not in ("Checking", "Blocked")
    return paid and order.status != "Cancelled"


def _as_asked(codes: list[str]) -> list[str]:
    """The catalogue answers by code."""
    return sorted(set(codes))


def _stem(point: str) -> str:
    """A point's name without numbers of orders and carts."""
    name = point.removeprefix("/rest/default/V1/")
    path, colon, moment = name.rpartition(":")
    return "/".join("…" if any(char.isdigit() for char in part) else part for part in path.split("/")) + colon + moment
