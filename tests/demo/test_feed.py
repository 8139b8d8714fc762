"""The demo shop's feed, counted by a plain XML parse that shares nothing with the generator or our reader."""

from __future__ import annotations

import hashlib
import html
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from aliexport_tui.demo import write_demo_feed

Offers = list[ElementTree.Element]


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "feed.yml"
    write_demo_feed(path)
    return path


@pytest.fixture(scope="module")
def root(feed: Path) -> ElementTree.Element:
    return ElementTree.parse(feed).getroot()


@pytest.fixture(scope="module")
def products(root: ElementTree.Element) -> dict[str, Offers]:
    """Offers by product, without those that stand in the feed twice."""
    found: dict[str, Offers] = defaultdict(list)
    seen: set[bytes] = set()
    for offer in root.iter("offer"):
        text = ElementTree.tostring(offer).strip()
        if text not in seen:
            seen.add(text)
            found[offer.get("group_id") or offer.get("id") or ""].append(offer)
    return found


def _text(offer: ElementTree.Element, tag: str) -> str:
    return offer.findtext(tag) or ""


def _pictures(offer: ElementTree.Element) -> list[str]:
    return [picture.text or "" for picture in offer.iter("picture")]


def _unreachable(url: str) -> bool:
    parts = urlsplit(url)
    return parts.hostname == "img.demo-shop.invalid" or "unreachable" in parts.path.split("/")


def _params(offer: ElementTree.Element) -> dict[str, str]:
    return {param.get("name", ""): param.text or "" for param in offer.iter("param")}


def test_products_and_skus(root: ElementTree.Element, products: dict[str, Offers]) -> None:
    assert len(products) == 1200
    assert sum(map(len, products.values())) == 4000
    assert sum(1 for _ in root.iter("offer")) == 4012


def test_category_tree(root: ElementTree.Element) -> None:
    parents = {c.get("id", ""): c.get("parentId", "") for c in root.iter("category")}

    def depth(key: str) -> int:
        return 1 + depth(parents[key]) if parents[key] else 1

    assert 40 <= len(parents) <= 50
    assert {depth(key) for key in parents} == {1, 2, 3}


def test_variants_of_a_product_differ_by_colour_and_size_only(products: dict[str, Offers]) -> None:
    for offers in products.values():
        axes = [(_params(o).get("Цвет"), _params(o).get("Размер")) for o in offers]
        assert len(set(axes)) == len(axes)
        rest = {tuple(sorted((k, v) for k, v in _params(o).items() if k not in ("Цвет", "Размер"))) for o in offers}
        assert len(rest) == 1
        assert len({(_text(o, "name"), _text(o, "vendor"), _text(o, "categoryId")) for o in offers}) == 1


def test_titles_are_each_products_own(products: dict[str, Offers]) -> None:
    names = {html.unescape(_text(offers[0], "name")) for offers in products.values()}
    assert len(names) == 1200
    assert max(map(len, names)) <= 120


def _declared(root: ElementTree.Element) -> set[str]:
    return {category.get("id", "") for category in root.iter("category")}


def _seller_brands(status: str) -> set[str]:
    text = resources.files("aliexport_tui.sandbox").joinpath("data", "brands.toml").read_text("utf-8")
    return {brand["name"] for brand in tomllib.loads(text)["brands"] if brand["status"] == status}


def _faults(root: ElementTree.Element, products: dict[str, Offers]) -> dict[str, set[str]]:
    """Product keys by the fault that keeps the product from going live."""
    declared, approved, pending = _declared(root), _seller_brands("approved"), _seller_brands("pending")
    owners: dict[str, set[str]] = defaultdict(set)
    for key, offers in products.items():
        for offer in offers:
            owners[offer.get("id", "")].add(key)
    shared = {key for keys in owners.values() if len(keys) > 1 for key in keys}
    material = {"31", "412", "413", "421", "422", "423", "431", "432", "433", "451", "452"}
    tests = {
        "no picture": lambda o: not _pictures(o),
        "no price": lambda o: int(_text(o, "price")) == 0,
        "undeclared category": lambda o: _text(o, "categoryId") not in declared,
        "unmapped on purpose": lambda o: _text(o, "categoryId") in {"51", "52"},
        "pending brand": lambda o: _text(o, "vendor") in pending,
        "unknown brand": lambda o: _text(o, "vendor") not in pending | approved,
        "long value name": lambda o: any(len(value) > 40 for value in _params(o).values()),
        "no material": lambda o: _text(o, "categoryId") in material and "Материал" not in _params(o),
        "unreachable picture": lambda o: any(map(_unreachable, _pictures(o))),
    }
    found = {name: {key for key, offers in products.items() if any(map(test, offers))} for name, test in tests.items()}
    return {**found, "shared sku code": shared}


def test_faults_that_stop_a_product(root: ElementTree.Element, products: dict[str, Offers]) -> None:
    faults = _faults(root, products)
    assert {name: len(keys) for name, keys in faults.items()} == {
        "no picture": 32,
        "no price": 18,
        "undeclared category": 12,
        "unmapped on purpose": 16,
        "pending brand": 10,
        "unknown brand": 8,
        "long value name": 6,
        "no material": 12,
        "unreachable picture": 30,
        "shared sku code": 8,
    }
    stopped = set.union(*faults.values())
    assert sum(map(len, faults.values())) == len(stopped), "one fault a product, so that the groups add up"
    assert 1000 <= 1200 - len(stopped) <= 1080


def test_harmless_dirt_is_there(root: ElementTree.Element, products: dict[str, Offers]) -> None:
    offers = [offer for group in products.values() for offer in group]
    assert sum(o.get("available") == "false" for o in offers) in range(200, 400)
    assert sum(o.find("count") is None for o in offers) in range(50, 200)
    assert sum(o.get("available") == "false" and _text(o, "count") == "0" for o in offers) == sum(
        o.get("available") == "false" for o in offers
    )
    with_old = [o for o in offers if o.find("oldprice") is not None]
    lower = [o for o in with_old if int(_text(o, "oldprice")) <= int(_text(o, "price"))]
    assert len(with_old) > 1000
    assert len(lower) in range(50, 200)
    assert sum(len(_pictures(group[0])) > 6 for group in products.values()) >= 30
    assert sum("&laquo;" in _text(group[0], "name") for group in products.values()) >= 50
    assert sum("<style>" in _text(group[0], "description") for group in products.values()) >= 10
    assert sum("<p>" in _text(group[0], "description") for group in products.values()) >= 800
    assert sum(not _text(group[0], "description") for group in products.values()) >= 10
    twice = [key for key, times in Counter(o.get("id") for o in root.iter("offer")).items() if times > 1]
    assert len(twice) == 12 + 4, "twelve repeated offers, four codes shared by two products"


def test_same_bytes_in_any_process(feed: Path, tmp_path: Path) -> None:
    code = "import sys, pathlib, aliexport_tui.demo as d; d.write_demo_feed(pathlib.Path(sys.argv[1]))"
    again = tmp_path / "again.yml"
    subprocess.run([sys.executable, "-c", code, str(again)], check=True)
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (feed, again)]
    assert digests[0] == digests[1]
