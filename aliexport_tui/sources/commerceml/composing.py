"""A good with its offers -> a product with SKUs.

The product's key is the good's Ид; a SKU's code is its offer's Ид, as one Артикул stands for all sizes of a good."""

from collections.abc import Iterable
from decimal import Decimal

from aliexport_tui.model.problem import Place, Problem, Severity
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.sources.commerceml import slots
from aliexport_tui.sources.commerceml.classifier import Classifier, Unknown
from aliexport_tui.sources.commerceml.offers import Offer
from aliexport_tui.sources.commerceml.said import Said
from aliexport_tui.sources.commerceml.traits import traits_of
from aliexport_tui.sources.numbers import parse_measure, parse_weight
from aliexport_tui.sources.reading import ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.text import distinct, letters_lost, one_line, picture_url, rich_text
from aliexport_tui.sources.units import to_cm, to_kg

_BRANDS = ("бренд", "торговая марка", "производитель", "марка", "изготовитель")
_TAKEN = frozenset(("вес", "длина", "ширина", "высота", "описаниевформатеhtml", "описаниефайла"))
"""Details that have a member of Product; captions of pictures are for nobody."""
_SHOWN = 60


class Composer:
    """`partial`: the set has only changes of offers, so what is not told of them is as it was. `whole`: the set declares
    all its groups."""

    def __init__(self, settings: SourceSettings, classifier: Classifier, *, partial: bool, whole: bool) -> None:
        self.settings = settings
        self.classifier = classifier
        self.partial = partial
        self.whole = whole

    def product(self, good: Said, offers: list[Offer], place: Place) -> ReadProduct:
        return _Composing(self, good, place).product(offers)


class _Composing:
    """One good, and the problems found on the way."""

    def __init__(self, composer: Composer, good: Said, place: Place) -> None:
        self.composer = composer
        self.settings = composer.settings
        self.good = good
        self.place = place
        self.problems: list[Problem] = []
        self.details = self._details()

    def product(self, offers: list[Offer]) -> ReadProduct:
        good = self.good
        name = self._name(offers)
        params = self._params()
        barcodes = distinct(one_line(part) for text in good.texts(slots.BARCODE) for part in text.split(","))
        skus = self._skus(offers, name, barcodes)
        product = Product(
            key=self.place.key,
            name=name,
            category=self._category(),
            brand=self._brand(params),
            article=good.text(slots.ARTICLE) or next((offer.article for offer in offers if offer.article), ""),
            description=self._description(),
            currency=self._currency(offers),
            country=good.text(slots.COUNTRY),
            pictures=self._pictures(),
            params=params,
            weight=self._weight(),
            length=self._side(slots.LENGTH, "длина"),
            width=self._side(slots.WIDTH, "ширина"),
            height=self._side(slots.HEIGHT, "высота"),
            fields=self._fields(barcodes if len(barcodes) > 1 or len(skus) != 1 else ()),
            skus=skus,
            place=self.place,
        )
        return ReadProduct(product, tuple(self.problems), self.composer.partial)

    def warn(self, code: str, field: str, severity: Severity = "warning", place: Place | None = None, **args: str) -> None:
        shown = {name: value[:_SHOWN] for name, value in args.items()}
        self.problems.append(Problem(code, field, shown, place or self.place, severity))

    def _details(self) -> dict[str, list[str]]:
        """By name, case aside."""
        found: dict[str, list[str]] = {}
        for name, value in self.good.details:
            if value:
                found.setdefault(one_line(name).casefold(), []).append(value)
        return found

    def _detail(self, name: str) -> str:
        return next((text for value in self.details.get(name, ()) if (text := one_line(value))), "")

    def _name(self, offers: list[Offer]) -> str:
        name = self.good.text(slots.NAME, slots.FULL_NAME) or self._detail("полное наименование")
        name = name or next((offer.name for offer in offers if offer.name), "")
        if not name:
            self.warn("feed.name_missing", "Наименование", "error")
        elif letters_lost(name):
            self.warn("feed.letters_lost", "Наименование", "error", text=name)
        return name

    def _description(self) -> str:
        texts = [*self.details.get("описаниевформатеhtml", ()), self.good.one.get(slots.DESCRIPTION, "")]
        text = next((text for raw in texts if (text := rich_text(raw))), "")
        if text and letters_lost(text):
            self.warn("feed.letters_lost", "Описание", "error", text=text)
        return text

    def _category(self) -> str:
        """The first declared one. A set of changes may name groups that were declared before."""
        keys = distinct(map(str.strip, (*self.good.texts(slots.GROUP), *self.good.texts(slots.CATEGORY))))
        if not keys:
            return ""
        groups = self.composer.classifier.groups
        known = [key for key in keys if key in groups]
        if not known and not self.composer.whole:
            return keys[0]
        if not known:
            self.warn("feed.category_orphan", "Группы", category=keys[0])
            return ""
        if len(known) > 1:
            names = [groups[key].name for key in known]
            self.warn("feed.groups_several", "Группы", taken=names[0], others=", ".join(names[1:]))
        return known[0]

    def _params(self) -> tuple[Param, ...]:
        found: list[Param] = []
        for property, value in self.good.properties:
            param = self.composer.classifier.param(property, value)
            if isinstance(param, Param):
                found.append(param)
            elif isinstance(param, Unknown) and (param.value or self.composer.classifier.declares):
                self.warn(param.code, "ЗначенияСвойств", property=param.property, value=param.value)
        return tuple(dict.fromkeys(found))

    def _brand(self, params: Iterable[Param]) -> str:
        brand = self.good.text(slots.BRAND, slots.MAKER)
        return brand or next((param.value for param in params if param.name.casefold() in _BRANDS), "")

    def _pictures(self) -> tuple[str, ...]:
        urls = []
        for text in self.good.texts(slots.PICTURE):
            if not text.strip():
                continue
            url = picture_url(text, self.settings.base_url)
            if not url:
                self.warn("feed.picture_address", "Картинка", url=one_line(text))
            urls.append(url)
        return distinct(urls)

    def _weight(self) -> Decimal | None:
        text = self.good.text(slots.WEIGHT) or self._detail("вес")
        if not text.strip("0., "):
            return None
        weight = parse_weight(text)
        if weight is None:
            self.warn("feed.weight_unreadable", "Вес", value=text)
        elif text[-1].isdecimal():
            return to_kg(weight, self.settings.weight_unit)
        return weight

    def _side(self, slot: int, name: str) -> Decimal | None:
        text = self.good.text(slot) or self._detail(name)
        if not text.strip("0., "):
            return None
        side = parse_measure(text)
        if side is None:
            self.warn("feed.dimensions_unreadable", name.capitalize(), value=text)
            return None
        return to_cm(side, self.settings.length_unit)

    def _fields(self, barcodes: tuple[str, ...]) -> dict[str, str]:
        """Details by their own names, the unit, and barcodes that no SKU has for its own."""
        found: dict[str, str] = {}
        for name, value in self.good.details:
            name = one_line(name)
            if name and name.casefold() not in _TAKEN and (text := one_line(value)):
                found[name] = f"{found[name]}, {text}" if name in found else text
        code = self.good.text(slots.UNIT_CODE, slots.UNIT)
        if unit := self.composer.classifier.unit(code, self.good.text(slots.UNIT_NAME)):
            found["БазоваяЕдиница"] = unit
        if barcodes:
            found["barcodes"] = ", ".join(barcodes)
        return found

    def _currency(self, offers: list[Offer]) -> str:
        found = distinct(offer.currency for offer in offers if offer.price is not None)
        if len(found) > 1:
            self.warn("feed.currencies_differ", "Валюта", "error", currencies=", ".join(found))
        return found[0] if found else ""

    def _skus(self, offers: list[Offer], name: str, barcodes: tuple[str, ...]) -> tuple[Sku, ...]:
        kept = [offer for offer in offers if self.composer.partial or not offer.deleted]
        for offer in offers:
            self.problems += offer.problems
            if offer.deleted:
                self.warn("feed.skipped_deleted", "Предложение", place=offer.place, name=offer.name or name)
        if not kept and not self.composer.partial:
            self.warn("feed.offer_missing", "Предложение", "error")
            return (Sku(code=self.place.key, barcode=barcodes[0] if barcodes else "", place=self.place),)
        lone = barcodes[0] if barcodes and len(kept) == 1 else ""
        return tuple(self._sku(offer, name, lone, one_of_several=len(kept) > 1) for offer in kept)

    def _sku(self, offer: Offer, name: str, barcode: str, *, one_of_several: bool) -> Sku:
        params, problems = traits_of(offer, name, one_of_several=one_of_several)
        self.problems += problems
        if offer.deleted:
            return Sku(code=offer.id, stock=0, available=False, place=offer.place)
        if offer.price is None and (offer.amount or not self.composer.partial):
            self.warn("feed.price_missing", "ЦенаЗаЕдиницу", "error", offer.place, value=offer.amount.strip())
        return Sku(
            code=offer.id,
            price=offer.price,
            stock=offer.stock,
            barcode=offer.barcode or barcode,
            params=params,
            place=offer.place,
        )
