"""tasks: the state of a group (local-products.md §3.7)."""

from __future__ import annotations

from aliexport_tui.sandbox.clock import rfc3339
from aliexport_tui.sandbox.endpoint import Call, Endpoint
from aliexport_tui.sandbox.queue import FAILED, SUCCEEDED, Task
from aliexport_tui.sandbox.texts import TASK_CODES
from aliexport_tui.sandbox.wire import JsonObject, RefusedError, read_id

_CREATE = 1


def _tasks(call: Call) -> JsonObject:
    group_id = read_id(call.query.get("group_id"))
    if group_id is None:
        raise RefusedError(400, "bad_field", field="group_id")
    switches = call.market.switches
    tasks = call.market.queue.group(group_id, call.seller, call.now)
    if tasks is None:
        if switches.word("tasks.unknown_group") == "404":
            raise RefusedError(404, "unknown_group", id=group_id)
        return {} if switches.flag("tasks.data_missing") else {"data": []}
    match switches.word("tasks.order"):
        case "newest":
            tasks.reverse()
        case "random":
            tasks = [tasks[index] for index in call.market.faults.shuffled(list(range(len(tasks))))]
    size = switches.whole("tasks.page_size")
    return {"data": [task_row(call, task) for task in (tasks[:size] if size else tasks)]}


def task_row(call: Call, task: Task) -> JsonObject:
    """A task as the wire shows it; a create's card and codes show when it has succeeded."""
    open_create = task.action == _CREATE and task.status != SUCCEEDED
    return {
        "id": task.id,
        "group_id": task.upload_id,
        "action": task.action,
        "status": task.status,
        "product_id": task.card_id,
        "sku_codes": () if open_create else task.codes,
        "error": _error(call, task),
        "warnings": [call.text(key) for key in task.warnings],
        "batch_results": {
            card_id: {"success": not key, "error": call.text(key, {"id": card_id}) if key else ""}
            for card_id, key in task.outcomes.items()
        },
        "created_at": rfc3339(task.created_ms),
        "updated_at": rfc3339(task.updated_ms),
        "external_id": task.external_id,
    }


def _error(call: Call, task: Task) -> JsonObject | None:
    if task.status != FAILED or task.error is None:
        return None
    key, arguments = task.error
    numeric, word = TASK_CODES[key]
    style = call.market.switches.word("errors.task_code_style")
    return {"code": str(numeric) if style == "numeric" else word, "message": call.text(key, arguments)}


ENDPOINTS = (Endpoint("tasks", "GET", "/api/v1/tasks", _tasks),)
