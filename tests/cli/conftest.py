"""One small shop per test."""

from pathlib import Path

import pytest

from tests.cli.shell import small_shop


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return small_shop(tmp_path)
