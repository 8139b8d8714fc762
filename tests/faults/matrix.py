"""Faults of the marketplace × kinds of write: each cell is played to its end, and what is said on the way is judged."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aliexport_tui.model.change import Action
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.sandbox.registry import ALTERABLE, REGISTRY
from tests.faults.shop import HORIZON_S, KEYS, FaultShop
from tests.faults.truth import Aim, amiss, lies, words
from tests.support.export import Goods
from tests.support.sandbox import UNHURRIED, Sandbox

SHARES = (0.05, 0.5)
MOST_RUNS = 8
CHOSEN = KEYS[:5]
"""The products that orders (off sale, on sale, delete) are about."""
BASE: Mapping[str, object] = {**UNHURRIED, "fault.hang_s": 0.05}
CALM: Mapping[str, object] = {**{name: switch.default for name, switch in REGISTRY.items()}, **BASE}


@dataclass(frozen=True)
class Write:
    """A kind of write: the route that a fault hits, what it is to lead to, and the action that orders it."""

    name: str
    routes: tuple[str, ...]
    goods: Callable[[str], Goods] = Goods
    action: Action = "export"
    state: str = "live"
    before: tuple[Action, ...] = ("export",)
    """Runs without a fault before it."""

    def aims(self, *, sells: bool = False) -> dict[str, Aim]:
        ordered = self.action in ("online", "offline", "delete")
        states = {key: self.state if key in CHOSEN or not ordered else "live" for key in KEYS}
        return {key: Aim(self.goods(key), states[key], sells) for key in KEYS}

    @property
    def selection(self) -> tuple[str, ...]:
        return CHOSEN if self.action in ("online", "offline", "delete") else ()


def _renamed(key: str) -> Goods:
    return Goods(key, name="Адаптер")


def _all_new(key: str) -> Goods:
    return Goods(key, name="Адаптер", price="1500", count=3)


WRITES = (
    Write("create", ("create",), before=()),
    Write("edit", ("edit",), _renamed),
    Write("images", ("update-field",), lambda key: Goods(key, picture="https://img.example.com/new.jpg")),
    Write("price", ("price",), lambda key: Goods(key, price="1500")),
    Write("stock", ("stock",), lambda key: Goods(key, count=int(key == "G7"))),
    Write("online", ("online",), action="online", before=("export", "offline")),
    Write("offline", ("offline",), action="offline", state="offline"),
    Write("delete", ("delete",), action="delete", state="deleted"),
    Write("all changes", ("edit", "update-field", "price", "stock"), _all_new),
    Write("create, reads", ("tasks", "scroll"), before=()),
    Write("changes, reads", ("tasks", "scroll"), _all_new),
)


@dataclass(frozen=True)
class Fault:
    """`switches`: share -> settings of the sandbox, `fault.routes` being the write's; `begin`: what happens besides;
    `refuses`: what it refused is sent again on a person's order only; `sells`: stocks become lower, which is no
    difference; `spoils`: share -> the products that spoil each request they are in, until a person asks for them again."""

    name: str
    switches: Callable[[float], Mapping[str, object]] = lambda share: {}
    begin: Callable[[FaultShop, float], None] = lambda shop, share: None
    end: Callable[[FaultShop], None] = lambda shop: None
    refuses: bool = False
    sells: bool = False
    spoils: Callable[[float], tuple[str, ...]] = lambda share: ()
    reorders: bool = False
    """A queue that does the tasks of one card in any order: until the horizon a lost request may bring back an older value,
    which is said of the run, not of the product."""


def _share(name: str, **more: object) -> Fault:
    others = {f"fault.{other}": setting for other, setting in more.items()}
    return Fault(name, lambda share: {f"fault.{name}": share, **others})


def _named(write: Write) -> tuple[str, ...]:
    """What is said of a product that spoils its requests: a refused delete leaves it live, a stock is tried by each run."""
    if write.action == "delete":
        return ("rejected", "held", "live")
    return ("rejected", "held", "unknown") if "stock" in write.routes else ("rejected", "held")


def _altered(what: str) -> Fault:
    """The marketplace keeps something else than it was sent, and the profile wants that undone."""
    return Fault(
        f"alter {what}",
        lambda share: {"fault.alter_field": share, "fault.alter_what": what},
        lambda shop, share: shop.restore_all(),
        sells=what == "sold",
    )


def _spoilt(share: float) -> tuple[str, ...]:
    return ("G1", "G3", "G4", "G6") if share > 0.1 else ("G1",)


def _poisoned(how: str) -> Fault:
    return Fault(
        f"poison {how}",
        lambda share: {"fault.poison_how": how},
        lambda shop, share: shop.poison(_spoilt(share)),
        refuses=True,
        spoils=_spoilt,
    )


FAULTS: tuple[Fault, ...] = (
    _share("http_500"),
    _share("http_500_after"),
    _share("http_502"),
    _share("http_502_after"),
    _share("timeout_before"),
    _share("timeout_after"),
    _share("reset_in_request"),
    _share("reset_before"),
    _share("reset_after"),
    _share("close_after"),
    _share("cut_body"),
    _share("body_twice"),
    _share("results_fewer"),
    _share("results_more"),
    _share("results_shuffled"),
    _share("no_group_id"),
    Fault("task id 0", lambda share: {"fault.task_id": "zero", "tasks.order": "newest"}),
    Fault("task id empty", lambda share: {"fault.task_id": "empty", "tasks.order": "random"}),
    _share("not_json"),
    _share("error_in_200"),
    _share("burst_429"),
    Fault("reject_item", lambda share: {"fault.reject_item": share}, refuses=True),
    Fault("task_error", lambda share: {"fault.task_error": share}, refuses=True),
    _share("warnings"),
    _share("no_name"),
    _share("stuck"),
    _share("slow_tail", slow_tail_s=150),
    Fault(
        "lost answer, slow tail",
        lambda share: {"fault.timeout_after": share, "fault.slow_tail": 0.5, "fault.slow_tail_s": 150},
    ),
    Fault(
        "lost answer, random order",
        lambda share: {
            "fault.timeout_after": share,
            "fault.slow_tail": 0.5,
            "fault.slow_tail_s": 60,
            "fault.queue_order": "random",
        },
        reorders=True,
    ),
    Fault("lost answer, seen late", lambda share: {"fault.http_500_after": share, "fault.visible_lag_s": 60}),
    Fault("lost answer, no SKUs", lambda share: {"fault.cut_body": share, "fault.cut_at": 0.01, "fault.no_sku": 1}),
    Fault("random order", lambda share: {"fault.queue_order": "random", "fault.slow_tail": share, "fault.slow_tail_s": 20}),
    Fault("tasks cut", lambda share: {"tasks.page_size": 1 if share > 0.1 else 2}),
    Fault("tasks unreadable", lambda share: {"tasks.visible_after_s": 1_000_000}),
    Fault("tasks unknown", lambda share: {"tasks.visible_after_s": 1_000_000, "tasks.unknown_group": "404"}),
    Fault("tasks late", lambda share: {"tasks.visible_after_s": 100, "tasks.data_missing": True}),
    Fault("clock ahead", lambda share: {"fault.timeout_after": share}, lambda shop, share: _set_clock(shop, share, 3600)),
    Fault("clock back", lambda share: {"fault.timeout_after": share}, lambda shop, share: _set_clock(shop, share, -3600)),
    Fault(
        "token deleted",
        begin=lambda shop, share: shop.clock.at_wait(1 if share > 0.1 else 6, lambda: shop.sandbox.delete_token()),
        end=lambda shop: shop.use_token(shop.sandbox.issue_token(0)),
    ),
    *map(_altered, ALTERABLE),
    *map(_poisoned, ("400", "500", "500_after", "drop")),
)


def _set_clock(shop: FaultShop, share: float, seconds: float) -> None:
    shop.clock.at_wait(2 if share > 0.1 else 8, lambda: shop.clock.jump(seconds))


@dataclass
class Played:
    """How a cell went: `first` is how the disturbed run ended, `runs` and `requests` what it took to the end."""

    first: str = ""
    runs: int = 0
    requests: int = 0
    trouble: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.trouble


def play(model: Path, folder: Path, fault: Fault, write: Write, share: float) -> Played:
    """One cell, in a sandbox of its own."""
    with Sandbox(BASE, frozen=True) as sandbox:
        shop = FaultShop(sandbox, folder, model=model)
        for action in write.before:
            shop.run(action, selection=CHOSEN if action != "export" else ())
        if write.goods is not Goods:
            shop.supply([write.goods(key) for key in KEYS])
        sandbox.set({**BASE, "fault.routes": write.routes, **fault.switches(share)})
        fault.begin(shop, share)
        asked = sum(sandbox.requests().values())
        played = Played(first=_run(shop, write.action, write.selection))
        _judge(played, shop, write, fault, "in the disturbed run")
        if spoilt := fault.spoils(share):
            _without(spoilt, played, shop, write, fault)
        _calm(shop, fault)
        _to_the_end(played, shop, write, fault)
        played.requests = sum(sandbox.requests().values()) - asked
        return played


def _run(shop: FaultShop, action: Action, selection: tuple[str, ...] = ()) -> str:
    try:
        code = shop.run(action, selection=selection).exit_code
    except AliexportError as error:
        code = error.exit_code
    return f"code {int(code)}: {words(shop)}"


def _calm(shop: FaultShop, fault: Fault) -> None:
    """The fault is over; the queue that it left behind goes on."""
    shop.sandbox.set(CALM)
    fault.end(shop)


def _to_the_end(played: Played, shop: FaultShop, write: Write, fault: Fault) -> None:
    """Runs as cron would start them, the horizon passing between two, until one finds nothing to do."""
    aims = write.aims(sells=fault.sells)
    for _ in range(MOST_RUNS):
        shop.clock.sleep(HORIZON_S * 1.5)
        rejected = tuple(key for key, word in shop.outcomes().items() if word == "rejected")
        if fault.refuses and rejected and write.action != "delete":
            action: Action = write.action
            shop.run(action, selection=rejected)
        shop.approve_all()
        _order_deletes(shop, write)
        summary = shop.run()
        played.runs += 1
        _judge(played, shop, write, fault, f"in run {played.runs}")
        if summary.exit_code == 0 and not summary.requests["write"] and not amiss(shop, aims):
            return
        if played.trouble:
            return
    played.trouble += [f"not the undisturbed end after {played.runs} runs: {one}" for one in amiss(shop, aims)] or [
        f"still writing after {played.runs} runs"
    ]


def _without(spoilt: tuple[str, ...], played: Played, shop: FaultShop, write: Write, fault: Fault) -> None:
    """Runs while some products go on spoiling their requests, until the others are done and those are named."""
    aims = write.aims()
    for _ in range(MOST_RUNS):
        shop.clock.sleep(HORIZON_S * 1.5)
        _order_deletes(shop, write)
        _run(shop, "export")
        _judge(played, shop, write, fault, "while some spoil their requests")
        if played.trouble or not amiss(shop, aims, spoilt, _named(write)):
            return
    played.trouble += [f"not without those that spoil it: {one}" for one in amiss(shop, aims, spoilt, _named(write))]


def _order_deletes(shop: FaultShop, write: Write) -> None:
    """A person asks again for what is not deleted yet; a delete is never planned otherwise."""
    said = shop.outcomes()
    left = tuple(key for key in CHOSEN if said[key] != "deleted")
    if write.action == "delete" and left:
        _run(shop, "delete", left)


def _judge(played: Played, shop: FaultShop, write: Write, fault: Fault, when: str) -> None:
    played.trouble += [f"{when}: {lie}" for lie in lies(shop, write.aims(sells=fault.sells), _overtaken(shop, fault))]


def _overtaken(shop: FaultShop, fault: Fault) -> frozenset[str]:
    """Products of which the newest run has said that a lost request may still bring back an older value."""
    return shop.overtaken() if fault.reorders else frozenset()
