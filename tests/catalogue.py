"""The Russian catalogue. `python -m tests.catalogue` takes the source's new strings into it, drops those that are gone,
compiles it, and names what a translator has still to fill in (`ru/LC_MESSAGES/aliexport_tui.po`).

Read from the syntax tree: Babel's own extractor sees a call inside an f-string with some versions of Python only.
"""

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from aliexport_tui.messages.i18n import DOMAIN, LOCALES

FOLDER = LOCALES / "ru" / "LC_MESSAGES"
OURS = FOLDER / f"{DOMAIN}.po"
CLICK = FOLDER / "click.po"
"""Click's own texts, kept by hand: click looks them up through gettext, but brings no translations."""

_MARKS = {"_": 1, "N_": 1, "ngettext": 2}
"""Names of the marking functions, with how many of their arguments are texts."""


def extracted(package: Path = LOCALES.parent) -> Catalog:
    """Every text that the package's source marks, with the files that hold it."""
    found = Catalog(locale="ru", domain=DOMAIN, project="aliexport-tui", fuzzy=False)
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package.parent).as_posix()
        for texts in _marked(ast.parse(path.read_text(encoding="utf-8"))):
            found.add(texts if len(texts) > 1 else texts[0], locations=[(place, 0)])
    return found


def stored(path: Path = OURS) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="ru", domain=path.stem)


def entries(catalogue: Catalog) -> list[Message]:
    """Without the header."""
    return [message for message in catalogue if message.id]


def sources(message: Message) -> tuple[str, ...]:
    """The English text, or its singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms(message: Message) -> tuple[str, ...]:
    """The translation, or its plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


class _Dateless(Catalog):
    """Babel's own header carries the minute and Babel's version: the same texts would compile to other bytes."""

    def __iter__(self) -> Iterator[Message]:
        header, *others = super().__iter__()
        header.string = "".join(line.strip('"').replace("\\n", "\n") for line in _HEADER.decode().splitlines()[3:])
        return iter([header, *others])


def compiled(catalogue: Catalog) -> bytes:
    """The same bytes for the same texts."""
    plain = _Dateless(locale="ru")
    for message in entries(catalogue):
        plain.add(message.id, message.string)
    body = io.BytesIO()
    write_mo(body, plain)
    return body.getvalue()


def as_po(catalogue: Catalog) -> bytes:
    """Without dates, line numbers and old entries, so that only changes of texts show as changes."""
    body = io.BytesIO()
    write_po(body, catalogue, width=120, include_lineno=False, ignore_obsolete=True, sort_by_file=True, omit_header=True)
    return _HEADER + body.getvalue()


_HEADER = b"""\
# Russian texts of aliexport-tui.
msgid ""
msgstr ""
"Language: ru\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

"""


def brought_up_to_date() -> Catalog:
    """The stored translations of exactly those texts that the source has now; new ones are empty."""
    template = extracted()
    if OURS.exists():
        known = stored()
        for message in entries(template):
            before = known.get(message.id)
            if before is not None:
                message.string = before.string
    return template


def _marked(tree: ast.Module) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKS:
            texts = tuple(_constant(argument) for argument in node.args[: _MARKS[node.func.id]])
            if all(texts):
                yield texts


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def main() -> int:
    OURS.write_bytes(as_po(brought_up_to_date()))
    for path in (OURS, CLICK):
        path.with_suffix(".mo").write_bytes(compiled(stored(path)))
    empty = [message for message in entries(stored()) if not all(forms(message))]
    for message in empty:
        sys.stdout.write(f"no translation: {sources(message)[0]}\n")
    return 1 if empty else 0


if __name__ == "__main__":
    sys.exit(main())
