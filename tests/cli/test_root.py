"""The root: usage errors, trouble with the file, and the exit code of every end."""

import sqlite3
from pathlib import Path

import pytest

from aliexport_tui import __version__
from aliexport_tui.cli.kinds import Duration
from tests.cli.shell import call, process


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("stauts",), "Did you mean status?"),
        (("zzzzzz",), "There is no command 'zzzzzz'."),
        (("--no-such-option",), "No such option"),
        (("--dry-run", "status"), "--dry-run belongs to --run-profile"),
        (("--verify-for", "60m"), "--verify-for belongs to --run-profile"),
        (("--run-profile", "shoes", "status"), "--run-profile stands without a command"),
        (("--demo", "status"), "--db and --demo exclude each other"),
        (("--run-profile", "shoes", "--action", "explode"), "'explode' is not one of"),
        (("--run-profile", "shoes", "--verify-for", "soon"), "no duration"),
        (("--run-profile", "shoes", "--wait", "-1"), "no duration"),
        (("runs", "--limit", "0"), "--limit"),
        (("sql",), "Missing argument"),
        ((), "The console needs a terminal"),
    ],
)
def test_usage_errors_end_with_2(file: Path, arguments: tuple[str, ...], said: str) -> None:
    result = call(file, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("--run-profile", "shos"),
        ("status", "shos"),
        ("problems", "shos"),
        ("runs", "--profile", "shos"),
        ("log", "--profile", "shos"),
    ],
)
def test_an_unknown_profile_names_the_nearest(file: Path, arguments: tuple[str, ...]) -> None:
    result = call(file, *arguments)
    assert result.exit_code == 2
    assert "shos" in result.stderr
    assert "Did you mean “shoes”?" in result.stderr
    assert result.stdout == ""


def damaged(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def damaged_within(path: Path) -> None:
    held = bytearray(path.read_bytes())
    held[4096:] = b"\xff" * (len(held) - 4096)
    path.write_bytes(held)


def foreign(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE notes (text)")
    connection.close()


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(damaged, "damaged"), (damaged_within, "damaged"), (foreign, "another program"), (newer, "newer")],
)
@pytest.mark.parametrize("arguments", [("status",), ("--run-profile", "shoes"), ("sql", "SELECT * FROM v_products")])
def test_a_file_that_is_not_usable_ends_with_8(file: Path, spoil: object, said: str, arguments: tuple[str, ...]) -> None:
    assert callable(spoil)
    spoil(file)
    before = file.read_bytes()
    result = call(file, *arguments)
    assert result.exit_code == 8, result.stderr
    assert said in result.stderr
    assert file.read_bytes() == before


def test_a_folder_that_cannot_be_made_ends_with_8(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    result = call(tmp_path / "taken" / "below" / "shop.db", "status")
    assert result.exit_code == 8
    assert str(tmp_path / "taken") in result.stderr


def test_a_new_file_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "shop.db"
    result = call(path, "status")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_the_file_comes_from_the_environment(file: Path) -> None:
    assert "shoes" in process("status", changes={"ALIEXPORT_DB": str(file)}).stdout


def test_version() -> None:
    assert process("--version").stdout == f"aliexport-tui {__version__}\n"


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("60m", 3600), ("1h", 3600), ("45", 45), ("0", 0), (" 2M ", 120), ("5 m", 300)]
)
def test_durations(text: str, seconds: int) -> None:
    assert Duration().convert(text, None, None) == seconds
