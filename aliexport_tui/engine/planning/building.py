"""Lanes rebuilt from what the store says of a listing: by this process, or by helpers of its own while it writes.

`python -m aliexport_tui.engine.planning.building` is such a helper: it reads recipes and blocks from stdin, answers on
stdout, opens no file, and ends when its stdin does. So it dies with its planner, and no lock can pass to it."""

import contextlib
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

from aliexport_tui.engine.crash import fault
from aliexport_tui.listing.build import BUILDER_VERSION, Built, build
from aliexport_tui.listing.recipe import Recipe
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.product import Product
from aliexport_tui.model.wants import LANES, Content, Lane, Visibility, Want
from aliexport_tui.store.built import BuiltLane, BuiltListing
from aliexport_tui.store.docs import pack
from aliexport_tui.store.staleness import Stale

_MANY = 2_000
"""Listings to rebuild for which helpers are worth their start."""
_MOST_HELPERS = 4
INTERNAL = "draft.internal"
_BROKEN = (OSError, EOFError, pickle.UnpicklingError)

Block = Sequence[Stale]
Digests = Mapping[str, Mapping[Lane, str]]
"""Shop category -> lane -> digest of the recipe."""


class Builder:
    """Builds lanes by the recipes of one profile, one per shop category."""

    def __init__(
        self, recipes: Mapping[str, Recipe], digests: Digests | None = None, note: Callable[[Exception], str] = fault
    ) -> None:
        """`digests`: those of the recipes, where they have been made already. They hang on the very objects: msgspec leaves
        out defaults by identity, so a copy from another process has others. `note`: keeps the details of a fault and names
        it."""
        self.recipes = recipes
        self._note = note
        self.digests = digests or {key: {lane: one.digest(lane) for lane in LANES} for key, one in recipes.items()}

    def built(self, block: Block) -> list[BuiltListing]:
        return [BuiltListing(one.listing, tuple(self._lanes(one))) for one in block]

    def _built(self, lane: Lane, product: Product, recipe: Recipe) -> Built:
        try:
            return build(lane, product, recipe)
        except Exception as error:  # noqa: BLE001  # why: whatever one product breaks, the others are planned
            return self._broken(error)

    def _broken(self, error: Exception) -> Built:
        """A fault of the program over one product blocks that product."""
        return Built(None, (Problem(INTERNAL, args={"fault": self._note(error)}),))

    def _lanes(self, stale: Stale) -> Iterator[BuiltLane]:
        recipe, digests = self.recipes[stale.category], self.digests[stale.category]
        broken: Built | None = None
        try:
            product = msgspec.json.decode(stale.product, type=Product)
        except msgspec.MsgspecError as error:
            broken = self._broken(error)
        for lane, (product_hash, overlay) in stale.inputs.items():
            made = broken or self._built(lane, product, recipe)
            want = Visibility(online=stale.wish != "offline") if lane == "visibility" else made.want
            yield BuiltLane(
                lane=lane,
                builder=BUILDER_VERSION[lane],
                product_hash=product_hash,
                recipe=digests[lane],
                overlay=overlay,
                doc=pack(want) if want is not None else None,
                problems=made.problems,
                codes=_codes(lane, want),
            )


def _faulty(built: Iterable[BuiltListing]) -> bool:
    """Only the planner can keep the details."""
    return any(found.code == INTERNAL for one in built for lane in one.lanes for found in lane.problems)


def _codes(lane: Lane, want: Want | None) -> tuple[str, ...] | None:
    return tuple(sorted({sku.sku_code for sku in want.skus})) if isinstance(want, Content) else None


def built_blocks(builder: Builder, blocks: Iterator[Block], listings: int) -> Generator[list[BuiltListing], None, None]:
    """Block after block, by helpers when there are many `listings` in them."""
    if listings < _MANY:
        yield from map(builder.built, blocks)
        return
    with Helpers(builder) as helpers:
        yield from helpers.built(blocks)


class Helpers:
    """Processes that build while this one reads and writes. Use as a context manager."""

    def __init__(self, builder: Builder, count: int | None = None) -> None:
        """`count`: as many as there are processors, unless told."""
        self._builder = builder
        known = pickle.dumps((builder.recipes, builder.digests))
        self._helpers = [_Helper(known) for _ in range(count or min(os.cpu_count() or 1, _MOST_HELPERS))]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for helper in self._helpers:
            helper.end()

    @property
    def pids(self) -> tuple[int, ...]:
        return tuple(helper.pid for helper in self._helpers)

    def built(self, blocks: Iterator[Block]) -> Iterator[list[BuiltListing]]:
        """Each block as it was built, in order. What a helper did not bring to its end is built here."""
        under_way: deque[tuple[_Helper, Block]] = deque()
        for helper, block in zip(self._helpers, blocks, strict=False):
            helper.give(block)
            under_way.append((helper, block))
        while under_way:
            upcoming = next(blocks, None)
            helper, block = under_way.popleft()
            built = helper.take()
            if upcoming is not None:
                helper.give(upcoming)
                under_way.append((helper, upcoming))
            yield self._builder.built(block) if built is None or _faulty(built) else built


class _Helper:
    """One process. It has one block in hand at a time: neither side ever waits for the other to read."""

    def __init__(self, known: bytes) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # a signal from the terminal is the planner's business
        )
        with contextlib.suppress(*_BROKEN):
            self._stdin.write(known)
            self._stdin.flush()

    @property
    def pid(self) -> int:
        return self._process.pid

    def give(self, block: Block) -> None:
        with contextlib.suppress(*_BROKEN):
            pickle.dump(block, self._stdin)
            self._stdin.flush()

    def take(self) -> list[BuiltListing] | None:
        """None when the helper is gone."""
        try:
            built: list[BuiltListing] = pickle.load(self._stdout)
        except _BROKEN:
            return None
        return built

    def end(self) -> None:
        for stream in (self._stdin, self._stdout):
            with contextlib.suppress(*_BROKEN):
                stream.close()
        self._process.wait()

    @property
    def _stdin(self) -> BinaryIO:
        assert self._process.stdin is not None
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _stdout(self) -> BinaryIO:
        assert self._process.stdout is not None
        return self._process.stdout  # type: ignore[return-value]


def main() -> None:
    """Until stdin ends, or until nobody listens any more."""
    given, taken = sys.stdin.buffer, sys.stdout.buffer
    try:
        builder = Builder(*pickle.load(given))
        while True:
            pickle.dump(builder.built(pickle.load(given)), taken)
            taken.flush()
    except EOFError:
        return
    except BrokenPipeError:
        os._exit(0)  # what is left in the buffer has no reader


if __name__ == "__main__":
    main()
