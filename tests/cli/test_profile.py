"""`profile …` as a person calls it."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from aliexport_tui.cli.common import Shell
from aliexport_tui.cli.profile import profile
from aliexport_tui.engine.workspace import Workspace
from tests.support.shop import fill, make_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = make_workspace(tmp_path)
    db = made.open()
    fill(db)
    db.close()
    return made


def call(workspace: Workspace, *arguments: str, stdin: str = "") -> Result:
    root: click.Group = Shell("aliexport-tui", commands=[profile])
    result = CliRunner().invoke(root, ["profile", *arguments], obj=workspace, input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def codes(workspace: Workspace) -> list[tuple[str, bool]]:
    return [(one["code"], one["active"]) for one in json.loads(call(workspace, "list", "--json").stdout)]


def test_life_of_a_profile(workspace: Workspace, tmp_path: Path) -> None:
    assert call(workspace, "new", "toys", "--name", "Игрушки", "--account", "main", "--source", "feed").exit_code == 0
    assert call(workspace, "activate", "toys").exit_code == 0
    assert call(workspace, "clone", "toys", "toys2").exit_code == 0
    assert codes(workspace) == [("shoes", True), ("toys", True), ("toys2", False)]
    assert call(workspace, "rename", "toys2", "--code", "games", "--name", "Игры").exit_code == 0
    assert call(workspace, "deactivate", "toys").exit_code == 0
    target = tmp_path / "games.toml"
    assert call(workspace, "export", "games", "--to", str(target)).exit_code == 0
    assert target.read_text(encoding="utf-8") == call(workspace, "export", "games").stdout
    assert call(workspace, "delete", "games", "--yes").exit_code == 0
    imported = call(workspace, "import", str(target), "--code", "puzzles")
    assert (imported.exit_code, imported.stdout) == (0, "")
    assert codes(workspace) == [("puzzles", False), ("shoes", True), ("toys", False)]
    assert json.loads(call(workspace, "show", "puzzles", "--json").stdout)["profile"]["name"] == "Игры"


def test_list(workspace: Workspace) -> None:
    lines = call(workspace, "list").stdout.splitlines()
    assert lines[0].split()[:3] == ["code", "name", "status"]
    assert lines[1].split() == ["shoes", "Обувь", "active", "Одежда", "для", "мужчин", "Джинсы", "40", "0", "[0%]", "40"]
    (plain,) = json.loads(call(workspace, "list", "--json").stdout)
    assert (plain["total"], plain["uploaded"], plain["not_uploaded"]) == (40, 0, 40)


def test_import_replaces_settings_in_place(workspace: Workspace) -> None:
    text = call(workspace, "export", "shoes").stdout + "\n[stock]\nreserve = 7\n"
    assert call(workspace, "import", "-", "--replace", stdin=text).exit_code == 0
    assert codes(workspace) == [("shoes", True)], "an active profile stays active"
    assert "reserve = 7" in call(workspace, "export", "shoes").stdout
    unknown = call(workspace, "import", "-", "--replace", stdin="code = 'shoos'\nname = 'x'\n")
    assert (unknown.exit_code, "shoes" in unknown.stderr) == (2, True)
    assert call(workspace, "import", "-", "--replace", "--code", "x", stdin=text).exit_code == 2


def test_import_tells_what_is_missing_here(workspace: Workspace) -> None:
    text = "code = 'x'\nname = 'x'\naccount = 'mian'\nactive = true\n"
    result = call(workspace, "import", "-", stdin=text)
    assert result.exit_code == 0
    assert "mian" in result.stderr
    assert "main" in result.stderr
    assert ("x", False) in codes(workspace)


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        (("show", "shoos"), "", ["shoos", "shoes"]),
        (("new", "shoes"), "", ["shoes"]),
        (("new", "Bad"), "", ["Bad"]),
        (("activate", "nobody"), "", ["nobody"]),
        (("rename", "shoes"), "", ["--code"]),
        (("delete", "shoes"), "", ["--yes"]),
        (("import", "-"), "code = 'x'\nname = 'x'\nimage_limt = 3", ["image_limt", "image_limit"]),
        (("import", "-"), "code = 'x'\nname = 'x'\nimage_limit = 9", ["image_limit"]),
        (("import", "-"), "code = 'x", ["1"]),
        (("import", "-"), "code = 'x'\nname = 'x'\nprice.steps=[{op='add',value='much'}]", ["price.steps[0].value", "much"]),
        (("import", "/nowhere/x.toml"), "", ["/nowhere/x.toml"]),
        (("export", "shoes", "--to", "/nowhere/x.toml"), "", ["/nowhere/x.toml"]),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(
    workspace: Workspace, arguments: tuple[str, ...], stdin: str, words: list[str]
) -> None:
    result = call(workspace, *arguments, stdin=stdin)
    assert result.exit_code == 2
    assert result.stdout == ""
    for word in words:
        assert word in result.stderr
    assert codes(workspace) == [("shoes", True)]
