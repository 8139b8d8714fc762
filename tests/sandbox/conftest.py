"""One running marketplace for all tests of this folder, emptied before each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.api import Api
from tests.sandbox.order_api import OrderApi
from tests.support.sandbox import Sandbox


@pytest.fixture(scope="package")
def running() -> Iterator[Sandbox]:
    with Sandbox(frozen=True) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.reset()
    return running


@pytest.fixture
def api(sandbox: Sandbox) -> Iterator[Api]:
    with Api(sandbox) as api:
        yield api


@pytest.fixture
def desk(sandbox: Sandbox) -> Iterator[OrderApi]:
    with OrderApi(sandbox) as desk:
        yield desk
