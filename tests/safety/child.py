"""The process in which hostile things are read: a Question a line in, a Verdict out."""

import resource
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from aliexport_tui.messages.registry import MESSAGES, render_error
from aliexport_tui.model.clock import SystemClock
from aliexport_tui.model.errors import AliexportError
from aliexport_tui.sources.detecting import detect
from aliexport_tui.sources.fetch import FetchLimits, fetch
from aliexport_tui.sources.readers import read_source
from aliexport_tui.sources.settings import SourceSettings
from tests.fuzzing.child import ADDRESSES, Verdict, forget_peak, peak


class Question(msgspec.Struct, frozen=True):
    """What is at `address` is fetched, looked at and read by `settings`. `detected`: by what the look finds."""

    address: str
    settings: SourceSettings = SourceSettings()
    limits: FetchLimits = FetchLimits()
    detected: bool = False


def answered(question: Question) -> Verdict:
    """`outcome`: "read N" with the number of items, or the code of the refusal; `what`: what a person is told."""
    forget_peak()
    began = time.process_time()
    what = ""
    with tempfile.TemporaryDirectory(prefix="safety-") as folder:
        try:
            path = fetch(question.address, Path(folder), SystemClock(), limits=question.limits).path
            assert path is not None
            settings = detect(path).settings if question.detected else question.settings
            outcome = f"read {sum(1 for _ in read_source(path, settings, question.address))}"
        except AliexportError as error:
            outcome, what = error.code, render_error(error)
            if error.code not in MESSAGES or not error.place.file:
                outcome = f"breach: {error}"
    return Verdict(outcome, time.process_time() - began, peak(), what)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    for line in sys.stdin:
        verdict = answered(msgspec.json.decode(line, type=Question))
        sys.stdout.write(msgspec.json.encode(verdict).decode() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
