"""Undo after apply puts back every field that it may: after any price, stock, online or offline run the cards are as before
it, but for what somebody has changed since; that is left as it is, and named."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.engine.runs.applying import order
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.runs.summary import Summary
from aliexport_tui.engine.runs.undoing import undo
from aliexport_tui.model.change import Action
from aliexport_tui.store import refusals, runs
from tests.properties.examples import examples
from tests.properties.invariants import amiss
from tests.properties.stage import COLOURS, Assortment, Stage, Time, Variation, theatre
from tests.properties.test_interleavings import LENIENT, writes
from tests.support.export import PROFILE
from tests.support.sandbox import Sandbox

GROUPS = ("A", "B", "C")
Figures = Mapping[str, tuple[int, int]]
"""SKU code -> price, count."""

figures: st.SearchStrategy[Figures] = st.fixed_dictionaries(
    {f"{group}{number}": st.tuples(st.integers(900, 1100), st.integers(0, 12)) for group in GROUPS for number in (1, 2)}
)
hands = st.dictionaries(
    st.sampled_from(GROUPS),
    st.sampled_from(({"price": "555.00"}, {"inventory": 77}, {"online": False}, {"subject": "Иное"}, {"sold": 1})),
    max_size=2,
)
actions = st.sampled_from(("price", "stock", "online", "offline"))
FIELD: Mapping[Action, str] = {"price": "price", "stock": "inventory", "online": "online", "offline": "online"}

Card = dict[str, object]
"""Field -> value; SKU codes with what is asked of them."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Sandbox, Time]]:
    with theatre(tmp_path_factory.mktemp("theatre"), PROFILE + LENIENT) as found:
        yield found


def assortment(drawn: Figures) -> Assortment:
    return {
        group: (
            f"Зарядка {group}",
            tuple(Variation(f"{group}{at}", COLOURS[at], *drawn[f"{group}{at}"]) for at in (1, 2)),
        )
        for group in GROUPS
    }


def shown(stage: Stage, field: str) -> dict[str, Card]:
    """Group -> what its card says of the field."""
    found: dict[str, Card] = {}
    for card in stage.sandbox.cards():
        content = card["card"]
        assert isinstance(content, dict)
        group = str(content["external_id"]).removeprefix("group:")
        found[group] = {"online": card["online"]} if field == "online" else {s["code"]: s[field] for s in content["skus"]}
    return found


def applied(stage: Stage, plan: int) -> Summary:
    ordered = order(stage.workspace, plan, verify_s=600)
    row = runs.get(stage.db, ordered.run)
    assert row is not None
    return run_profile(
        stage.workspace, ordered.profile, action=ordered.action, selection=row.selection, run_id=ordered.run, verify_s=600
    )


@examples(10, shrink=False)
@given(figures, figures, actions, hands)
def test_undo_after_apply(
    prepared: tuple[Path, Sandbox, Time],
    tmp_path: Path,
    first: Figures,
    second: Figures,
    action: Action,
    by_hand: Mapping[str, dict[str, object]],
) -> None:
    template, sandbox, time = prepared
    sandbox.reset()
    stage = Stage(template, tmp_path / "shop", sandbox, time)
    try:
        stage.supply(assortment(first))
        run_profile(stage.workspace, "shop", verify_s=600)
        if action == "online":
            run_profile(stage.workspace, "shop", action="offline", verify_s=600)
        stage.supply(assortment(second))
        before = shown(stage, FIELD[action])
        ran = run_profile(stage.workspace, "shop", action=action, verify_s=600)
        if not ran.planned[action]:
            return
        after = shown(stage, FIELD[action])
        for group, changes in by_hand.items():
            sandbox.alter(f"{group}1", **changes)
        moved = shown(stage, FIELD[action])
        made = undo(stage.workspace, ran.run)
        skipped = {one.key.removeprefix("group:") for one in refusals.refused_of(stage.db, "plan", made.plan)}
        applied(stage, made.plan)
        now = shown(stage, FIELD[action])
        for group in GROUPS:
            touched = moved[group] != after[group] and not _sold(by_hand.get(group))
            sent = after[group] != before[group]
            assert (group in skipped) == (touched and sent), group
            assert now[group] == (before if sent and not touched else moved)[group], group
        if action in ("price", "stock") and not by_hand:
            _stays(stage, action)
        touched_cards = frozenset(str(card["id"]) for card in sandbox.cards() if _group(card) in by_hand)
        assert amiss(stage.db, sandbox.cards(), touched_cards) == []
    finally:
        stage.close()


def _stays(stage: Stage, action: Action) -> None:
    """What was put back is what is wanted now: the next run sends nothing of it."""
    sent = writes(stage.sandbox)
    run_profile(stage.workspace, "shop", action=action, verify_s=600)
    assert writes(stage.sandbox) == sent


def _group(card: Mapping[str, object]) -> str:
    content = card["card"]
    assert isinstance(content, dict)
    return str(content["external_id"]).removeprefix("group:")


def _sold(changes: Mapping[str, object] | None) -> bool:
    return changes is not None and "sold" in changes
