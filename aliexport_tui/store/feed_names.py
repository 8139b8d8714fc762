"""Names that a shop's feed uses: what a setting can be taken from."""

from aliexport_tui.store.database import Database, as_int, as_text

_LOOKED_AT = 2_000


def param_names(db: Database, source: int | None) -> tuple[tuple[str, int], ...]:
    """Params of products and SKUs with the number of products that carry them (of the first 2,000), most first."""
    rows = db.rows(
        """WITH some AS (SELECT id, body FROM product WHERE (? IS NULL OR source = ?) AND vanished_at IS NULL LIMIT ?)
           SELECT name, count(DISTINCT id) FROM (
             SELECT some.id, json_extract(p.value, '$.name') AS name FROM some, json_each(some.body, '$.params') p
             UNION ALL
             SELECT some.id, json_extract(p.value, '$.name') FROM some, json_each(some.body, '$.skus') s,
               json_each(s.value, '$.params') p)
           GROUP BY name ORDER BY count(DISTINCT id) DESC, name""",
        (source, source, _LOOKED_AT),
    )
    return tuple((as_text(name), as_int(count)) for name, count in rows)


def field_names(db: Database, source: int | None) -> tuple[str, ...]:
    """Further plain elements of the feed (Product.fields) of the first 2,000 products."""
    rows = db.rows(
        """SELECT DISTINCT f.key FROM
             (SELECT body FROM product WHERE (? IS NULL OR source = ?) AND vanished_at IS NULL LIMIT ?) some,
             json_each(some.body, '$.fields') f ORDER BY f.key""",
        (source, source, _LOOKED_AT),
    )
    return tuple(as_text(row[0]) for row in rows)
