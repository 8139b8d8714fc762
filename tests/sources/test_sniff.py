from pathlib import Path

import pytest

from aliexport_tui.sources.sniff import Format, refuse_other_than, sniff, sniff_head
from tests.sources.support import SHARED


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n ", "empty"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"PK\x03\x04\x14\x00xl/workbook.xml", "xlsx"),
        (b"PK\x03\x04\x14\x00import.xml", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
        (b"%PDF-1.4", "binary"),
        (b"a\x00b\x00;c", "binary"),
        (b"<!doctype html>\n<html>", "html"),
        ("<meta charset=windows-1251><table><tr><td>Цена".encode("cp1251"), "html"),
        (b'<?xml version="1.0"?><!-- <yml --><rss version="2.0">', "xml"),
        ('<?xml version="1.0" encoding="windows-1251"?><КоммерческаяИнформация>'.encode("cp1251"), "commerceml"),
        (b'[{"id": 1}]', "json"),
        (b"id,name\n1,a\n", "csv"),
        (b"<? header('Content-Type: text/xml') ?>\n<yml_catalog date='1'>", "yml"),
        ("\n\t\ufeff<yml_catalog>".encode(), "yml"),
        ("<yml_catalog>".encode("utf-16"), "yml"),
    ],
)
def test_the_first_bytes_tell(head: bytes, found: Format) -> None:
    assert sniff_head(head).format == found


@pytest.mark.parametrize(
    ("head", "delimiter", "headers"),
    [
        ("Артикул;Название;Цена, руб", ";", ("Артикул", "Название", "Цена, руб")),
        ('"Имя, полное",Цена', ",", ("Имя, полное", "Цена")),
        ("a\tb", "\t", ("a", "b")),
        ("a|b|c", "|", ("a", "b", "c")),
    ],
)
def test_delimiter_and_headers(head: str, delimiter: str, headers: tuple[str, ...]) -> None:
    for data in (head.encode(), head.encode("cp1251")):
        found = sniff_head(data)
        assert (found.delimiter, found.headers) == (delimiter, headers)


def test_a_letter_cut_at_the_end_of_the_head_is_no_other_encoding() -> None:
    assert sniff_head("Артикул;Цена".encode()[:-1]).headers[0] == "Артикул"


def test_a_kind_that_is_not_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    refused = refuse_other_than("yml", path)
    assert (refused.code, refused.args_by_name) == ("source.format_not_read", {"format": "xls"})


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared beside the project is absent")
@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("yml", "yml"),
        ("commerceml", "commerceml"),
        ("csv", "csv"),
        ("magento", "csv"),
        ("woocommerce", "csv"),
        ("xlsx", "xlsx"),
    ],
)
def test_real_files(folder: str, found: Format) -> None:
    paths = sorted((SHARED / folder).iterdir())
    assert {path.name: sniff(path).format for path in paths} == dict.fromkeys((path.name for path in paths), found)
