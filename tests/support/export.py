"""A small shop of the tests' own, joined to the real sandbox: its feed, its profile, and a clock that both share."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from aliexport_tui.engine.accounts import opened
from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.runs.running import run_profile
from aliexport_tui.engine.runs.summary import Summary
from aliexport_tui.engine.schema_sync import SchemaSync
from aliexport_tui.engine.secrets import Secrets
from aliexport_tui.engine.sources import add_source
from aliexport_tui.engine.workspace import Workspace
from aliexport_tui.model.change import Action
from aliexport_tui.model.clock import Clock
from aliexport_tui.model.profile import Profile
from aliexport_tui.store import accounts, profiles, selections
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Database
from tests.support.sandbox import Sandbox

CHARGERS = "337004708"
"""A leaf of the sandbox's tree without required properties."""

PROFILE = """
code = "shop"
name = "Зарядные устройства"
account = "main"
source = "shop"
active = true

[card]
product_unit = 100000015
shipping_lead_time = 3
freight_template_id = "24117182098"
package_length = 10
package_width = 10
package_height = 5
weight = "0.3"

[texts]
missing = "{name}"

[texts.ru]
subject = "{name}"
web = "{description}"

[[categories]]
shop = "1"
target = "337004708"
"""


class SharedClock:
    """The machine's time and an offset that the sandbox shares: waiting moves both and takes no time."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._offset_ms = 0

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self._offset_ms

    def sleep(self, seconds: float) -> None:
        self._sandbox.advance(seconds)
        self._offset_ms += round(seconds * 1000)


@dataclass(frozen=True)
class Goods:
    """One offer of the feed."""

    id: str
    name: str = "Зарядное устройство"
    price: str = "1000"
    count: int = 10
    picture: str = "https://img.example.com/charger.jpg"
    extra: str = ""


def feed(goods: Iterable[Goods]) -> str:
    offers = "".join(
        f'<offer id="{one.id}"><name>{one.name} {one.id}</name><price>{one.price}</price><currencyId>RUR</currencyId>'
        f"<categoryId>1</categoryId>{f'<picture>{one.picture}</picture>' if one.picture else ''}"
        f"<count>{one.count}</count>{one.extra}</offer>"
        for one in goods
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><yml_catalog date="2026-01-01 00:00"><shop>'
        '<categories><category id="1">Зарядные устройства</category></categories>'
        f"<offers>{offers}</offers></shop></yml_catalog>"
    )


@dataclass
class Shop:
    """A workspace whose account is the sandbox's seller. `time`: a clock that the sandbox shares in another way."""

    sandbox: Sandbox
    folder: Path
    time: Clock | None = None
    clock: Clock = field(init=False)
    workspace: Workspace = field(init=False)

    def __post_init__(self) -> None:
        self.clock = self.time or SharedClock(self.sandbox)
        self.workspace = Workspace(self.folder / "shop.db", self.clock)
        with self.db() as db:
            account = Account(code="main", kind="local", base_url=self.sandbox.address, horizon_s=60)
            accounts.add(db, account, self.clock.now_ms())
            Secrets(self.workspace.secrets).set_token("main", self.sandbox.token)
            with opened(self.workspace, accounts.get(db, "main")) as market:
                SchemaSync(db, accounts.get(db, "main"), market, self.clock).sync()

    def db(self) -> "Opened":
        return Opened(self.workspace.open())

    def supply(self, goods: Iterable[Goods]) -> None:
        """Write the feed and import it."""
        path = self.folder / "feed.yml"
        path.write_text(feed(goods), encoding="utf-8")
        self.supply_file(path)

    def supply_file(self, path: Path, source: str = "shop") -> None:
        with self.db() as db:
            if db.value("SELECT 1 FROM source WHERE code = ?", (source,)) is None:
                add_source(self.workspace, db, source, str(path))
            import_source(self.workspace, db, source)

    def profile(self, text: str = PROFILE, /, **changes: object) -> None:
        """Store the profile of a TOML text, some of its members replaced."""
        from aliexport_tui.listing.profile_text import profile_from_toml

        profile: Profile = msgspec.structs.replace(profile_from_toml(text), **changes)
        with self.db() as db:
            stored = profiles.find(db, profile.code)
            if stored is None:
                profiles.add(db, profile, self.clock.now_ms())
            else:
                profiles.save(db, profile, stored.version, self.clock.now_ms())

    def run(
        self, action: Action = "export", *, selection: Iterable[str] = (), code: str = "shop", verify_s: int = 60
    ) -> Summary:
        """One run to its end; `selection` are product keys."""
        chosen = None
        if selection:
            with self.db() as db:
                ids = [row[0] for key in selection for row in db.rows("SELECT id FROM product WHERE key = ?", (key,))]
                chosen = selections.freeze(db, [one for one in ids if isinstance(one, int)], self.clock.now_ms(), "test")
        return run_profile(self.workspace, code, action=action, selection=chosen, verify_s=verify_s)

    def outcomes(self) -> Mapping[str, str]:
        """Product key -> outcome word."""
        with self.db() as db:
            rows = db.rows("SELECT product, outcome FROM v_listings")
        return {str(key): str(outcome) for key, outcome in rows}


class Opened:
    """A database that is closed at the end of the block."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def __enter__(self) -> Database:
        return self._db

    def __exit__(self, *_: object) -> None:
        self._db.close()
