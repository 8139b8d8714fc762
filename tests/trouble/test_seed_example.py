"""The seed's example, as a person would send it: the sandbox started from the shell, the request by curl."""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.trouble.shell import PROJECT, environment

SEEDS = PROJECT.parent / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the folder shared beside the project is absent")


@pytest.fixture
def printed() -> Iterator[tuple[str, str]]:
    """Address and token from the two lines of `aliexport-tui sandbox`."""
    quick = ("--switch", "tasks.queue_s=0", "--switch", "tasks.process_s=0")
    with subprocess.Popen(
        [sys.executable, "-m", "aliexport_tui", "sandbox", *quick],
        env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8",
    ) as running:  # fmt: skip
        assert running.stdout
        lines = dict(running.stdout.readline().split() for _ in range(2))
        yield lines["address"], lines["token"]
        running.terminate()
        assert running.wait(10) == 0


def _example() -> str:
    """The page's whole command line, from `curl` to the closing quote of its body."""
    [page] = SEEDS.glob("001_*.txt")
    found = re.search(r"^curl .*?^\}'$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found
    return found[0]


def _succeeds(address: str, token: str, answer: dict[str, object]) -> None:
    assert isinstance(answer["results"], list)
    [result] = answer["results"]
    assert (result["ok"], result["errors"]) == (True, {})
    for _ in range(100):
        told = httpx.get(
            f"{address}/api/v1/tasks", params={"group_id": str(answer["group_id"])}, headers={"x-auth-token": token},
            trust_env=False,
        ).json()  # fmt: skip
        [task] = told["data"]
        if task["status"] not in (1, 2):
            break
        time.sleep(0.02)
    assert (task["status"], task["error"], task["sku_codes"]) == (3, None, ["123456789"])


def test_by_httpx(printed: tuple[str, str]) -> None:
    address, token = printed
    body = _example().partition("--data-raw '")[2].removesuffix("'")
    headers = {"x-auth-token": token, "x-request-locale": "ru_RU", "content-type": "application/json"}
    answer = httpx.post(f"{address}/api/v1/product/create", content=body.encode(), headers=headers, trust_env=False)
    _succeeds(address, token, answer.json())


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is absent")
def test_by_the_pages_own_command_line(printed: tuple[str, str], tmp_path: Path) -> None:
    """Only address and token are replaced."""
    address, token = printed
    line = _example().replace("https://openapi.ru.laliexpress.com", address).replace("<YOUR_API_TOKEN>", token)
    script = tmp_path / "example.sh"
    script.write_text(line + "\n", encoding="utf-8")
    done = subprocess.run(
        ["sh", str(script)], env={**environment(), "no_proxy": "*"}, capture_output=True, encoding="utf-8", check=True
    )
    _succeeds(address, token, json.loads(done.stdout))
