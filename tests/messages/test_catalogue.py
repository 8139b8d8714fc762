"""The Russian catalogue holds every text of the source, whole and right in form, and the program speaks it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tests import catalogue

_PLACEHOLDER = re.compile(r"\{\{|\{[^{}]*\}|\[\[|\]\]|%\(\w+\)s")
_MIXED = re.compile(r"[А-Яа-яЁё][A-Za-z]|[A-Za-z][А-Яа-яЁё]")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_ALIKE = re.compile(r"(?:^|[\s«(])([aceopxyABCEHKMOPTX])(?=[\s,]+[а-яё])")
"""A Latin letter where a Russian word of one letter is meant: «c карточки» would be it. Names of keys are well: the English
text has them too."""

OURS = catalogue.entries(catalogue.stored())
CLICK = catalogue.entries(catalogue.stored(catalogue.CLICK))
EVERY = OURS + CLICK

WITHOUT_RUSSIAN_LETTERS = {"GTIN", "SQL", "cron", "Id", "Run"}
"""The only texts whose Russian has none (№ for the last two), beside those that name a command."""


def _name(message: Message) -> str:
    return catalogue.sources(message)[0][:40]


def test_holds_exactly_the_texts_of_the_source() -> None:
    wanted = {catalogue.sources(message) for message in catalogue.entries(catalogue.extracted())}
    held = {catalogue.sources(message) for message in OURS}
    assert wanted - held == set(), "python -m tests.catalogue, then translate"
    assert held - wanted == set(), "python -m tests.catalogue"


def test_nothing_is_empty_or_doubtful() -> None:
    assert [
        _name(message) for message in EVERY if message.fuzzy or not all(form.strip() for form in catalogue.forms(message))
    ] == []


@pytest.mark.parametrize("path", [catalogue.OURS, catalogue.CLICK], ids=lambda path: path.stem)
def test_the_compiled_file_is_that_of_the_text(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == catalogue.compiled(catalogue.stored(path))


def test_the_same_texts_compile_to_the_same_bytes_on_another_day() -> None:
    today = catalogue.compiled(catalogue.stored())
    assert b"-Date:" not in today
    assert b"Generated-By" not in today
    assert b"Plural-Forms" in today


def test_our_file_is_as_the_command_writes_it() -> None:
    assert catalogue.OURS.read_bytes() == catalogue.as_po(catalogue.brought_up_to_date())


def test_placeholders_are_those_of_the_source() -> None:
    """A plural form may leave out the number's companion in the singular, but names nothing else."""
    wrong = []
    for message in EVERY:
        wanted = sorted(_PLACEHOLDER.findall(catalogue.sources(message)[-1]))
        singular = sorted(_PLACEHOLDER.findall(catalogue.sources(message)[0]))
        for form in catalogue.forms(message):
            if sorted(_PLACEHOLDER.findall(form)) not in (wanted, singular):
                wrong.append((_name(message), form))
    assert wrong == []


def test_optional_parts_hold_the_same_placeholders() -> None:
    parts = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
    for message in OURS:
        named = [sorted(_PLACEHOLDER.findall(part)) for part in parts.findall(catalogue.sources(message)[0])]
        for form in catalogue.forms(message):
            assert sorted([sorted(_PLACEHOLDER.findall(part)) for part in parts.findall(form)]) == sorted(named), form


def test_plural_forms() -> None:
    several = [message for message in OURS if len(catalogue.sources(message)) > 1]
    assert several
    for message in several:
        assert len(catalogue.forms(message)) == 3, _name(message)
        assert len(set(catalogue.forms(message))) == 3, _name(message)


def test_edges_are_kept() -> None:
    """Spaces around a text are part of the layout; a heading keeps its colon."""
    for message in OURS:
        source = catalogue.sources(message)[0]
        for form in catalogue.forms(message):
            assert (form[0] == " ", form[-1] == " ") == (source[0] == " ", source[-1] == " "), source
            assert form.endswith(":") == source.endswith(":"), source
            assert form.endswith("…") == source.endswith("…"), source
            assert form.endswith("?") == source.endswith("?"), source


def test_no_latin_letters_inside_russian_words() -> None:
    assert [
        form for message in EVERY for form in catalogue.forms(message) if _MIXED.search(_PLACEHOLDER.sub("", form))
    ] == []
    assert [
        form
        for message in EVERY
        for form in catalogue.forms(message)
        for letter in _ALIKE.findall(form)
        if letter not in re.findall(r"\b\w\b", catalogue.sources(message)[0])
        or (letter == "a" and not re.search(r"\ba отправит", form))
    ] == []


def test_every_sentence_is_russian() -> None:
    untranslated = {
        source
        for message in EVERY
        for source, form in zip(catalogue.sources(message)[:1], catalogue.forms(message)[:1], strict=True)
        if not _CYRILLIC.search(form) and re.search(r"[A-Za-z]{2}", _PLACEHOLDER.sub("", source))
    }
    assert {text for text in untranslated if not text.startswith("aliexport-tui ")} == WITHOUT_RUSSIAN_LETTERS


ONE_WORD = {
    "маркетплейс": "площадка",
    "задач": "задание",
    "изображени": "фото",
    "картинк": "фото",
    "загрузк": "импорт, выгрузка",
    "модификаци": "вариация",
    "атрибут": "характеристика",
    "свойств": "характеристика",
    "учётн": "аккаунт",
    "прайс": "фид",
    "маппинг": "сопоставление",
    "листинг": "карточка",
    " лог ": "журнал",
}
"""What is not said here, and what is said instead: one thing has one name on every screen."""

OF_1C = "aliexport_tui/messages/subjects/commerceml.py"
"""There the words are those of 1C, which tells properties from characteristics."""


def test_one_thing_has_one_name() -> None:
    found = [
        (word, form)
        for message in OURS
        for form in catalogue.forms(message)
        for word in ONE_WORD
        if word in form.lower() and not (word == "свойств" and [place for place, _line in message.locations] == [OF_1C])
    ]
    assert found == []


def test_quotes_are_russian() -> None:
    assert [form for message in OURS for form in catalogue.forms(message) if re.search("[“”„’]", form)] == []


@pytest.mark.parametrize(
    ("arguments", "russian", "english"),
    [
        (("--help",), "Выгрузка товаров магазина на AliExpress", "Export a shop's products to AliExpress"),
        (("--help",), "Использование: aliexport-tui", "Usage: aliexport-tui"),
        (("account", "add", "--help"), "Как получить токен", "How to get a token"),
        (("status",), "Профилей пока нет", "There are no profiles yet"),
        (("runs",), "Запусков пока не было", "There are no runs yet"),
        (("problems", "nobody"), "Нет профиля «nobody»", "There is no profile “nobody”"),
        (("--nonsense",), "Ошибка: Нет параметра", "Error: No such option"),
        (("statsu",), "Может быть, status?", "Did you mean status?"),
    ],
)
def test_the_program_speaks_it(tmp_path: Path, arguments: tuple[str, ...], russian: str, english: str) -> None:
    assert russian in _said(tmp_path, "ru_RU.UTF-8", arguments)
    assert english in _said(tmp_path, "C", arguments)


def _said(folder: Path, language: str, arguments: tuple[str, ...]) -> str:
    """What one call prints on both streams."""
    unset = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "ALIEXPORT_DB")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    done = subprocess.run(
        [sys.executable, "-m", "aliexport_tui", "--db", str(folder / "shop.db"), *arguments],
        env=environment | {"LANG": language, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.stdout + done.stderr
