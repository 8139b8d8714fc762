"""The order side's parts, wired once."""

from __future__ import annotations

from dataclasses import dataclass

from aliexport_tui.sandbox.cards import Cards
from aliexport_tui.sandbox.orders.book import Book
from aliexport_tui.sandbox.orders.generator import Generator
from aliexport_tui.sandbox.orders.life import Life
from aliexport_tui.sandbox.orders.machine import Machine
from aliexport_tui.sandbox.queue import Queue
from aliexport_tui.sandbox.schema import Schema
from aliexport_tui.sandbox.storage import Storage
from aliexport_tui.sandbox.switches import Switches


@dataclass(frozen=True, slots=True)
class OrderSide:
    """What requests about orders can reach."""

    book: Book
    machine: Machine
    generator: Generator
    life: Life


def open_orders(storage: Storage, cards: Cards, schema: Schema, switches: Switches, queue: Queue) -> OrderSide:
    """The order side over an open state file."""
    book = Book(storage)
    machine = Machine(book, cards, switches)
    generator = Generator(book, cards, schema, switches)
    return OrderSide(book, machine, generator, Life(book, machine, generator, queue, switches))
