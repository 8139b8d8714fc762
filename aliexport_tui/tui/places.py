"""Where one can be in the console: ten subjects on the number keys, each with its screens as tabs."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from aliexport_tui.tui.words import _

if TYPE_CHECKING:
    from aliexport_tui.tui.screens.base import ShopScreen


@dataclass(frozen=True)
class Place:
    """One screen. `made_by`: its module under `screens` and its class, imported when it is first gone to. `short`: its title
    where the tabs have no room for all of them."""

    name: str
    title: str
    made_by: str
    short: str = ""

    def kind(self) -> "type[ShopScreen]":
        module, _dot, name = self.made_by.partition(":")
        found: type[ShopScreen] = getattr(import_module(f"aliexport_tui.tui.screens.{module}"), name)
        return found

    def make(self) -> "ShopScreen":
        return self.kind()()


@dataclass(frozen=True)
class Subject:
    """Several screens about one thing. The number key goes to the one that was looked at last."""

    title: str
    places: tuple[Place, ...]


SUBJECTS = (
    Subject(_("Products"), (Place("products", _("Products"), "products:ProductsScreen"),)),
    Subject(_("Profiles"), (Place("profiles", _("Profiles"), "profiles:ProfilesScreen"),)),
    Subject(
        _("Mapping"),
        (
            Place("categories", _("Categories"), "categories:CategoriesScreen"),
            Place("attributes", _("Attributes"), "attributes:AttributesScreen"),
            Place("values", _("Values"), "values:ValuesScreen"),
        ),
    ),
    Subject(
        _("Rules"),
        (
            Place("prices", _("Prices"), "prices:PricesScreen"),
            Place("stocks", _("Stocks"), "stocks:StocksScreen"),
            Place("filter", _("Filter"), "filter:FilterScreen"),
        ),
    ),
    Subject(
        _("Plan"),
        (
            Place("plans", _("Plans"), "plans:PlansScreen"),
            Place("held", _("Held"), "held:HeldScreen"),
        ),
    ),
    Subject(_("Problems"), (Place("problems", _("Problems"), "problems:ProblemsScreen"),)),
    Subject(_("Runs"), (Place("runs", _("Runs"), "runs:RunsScreen"),)),
    Subject(
        _("Records"),
        (
            Place("exchanges", _("Exchanges"), "exchanges:ExchangesScreen"),
            Place("cron_log", _("Cron log"), "cron_log:CronLogScreen"),
            Place("activity", _("Activity log"), "activity:ActivityScreen"),
            Place("sql", _("SQL"), "sql:SqlScreen"),
        ),
    ),
    Subject(
        _("Settings"),
        (
            Place("start", _("Getting started"), "start:StartScreen", _("Start")),
            Place("access", _("Accounts, sources"), "access:AccessScreen", _("Access")),
            Place("order_settings", _("Orders"), "order_settings:OrderSettingsScreen"),
            Place("alerts", _("Alerts"), "alerts:AlertsScreen"),
            Place("schedule", _("Schedule"), "schedule:ScheduleScreen"),
            Place("doctor", _("Health"), "doctor:DoctorScreen"),
            Place("settings", _("The console"), "settings:SettingsScreen", _("Console")),
        ),
    ),
    Subject(
        _("Orders"),
        (
            Place("orders", _("Orders"), "orders:OrdersScreen"),
            Place("failed_orders", _("Failed"), "failed_orders:FailedOrdersScreen"),
            Place("shipments", _("Shipments"), "shipments:ShipmentsScreen"),
            Place("handovers", _("Handover lists"), "handovers:HandoversScreen"),
        ),
    ),
)


def subject_of(place: str) -> int:
    """Index of the subject that a place belongs to. StopIteration for none."""
    return next(index for index, subject in enumerate(SUBJECTS) if any(one.name == place for one in subject.places))


def digit(subject: int) -> str:
    """The number key of a subject by its index: the tenth is on 0, which stands behind 9."""
    return str((subject + 1) % 10)


def key_of(place: str) -> str:
    """The number key of its subject, for texts that send a person there. StopIteration for none."""
    return digit(subject_of(place))


def is_place(name: str) -> bool:
    return any(place.name == name for subject in SUBJECTS for place in subject.places)


def factories() -> dict[str, Callable[[], "ShopScreen"]]:
    """What Textual calls modes."""
    return {place.name: place.make for subject in SUBJECTS for place in subject.places}
