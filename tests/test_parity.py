"""The table of parity with the manual: no empty cell, nothing of the manual left out, and all that it names is there."""

import re
from pathlib import Path

import click
import msgspec
import pytest

from aliexport_tui.model import order_settings
from aliexport_tui.model.order_settings import MagentoTarget, OrderSettings
from aliexport_tui.model.profile import Profile
from aliexport_tui.tui.places import SUBJECTS
from tests.test_docs import COMMANDS, table, ticked

ROWS = table("parity")
SEEDS = Path(__file__).parents[2] / "shared" / "seeds"
TITLES = {place.title for subject in SUBJECTS for place in subject.places}
GROUPS = {path.rpartition(" ")[0] for path in COMMANDS if " " in path}


def test_no_cell_is_empty() -> None:
    assert len(ROWS) > 60
    for row in ROWS:
        assert len(row) == 3, row
        assert all(row), row
        assert len({cell for cell in row if cell not in ("-", "—", "?")}) == 3, row


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1][:30])
def test_what_it_names_is_there(row: list[str]) -> None:
    here = row[2]
    names = ticked(here)
    if here.startswith("Does not apply"):
        assert len(here) > 50, "why not?"
    else:
        assert names
    for name in names:
        if name.startswith("profile: "):
            field(Profile, name.removeprefix("profile: "))
        elif name.startswith("orders: "):
            field(OrderSettings, name.removeprefix("orders: "))
        elif name.startswith("console: "):
            assert name.removeprefix("console: ") in TITLES
        elif not name.startswith("ALIEXPORT_"):
            command(name)


def field(struct: type, path: str) -> None:
    """Follow the names; of lists and tables of structs into what they hold."""
    kinds = {struct}
    for name in path.split("."):
        holders = {kind for kind in kinds if name in kind.__struct_fields__}  # type: ignore[attr-defined]
        assert holders, path
        hints = [msgspec.inspect.type_info(kind) for kind in holders]
        kinds = {kind for hint in hints for kind in _structs(_field(hint, name))}


def _field(info: msgspec.inspect.Type, name: str) -> msgspec.inspect.Type:
    assert isinstance(info, msgspec.inspect.StructType)
    return next(one.type for one in info.fields if one.name == name)


def _structs(info: msgspec.inspect.Type) -> set[type]:
    match info:
        case msgspec.inspect.StructType():
            return {info.cls}
        case msgspec.inspect.VarTupleType() | msgspec.inspect.ListType():
            return _structs(info.item_type)
        case msgspec.inspect.DictType():
            return _structs(info.value_type)
        case msgspec.inspect.UnionType():
            return {kind for one in info.types for kind in _structs(one)}
        case _:
            return set()


def command(text: str) -> None:
    """A command's path with some of its options, or options of the root."""
    words = [word for word in text.split() if not word.startswith("-")]
    path = " ".join(words) or "aliexport-tui"
    assert path in COMMANDS or path in GROUPS, text
    if path in COMMANDS:
        known = {
            name
            for param in COMMANDS[path].params
            if isinstance(param, click.Option)
            for name in (*param.opts, *param.secondary_opts)
        }
        assert {word for word in text.split() if word.startswith("-")} <= known, text


def test_quote_is_a_switch_of_magento() -> None:
    assert MagentoTarget("https://shop.example", quote=True).quote
    assert "quote" in order_settings.MagentoTarget.__struct_fields__


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared is absent")
def test_nothing_of_the_manual_is_left_out() -> None:
    """Every field, switch and button that the manual prints in bold or in its tables of settings."""
    [path] = SEEDS.glob("002*.txt")
    text = path.read_text(encoding="utf-8")
    named = set(re.findall(r"\bIn(?: the)? \*\*(.+?)\*\*", text))
    named |= set(re.findall(r"^([A-Z][^\t\n]+)\t[^\n]*\[(?:GLOBAL|WEBSITE|STORE VIEW)\]", text, re.MULTILINE))
    named |= {one.rstrip(":") for one in re.findall(r"^- \*\*(.+?)\*\*", text, re.MULTILINE)}
    named |= set(re.findall(r"[cC]lick (?:on )?(?:the )?\*\*(.+?)\*\*", text))
    ways = {"Configuration", "Developer", "Register as Seller"} | {one for one in named if one.startswith("Manage ")}
    ways |= {one for one in named if one.startswith("Aliexpress ") and one.endswith(" Settings")} | {"Cron Settings"}
    told = {one.strip().casefold() for row in ROWS for one in row[1].replace(":", ",").split(",")}
    assert len(named - ways) > 60
    assert {one for one in named - ways if one.casefold() not in told} == set()
