"""Files that mean harm."""

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from tests.safety.conftest import Ask
from tests.sources.commerceml_sets import SETTINGS as SET
from tests.sources.commerceml_sets import catalogue, good, offer, package
from tests.sources.support import feed
from tests.sources.support import offer as yml_offer
from tests.sources.workbooks import altered, write_ods, write_xlsx

YML = SourceSettings(kind="yml")
TABLE = SourceSettings(kind="csv", csv=CsvSettings(columns={"sku": "Артикул", "name": "Название", "price": "Цена"}))
ROWS = [["Артикул", "Название", "Цена"], ["A1", "Кружка", "100"], ["A2", "Блюдце", "50"]]
HEAD = "Артикул;Название;Цена\nA1;".encode()
MEBIBYTE = 1024 * 1024

LAUGHS = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{at + 1} "{f"&l{at};" * 10}">' for at in range(12))
ENTITIES = {
    "billion laughs": (LAUGHS, "&l12;"),
    "quadratic": (f'<!ENTITY l "{"x" * 20_000}">', "&l;" * 20_000),
    "outside": ('<!ENTITY l SYSTEM "file:///etc/passwd">', "&l;"),
    "outside, by parameter": ('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;', "&l;"),
}


def declared(text: str, root: str, entities: str, use: str, at: str) -> str:
    document = text.partition("?>")
    return f"{document[0]}?><!DOCTYPE {root} [{entities}]>{document[2].replace(at, use, 1)}"


@pytest.mark.parametrize("sort", ENTITIES)
@pytest.mark.parametrize("format", ["yml", "commerceml", "ods", "sheet", "strings"])
def test_entities(tmp_path: Path, ask: Ask, format: str, sort: str) -> None:
    entities, use = ENTITIES[sort]
    match format:
        case "yml":
            path = tmp_path / "x.xml"
            path.write_text(declared(feed(yml_offer()), "yml_catalog", entities, use, "Куртка"))
            verdict = ask(path, YML)
        case "commerceml":
            path = tmp_path / "import.xml"
            path.write_text(declared(catalogue(good()), "КоммерческаяИнформация", entities, use, "Куртка"))
            verdict = ask(path, SET)
        case _:
            path, member = write_xlsx(tmp_path / "x.xlsx", {"Л": ROWS}), "xl/sharedStrings.xml"
            old, new = "Кружка", use
            if format == "ods":
                path, member = write_ods(tmp_path / "x.ods", ROWS), "content.xml"
            elif format == "sheet":
                member, old, new = "xl/worksheets/sheet1.xml", "</sheetData>", f"<row><c><v>{use}</v></c></row></sheetData>"
            altered(path, member, old.encode(), new.encode())
            altered(path, member, b"?>", f"?><!DOCTYPE x [{entities}]>".encode())
            verdict = ask(path, TABLE)
    assert (verdict.outcome, "entities" in verdict.what) == ("source.entity", True), verdict


DEEP = 100_000
MAGENTO = "sku,attribute_set_code,product_type,name,price,additional_attributes"


def nested(before: str, tag: str, after: str) -> str:
    return before + f"<{tag}>" * DEEP + f"</{tag}>" * DEEP + after


def packed(folder: Path, member: str, old: str, tag: str) -> Path:
    path = write_ods(folder / "x.ods", ROWS) if member == "content.xml" else write_xlsx(folder / "x.xlsx", {"Л": ROWS})
    return altered(path, member, old.encode(), nested("", tag, old).encode())


DEEPLY: dict[str, tuple[Callable[[Path], Path | str], SourceSettings, str]] = {
    "yml": (lambda folder: feed(nested("", "a", "")), YML, "source.limit"),
    "yml description": (
        lambda folder: feed(yml_offer("<description>" + "&lt;div&gt;" * DEEP + "</description>")), YML, "read 2",
    ),
    "commerceml": (lambda folder: catalogue(nested("", "a", "")), SET, "source.limit"),
    "commerceml groups": (lambda folder: catalogue(good(), classifier=nested("<Классификатор>", "Группы", "")), SET, ""),
    "html": (lambda folder: f"<table><tr><td>{'<div>' * DEEP}", TABLE, "source.header_missing"),
    "html tables": (lambda folder: f"<table>{'<tr><td><table>' * DEEP}", TABLE, "source.limit"),
    "sheet": (lambda folder: packed(folder, "xl/worksheets/sheet1.xml", "</sheetData>", "row"), TABLE, ""),
    "strings": (lambda folder: packed(folder, "xl/sharedStrings.xml", "</sst>", "si"), TABLE, ""),
    "ods": (lambda folder: packed(folder, "content.xml", "</table:table>", "table:table"), TABLE, ""),
    "lines": (
        lambda folder: '{"product":' + '{"product":' * DEEP + "1" + "}" * DEEP + "}", SourceSettings(kind="woo_rest"),
        "source.broken",
    ),
    "attributes": (
        lambda folder: f"{MAGENTO}\nA,D,simple,N,1,a={'{' * DEEP}\n",
        SourceSettings(kind="magento2", weight_unit="kg"), "read 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DEEPLY)
def test_a_hundred_thousand_deep(tmp_path: Path, ask: Ask, name: str) -> None:
    make, settings, outcome = DEEPLY[name]
    made = make(tmp_path)
    path = made if isinstance(made, Path) else tmp_path / "deep"
    if isinstance(made, str):
        path.write_text(made)
    verdict = ask(path, settings)
    assert verdict.outcome.startswith(outcome or ("source.", "read")), verdict


def sparse(path: Path, head: bytes, size: int, letter: bytes, tail: bytes = b"") -> Path:
    """Zero bytes take no place on the disk; other letters are written."""
    with path.open("wb") as file:
        file.write(head)
        if letter == b"\0":
            file.truncate(len(head) + size)
            file.seek(0, os.SEEK_END)
        else:
            for _ in range(size // MEBIBYTE):
                file.write(letter * MEBIBYTE)
        file.write(tail)
    return path


LARGE = {
    "yml text": (feed("<offer id='1'><name>").partition("</offers>")[0].encode(), YML),
    "yml attribute": (feed("<offer id='").partition("</offers>")[0].encode(), YML),
    "yml tag": (feed("<offer ").partition("</offers>")[0].encode(), YML),
    "yml before the root": (b"<?xml version='1.0'?>", YML),
    "commerceml text": (catalogue("<Товар><Ид>").partition("</Товары>")[0].encode(), SET),
    "csv cell": (HEAD + b'"', TABLE),
    "csv line": (HEAD, TABLE),
    "html cell": (b"<table><tr><td>", TABLE),
    "html tag": (b"<table><tr><td title='", TABLE),
    "lines": (b'{"product": {"item": {"name": "', SourceSettings(kind="woo_rest")),
    "list in a line": (b'{"product": [', SourceSettings(kind="magento_rest")),
}


SPARSE = ("yml text", "csv cell", "html cell", "lines")


@pytest.mark.parametrize(
    ("name", "letter", "size"), [*((name, b"1,", 40) for name in LARGE), *((name, b"\0", 300) for name in SPARSE)]
)
def test_one_text_without_an_end(tmp_path: Path, ask: Ask, name: str, letter: bytes, size: int) -> None:
    head, settings = LARGE[name]
    verdict = ask(sparse(tmp_path / "large", head, size * MEBIBYTE, letter), settings)
    assert verdict.outcome.startswith("source."), verdict


def bomb(name: str, size: int = 60 * MEBIBYTE, inner: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive, archive.open(name, "w") as member:
        member.write(inner)
        for _ in range(size // MEBIBYTE):
            member.write(b" " * MEBIBYTE)
    return out.getvalue()


def test_bombs(tmp_path: Path, ask: Ask) -> None:
    (tmp_path / "feed.gz").write_bytes(gzip.compress(b"<yml_catalog>" + b" " * (60 * MEBIBYTE), 1))
    assert ask(tmp_path / "feed.gz", YML).outcome == "source.limit"
    (tmp_path / "set.zip").write_bytes(bomb("import.xml", inner=catalogue(good()).encode()))
    assert ask(tmp_path / "set.zip", SET).outcome == "source.limit"
    (tmp_path / "x.xlsx").write_bytes(bomb("xl/workbook.xml"))
    assert ask(tmp_path / "x.xlsx", TABLE).outcome == "source.limit"
    (tmp_path / "nested.zip").write_bytes(bomb("inner.zip", inner=b"PK\x03\x04"))
    assert ask(tmp_path / "nested.zip", SET).outcome == "source.no_set"


def test_links_in_sets_lead_nowhere(tmp_path: Path, ask: Ask) -> None:
    """A link in an archive is a text; links of folders are not followed, so circles of them have an end."""
    link = zipfile.ZipInfo("import.xml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("goods.xml", catalogue(good()))
        archive.writestr("offers.xml", package(offer()))
    assert ask(tmp_path / "set.zip", SET).outcome.startswith("read")
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "goods.xml").write_text(catalogue(good()))
    (folder / "round").symlink_to(folder)
    (folder / "lost.xml").symlink_to(tmp_path / "nothing.xml")
    os.mkfifo(folder / "pipe.xml")
    assert ask(folder, SET).outcome.startswith("read")


@pytest.mark.parametrize("settings", [YML, TABLE, SET, None], ids=["yml", "csv", "commerceml", "look"])
def test_what_is_no_file(tmp_path: Path, ask: Ask, settings: SourceSettings | None) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), Path("/dev/null")):
        assert ask(path, settings).outcome == "source.no_file"
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "feed.xml").write_text(feed(yml_offer()))
    verdict = ask(folder, settings)
    assert verdict.outcome == ("source.folder" if settings in (YML, TABLE) else "source.no_set")
    assert "Is a directory" not in verdict.what
    assert len(verdict.what.splitlines()) == 3, "what, where, what to do"
