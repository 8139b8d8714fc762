"""What a task does to the cards when its time has come, and why it may fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

from aliexport_tui.sandbox.cards import Cards, StoredCard
from aliexport_tui.sandbox.checks.report import Problem
from aliexport_tui.sandbox.faults import Faults
from aliexport_tui.sandbox.late import card_problems, picture_problems
from aliexport_tui.sandbox.records import Card, CardIds, Description, FieldUpdate, Price, Sku, Stock
from aliexport_tui.sandbox.schema import Schema
from aliexport_tui.sandbox.switches import Switches

Payload = Card | FieldUpdate | tuple[Price, ...] | tuple[Stock, ...] | CardIds
_Change = Callable[[Card], "Card | Problem"]


@dataclass(frozen=True, slots=True)
class Job:
    """A task as the effects see it: `at_ms` is when it ends."""

    kind: str
    seller: str
    card_id: str
    payload: bytes
    at_ms: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended: a problem, or the card it made or changed; `outcomes` are those per card."""

    problem: Problem | None = None
    card_id: str = "0"
    codes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    outcomes: dict[str, str] = field(default_factory=dict)


class Effects:
    """One method per kind of task."""

    def __init__(self, schema: Schema, switches: Switches, cards: Cards, faults: Faults) -> None:
        self._schema = schema
        self._switches = switches
        self._cards = cards
        self._faults = faults
        self._kinds: dict[str, Callable[[Job], Outcome]] = {
            "create": self._create,
            "edit": self._edit,
            "field": self._field,
            "price": self._price,
            "stock": self._stock,
            "online": self._visibility,
            "offline": self._visibility,
            "delete": self._visibility,
        }

    def run(self, job: Job) -> Outcome:
        """Do the work of a task."""
        if self._faults.share("fault.task_error"):
            return Outcome(Problem("", "internal", {}), job.card_id)
        return self._kinds[job.kind](job)

    def _create(self, job: Job) -> Outcome:
        card = msgspec.json.decode(job.payload, type=Card)
        problem = next(card_problems(card, self._schema, self._switches), None)
        if problem:
            return Outcome(problem)
        shown = self._altered(translated(card))
        lag = self._switches.milliseconds("fault.visible_lag_s")
        card_id = self._cards.add(job.seller, shown, job.at_ms, job.at_ms + lag)
        return Outcome(None, card_id, _codes(card), self._warnings(card))

    def _edit(self, job: Job) -> Outcome:
        card = msgspec.json.decode(job.payload, type=Card)

        def change(old: Card) -> Card | Problem:
            problem = next(card_problems(card, self._schema, self._switches), None)
            if problem:
                return problem
            known = {sku.code: sku for sku in old.skus}
            skus = [
                msgspec.structs.replace(sku, sku_id=known[sku.code].sku_id) if sku.code in known else sku
                for sku in card.skus
            ]
            if self._switches.word("edit.missing_skus") == "keep":
                sent = {sku.code for sku in card.skus}
                skus += [sku for sku in old.skus if sku.code not in sent]
            return translated(msgspec.structs.replace(card, skus=tuple(skus)))

        outcome = self._change(job, change)
        return with_warnings(outcome, self._warnings(card))

    def _field(self, job: Job) -> Outcome:
        update = msgspec.json.decode(job.payload, type=FieldUpdate)

        def change(old: Card) -> Card | Problem:
            match update.key:
                case "image_urls":
                    problem = next(picture_problems("value", update.texts, self._switches), None)
                    return problem or msgspec.structs.replace(old, images=update.texts)
                case "delivery_time":
                    return msgspec.structs.replace(old, shipping_lead_time=int(update.word))
                case "freight_template_id":
                    return msgspec.structs.replace(old, freight_template_id=update.word)
                case _:
                    subjects = update.subjects or {old.language: update.word}
                    return msgspec.structs.replace(old, subjects={**old.subjects, **subjects})

        return self._change(job, change)

    def _price(self, job: Job) -> Outcome:
        prices = {each.code: each for each in msgspec.json.decode(job.payload, type=tuple[Price, ...])}
        keep = self._switches.word("price.omit_discount") == "keep"

        def changed(sku: Sku) -> Sku:
            price = prices.get(sku.code)
            if price is None:
                return sku
            kept = sku.discount_price if keep else ""
            discount = kept if price.discount_price is None else price.discount_price
            return msgspec.structs.replace(sku, price=price.price, discount_price=discount)

        return self._change(job, lambda old: _with_skus(old, job.card_id, set(prices), changed))

    def _stock(self, job: Job) -> Outcome:
        stocks = {each.code: each.inventory for each in msgspec.json.decode(job.payload, type=tuple[Stock, ...])}

        def changed(sku: Sku) -> Sku:
            return msgspec.structs.replace(sku, inventory=stocks.get(sku.code, sku.inventory))

        return self._change(job, lambda old: _with_skus(old, job.card_id, set(stocks), changed))

    def _change(self, job: Job, change: _Change) -> Outcome:
        stored = self._cards.owned(job.card_id, job.seller)
        if stored is None:
            return Outcome(Problem("product_id", "foreign_product", {"id": job.card_id}), job.card_id)
        card = change(stored.card)
        if isinstance(card, Problem):
            return Outcome(card, job.card_id, _codes(stored.card))
        self._cards.replace(stored, self._altered(card), job.at_ms)
        return Outcome(None, job.card_id, _codes(card))

    def _visibility(self, job: Job) -> Outcome:
        ids = msgspec.json.decode(job.payload, type=CardIds).ids
        problems = {card_id: self._set_visibility(job, card_id) for card_id in ids}
        first = next((problem for problem in problems.values() if problem), None)
        outcomes = {card_id: problem.key if problem else "" for card_id, problem in problems.items()}
        card_id = ids[0] if len(ids) == 1 else "0"
        whole_failed = first is not None and all(problems.values())
        return Outcome(first if whole_failed else None, card_id, outcomes=outcomes)

    def _set_visibility(self, job: Job, card_id: str) -> Problem | None:
        stored = self._cards.owned(card_id, job.seller)
        if stored is None:
            return Problem("productIds", "foreign_product", {"id": card_id})
        if job.kind != "delete":
            self._cards.set_online(card_id, job.kind == "online", job.at_ms)
        elif self._may_delete(stored):
            self._cards.delete(card_id, job.at_ms)
        else:
            return Problem("productIds", "not_offline", {})
        return None

    def _may_delete(self, stored: StoredCard) -> bool:
        return not (stored.online and self._switches.flag("delete.requires_offline"))

    def _warnings(self, card: Card) -> tuple[str, ...]:
        category = self._schema.category(card.category_id)
        brands = {prop.id for prop in category.properties if prop.brand} if category else set()
        warnings = ["warning_brand_value" for each in card.attributes if each.name_id in brands and each.value]
        if self._faults.share("fault.warnings"):
            warnings.append("warning_sample")
        return tuple(warnings)

    def _altered(self, card: Card) -> Card:
        if not self._faults.share("fault.alter_field"):
            return card
        match self._switches.word("fault.alter_what"):
            case "price":
                skus = tuple(msgspec.structs.replace(sku, price=str(Decimal(sku.price) + 1)) for sku in card.skus)
                return msgspec.structs.replace(card, skus=skus)
            case "stock":
                return _with_stocks(card, lambda stock: stock + 1)
            case "sold":
                return _with_stocks(card, lambda stock: max(0, stock - 1))
            case "subject":
                subjects = {language: f"{subject} *" for language, subject in card.subjects.items()}
                return msgspec.structs.replace(card, subjects=subjects)
            case "images":
                return msgspec.structs.replace(card, images=card.images[1:] or card.images * 2)
            case _:
                return msgspec.structs.replace(card, weight=str(Decimal(card.weight) + 1))


def _with_stocks(card: Card, changed: Callable[[int], int]) -> Card:
    skus = tuple(msgspec.structs.replace(sku, inventory=changed(sku.inventory)) for sku in card.skus)
    return msgspec.structs.replace(card, skus=skus)


def with_warnings(outcome: Outcome, warnings: tuple[str, ...]) -> Outcome:
    """The outcome with warnings, unless it is a failure."""
    if outcome.problem:
        return outcome
    return Outcome(None, outcome.card_id, outcome.codes, warnings, outcome.outcomes)


def translated(card: Card) -> Card:
    """The card with the Russian and English texts that machine translation adds (001 §multi_language_…)."""
    subjects, descriptions = dict(card.subjects), dict(card.descriptions)
    source = subjects.get(card.language) or next(iter(subjects.values()))
    text = descriptions.get(card.language) or next(iter(descriptions.values()))
    for language in ("ru", "en"):
        subjects.setdefault(language, f"[{language}] {source}")
        descriptions.setdefault(language, Description(f"[{language}] {text.web}", f"[{language}] {text.mobile}"))
    return msgspec.structs.replace(card, subjects=subjects, descriptions=descriptions)


def _codes(card: Card) -> tuple[str, ...]:
    return tuple(sku.code for sku in card.skus)


def _with_skus(card: Card, card_id: str, codes: set[str], changed: Callable[[Sku], Sku]) -> Card | Problem:
    unknown = sorted(codes - {sku.code for sku in card.skus})
    if unknown:
        return Problem("skus", "unknown_sku", {"code": unknown[0], "id": card_id})
    return msgspec.structs.replace(card, skus=tuple(changed(sku) for sku in card.skus))
