"""What screens look like, as text: their characters, and below them the styles, so that a lost colour shows too.

`python -m tests.tui.snapshots` writes all of `tests/tui/snapshots/` anew; look at the difference before it is committed.
A pytest plugin for Textual would keep SVG pictures of 40–120 kB each and show differences in a browser; these are 3–15 kB
and differ line by line, in a terminal and in a review."""

import asyncio
import contextlib
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual.worker import WorkerCancelled

if TYPE_CHECKING:
    from rich.style import Style
    from textual.pilot import Pilot
    from textual.strip import Strip

    from aliexport_tui.tui.app import Console

FOLDER = Path(__file__).with_name("snapshots")
ENVIRONMENT = {
    "ALIEXPORT_CONFIG": "console.toml", "XDG_STATE_HOME": "state", "LOGNAME": "anna", "TZ": "UTC", "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
}  # fmt: skip
"""All that screens show of a machine; each process works in a folder of its own, and names files relative to it."""
UNSET = ("SSH_CONNECTION", "NO_COLOR", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "ALIEXPORT_DB", "TEXTUAL", "COLUMNS", "LINES")
SIZES = {"80x24": (80, 24), "120x40": (120, 40), "200x50": (200, 50), "60x20": (60, 20)}


@dataclass(frozen=True)
class Shot:
    """`place`: where it begins. `keys` are pressed one after the other, each after what the one before began has ended.
    `empty`: of a file in which nothing is yet."""

    name: str
    size: str
    language: str
    place: str
    keys: Sequence[str] = ()
    empty: bool = False

    @property
    def file(self) -> str:
        return f"{self.name}-{self.size}-{self.language}.txt"


def _shots() -> Iterator[Shot]:
    for size, language in (("80x24", "ru"), ("120x40", "en"), ("200x50", "en"), ("60x20", "en")):
        yield Shot("products", size, language, "products", ("down", "space", "down"))
    for name, size, language, place, keys in (
        ("product", "80x24", "ru", "products", ("enter",)),
        ("timeline", "120x40", "en", "products", ("h",)),
        ("why", "120x40", "en", "products", ("w",)),
        ("confirmation", "80x24", "ru", "products", ("*", "p")),
        ("help", "80x24", "ru", "products", ("?",)),
        ("palette", "80x24", "en", "products", ("f9",)),
        ("jump", "120x40", "en", "attributes", ("ctrl+g",)),
        ("log", "120x40", "ru", "products", ("L",)),
        ("profiles", "80x24", "ru", "profiles", ()),
        ("runs", "120x40", "en", "runs", ()),
        ("profile-form", "120x40", "en", "profiles", ("e",)),
        ("categories", "80x24", "ru", "categories", ()),
        ("categories", "120x40", "en", "categories", ()),
        ("attributes", "120x40", "ru", "attributes", ()),
        ("attributes", "60x20", "ru", "attributes", ()),
        ("values", "80x24", "en", "values", ("enter",)),
        ("prices", "80x24", "ru", "prices", ()),
        ("prices", "200x50", "en", "prices", ()),
        ("stocks", "120x40", "en", "stocks", ()),
        ("filter", "80x24", "ru", "filter", ()),
        ("plans", "80x24", "en", "plans", ()),
        ("plan", "120x40", "ru", "plans", ("enter",)),
        ("held", "80x24", "ru", "held", ()),
        ("problems", "80x24", "ru", "problems", ()),
        ("runs", "80x24", "ru", "runs", ()),
        ("compare", "120x40", "ru", "runs", ("down", "down", "space", "down", "space", "c")),
        ("exchanges", "80x24", "en", "exchanges", ()),
        ("sql", "80x24", "en", "sql", ("f3",)),
        ("access", "80x24", "en", "access", ()),
        ("settings", "80x24", "ru", "settings", ()),
        ("cron-log", "80x24", "en", "cron_log", ()),
        ("order-settings", "80x24", "ru", "order_settings", ()),
        ("alerts", "120x40", "en", "alerts", ()),
        ("schedule", "80x24", "ru", "schedule", ()),
        ("orders", "80x24", "ru", "orders", ()),
        ("order", "120x40", "en", "orders", ("enter",)),
        ("shipments", "80x24", "en", "shipments", ()),
    ):
        yield Shot(name, size, language, place, keys)
    yield Shot("start", "80x24", "ru", "start", empty=True)


SHOTS = tuple(_shots())


async def settle(pilot: "Pilot[int]") -> None:
    """Until nothing works in the background, nothing is left to be drawn, and what was typed has become a step."""
    for _round in range(2):
        with contextlib.suppress(WorkerCancelled):  # a newer question has taken the place of an older one
            await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        while getattr(pilot.app.screen, "_settles", None) is not None:
            await asyncio.sleep(0.02)


async def _taken(shots: Sequence[Shot]) -> dict[str, str]:
    """Where keys are pressed each has a console and a copy of the file of its own, as they may leave traces; screens
    that are only gone to share one of their size."""
    from aliexport_tui.engine.workspace import Workspace
    from aliexport_tui.tui.app import Console
    from tests.support.shop import FixedClock
    from tests.tui.snapshot_shop import made

    made(Path("made.db"))
    file, found = Path("shop.db"), {}
    for together in _groups(shots):
        for old in Path().glob("shop.db*"):
            old.unlink()
        shutil.rmtree("state", ignore_errors=True)
        if not together[0].empty:
            shutil.copy("made.db", file)
        app = Console(Workspace(file=file, clock=FixedClock()))
        async with app.run_test(size=SIZES[together[0].size]) as pilot:
            for shot in together:
                app.go(shot.place)
                await settle(pilot)
                for key in shot.keys:
                    await pilot.press(key)
                    await settle(pilot)
                app.clear_notifications()
                # Whether the clock has ticked since the last key is chance as well.
                app.refresh_from_file()
                await settle(pilot)
                # Which of the reasons to look at the keys anew came last is chance; what they say in the end is not.
                app.screen.refresh_bindings()
                await settle(pilot)
                found[shot.file] = drawn(app)
    return found


def _groups(shots: Sequence[Shot]) -> Iterator[list[Shot]]:
    gone_to = sorted((shot for shot in shots if not shot.keys), key=lambda shot: (shot.empty, shot.size))
    for _size, same in itertools.groupby(gone_to, key=lambda shot: (shot.empty, shot.size)):
        yield list(same)
    for shot in shots:
        if shot.keys:
            yield [shot]


def drawn(app: "Console") -> str:
    """Lines of characters, then for each line the runs of its styles, as letters explained at the end."""
    strips: list[Strip] = app.screen._compositor.render_strips()
    names = _names(app.get_css_variables())
    letters: dict[str, str] = {}
    text = ["".join(segment.text for segment in strip).rstrip() for strip in strips]
    styles = []
    for strip in strips:
        runs: list[tuple[str, int]] = []
        for segment in strip:
            told = _style(segment.style, names, is_blank=not segment.text.strip())
            letter = letters.setdefault(told, _letter(len(letters)))
            width = segment.cell_length
            if runs and runs[-1][0] == letter:
                runs[-1] = (letter, runs[-1][1] + width)
            else:
                runs.append((letter, width))
        styles.append(" ".join(f"{letter}{width}" for letter, width in runs))
    repeated = [f"{line} × {count}" if (count := len(list(same))) > 1 else line for line, same in itertools.groupby(styles)]
    legend = [f"{letter} = {told}" for told, letter in letters.items()]
    return "\n".join([*text, "", "---- styles", *repeated, "", *legend, ""])


def _style(style: "Style | None", names: Mapping[str, str], *, is_blank: bool) -> str:
    """Of blanks only what shows: their ground, and lines through them."""
    if style is None:
        return "plain"
    marks = [name for name in ("bold", "dim", "italic", "underline", "reverse", "strike") if getattr(style, name)]
    if is_blank:
        marks = [name for name in marks if name in ("underline", "reverse", "strike")]
    front = "" if style.color is None or (is_blank and "reverse" not in marks) else _colour(style.color.name, names)
    ground = f"on {_colour(style.bgcolor.name, names)}" if style.bgcolor is not None else ""
    return " ".join(part for part in (*marks, front, ground) if part) or "plain"


def _names(variables: Mapping[str, str]) -> dict[str, str]:
    """#rrggbb -> how the theme calls it; of several the shortest."""
    found: dict[str, str] = {}
    for name in sorted(variables, key=lambda name: (-len(name), name)):
        found[variables[name].lower()] = name
    return found


def _colour(name: str, names: Mapping[str, str]) -> str:
    return names.get(name.lower(), name.lower())


def _letter(index: int) -> str:
    return chr(ord("a") + index) if index < 26 else chr(ord("A") + index - 26)


def taken(language: str) -> dict[str, str]:
    """All snapshots of a language by file name, from a process that speaks it: texts of tables are made at import."""
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    root = str(FOLDER.parents[2])
    with tempfile.TemporaryDirectory() as folder:
        told = subprocess.run(
            [sys.executable, "-m", "tests.tui.snapshots", language],
            env={**kept, **ENVIRONMENT, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8"},
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if told.returncode:
        raise RuntimeError(told.stderr)
    found: dict[str, str] = json.loads(told.stdout)
    return found


def all_taken() -> dict[str, str]:
    with ThreadPoolExecutor() as pool:
        both = pool.map(taken, ("ru", "en"))
        return {file: text for found in both for file, text in found.items()}


def main() -> None:
    if len(sys.argv) > 1:
        from aliexport_tui.messages.i18n import use_language

        language = sys.argv[1]
        # Before any screen is imported.
        assert use_language(language) == language
        shots = [shot for shot in SHOTS if shot.language == language]
        sys.stdout.write(json.dumps(asyncio.run(_taken(shots)), ensure_ascii=False))
        return
    found = all_taken()
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for file, text in found.items():
        (FOLDER / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
