"""The order that the product grid begins with, looked up in a thread while the rest of the program is still being loaded."""

import contextlib
import threading
from array import array
from dataclasses import replace

from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.store import browse
from aliexport_tui.store.database import Database
from aliexport_tui.store.product_order import SORTS, ProductQuery, SortBy
from aliexport_tui.store.rows import ProductRows
from aliexport_tui.tui.widgets.grid.look import look_of


def shown_account(db: Database, wanted: str = "") -> int | None:
    """The account whose outcomes the grid shows: the one `wanted` by its code, else the first that is enabled."""
    accounts = browse.account_names(db)
    named = [account for account in accounts if wanted and account.code == wanted]
    chosen = next(iter(named or [account for account in accounts if account.enabled]), None)
    return chosen.id if chosen else None


def first_query(db: Database) -> ProductQuery:
    """All products, in the order that was chosen last."""
    wanted = look_of("products").sort
    sort: SortBy = next((one for one in SORTS if one == wanted.removeprefix("-")), "name")
    query = ProductQuery(account=shown_account(db))
    return replace(query, sort=sort, descending=wanted.startswith("-"))


class Ahead:
    """Begins at once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._query: ProductQuery | None = None
        self._found: array[int] | None = None
        self._is_guessed = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def take(self, query: ProductQuery) -> "array[int] | None":
        """Its first ids, for whoever asks first; waits for them, so call it in a thread. None when another query was
        guessed, and when there was trouble with the file: who opens it next tells."""
        self._is_guessed.wait()
        if query != self._query:
            return None
        self._thread.join()
        found, self._query, self._found = self._found, None, None
        return found

    def _look(self) -> None:
        try:
            with contextlib.suppress(AliexportError), contextlib.closing(self._workspace.open()) as db:
                self._query = first_query(db)
                self._is_guessed.set()
                self._found = ProductRows(db, self._query).first()
        finally:
            self._is_guessed.set()
