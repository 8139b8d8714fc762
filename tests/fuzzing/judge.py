"""What is allowed to come of an input, and what is not."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.sources import encode
from aliexport_tui.messages.registry import MESSAGES, render_error, render_problem
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import ShopCategory, SkuUpdate
from aliexport_tui.sources.detecting import detect
from aliexport_tui.sources.readers import read_source
from aliexport_tui.sources.reading import Gone, Item, ReadProduct
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.store import catalogue, sources
from aliexport_tui.store.sources import Source
from tests.support.shop import make_workspace

ORIGIN = "fuzz"
_LARGEST = 2**63 - 1
_ENCODER = msgspec.json.Encoder()


class Wrong(Exception):
    """Neither records as the contract says, nor an error in our words."""


def judge(path: Path, settings: SourceSettings) -> str:
    """Reads the file by these settings, and by those that detection finds; -> "read", or the code of the refusal. Raises
    Wrong, and whatever escapes a reader."""
    found = settings
    with _in_our_words():
        found = detect(path, origin=ORIGIN).settings
    if found.kind != settings.kind or found.csv != settings.csv:
        _read(path, found)
    return _read(path, settings)


def _read(path: Path, settings: SourceSettings) -> str:
    try:
        with _in_our_words(again=True):
            _check(read_source(path, settings, ORIGIN))
    except AliexportError as error:
        return error.code
    return "read"


@contextlib.contextmanager
def _in_our_words(*, again: bool = False) -> Iterator[None]:
    try:
        yield
    except AliexportError as error:
        _require(error.code in MESSAGES, f"no text for {error.code}")
        _require(MESSAGES[error.code].needs() <= error.args_by_name.keys(), f"args of {error.code}: {error}")
        _require(len(render_error(error)) < 20_000, f"endless text of {error.code}")
        _require(bool(error.place.file), f"no place: {error}")
        if again:
            raise


def _check(items: Iterator[Item]) -> None:
    keys: set[str] = set()
    updated: set[str] = set()
    categories: set[str] = set()
    for item in items:
        match item:
            case ReadProduct():
                _require(item.product.key not in keys, f"key twice: {item.product.key!r}")
                keys.add(item.product.key)
                _check_product(item)
                for problem in item.problems:
                    _check_problem(problem)
            case ShopCategory():
                _require(bool(item.key) and item.key not in categories, f"category twice: {item}")
                categories.add(item.key)
            case SkuUpdate():
                _require(bool(item.code) and item.code not in updated, f"update twice: {item}")
                _check_amounts(item.price, item.old_price, item.stock)
                updated.add(item.code)
            case Problem():
                _check_problem(item)
            case Gone():
                _require(bool(item.key), "gone without a key")
        _ENCODER.encode(item)  # lone surrogates can't be stored


def _check_product(read: ReadProduct) -> None:
    product = read.product
    _require(bool(product.key), "no key")
    codes = [sku.code for sku in product.skus]
    _require(all(codes), f"SKU without a code: {product.key!r}")
    blocked = any(problem.severity == "error" for problem in read.problems)
    _require(bool(codes) or blocked or read.partial, f"no SKU and no word of it: {product.key!r}")
    _require(len(codes) == len(set(codes)), f"SKU code twice: {product.key!r}")
    for text in (product.key, product.name, product.brand, *codes):
        _require(text.isprintable() or not any(letter < " " for letter in text), f"control character: {text!r}")
    for sku in product.skus:
        _check_amounts(sku.price, sku.old_price, sku.stock)
    for measure in (product.weight, product.length, product.width, product.height):
        _require(measure is None or (measure.is_finite() and measure > 0), f"measure {measure}")


def _check_amounts(*amounts: int | None) -> None:
    for amount in amounts:
        _require(amount is None or 0 <= amount <= _LARGEST, f"amount {str(amount)[:60]}")


def _check_problem(problem: Problem) -> None:
    _require(problem.code in MESSAGES, f"no text for {problem.code}")
    _require(MESSAGES[problem.code].needs() <= problem.args.keys(), f"args of {problem.code}: {problem}")
    _require(bool(problem.place.file), f"no place: {problem}")
    text, hint = render_problem(problem)
    _require(bool(text) and len(text) + len(hint) < 20_000, f"text of {problem.code}")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise Wrong(what[:500])


class Importer:
    """Whole imports into a real file, one after another."""

    def __init__(self, folder: Path) -> None:
        self._workspace = make_workspace(folder)
        self._db = self._workspace.open()
        self._codes: set[str] = set()

    def judge(self, path: Path, settings: SourceSettings, code: str) -> None:
        """Raises Wrong where file and report do not agree, and whatever escapes the import. `code`: of the source."""
        now = self._workspace.clock.now_ms()
        if code not in self._codes:
            sources.add(self._db, Source(code, str(path), encode(settings)), now)
            self._codes.add(code)
        source = sources.find(self._db, code)
        assert source is not None
        if settings.kind in ("magento_rest", "woo_rest"):
            return  # fetched over HTTP: not from here
        before = catalogue.held(self._db, source.id)
        try:
            with _in_our_words(again=True):
                report = import_source(self._workspace, self._db, code, again=True)
        except AliexportError:
            _require(catalogue.held(self._db, source.id) == before, "a failed import changed the catalogue")
            return
        held = catalogue.held(self._db, source.id)
        _require(report.counts.products == held, f"{report.counts} but {held} products")
        for line in report.problems:
            _check_problem(line.example)
