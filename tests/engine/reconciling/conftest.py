"""A small shop on a sandbox; everything is reachable, no time passes by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Shop:
    made = Shop(sandbox, tmp_path)
    made.supply([Goods(f"G{number}") for number in range(5)])
    made.profile()
    return made
