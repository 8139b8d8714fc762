"""Pictures of the running console for the README: `python screenshots/make.py` (needs the extra `screenshots`).

The real app works on a finished demo export in a folder of its own, with the simulated marketplace running, and is driven
by keys. Each scene is written as SVG, as the app exports it, and as PNG."""

import argparse
import asyncio
import io
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from aliexport_tui.engine.workspace import Workspace
    from aliexport_tui.model.profile import Guards
    from aliexport_tui.store.database import Database
    from aliexport_tui.tui.app import Console

HERE = Path(__file__).parent
NARROW, MIDDLE, WIDE = (80, 24), (120, 36), (200, 50)
FONT = "DejaVu Sans Mono"
FONT_FILES = ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf", "DejaVuSansMono-Oblique.ttf")
"""It has Cyrillic, box lines and every sign of the screens."""
PATIENCE_S = 60.0
SOME_REFUSED = 3
"""Exit code of the demo's export: the shop has faults on purpose."""

Size = tuple[int, int]


@dataclass
class Stage:
    """One console on one screen."""

    app: "Console"
    pilot: "Pilot[int]"

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def settle(self) -> None:
        """Until nothing is being worked out in the background."""
        await self.pilot.pause()
        await self.until(lambda: all(worker.is_finished for worker in self.app.workers))
        await self.pilot.pause()

    async def until(self, reached: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not reached():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.app.screen!r} did not get there")
            await asyncio.sleep(0.05)

    async def run_ended(self, action: str) -> None:
        """Until the newest run is one of this action, has ended, and the screen has seen it."""
        from aliexport_tui.store import runs

        def ended() -> bool:
            newest = runs.latest(self.app.db, limit=1)[0]
            return newest.action == action and newest.state == "ended"

        await self.until(ended)
        await asyncio.sleep(3.0)
        await self.settle()

    def picture(self) -> str:
        self.app.clear_notifications()
        return self.app.export_screenshot(title="aliexport-tui")


@dataclass(frozen=True)
class Scene:
    """`play` brings the console to what the picture shows."""

    name: str
    size: Size
    play: Callable[[Stage], Awaitable[None]]
    language: str = "ru"
    empty: bool = False
    """Of a file in which nothing is yet."""


def keys(*pressed: str) -> Callable[[Stage], Awaitable[None]]:
    """`place:products` goes to a place; everything else is pressed."""

    async def play(stage: Stage) -> None:
        for key in pressed:
            kind, _colon, name = key.partition(":")
            if kind == "place":
                stage.app.go(name)
                await stage.settle()
            else:
                await stage.press(key)

    return play


ONE_DOWN = ("home", "down")
SUBMITTED = ("place:products", "*", "p")


async def run_at_work(stage: Stage) -> None:
    """Stocks of all products, as far as the run has come when the first of them are settled."""
    from aliexport_tui.store import browse

    await keys("place:products", "*", "p", "enter", "place:runs")(stage)

    def some_settled() -> bool:
        run = browse.run_at_work(stage.app.db)
        return run is not None and run.settled > 0

    await stage.until(some_settled)
    await asyncio.sleep(0.5)  # until the screen, which looks four times a second, has seen it too
    await stage.settle()


async def run_ended(stage: Stage) -> None:
    """The newest, with what came of it."""
    await keys("place:runs")(stage)
    await stage.run_ended("price")


async def compared(stage: Stage) -> None:
    await keys("place:runs", "home", "space", "space", "c")(stage)


async def timeline(stage: Stage) -> None:
    """Of a product on sale whose price has been changed since."""
    await keys("place:products", "f", *"прод", "enter", "home", "down", "h", "down", "down")(stage)


async def conditions(stage: Stage) -> None:
    """Clothes of a middling price, with pictures; not saved."""
    import msgspec

    from aliexport_tui.model.profile import Condition

    await keys("place:filter")(stage)
    profile = stage.app.desk.profile
    if profile is None:
        raise RuntimeError("there is no profile on the desk")
    chosen = (
        Condition(field="category", op="under", values=("1",)),
        Condition(field="price", op="ge", value="1500"),
        Condition(field="pictures", op="not_empty"),
    )
    stage.app.desk.change(msgspec.structs.replace(profile, filter=chosen), "")
    await stage.settle()


async def values(stage: Stage) -> None:
    """The values of the property that lacks most."""
    await keys("place:values", "enter", "down")(stage)


SCENES = (
    Scene("start", NARROW, keys("place:start"), empty=True),
    Scene("products", MIDDLE, keys("place:products", "down", "down", "space", "space", "space", "down", "space")),
    Scene("products-narrow", NARROW, keys("place:products", "down", "space", "down", "space", "down")),
    Scene("products-wide", WIDE, keys("place:products", "down", "space", "space"), language="en"),
    Scene("product", MIDDLE, keys("place:products", "!", "enter")),
    Scene("timeline", MIDDLE, timeline),
    Scene("why", MIDDLE, keys("place:products", "!", "w")),
    Scene("columns", NARROW, keys("place:products", "C")),
    Scene("profiles", NARROW, keys("place:profiles")),
    Scene("profile", MIDDLE, keys("place:profiles", "e")),
    Scene("categories", MIDDLE, keys("place:categories")),
    Scene("categories-wide", WIDE, keys("place:categories", "n"), language="en"),
    Scene("attributes", MIDDLE, keys("place:attributes", "tab", "down")),
    Scene("values", MIDDLE, values),
    Scene("stocks", NARROW, keys("place:stocks")),
    Scene("plans", NARROW, keys("place:plans")),
    Scene("plan", MIDDLE, keys("place:plans", "enter", "down", "down")),
    Scene("held", MIDDLE, keys("place:held", "down")),
    Scene("problems", MIDDLE, keys("place:problems", "down")),
    Scene("confirmation", NARROW, keys(*SUBMITTED)),
    Scene("run", MIDDLE, run_at_work),
    Scene("runs", MIDDLE, run_ended),
    Scene("runs-wide", WIDE, keys("place:runs"), language="en"),
    Scene("compare", MIDDLE, compared),
    Scene("run-changes", MIDDLE, keys("place:runs", "enter", "down")),
    Scene("log", MIDDLE, keys("place:products", "L", "e")),
    Scene("exchanges", MIDDLE, keys("place:exchanges")),
    Scene("exchange", MIDDLE, keys("place:exchanges", "/", *"update", "enter", "enter")),
    Scene("sql", MIDDLE, keys("place:sql", *"SELECT outcome, count(*) FROM v_listings GROUP BY outcome", "f5")),
    Scene("orders", MIDDLE, keys("place:orders", "down", "down", "space", "space")),
    Scene("orders-narrow", NARROW, keys("place:orders")),
    Scene("order", MIDDLE, keys("place:orders", "down", "down", "down", "down", "enter")),
    Scene("parcels", MIDDLE, keys("place:orders", "down", "down", "n")),
    Scene("failed-orders", NARROW, keys("place:failed_orders")),
    Scene("shipments", MIDDLE, keys("place:shipments")),
    Scene("schedule", NARROW, keys("place:schedule")),
    Scene("alerts", NARROW, keys("place:alerts")),
    Scene("doctor", MIDDLE, keys("place:doctor")),
    Scene("activity", MIDDLE, keys("place:activity", "enter")),
    Scene("order-settings", MIDDLE, keys("place:order_settings")),
    Scene("access", NARROW, keys("place:access")),
    Scene("settings", NARROW, keys("place:settings")),
    Scene("help", NARROW, keys("place:products", "?")),
    Scene("palette", NARROW, keys("place:products", "f9")),
    Scene("jump", MIDDLE, keys("place:attributes", "ctrl+g")),
    Scene("prices", MIDDLE, keys("place:prices", "n", *"5")),
    Scene("filter", MIDDLE, conditions),
)
"""In the order of a person's day: what a scene sends, or has not saved, stays for those after it."""


@contextmanager
def finished_demo() -> Iterator[None]:
    """A demo shop of our own after its export, a change of prices, and a plan of which a part is held; its marketplace is
    ended at the end."""
    from aliexport_tui.engine.demo import open_demo
    from aliexport_tui.engine.runs.previewing import preview
    from aliexport_tui.model.profile import Guards
    from aliexport_tui.store import selections

    with tempfile.TemporaryDirectory(prefix="shop-") as folder:
        os.environ |= {"ALIEXPORT_DEMO": str(Path(folder) / "demo"), "ALIEXPORT_CONFIG": str(Path(folder) / "console.toml")}
        os.environ |= {"XDG_STATE_HOME": folder, "LOGNAME": "anna", "COLORTERM": "truecolor"}
        os.environ.pop("SSH_CONNECTION", None)
        try:
            _run()
            workspace = open_demo()
            with closing(workspace.open()) as db:
                _dearer(db, "18", Guards())
                _run("--action", "price")
                _dearer(db, "29", Guards(price_change=10, price_ceiling="6900"))
                some = db.ids("SELECT product FROM listing WHERE outcome = 'live' AND id % 12 = 0 ORDER BY id")
                selection = selections.freeze(db, some, workspace.clock.now_ms(), "anna")
                preview(db, workspace, "demo", "price", selection)
            yield
        finally:
            _end_marketplace(Path(folder) / "demo" / "sandbox.json")


def _run(*options: str) -> None:
    """One headless run of the demo's profile; some products are refused, as the shop has faults on purpose."""
    command = [sys.executable, "-m", "aliexport_tui", "--demo", "--run-profile", "demo", "--verify-for", "60s", *options]
    ended = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
    if ended not in (0, SOME_REFUSED):
        raise SystemExit(f"a run of the demo's profile ended with exit code {ended}")


def _dearer(db: "Database", percent: str, guards: "Guards") -> None:
    """Another margin, and what is held."""
    import msgspec

    from aliexport_tui.store import profiles

    stored = profiles.get(db, "demo")
    first, *others = stored.profile.price.steps
    steps = (msgspec.structs.replace(first, value=percent), *others)
    price = msgspec.structs.replace(stored.profile.price, steps=steps)
    profiles.save(db, msgspec.structs.replace(stored.profile, price=price, guards=guards), stored.version, 0)


def _end_marketplace(told: Path) -> None:
    found = re.search(r'"pid": *(\d+)', told.read_text(encoding="utf-8")) if told.exists() else None
    if found is not None:
        os.kill(int(found[1]), signal.SIGTERM)


@asynccontextmanager
async def stage_of(workspace: "Workspace", size: Size) -> AsyncIterator[Stage]:
    from aliexport_tui.tui.app import Console

    app = Console(workspace)
    async with app.run_test(size=size) as pilot:
        stage = Stage(app, pilot)
        await stage.settle()
        yield stage


async def play(workspace: "Workspace", scenes: Sequence[Scene], folder: Path) -> None:
    empty = replace(workspace, file=workspace.file.with_name("empty.db"), demo=False)
    for scene in scenes:
        async with stage_of(empty if scene.empty else workspace, scene.size) as stage:
            await scene.play(stage)
            await stage.settle()
            svg = without_addresses(stage.picture())
        (folder / f"{scene.name}.svg").write_text(svg, encoding="utf-8")
        (folder / f"{scene.name}.png").write_bytes(png(svg))
        print(scene.name, flush=True)  # noqa: T201


def without_addresses(svg: str) -> str:
    """The app's SVG would fetch its font from the network; the reader's own font of fixed width will do."""
    svg = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", svg)
    return svg.replace("Fira Code", FONT)


def png(svg: str) -> bytes:
    """A screen has few colours: a palette of them makes the file a third of its size."""
    import resvg_py
    from PIL import Image

    with resources.as_file(resources.files("matplotlib") / "mpl-data" / "fonts" / "ttf") as fonts:
        files = [str(fonts / name) for name in FONT_FILES]
        drawn = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=files, monospace_family=FONT)
    small = io.BytesIO()
    Image.open(io.BytesIO(bytes(drawn))).quantize(128).save(small, "PNG", optimize=True)
    return small.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="SCENE", choices=[scene.name for scene in SCENES], default=())
    parser.add_argument("--to", type=Path, default=HERE, metavar="FOLDER")
    parser.add_argument("--language", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.language:
        _in_one_language(asked.language, asked.only, asked.to)
        return 0
    with finished_demo():
        for language in ("en", "ru"):
            # A process for each: words of tables are translated when their modules are imported.
            subprocess.run([sys.executable, *sys.argv, "--language", language], check=True)
    return 0


def _in_one_language(language: str, only: Sequence[str], folder: Path) -> None:
    from aliexport_tui.engine.demo import open_demo
    from aliexport_tui.messages.i18n import use_language

    os.environ["LANGUAGE"] = language
    if use_language(language) != language:
        raise SystemExit(f"there is no catalogue of the language {language}")
    scenes = [scene for scene in SCENES if scene.language == language and (not only or scene.name in only)]
    asyncio.run(play(open_demo(), scenes, folder))


if __name__ == "__main__":
    raise SystemExit(main())
