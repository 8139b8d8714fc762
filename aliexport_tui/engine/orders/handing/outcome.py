"""How tries end: committed, counted, told."""

from collections import Counter

from aliexport_tui.engine.orders.handing.notes import Notes
from aliexport_tui.engine.orders.handing.parcels import concealed, reference_of
from aliexport_tui.handoff.target import HandOffTrouble, Taken
from aliexport_tui.model.clock import Chance, Clock
from aliexport_tui.model.order_action import Failure
from aliexport_tui.store import hand_offs, reserved
from aliexport_tui.store.accounts import Account
from aliexport_tui.store.database import Transaction
from aliexport_tui.store.hand_offs import Leaving

MOST_TRIES = 30
"""Of what may pass by itself: about a day."""
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 15.0, 3600.0
_PATIENCE = 3
"""So many troubles of one target in a row, and the rest of its parcels waits for another go."""


class Outcome:
    """Of one go."""

    def __init__(self, clock: Clock, account: Account, notes: Notes, chance: Chance) -> None:
        self.done = self.failed = self.again = 0
        self._clock = clock
        self._account = account
        self._notes = notes
        self._chance = chance
        self._in_a_row: Counter[str] = Counter()

    def taken(self, tx: Transaction, row: Leaving, taken: Taken) -> None:
        reference = reference_of(taken.reference, row.buyer)
        hand_offs.done(tx, row.id, reference, self._clock.now_ms())
        self._notes.taken(tx, row, reference)
        reserved.settle(tx, row.trade_order)
        self.done += 1
        self._in_a_row[row.target] = 0

    def troubled(self, tx: Transaction, row: Leaving, trouble: HandOffTrouble, *, quietly: bool = False) -> bool:
        """False when the target's other parcels had better wait for another go. `quietly`: the log has it already."""
        now = self._clock.now_ms()
        failure = Failure(trouble.code, concealed(trouble.args_by_name, row.buyer))
        doubt = row.doubt if trouble.fate == "as_before" else trouble.fate == "unknown"
        if not trouble.again or row.tries >= MOST_TRIES:
            hand_offs.failed(tx, row.id, failure, doubt=doubt, now=now)
            self._notes.failed(tx, row, failure)
            self.failed += 1
            self._in_a_row[row.target] += trouble.code == "handoff.unforeseen"
            return not trouble.wide and self._in_a_row[row.target] < _PATIENCE
        at = now + round(self._pause_s(row.tries, trouble.after_s) * 1000)
        hand_offs.later(tx, row.id, failure, doubt=doubt, at=at)
        if not quietly:
            self._notes.put_off(tx, row, failure)
        self.again += 1
        if trouble.wide:
            hand_offs.rest(tx, self._account.id, row.target, at)
            return False
        self._in_a_row[row.target] += 1
        return self._in_a_row[row.target] < _PATIENCE

    def _pause_s(self, tries: int, asked: float | None) -> float:
        """Doubled with each try, with jitter; never shorter than the target has asked for."""
        doubled: float = _FIRST_PAUSE_S * 2 ** min(tries - 1, 12)
        pause = min(_LONGEST_PAUSE_S, doubled) * (0.75 + self._chance.random() / 2)
        return max(pause, asked or 0.0)
