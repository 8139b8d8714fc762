"""The process in which inputs are read: `python -m tests.fuzzing.child own|all`. A line "kind number" in, a Verdict out.

Numbers name inputs: the same number is the same input, wherever the seeds are the same."""

import resource
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path
from random import Random

import msgspec

from tests.fuzzing.judge import Importer, Wrong, judge
from tests.fuzzing.mutations import mutated
from tests.fuzzing.seeds import Files, Seed, seeds

WHOLE_EVERY = 20
"""Of so many inputs one is imported into a file."""
ADDRESSES = 1536 * 1024 * 1024


class Verdict(msgspec.Struct, frozen=True):
    """`outcome`: "read", the code of the refusal, or "breach" and `what`. `seconds`: of the processor, so that a busy
    machine is not blamed on a reader. `peak`: of the process while it read, bytes."""

    outcome: str
    seconds: float
    peak: int
    what: str = ""


class Bench:
    """Makes inputs in a folder and has them judged."""

    def __init__(self, folder: Path, *, real: bool) -> None:
        self._folder = folder
        self._real = real
        self._seeds: dict[str, tuple[Seed, ...]] = {}
        self._importer: Importer | None = None

    def input(self, kind: str, number: int) -> tuple[Seed, Files]:
        known = self._seeds.setdefault(kind, ()) or seeds(kind, real=self._real)
        self._seeds[kind] = known
        chance = Random(f"{kind}/{number}")
        seed = chance.choice(known)
        return seed, mutated(seed.files, kind, chance)

    def put(self, files: Files) -> Path:
        folder = self._folder / "input"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return folder / next(iter(files)) if len(files) == 1 else folder

    def judged(self, kind: str, number: int) -> Verdict:
        seed, files = self.input(kind, number)
        path = self.put(files)
        if number % WHOLE_EVERY == 0 and self._importer is None:
            self._importer = Importer(self._folder)
        forget_peak()
        began = time.process_time()
        try:
            outcome, what = judge(path, seed.settings), ""
            if number % WHOLE_EVERY == 0 and self._importer:
                self._importer.judge(path, seed.settings, kind.replace("_", "-"))
        except (KeyboardInterrupt, SystemExit):
            raise
        except Wrong as wrong:
            outcome, what = "breach", str(wrong)
        except BaseException as error:  # noqa: BLE001 why: whatever escapes a reader is what is looked for, a library's panic too
            steps = traceback.extract_tb(error.__traceback__)[-6:]
            where = "; ".join(f"{Path(at.filename).name}:{at.lineno} {at.name}" for at in steps)
            outcome, what = "breach", f"{type(error).__name__}: {str(error)[:200]} ({where})"
        return Verdict(outcome, time.process_time() - began, peak(), f"{seed.name}: {what}" if what else "")


def forget_peak() -> None:
    """Linux alone can; elsewhere the peak is that of the whole process."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def peak() -> int:
    try:
        text = Path("/proc/self/status").read_text()
        return int(text.partition("VmHWM:")[2].split()[0]) * 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    with tempfile.TemporaryDirectory(prefix="fuzzing-") as folder:
        bench = Bench(Path(folder), real=sys.argv[1:] == ["all"])
        for line in sys.stdin:
            kind, number = line.split()
            verdict = bench.judged(kind, int(number))
            sys.stdout.write(msgspec.json.encode(verdict).decode() + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
