"""A long text before and after, by the words that differ: what stays is cut short."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

Part = tuple[Literal["same", "out", "in"], str]

LONG = 60
"""Shorter texts are told whole, one after the other."""
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_COMPARED = 400
"""Words on either side that are compared with each other; of more, all between the first and the last difference goes."""
_AROUND = 8
"""Words that stay, beside each difference."""


def is_long(before: str, after: str) -> bool:
    return min(len(before), len(after)) > LONG


def parts(before: str, after: str) -> tuple[Part, ...]:
    """In reading order. Texts without control characters are expected."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    found: list[Part] = [("same", "".join(old[:head]))]
    found += _between(old[head : len(old) - tail], new[head : len(new) - tail])
    found.append(("same", "".join(old[len(old) - tail :])))
    return tuple(_shortened([part for part in found if part[1]]))


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many are the same at the beginning."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[Part]:
    if len(old) > _COMPARED or len(new) > _COMPARED:
        yield "out", "".join(old)
        yield "in", "".join(new)
        return
    for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[first:last])
        else:
            yield "out", "".join(old[first:last])
            yield "in", "".join(new[begin:end])


def _shortened(found: Sequence[Part]) -> Iterator[Part]:
    for index, (how, text) in enumerate(found):
        words = _WORDS.findall(text)
        if how != "same" or len(words) <= 3 * _AROUND:
            yield how, text
            continue
        start = "".join(words[:_AROUND]) if index else ""
        end = "".join(words[-_AROUND:]) if index < len(found) - 1 else ""
        yield how, f"{start} … {end}"
