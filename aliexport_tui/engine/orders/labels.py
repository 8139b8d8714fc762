"""Labels as files: a PDF for each shipment or one for all, and the label of a handover list. They show whom a parcel goes
to: nobody but their owner may read them."""

import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from aliexport_tui.engine.orders.bench import AT_ONCE, Bench
from aliexport_tui.engine.orders.wording import failure_of, unusable
from aliexport_tui.marketplace.port import AuthError, MarketplaceError
from aliexport_tui.model.errors import ConfigError, FileTrouble
from aliexport_tui.model.order_action import Failure
from aliexport_tui.model.order_settings import OrderSettings
from aliexport_tui.store import handover_lists, shipments
from aliexport_tui.store.shipments import BEING_MADE

_BETWEEN_LOOKS_S = 2.0


class Label(msgspec.Struct, frozen=True):
    """`id`: of the shipment or the list; `path` "" and `failure` when there is none."""

    id: str
    path: str = ""
    failure: Failure | None = None


def folder_for(settings: OrderSettings, asked: Path | None) -> Path:
    """Where labels go: as asked for, else as set. Made when it is missing. Raises ConfigError `labels.no_folder`,
    FileTrouble `labels.unwritable`."""
    if asked is None and not settings.back.labels_folder:
        raise ConfigError("labels.no_folder")
    folder = (asked or Path(settings.back.labels_folder)).expanduser()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileTrouble("labels.unwritable", path=str(folder), reason=error.strerror or "") from error
    return folder


def wait_until_made(bench: Bench, ids: Sequence[str], patience_s: float) -> None:
    """A shipment has no label while the marketplace is still making it. Returns when all are made, or the patience is over.
    Raises MarketplaceUnusable."""
    until = bench.now() + round(patience_s * 1000)
    while bench.now() < until:
        try:
            found = bench.shipments(ids)
        except MarketplaceError as error:
            raise unusable(error) from error
        if not any(one.status in BEING_MADE for one in found.values()):
            return
        bench.clock.sleep(_BETWEEN_LOOKS_S)


def save_labels(bench: Bench, ids: Sequence[str], folder: Path) -> tuple[Label, ...]:
    """`<shipment>.pdf` for each; one that the marketplace does not give takes nothing from the others.

    Raises FileTrouble `labels.unwritable`, MarketplaceUnusable."""
    found = []
    for id in ids:
        try:
            content = bench.desk.shipment_labels((id,))
        except MarketplaceError as error:
            found.append(Label(id, failure=_failure(error)))
            continue
        path = _written(folder / f"{id}.pdf", content)
        with bench.db.write() as tx:
            shipments.labelled(tx, bench.account.id, id, str(path))
            bench.log(tx, "label.saved", {"shipment": id, "path": str(path)})
        found.append(Label(id, str(path)))
    return tuple(found)


def save_together(bench: Bench, ids: Sequence[str], folder: Path) -> tuple[Label, ...]:
    """All of them as pages of one file, `labels-<moment>.pdf`; one file for each fifty. Raises as `save_labels`."""
    moment = datetime.fromtimestamp(bench.now() / 1000, UTC).strftime("%Y%m%d-%H%M%S")
    found: list[Label] = []
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        number = f"-{start // AT_ONCE + 1}" if len(ids) > AT_ONCE else ""
        try:
            content = bench.desk.shipment_labels(some)
        except MarketplaceError as error:
            failure = _failure(error)
            found += [Label(id, failure=failure) for id in some]
            continue
        path = _written(folder / f"labels-{moment}{number}.pdf", content)
        with bench.db.write() as tx:
            for id in some:
                shipments.labelled(tx, bench.account.id, id, str(path))
            bench.log(tx, "label.saved_together", {"count": str(len(some)), "path": str(path)})
        found += [Label(id, str(path)) for id in some]
    return tuple(found)


def save_list_label(bench: Bench, list_id: str, folder: Path) -> Label:
    """`handover-<list>.pdf`. Raises as `save_labels`."""
    try:
        content = bench.desk.handover_label(list_id)
    except MarketplaceError as error:
        return Label(list_id, failure=_failure(error))
    path = _written(folder / f"handover-{list_id}.pdf", content)
    with bench.db.write() as tx:
        handover_lists.labelled(tx, bench.account.id, list_id, str(path))
        bench.log(tx, "label.saved", {"list": list_id, "path": str(path)})
    return Label(list_id, str(path))


def _failure(error: MarketplaceError) -> Failure:
    """A token that is refused ends it all."""
    if isinstance(error, AuthError):
        raise unusable(error) from error
    return failure_of(error)


def _written(path: Path, content: bytes) -> Path:
    """All of it or nothing, in place of what was there."""
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # of mode 0600 from the first instant
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        part = None
    except OSError as error:
        raise FileTrouble("labels.unwritable", path=str(path), reason=error.strerror or "") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    return path.absolute()
