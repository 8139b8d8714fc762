"""What the same work costs at least: bare loops without the engine."""

import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from xml.parsers import expat

import httpx
import msgspec

from aliexport_tui.engine.planning.context import load_context
from aliexport_tui.listing.build import build
from aliexport_tui.marketplace.kinds import WRITE_PATHS
from aliexport_tui.model.product import Product
from aliexport_tui.model.wants import LANES, encode
from aliexport_tui.store.database import Database, as_bytes, as_int, as_text
from benchmarks import shop
from benchmarks.measure import Stopwatch

_BLOCK = 1_000


def bare_expat(feed: str) -> dict[str, float]:
    """The feed's bytes through the parser, with handlers that do nothing."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: None
    parser.EndElementHandler = lambda name: None
    parser.CharacterDataHandler = lambda text: None
    parser.buffer_text = True
    with Path(feed).open("rb") as file:
        watch = Stopwatch()
        parser.ParseFile(file)
    return {"seconds": watch.cost().wall}


def bare_build(folder: str, lanes: str, part: str, parts: str) -> dict[str, float]:
    """Build, validate and encode these lanes of every `parts`-th product. Reading and decoding are not counted, nor is
    what each digest or compression costs: there are none."""
    db = shop.workspace(Path(folder)).open()
    resolver = load_context(db, shop.CODE).resolver
    chosen = [lane for lane in LANES if lane in lanes.split(",")]
    seconds, products, size = 0.0, 0, 0
    for block in _products(db, int(part), int(parts)):
        recipes = [resolver.recipe(product.category) for product in block]
        began = perf_counter()
        for product, recipe in zip(block, recipes, strict=True):
            for lane in chosen:
                want = build(lane, product, recipe).want
                size += len(encode(want)) if want is not None else 0
        seconds += perf_counter() - began
        products += len(block)
    db.close()
    return {"seconds": seconds, "products": products, "bytes": size}


def _products(db: Database, part: int, parts: int) -> Iterator[list[Product]]:
    last = 0
    while rows := db.rows(
        "SELECT id, body FROM product WHERE id > ? AND id % ? = ? ORDER BY id LIMIT ?", (last, parts, part, _BLOCK)
    ):
        last = as_int(rows[-1][0])
        yield [msgspec.json.decode(as_text(row[1]), type=Product) for row in rows]


def bare_posts(folder: str, run: str, which: str, connection: str, address: str, token: str) -> dict[str, float]:
    """The requests of a run again, `which` writes or reads, from bodies that lie ready. `connection`: fresh or kept."""
    limits = httpx.Limits(max_keepalive_connections=0) if connection == "fresh" else httpx.Limits()
    headers = {"x-auth-token": token, "x-request-locale": "ru_RU", "content-type": "application/json"}
    refused = 0
    with tempfile.TemporaryDirectory() as spare, httpx.Client(headers=headers, limits=limits, trust_env=False) as client:
        prepared = Path(spare) / "requests"
        calls = _prepared(prepared, folder, int(run), which)
        with prepared.open("rb") as bodies:
            watch = Stopwatch()
            for method, path, size in calls:
                answer = client.request(method, address + path, content=bodies.read(size) or None, timeout=120)
                refused += answer.status_code != 200
            cost = watch.cost()
    if refused:
        raise SystemExit(f"{refused} of {len(calls)} bare requests were refused")
    return {"seconds": cost.wall, "processor": cost.processor, "requests": len(calls)}


def _prepared(into: Path, folder: str, run: int, which: str) -> list[tuple[str, str, int]]:
    """(method, path, size of the body) of each, the bodies one after another in a file."""
    db = shop.workspace(Path(folder)).open()
    calls = []
    with into.open("wb") as out:
        for number in db.ids("SELECT id FROM exchange WHERE run = ? ORDER BY id", (run,)):
            method, path, body = db.rows("SELECT method, path, request FROM exchange WHERE id = ?", (number,))[0]
            if as_text(path).endswith(WRITE_PATHS) is (which == "writes"):
                calls.append((as_text(method), as_text(path), out.write(zlib.decompress(as_bytes(body)))))
    db.close()
    return calls
