"""Work that may take its time goes to a thread; what came of it is handed back on the loop."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from textual.app import App
from textual.worker import Worker

from aliexport_tui.messages.registry import render_error
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.tui.words import _

Made = TypeVar("Made")


def in_background(
    app: App[int],
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
            tell(app, error)
        except Exception as error:  # noqa: BLE001 - why: a thread's fault must reach the person, not end the console
            app.log.error(repr(error))
            app.notify(
                _("Something went wrong inside: {error}").format(error=type(error).__name__), severity="error", markup=False
            )
        else:
            app.call_later(done, made)
            return
        if failed is not None:
            app.call_later(failed)

    _worker: Worker[None] = app.run_worker(go, group=group, exclusive=True, exit_on_error=False)


def tell(app: App[int], error: AliexportError) -> None:
    """One of our errors, as its message."""
    app.notify(render_error(error), severity="error", markup=False, timeout=10)
