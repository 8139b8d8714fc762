"""Order settings: saved with a version, as TOML, single ones by name; what does not fit is refused in plain words."""

from collections.abc import Iterator
from contextlib import closing

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aliexport_tui.engine.orders import settings as work
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.messages.registry import render_error
from aliexport_tui.model import toml_text
from aliexport_tui.model.errors import ConfigError
from aliexport_tui.model.order import Buyer, Order, OrderLine, Read
from aliexport_tui.model.order_settings import (
    Carrier,
    ComingBack,
    CommandTarget,
    Fetching,
    FileTarget,
    HandingOff,
    MagentoTarget,
    OrderSettings,
    Target,
    WebhookTarget,
)
from aliexport_tui.store import activity, order_settings, orders, reserved
from aliexport_tui.store.activity import Wanted
from aliexport_tui.store.database import Database
from tests.support.shop import NOW, FixedClock, fill

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=6)
TARGETS = st.one_of(
    st.builds(FileTarget, folder=TEXT, format=st.sampled_from(["json", "csv"]), each=st.sampled_from(["order", "day"])),
    st.builds(CommandTarget, argv=st.lists(TEXT, max_size=2).map(tuple), seconds=st.integers(1, 3600)),
    st.builds(WebhookTarget, url=TEXT, seconds=st.integers(1, 600)),
    st.builds(MagentoTarget, url=TEXT, quote=st.booleans(), store=TEXT),
)
SETTINGS = st.builds(
    OrderSettings,
    enabled=st.booleans(),
    fetch=st.builds(Fetching, statuses=st.lists(TEXT, max_size=2).map(tuple), page_size=st.integers(1, 100), zone=TEXT),
    hand_off=st.builds(HandingOff, targets=st.dictionaries(TEXT, TARGETS, max_size=3), prefix=TEXT),
    back=st.builds(ComingBack, carriers=st.lists(st.builds(Carrier, shop=TEXT, name=TEXT), max_size=2).map(tuple)),
    open_orders=st.sampled_from(["until_shipped", "until_taken", "off"]),
    erase_after_days=st.integers(0, 3650),
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("settings") / "shop.db", FixedClock())


@pytest.fixture(scope="module")
def file(workspace: Workspace) -> Iterator[Database]:
    with closing(workspace.open()) as opened:
        fill(opened, 1)
        yield opened


@pytest.fixture
def db(file: Database) -> Database:
    with file.write() as tx:
        tx.run("DELETE FROM order_settings")
        tx.run("DELETE FROM activity")
    return file


@given(SETTINGS)
def test_toml_there_and_back(settings: OrderSettings) -> None:
    for text in (toml_text.to_toml(settings), work.whole_text(settings)):
        assert toml_text.from_toml(text, OrderSettings, "orders") == settings


def test_defaults_until_they_are_saved(workspace: Workspace, db: Database) -> None:
    loaded = work.load(db, "main")
    assert (loaded.settings, loaded.version) == (OrderSettings(), 0)
    saved = work.save(workspace, db, "main", OrderSettings(enabled=True), 0)
    assert (work.load(db, "main"), saved.version) == (saved, 1)
    assert order_settings.accounts_with(db) == (1,)
    for version in (0, 2):
        with pytest.raises(ConfigError) as refused:
            work.save(workspace, db, "main", OrderSettings(), version)
        assert refused.value.code == "orders.settings_changed_meanwhile"
    assert work.load(db, "main") == saved
    (line,) = activity.latest(db, Wanted(), limit=9)
    assert (line.type, line.subject, line.before, line.after) == (
        "settings",
        "main",
        '{"enabled": false}',
        '{"enabled": true}',
    )
    with pytest.raises(ConfigError):
        work.load(db, "nobody")


def test_single_settings(workspace: Workspace, db: Database) -> None:
    values = {
        "fetch.page_size": "50",
        "fetch.statuses": '["Created", "InProgress"]',
        "fetch.zone": "Asia/Vladivostok",
        "enabled": "true",
        "hand_off.prefix": "12",
        "back.carriers": '[{shop="cdek", name="СДЭК", track_url="https://x.example/{track}"}]',
    }
    changed = work.change(workspace, db, "main", values).settings
    assert changed.fetch == Fetching(statuses=("Created", "InProgress"), page_size=50, zone="Asia/Vladivostok")
    assert changed.enabled
    assert changed.hand_off.prefix == "12"
    assert changed.back.carriers == (Carrier("cdek", "СДЭК", "https://x.example/{track}"),)
    assert work.import_text(workspace, db, "main", work.export_text(db, "main")).settings == changed


def test_a_new_target_takes_orders_from_now_on(workspace: Workspace, db: Database) -> None:
    work.change(workspace, db, "main", {"hand_off.targets.day": '{type="file", folder="/srv"}'})
    workspace.clock.sleep(60)
    more = '{type="webhook", url="https://x.example", since=5}'
    targets = work.change(workspace, db, "main", {"hand_off.targets.hook": more}).settings.hand_off.targets
    wanted: dict[str, Target] = {
        "day": FileTarget("/srv", since=workspace.clock.now_ms() - 60_000),
        "hook": WebhookTarget("https://x.example", since=5),
    }
    assert targets == wanted


def test_what_open_orders_take_follows_the_setting(workspace: Workspace, db: Database) -> None:
    order = Order("1", "InProgress", NOW, NOW, lines=(OrderLine("1", sku_code="SKU-0", quantity=2),))
    with db.write() as tx:
        orders.put(tx, 1, Read(order, Buyer()), NOW)
    taken = []
    for mode in ("off", "until_taken", "until_shipped"):
        work.change(workspace, db, "main", {"open_orders": mode})
        taken.append(reserved.units(db, 1, ["SKU-0"]))
    assert taken == [{}, {"SKU-0": 2}, {"SKU-0": 2}]


REFUSED: tuple[tuple[str, str, str], ...] = (
    ("fetch.page_size", "500", "the number must be <= 100"),
    ("fetch.page_size", "many", "a value of the kind int is needed"),
    ("fetch.pagesize", "5", "Did you mean “page_size”?"),
    ("open_orders", "never", "“never” is not one of the words"),
    ("fetch.zone", "Mars", "There is no time zone “Mars”"),
    ("fetch.zone", "../../etc/passwd", "There is no time zone"),
    ("hand_off.targets.Big", '{type="file", folder="/srv"}', "“Big” can't be the name of a target"),
    ("hand_off.targets.x", '{type="file", folder=" "}', "The target “x” has no folder"),
    ("hand_off.targets.x", '{type="file", folde="/srv"}', "Did you mean “folder”?"),
    ("hand_off.targets.x", '{type="fil", folder="/srv"}', "“fil” is not one of the words"),
    ("hand_off.targets.x", '{type="command", argv=[]}', "has no command"),
    ("hand_off.targets.x", '{type="webhook", url="ftp://x"}', "is none of the web"),
    ("hand_off.targets.x", '{type="magento"}', "url is missing"),
    ("back.magento", "shop", "“shop” is no Magento among the targets"),
    ("back.carriers", '[{shop="a"}, {shop="A "}]', "The carrier “a” stands twice"),
    ("enabled.deep", "1", "a value of the kind bool is needed"),
)


@pytest.mark.parametrize(("name", "value", "words"), REFUSED)
def test_refusals_in_plain_words(workspace: Workspace, db: Database, name: str, value: str, words: str) -> None:
    before = work.load(db, "main")
    with pytest.raises(ConfigError) as refused:
        work.change(workspace, db, "main", {name: value})
    assert words in render_error(refused.value)
    assert work.load(db, "main") == before


def test_no_toml_and_settings_of_a_form(workspace: Workspace, db: Database) -> None:
    with pytest.raises(ConfigError) as refused:
        work.import_text(workspace, db, "main", "enabled = yes")
    assert refused.value.code == "orders.not_toml"
    with pytest.raises(ConfigError) as refused:
        work.save(workspace, db, "main", msgspec.structs.replace(OrderSettings(), erase_after_days=-1), 0)
    assert refused.value.args_by_name["where"] == "erase_after_days"


def test_settings_that_nobody_can_read(db: Database) -> None:
    with db.write() as tx:
        tx.run("INSERT INTO order_settings VALUES (1, '{\"enabled\": 5}', 1, 0)")
    with pytest.raises(ConfigError) as refused:
        work.load(db, "main")
    assert refused.value.code == "orders.settings_broken"
