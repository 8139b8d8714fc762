"""What a preview shows of its changes, field by field; nothing is sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aliexport_tui.engine.planning.fields import field_changes
from aliexport_tui.engine.runs.previewing import preview
from aliexport_tui.model.change import FieldChange
from tests.support.export import Goods, Shop
from tests.support.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def test_taking_off_sale_can_be_looked_at_before_it_is_done(sandbox: Sandbox, tmp_path: Path) -> None:
    shop = Shop(sandbox, tmp_path)
    shop.supply([Goods("G0")])
    shop.profile()
    shop.run()
    with shop.db() as db:
        plan = preview(db, shop.workspace, "shop", "offline", None)
        changes = [row[0] for row in db.rows("SELECT id FROM change WHERE plan = ?", (plan,))]
        shown = [field for change in changes if isinstance(change, int) for field in field_changes(db, change)]
    assert shown == [FieldChange("online", "True", "False")]
    assert set(shop.outcomes().values()) == {"live"}
