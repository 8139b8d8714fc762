"""Sources that are workbooks and HTML tables: added after a look, imported."""

from pathlib import Path

import pytest

from aliexport_tui.engine.importing import import_source
from aliexport_tui.engine.sources import add_source, show
from aliexport_tui.sources.settings import CsvSettings, SourceSettings
from tests.sources.support import SHARED
from tests.sources.workbooks import Rows, write_xlsx
from tests.support.shop import make_workspace

HEAD = ("Артикул", "Наименование", "Цена, руб.", "Остаток", "Параметр: Цвет")
GOODS: Rows = (("Посуда",), ("A-1", "Кружка", 350, 5, "синий"), ("A-2", "Ваза", "по запросу", 0, ""))


PLAIN = SourceSettings(kind="csv")


def imported(
    folder: Path, location: Path, settings: SourceSettings = PLAIN
) -> tuple[int, int, tuple[object, ...], tuple[tuple[str, int], ...]]:
    workspace = make_workspace(folder)
    db = workspace.open()
    add_source(workspace, db, "shop", str(location), settings=settings)
    report = import_source(workspace, db, "shop")
    prices = tuple(row[0] for row in db.rows("SELECT price FROM sku ORDER BY code"))
    codes = tuple((problem.code, problem.count) for problem in report.problems)
    assert show(db, "shop").products == report.counts.products
    return report.counts.products, report.counts.new, prices, codes


@pytest.mark.parametrize("carrier", ["xlsx", "html"])
def test_columns_are_found_out(tmp_path: Path, carrier: str) -> None:
    path = tmp_path / "price.xls"
    if carrier == "xlsx":
        write_xlsx(path, {"Прайс": (("ООО «Ромашка»",), HEAD, *GOODS)})
    else:
        rows = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in (HEAD, *GOODS))
        path.write_text(f"<meta charset=windows-1251><table>{rows}</table>", encoding="cp1251")
    products, new, prices, codes = imported(tmp_path, path)
    assert (products, new, prices) == (2, 2, (35000, None))
    assert sorted(codes) == [("feed.groups_as_categories", 1), ("feed.price_missing", 1)]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder shared beside the project is absent")
@pytest.mark.parametrize(
    ("name", "columns", "products", "codes"),
    [
        ("xlsx/autoparts_price.xlsx", {}, 304, (("feed.id_repeated", 1),)),
        ("xlsx/drinks_1c_tdsheet.xlsx", {"sku": "A", "name": "A"}, 206, (("feed.groups_as_categories", 1),)),
        ("xlsx/excel2yml_template.xlsx", {}, 3, (("feed.contacts_in_text", 1), ("feed.sheets_left", 1))),
        ("csv/brain_supplier_price.csv", {"price": "PriceUSD"}, 114, ()),
    ],
)
def test_real_files(tmp_path: Path, name: str, columns: dict[str, str], products: int, codes: tuple[object, ...]) -> None:
    found, new, prices, problems = imported(
        tmp_path, SHARED / name, SourceSettings(kind="csv", csv=CsvSettings(columns=columns))
    )
    assert (found, new, problems) == (products, products, codes)
    assert all(prices)


@pytest.mark.parametrize(
    ("kind", "headers", "row"),
    [
        ("prom", ("Код_товара", "Название_позиции", "Цена", "Наличие"), ("A-1", "Кружка", 350, "+")),
        ("insales", ("ID товара", "Название товара или услуги", "Артикул", "Цена продажи"), (5, "Кружка", "A-1", 350)),
        ("opencart", ("_ID_", "_NAME_", "_MODEL_", "_PRICE_"), (5, "Кружка", "A-1", 350)),
        ("opencart", ("product_id", "name(ru-ru)", "model", "price", "quantity"), (5, "Кружка", "A-1", 350, 1)),
    ],
)
def test_layouts_are_recognised_in_workbooks(
    tmp_path: Path, kind: str, headers: tuple[str, ...], row: tuple[object, ...]
) -> None:
    path = write_xlsx(tmp_path / "shop.xlsx", {"Products": (headers, row)})  # type: ignore[dict-item]
    workspace = make_workspace(tmp_path)
    db = workspace.open()
    add_source(workspace, db, "shop", str(path))
    assert show(db, "shop").settings.kind == kind
    import_source(workspace, db, "shop")
    assert list(map(tuple, db.rows("SELECT code, price FROM sku"))) == [("A-1", 35000)]
