"""An app whose frames go to the terminal through `Output`."""

from typing import cast

from rich.console import RenderableType
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import CompositorUpdate
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.screen import Screen

from aliexport_tui.tui.output.driver import PacedDriver
from aliexport_tui.tui.output.orderly_app import OrderlyApp


class PacedApp(OrderlyApp):
    def get_driver_class(self) -> type[Driver]:
        usual = super().get_driver_class()
        return PacedDriver if usual == LinuxDriver else usual

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        driver, update = self._driver, cast("object", renderable)
        if not (isinstance(driver, PacedDriver) and driver.output and isinstance(update, CompositorUpdate)):
            super()._display(screen, renderable)
        elif self._running and not self._closed and not self._batch_count:
            around = (SYNC_START, SYNC_END) if self._sync_available else ("", "")
            driver.output.take(update, self.screen.outer_size.clamp_offset(self.cursor_position), around)
            self.post_display_hook()

    def action_draw_anew(self) -> None:
        """All of the screen once more, when something else has written over it."""
        if isinstance(self._driver, PacedDriver) and self._driver.output:
            self._driver.output.draw_anew()
