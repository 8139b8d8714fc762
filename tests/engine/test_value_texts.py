"""The texts that are counted are those that the builders look at."""

from collections import Counter
from collections.abc import Iterator

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.engine.value_texts import Origin, Takes, count, from_json, to_json
from aliexport_tui.listing.attributes import attribute_facts
from aliexport_tui.listing.cleaning import plain_text
from aliexport_tui.listing.facts import Facts
from aliexport_tui.listing.picks import pick_text
from aliexport_tui.model.product import Param, Product, Sku
from aliexport_tui.model.profile import AttributeMapping, Pick, Setting

_NAMES = st.sampled_from(["Цвет", "цвет ", "Размер", "ЦВЕТ"])
_PARAMS = st.lists(
    st.builds(Param, _NAMES, st.sampled_from(["", " ", "Белый", "белый; Синий", "<b>Синий</b>", "44"])), max_size=3
)
_SKUS = st.lists(st.builds(Sku, st.just("x"), params=_PARAMS.map(tuple)), max_size=3).map(tuple)
_PRODUCTS = st.lists(
    st.builds(
        Product,
        st.just("k"),
        st.just("n"),
        st.sampled_from(["1", "2"]),
        st.just("Ёлка"),
        params=_PARAMS.map(tuple),
        skus=_SKUS,
    ),
    max_size=4,
)
_SOURCES: st.SearchStrategy[Setting] = st.sampled_from(
    [Pick(param="Цвет"), Pick(param="Цвет", default="Разный"), Pick(field="brand"), Pick(template="{param.Цвет}!"), "Всегда"]
)
_WAYS = st.sampled_from([("", "all"), (";", "all"), ("", "of_each"), ("", "first")])
_ORIGINS = st.tuples(_SOURCES, _WAYS).map(lambda one: Origin(one[0], one[1][0], msgspec.convert(one[1][1], Takes)))


@given(_PRODUCTS, _ORIGINS)
def test_as_the_builders_find_them(products: list[Product], origin: Origin) -> None:
    expected: dict[str, Counter[str]] = {"1": Counter(), "2": Counter()}
    for product in products:
        expected[product.category].update(set(_built(product, origin)))
    bodies = [(product.category, msgspec.json.encode(product).decode()) for product in products]
    counts = count(bodies, {"1": [origin], "2": [origin]}, {"1": "Одежда"})
    assert {category: counts[(category, origin)] for category in expected} == expected
    assert from_json(to_json(counts)) == counts


def _built(product: Product, origin: Origin) -> Iterator[str]:
    if origin.takes == "of_each":
        words = [pick_text(origin.source, Facts(product, sku)) for sku in product.skus]
    elif origin.takes == "first":
        words = [pick_text(origin.source, Facts(product))]
    else:
        mapping = AttributeMapping("1", origin.source, separator=origin.separator)
        words = [fact.text for fact in attribute_facts(mapping, Facts(product))]
    yield from (text for word in words if (text := plain_text(word)))
