"""A folder as target: a file for each order, or one for each day.

What stands in the folder under its name is whole: it was written beside it as a hidden file, which was then renamed."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from aliexport_tui.handoff.document import as_csv, as_json, day_json
from aliexport_tui.handoff.target import HandOffTrouble, Parcel, Remember, Taken, refuse_forgotten

Format = Literal["json", "csv"]
_UNFIT = str.maketrans(dict.fromkeys('/\\:*?"<>|\0', "_"))


class OrderFiles:
    """A file for each parcel. Two steps, the first one remembered: the hidden file is written, then it gets its name. Who
    comes later knows by the hidden file's absence that the second was done, even when the shop has taken the file away."""

    def __init__(self, folder: Path, format: Format) -> None:
        self._folder = folder
        self._format = format

    def deliver(self, parcel: Parcel, memory: Mapping[str, str], remember: Remember) -> Taken:
        name = memory.get("written") or file_name(parcel, self._format)
        hidden, final = self._folder / f".{name}.part", self._folder / name
        with _troubles(self._folder):
            if "written" not in memory:
                if final.exists():  # a file restored from a backup does not know what it has handed over
                    return Taken(name)
                refuse_forgotten(parcel)
                _write(hidden, as_json(parcel) + b"\n" if self._format == "json" else as_csv([parcel]))
                remember({"written": name})
            if hidden.exists():
                hidden.replace(final)
                _sync(self._folder)
        return Taken(name)

    def forget(self, delivery: str) -> None:
        """Nothing is kept."""

    def check(self) -> None:
        check_folder(self._folder)

    def close(self) -> None:
        """Nothing is open."""


class DayFiles:
    """A file for each day, written anew whenever the day gets more: it is always the whole day, so that writing it twice
    changes nothing."""

    def __init__(self, folder: Path, format: Format) -> None:
        self._folder = folder
        self._format = format

    def write(self, day: str, account: str, parcels: Iterable[Parcel]) -> Taken:
        """`day`: 2026-02-01. Raises HandOffTrouble."""
        name = f"{account}-{day}.{self._format}".translate(_UNFIT)
        with _troubles(self._folder):
            hidden = self._folder / f".{name}.part"
            _write(hidden, day_json(parcels) if self._format == "json" else as_csv(parcels))
            hidden.replace(self._folder / name)
            _sync(self._folder)
        return Taken(name)


def file_name(parcel: Parcel, format: Format) -> str:
    """`AE-5000000000000001.json`, `AE-5000000000000001.cancelled.json`."""
    kind = "" if parcel.kind == "new" else f".{parcel.kind}"
    name = parcel.number.translate(_UNFIT).lstrip(".")
    return f"{name}{kind}.{format}"


def check_folder(folder: Path) -> None:
    """Raises HandOffTrouble when nothing can be written there."""
    with _troubles(folder):
        probe = folder / ".aliexport-check.part"
        _write(probe, b"")
        probe.unlink()


@contextmanager
def _troubles(folder: Path) -> Iterator[None]:
    """Errors of the disk in our words. They may pass: a disk that was full, a share that was not there."""
    if not folder.is_dir():
        raise HandOffTrouble("handoff.no_folder", {"path": str(folder)}, fate="as_before", wide=True)
    try:
        yield
    except OSError as error:
        raise disk_trouble(folder, error) from error


def disk_trouble(folder: Path, error: OSError) -> HandOffTrouble:
    args = {"path": str(folder), "reason": error.strerror or str(error)}
    return HandOffTrouble("handoff.folder_unwritable", args, fate="as_before", wide=True)


def _write(path: Path, content: bytes) -> None:
    """Nobody but the owner and the folder's group reads it: it holds personal data."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
