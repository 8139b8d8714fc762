"""`sandbox orders …`: buyers and carriers by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aliexport_tui.sandbox.command import make_command
from tests.support.sandbox import Sandbox

NOBODY = "http://127.0.0.1:1"


def orders(*arguments: str | Path | int, own: Callable[[], str] = str) -> Result:
    return CliRunner().invoke(make_command(own=own), ["orders", *map(str, arguments)])


def test_buyers_and_carriers_by_hand(sandbox: Sandbox) -> None:
    at = ("--address", sandbox.address)
    made = orders("make", "--count", 2, "--state", "ordered", "--model", "DBS", "--lines", 1, *at)
    first, second = made.stdout.split()
    assert orders("pay", first, *at).stdout == f"{first}  waiting\n"
    assert orders("deliver", first, *at).stdout == f"{first}  delivered\n"
    assert orders("cancel", second, "--reason", "ProductNotEnough", *at).stdout == f"{second}  cancelled\n"
    listed = orders("list", *at).stdout.splitlines()
    assert [line.split()[:3] for line in listed] == [[first, "DBS", "delivered"], [second, "DBS", "cancelled"]]
    [told] = json.loads(orders("list", "--json", "--state", "cancelled", *at).stdout)
    assert (told["id"], told["finish_reason"]) == (int(second), "ProductNotEnough")
    unknown = orders("pay", 5, *at)
    assert (unknown.exit_code, "there is no order 5" in unknown.stderr) == (2, True)


def test_ways_to_say_which_sandbox(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "address.json"
    file.write_text(json.dumps({"address": sandbox.address}), encoding="utf-8")
    assert orders("make", "--seed", 0, "--from", "2026-01-01", "--address-file", file).exit_code == 0
    assert len(orders("list", own=lambda: sandbox.address).stdout.splitlines()) == 1
    file.write_text("[]", encoding="utf-8")
    assert orders("list", "--address-file", file).exit_code == 8


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("list",), 2, "--address-file"),
        (("list", "--address", NOBODY), 7, NOBODY),
        (("list", "--address", "nowhere"), 7, "nowhere"),
        (("cancel", "5", "--reason", "Whim", "--address", NOBODY), 2, "ProductNotEnough"),
    ],
)
def test_orders_that_reach_no_sandbox(options: tuple[str, ...], code: int, message: str) -> None:
    done = orders(*options)
    assert (done.exit_code, done.stdout) == (code, "")
    assert message in done.stderr
