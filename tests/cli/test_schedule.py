"""`schedule …` as a shell calls it."""

import json
import sys
from pathlib import Path

import pytest

from tests.cli.shell import call

FOREIGN = "MAILTO=me@example.com\n5 4 * * * backup\n"


def test_from_show_to_remove(file: Path, tmp_path: Path) -> None:
    table = tmp_path / "crontab"
    table.write_text(FOREIGN)
    where = ("--crontab-file", str(table))
    shown = call(file, "schedule", "show", *where).stdout
    assert "stocks" in shown
    assert "every 10 min from 00:00" in shown
    assert "content" in shown
    assert "*/10 * * * *" in shown
    assert table.read_text() == FOREIGN
    told = json.loads(call(file, "schedule", "show", *where, "--json").stdout)
    assert [(one["job"], one["subject"]) for one in told["entries"]] == [
        ("stock", "shoes"), ("price", "shoes"), ("housekeeping", ""),
    ]  # fmt: skip
    assert [(one["job"], one["on"]) for one in told["off"]] == [("content", False)]
    status = call(file, "schedule", "status")
    assert "nothing runs by itself" in status.stderr
    assert call(file, "schedule", "install", *where).stdout == "Installed with cron: 3 jobs.\n"
    assert table.read_text().startswith(FOREIGN)
    changed = call(file, "schedule", "set", "content", "shoes", "--on", "--every", "1d", "--at", "03:15")
    assert changed.stdout == "content shoes: daily at 03:15\n"
    assert "schedule install" in changed.stderr
    assert json.loads(call(file, "schedule", "status", "--json").stdout)["differs"] is True
    assert call(file, "schedule", "install", *where).stdout == "Installed with cron: 4 jobs.\n"
    assert "15 3 * * * " in table.read_text()
    assert call(file, "schedule", "set", "content", "shoes", "--usual").stdout == "content shoes: off\n"
    assert call(file, "schedule", "remove").stdout == "Removed: cron.\n"
    assert table.read_text() == FOREIGN
    assert call(file, "schedule", "remove").stdout == "Nothing was installed.\n"


def test_a_job_by_hand(file: Path, tmp_path: Path) -> None:
    """It fails (no feed): told on stderr, in the cron log, and over the channel at once."""
    told = tmp_path / "told.json"
    script = f"import sys; open({str(told)!r}, 'w').write(sys.stdin.read())"
    assert call(file, "alerts", "add", "command", "bot", "--", sys.executable, "-I", "-S", "-c", script).exit_code == 0
    ran = call(file, "schedule", "run", "stock", "shoes")
    assert (ran.exit_code, ran.stdout) == (7, "")
    assert ran.stderr.startswith("stocks shoes: failed, ")
    assert ran.stderr.endswith(" s: There is nothing at the source's address: no such file or folder\n")
    assert json.loads(told.read_text())["by_kind"] == {"job_failed": 1}
    ran = call(file, "schedule", "run", "housekeeping", "--due", "--json")
    (one,) = json.loads(ran.stdout)
    assert (one["job"], one["state"], ran.exit_code) == ("housekeeping", "done", 0)
    (stock, _, housekeeping) = json.loads(call(file, "schedule", "status", "--json").stdout)["entries"]
    assert (stock["state"], stock["exit_code"], stock["installed"]) == ("failed", 7, False)
    assert stock["message"] == "There is nothing at the source's address: no such file or folder"
    assert housekeeping["state"] == "done"
    assert "There is nobody to do it for." in call(file, "schedule", "run", "orders").stderr


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("set", "stock", "--every", "7m"), "does not divide"),
        (("set", "stock", "--at", "7"), "“7” is no time of day\nWrite HH:MM"),
        (("set", "stock", "--usual", "--off"), "--usual stands alone"),
        (("set", "stock", "nobody", "--off"), "nobody"),
        (("run", "stock", "nobody"), "nobody"),
        (("install", "--cron", "--systemd-folder", "x"), "Choose systemd or cron"),
        (("install", "--systemd", "--crontab-file", "x"), "Choose systemd or cron"),
    ],
)
def test_refusals(file: Path, arguments: tuple[str, ...], text: str) -> None:
    ended = call(file, "schedule", *arguments)
    assert ended.exit_code == 2
    assert text in ended.stderr
