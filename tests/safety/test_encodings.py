"""Files that lie about their encoding, and files that change while they are read."""

import os
from pathlib import Path

import pytest

from aliexport_tui.model.errors import SourceError
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.yml.feed import read_yml
from tests.sources.commerceml_sets import catalogue, good, read
from tests.sources.support import Result, feed, offer

CLAIMS = ("UTF-8", "windows-1251", "UTF-16", "UTF-7", "EBCDIC-CP-US", "no-such")
TRUTHS = ("utf-8", "utf-8-sig", "cp1251", "utf-16")


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("truth", TRUTHS)
def test_the_bytes_are_believed(tmp_path: Path, claim: str, truth: str) -> None:
    head = f'<?xml version="1.0" encoding="{claim}"?>\n'
    (tmp_path / "feed.xml").write_bytes(feed(offer(), head=head).encode(truth))
    result = Result(read_yml(tmp_path / "feed.xml", SourceSettings()))
    assert result.only.name == "Куртка"
    same = claim.casefold() == truth.removesuffix("-sig").replace("cp1251", "windows-1251")
    assert ("feed.encoding_differs" in result.codes) is not same
    folder = tmp_path / "set"
    folder.mkdir()
    assert read(folder, catalogue(good()).replace("UTF-8", claim).encode(truth)).only.name == "Куртка"


def test_utf_32_is_no_feed(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(feed(offer()).encode("utf-32"))
    with pytest.raises(SourceError):
        list(read_yml(tmp_path / "feed.xml", SourceSettings()))


@pytest.mark.parametrize("change", ["cut", "grown", "emptied"])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, change: str) -> None:
    """All that it held, or a refusal: never a part of it as the whole."""
    path = tmp_path / "feed.xml"
    whole = feed("".join(offer("<description>" + "текст " * 500 + "</description>", id=str(at)) for at in range(900)))
    path.write_text(whole)
    items = read_yml(path, SourceSettings())
    first = [next(items), next(items)]
    with path.open("r+b") as file:
        if change == "grown":
            file.seek(0, os.SEEK_END)
            file.write(whole.encode())
        else:
            file.truncate(len(whole) // 2 if change == "cut" else 0)
    try:
        result = Result([*first, *items])
    except SourceError as error:
        assert error.code in ("source.broken", "source.empty")  # noqa: PT017 (either end is right)
    else:
        assert len(result.products) == 900
