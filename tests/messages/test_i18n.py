"""Choice of language; foreign text made harmless."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.messages import i18n
from aliexport_tui.messages.text import neutral, spelled


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A Russian catalogue with two messages in a folder of its own."""
    made = Catalog(locale="ru")
    made.add("Save", "Сохранить")
    made.add(("{count} product", "{count} products"), ("{count} товар", "{count} товара", "{count} товаров"))
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    body = io.BytesIO()
    write_mo(body, made)
    (folder / "aliexport_tui.mo").write_bytes(body.getvalue())
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    yield
    i18n.use_language("en")


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("setting", "environment", "expected"),
    [
        ("ru", {}, "ru"),
        ("ru_RU", {"LANG": "en_US.UTF-8"}, "ru"),
        ("en", {"LANG": "ru_RU.UTF-8"}, "en"),
        (None, {"LANG": "ru_RU.UTF-8"}, "ru"),
        (None, {"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, "en"),
        (None, {"LC_ALL": "ru_RU.UTF-8", "LANG": "en_US"}, "ru"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANGUAGE": "de:ru:en"}, "ru"),
        (None, {}, "en"),
        ("xx", {}, "en"),
    ],
)
def test_choice(setting: str | None, environment: dict[str, str], expected: str) -> None:
    assert i18n.use_language(setting, environment) == expected
    assert i18n._("Save") == ("Сохранить" if expected == "ru" else "Save")


@pytest.mark.usefixtures("catalogue")
def test_plurals() -> None:
    i18n.use_language("ru")
    forms = [i18n.ngettext("{count} product", "{count} products", count) for count in (1, 3, 5, 21)]
    assert forms == ["{count} товар", "{count} товара", "{count} товаров", "{count} товар"]
    i18n.use_language("en")
    assert i18n.ngettext("{count} product", "{count} products", 3) == "{count} products"


@pytest.mark.usefixtures("catalogue")
def test_nothing_stays_nothing() -> None:
    i18n.use_language("ru")
    assert i18n._("") == ""
    assert i18n._("not in the catalogue") == i18n.N_("not in the catalogue")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain Текст 漢字 🙂", "plain Текст 漢字 🙂"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("a\r\nb\tc", "a ⏎ b c"),
        ("a\x9b31mb", "a31mb"),
        ("a\u202eb\u200bc", "abc"),
        ("a\ud800b", "a�b"),
        ("\x7f\x00", "␡␀"),
    ],
)
def test_neutral(text: str, expected: str) -> None:
    assert neutral(text) == expected


@given(st.text())
def test_neutral_leaves_nothing_that_steers_a_terminal(text: str) -> None:
    shown = neutral(text)
    assert all(char >= " " and not "\x7f" <= char <= "\x9f" for char in shown)
    shown.encode("utf-8")
    assert neutral(shown) == shown


@given(st.text())
def test_what_is_spelled_keeps_its_places(text: str) -> None:
    shown = spelled(text)
    assert len(shown) == len(text)
    assert neutral(shown) == shown
