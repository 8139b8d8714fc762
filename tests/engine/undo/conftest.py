"""A shop whose cards are live."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.undo.helpers import goods
from tests.support.export import Shop
from tests.support.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Shop:
    made = Shop(sandbox, tmp_path)
    made.supply(goods())
    made.profile()
    made.run()
    return made
