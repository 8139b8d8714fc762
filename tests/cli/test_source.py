"""`source add|set|show|list|import` as a person or cron calls them: stdout, stderr, exit codes."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.shell import call
from tests.sources.support import DATA, feed, offer


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


def test_add_import_list(db: Path) -> None:
    added = call(db, "source", "add", "main", str(DATA / "clean.xml"))
    assert (added.exit_code, added.stderr) == (0, "")
    assert "kind: YML (Yandex Market)" in added.stdout
    imported = call(db, "source", "import", "main")
    assert imported.exit_code == 0
    assert "products 1, variants 1, new 1" in imported.stdout
    again = call(db, "source", "import", "--json")
    (report,) = json.loads(again.stdout)
    assert (report["state"], report["counts"]["unchanged"]) == ("unchanged", 1)
    listed = json.loads(call(db, "source", "list", "--json").stdout)
    assert [(one["code"], one["products"], one["import"]["state"]) for one in listed] == [("main", 1, "unchanged")]
    assert listed[0]["settings"] == {"csv": {}}
    assert "main" in call(db, "source", "list").stdout


def test_a_table_is_mapped_by_options(db: Path) -> None:
    options = ("--map", "group=Модель", "--param", "Цвет=Цвет", "--separator", ",", "--decimal-comma", "--currency", "rub")
    added = call(db, "source", "add", "rows", str(DATA / "rows.csv"), *options, "--delimiter", ";", "--json")
    assert added.exit_code == 0, added.output
    csv = json.loads(added.stdout)["settings"]["csv"]
    assert (csv["columns"]["group"], csv["columns"]["sku"], csv["params"]) == ("Модель", "Артикул", {"Цвет": "Цвет"})
    assert (csv["delimiter"], csv["decimal_comma"], csv["currency"]) == (";", True, "RUB")
    imported = call(db, "source", "import", "rows")
    assert "products 3, variants 4" in imported.stdout
    assert "line 6 [D-1]" in imported.stdout


def test_set_changes_what_is_named_and_keeps_the_rest(db: Path) -> None:
    call(db, "source", "add", "rows", str(DATA / "rows.csv"), "--param", "Цвет=Цвет")
    assert call(db, "source", "set", "rows", "--base-url", "https://s.example", "--unavailable", "skip").exit_code == 0
    settings = json.loads(call(db, "source", "show", "rows", "--json").stdout)["settings"]
    assert (settings["base_url"], settings["unavailable"]) == ("https://s.example", "skip")
    assert settings["csv"]["params"] == {"Цвет": "Цвет"}


@pytest.mark.parametrize(
    ("arguments", "exit_code", "told"),
    [
        (("add", "main", "none.xml"), 7, "none.xml"),
        (("add", "Main", "x"), 2, "Main"),
        (("add", "rows", str(DATA / "rows.csv"), "--map", "nam=Название"), 2, "name"),
        (("add", "rows", str(DATA / "rows.csv"), "--map", "name"), 2, "NAME=HEADER"),
        (("add", "rows", str(DATA / "rows.csv"), "--delimiter", "ab"), 2, "'ab'"),
        (("add", "rows", str(DATA / "rows.csv"), "--kind", "yml"), 2, "csv"),
        (("show", "none"), 2, "none"),
        (("import", "none"), 2, "none"),
        (("import",), 2, "source"),
    ],
)
def test_what_can_not_be_done_is_said(db: Path, arguments: tuple[str, ...], exit_code: int, told: str) -> None:
    result = call(db, "source", *arguments)
    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_a_field_that_nobody_knows_is_refused_by_set_too(db: Path) -> None:
    call(db, "source", "add", "rows", str(DATA / "rows.csv"))
    before = call(db, "source", "show", "rows", "--json").stdout
    refused = call(db, "source", "set", "rows", "--map", "nam=Название")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "name" in refused.stderr
    assert call(db, "source", "show", "rows", "--json").stdout == before


def test_options_without_effect_are_not_passed_over_in_silence(db: Path) -> None:
    added = call(db, "source", "add", "main", str(DATA / "clean.xml"), "--map", "name=Название")
    assert added.exit_code == 0
    assert "without effect on it: --map" in added.stderr
    assert "--currency" in call(db, "source", "set", "main", "--currency", "RUB").stderr
    assert call(db, "source", "set", "main", "--unavailable", "skip").stderr == ""
    assert call(db, "source", "add", "rows", str(DATA / "rows.csv"), "--currency", "RUB").stderr == ""


def test_a_pipe_is_refused_and_not_waited_for(db: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    refused = call(db, "source", "add", "main", str(pipe))
    assert (refused.exit_code, refused.stdout) == (7, "")
    assert str(pipe) in refused.stderr


def test_one_broken_source_does_not_keep_the_others_from_being_read(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(feed(offer()), encoding="utf-8")
    call(db, "source", "add", "broken", str(path))
    call(db, "source", "add", "good", str(DATA / "clean.xml"))
    path.write_text("<html><body>403", encoding="utf-8")
    result = call(db, "source", "import", "--json")
    assert result.exit_code == 7
    assert [(one["source"], one["state"]) for one in json.loads(result.stdout)] == [("broken", "failed"), ("good", "done")]
    assert "feed.xml" in result.stderr
    latest = json.loads(call(db, "source", "show", "broken", "--json").stdout)["import"]
    assert (latest["state"], latest["error"]) == ("failed", "source.html")


def test_lines_of_a_feed_can_not_steer_the_terminal(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(feed(offer(price="\u202e12\u009b31m")), encoding="utf-8")
    call(db, "source", "add", "main", str(path))
    printed = call(db, "source", "import").stdout
    assert "1 × error" in printed
    assert not {"\u202e", "\u009b"} & set(printed)
