"""The key sheets of the documentation. `python -m tests.key_sheet` writes them anew from the bindings, in both languages."""

import os
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"
SHEETS = {"en": DOCS / "keys.md", "ru": DOCS / "keys.ru.md"}
_EXAMPLE = """
```toml
[keys]
search = "ctrl+f /"
"act.export" = "U"
```
"""
_HEADS = {
    "en": f"""# Keys

Made from the program by `python -m tests.key_sheet`. On a Russian keyboard layout the same keys do the same.

Give an action other keys in `console.toml` (its place stands on the settings screen), by its name:
{_EXAMPLE}
Actions marked ✎ change the shop's file or the marketplace; a console opened with `--read-only` refuses them.
""",
    "ru": f"""# Клавиши

Таблица сделана из самой программы командой `python -m tests.key_sheet`. В русской раскладке те же клавиши делают то же.

Другие клавиши задаются в `console.toml` (где он лежит, сказано на экране настроек) по имени действия:
{_EXAMPLE}
Действия со знаком ✎ меняют файл магазина или площадку; консоль, открытая с `--read-only`, их не выполняет.
""",
}
_COLUMNS = {"en": "| keys | does | name |", "ru": "| клавиши | что делает | имя |"}


def sheet(language: str) -> str:
    """Of the language in which this process speaks; `main` starts one for each."""
    from aliexport_tui.tui.key_sheet import sections

    lines = [_HEADS[language]]
    for section in sections():
        lines += [f"## {section.title}", "", _COLUMNS[language], "|---|---|---|"]
        for line in section.lines:
            keys = " ".join(f"`{_cell(key)}`" for key in line.keys)
            lines.append(f"| {keys} | {_cell(line.what)}{' ✎' if line.writes else ''} | `{line.id}` |")
        lines.append("")
    return "\n".join(lines)


def made(language: str) -> str:
    """In a process that speaks that language: texts of bindings are made when their modules are imported."""
    told = (
        "from aliexport_tui.messages.i18n import use_language; import sys;"
        f"use_language('{language}');"
        f"from tests.key_sheet import sheet; sys.stdout.write(sheet('{language}'))"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-c", told], env=environment, capture_output=True, encoding="utf-8", check=True
    ).stdout


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> None:
    DOCS.mkdir(exist_ok=True)
    for language, path in SHEETS.items():
        path.write_text(made(language), encoding="utf-8")


if __name__ == "__main__":
    main()
