"""Random courses of two processes, a feed, and people in the cabinet: what must hold, holds after every step; and when all
is quiet, the marketplace has what the feed says."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.model.change import Action
from tests.properties.examples import examples
from tests.properties.invariants import amiss
from tests.properties.stage import COLOURS, Actor, Assortment, Stage, Time, Variation, theatre
from tests.support.export import PROFILE
from tests.support.sandbox import Sandbox

LENIENT = """
[guards]
price_change = 0
discount = 0
deletions = { count = 1000, percent = 100 }
zeros = { count = 1000, percent = 100 }
offline = { count = 1000, percent = 100 }
vanished = { count = 1000, percent = 100 }

[[axes]]
id = "14"
source = { param = "Цвет" }

[chunks]
upload = 2
price = 2
inventory = 2
"""
"""Brakes are other tests' matter; small chunks make many requests of few products."""

ACTIONS: tuple[Action, ...] = ("export", "update", "price", "stock")
GROUPS = ("A", "B", "C", "D")
CODES = {group: tuple(f"{group}{number}" for number in (1, 2, 3)) for group in GROUPS}
TROUBLES = ("fault.http_500_after", "fault.http_500", "fault.reset_after", "fault.cut_body", "fault.no_group_id")
SENT = ("create", "update", "price", "stock", "images")
SLOTS = st.sampled_from((0, 1))


class Course(RuleBasedStateMachine):
    """Two slots, each empty or with a process."""

    template: ClassVar[Path]
    sandbox: ClassVar[Sandbox]
    time: ClassVar[Time]

    def __init__(self) -> None:
        super().__init__()
        self.sandbox.reset()
        self.folder = Path(tempfile.mkdtemp(prefix="course-"))
        self.stage = Stage(self.template, self.folder / "shop", self.sandbox, self.time)
        self.actors: list[Actor | None] = [None, None]
        self.assortment: Assortment = {}
        self.touched: set[str] = set()
        self.deleted = 0

    @initialize()
    def open_shop(self) -> None:
        self.assortment = {group: (f"Зарядка {group}", (Variation(CODES[group][0], COLOURS[0]),)) for group in GROUPS[:3]}
        self.stage.supply(self.assortment)

    # ---- the feed

    def _resupply(self, group: str, name: str, variations: tuple[Variation, ...]) -> None:
        self.assortment = {**self.assortment, group: (name, variations)}
        self.stage.supply(self.assortment)

    @rule(group=st.sampled_from(GROUPS), price=st.integers(900, 1100), count=st.integers(0, 12), which=st.integers(0, 2))
    def price_and_stock(self, group: str, price: int, count: int, which: int) -> None:
        if group in self.assortment:
            name, variations = self.assortment[group]
            at = which % len(variations)
            changed = Variation(variations[at].code, variations[at].colour, price, count)
            self._resupply(group, name, (*variations[:at], changed, *variations[at + 1 :]))

    @rule(group=st.sampled_from(GROUPS), number=st.integers(0, 9), skus=st.integers(1, 3))
    def rewrite(self, group: str, number: int, skus: int) -> None:
        """Another title, more or fewer variations, or a new product."""
        variations = tuple(Variation(code, COLOURS[at]) for at, code in enumerate(CODES[group][:skus]))
        self._resupply(group, f"Зарядка {group} {number}", variations)

    @precondition(lambda self: len(self.assortment) > 1)
    @rule(group=st.sampled_from(GROUPS))
    def remove(self, group: str) -> None:
        if group in self.assortment and len(self.assortment) > 1:
            self.assortment = {key: told for key, told in self.assortment.items() if key != group}
            self.stage.supply(self.assortment)

    # ---- processes

    @rule(slot=SLOTS, action=st.sampled_from(ACTIONS), turns=st.integers(0, 60))
    def start(self, slot: int, action: Action, turns: int) -> None:
        if self._free(slot):
            actor = self.stage.start(action)
            self.actors[slot] = actor
            actor.go_on(turns)

    @rule(slot=SLOTS, turns=st.integers(1, 120))
    def go_on(self, slot: int, turns: int) -> None:
        actor = self.actors[slot]
        if actor is not None:
            actor.go_on(turns)

    @rule(slot=SLOTS)
    def kill(self, slot: int) -> None:
        actor = self.actors[slot]
        if actor is not None and not actor.over:
            actor.kill()
            self.actors[slot] = None

    def _free(self, slot: int) -> bool:
        actor = self.actors[slot]
        return actor is None or actor.over

    @rule(seconds=st.sampled_from((1, 5, 30, 120)))
    def pass_time(self, seconds: int) -> None:
        self.time.sleep(seconds)

    @rule(trouble=st.sampled_from(TROUBLES), share=st.sampled_from((0.2, 1.0)), times=st.integers(1, 3))
    def trouble(self, trouble: str, share: float, times: int) -> None:
        """The marketplace's next answers go astray."""
        self.sandbox.set({**dict.fromkeys(TROUBLES, 0), trouble: share, "fault.times": times})

    # ---- people in the cabinet

    @precondition(lambda self: self.sandbox.sku_codes())
    @rule(which=st.integers(0, 9), price=st.sampled_from(("1.00", "99999.00")), count=st.sampled_from((0, 500)))
    def edit_by_hand(self, which: int, price: str, count: int) -> None:
        self._by_hand(which, price=price, inventory=count)

    @precondition(lambda self: self.sandbox.sku_codes())
    @rule(which=st.integers(0, 9))
    def delete_by_hand(self, which: int) -> None:
        """It is not made again unless a person says so."""
        self._by_hand(which, delete=True)
        self.deleted += 1

    @precondition(lambda self: self.sandbox.sku_codes())
    @rule(which=st.integers(0, 9))
    def buy(self, which: int) -> None:
        """A sale touches nothing that the file does not tolerate."""
        self._by_hand(which, touch=False, sold=1)

    def _by_hand(self, which: int, touch: bool = True, **order: object) -> None:
        codes = self.sandbox.sku_codes()
        card = self.sandbox.alter(codes[which % len(codes)][0], **order)
        if touch:
            self.touched.add(card)

    # ---- what holds

    @invariant()
    def nothing_is_amiss(self) -> None:
        assert amiss(self.stage.db, self.sandbox.cards(), frozenset(self.touched)) == []

    def teardown(self) -> None:
        try:
            self._settle()
        finally:
            for actor in self.actors:
                if actor is not None and not actor.over:
                    actor.kill()
            self.stage.close()
            shutil.rmtree(self.folder)

    def _settle(self) -> None:
        """Let those at work end, then export until there is nothing to do; the end is what the feed says."""
        self.sandbox.set(dict.fromkeys(TROUBLES, 0))
        for actor in self.actors:
            if actor is not None:
                actor.go_on(3_000)
                assert actor.over, "a run does not come to its end"
        for _ in range(3):
            run_profile(self.stage.workspace, "shop", action="export", verify_s=600)
            assert amiss(self.stage.db, self.sandbox.cards(), frozenset(self.touched)) == []
        before = writes(self.sandbox)
        last = run_profile(self.stage.workspace, "shop", action="export", verify_s=600)
        planned = {kind: count for kind in SENT if (count := last.planned[kind])}
        assert planned == {}
        assert self.touched or last.exit_code == 0, last  # what was altered by hand is called different
        assert writes(self.sandbox) == before
        self._compare()

    def _compare(self) -> None:
        """Each product of the feed is on its card as the feed has it; what the feed no longer has is sold out."""
        wanted = {
            f"group:{group}": (name, {one.code: one.price for one in variations})
            for group, (name, variations) in self.assortment.items()
        }
        found = set()
        for card in self.sandbox.cards():
            content = card["card"]
            assert isinstance(content, dict)
            key = content["external_id"]
            found.add(key)
            if card["id"] in self.touched:
                continue
            prices = {sku["code"]: round(float(sku["price"])) for sku in content["skus"]}
            if key in wanted:
                assert (content["subjects"]["ru"], prices) == wanted[key]
            else:
                assert {sku["inventory"] for sku in content["skus"]} == {0}, key
        assert self.deleted or wanted.keys() <= found


def writes(sandbox: Sandbox) -> int:
    paths = ("create", "edit", "update-field", "update-sku-price", "update-sku-stock", "online", "offline", "delete")
    return sum(count for path, count in sandbox.requests().items() if path.endswith(tuple(f"/{name}" for name in paths)))


@pytest.fixture(scope="module")
def _theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with ExitStack() as stack:
        found = stack.enter_context(theatre(tmp_path_factory.mktemp("theatre"), PROFILE + LENIENT))
        Course.template, Course.sandbox, Course.time = found
        yield


@pytest.mark.usefixtures("_theatre")
def test_courses() -> None:
    run_state_machine_as_test(Course, settings=examples(10, steps=25, shrink=False))
