"""Answers to writes: acceptance into the queue, item by item (local-products.md §2, §3.1-3.8)."""

from collections.abc import Sequence

from aliexport_tui.marketplace.local.node import Node
from aliexport_tui.marketplace.port import Fate, ItemResult, ProtocolTrouble, WriteAnswer


def write_answer(answer: Node, count: int, *, external_ids: Sequence[str] = (), field: str = "") -> WriteAnswer:
    """`results` by position; by external id where every result echoes one of ours. `field`: what a bare `error` is about.

    Raises ProtocolTrouble `marketplace.results_count` when items and results can't be matched."""
    results = tuple(_result(entry, field) for entry in answer.children("results"))
    echoed = {result.external_id: result for result in results}
    if external_ids and set(echoed) == set(external_ids) and len(results) == len(external_ids) == len(echoed):
        results = tuple(echoed[external_id] for external_id in external_ids)
    if len(results) != count:
        raise ProtocolTrouble(
            "marketplace.results_count",
            Fate.UNKNOWN,
            status=200,
            said=f"{len(results)} / {count}",
            group_id=answer.id("group_id"),
        )
    return WriteAnswer(answer.id("group_id"), results)


def ids_answer(answer: Node, count: int) -> WriteAnswer:
    """online, offline, delete: one result per id, or one for all, or none: what delete answers is unknown (§3.8).

    None means that nothing was said against it; whether it happened is told by the tasks and by the next read."""
    results = answer.children("results")
    if len(results) == count or len(results) > 1:
        return write_answer(answer, count)
    only = _result(results[0], "") if results else ItemResult(ok=True)
    return WriteAnswer(answer.id("group_id"), (only,) * count)


def _result(entry: Node, field: str) -> ItemResult:
    return ItemResult(
        ok=entry.flag("ok"),
        task_id=entry.id("task_id"),
        errors=_errors(entry, field),
        external_id=entry.text("external_id"),
    )


def _errors(entry: Node, field: str) -> dict[str, str]:
    """Path -> text, of a map, of {code, message}, of a list, or of update-field's single `error`; "" is the item itself."""
    errors = entry.get("errors")
    names = {name for name, _ in errors.members()}
    if names and not names <= {"code", "message", "details"}:
        return {name: text for name, value in errors.members() if (text := value.loose_text())}
    if names and not errors.id("code") and not errors.text("message"):
        return {}
    text = errors.loose_text() or entry.get("error").loose_text()
    return {field: text} if text else {}
