"""Plan, apply and verify against the real sandbox over real HTTP and a real file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.profile import Chunks, PriceRule, PriceStep, StockRule
from aliexport_tui.store.database import as_int
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Shop:
    made = Shop(sandbox, tmp_path)
    made.supply([Goods(f"G{number}") for number in range(5)])
    made.profile()
    return made


def test_a_new_catalogue_goes_live(shop: Shop, sandbox: Sandbox) -> None:
    summary = shop.run()
    assert summary.exit_code == 0
    assert summary.planned["create"] == 5
    assert summary.outcomes["live"] == 5
    assert len(sandbox.cards()) == 5
    assert set(shop.outcomes().values()) == {"live"}


def test_a_run_is_heard_of_while_it_plans(shop: Shop) -> None:
    """A block of products a minute: the heartbeat keeps up with each."""
    shop.profile(chunks=Chunks(feed=1))
    lags: list[int] = []

    def slowly(stage: str, _done: int, _total: int) -> None:
        if stage == "plan":
            with shop.db() as db:
                lags.append(shop.clock.now_ms() - as_int(db.value("SELECT heartbeat_at FROM run")))
            shop.clock.sleep(60)

    run_profile(shop.workspace, "shop", progress=slowly, dry_run=True)
    assert len(lags) >= 5
    assert max(lags) < 5_000


def test_an_unchanged_catalogue_writes_nothing(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    again = shop.run()
    assert again.requests["write"] == 0
    assert again.planned["unchanged"] == 5
    assert again.exit_code == 0
    assert len(sandbox.cards()) == 5


def test_only_the_changed_price_is_sent(shop: Shop) -> None:
    shop.run()
    shop.supply([Goods("G0", price="1500"), *(Goods(f"G{number}") for number in range(1, 5))])
    summary = shop.run()
    assert {kind: count for kind, count in summary.planned.items() if count} == {"price": 1, "unchanged": 4}
    assert summary.outcomes["live"] == 5


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"price": PriceRule(steps=(PriceStep("add_percent", "5"),))}, "price"),
        ({"stock": StockRule(reserve=2)}, "stock"),
    ],
)
def test_a_changed_rule_touches_its_own_lane_alone(shop: Shop, changes: dict[str, object], kind: str) -> None:
    shop.run()
    shop.profile(**changes)
    summary = shop.run()
    assert {name: count for name, count in summary.planned.items() if count} == {kind: 5}
    assert summary.outcomes["live"] == 5


def test_a_changed_name_rewrites_the_card_with_the_known_price(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    shop.supply([Goods("G0", name="Новое имя"), *(Goods(f"G{number}") for number in range(1, 5))])
    summary = shop.run()
    assert {name: count for name, count in summary.planned.items() if count} == {"update": 1, "unchanged": 4}
    assert summary.outcomes["live"] == 5
    assert any("Новое имя" in str(card["card"]) for card in sandbox.cards())


def test_changed_pictures_go_alone(shop: Shop) -> None:
    shop.run()
    other = "https://img.example.com/other.jpg"
    shop.supply([Goods("G0", picture=other), *(Goods(f"G{number}") for number in range(1, 5))])
    summary = shop.run()
    assert {name: count for name, count in summary.planned.items() if count} == {"images": 1, "unchanged": 4}
    assert summary.outcomes["live"] == 5


def test_a_product_without_picture_is_blocked_and_named(shop: Shop, sandbox: Sandbox) -> None:
    shop.supply([Goods("G0", picture=""), *(Goods(f"G{number}") for number in range(1, 5))])
    summary = shop.run()
    assert summary.exit_code == 3
    assert summary.outcomes["blocked"] == 1
    assert summary.outcomes["live"] == 4
    assert len(sandbox.cards()) == 4
    assert any(group.field.startswith("main_image_urls_list") and group.count == 1 for group in summary.groups)


def test_a_refused_rewrite_is_kept_until_an_input_changes_or_a_person_asks(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    rest = [Goods(f"G{number}") for number in range(1, 5)]
    bad = "https://img.demo.invalid/1.jpg"
    shop.supply([Goods("G0", name="Новое имя", picture=bad), *rest])
    first = shop.run()
    assert (first.exit_code, first.planned["update"], first.outcomes["rejected"]) == (3, 1, 1)
    again = shop.run()
    assert (again.exit_code, again.requests["write"]) == (3, 0)
    assert shop.run(selection=["G0"]).planned["update"] == 1
    shop.supply([Goods("G0", name="Новое имя"), *rest])
    mended = shop.run()
    assert (mended.exit_code, mended.outcomes["live"], mended.groups) == (0, 5, ())
    assert any("Новое имя" in str(card["card"]) for card in sandbox.cards())


def test_a_late_rejection_is_kept_until_an_input_changes(shop: Shop) -> None:
    bad = Goods("G0", picture="https://img.demo.invalid/1.jpg")
    rest = [Goods(f"G{number}") for number in range(1, 5)]
    shop.supply([bad, *rest])
    first = shop.run()
    assert (first.exit_code, first.outcomes["rejected"]) == (3, 1)
    again = shop.run()
    assert (again.exit_code, again.requests["write"]) == (3, 0)
    asked = shop.run(selection=["G0"])
    assert asked.planned["create"] == 1
    shop.supply([Goods("G0"), *rest])
    mended = shop.run()
    assert (mended.exit_code, mended.outcomes["live"]) == (0, 5)


def test_one_code_on_two_products_blocks_both(shop: Shop) -> None:
    twins = [Goods("A", extra="<vendorCode>X</vendorCode>"), Goods("B", extra="<vendorCode>X</vendorCode>")]
    shop.supply([*twins, Goods("C", extra="<vendorCode>Y</vendorCode>")])
    shop.profile(_with_article_codes())
    summary = shop.run()
    assert summary.outcomes["blocked"] == 2
    assert summary.outcomes["live"] == 1
    assert [group.count for group in summary.groups if group.code == "sku.shared"] == [2]


def test_offline_online_and_delete(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    assert shop.run("offline", selection=["G0", "G1"]).outcomes["offline"] == 2
    assert shop.run().requests["write"] == 0, "an export must not put back on sale what a person took off"
    assert shop.run("online", selection=["G0"]).outcomes["live"] == 1
    deleted = shop.run("delete", selection=["G1"])
    assert deleted.exit_code == 0
    assert deleted.outcomes["deleted"] == 1
    assert len(sandbox.cards()) == 4
    assert shop.run().requests["write"] == 0, "a deleted product comes back only on a person's order"


def test_deleting_everything_needs_a_yes(shop: Shop, sandbox: Sandbox) -> None:
    shop.run()
    summary = shop.run("delete")
    assert (summary.exit_code, summary.planned["held"], summary.requests["write"]) == (4, 5, 0)
    assert len(sandbox.cards()) == 5


def test_a_card_altered_after_acceptance_is_different(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.set({"fault.alter_field": 1})
    summary = shop.run()
    assert summary.outcomes["different"] == 5
    assert summary.outcomes["live"] == 0
    (group,) = summary.groups
    sent = {"lane": "price", "what": "sku[G4].price", "sent": "1000.00", "seen": "1001.00"}
    assert (group.code, group.count, group.example.args, summary.exit_code) == ("card.differs", 5, sent, 3)
    sandbox.set({"fault.alter_field": 0})
    shop.supply([Goods(f"G{number}", price="1001") for number in range(5)])
    mended = shop.run()
    assert (mended.outcomes["live"], mended.groups, mended.exit_code) == (5, (), 0)


def test_what_the_queue_did_not_finish_is_reported_and_goes_on(shop: Shop, sandbox: Sandbox) -> None:
    sandbox.set({"tasks.queue_s": 600})
    first = shop.run(verify_s=30)
    assert (first.exit_code, first.outcomes["waiting"]) == (5, 5)
    shop.clock.sleep(700)
    second = shop.run()
    assert (second.exit_code, second.outcomes["live"], second.requests["write"]) == (0, 5, 0)
    assert len(sandbox.cards()) == 5


def test_an_inactive_profile_refuses_to_run(shop: Shop) -> None:
    shop.profile(active=False)
    with pytest.raises(ConfigError, match=r"profile\.inactive"):
        shop.run()


def _with_article_codes() -> str:
    from tests.support.export import PROFILE

    return PROFILE.replace("[card]\n", '[card]\nsku_code = { field = "article" }\n')


def test_a_paused_kind_does_not_hold_up_the_others(shop: Shop, sandbox: Sandbox) -> None:
    """Stocks run into the rate limit; prices go on meanwhile."""
    shop.run()
    sandbox.set({"fault.burst_429": 1, "fault.routes": ["stock"]})
    shop.profile(price=PriceRule(steps=(PriceStep("add", "1"),)), stock=StockRule(reserve=1))
    shop.clock.sleep(1)
    sent = _export_for(shop, 3)
    assert sent["price"] == 5


def _export_for(shop: Shop, steps: int) -> dict[str, int]:
    """Some steps of the worker over a fresh plan; kind -> changes done or on their way."""
    from aliexport_tui.engine.accounts import opened
    from aliexport_tui.engine.planning.context import load_context
    from aliexport_tui.engine.planning.plan import make_plan
    from aliexport_tui.engine.sending.desk import open_desk
    from aliexport_tui.engine.sending.worker import Worker
    from aliexport_tui.store import plans, runs

    with shop.db() as db:
        context = load_context(db, "shop")
        now = shop.clock.now_ms()
        run = runs.start(
            db, profile=context.id, action="export", mode="by_hand", selection=None, verify_s=0, who="test", now=now
        )
        planned = make_plan(
            db, context, "export", selection=None, approved=False, now=now, who="test", progress=lambda *_: None, firm=True
        )
        plans.enqueue(db, planned.id, run)
        with opened(shop.workspace, context.account, run=run) as market:
            worker = Worker(open_desk(db, shop.clock, context.account, market, poll_cap_ms=1_000), "ru_RU")
            for _ in range(steps):
                worker.step()
        rows = db.rows("SELECT kind, count(*) FROM change WHERE run = ? AND state <> 'ready' GROUP BY kind", (run,))
    return {str(kind): int(str(count)) for kind, count in rows}


def test_prices_of_what_has_no_card_yet_are_not_called_unchanged(shop: Shop) -> None:
    from aliexport_tui.engine.runs.previewing import preview
    from aliexport_tui.store import plans

    with shop.db() as db:
        plan = preview(db, shop.workspace, "shop", "price", None)
        counted = {name: count for name, count in plans.counts(db, plan).items() if count}
        assert counted == {"absent": 5}
        assert plans.recount(db, plan)["absent"] == 5


def test_a_confirmed_plan_is_applied_as_shown_and_refuses_what_changed_since(shop: Shop) -> None:
    from aliexport_tui.engine.runs.previewing import preview
    from aliexport_tui.engine.runs.running import run_profile
    from aliexport_tui.store import profiles, runs

    shop.run()
    dearer = [Goods(f"G{number}", price="1200") for number in range(5)]
    shop.supply(dearer)
    with shop.db() as db:
        plan = preview(db, shop.workspace, "shop", "price", None)
        profile = profiles.get(db, "shop")
        now = shop.clock.now_ms()
        run = runs.start(
            db,
            profile=profile.id,
            action="price",
            mode="by_hand",
            selection=None,
            verify_s=60,
            who="test",
            now=now,
            plan=plan,
        )
    shop.supply([Goods("G0", price="1300"), *dearer[1:]])
    summary = run_profile(shop.workspace, "shop", action="price", mode="by_hand", run_id=run)
    assert summary.planned["price"] == 5
    assert summary.exit_code == 5, "one row was refused and is still to be done"
    with shop.db() as db:
        states = db.rows("SELECT state, count(*) FROM change WHERE plan = ? GROUP BY state ORDER BY state", (plan,))
    assert states == [("done", 4), ("stale", 1)]
    assert shop.run().planned["price"] == 1


def test_a_price_run_leaves_products_without_a_card_out_of_account(shop: Shop) -> None:
    shop.run()
    shop.supply([Goods("NEW", price="0"), *(Goods(f"G{number}", price="1100") for number in range(5))])
    prices = shop.run("price")
    assert (prices.exit_code, prices.planned["price"], prices.groups) == (0, 5, ())
    assert shop.run().exit_code == 3


def test_a_look_binds_nobody(shop: Shop, sandbox: Sandbox) -> None:
    """A preview of one profile leaves the products free; who runs first owns them, and the other one reports it."""
    from aliexport_tui.engine.runs.previewing import preview
    from tests.support.export import PROFILE

    shop.profile(PROFILE.replace('code = "shop"', 'code = "other"').replace("Зарядные устройства", "Другие"))
    with shop.db() as db:
        preview(db, shop.workspace, "other", "export", None)
    first = shop.run()
    assert (first.exit_code, first.outcomes["live"], first.foreign) == (0, 5, 0)
    second = shop.run(code="other")
    assert (second.planned["create"], second.foreign, second.requests["write"]) == (0, 5, 0)
    assert len(sandbox.cards()) == 5
