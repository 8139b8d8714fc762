"""One class for each kind of action on the marketplace."""

from aliexport_tui.engine.orders.bench import Bench
from aliexport_tui.engine.orders.deeds import handing_over, own_delivery, shipping
from aliexport_tui.engine.orders.deeds.deed import Deed
from aliexport_tui.model import order_action as doings
from aliexport_tui.model.order_action import Doing


def deed_of(bench: Bench, doing: Doing) -> Deed:
    match doing:
        case doings.InTransit():
            return own_delivery.SetOut(bench, doing)
        case doings.ReadyForPickup():
            return own_delivery.Arrived(bench, doing)
        case doings.Delivered():
            return own_delivery.HandedToBuyer(bench, doing)
        case doings.Ship():
            return shipping.MakeShipment(bench, doing)
        case doings.Unship():
            return shipping.DeleteShipment(bench, doing)
        case doings.PassToday():
            return shipping.MoveToSpareDay(bench, doing)
        case doings.HandOver():
            return handing_over.MakeList(bench, doing)
        case doings.AddToList():
            return handing_over.AddShipments(bench, doing)
        case doings.RemoveFromList():
            return handing_over.RemoveShipments(bench, doing)
        case doings.CloseList():
            return handing_over.Close(bench, doing)
        case doings.CallCourier():
            return handing_over.Courier(bench, doing)
        case doings.CountBags():
            return handing_over.Bags(bench, doing)
