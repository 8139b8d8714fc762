"""Shipments of the marketplace's own delivery: labels, spare day, handover lists."""

from typing import ClassVar

from textual.binding import BindingType

from aliexport_tui.tui.screens.shipment_list import ShipmentList
from aliexport_tui.tui.words import _


class ShipmentsScreen(ShipmentList):
    """All of them."""

    help_lines = (
        _("Shipments are made in the orders (key 0, then n) and handed over to the marketplace's carrier by a list."),
        _("Space marks; a key works on the marked ones, else on the one under the cursor. Enter shows the order."),
    )
    BINDINGS: ClassVar[list[BindingType]] = []
    list_name = "shipments"
    empty = _("  No shipment here. Tab Orders, n makes them of FBS orders.")
