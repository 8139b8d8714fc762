"""`plan` and `apply` against the real sandbox: what is shown is what is sent, once, and what changed since is refused."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.cli.apply import apply
from aliexport_tui.cli.common import Failure, Shell
from aliexport_tui.cli.plan import plan
from aliexport_tui.engine.locks import Lock
from aliexport_tui.model.profile import Condition, PriceRule, PriceStep
from aliexport_tui.store import runs
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

GOODS = [Goods(f"G{number}") for number in range(4)]
DEARER = PriceRule(steps=(PriceStep("add_percent", "10"),))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Shop:
    made = Shop(sandbox, tmp_path)
    made.supply(GOODS)
    made.profile()
    return made


def said(shop: Shop, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code and both streams."""
    shell = Shell("aliexport-tui", commands=[plan, apply])
    capsys.readouterr()
    try:
        code = shell.main(list(arguments), obj=shop.workspace, standalone_mode=False)
    except Failure as failure:
        failure.show()
        code = failure.exit_code
    out, err = capsys.readouterr()
    return int(code), out, err


def refusals_in(out: str) -> list[tuple[str, str]]:
    """(product key, code of the reason) of each row that `apply --json` names."""
    return [(one["key"], one["reason"]) for one in json.loads(out)["refused"]]


def test_a_plan_shows_each_field_and_sends_nothing(shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    shop.run()
    before = sandbox.cards()
    shop.supply([Goods("G0", price="1500"), Goods("G1", name="Новое имя"), *GOODS[2:]])
    code, out, err = said(shop, capsys, "plan", "shop")
    assert code == 0
    assert "Planned:  update 1, price 1, unchanged 2\n" in out
    assert "Зарядное устройство G0 [G0]\n    SKU G0 › price: 1000.00 → 1500.00 RUB\n" in out
    assert "title: Зарядное устройство G1 → Новое имя G1\n" in out
    assert "aliexport-tui apply 2" in err
    assert sandbox.cards() == before


def test_a_plan_as_json_is_one_object(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.supply([*GOODS, Goods("bare", picture="")])
    code, out, _ = said(shop, capsys, "plan", "shop", "--json")
    told = json.loads(out)
    assert list(told) == ["plan", "profile", "action", "created", "who", "exit_code", "planned", "total", "changes"]
    assert (code, told["exit_code"], told["total"]) == (3, 3, 5)
    assert [(one["kind"], one["state"]) for one in told["changes"]] == [("create", "ready")] * 4 + [("create", "blocked")]
    fields = {one["field"]: (one["before"], one["after"]) for one in told["changes"][0]["fields"]}
    assert fields["sku[G0].price"] == (None, "1000.00")
    assert told["changes"][4]["fields"] == []
    assert "images.missing" in [one["code"] for one in told["changes"][4]["problems"]]


def test_the_limit_says_what_it_leaves_out(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(shop, capsys, "plan", "shop", "--limit", "1")
    assert "[G0]" in out
    assert "[G1]" not in out
    assert "… and 3 more changes: --limit 0\n" in out
    assert len(json.loads(said(shop, capsys, "plan", "shop", "--limit", "1", "--json")[1])["changes"]) == 1


def test_held_changes_are_shown_with_their_reason(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.run()
    code, out, err = said(shop, capsys, "plan", "shop", "--action", "delete")
    assert code == 4
    assert "delete (held):" in out
    assert "--approve-holds" in out
    assert "holds list shop" in err, "the next step"
    assert "aliexport-tui apply" not in err, "there is nothing that could be sent"


def test_no_changes_no_lines(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.run()
    code, out, _ = said(shop, capsys, "plan", "shop", "--json")
    assert (code, json.loads(out)["changes"]) == (0, [])
    assert "aliexport-tui apply" not in said(shop, capsys, "plan", "shop")[2]


def test_apply_sends_exactly_the_plan_and_only_once(
    shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    number = json.loads(said(shop, capsys, "plan", "shop", "--json")[1])["plan"]
    code, out, _ = said(shop, capsys, "apply", str(number), "--json")
    told = json.loads(out)
    assert (code, told["plan"], told["outcomes"]["live"], told["refused"]) == (0, number, 4, [])
    assert len(sandbox.cards()) == 4
    code, out, err = said(shop, capsys, "apply", str(number))
    assert (code, out) == (2, "")
    assert f"Plan {number} was applied already, by run {told['run']}" in err
    assert len(sandbox.cards()) == 4


def test_apply_refuses_row_by_row_what_has_changed_since(
    shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    """G0 has another price by now, G1 left the profile, G2 was changed on the other side; G3 goes."""
    shop.run()
    shop.profile(price=DEARER)
    number = json.loads(said(shop, capsys, "plan", "shop", "--action", "price", "--json")[1])["plan"]
    shop.supply([Goods("G0", price="5000"), *GOODS[1:]])
    shop.profile(price=DEARER, filter=(Condition("key", "is_not", "G1"),))
    with shop.db() as db, db.write() as tx:
        tx.run(
            "UPDATE lane SET base = NULL WHERE lane = 'price' AND listing ="
            " (SELECT id FROM listing WHERE product = (SELECT id FROM product WHERE key = 'G2'))"
        )
    code, out, _ = said(shop, capsys, "apply", str(number))
    assert code == 5
    refused = out.partition("Changed since it was planned, not sent (3):\n")[2].split("\n")[:3]
    assert sorted(refused) == [
        "  Зарядное устройство G0 [G0], price: the shop wants something else by now",
        "  Зарядное устройство G1 [G1], price: the profile no longer covers it",
        "  Зарядное устройство G2 [G2], price: something else has been sent since, or it is in doubt what arrived",
    ]
    assert sum("1100.00" in str(card) for card in sandbox.cards()) == 1
    assert not any("5500.00" in str(card) for card in sandbox.cards())


def test_an_order_about_visibility_binds_only_what_it_sends(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.run()
    number = json.loads(said(shop, capsys, "plan", "shop", "--action", "offline", "--json")[1])["plan"]
    shop.profile(filter=(Condition("key", "is_not", "G1"),))
    code, out, _ = said(shop, capsys, "apply", str(number), "--json")
    assert (code, refusals_in(out)) == (5, [("G1", "row.left")])
    with shop.db() as db:
        rows = db.rows("SELECT p.key, l.wish FROM listing l JOIN product p ON p.id = l.product ORDER BY 1")
    assert rows == [("G0", "offline"), ("G1", None), ("G2", "offline"), ("G3", "offline")]
    assert shop.outcomes() == {"G0": "offline", "G1": "live", "G2": "offline", "G3": "offline"}


def test_what_is_blocked_by_now_is_refused(shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    number = json.loads(said(shop, capsys, "plan", "shop", "--json")[1])["plan"]
    shop.supply([Goods("G0", picture=""), *GOODS[1:]])
    code, out, _ = said(shop, capsys, "apply", str(number), "--json")
    assert (code, refusals_in(out)) == (3, [("G0", "row.blocked")])
    assert len(sandbox.cards()) == 3


def test_what_apply_does_not_take(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    number = str(json.loads(said(shop, capsys, "plan", "shop", "--json")[1])["plan"])
    code, _, err = said(shop, capsys, "apply", "999")
    assert (code, "There is no plan 999" in err) == (2, True)
    shop.profile(active=False)
    code, _, err = said(shop, capsys, "apply", number)
    assert (code, "is inactive" in err) == (2, True)
    with shop.db() as db:
        assert runs.latest(db) == (), "what is refused beforehand leaves no run behind"
    shop.profile()
    with shop.db() as db, db.write() as tx:
        tx.run("INSERT INTO account (code, kind, base_url, created_at) VALUES ('other', 'local', 'http://127.0.0.1:9', 0)")
    shop.profile(account="other")
    code, _, err = said(shop, capsys, "apply", number)
    assert (code, "another account" in err) == (2, True)


def test_apply_takes_the_lock_of_its_profile_and_action(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    number = str(json.loads(said(shop, capsys, "plan", "shop", "--json")[1])["plan"])
    lock = Lock(shop.workspace.lock("shop.export"))
    assert lock.acquire(who="another", now=shop.clock.now_ms())
    try:
        assert said(shop, capsys, "apply", number)[0] == 6
    finally:
        lock.release()
    assert said(shop, capsys, "apply", number)[0] == 0, "a plan that was not begun can still be applied"


def test_of_two_runs_of_one_plan_the_second_is_refused(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    """Both were ordered before either began."""
    from aliexport_tui.cli.run_profile import Asked, run_and_report
    from aliexport_tui.engine.runs.applying import order
    from aliexport_tui.model.errors import ConfigError

    number = int(json.loads(said(shop, capsys, "plan", "shop", "--json")[1])["plan"])
    first, second = order(shop.workspace, number), order(shop.workspace, number)
    assert run_and_report(shop.workspace, Asked("shop", "export", run_id=first.run, plan=number), as_json=True) == 0
    with pytest.raises(ConfigError, match=r"plan\.applied"):
        run_and_report(shop.workspace, Asked("shop", "export", run_id=second.run, plan=number), as_json=True)
