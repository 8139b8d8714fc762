import time
from pathlib import Path

import pytest

from aliexport_tui.model.errors import AliexportError
from aliexport_tui.sources.settings import SourceSettings
from aliexport_tui.sources.tables.opening import open_table
from aliexport_tui.sources.tables.table import Table

GOODS = "<tr><td>A-1</td><td>Кружка</td><td>350</td></tr><tr><td>A-2</td><td>Ваза</td><td>1&nbsp;200,50</td></tr>"
HEAD = "<tr><th>Артикул</th><th>Наименование</th><th>Цена</th></tr>"
READ = [["A-1", "Кружка", "350"], ["A-2", "Ваза", "1 200,50"]]
PAGE = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv="Content-Type" content="text/html; '
    'charset={charset}"><title>Выгрузка</title><style>td {{mso-number-format:\\@;}}</style></head><body>'
    "<table border=1>{rows}</table></body></html>"
)


def open_(folder: Path, text: str, coding: str = "utf-8", **settings: object) -> Table:
    path = folder / "export.xls"
    path.write_bytes(text.encode(coding))
    return open_table(path, SourceSettings(**settings), path.name)  # type: ignore[arg-type]


def cells(table: Table) -> list[list[str]]:
    return [row for _, row in table.rows()]


@pytest.mark.parametrize("coding", ["utf-8", "cp1251", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("claimed", ["utf-8", "windows-1251"])
def test_the_bytes_are_believed(tmp_path: Path, coding: str, claimed: str) -> None:
    table = open_(tmp_path, PAGE.format(charset=claimed, rows=HEAD + GOODS), coding)
    assert (table.headers, table.header_line) == (("Артикул", "Наименование", "Цена"), 1)
    assert list(table.rows()) == [(2, READ[0]), (3, READ[1])]
    assert table.encoding == ("utf-8" if coding == "utf-8-sig" else coding)


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        pytest.param(f"{HEAD}{GOODS}", READ, id="plain"),
        pytest.param(f"<thead>{HEAD}</thead><tbody>{GOODS}</tbody><tfoot></tfoot>", READ, id="sections"),
        pytest.param(
            "<tr><td>Артикул<td>Наименование<td>Цена<tr><td>A-1<td>Кружка<td>350<tr><td>A-2<td>Ваза<td>1 200,50",
            READ,
            id="no end tags",
        ),
        pytest.param(
            f"<tr><td colspan=3>Прайс <b>от</b> 1 марта</td></tr><tr></tr>{HEAD}<tr><td colspan=3>Посуда</td></tr>{GOODS}",
            [["Посуда", "", ""], *READ],
            id="titles and groups over all columns",
        ),
        pytest.param(
            f"{HEAD}<tr><td rowspan=2>A-1<td>синяя<td>1</tr><tr><td>белая<td>2</tr><tr><td>A-2<td>Ваза<td rowspan=9>3</tr>"
            "<tr><td colspan=2>Посуда</tr>",
            [["A-1", "синяя", "1"], ["A-1", "белая", "2"], ["A-2", "Ваза", "3"], ["Посуда", "", "3"]],
            id="cells over rows",
        ),
        pytest.param(
            f"{HEAD}<tr><td><a href='x?a=1&b=2'>A-1</a></td><td><p>Кружка</p><ul><li>синяя</li><li>белая</li></ul></td>"
            "<td><span><b>350</b></span><br/>руб</td></tr>",
            [["A-1", "Кружка\nсиняя\nбелая", "350\nруб"]],
            id="mark-up in cells",
        ),
        pytest.param(
            f"{HEAD}<tr><td>A-1</td><td>Кружка &laquo;Утро&raquo; &#169; &amp; <!-- <td>нет</td> --> <script>if (1 < 2) x()"
            "</script>5 < 6</td><td>\n  1\n  </td></tr>",
            [["A-1", "Кружка «Утро» © & 5 < 6", "1"]],
            id="entities, comments, scripts",
        ),
        pytest.param(f"{HEAD}<tr><td>A-1<td colspan=0>x<td rowspan=abc>2</tr>", [["A-1", "x", "2"]], id="odd spans"),
    ],
)
def test_rows_of_a_table(tmp_path: Path, rows: str, read: list[list[str]]) -> None:
    assert cells(open_(tmp_path, f"<table>{rows}</table>")) == read


def test_of_several_tables_the_one_with_goods_is_read(tmp_path: Path) -> None:
    menu = "<table><tr><td>Описание</td><td>Значение</td></tr><tr><td>а</td><td>б</td></tr></table>"
    layout = f"<table><tr><td>{menu}</td><td><table>{HEAD}{GOODS}</table></td></tr></table>"
    assert cells(open_(tmp_path, layout)) == READ


def test_a_table_that_is_cut_off_is_read_to_its_end(tmp_path: Path) -> None:
    assert cells(open_(tmp_path, f"<table>{HEAD}{GOODS}<tr><td>A-3<td>Блю")) == [*READ, ["A-3", "Блю"]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<html><body>Войдите</body></html>", "source.html"),
        (f"<table>{GOODS}</table>", "source.header_missing"),
        (f"<table>{HEAD}<tr><td>{'x' * 4_200_000}", "source.limit"),
        (f"<table>{HEAD}<tr><td title='{'x' * 400_000}", "source.limit"),
        (f"<table>{HEAD}{'<tr><td><table>' * 100}", "source.limit"),
        (f"<table>{HEAD}<tr>{'<td colspan=1000>x' * 20}", "source.limit"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(AliexportError) as caught:
        list(open_(tmp_path, text).rows())
    assert caught.value.code == code


@pytest.mark.parametrize(
    "hostile",
    [
        "<" * 300_000,
        "<!" * 150_000,
        "<a " * 100_000,
        "</" * 150_000,
        "<!--" * 70_000,
        "&" * 300_000,
        "<td rowspan=65534>" * 3_000,
    ],
)
def test_hostile_text_takes_no_long_time(tmp_path: Path, hostile: str) -> None:
    began = time.process_time()
    try:
        count = len(cells(open_(tmp_path, f"<table>{HEAD}{GOODS}{hostile}")))
    except AliexportError as error:
        assert error.code == "source.limit"  # noqa: PT017 (either end is right)
    else:
        assert count >= 2
    assert time.process_time() - began < 5
