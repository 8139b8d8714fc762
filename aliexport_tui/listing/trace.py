"""The steps of a rule, one by one, so that a person can see how a number came about."""

import msgspec


class Step(msgspec.Struct, frozen=True):
    """`op`: the rule's word; `by`: its argument; `result`: the number after it, as text."""

    op: str
    by: str
    result: str
