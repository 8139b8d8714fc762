"""Every screen in a language that nobody speaks: each letter of a translated text carries a mark, so that a bare string
stands out.

`python -m tests.tui.pseudo FOLDER` prints one JSON object: name of a screen -> what stands on it."""

import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from aliexport_tui.messages import i18n
from tests import catalogue

LANGUAGE = "qps"
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MARKED = "áƀçđéƒğĥíĵķĺṁñóƥɋŕśţúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĹṀÑÓƤɊŔŚŢÚṼŴẊÝŽ"
_TABLE = str.maketrans(_PLAIN, _MARKED)


def marked(text: str) -> str:
    """ "Sent {count}" -> "Śéñţ {count}": placeholders stay."""
    parts = text.split("{")
    out = [parts[0].translate(_TABLE)]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        out.append("{" + name + brace + rest.translate(_TABLE))
    return "".join(out)


def write_catalogue(folder: Path) -> None:
    """A compiled catalogue of the marked texts under `folder`."""
    place = folder / LANGUAGE / "LC_MESSAGES"
    place.mkdir(parents=True)
    made = Catalog(locale="en", domain=i18n.DOMAIN)
    for message in catalogue.entries(catalogue.extracted()):
        texts = tuple(marked(text) for text in catalogue.sources(message))
        made.add(message.id, texts if len(texts) > 1 else texts[0])
    with (place / f"{i18n.DOMAIN}.mo").open("wb") as file:
        write_mo(file, made)


async def _shown(folder: Path) -> Mapping[str, str]:
    """All places, and what lies on top of them, of a small shop."""
    from aliexport_tui.tui.app import Console
    from aliexport_tui.tui.places import SUBJECTS
    from tests.support.shop import fill, log, make_workspace
    from tests.tui.test_screens import seen, settle

    workspace = make_workspace(folder)
    db = workspace.open()
    fill(db, 40)
    log(db, "Журнал")
    app = Console(workspace)
    found: dict[str, str] = {}
    async with app.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        for subject in SUBJECTS:
            for place in subject.places:
                app.go(place.name)
                await settle(pilot)
                found[place.name] = seen(app)
                await pilot.press("f1")
                await settle(pilot)
                found[f"{place.name}: help"] = seen(app)
                await pilot.press("escape")
                await settle(pilot)
        app.go("products")
        for key in ("u", "enter", "f", "c", "C", "f9"):
            await settle(pilot)
            base = len(app.screen_stack)
            await pilot.press(key)
            await settle(pilot)
            found[f"products {key}"] = seen(app)
            while len(app.screen_stack) > base:
                await pilot.press("escape")
                await settle(pilot)
        for name, key in (("access", "n"), ("access", "s"), ("profiles", "n"), ("profiles", "D"), ("profiles", "e")):
            app.go(name)
            await settle(pilot)
            base = len(app.screen_stack)
            await pilot.press(key)
            await settle(pilot)
            found[f"{name} {key}"] = seen(app)
            for _turn in range(4):
                if len(app.screen_stack) > base:
                    await pilot.press("escape")
                    await settle(pilot)
    db.close()
    return found


def main() -> None:
    folder = Path(sys.argv[1])
    i18n.LOCALES = folder / "locale"
    write_catalogue(i18n.LOCALES)
    assert i18n.use_language(LANGUAGE) == LANGUAGE
    sys.stdout.write(json.dumps(asyncio.run(_shown(folder)), ensure_ascii=False))


if __name__ == "__main__":
    main()
