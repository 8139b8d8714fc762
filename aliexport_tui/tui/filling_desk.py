"""What the attributes screen shows, read in threads; the products looked at are kept while they are the same."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from aliexport_tui.engine import filling, suggesting
from aliexport_tui.engine.filling import Filler, Ground, InUse, Line, Trial
from aliexport_tui.model.profile import Profile
from aliexport_tui.store import shop, shop_tree
from aliexport_tui.store.database import Database
from aliexport_tui.store.filters import membership
from aliexport_tui.store.shop_tree import ShopNode
from aliexport_tui.tui.background import in_background
from aliexport_tui.tui.words import _

if TYPE_CHECKING:
    from aliexport_tui.tui.app import Console

_KEPT = 8
Read = TypeVar("Read")


class FillingDesk:
    """Each `came` is called on the loop; a newer question of the same kind supersedes the one before."""

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._nodes: tuple[str, tuple[ShopNode, ...]] = ("", ())
        self._grounds: dict[tuple[str, str, tuple[str, ...]], Ground] = {}

    def forget(self) -> None:
        """The products may have changed."""
        self._grounds.clear()

    def uses(self, profile: Profile, came: Callable[[tuple[InUse, ...]], None]) -> None:
        known = self._nodes

        def read(db: Database) -> tuple[tuple[str, tuple[ShopNode, ...]], tuple[InUse, ...]]:
            mark, nodes = suggesting.mark_of(db, profile), known[1]
            if mark != known[0]:
                source = shop.source_id(db, profile.source)
                nodes = shop_tree.flat(db, source, membership(profile, source)) if source is not None else ()
            return (mark, nodes), filling.in_use(db, profile, nodes)

        def keep(found: tuple[tuple[str, tuple[ShopNode, ...]], tuple[InUse, ...]]) -> None:
            self._nodes = found[0]
            came(found[1])

        self._in_thread(read, keep, "uses")

    def lines(self, profile: Profile, use: InUse, came: Callable[[Ground, tuple[Line, ...]], None]) -> None:
        key = (profile.code, use.target, use.shops)
        kept = self._grounds.get(key)

        def read(db: Database) -> tuple[Ground, tuple[Line, ...]]:
            on = kept or filling.ground(db, profile, use)
            return on, filling.lines(db, profile, use, on)

        def keep(found: tuple[Ground, tuple[Line, ...]]) -> None:
            if len(self._grounds) >= _KEPT:
                self._grounds.clear()
            self._grounds[key] = found[0]
            came(*found)

        self._in_thread(read, keep, "lines")

    def trials(
        self,
        profile: Profile,
        use: InUse,
        on: Ground,
        line: Line,
        filler: Filler,
        came: Callable[[tuple[Trial, ...]], None],
    ) -> None:
        self._in_thread(lambda db: filling.trials(db, profile, use, on, line, filler), came, "trials")

    def fetch(self, profile: Profile, use: InUse, lines: Sequence[Line], came: Callable[[int], None]) -> None:
        """The category's dictionaries that are not in the cache, from the marketplace."""
        console, workspace = self._console, self._console.workspace

        def read(db: Database) -> int:
            from aliexport_tui.engine.filling_fetch import fetch

            return fetch(workspace, db, profile.account, use.target, lines)

        def fetched(count: int) -> None:
            console.busy_with("")
            came(count)

        console.busy_with(_("fetching dictionaries"), ends_with_us=True)
        self._in_thread(read, fetched, "fetch", failed=lambda: console.busy_with(""))

    def _in_thread(
        self,
        read: Callable[[Database], Read],
        came: Callable[[Read], None],
        kind: str,
        failed: Callable[[], None] | None = None,
    ) -> None:
        workspace = self._console.workspace

        def work() -> Read:
            db = workspace.open()
            try:
                return read(db)
            finally:
                db.close()

        in_background(self._console, work, came, group=f"filling-{kind}", failed=failed)
