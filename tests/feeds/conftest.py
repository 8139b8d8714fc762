from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.export import Shop
from tests.support.sandbox import Sandbox


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with Sandbox() as sandbox:
        yield Shop(sandbox, tmp_path)
