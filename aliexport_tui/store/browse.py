"""What the console's frame shows: accounts and sources for choosing, the run at work, figures of the whole shop."""

import msgspec

from aliexport_tui.store.database import Database, as_int, as_optional_int, as_text


class AccountName(msgspec.Struct, frozen=True):
    """What the frame of every screen says of an account: read again with every change of the file, so nothing is counted."""

    id: int
    code: str
    base_url: str
    enabled: bool


class AccountLine(AccountName, frozen=True):
    """`categories`: size of the cached tree; `schema_at`: oldest entry of it, `scan_at`: newest complete scan, UTC ms."""

    kind: str
    locale: str
    currency: str
    categories: int
    schema_at: int | None
    scan_at: int | None
    cards: int


class SourceLine(msgspec.Struct, frozen=True):
    """`imported_at`: end of the newest finished import, `state` of the newest import ("" when there was none)."""

    id: int
    code: str
    location: str
    products: int
    state: str
    imported_at: int | None
    counts: str
    error: str
    problems: int


class ProfileLine(msgspec.Struct, frozen=True):
    """Enough to choose one."""

    id: int
    code: str
    name: str
    account: str
    source: str
    active: bool
    version: int


class RunProgress(msgspec.Struct, frozen=True):
    """The newest run that has not ended. `settled` of `total` changes have an outcome."""

    id: int
    profile: str
    action: str
    state: str
    pid: int | None
    started_at: int
    heartbeat_at: int
    total: int
    settled: int
    rejected: int


class ShopFigures(msgspec.Struct, frozen=True):
    """How far the set-up has come; each figure is a step of the first start."""

    accounts: int
    sources: int
    products: int
    schema_categories: int
    profiles: int
    mapped: int
    live: int


def account_names(db: Database) -> tuple[AccountName, ...]:
    rows = db.rows("SELECT id, code, base_url, enabled FROM account ORDER BY id")
    return tuple(AccountName(as_int(row[0]), as_text(row[1]), as_text(row[2]), bool(row[3])) for row in rows)


def account_lines(db: Database) -> tuple[AccountLine, ...]:
    rows = db.rows(
        """SELECT a.id, a.code, a.kind, a.base_url, a.locale, a.currency, a.enabled,
             (SELECT count(*) FROM schema_category c WHERE c.account = a.id),
             (SELECT min(fetched_at) FROM schema_category c WHERE c.account = a.id),
             a.last_full_scan, (SELECT count(*) FROM card WHERE card.account = a.id)
           FROM account a ORDER BY a.id"""
    )
    return tuple(
        AccountLine(
            id=as_int(row[0]),
            code=as_text(row[1]),
            kind=as_text(row[2]),
            base_url=as_text(row[3]),
            locale=as_text(row[4]),
            currency=as_text(row[5]),
            enabled=bool(row[6]),
            categories=as_int(row[7]),
            schema_at=as_optional_int(row[8]),
            scan_at=as_optional_int(row[9]),
            cards=as_int(row[10]),
        )
        for row in rows
    )


def source_lines(db: Database) -> tuple[SourceLine, ...]:
    rows = db.rows(
        """SELECT s.id, s.code, s.location,
             (SELECT count(*) FROM product p WHERE p.source = s.id AND p.vanished_at IS NULL),
             coalesce((SELECT state FROM import i WHERE i.source = s.id ORDER BY id DESC LIMIT 1), ''),
             (SELECT max(ended_at) FROM import i WHERE i.source = s.id AND state IN ('done', 'unchanged')),
             coalesce((SELECT counts FROM import i WHERE i.source = s.id ORDER BY id DESC LIMIT 1), ''),
             coalesce((SELECT error FROM import i WHERE i.source = s.id ORDER BY id DESC LIMIT 1), ''),
             (SELECT count(*) FROM problem WHERE source = s.id)
           FROM source s ORDER BY s.id"""
    )
    return tuple(
        SourceLine(
            id=as_int(row[0]),
            code=as_text(row[1]),
            location=as_text(row[2]),
            products=as_int(row[3]),
            state=as_text(row[4]),
            imported_at=as_optional_int(row[5]),
            counts=as_text(row[6]),
            error=as_text(row[7]),
            problems=as_int(row[8]),
        )
        for row in rows
    )


def profile_lines(db: Database) -> tuple[ProfileLine, ...]:
    rows = db.rows("SELECT id, code, name, account, source, active, version FROM profile ORDER BY id")
    return tuple(
        ProfileLine(
            id=as_int(row[0]),
            code=as_text(row[1]),
            name=as_text(row[2]),
            account=as_text(row[3]),
            source=as_text(row[4]),
            active=bool(row[5]),
            version=as_int(row[6]),
        )
        for row in rows
    )


def run_at_work(db: Database) -> RunProgress | None:
    row = db.row(
        """SELECT id, profile_code, action, state, pid, started_at, heartbeat_at
           FROM run WHERE state <> 'ended' ORDER BY id DESC LIMIT 1"""
    )
    if row is None:
        return None
    states = {
        as_text(state): as_int(count)
        for state, count in db.rows("SELECT state, count(*) FROM change WHERE run = ? GROUP BY state", (row[0],))
    }
    open_states = states.get("ready", 0) + states.get("sending", 0) + states.get("unknown", 0)
    total = sum(states.values())
    return RunProgress(
        id=as_int(row[0]),
        profile=as_text(row[1]),
        action=as_text(row[2]),
        state=as_text(row[3]),
        pid=as_optional_int(row[4]),
        started_at=as_int(row[5]),
        heartbeat_at=as_int(row[6]),
        total=total,
        settled=total - open_states,
        rejected=states.get("rejected", 0),
    )


def shop_figures(db: Database) -> ShopFigures:
    row = (
        db.row(
            """SELECT (SELECT count(*) FROM account), (SELECT count(*) FROM source), (SELECT count(*) FROM product),
             (SELECT count(*) FROM schema_category), (SELECT count(*) FROM profile),
             (SELECT count(*) FROM profile WHERE json_array_length(body, '$.categories')),
             (SELECT count(*) FROM listing WHERE outcome = 'live')"""
        )
        or (0,) * 7
    )
    return ShopFigures(*(as_int(cell) for cell in row))


def brands(db: Database, source: int | None) -> tuple[tuple[str, int], ...]:
    """The shop's brands with their numbers of products, most first."""
    rows = db.rows(
        "SELECT brand, count(*) FROM product WHERE brand <> '' AND vanished_at IS NULL AND (? IS NULL OR source = ?)"
        " GROUP BY brand ORDER BY count(*) DESC, brand LIMIT 2000",
        (source, source),
    )
    return tuple((as_text(brand), as_int(count)) for brand, count in rows)
