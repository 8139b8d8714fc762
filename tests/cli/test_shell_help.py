"""What a shell gets: completion scripts that complete, a manual page that roff readers accept."""

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from aliexport_tui.cli.main import root
from aliexport_tui.cli.manual import page
from tests.test_docs import COMMANDS

PROGRAM = "aliexport-tui"


def shown(*arguments: str) -> str:
    done = CliRunner().invoke(root, list(arguments), prog_name=PROGRAM)
    assert done.exit_code == 0
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_of_a_shell(shell: str, tmp_path: Path) -> None:
    script = shown("completion", shell)
    assert "_ALIEXPORT_TUI_COMPLETE" in script
    if (program := shutil.which(shell)) is None:
        return
    path = tmp_path / "script"
    path.write_text(script)
    assert subprocess.run([program, "-n", str(path)], check=False).returncode == 0


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("doc", {"doctor"}),
        ("retention tr", {"truncate"}),
        ("retention truncate ev", {"events"}),
        ("doctor --max", {"--max-age"}),
        ("completion ", {"bash", "zsh", "fish"}),
    ],
)
def test_bash_completes(typed: str, offered: set[str]) -> None:
    words = f"{PROGRAM} {typed}".split(" ")
    asked = {
        "_ALIEXPORT_TUI_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    done = CliRunner().invoke(root, [], prog_name=PROGRAM, env=asked)
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == offered


def test_manual_tells_every_command_and_option() -> None:
    text = page(root)
    heads = [line.removeprefix(".SS ").replace("\\-", "-") for line in text.splitlines() if line.startswith(".SS ")]
    for path, command in COMMANDS.items():
        if path == PROGRAM or command.hidden:
            continue
        assert any(head == path or head.startswith(f"{path} ") for head in heads), path
    told = set(re.findall(r"--[a-z-]+", text.replace("\\-", "-")))
    wanted = {
        option
        for command in COMMANDS.values()
        for param in command.params
        if isinstance(param, click.Option) and not param.hidden
        for option in param.opts
        if option.startswith("--")
    }
    assert wanted <= told


def test_readers_of_roff_accept_it(tmp_path: Path) -> None:
    path = tmp_path / "aliexport-tui.1"
    path.write_text(shown("man"), encoding="utf-8")
    for call in (
        ["groff", "-man", "-Kutf8", "-Tutf8", "-ww", "-z", str(path)],
        ["mandoc", "-Tlint", "-Werror", str(path)],
        ["man", "--warnings", "-E", "UTF-8", "-l", str(path)],
    ):
        if shutil.which(call[0]) is None:
            continue
        plain = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        done = subprocess.run(call, capture_output=True, text=True, check=False, env=plain)
        assert (done.returncode, done.stderr) == (0, ""), call
        if call[0] == "man" and done.stdout.strip():
            assert "doctor" in done.stdout
