"""One process that reads, for all tests of a module."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from aliexport_tui.sources.fetch import FetchLimits
from aliexport_tui.sources.settings import SourceSettings
from tests.fuzzing.child import Verdict
from tests.fuzzing.watching import Watched
from tests.safety.child import Question

Ask = Callable[..., Verdict]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """(address, settings or None for those that detection finds, limits) -> Verdict. Over 10 s or 200 MB is a breach."""
    with Watched(real=False, command=[sys.executable, "-m", "tests.safety.child"]) as child:

        def asked(
            address: str | Path,
            settings: SourceSettings | None = None,
            limits: FetchLimits = FetchLimits(),  # noqa: B008 (frozen)
        ) -> Verdict:
            question = Question(str(address), settings or SourceSettings(), limits, detected=settings is None)
            return child.asked(msgspec.json.encode(question).decode())

        yield asked
