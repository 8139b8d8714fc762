"""Lists for the profile's forms, read from the file when a form opens."""

from collections.abc import Callable, Sequence

from aliexport_tui.model.profile import Card, Profile
from aliexport_tui.store import browse, feed_names, schema_offers, shop_tree
from aliexport_tui.store.database import Database, fold
from aliexport_tui.tui.forms.fields import Choice, Values
from aliexport_tui.tui.forms.profile_fields import Offers
from aliexport_tui.tui.words import _, number

PIECE = "100000015"
UNITS = {
    "100000013": _("pair"),
    "100000014": _("pack"),
    PIECE: _("piece"),
    "100000017": _("set"),
    "100000019": _("square metre"),
}
"""001 §product_unit"""


class SchemaOffers:
    """Over one account's schema and the categories that matter for a form."""

    def __init__(self, db: Database, account: int | None, categories: Sequence[str], source: int | None) -> None:
        self._db = db
        self.origins = value_sources(db, source)
        self._account = account or 0
        self._source = source
        self._categories = categories

    def properties(self, *, sku: bool) -> Sequence[Choice]:
        found = schema_offers.properties(self._db, self._account, self._categories, sku=sku)
        return tuple(Choice(one.id, f"{one.name}{' *' if one.is_required else ''}  ({one.id})") for one in found)

    def values(self, *, sku: bool) -> Callable[[Values], Sequence[Choice]]:
        """For the property that stands in the form; taken as "id name"."""

        def of_property(values: Values) -> Sequence[Choice]:
            found = schema_offers.values(self._db, self._account, self._categories, values["id"].strip(), sku=sku)
            return tuple(Choice(f"{one.id} {one.name}", f"{one.name}  ({one.id})") for one in found)

        return of_property

    def suggested(self, *, sku: bool) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        """(property's id, the feed's param of the same name) for all that have one; the names of required properties that
        have none. Brands have a section of their own."""
        params = {fold(name): name for name, _count in feed_names.param_names(self._db, self._source)}
        found, missing = [], []
        for one in schema_offers.properties(self._db, self._account, self._categories, sku=sku):
            param = params.get(fold(one.name))
            if param is not None:
                found.append((one.id, param))
            elif one.is_required and not one.is_brand:
                missing.append(one.name)
        return tuple(found), tuple(missing)

    def lists(self) -> Offers:
        accounts = browse.account_names(self._db)
        sources = browse.source_lines(self._db)
        charts = schema_offers.size_charts(self._db, self._account, self._categories)
        return Offers(
            accounts=tuple(Choice(line.code, line.code) for line in accounts),
            sources=tuple(Choice(line.code, line.code) for line in sources),
            templates=tuple(
                Choice(one.id, f"{one.name}  ({one.id})") for one in schema_offers.templates(self._db, self._account)
            ),
            size_charts=tuple(Choice(one.id, f"{one.name}  ({one.id})") for one in charts),
            origins=self.origins,
            units=tuple(Choice(id, f"{name}  ({id})") for id, name in UNITS.items()),
        )


def for_profile(db: Database, profile: Profile) -> SchemaOffers:
    """Over all categories that the profile maps to."""
    targets = tuple(dict.fromkeys(mapping.target for mapping in profile.categories if mapping.target))
    account = next((line.id for line in browse.account_names(db) if line.code == profile.account), None)
    source = next((line.id for line in browse.source_lines(db) if line.code == profile.source), None)
    return SchemaOffers(db, account, targets, source)


def starting_card(db: Database, account: str) -> Card:
    """What a new profile can be given without asking: sold by the piece, the account's first shipping template."""
    id = next((line.id for line in browse.account_names(db) if line.code == account), 0)
    templates = schema_offers.templates(db, id)
    return Card(product_unit=int(PIECE), freight_template_id=templates[0].id if templates else None)


_PLAIN_FIELDS = (
    "brand",
    "article",
    "name",
    "key",
    "category",
    "country",
    "weight",
    "length",
    "width",
    "height",
    "tnved",
    "barcode",
)


def value_sources(db: Database, source: int | None) -> Callable[[Values], Sequence[Choice]]:
    """Where a setting's value can come from: the feed's params, its fields."""

    def offered(_values: Values) -> Sequence[Choice]:
        params = feed_names.param_names(db, source)
        names = (*_PLAIN_FIELDS, *feed_names.field_names(db, source))
        return (
            *(Choice(f"param: {name}", f"param: {name}  ({number(count)})") for name, count in params),
            *(Choice(f"field: {name}", f"field: {name}") for name in dict.fromkeys(names)),
        )

    return offered


def filter_values(db: Database, source: int | None, field: str) -> Sequence[Choice]:
    """The values that a filter condition on this field can have; () where they can only be typed."""
    if field == "category":
        nodes = shop_tree.flat(db, source)
        return tuple(
            Choice(node.key, f"{'  ' * node.depth}{node.name or _('without a category')}  ({node.key})") for node in nodes
        )
    if field == "brand":
        return tuple(Choice(brand, f"{brand}  ({number(count)})") for brand, count in browse.brands(db, source))
    return ()
