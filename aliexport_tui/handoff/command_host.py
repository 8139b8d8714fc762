"""A process of its own around one command, so that the command's end is known even when who started it is dead.

    python -I command_host.py FOLDER

Started by path with nothing of the project imported: it has to be there in a moment. FOLDER holds `order.json` (the
command's standard input) and `job.json` (argv, env, seconds). It holds a lock on `host.lock` while it lives, writes
`started` before the command is started, and `ended.json` (code, said, told; in one step) when it is known how it ended. Who
finds the lock free knows: without `started` the command has never run, with `ended.json` how it went, else nobody knows."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

_MOST_KEPT = 4_000
"""Bytes of what the command says: enough for its reason."""
TIMED_OUT = -1_000
NOT_STARTED = -1_001
NOBODY_KNOWS = -1_002
"""Beside the exit codes of commands, which are below zero for those that a signal ended."""


def main(folder: Path) -> int:
    with (folder / "host.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        if not (folder / "started").exists():
            _run(folder)
    return 0


def _run(folder: Path) -> None:
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    _keep(folder / "started", b"")
    order, told, said = (folder / name for name in ("order.json", "told", "said"))
    with order.open("rb") as given, told.open("w+b") as out, said.open("w+b") as err:
        try:
            command = subprocess.Popen(
                job["argv"], stdin=given, stdout=out, stderr=err, env=job["env"], start_new_session=True
            )
        except OSError as error:
            _end(folder, NOT_STARTED, b"", (error.strerror or str(error)).encode())
            return
        try:
            code = command.wait(job["seconds"])
        except subprocess.TimeoutExpired:
            os.killpg(command.pid, signal.SIGKILL)
            command.wait()
            code = TIMED_OUT
        _end(folder, code, _beginning(out), _tail(err))


def _end(folder: Path, code: int, told: bytes, said: bytes) -> None:
    ended = {"code": code, "told": told.decode(errors="replace"), "said": said.decode(errors="replace")}
    _keep(folder / "ended.json", json.dumps(ended).encode())


def _beginning(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_MOST_KEPT)


def _tail(file: BinaryIO) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _MOST_KEPT))
    return file.read()


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk when it returns."""
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
