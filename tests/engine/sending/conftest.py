"""A sandbox and a small shop joined to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.export import Shop
from tests.support.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def shop(sandbox: Sandbox, tmp_path: Path) -> Shop:
    return Shop(sandbox, tmp_path)
