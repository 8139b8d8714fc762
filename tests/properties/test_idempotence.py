"""Planning again plans the same and writes nothing; applying again sends nothing. So after whatever was edited: the feed,
the profile, the marketplace's schema."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.engine.planning.context import load_context
from aliexport_tui.engine.planning.plan import make_plan
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.listing.profile_text import profile_from_toml
from aliexport_tui.model.change import Action
from aliexport_tui.model.profile import (
    AttributeMapping,
    Condition,
    LanguageTexts,
    PriceRule,
    PriceStep,
    Profile,
    StockRule,
    Texts,
)
from aliexport_tui.model.schema import Category, Template
from aliexport_tui.store import profiles, schema_cache
from aliexport_tui.store.database import Row
from tests.properties.examples import examples
from tests.properties.invariants import amiss
from tests.properties.stage import COLOURS, Assortment, Stage, Time, Variation, theatre
from tests.properties.test_interleavings import LENIENT, writes
from tests.support.export import CHARGERS, PROFILE
from tests.support.sandbox import Sandbox

replace = msgspec.structs.replace

BASE: Profile = profile_from_toml(PROFILE + LENIENT)
GROUPS = ("A", "B", "C")

assortments = st.fixed_dictionaries(
    {"A": st.just(None)},
    optional={"B": st.just(None), "C": st.just(None)},
).flatmap(
    lambda groups: st.fixed_dictionaries(
        {
            group: st.tuples(
                st.sampled_from(("Зарядка", "Зарядка 65 Вт", "Зарядное", "я" * 300, "")),
                st.lists(
                    st.builds(
                        lambda price, count: (price, count),
                        st.sampled_from((900, 950, 1000, 1100, 900, 950, 1000, 0)),
                        st.integers(0, 12),
                    ),
                    min_size=1,
                    max_size=3,
                ),
            )
            for group in groups
        }
    )
)
profile_edits: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {},
    optional={
        "price": st.sampled_from(
            (
                PriceRule(),
                PriceRule((PriceStep("add_percent", "5"), PriceStep("round", "10"))),
                PriceRule((PriceStep("max", "950"),)),
            )
        ),
        "stock": st.sampled_from((StockRule(), StockRule(reserve=2), StockRule(cap=5), StockRule(percent=0))),
        "texts": st.sampled_from(
            (
                BASE.texts,
                Texts(ru=LanguageTexts("{name} {article}", "{name}"), en=LanguageTexts("{name}", "{name}"), missing="-"),
            )
        ),
        "attributes": st.sampled_from(((), (AttributeMapping(id="-1", name="Серия", source="Утро"),))),
        "filter": st.sampled_from(((), (Condition("price", "lt", "950"),), (Condition("name", "contains", "65"),))),
        "exclude": st.sampled_from(((), ("group:A",))),
        "image_limit": st.sampled_from((1, 6)),
        "leavers": st.sampled_from(("keep", "zero", "offline")),
    },
)
schema_edits = st.sampled_from(("none", "none", "none", "none", "required", "template", "title"))

Edit = tuple[dict[str, tuple[str, list[tuple[int, int]]]], dict[str, object], str]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Sandbox, Time]]:
    with theatre(tmp_path_factory.mktemp("theatre"), PROFILE + LENIENT) as found:
        yield found


def assortment(drawn: dict[str, tuple[str, list[tuple[int, int]]]]) -> Assortment:
    return {
        group: (
            name,
            tuple(Variation(f"{group}{at}", COLOURS[at], price, count) for at, (price, count) in enumerate(rows)),
        )
        for group, (name, rows) in drawn.items()
    }


def apply_edit(stage: Stage, edit: Edit) -> None:
    goods, members, schema = edit
    stage.supply(assortment(goods))
    stored = profiles.get(stage.db, "shop")
    profiles.save(stage.db, replace(BASE, **members), stored.version, stage.time.ms)
    account = 1
    category = schema_cache.category(stage.db, account, CHARGERS)
    assert isinstance(category, Category)
    needed = {found.id for found in category.properties[-1:]} if schema == "required" else set()
    properties = tuple(replace(found, is_required=found.id in needed) for found in category.properties)
    changed = replace(category, properties=properties, name="Зарядки" if schema == "title" else category.name)
    schema_cache.put_categories(stage.db, account, [changed], stage.time.ms)
    known = schema_cache.items(stage.db, account, "templates", "", Template) or ()
    more = (*(one for one in known if one.id != "7"), *((Template("7", "Новый"),) if schema == "template" else ()))
    schema_cache.put_items(stage.db, account, "templates", "", more, stage.time.ms)


def planned(stage: Stage, action: Action) -> list[Row]:
    """The plan's changes, without the ids of plan and change."""
    context = load_context(stage.db, "shop")
    plan = make_plan(
        stage.db,
        context,
        action,
        selection=None,
        approved=False,
        now=stage.time.ms,
        who="test",
        progress=lambda name, done, total: None,
        firm=True,
    )
    return stage.db.rows(
        "SELECT listing, kind, before, after, state, hold, hold_args, priority FROM change WHERE plan = ? ORDER BY 1, 2",
        (plan.id,),
    )


def derived(stage: Stage) -> list[list[Row]]:
    """All that planning keeps beside the plan itself."""
    return [
        stage.db.rows(sql)
        for sql in (
            "SELECT * FROM lane ORDER BY listing, lane",
            "SELECT hash FROM doc ORDER BY hash",
            "SELECT * FROM listing_sku ORDER BY listing, sku_code",
            "SELECT id, card_id, presence, outcome, problem_count, profile, firm, changed_at FROM listing ORDER BY id",
            "SELECT * FROM problem WHERE stage = 'draft' ORDER BY id",
            "SELECT * FROM recipe ORDER BY profile, category, lane",
        )
    ]


@examples(8, shrink=False)
@given(st.lists(st.tuples(assortments, profile_edits, schema_edits), min_size=1, max_size=3))
def test_again_is_nothing(prepared: tuple[Path, Sandbox, Time], tmp_path: Path, edits: list[Edit]) -> None:
    template, sandbox, time = prepared
    sandbox.reset()
    stage = Stage(template, tmp_path / "shop", sandbox, time)
    try:
        for edit in edits:
            apply_edit(stage, edit)
            for action in ("export", "price"):
                first, kept = planned(stage, action), derived(stage)
                assert planned(stage, action) == first
                assert derived(stage) == kept
            run_profile(stage.workspace, "shop", verify_s=600)
            run_profile(stage.workspace, "shop", verify_s=600)  # what had to wait for the first
            before = writes(sandbox)
            again = run_profile(stage.workspace, "shop", verify_s=600)
            sent = {kind: count for kind, count in again.planned.items() if count and kind not in ("unchanged", "blocked")}
            assert (sent, writes(sandbox) - before) == ({}, 0)
            assert amiss(stage.db, sandbox.cards(), frozenset()) == []
    finally:
        stage.close()
