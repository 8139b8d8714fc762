"""What the shop says of its orders, from every place that the settings name, into the outbox: a folder, a command, the
shipments of a Magento target."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from aliexport_tui.engine.locks import Lock
from aliexport_tui.engine.orders.handing.targets import keys_of
from aliexport_tui.engine.orders.news.command import ask_command
from aliexport_tui.engine.orders.news.folder import NewsFile, put_away, waiting_files
from aliexport_tui.engine.orders.news.listening import Understood, understand
from aliexport_tui.engine.orders.news.pasted import hear
from aliexport_tui.engine.orders.news.said import BadRow, Heard
from aliexport_tui.engine.workspace import Workspace, who
from aliexport_tui.model.errors import AliexportError, BusyError, ConfigError
from aliexport_tui.model.event import Event, Level
from aliexport_tui.model.order_settings import MagentoTarget, OrderSettings
from aliexport_tui.store import events
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from aliexport_tui.store.order_names import awaited

_MOST_TOLD = 50
"""Bad rows of one file that are told of in the log, each by itself."""


class Place(msgspec.Struct, frozen=True):
    """One file, or one look at a command or a shop. `name`: the file's, the command's or the target's. `trouble`: why it
    said nothing; its line is 0. `again`: it says the same at each look."""

    name: str
    understood: Understood = Understood()
    trouble: BadRow | None = None
    again: bool = False


def hear_shop(workspace: Workspace, db: Database, account: Account, settings: OrderSettings) -> tuple[Place, ...]:
    """Every place is asked though another has trouble; all is told of in the log. Raises BusyError `orders.telling_busy`
    when another process listens right now."""
    lock = Lock(workspace.lock(f"order-news-{account.id}"))
    if not lock.acquire(who=who(), now=workspace.clock.now_ms()):
        raise BusyError("orders.telling_busy", account=account.code, pid=lock.holder().get("pid", ""))
    try:
        return tuple(_Listener(workspace, db, account, settings).places())
    finally:
        lock.release()


def hear_text(
    workspace: Workspace, db: Database, account: Account, settings: OrderSettings, text: str, name: str = ""
) -> Place:
    """A pasted list, or a file by hand (`name`)."""
    place = Place(name, understand(db, workspace, account, settings, hear(text), origin=_origin("paste", name)))
    _tell(db, workspace.clock.now_ms(), account, place)
    return place


class _Listener:
    def __init__(self, workspace: Workspace, db: Database, account: Account, settings: OrderSettings) -> None:
        self._workspace = workspace
        self._db = db
        self._account = account
        self._settings = settings

    def places(self) -> Iterator[Place]:
        back = self._settings.back
        found: list[Iterator[Place]] = []
        if back.folder:
            found.append(self._folder(Path(back.folder).expanduser()))
        if back.command:
            found.append(self._again("command", back.command[0], self._from_command))
        if back.magento:
            found.append(self._again("magento", back.magento, self._from_magento))
        for one in found:
            for place in one:
                _tell(self._db, self._workspace.clock.now_ms(), self._account, place)
                yield place

    def _folder(self, folder: Path) -> Iterator[Place]:
        try:
            files = list(waiting_files(folder, self._workspace.clock.now_ms()))
        except AliexportError as error:
            yield Place(str(folder), trouble=BadRow(0, error.code, error.args_by_name))
            return
        for file in files:
            yield self._file(file)

    def _file(self, file: NewsFile) -> Place:
        """What it says is committed before it is moved: a death in between makes it be read again, to no harm."""
        understood = Understood()
        if file.heard is not None:
            understood = understand(
                self._db,
                self._workspace,
                self._account,
                self._settings,
                file.heard,
                origin=_origin("folder", file.path.name),
            )
        not_moved = put_away(file.path, read=file.heard is not None)
        return Place(file.path.name, understood, file.trouble or not_moved)

    def _again(self, kind: str, name: str, ask: Callable[[], Heard]) -> Iterator[Place]:
        """A place that says the same at each look."""
        try:
            heard = ask()
        except AliexportError as error:
            yield Place(name, trouble=BadRow(0, error.code, error.args_by_name), again=True)
            return
        understood = understand(
            self._db,
            self._workspace,
            self._account,
            self._settings,
            heard,
            origin=_origin(kind, name),
            manner="again",
        )
        yield Place(name, understood, again=True)

    def _from_command(self) -> Heard:
        return ask_command(self._settings.back.command, awaited(self._db, self._account.id))

    def _from_magento(self) -> Heard:
        from aliexport_tui.engine.orders.news.magento import ask_magento  # HTTP only where it is asked for
        from aliexport_tui.handoff.magento.shop import MagentoShop

        name = self._settings.back.magento
        target = self._settings.hand_off.targets.get(name)
        if not isinstance(target, MagentoTarget):
            raise ConfigError("orders.back_magento", target=name, known="")
        keys = keys_of(self._workspace, self._account.code, name)
        with closing(MagentoShop(target.url, target.store, keys, self._workspace.clock)) as shop:
            waiting = awaited(self._db, self._account.id)
            return ask_magento(shop, name, waiting, self._settings.hand_off.prefix)


def _origin(kind: str, name: str) -> str:
    return f"{kind}: {name}" if name else kind


def _tell(db: Database, now: int, account: Account, place: Place) -> None:
    """A look that brought nothing is not told of."""
    found = place.understood
    told: list[Event] = []

    def line(code: str, level: Level, args: dict[str, str]) -> None:
        told.append(Event(now, code, {**args, "place": place.name, "account": account.code}, level))

    if place.trouble is not None:
        line("news.trouble", "error", {**place.trouble.args, "reason": place.trouble.code})
    for row in found.bad[: 0 if place.again else _MOST_TOLD]:  # else they fill the log at each look
        line("news.bad_row", "warning", {**row.args, "line": str(row.line), "reason": row.code})
    if found.actions or found.bad:
        figures = {"count": len(found.actions), "bad": len(found.bad), "known": found.known}
        line("news.taken", "warning" if found.bad else "info", {name: str(figure) for name, figure in figures.items()})
    if told:
        with db.write() as tx:
            events.add(tx, told)
