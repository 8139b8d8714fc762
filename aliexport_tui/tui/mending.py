"""From a problem to the place where its cause is mended."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from aliexport_tui.messages import registry
from aliexport_tui.model.problem import Problem
from aliexport_tui.store import profiles, shop_tree
from aliexport_tui.store.causes import Cause
from aliexport_tui.store.database import Database
from aliexport_tui.tui import work
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.forms import mapping
from aliexport_tui.tui.words import _, neutral

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console


@runtime_checkable
class ShowsProperty(Protocol):
    """A screen that can be opened at one property of a marketplace category."""

    def show_property(self, category: str, property_id: str, *, sku: bool = False) -> None: ...


@runtime_checkable
class ShowsCategory(Protocol):
    """A screen that can be opened at one shop category."""

    def show_category(self, key: str) -> None: ...


_TITLES = {
    "categories": _("Categories"),
    "attributes": _("Attributes"),
    "values": _("Values"),
    "profile": _("Profile settings"),
    "texts": _("Profile texts"),
    "price": _("Price rules"),
    "stock": _("Stock rules"),
    "schema": _("Fetch categories"),
    "account": _("Accounts"),
    "source": _("The shop's feed"),
    "product": _("The shop: product"),
}
_PLACES = {
    "categories": "categories",
    "attributes": "attributes",
    "values": "values",
    "price": "prices",
    "stock": "stocks",
    "schema": "access",
    "account": "access",
    "source": "access",
}
_BY_FIELD: Mapping[str, str] = {
    "aliexpress_category_id": "categories",
    "attribute_list": "attributes",
    "sku_attributes_list": "attributes",
    "price": "price",
    "discount_price": "price",
    "inventory": "stock",
    "multi_language_subject_list": "texts",
    "multi_language_description_list": "texts",
    "subject": "texts",
    "freight_template_id": "profile",
    "weight": "profile",
    "package_length": "profile",
    "package_width": "profile",
    "package_height": "profile",
    "shipping_lead_time": "profile",
    "size_chart_id": "profile",
}
"""What the marketplace refuses by a field of its own."""
_TEXTS_SECTION, _CARD_SECTION = 5, 6


def where(problem: Problem) -> str:
    """One of the registry's screens; what nobody knows is looked at in the product."""
    named = registry.screen(problem.code)
    if named:
        return named
    parts = [part.partition("[")[0] for part in problem.field.split(".")]
    return next((_BY_FIELD[part] for part in reversed(parts) if part in _BY_FIELD), "product")


def title(problem: Problem) -> str:
    """Of that place."""
    return _TITLES[where(problem)]


def refusal(cause: Cause) -> str:
    """Why the key leads nowhere; "" when it leads somewhere."""
    return "" if where(cause.example) != "product" or cause.product is not None else _("No product is named.")


def go(console: "Console", cause: Cause) -> None:
    """There, with the profile of the cause as the one being worked on."""
    screen = where(cause.example)
    if cause.profile and console.desk.code != cause.profile:
        console.desk.choose(cause.profile)
    if screen in ("profile", "texts"):
        _settings(console, _TEXTS_SECTION if screen == "texts" else _CARD_SECTION, cause.example.field)
    elif screen == "product":
        _product(console, cause)
    elif screen == "categories":
        _there(console, "categories", lambda: _show_category(console, cause))
    elif screen in ("attributes", "values") and cause.example.args.get("id"):
        _property(console, screen, cause)
    else:
        _there(console, _PLACES[screen])
        if str(cause.example.place):
            console.notify(_("In the shop's data: {place}").format(place=neutral(str(cause.example.place))), markup=False)


def _there(console: "Console", place: str, then: Callable[[], None] | None = None) -> None:
    console.go(place)
    if then is not None:
        console.call_after_refresh(then)


def _show_category(console: "Console", cause: Cause) -> None:
    if isinstance(console.screen, ShowsCategory):
        console.screen.show_category(cause.category)


def _property(console: "Console", place: str, cause: Cause) -> None:
    """The marketplace's category is that of the example: looked up in the shop's tree, off the loop."""
    workspace, property_id, sku = console.workspace, cause.example.args["id"], cause.code.startswith("sku.")

    def look_up() -> str:
        db = workspace.open()
        try:
            return target_of(db, cause)
        finally:
            db.close()

    def go_there(category: str) -> None:
        def show() -> None:
            if isinstance(console.screen, ShowsProperty):
                console.screen.show_property(category, property_id, sku=sku)

        _there(console, place, show)

    in_background(console, look_up, go_there, group="mend")


def target_of(db: Database, cause: Cause) -> str:
    """The marketplace category that the example goes to; "" when it is not mapped."""
    stored = profiles.find(db, cause.profile)
    if stored is None:
        return ""
    source = work.source_of(db, stored.profile.source)
    if source is None:
        return ""
    nodes = shop_tree.flat(db, source)
    holds = mapping.effective(nodes, stored.profile.categories)
    return holds[cause.category].target if cause.category in holds else ""


def _settings(console: "Console", section: int, field: str) -> None:
    from aliexport_tui.tui.screens.profile_form import ProfileForm

    console.push_screen(ProfileForm(section, field))


def _product(console: "Console", cause: Cause) -> None:
    from aliexport_tui.tui.screens.product import ProductScreen

    if cause.product is not None:
        console.push_screen(ProductScreen(cause.product, work.account_of(console.db, cause.profile)))
