"""The marketplace refuses the token or is not there: code 7, nothing lost; and a runner that is told to stop."""

import signal
import socket
import subprocess
import time
from contextlib import closing

import pytest

from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.sandbox.tokens import make_token
from tests.support.export import Shop
from tests.support.sandbox import Sandbox
from tests.trouble.relay import Relay
from tests.trouble.shell import call, command, environment, kept, refusal

RUN = ("--run-profile", "shop", "--verify-for", "20s", "--json")
CODES = [f"G{number}" for number in range(8)]


def _token(shop: Shop, token: str) -> None:
    Secrets(shop.workspace.secrets).set_token("main", token)


def _address(shop: Shop, address: str) -> None:
    with shop.db() as db, db.write() as tx:
        tx.run("UPDATE account SET base_url = ?", (address,))


def _all_live(shop: Shop) -> None:
    for _ in range(3):
        if shop.run().exit_code == 0:
            break
        shop.clock.sleep(120)
    assert set(shop.outcomes().values()) == {"live"}
    assert sorted(code for codes in shop.sandbox.sku_codes() for code in codes) == CODES


def test_a_wrong_token(shop: Shop) -> None:
    before = kept(shop.workspace.file)["products"]
    _token(shop, make_token(5, "5"))
    told = refusal(call(shop.workspace.file, *RUN), 7)
    assert "token" in told.lower()
    assert kept(shop.workspace.file)["products"] == before
    _token(shop, shop.sandbox.token)
    _all_live(shop)


@pytest.mark.parametrize("status", ["401", "200", "500"])
def test_a_deleted_token(shop: Shop, status: str) -> None:
    shop.sandbox.set({"auth.deleted_status": status})
    other = shop.sandbox.issue_token(700000001)
    _token(shop, other)
    shop.sandbox.delete_token(other)
    assert "token" in refusal(call(shop.workspace.file, *RUN), 7).lower()
    assert "token" in refusal(call(shop.workspace.file, "account", "check", "main"), 7).lower()
    _token(shop, shop.sandbox.token)
    _all_live(shop)


def test_no_token_at_all(shop: Shop) -> None:
    shop.workspace.secrets.unlink()
    assert "main" in refusal(call(shop.workspace.file, *RUN), 2)
    _token(shop, shop.sandbox.token)
    _all_live(shop)


def test_nobody_listens(shop: Shop) -> None:
    before = kept(shop.workspace.file)
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: refused
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        _address(shop, address)
        told = refusal(call(shop.workspace.file, *RUN), 7)
    assert "127.0.0.1" in told or "connect" in told.lower()
    _address(shop, shop.sandbox.address)
    after = kept(shop.workspace.file)
    assert (after["products"], after["batches"]) == (before["products"], before["batches"])
    _all_live(shop)


def _started(shop: Shop, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command(shop.workspace.file, *arguments),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _when_sent(sandbox: Sandbox, creates: int, runner: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 30
    while sandbox.requests().get("POST /api/v1/product/create", 0) < creates:
        assert runner.poll() is None, "ended too soon"
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_a_stopped_runner_goes_on_at_the_next_start(shop: Shop, number: signal.Signals, code: int) -> None:
    shop.sandbox.set({"tasks.queue_s": 600})
    with _started(shop, "--run-profile", "shop", "--verify-for", "60s", "--json") as runner:
        _when_sent(shop.sandbox, 2, runner)
        runner.send_signal(number)
        out, told = runner.communicate(timeout=20)
    assert (runner.returncode, out) == (code, ""), told
    assert "Traceback" not in told
    kept(shop.workspace.file)
    shop.clock.sleep(700)
    shop.sandbox.set({"tasks.queue_s": 0})
    _all_live(shop)


def test_the_line_is_cut_in_the_middle(shop: Shop) -> None:
    shop.sandbox.set({"tasks.queue_s": 30})
    with Relay(shop.sandbox.address) as relay:
        _address(shop, relay.address)
        with _started(shop, *RUN) as runner:
            _when_sent(shop.sandbox, 2, runner)
            relay.cut()
            out, told = runner.communicate(timeout=55)
    assert (runner.returncode, out) == (7, ""), told
    assert "Traceback" not in told
    _address(shop, shop.sandbox.address)
    shop.sandbox.set({"tasks.queue_s": 0})
    shop.clock.sleep(60)
    _all_live(shop)
