"""No test reads or writes the settings of whoever runs it."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True, scope="session")
def own_settings() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "console.toml"
        os.environ["ALIEXPORT_CONFIG"] = str(path)
        yield path
