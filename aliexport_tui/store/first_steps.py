"""How far the way from an empty file to a first export has been gone. Nothing here grows with the catalogue."""

import msgspec

from aliexport_tui.store.database import Database, as_int, as_text

_OURS = "(p.account = p.code AND p.code LIKE '%\\_rehearsal' ESCAPE '\\')"
"""A rehearsal's copy is no profile of the person's own."""
_SHOWN = "l.outcome IN ('live', 'different')"
_BROUGHT = "json_extract(r.summary, '$.outcomes.live') > 0 OR json_extract(r.summary, '$.outcomes.different') > 0"
"""What has once been there stays brought, though all of it be held or ready to be sent by now."""


class FirstSteps(msgspec.Struct, frozen=True):
    """Codes are "" and figures 0 where there is nothing yet. `products`: of the newest import that has ended well.
    `rehearsed`, `exported`: a card of the rehearsal's, or of the profile's own account has been seen. `blocked`: some
    product of either is blocked by problems."""

    account: str = ""
    base_url: str = ""
    categories: int = 0
    source: str = ""
    location: str = ""
    read: bool = False
    products: int = 0
    profile: str = ""
    mapped: int = 0
    rehearsed: bool = False
    exported: bool = False
    blocked: bool = False


def is_finished(db: Database) -> bool:
    """Has any profile brought something onto its own account?"""
    return bool(
        db.value(
            f"SELECT 1 FROM profile p WHERE NOT {_OURS} AND EXISTS"
            f" (SELECT 1 FROM listing l WHERE l.profile = p.id AND {_SHOWN}"
            f" UNION ALL SELECT 1 FROM run r WHERE r.profile = p.id AND ({_BROUGHT})) LIMIT 1"
        )
    )


def first_steps(db: Database, wanted: str = "") -> FirstSteps:
    """Of the profile `wanted`, else of the first there is."""
    profile = db.row(
        f"SELECT p.id, p.code, p.account, p.source, json_array_length(p.body, '$.categories') FROM profile p"
        f" WHERE NOT {_OURS} ORDER BY p.code = ? DESC, p.id LIMIT 1",
        (wanted,),
    ) or (0, "", "", "", 0)
    id, code = as_int(profile[0]), as_text(profile[1])
    account = db.row(
        "SELECT id, code, base_url FROM account WHERE NOT code LIKE '%\\_rehearsal' ESCAPE '\\'"
        " ORDER BY code = ? DESC, id LIMIT 1",
        (as_text(profile[2]),),
    ) or (0, "", "")
    source = db.row("SELECT id, code, location FROM source ORDER BY code = ? DESC, id LIMIT 1", (as_text(profile[3]),)) or (
        0, "", "",
    )  # fmt: skip
    read = db.row(
        "SELECT json_extract(counts, '$.products') FROM import WHERE source = ? AND state IN ('done', 'unchanged')"
        " ORDER BY id DESC LIMIT 1",
        (source[0],),
    )
    stage = as_int(db.value("SELECT id FROM profile p WHERE p.code = ? || '_rehearsal' AND p.account = p.code", (code,)))
    return FirstSteps(
        account=as_text(account[1]),
        base_url=as_text(account[2]),
        categories=as_int(db.value("SELECT count(*) FROM schema_category WHERE account = ?", (account[0],))),
        source=as_text(source[1]),
        location=as_text(source[2]),
        read=read is not None,
        products=as_int(read[0]) if read else 0,
        profile=code,
        mapped=as_int(profile[4]),
        rehearsed=_any(db, stage, _SHOWN) or _brought(db, stage),
        exported=_any(db, id, _SHOWN) or _brought(db, id),
        blocked=_any(db, stage, "l.outcome = 'blocked'") or _any(db, id, "l.outcome = 'blocked'"),
    )


def _any(db: Database, profile: int, condition: str) -> bool:
    return bool(db.value(f"SELECT EXISTS (SELECT 1 FROM listing l WHERE l.profile = ? AND {condition})", (profile,)))


def _brought(db: Database, profile: int) -> bool:
    return bool(db.value(f"SELECT EXISTS (SELECT 1 FROM run r WHERE r.profile = ? AND ({_BROUGHT}))", (profile,)))
