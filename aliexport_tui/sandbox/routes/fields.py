"""update-field: one field of a card (local-products.md §3.3)."""

from __future__ import annotations

import msgspec

from aliexport_tui.sandbox.checks.media import check_images
from aliexport_tui.sandbox.checks.report import Report
from aliexport_tui.sandbox.checks.texts import check_subjects
from aliexport_tui.sandbox.checks.values import chosen, identity, whole, words
from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.late import picture_problems
from aliexport_tui.sandbox.queue import Order
from aliexport_tui.sandbox.reading import read_subjects
from aliexport_tui.sandbox.records import FieldUpdate
from aliexport_tui.sandbox.wire import JsonObject
from aliexport_tui.sandbox.writing import Write, check_card_now, check_late_now, perform

_KEYS = ("image_urls", "delivery_time", "subject", "freight_template_id")


def _field(call: Call, item: JsonObject) -> Order | Report:
    report = Report()
    card_id = check_card_now(call, report, item)
    key = chosen(report, item, "key", _KEYS)
    update = _update(call, report, key, item) if key else None
    return Order(card_id, (), update) if update and not report else report


def _update(call: Call, report: Report, key: str, item: JsonObject) -> FieldUpdate | None:
    value = item.get("value")
    match key:
        case "image_urls":
            check_images(report, value, "value")
            urls = tuple(str(each) for each in value) if isinstance(value, list) else ()
            if not report:
                check_late_now(call, report, tuple(picture_problems("value", urls, call.market.switches)))
            return FieldUpdate(key, texts=urls)
        case "delivery_time":
            kind = call.market.switches.word("update_field.delivery_time")
            if (kind == "number" and isinstance(value, str)) or (kind == "string" and isinstance(value, int)):
                report.add("value", "not_whole" if kind == "number" else "not_text")
            return FieldUpdate(key, word=str(whole(report, item, "value", 1, 30)))
        case "freight_template_id":
            template = identity(report, item, "value", required=True)
            if template and template not in call.market.schema.template_ids:
                report.add("value", "template_unknown", id=template)
            return FieldUpdate(key, word=template)
        case _:
            return _subject(report, item, call.market.switches.whole("title.max"))


def _subject(report: Report, item: JsonObject, longest: int) -> FieldUpdate:
    """A plain title of the main language, or JSON in a string: titles with their languages."""
    value = words(report, item, "value", required=True)
    if not value.lstrip().startswith(("[", "{")):
        words(report, item, "value", high=longest)
        return FieldUpdate("subject", word=value)
    try:
        entries = msgspec.json.decode(value, type=list[dict[str, object]])
    except msgspec.DecodeError:
        report.add("value", "not_subjects")
        return FieldUpdate("subject")
    check_subjects(report, {"value": entries}, longest, "value")
    return FieldUpdate("subject", subjects=read_subjects(entries))


_WRITE = Write("update-field", "field", "fields", "limits.update_field", _field)


def _answer(call: Call) -> JsonObject:
    group_id, results = perform(call, _WRITE)
    return {
        "group_id": group_id,
        "results": [
            {
                "ok": not result.problems,
                "task_id": result.task_id,
                "error": "; ".join(f"{each.path}: {call.text(each.key, each.arguments)}" for each in result.problems),
            }
            for result in results
        ],
    }


ENDPOINTS = (Endpoint("update-field", "POST", "/api/v1/product/update-field", _answer),)
