"""One simulated marketplace for the package, emptied before each test that asks for it."""

from collections.abc import Iterator

import pytest

from aliexport_tui.marketplace.local.adapter import LocalMarketplace
from aliexport_tui.marketplace.local.orders import LocalOrders
from tests.marketplace.helpers import EvenChance, Kept, ManualClock
from tests.support.sandbox import Sandbox


@pytest.fixture(scope="package")
def running_sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Sandbox:
    running_sandbox.reset()
    return running_sandbox


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def clock(sandbox: Sandbox) -> ManualClock:
    """Its sleep moves the marketplace's clock along."""
    return ManualClock(on_sleep=sandbox.advance)


@pytest.fixture
def market(sandbox: Sandbox, kept: Kept, clock: ManualClock) -> Iterator[LocalMarketplace]:
    opened = LocalMarketplace(sandbox.address, sandbox.token, "ru_RU", "RUB", clock, EvenChance(), kept, per_second=1e6)
    yield opened
    opened.close()


@pytest.fixture
def desk(sandbox: Sandbox, kept: Kept, clock: ManualClock) -> Iterator[LocalOrders]:
    opened = LocalOrders(sandbox.address, sandbox.token, "ru_RU", clock, EvenChance(), kept, per_second=1e6)
    yield opened
    opened.close()
