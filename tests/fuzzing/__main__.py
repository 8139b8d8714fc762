"""Many inputs for each reader: `python -m tests.fuzzing [--inputs N] [--first N] [--only KIND] [--jobs N] [--own] [--keep
FOLDER]`. One line a reader; each breach with the number that makes it again (`--only KIND --first NUMBER --inputs 1`).
Exit code 1 when there was one."""

import argparse
import queue
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from tests.fuzzing.child import Bench, Verdict
from tests.fuzzing.seeds import KINDS
from tests.fuzzing.watching import Watched

SLOW = 1.0
_CHUNK = 50


class Tally:
    """What came of one reader's inputs."""

    def __init__(self, inputs: int) -> None:
        self.inputs = inputs
        self.outcomes: Counter[str] = Counter()
        self.breaches: list[tuple[int, Verdict]] = []
        self.slow: list[tuple[float, int]] = []
        self.peak = 0
        self.seconds = 0.0

    def add(self, number: int, verdict: Verdict) -> None:
        self.outcomes[verdict.outcome] += 1
        self.peak = max(self.peak, verdict.peak)
        self.seconds += verdict.seconds
        if verdict.outcome == "breach":
            self.breaches.append((number, verdict))
        if verdict.seconds > SLOW:
            self.slow.append((verdict.seconds, number))


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m tests.fuzzing")
    arguments.add_argument("--inputs", type=int, default=10_000, help="for each reader")
    arguments.add_argument("--first", type=int, default=0, help="number of the first input")
    arguments.add_argument("--only", choices=KINDS, action="append", help="this reader; may be given again")
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--own", action="store_true", help="without the real files of ../shared")
    arguments.add_argument("--keep", type=Path, help="where inputs that breach are left")
    asked = arguments.parse_args()
    kinds = asked.only or KINDS
    tallies = {kind: Tally(asked.inputs) for kind in kinds}
    waiting: queue.SimpleQueue[tuple[str, range]] = queue.SimpleQueue()
    for kind in kinds:
        for at in range(asked.first, asked.first + asked.inputs, _CHUNK):
            waiting.put((kind, range(at, min(at + _CHUNK, asked.first + asked.inputs))))
    began = time.monotonic()
    threads = [threading.Thread(target=_work, args=(waiting, tallies, not asked.own)) for _ in range(asked.jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if asked.keep:
        for kind, tally in tallies.items():
            _keep(asked.keep, kind, tally, real=not asked.own)
    breaches = sum(len(tally.breaches) for tally in tallies.values())
    say(f"{len(kinds) * asked.inputs} inputs, {breaches} breaches, {time.monotonic() - began:.0f} s")
    return 1 if breaches else 0


def _work(waiting: "queue.SimpleQueue[tuple[str, range]]", tallies: dict[str, Tally], real: bool) -> None:
    with Watched(real=real, niceness=10) as child:
        while True:
            try:
                kind, numbers = waiting.get_nowait()
            except queue.Empty:
                return
            for number in numbers:
                verdict = child.judged(kind, number)
                tallies[kind].add(number, verdict)
                if verdict.outcome == "breach":
                    say(f"  {kind} {number}: {verdict.what} ({verdict.seconds:.1f} s, {verdict.peak >> 20} MB)")
            if tallies[kind].outcomes.total() == tallies[kind].inputs:
                _tell(kind, tallies[kind])


def _tell(kind: str, tally: Tally) -> None:
    count = tally.outcomes.total()
    read = tally.outcomes["read"]
    refused = count - read - len(tally.breaches)
    slow = f", {len(tally.slow)} over {SLOW:g} s (longest {max(tally.slow)[0]:.1f} s)" if tally.slow else ""
    say(
        f"{kind:12} {count:6} inputs: {read} read, {refused} refused, {len(tally.breaches)} breaches; "
        f"{tally.seconds / max(count, 1) * 1000:.1f} ms each, at most {tally.peak >> 20} MB{slow}"
    )
    codes = (f"{code} {number}" for code, number in tally.outcomes.most_common() if code not in ("read", "breach"))
    say(f"{'':12} {', '.join(codes)}")
    if tally.slow:
        say(f"{'':12} slow: {', '.join(f'{number} ({seconds:.1f} s)' for seconds, number in sorted(tally.slow)[-8:])}")


def _keep(folder: Path, kind: str, tally: Tally, *, real: bool) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch), real=real)
        for number, _ in tally.breaches[:20]:
            place = folder / f"{kind}-{number}"
            place.mkdir(parents=True, exist_ok=True)
            for name, data in bench.input(kind, number)[1].items():
                (place / name).write_bytes(data)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
