"""One nursery, and each scenario made ready once."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.crash.nursery import Nursery
from tests.crash.scenario import BY_NAME
from tests.crash.stage import Stage, prepare

Staged = Callable[[str], Stage]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as one:
        yield one


@pytest.fixture(scope="session")
def staged(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Staged:
    """The stage of a scenario by its name."""
    folder: Path = tmp_path_factory.mktemp("stages")
    ready: dict[str, Stage] = {}

    def stage(name: str) -> Stage:
        if name not in ready:
            ready[name] = prepare(BY_NAME[name], folder, nursery)
        return ready[name]

    return stage
