"""`source look`, `source add`, `source joins`, `source import --if-older` as a person or cron calls them."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.workspace import open_workspace
from tests.cli.shell import call
from tests.cli.test_token_prompt import PATIENCE_S, read_until
from tests.sources.support import DATA, feed, offer

HEAD = "Артикул;Название;Цена;Фото;Вес\n"
RELATIVE = HEAD + "A-1;Куртка \u202eчёрная;1990;/img/a.jpg;1,2\nA-2;Брюки;2990;/img/b.jpg;0,9\n"
SHIRTS = HEAD + "".join(
    f"T-{size};Футболка {colour} {size};{price};https://s.example/{size}.jpg;\n"
    for size, colour, price in (("S", "белая", 500), ("M", "белая", 500), ("XL", "чёрная", 1900))
)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


def table(folder: Path, text: str) -> str:
    path = folder / "goods.csv"
    path.write_text(text, encoding="cp1251", errors="ignore")
    return str(path)


def test_a_look_stores_nothing(db: Path, tmp_path: Path) -> None:
    shown = call(db, "source", "look", table(tmp_path, RELATIVE))
    assert (shown.exit_code, shown.stderr) == (0, "")
    for text in (
        "windows-1251, delimiter: semicolon, header in row 1",
        "sku = Артикул, name = Название, price = Цена, weight = Вес, picture = Фото",
        "Куртка чёрная [A-1]",
        "A-1 · 1990.00 · available",
        "? Address of pictures (needed): --base-url",
        "for example “/img/a.jpg”",
        "? Unit of weight (may stay open): --weight-unit",
    ):
        assert text in shown.stdout
    assert json.loads(call(db, "source", "list", "--json").stdout) == []


def test_a_look_as_json(db: Path, tmp_path: Path) -> None:
    told = json.loads(call(db, "source", "look", table(tmp_path, RELATIVE), "--json").stdout)
    assert (told["kind"], told["format"], told["encoding"], told["delimiter"], told["header_row"]) == (
        "csv", "csv", "cp1251", ";", 1,
    )  # fmt: skip
    assert [product["key"] for product in told["products"]] == ["A-1", "A-2"]
    assert [(one["option"], one["needed"]) for one in told["questions"]] == [
        ("--weight-unit", False),
        ("--base-url", True),
        ("--currency", False),
    ]
    assert told["settings"]["csv"]["columns"]["sku"] == "Артикул"


def test_a_lying_declaration_is_told(db: Path, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(feed(offer()).encode("cp1251"))
    assert "windows-1251, but it says UTF-8" in call(db, "source", "look", str(tmp_path / "feed.xml")).stdout


def test_a_look_at_prices_and_stocks_alone(db: Path, tmp_path: Path) -> None:
    path = table(tmp_path, "Артикул;Цена;Остаток\nA-1;1 990,00;7\nA-2;по запросу;0\n")
    told = call(db, "source", "look", path, "--updates", "shop").stdout
    assert "A-1 · price 1990.00 · stock 7\n" in told
    assert "A-2 · stock 0\n" in told
    assert "no name" not in told
    assert "1 × There is no usable price: “по запросу” (line 3 [A-2])" in told


def test_what_is_needed_has_to_be_said(db: Path, tmp_path: Path) -> None:
    goods = table(tmp_path, RELATIVE)
    refused = call(db, "source", "add", "main", goods)
    assert refused.exit_code == 2
    assert "--base-url" in refused.stderr
    assert json.loads(call(db, "source", "list", "--json").stdout) == []
    nameless = call(db, "source", "add", "main", table(tmp_path, "a;b\n1;2\n"), "--json")
    assert (nameless.exit_code, nameless.stdout) == (2, "")
    assert "--map sku=HEADER" in nameless.stderr
    assert "a, b" in nameless.stderr
    goods = table(tmp_path, RELATIVE)
    options = ("--base-url", "https://s.example", "--weight-unit", "g", "--currency", "rub", "--json")
    added = json.loads(call(db, "source", "add", "main", goods, *options).stdout)
    assert (added["settings"]["base_url"], added["settings"]["weight_unit"]) == ("https://s.example", "g")


def test_every_setting_has_its_option(db: Path, tmp_path: Path) -> None:
    call(db, "source", "add", "goods", str(DATA / "clean.xml"))
    options = {
        "--weight-unit": "lb", "--length-unit": "in", "--store-view": "ru", "--price-type": "Розница",
        "--warehouse": "Склад",
        "--sheet": "Товары", "--header-row": "7", "--multiple": "|", "--updates": "goods", "--join": "article",
        "--join-separator": "-", "--join-length": "3", "--join-word": "комплект",
    }  # fmt: skip
    changed = call(db, "source", "set", "goods", *(word for pair in options.items() for word in pair), "--json")
    settings = json.loads(changed.stdout)["settings"]
    assert {name: settings[name] for name in settings if name != "csv"} == {
        "weight_unit": "lb", "length_unit": "in", "store_view": "ru", "price_type": "Розница", "warehouses": ["Склад"],
        "sheet": "Товары", "header_row": 7, "multiple": "|", "updates": "goods", "join": "article", "join_separator": "-",
        "join_length": 3, "join_words": ["комплект"],
    }  # fmt: skip
    assert "join" not in json.loads(call(db, "source", "set", "goods", "--join", "off", "--json").stdout)["settings"]


def test_a_person_is_asked(db: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "aliexport_tui", "--db", str(db), "source", "add", "main", table(tmp_path, RELATIVE)]
    environment = os.environ | {"LANGUAGE": "en", "ALIEXPORT_CONFIG": str(tmp_path / "none.toml")}
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True)
    os.close(theirs)
    shown = read_until(ours, "Address of pictures:")
    assert "Куртка" in shown
    os.write(ours, b"https://s.example\n")
    shown = read_until(ours, "Add it? [Y/n]:")
    assert "https://s.example/img/a.jpg" in shown
    os.write(ours, b"\n")
    shown = read_until(ours, "no such mark", shown)
    assert process.wait(PATIENCE_S) == 0, shown
    os.close(ours)
    settings = json.loads(call(db, "source", "show", "main", "--json").stdout)["settings"]
    assert settings["base_url"] == "https://s.example"


def test_what_a_rule_would_join(db: Path, tmp_path: Path) -> None:
    call(db, "source", "add", "main", table(tmp_path, SHIRTS))
    refused = call(db, "source", "joins", "main")
    assert refused.exit_code == 2
    assert "--join" in refused.stderr
    shown = call(db, "source", "joins", "main", "--join", "name")
    assert "3 products would be 1\n3 offers would be variants, of 1 products" in shown.stdout
    assert "3 × Футболка  ! prices far apart" in shown.stdout
    assert "T-XL · чёрная, XL · 1900.00 · Футболка чёрная XL" in shown.stdout
    told = json.loads(call(db, "source", "joins", "main", "--join", "article", "--join-separator", "-", "--json").stdout)
    assert (told["before"], told["after"], told["groups"], told["doubtful"]) == (3, 1, 1, 1)
    own = json.loads(call(db, "source", "joins", "main", "--groups", "--json").stdout)
    assert (own["before"], own["groups"]) == (3, 0)
    assert "join" not in json.loads(call(db, "source", "show", "main", "--json").stdout)["settings"]
    call(db, "source", "set", "main", "--join", "name")
    assert "products 1, variants 3" in call(db, "source", "import", "main").stdout


def test_the_feeds_own_groups(db: Path, tmp_path: Path) -> None:
    param = '<param name="Размер">{}</param>'
    offers = (
        offer(param.format(id), id=id, attributes='group_id="5"', price=price) for id, price in (("1", "10"), ("2", "90"))
    )
    (tmp_path / "feed.xml").write_text(feed("".join(offers)), encoding="utf-8")
    call(db, "source", "add", "main", str(tmp_path / "feed.xml"), "--no-join-groups")
    shown = call(db, "source", "joins", "main", "--groups").stdout
    assert "By the feed's groups: 2 products would be 1" in shown
    assert "2 × Куртка  ! prices far apart" in shown
    assert "1 · 1 · 10.00 · Куртка" in shown


def test_only_what_is_old_is_imported(db: Path) -> None:
    call(db, "source", "add", "main", str(DATA / "clean.xml"))
    assert "products 1" in call(db, "source", "import", "--if-older", "30m").stdout
    again = call(db, "source", "import", "--if-older", "1d", "--json")
    assert (again.exit_code, json.loads(again.stdout)) == (0, [{"source": "main", "state": "fresh"}])
    assert "not long ago" in call(db, "source", "import", "--if-older", "30m").stdout
    assert json.loads(call(db, "source", "import", "--if-older", "0s", "--json").stdout)[0]["state"] == "unchanged"
    call(db, "source", "set", "main", "--unavailable", "skip")
    assert json.loads(call(db, "source", "import", "--if-older", "1d", "--json").stdout)[0]["state"] == "done"


def test_a_report_names_what_was_left_out_and_places(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_text("Артикул;Название;Цена\nA;A;1\n;B;2\nC;C;нет\nD;D;нет\nE;E;\nF;F;0\n", encoding="utf-8")
    call(db, "source", "add", "main", str(path))
    told = call(db, "source", "import").stdout
    assert "left out 1" in told
    assert "4 × error: There is no usable price: “нет”\n      line 4 [C]; line 5 [D]; line 6 [E]; …\n" in told


def test_keys_that_are_not_understood_are_not_shown(db: Path, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text("secret-of-another-kind\n", encoding="utf-8")
    refused = call(db, "source", "add", "main", "https://s.example", "--kind", "woo_rest", "--keys-file", str(keys))
    assert refused.exit_code == 2
    assert "consumer_key, consumer_secret" in refused.stderr
    assert "secret-of-another-kind" not in refused.output
    assert Secrets(open_workspace(db).secrets).keys("main") == {}
