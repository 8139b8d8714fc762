"""The rows of the measured files as `sqlite-utils` takes them: CSV and JSON lines, made before anything is timed."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from python_calamine import load_workbook

Row = dict[str, object]


def rows_file(kind: str, path: Path) -> Path:
    """Beside the file, made once. A CSV is its own."""
    if kind == "csv":
        return path
    made = path.with_name(f"{path.name}.rows.{'csv' if kind == 'xlsx' else 'jsonl'}")
    if made.exists():
        return made
    unfinished = made.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8", newline="") as out:
        if kind == "xlsx":
            csv.writer(out, delimiter=";").writerows(load_workbook(path).get_sheet_by_index(0).iter_rows())
        else:
            rows = _offers(path) if kind == "yml" else _goods(path)
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    unfinished.replace(made)
    return made


def _offers(path: Path) -> Iterator[Row]:
    """An offer is a row: its attributes, its elements by name, pictures and params as lists."""
    for _, offer in ElementTree.iterparse(path):
        if offer.tag != "offer":
            continue
        row: Row = dict(offer.attrib)
        row["picture"] = [one.text for one in offer.iter("picture")]
        row["param"] = [{**one.attrib, "value": one.text} for one in offer.iter("param")]
        row.update((one.tag, one.text) for one in offer if one.tag not in ("picture", "param"))
        yield row
        offer.clear()


def _goods(folder: Path) -> Iterator[Row]:
    """A good is a row, with its offers in a list; what is nested stays so."""
    offers: dict[str, list[Row]] = {}
    for one in _records(folder / "offers0_1.xml", "Предложение"):
        offers.setdefault(str(one["Ид"]).partition("#")[0], []).append(one)
    for good in _records(folder / "import0_1.xml", "Товар"):
        yield {**good, "Предложения": offers.get(str(good["Ид"]), [])}


def _records(path: Path, name: str) -> Iterator[Row]:
    for _, element in ElementTree.iterparse(path):
        if element.tag.endswith(f"}}{name}"):
            yield {child.tag.partition("}")[2]: _value(child) for child in element}
            element.clear()


def _value(element: ElementTree.Element) -> object:
    if len(element):
        return [{child.tag.partition("}")[2]: _value(child)} for child in element]
    return {**element.attrib, "text": element.text} if element.attrib else element.text
