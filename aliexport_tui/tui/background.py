"""Work that may take its time goes to a thread; what came of it is handed back on the loop."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual.worker import Worker

from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.errors import AliexportError

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

Made = TypeVar("Made")


def in_background(
    console: "Console",
    work: Callable[[], Made],
    done: Callable[[Made], None],
    *,
    group: str,
    failed: Callable[[], None] | None = None,
) -> None:
    """Run `work` in a thread, then `done` with its result on the loop. A newer call of the same group supersedes this
    one: its result is dropped. An error is told to the person, then `failed` is called."""

    async def go() -> None:
        try:
            made = await asyncio.to_thread(work)
        except AliexportError as error:
            tell(console, error)
        except Exception as error:  # noqa: BLE001 - why: a thread's fault must reach the person, not end the console
            console.report(error)
        else:
            console.call_later(done, made)
            return
        if failed is not None:
            console.call_later(failed)

    _worker: Worker[None] = console.run_worker(go, group=group, exclusive=True, exit_on_error=False)


def tell(console: "Console", error: AliexportError) -> None:
    """One of our errors, as its message."""
    console.notify(render_error(error), severity="error", markup=False, timeout=10)
