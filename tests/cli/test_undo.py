"""`undo` and `resend` as a shell sees them: text, JSON, exit codes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.cli.apply import apply
from aliexport_tui.cli.common import Failure, Shell
from aliexport_tui.cli.resend import resend
from aliexport_tui.cli.undo import undo
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox

KEYS = ["G0", "G1", "G2"]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Shop:
    made = Shop(sandbox, tmp_path)
    made.supply(map(Goods, KEYS))
    made.profile()
    made.run()
    return made


def said(shop: Shop, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code and both streams."""
    shell = Shell("aliexport-tui", commands=[undo, apply, resend])
    capsys.readouterr()
    try:
        code = shell.main(list(arguments), obj=shop.workspace, standalone_mode=False)
    except Failure as failure:
        failure.show()
        code = failure.exit_code
    out, err = capsys.readouterr()
    return int(code), out, err


def dearer(shop: Shop) -> str:
    shop.supply(Goods(key, price="1200") for key in KEYS)
    return str(shop.run("price").run)


def test_the_plan_names_what_it_takes_back_and_what_it_leaves_out(
    shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    run = dearer(shop)
    sandbox.alter("G1", price="1111.00")
    code, out, err = said(shop, capsys, "undo", run)
    assert code == 3
    assert f"It takes back what run {run} did.\nPlanned:  price 2, left out 1\n" in out
    assert "  Зарядное устройство G0 [G0]\n    SKU G0 › price: 1200.00 → 1000.00 RUB\n" in out
    assert (
        "price (left out):\n  Зарядное устройство G1 [G1]\n"
        "    on the marketplace SKU G1 › price is 1111.00 by now, not 1200.00\n" in out
    )
    assert "aliexport-tui apply 3" in err
    code, out, _ = said(shop, capsys, "apply", "3")
    assert code == 0
    assert sum("1000.00" in str(card) for card in sandbox.cards()) == 2


def test_as_json_it_is_the_plan_or_with_apply_the_run(
    shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    run = dearer(shop)
    sandbox.alter("G1", price="1111.00")
    code, out, _ = said(shop, capsys, "undo", run, "--json")
    told = json.loads(out)
    assert (code, told["exit_code"], told["undoes"], told["untouched"]) == (3, 3, int(run), {})
    (skipped,) = told["skipped"]
    assert (skipped["key"], skipped["kind"], skipped["reason"], skipped["figures"]["now"]) == (
        "G1",
        "price",
        "row.moved",
        "1111.00",
    )
    assert [(one["key"], one["state"], one["hold"]) for one in told["changes"]] == [
        ("G0", "ready", ""), ("G2", "ready", ""), ("G1", "stale", "row.moved")
    ]  # fmt: skip
    code, out, _ = said(shop, capsys, "undo", run, "--apply", "--json")
    told = json.loads(out)
    assert (code, told["undoes"], told["planned"]["price"], told["refused"]) == (3, int(run), 2, [])
    assert told["skipped"] == [skipped], "the same before and after"


def test_applied_at_once_with_nothing_in_its_way_it_ends_as_a_run(
    shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    run = dearer(shop)
    code, out, _ = said(shop, capsys, "undo", run, "--apply")
    assert code == 0
    assert f"It takes back what run {run} did." in out
    assert "Exit code 0: " in out
    assert sum("1000.00" in str(card) for card in sandbox.cards()) == 3
    code, out, err = said(shop, capsys, "undo", run)
    assert (code, out) == (2, "")
    assert f"Run {run} was taken back already, by run 3" in err


def test_what_no_undo_takes_back_is_told(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(shop, capsys, "undo", "1")
    assert (code, "did nothing that can be taken back" in err) == (2, True)
    shop.supply([Goods("G0", price="1200"), *map(Goods, KEYS[1:]), Goods("G9")])
    run = str(shop.run().run)
    code, _, err = said(shop, capsys, "undo", run)
    assert (code, "can't be taken back: create 1" in err) == (0, True)


def test_all_left_out_nothing_is_applied(shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    run = dearer(shop)
    for key in KEYS:
        sandbox.alter(key, price="1111.00")
    code, out, _ = said(shop, capsys, "undo", run, "--apply", "--json")
    told = json.loads(out)
    assert (code, [one["key"] for one in told["skipped"]], "requests" in told) == (3, KEYS, False)
    assert "aliexport-tui apply" not in said(shop, capsys, "undo", run)[2]


def test_resend_tells_how_many_have_failed_and_ends_as_a_run(
    shop: Shop, sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = said(shop, capsys, "resend", "shop")
    assert (code, "0 products have failed." in err, "Planned:  -" in out) == (0, True, True)
    shop.supply([*map(Goods, KEYS), Goods("G3", picture="")])
    shop.run()
    code, out, err = said(shop, capsys, "resend", "shop", "--problem", "images.missing", "--dry-run")
    assert (code, "1 product has failed." in err, "[images.missing]" in out) == (3, True, True)
    shop.supply([*map(Goods, KEYS), Goods("G3")])
    code, out, _ = said(shop, capsys, "resend", "shop", "--problem", "images.missing", "--json")
    assert (code, json.loads(out)["planned"]["create"]) == (0, 1)
    code, _, err = said(shop, capsys, "resend", "shop", "--problem", "images.missing")
    assert (code, "No product of “shop” has the problem images.missing" in err) == (2, True)
