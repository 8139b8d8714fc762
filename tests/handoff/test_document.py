"""The order as targets get it."""

import csv
import io
import json

from aliexport_tui.handoff.document import CSV_TITLES, as_csv, as_json, day_json
from tests.handoff.parcels import BUYER, NUMBER, parcel


def test_the_document_has_money_as_text_and_in_kopecks() -> None:
    told = json.loads(as_json(parcel()))
    assert (told["number"], told["marketplace_number"], told["kind"]) == (f"AE-{NUMBER}", NUMBER, "new")
    assert (told["total"], told["total_kopecks"], told["currency"]) == ("3150.00", 315_000, "RUB")
    assert (told["delivery_fee"], told["delivery_model"]) == ("200.00", "FBS")
    assert [(one["sku"], one["quantity"], one["price"], one["total_kopecks"]) for one in told["lines"]] == [
        ("CUP-1", 2, "1500.00", 290_000),
        ("=2+2", 1, "50.00", 5_000),
    ]
    assert told["lines"][0]["comment"] == "позвоните заранее"
    assert (told["created_at"], told["customer_email"]) == ("2026-09-21T14:13:20Z", "shop@example.ru")
    assert told["buyer"]["receiver_phone"] == BUYER.receiver_phone


def test_the_document_is_the_same_each_time_and_does_without_a_buyer() -> None:
    assert as_json(parcel()) == as_json(parcel())
    assert json.loads(as_json(parcel(buyer=None)))["buyer"] is None


def test_no_cell_of_the_csv_becomes_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(as_csv([parcel()]).decode("utf-8-sig")), delimiter=";"))
    assert tuple(rows[0]) == CSV_TITLES
    assert len(rows) == 3
    told = dict(zip(rows[0], rows[2], strict=True))
    assert (told["sku"], told["name"]) == ("'=2+2", "'=cmd()")
    assert told["buyer_phone"] == "'+70000000017"


def test_a_day_is_a_list_of_documents() -> None:
    told = json.loads(day_json([parcel("1"), parcel("2")]))
    assert [one["marketplace_number"] for one in told] == ["1", "2"]
    assert json.loads(day_json([])) == []
