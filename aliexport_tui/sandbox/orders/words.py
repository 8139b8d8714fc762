"""The words of the order side (local-orders.md §4) and the assumed states (§5)."""

from __future__ import annotations

from typing import NamedTuple


class State(NamedTuple):
    """What an order in a state is called in each of its four words."""

    status: str
    payment: str
    delivery: str
    display: str


STATES: dict[str, State] = {
    "ordered": State("Created", "NotPaid", "Init", "PlaceOrderSuccess"),
    "paid": State("Created", "Hold", "Init", "WaitExamineMoney"),
    "waiting": State("InProgress", "Hold", "Init", "WaitSendGoods"),
    "partial": State("InProgress", "Hold", "PartialShipped", "PartialSendGoods"),
    "shipped": State("InProgress", "Hold", "Shipped", "WaitAcceptGoods"),
    "delivered": State("Finished", "Paid", "Delivered", "Finish"),
    "cancelled": State("Cancelled", "Cancelled", "Cancelled", "Close"),
}
WAY = ("ordered", "paid", "waiting", "shipped", "delivered")
OVER = frozenset({"delivered", "cancelled"})
SENDABLE = frozenset({"waiting", "partial"})
PASSED = "Passed"

STATUSES = ("Created", "InProgress", "Finished", "Cancelled")
PAYMENTS = ("NotPaid", "Hold", "Paid", "Cancelled", "Failed")
DELIVERIES = ("Init", "PartialShipped", "Shipped", "Delivered", "Cancelled")
ANTIFRAUD = ("NotChecked", "Checking", "Blocked", PASSED)
FINISH_REASONS = (
    "PaymentTimeout", "ShippingTimeout", "BuyerNotPickUpPosting", "CancelledByBuyer", "SecurityClose",
    "LogisticOrderToPostingMapFailed", "CancelledBySeller", "BuyerDoesNotWantOrder", "BuyerWantChangeProduct",
    "BuyerChangeCoupon", "BuyerChangeMailAddress", "BuyerChangeLogistic", "BuyerCannotPayment", "BuyerOtherReasons",
    "ProductNotEnough", "SellerDidNotUseBuyerLogisticType", "BuyerCannotContactSeller", "SellerRiseOrderAmount",
    "CancelGroupBuyAfterPay", "GroupBuyFailure", "FreightCommitDayNotMatch", "ConfirmedByBuyer", "AutoConfirm",
    "ConfirmedByLogistic",
)  # fmt: skip

BEING_MADE = "AwaitingCreateOrder"
TO_BE_LISTED = "AwaitingHandoverList"
IN_LIST = "AwaitingConfirmation"
TO_BE_FETCHED = "AwaitingDispatch"
RECEIVED = "OrderReceivedFromSeller"
ARRIVED = "ProviderPostingArrived"
DELIVERED = "ProviderPostingDelivered"
CANCELLED = "Cancelled"
UNSENT = frozenset({BEING_MADE, TO_BE_LISTED, IN_LIST})

PARCEL_FILTERS: dict[str, tuple[str, ...]] = {
    "NEW": ("New", BEING_MADE),
    "AWAITING_ADDING_TO_HANDOVER": (TO_BE_LISTED,),
    "AWAITING_REPORT_AS_SHIP": (IN_LIST, TO_BE_FETCHED),
    "DELIVERING": (
        RECEIVED, "CrossDocSorting", "CrossDocSent", "ProviderPostingReceive", "ProviderPostingLeftTheReception",
        "ProviderPostingArrivedAtSorting", "ProviderPostingSorting", "ProviderPostingLeftTheSorting", ARRIVED,
        "ProviderPostingUnsuccessfulAttemptOfDelivery", "ProviderPostingTemporaryStorage",
    ),
    "DELIVERED": (DELIVERED,),
    "RETURNING_TO_SENDER": ("ProviderPostingInReturn",),
    "RETURNED_TO_SENDER": ("ProviderPostingReturned",),
    "CANCELLED": (CANCELLED, "Rejected"),
    "WITH_ERRORS": ("OrderCreationProblems", "AddingToHandoverProblems"),
}  # fmt: skip
PARCEL_NAMES = {
    BEING_MADE: ("создаётся", "being made"),
    TO_BE_LISTED: ("ждёт добавления в лист передачи", "waits for a handover list"),
    IN_LIST: ("ждёт подтверждения", "waits for confirmation"),
    TO_BE_FETCHED: ("ждёт отгрузки", "waits for dispatch"),
    RECEIVED: ("принят у продавца", "received from the seller"),
    ARRIVED: ("прибыл в пункт выдачи", "arrived at the pickup point"),
    DELIVERED: ("доставлен", "delivered"),
    CANCELLED: ("отменён", "cancelled"),
}

LIST_CREATED = "Created"
LIST_TRANSFERRED = "Transferred"
LIST_ACCEPTED = "Accepted"
LIST_STATUSES = (LIST_CREATED, LIST_TRANSFERRED, LIST_ACCEPTED, "PartiallyAccepted", "Sent", "Completed")
