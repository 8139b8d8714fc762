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
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from aliexport_tui.engine.workspace import Workspace
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


async def products(stage: Stage) -> None:
    """The grid with what became of each product; a few marked."""
    await stage.press("1", "down", "down", "space", "space", "space", "down", "space")


async def product(stage: Stage) -> None:
    """A product with problems: what, where in the feed, how to mend it."""
    await stage.press("1", "!", "enter")


async def profiles(stage: Stage) -> None:
    await stage.press("2")


async def problems(stage: Stage) -> None:
    """What stands in the way, by cause."""
    await stage.press("2", "w")


async def mapping(stage: Stage) -> None:
    """The first unmapped category, and what the marketplace has for it."""
    await stage.press("2", "m", "enter")


async def price_rule(stage: Stage) -> None:
    """A step is added to the price rule and moved before the rounding; real SKUs show what comes of it. Saved."""
    await stage.press("2", "e", "down", "down", "down", "enter", "f5", "tab", *"7", "shift+up", "shift+up", "f3")


async def confirmation(stage: Stage) -> None:
    """All products, prices: the figures before anything is sent."""
    await stage.press("1", "*", "p")


async def plan(stage: Stage) -> None:
    """The same plan in full, old → new."""
    await confirmation(stage)
    await stage.press("c")


async def run(stage: Stage) -> None:
    """The plan is applied by a runner; the list of runs shows how it went."""
    await confirmation(stage)
    await stage.press("enter", "3")
    await stage.run_ended("price")


async def log(stage: Stage) -> None:
    """The whole screen, warnings and worse: what the marketplace refused late, and why."""
    await stage.press("1", "L", "e")


async def access(stage: Stage) -> None:
    await stage.press("4")


async def help_(stage: Stage) -> None:
    await stage.press("1", "?")


SCENES = (
    Scene("products", MIDDLE, products),
    Scene("products-narrow", NARROW, products),
    Scene("products-wide", WIDE, products),
    Scene("log", MIDDLE, log),
    Scene("product", MIDDLE, product),
    Scene("profiles", MIDDLE, profiles),
    Scene("problems", MIDDLE, problems),
    Scene("mapping", MIDDLE, mapping),
    Scene("access", NARROW, access),
    Scene("help", NARROW, help_),
    Scene("price-rule", NARROW, price_rule),
    Scene("confirmation", NARROW, confirmation),
    Scene("plan", MIDDLE, plan),
    Scene("run", MIDDLE, run),
)
"""In the order of a person's day: what a scene saves or sends stays for those after it."""


@contextmanager
def finished_demo() -> Iterator["Workspace"]:
    """A demo shop of our own whose export has been run; its marketplace is ended at the end."""
    from aliexport_tui.engine.demo import open_demo

    with tempfile.TemporaryDirectory(prefix="shop-") as folder:
        os.environ |= {"ALIEXPORT_DEMO": str(Path(folder) / "demo"), "LOGNAME": "anna"}
        os.environ.pop("SSH_CONNECTION", None)
        command = [sys.executable, "-m", "aliexport_tui", "--demo", "--run-profile", "demo", "--verify-for", "60s"]
        try:
            ended = subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode
            if ended != SOME_REFUSED:
                raise SystemExit(f"the demo's export ended with exit code {ended}")
            yield open_demo()
        finally:
            _end_marketplace(Path(folder) / "demo" / "sandbox.json")


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
    for scene in scenes:
        async with stage_of(workspace, scene.size) as stage:
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
    parser.add_argument("--language", default="ru")
    parser.add_argument("--to", type=Path, default=HERE, metavar="FOLDER")
    asked = parser.parse_args()

    from aliexport_tui.messages.i18n import use_language

    os.environ["LANGUAGE"] = asked.language
    # Before any screen is imported: words of tables are translated there.
    if use_language(asked.language) != asked.language:
        raise SystemExit(f"there is no catalogue of the language {asked.language}")
    scenes = [scene for scene in SCENES if not asked.only or scene.name in asked.only]
    with finished_demo() as workspace:
        asyncio.run(play(workspace, scenes, asked.to))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
