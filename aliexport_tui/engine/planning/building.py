"""Lanes rebuilt from what the store says of a listing: by this process, or by helpers of its own while it writes.

`python -m aliexport_tui.engine.planning.building` is such a helper: it reads recipes and blocks from stdin, answers on
stdout, opens no file, and ends when its stdin does. So it dies with its planner, and no lock can pass to it. Whatever it
dies of is not tried by the planner itself: other helpers look for the product, which is blocked."""

import contextlib
import fcntl
import gc
import os
import pickle
import subprocess
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from queue import SimpleQueue
from types import TracebackType
from typing import BinaryIO, Self

import msgspec

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
_AHEAD = 2
"""Blocks in a helper's hands: while the planner writes what came of one, the next is being built."""
_PIPE = 1 << 20
"""Bytes: room for some blocks, so that nobody waits for a process that is busy."""
_BACK = 5
"""Helpers step back: the planner holds the file's lock, and others wait for it."""
_OBJECTS = 100_000
"""More than a block is made of: a helper doesn't look for cycles in what it is about to send."""
INTERNAL = "draft.internal"
_BROKEN = (OSError, EOFError, pickle.UnpicklingError)

Block = Sequence[Stale]
Build = Callable[[Block], list[BuiltListing]]
Digests = Mapping[str, Mapping[Lane, str]]
"""Shop category -> lane -> digest of the recipe."""


class Builder:
    """Builds lanes by the recipes of one profile, one per shop category."""

    def __init__(
        self, recipes: Mapping[str, Recipe], digests: Digests | None = None, note: Callable[[Exception], str] | None = None
    ) -> None:
        """`digests`: those of the recipes, where they have been made already. They hang on the very objects: msgspec leaves
        out defaults by identity, so a copy from another process has others. `note`: keeps the details of a fault and names
        it; None: it is only named."""
        self.recipes = recipes
        self._note = note or _named
        self.digests = digests or {key: {lane: one.digest(lane) for lane in LANES} for key, one in recipes.items()}

    def built(self, block: Block) -> list[BuiltListing]:
        return [BuiltListing(one.listing, tuple(self._lanes(one))) for one in block]

    def deadly(self, stale: Stale, end: str) -> BuiltListing:
        """Blocked without being built: the process that tried came to this `end`."""
        self._note(ChildProcessError(f"listing {stale.listing}: {end}"))
        return BuiltListing(stale.listing, tuple(self._lanes(stale, Built(None, (Problem(INTERNAL, args={"fault": end}),)))))

    def parked(self, stale: Stale) -> BuiltListing:
        """Blocked, and stale for ever: it is built as soon as a person wants it tried once more."""
        fault = Built(None, (Problem(INTERNAL, args={"fault": "parked"}),))
        lanes = (msgspec.structs.replace(lane, builder=0) for lane in self._lanes(stale, fault))
        return BuiltListing(stale.listing, tuple(lanes))

    def _built(self, lane: Lane, product: Product, recipe: Recipe, stale: Stale) -> Built:
        try:
            return build(lane, product, recipe, stale.pictures, stale.ordered)
        except Exception as error:  # noqa: BLE001  # why: whatever one product breaks, the others are planned
            return self._broken(error)

    def _broken(self, error: Exception) -> Built:
        """A fault of the program over one product blocks that product."""
        return Built(None, (Problem(INTERNAL, args={"fault": self._note(error)}),))

    def _lanes(self, stale: Stale, broken: Built | None = None) -> Iterator[BuiltLane]:
        recipe, digests = self.recipes[stale.category], self.digests[stale.category]
        if broken is None:
            try:
                product = msgspec.json.decode(stale.product, type=Product)
            except msgspec.MsgspecError as error:
                broken = self._broken(error)
        for lane, (product_hash, overlay) in stale.inputs.items():
            made = broken or self._built(lane, product, recipe, stale)
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


def _named(error: Exception) -> str:
    from aliexport_tui.engine.crash import fault  # not before there is one: a helper is to begin at once

    return fault(error)


def _faulty(built: Iterable[BuiltListing]) -> bool:
    return any(found.code == INTERNAL for one in built for lane in one.lanes for found in lane.problems)


def _codes(lane: Lane, want: Want | None) -> tuple[str, ...] | None:
    return tuple(sorted({sku.sku_code for sku in want.skus})) if isinstance(want, Content) else None


class Building:
    """Blocks built by this process, or by helpers where there are many. Use as a context manager."""

    def __init__(self, builder: Builder, here: Build | None = None) -> None:
        """`here`: how this process builds a block."""
        self._builder = builder
        self._here = here or builder.built
        self._helpers: Helpers | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._helpers is not None:
            self._helpers.__exit__(kind, error, trace)

    def expect(self, listings: int) -> None:
        """At least so many are going to be built: helpers begin, which takes them a while."""
        if self._helpers is None and listings >= _MANY:
            self._helpers = Helpers(self._builder, here=self._here)

    def built(self, blocks: Iterator[Block], listings: int) -> Iterator[list[BuiltListing]]:
        """Block after block, with so many listings in them."""
        self.expect(listings)
        return map(self._here, blocks) if self._helpers is None else self._helpers.built(blocks)


class Helpers:
    """Processes that build while this one reads and writes. Use as a context manager."""

    def __init__(self, builder: Builder, count: int | None = None, here: Build | None = None) -> None:
        """`count`: as many as there are processors, unless told. `here`: as of `Building`."""
        self._builder = builder
        self._here = here or builder.built
        self._known = pickle.dumps((builder.recipes, builder.digests))
        self._helpers = [_Helper(self._known) for _ in range(count or min(os.cpu_count() or 1, _MOST_HELPERS))]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for helper in self._helpers:
            helper.end()

    @property
    def pids(self) -> tuple[int, ...]:
        return tuple(helper.pid for helper in self._helpers)

    def built(self, blocks: Iterator[Block]) -> Iterator[list[BuiltListing]]:
        """Each block as it was built, in order. Over what a helper died, others try in smaller parts; without any helper it
        is built here."""
        under_way: deque[tuple[_Helper, Block]] = deque()
        for helper, block in zip(self._helpers * _AHEAD, blocks, strict=False):
            helper.give(block)
            under_way.append((helper, block))
        while under_way:
            upcoming = next(blocks, None)
            helper, block = under_way.popleft()
            built = helper.take()
            if built is None:
                helper = self._after(helper, under_way) or helper
            if upcoming is not None:
                helper.give(upcoming)
                under_way.append((helper, upcoming))
            yield self._in_parts(block) if built is None else self._noted(block, built)

    def _in_parts(self, block: Block) -> list[BuiltListing]:
        """A block that a helper died over: in tenths, and tenths of these, until the product is alone that kills."""
        size = -(-len(block) // 10)
        made: list[BuiltListing] = []
        for start in range(0, len(block), size):
            made += self._tried(block[start : start + size])
        return made

    def _tried(self, part: Block) -> list[BuiltListing]:
        helper = _working(self._known)
        if helper is None:
            return self._here(part)
        helper.give(part)
        built = helper.take()
        end = helper.end()
        if built is not None:
            return self._noted(part, built)
        return self._in_parts(part) if len(part) > 1 else [self._builder.deadly(part[0], end)]

    def _noted(self, block: Block, built: list[BuiltListing]) -> list[BuiltListing]:
        """Only the planner can keep the details of a fault."""
        return self._here(block) if _faulty(built) else built

    def _after(self, dead: "_Helper", under_way: "deque[tuple[_Helper, Block]]") -> "_Helper | None":
        """Another in its place, with what the dead one had not come to."""
        fresh = _working(self._known)
        if fresh is not None:
            dead.end()
            self._helpers[self._helpers.index(dead)] = fresh
            for place, (helper, block) in enumerate(under_way):
                if helper is dead:
                    fresh.give(block)
                    under_way[place] = (fresh, block)
        return fresh


def _working(known: bytes) -> "_Helper | None":
    """A new helper that has shown that it answers; None: no helper can work here."""
    try:
        helper = _Helper(known)
    except OSError:
        return None
    helper.give(())
    if helper.take() is None:
        helper.end()
        return None
    return helper


class _Helper:
    """One process. It reads whatever it does: who gives never waits for who takes."""

    def __init__(self, known: bytes) -> None:
        self._known = known
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # a signal from the terminal is the planner's business
        )
        for stream in (self._stdin, self._stdout):
            with contextlib.suppress(OSError, AttributeError):  # where a pipe's size can't be changed, it is slower
                fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, _PIPE)

    @property
    def pid(self) -> int:
        return self._process.pid

    def give(self, block: Block) -> None:
        with contextlib.suppress(*_BROKEN):
            self._stdin.write(self._known)  # not before: a process that has not begun yet would be waited for
            self._known = b""
            pickle.dump(block, self._stdin)
            self._stdin.flush()

    def take(self) -> list[BuiltListing] | None:
        """None when the helper is gone."""
        try:
            built: list[BuiltListing] = pickle.load(self._stdout)
        except _BROKEN:
            return None
        return built

    def end(self) -> str:
        """Returns how it ended: by which signal, or with which code."""
        for stream in (self._stdin, self._stdout):
            with contextlib.suppress(*_BROKEN):
                stream.close()
        code = self._process.wait()
        return f"signal {-code}" if code < 0 else f"exit {code}"

    @property
    def _stdin(self) -> BinaryIO:
        assert self._process.stdin is not None
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _stdout(self) -> BinaryIO:
        assert self._process.stdout is not None
        return self._process.stdout  # type: ignore[return-value]


def main() -> None:
    """Until stdin ends, or until nobody listens any more. Ends at once: the thread that reads is not waited for."""
    end = 0
    try:
        _serve()
    except BrokenPipeError:
        pass  # what is left in the buffer has no reader
    except BaseException:  # noqa: BLE001  # why: the planner is told by the process's end, whatever ended it
        traceback.print_exc()
        end = 1
    os._exit(end)


def _serve() -> None:
    given: SimpleQueue[Block | None] = SimpleQueue()
    try:
        builder = Builder(*pickle.load(sys.stdin.buffer))
    except EOFError:
        return
    os.nice(_BACK)
    gc.freeze()
    gc.set_threshold(_OBJECTS)
    threading.Thread(target=_read, args=(given,), daemon=True).start()
    while (block := given.get()) is not None:
        pickle.dump(builder.built(block), sys.stdout.buffer)
        sys.stdout.buffer.flush()


def _read(given: "SimpleQueue[Block | None]") -> None:
    """All that comes, as it comes."""
    with contextlib.suppress(*_BROKEN):
        while True:
            given.put(pickle.load(sys.stdin.buffer))
    given.put(None)


if __name__ == "__main__":
    main()
