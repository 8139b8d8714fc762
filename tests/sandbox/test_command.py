"""The command as a process of its own: what it prints, its files, its end, its refusals."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from aliexport_tui.sandbox.tokens import make_token
from tests.sandbox.api import example_body

COMMAND = (sys.executable, "-m", "aliexport_tui.sandbox")


@contextmanager
def process(*options: str | Path) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A running sandbox, with the address and the token that it printed."""
    with subprocess.Popen([*COMMAND, *map(str, options)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        address, token = running.stdout.readline().split(), running.stdout.readline().split()
        assert (address[0], token[0]) == ("address", "token")
        try:
            yield running, address[1], token[1]
        finally:
            running.kill()


def refused(*options: str | Path) -> tuple[int, str]:
    done = subprocess.run([*COMMAND, *map(str, options)], capture_output=True, text=True, check=False, timeout=30)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def post(address: str, token: str, path: str, body: object) -> httpx.Response:
    return httpx.post(f"{address}/api/v1/{path}", json=body, headers={"x-auth-token": token}, trust_env=False)


def test_it_prints_its_address_and_a_working_token_and_ends_on_a_signal(tmp_path: Path) -> None:
    file = tmp_path / "address.json"
    with process("--address-file", file) as (running, address, token):
        assert address.startswith("http://127.0.0.1:")
        assert post(address, token, "product/create", example_body()).json()["results"][0]["ok"] is True
        content = json.loads(file.read_text(encoding="utf-8"))
        assert content == {"address": address, "token": token, "pid": running.pid}
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert [path.name for path in tmp_path.iterdir()] == [file.name]
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0
    assert not file.exists()


def test_it_ends_when_nobody_asks(tmp_path: Path) -> None:
    file = tmp_path / "address.json"
    with process("--idle-exit", "0.05", "--address-file", file) as (running, _, _):
        assert running.wait(10) == 0
    assert not file.exists()


def test_state_outlives_even_a_kill(tmp_path: Path) -> None:
    state = tmp_path / "state.sqlite"
    with process("--state", state) as (running, address, token):
        group = post(address, token, "product/create", example_body()).json()["group_id"]
        httpx.post(f"{address}/control/clock", json={"advance_s": 1000}, trust_env=False)
        os.kill(running.pid, signal.SIGKILL)
        running.wait(10)
    with process("--state", state) as (_, address, same_token):
        assert same_token == token
        headers = {"x-auth-token": token}
        url = f"{address}/api/v1/tasks"
        [task] = httpx.get(url, params={"group_id": group}, headers=headers, trust_env=False).json()["data"]
        assert task["status"] == 3
        assert len(post(address, token, "scroll-short-product-by-filter", {"limit": 5}).json()["data"]) == 1


def test_a_token_and_switches_can_be_given() -> None:
    mine = make_token(5, "700000001")
    with process("--token", mine, "--switch", "templates.key=templateId") as (_, address, token):
        assert token == mine
        url = f"{address}/api/v1/sellercenter/get-count-product-on-onboarding-template"
        [template, *_] = httpx.get(url, headers={"x-auth-token": mine}, trust_env=False).json()["data"]["templates"]
        assert "template_id" not in template


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (("--switch", "fault.stuk=1"), 2, "did you mean fault.stuck?"),
        (("--switch", "fault.stuck=7"), 2, "takes 0..1"),
        (("--switch", "fault.stuck"), 2, "is not NAME=VALUE"),
        (("--token", "garbled"), 2, "base64url"),
        (("--port", "70000"), 2, "70000"),
        (("--schema-from", "/no/such/file"), 2, "/no/such/file"),
        (("--address-file", "/no/such/folder/file"), 8, "/no/such/folder/file"),
        (("--state", "/no/such/folder/file"), 8, "/no/such/folder/file can't be opened"),
    ],
)
def test_bad_options_are_refused_in_one_line(options: tuple[str, ...], code: int, message: str) -> None:
    returned, told = refused(*options)
    assert returned == code
    assert message in told


def test_foreign_files_are_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.write_text("something else entirely\n" * 50, encoding="utf-8")
    before = foreign.read_bytes()
    for option in ("--state", "--schema-from"):
        code, told = refused(option, foreign)
        assert code == 8
        assert str(foreign) in told
    assert foreign.read_bytes() == before


def test_a_port_in_use_is_told() -> None:
    with process() as (_, address, _):
        port = address.rpartition(":")[2]
        code, told = refused("--port", port)
    assert code == 7
    assert port in told


def test_every_switch_is_listed() -> None:
    done = subprocess.run([*COMMAND, "--list-switches"], capture_output=True, text=True, check=True)
    assert "tasks.queue_s = 1\n" in done.stdout
    assert "fault.stuck = 0\n" in done.stdout


def test_it_imports_nothing_else_of_the_project() -> None:
    script = (
        "import sys, aliexport_tui.sandbox.command, aliexport_tui.sandbox.server\n"
        "from aliexport_tui.sandbox.schema import own_schema\n"
        "own_schema()\n"
        "print(*[name for name in sys.modules if name.startswith('aliexport_tui.')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert {name.split(".")[1] for name in done.stdout.split()} == {"sandbox"}
