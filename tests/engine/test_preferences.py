"""The person's own settings: read strictly, written whole, obeyed by every command."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from aliexport_tui.engine import preferences
from aliexport_tui.engine.preferences import GridLook, Preferences, Remembered
from aliexport_tui.model.errors import ConfigError


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings" / "console.toml"
    monkeypatch.setenv("ALIEXPORT_CONFIG", str(path))
    return path


def test_no_file_means_the_defaults() -> None:
    assert preferences.preferences() == Preferences()
    assert preferences.remembered() == Remembered()


def test_what_is_kept_comes_back_and_is_private(config: Path) -> None:
    chosen = Preferences(language="ru", theme="plain", log_lines=3, keys={"search": "ctrl+f /"})
    look = Remembered({"products": GridLook(("name", "price"), {"name": 30}, "-price")}, {"/shop.db": "demo"})
    preferences.keep(chosen)
    preferences.keep(look)
    assert preferences.preferences() == chosen
    assert preferences.remembered() == look
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert stat.S_IMODE(config.parent.stat().st_mode) == 0o700
    assert sorted(path.name for path in config.parent.iterdir()) == ["console.toml", "remembered.toml"]


@pytest.mark.parametrize(
    ("text", "code", "near"),
    [
        ("langage = 'ru'", "preferences.bad", "language"),
        ("language = 'tlh'", "preferences.bad", ""),
        ("language = ", "preferences.unreadable", None),
    ],
)
def test_a_fault_is_told_with_its_place(config: Path, text: str, code: str, near: str | None) -> None:
    config.parent.mkdir()
    config.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        preferences.preferences()
    assert caught.value.code == code
    assert caught.value.args_by_name["path"] == str(config)
    assert caught.value.args_by_name.get("near") == near


def test_a_damaged_memory_is_forgotten(config: Path) -> None:
    config.parent.mkdir()
    (config.parent / "remembered.toml").write_text("grids = 7", encoding="utf-8")
    assert preferences.remembered() == Remembered()


def test_commands_speak_the_language_of_the_settings(config: Path) -> None:
    preferences.keep(Preferences(language="ru"))
    told = subprocess.run(
        [sys.executable, "-m", "aliexport_tui", "--help"],
        env={**os.environ, "LANG": "C", "LC_ALL": "C", "LANGUAGE": "", "ALIEXPORT_CONFIG": str(config)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert "Показать эту справку" in told or "консоль" in told.lower()
