"""A look at a source before anything is stored: what it is, three products as they would be read, what it can't tell."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import SourceError
from aliexport_tui.model.problem import Place, Problem
from aliexport_tui.model.product import Product, ShopCategory, SkuUpdate
from aliexport_tui.sources.detecting import Detected, detect
from aliexport_tui.sources.fetch import FetchLimits, Seen, fetch, shown
from aliexport_tui.sources.questions import Question, of_sample, open_of
from aliexport_tui.sources.readers import FETCHERS, read_source
from aliexport_tui.sources.reading import Item, ReadProduct
from aliexport_tui.sources.settings import Kind, SourceSettings
from aliexport_tui.sources.updates import problems_of_updates, updates_of

SHOWN = 3
_READ = 50
"""So many products are read for the questions that only products raise."""
_LIMITS = FetchLimits(products=_READ, api_s=20)
"""Of a shop's interface: a person waits for the look."""


class Look(msgspec.Struct, frozen=True):
    """`location` without a password. `detected.settings` is what reading it takes, but for the open `questions`.
    `products`: the first three, their category as the way to it; `updates`: of a file of prices or stocks alone.
    `problems`: of these and of the file as a whole."""

    location: str
    detected: Detected
    products: tuple[Product, ...] = ()
    updates: tuple[SkuUpdate, ...] = ()
    problems: tuple[Problem, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def settings(self) -> SourceSettings:
        return self.detected.settings


def look(
    workspace: Workspace,
    location: str,
    settings: SourceSettings = SourceSettings(),  # noqa: B008 (frozen)
    keys: Mapping[str, str] | None = None,
    kind: Kind | None = None,
) -> Look:
    """`kind` None: found out. `keys`: for a shop's interface. Raises what fetching, detecting and reading raise."""
    with tempfile.TemporaryDirectory(prefix="aliexport-look-") as folder:
        path = fetched(workspace, location, Path(folder), settings, keys or {}, kind)
        return look_into(path, shown(location), settings, kind)


def fetched(
    workspace: Workspace,
    location: str,
    folder: Path,
    settings: SourceSettings,
    keys: Mapping[str, str],
    kind: Kind | None,
) -> Path:
    """The content as a local file, for one look or several."""
    if kind is not None and kind in FETCHERS:
        return _of_api(workspace, location, folder, msgspec.structs.replace(settings, kind=kind), keys)
    found = fetch(location, folder, workspace.clock)
    assert found.path is not None, "nothing was seen before"
    return found.path


def look_into(path: Path, origin: str, settings: SourceSettings, kind: Kind | None) -> Look:
    if kind is not None and kind in FETCHERS:
        settings = msgspec.structs.replace(settings, kind=kind)
        detected = Detected(kind, "json", settings)
    else:
        detected = detect(path, settings, origin, kind)
    if open_of(detected.questions) is not None and detected.kind in ("csv", "commerceml"):
        # Without the columns of code and name, or the kind of price, no product can be read.
        return Look(origin, detected, questions=detected.questions)
    return _with_sample(path, origin, detected)


def _with_sample(path: Path, origin: str, detected: Detected) -> Look:
    categories: dict[str, ShopCategory] = {}
    reads: list[ReadProduct] = []
    updates: list[SkuUpdate] = []
    of_file: list[Problem] = []
    for item in _first(read_source(path, detected.settings, origin)):
        match item:
            case ShopCategory():
                categories[item.key] = item
            case ReadProduct() if detected.settings.updates:
                if len(updates) < SHOWN:
                    of_file += problems_of_updates(item.problems)
                updates += updates_of(item.product)
            case ReadProduct():
                reads.append(item)
            case SkuUpdate():
                updates.append(item)
            case Problem():
                of_file.append(item)
    asked = {question.setting for question in detected.questions}
    sample: list[Item] = [*reads, *updates]
    more = (question for question in of_sample(sample, detected.settings) if question.setting not in asked)
    return Look(
        origin,
        detected,
        products=tuple(_placed(read.product, categories) for read in reads[:SHOWN]),
        updates=tuple(updates[:SHOWN]),
        problems=(*of_file, *(problem for read in reads[:SHOWN] for problem in read.problems)),
        questions=() if detected.settings.updates else (*detected.questions, *more),
    )


def _first(items: Iterator[Item]) -> Iterator[Item]:
    """Up to so many products or updates, and what stands before them."""
    count = 0
    for item in items:
        yield item
        count += isinstance(item, ReadProduct | SkuUpdate)
        if count >= _READ:
            return


def _placed(product: Product, categories: Mapping[str, ShopCategory]) -> Product:
    """With the way of its category's names in place of the key."""
    way: list[str] = []
    at = categories.get(product.category)
    while at is not None and len(way) < 20:
        way.append(at.name)
        at = categories.get(at.parent)
    return msgspec.structs.replace(product, category=" > ".join(reversed(way)) or product.category)


def _of_api(workspace: Workspace, location: str, folder: Path, settings: SourceSettings, keys: Mapping[str, str]) -> Path:
    """The first products alone: a look costs a page, not the shop."""
    found = FETCHERS[settings.kind](location, folder, workspace.clock, settings, keys, Seen(), _LIMITS)
    if found.path is None:
        raise SourceError("source.empty", Place(file=shown(location)))
    return found.path
