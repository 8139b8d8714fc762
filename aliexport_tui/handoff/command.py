"""A command as target: the order as JSON on its standard input. Exit code 0: taken; 75 (EX_TEMPFAIL of sysexits.h): later;
any other: refused. What it prints first is the shop's number of the order."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from aliexport_tui.handoff import command_host
from aliexport_tui.handoff.document import as_json
from aliexport_tui.handoff.files import disk_trouble
from aliexport_tui.handoff.target import Fate, HandOffTrouble, Parcel, Remember, Taken, refuse_forgotten

LATER = 75
_OURS = "ALIEXPORT_"
"""Variables of this name are ours: some hold tokens."""
_SAID = 300
_LONGEST_REFERENCE = 100


class Ended(msgspec.Struct, frozen=True):
    """`told`: the beginning of standard output, `said`: the end of the standard error."""

    code: int
    told: str = ""
    said: str = ""


class Command:
    """`folder`: of ours, private, beside the file; a folder in it for each parcel, gone when it is settled."""

    def __init__(self, argv: Sequence[str], seconds: int, folder: Path) -> None:
        self._argv = tuple(argv)
        self._seconds = seconds
        self._folder = folder

    def deliver(self, parcel: Parcel, memory: Mapping[str, str], remember: Remember) -> Taken:
        place = self._folder / parcel.delivery
        try:
            ended = _found(place)
            if ended is None:
                refuse_forgotten(parcel)
                self._prepare(place, parcel)
                _start(place).wait()
                ended = _found(place)
            if ended is None:
                raise self._trouble("handoff.command_lost", again=True)
        except OSError as error:
            raise disk_trouble(self._folder, error) from error
        if ended.code == 0:
            return Taken(ended.told.strip().partition("\n")[0].strip()[:_LONGEST_REFERENCE])
        raise self._failure(ended)

    def forget(self, delivery: str) -> None:
        shutil.rmtree(self._folder / delivery, ignore_errors=True)

    def check(self) -> None:
        if shutil.which(self._argv[0]) is None:
            raise self._trouble("handoff.command_missing", wide=True)

    def close(self) -> None:
        """Nothing is open."""

    def _prepare(self, place: Path, parcel: Parcel) -> None:
        """Written once: a host that was started by somebody who died may be reading it just now."""
        job = place / "job.json"
        if job.exists():
            return
        place.mkdir(parents=True, mode=0o700, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        about = {"DELIVERY": parcel.delivery, "ORDER": parcel.number, "KIND": parcel.kind, "ACCOUNT": parcel.account}
        env = {**kept, **{f"{_OURS}{name}": value for name, value in about.items()}}
        (place / "order.json").write_bytes(as_json(parcel))
        part = place / ".job.json.part"
        part.write_text(json.dumps({"argv": self._argv, "env": env, "seconds": self._seconds}))
        part.replace(job)

    def _failure(self, ended: Ended) -> HandOffTrouble:
        said = {"reason": " ".join((ended.said or ended.told).split())[-_SAID:]}
        match ended.code:
            case command_host.NOT_STARTED:
                return self._trouble("handoff.command_missing", wide=True)
            case command_host.TIMED_OUT:
                return self._trouble("handoff.command_slow", {"seconds": str(self._seconds)}, fate="unknown")
            case code if code < 0:
                return self._trouble("handoff.command_unknown", fate="unknown")
            case code if code == LATER:
                return self._trouble("handoff.command_later", said, again=True)
        return self._trouble("handoff.command_refused", {"exit": str(ended.code), **said})

    def _trouble(
        self,
        code: str,
        args: Mapping[str, str] | None = None,
        *,
        fate: Fate = "not_taken",
        again: bool = False,
        wide: bool = False,
    ) -> HandOffTrouble:
        told = {"command": Path(self._argv[0]).name, **(args or {})}
        return HandOffTrouble(code, told, fate=fate, again=again, wide=wide)


def _start(place: Path) -> "subprocess.Popen[bytes]":
    """In a session of its own: what ends us does not end it."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", command_host.__file__, str(place)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _found(place: Path) -> Ended | None:
    """How it went, waiting for one that is still at work; None when it has never been started, NOBODY_KNOWS when the
    host died beside it."""
    lock = place / "host.lock"
    if lock.exists():
        with lock.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
    if (place / "ended.json").exists():
        return msgspec.json.decode((place / "ended.json").read_bytes(), type=Ended)
    return Ended(command_host.NOBODY_KNOWS) if (place / "started").exists() else None
