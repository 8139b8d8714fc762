"""The question for a token on a real terminal: it is never echoed, and never seen among the arguments."""

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

from tests.marketplace.helpers import TOKEN

PATIENCE_S = 30


def read_until(terminal: int, mark: str, text: str = "") -> str:
    """All that came until `mark`, or until the other side is gone."""
    deadline = time.monotonic() + PATIENCE_S
    while mark not in text and time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.05)[0]:
            continue
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        text += piece.decode(errors="replace")
    return text


def test_the_typed_token_is_not_echoed(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "ALIEXPORT_TOKEN"} | {"LANGUAGE": "en"}
    command = [sys.executable, "-m", "aliexport_tui", "--db", str(tmp_path / "shop.db"), "account"]
    process = subprocess.Popen(
        [*command, "add", "main"], stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )
    os.close(theirs)
    shown = read_until(ours, "(not shown)")
    assert "seller.aliexpress.ru/token-management/active" in shown
    os.write(ours, TOKEN.encode() + b"\n")
    shown = read_until(ours, "no such mark", shown)
    assert process.wait(PATIENCE_S) == 0, shown
    os.close(ours)
    assert TOKEN not in shown
    assert TOKEN.split(".")[2] not in shown
    listed = subprocess.run([*command, "list", "--json"], capture_output=True, env=environment, check=True)
    assert json.loads(listed.stdout)[0]["token"] == f"{TOKEN[:4]}…{TOKEN[-4:]}"
