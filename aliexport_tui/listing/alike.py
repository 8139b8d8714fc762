"""Names in trees beside each other: which of many paths is most like this one.

A word counts by how few names have it; words of the names above help, but never find anything by themselves."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from aliexport_tui.listing.fold import fold
from aliexport_tui.listing.stems import CHILDREN, GENERIC, PEOPLE, grams, head, likeness, words

Path = tuple[str, ...]
"""Names from the top down to its own."""

How = Literal["same", "same_of_many", "kind", "words", "spelling", "above"]

_ABOVE = 0.8
"""What a word is worth that is found only in the names above."""
_UNKNOWN = 0.35
"""What a word weighs that no name of the tree has: a brand, a series."""
_PLAIN = 0.4
"""What a word weighs that only says: the plain kind."""
_LOOKED_AT = 48
_LEAST = 20
_MANY_SAME = 70
_WORDS = 84
"""Where the names match by words but the parents say nothing; the parents' share comes on top."""
_KIND = 0.82
"""A kind of what is looked for: the name above it is the very name."""
_PART = 0.9
"""One of several things that share a category."""
_AND = re.compile(r"\s+(?:и|или|and|or)\s+|\s*[,/&+;]\s*")
_OTHER_PEOPLE = 0.8
_OTHER_HEAD = 0.65
_ONLY_SPELLING = 0.85


class Near(msgspec.Struct, frozen=True):
    """`score` 0 … 100, 100 for the same name alone. `shared`: the words in common, as the found path spells them. `how`:
    `same_of_many`: others have this name too, the parents decide; `kind`: the name above it is the same; `above`: nothing
    of the own name was of use, the name above was looked for."""

    key: str
    score: int
    how: How
    shared: tuple[str, ...] = ()


class _Entry(msgspec.Struct, frozen=True):
    key: str
    path: Path
    own: tuple[tuple[str, str], ...]
    parts: tuple[frozenset[str], ...]
    """«Мыши и трекболы» are two things in one category; «для мышей и трекболов» is neither."""
    above: tuple[str, ...]
    people: frozenset[str]


class Names:
    """All paths that can be found, read once."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._entries = {key: _entry(key, path) for key, path in paths.items()}
        self._with: dict[str, list[str]] = defaultdict(list)
        self._same: dict[str, list[str]] = defaultdict(list)
        self._branches = {name for entry in self._entries.values() for name in entry.path[:-1]}
        self._kinds: dict[str, list[str]] = defaultdict(list)
        counted: Counter[str] = Counter()
        for key, entry in self._entries.items():
            self._same[entry.path[-1]].append(key)
            if len(entry.path) > 1:
                self._kinds[entry.path[-2]].append(key)
            for one, _word in entry.own:
                self._with[one].append(key)
            counted.update({one for one, _word in entry.own} | set(entry.above))
        self._weights = {one: math.log(1 + len(self._entries) / count) for one, count in counted.items()}
        self._grams: dict[str, list[str]] = defaultdict(list)
        for one in self._with:
            for gram in grams(one):
                self._grams[gram].append(one)
        self._alike: dict[str, tuple[tuple[str, float], ...]] = {}

    def nearest(self, path: Path, limit: int = 9) -> tuple[Near, ...]:
        """The best first; equal ones by their keys' path, so that the order is the same every time."""
        folded = tuple(fold(name) for name in path)
        found = self._by_words(folded)
        above = folded[:-1]
        if above and not any(self._stems_like(one) for one, _word in words(folded[-1])):
            found += [
                msgspec.structs.replace(near, score=near.score * 4 // 5, how="above") for near in self._by_words(above)
            ]
        same = self._same.get(folded[-1], [])
        found = [near for near in found if near.key not in same] + self._of_the_same_name(folded, same)
        found = [near for near in found if near.score >= _LEAST]
        found.sort(key=lambda near: (-near.score, len(self._entries[near.key].path), self._entries[near.key].path, near.key))
        return tuple(found[:limit])

    # ---- inside ------------------------------------------------------------------------------------------------

    def _of_the_same_name(self, folded: Path, same: Sequence[str]) -> list[Near]:
        """One of that name is it. Of several the parents tell; the whole path being the same settles it."""
        if len(same) == 1 and folded[-1] not in self._branches:
            return [Near(same[0], 100, "same")]
        whole = [key for key in same if self._entries[key].path == folded]
        if len(whole) == 1:
            return [Near(key, 100 if key == whole[0] else _MANY_SAME, "same_of_many") for key in same]
        return [self._one_of_many(folded, self._entries[key]) for key in same]

    def _one_of_many(self, folded: Path, entry: _Entry) -> Near:
        score = _MANY_SAME + 29 * self._context(folded, entry)
        return Near(entry.key, round(score * _people(folded, entry)), "same_of_many")

    def _by_words(self, folded: Path) -> list[Near]:
        rough: Counter[str] = Counter()
        own = words(folded[-1])
        for one, _word in own:
            for known, alike in self._stems_like(one):
                worth = alike * self._weights[known]
                for key in self._with[known]:
                    rough[key] += worth  # type: ignore[assignment]
        best = sorted(rough, key=lambda key: (-rough[key] / (1 + 0.2 * len(self._entries[key].own)), key))[:_LOOKED_AT]
        looked_at = dict.fromkeys([*best, *self._kinds.get(folded[-1], ())[:_LOOKED_AT]])
        return [self._judged(folded, own, self._entries[key]) for key in looked_at]

    def _judged(self, folded: Path, own: tuple[tuple[str, str], ...], entry: _Entry) -> Near:
        mine = [one for one, _word in own]
        theirs = [one for one, _word in entry.own]
        asked = self._covered(mine, theirs, entry.above)
        given = self._covered(theirs, mine, _above(folded))
        name = 2 * asked * given / (asked + given) if asked and given else 0.0
        exact = any(one == other for one in mine for other in theirs)
        same_head = self._covered(head(folded[-1]), head(entry.path[-1]), ())
        name *= (1.0 if exact else _ONLY_SPELLING) * (_OTHER_HEAD + (1 - _OTHER_HEAD) * same_head)
        how: How = "words" if exact else "spelling"
        if _is_kind(folded, entry):
            plain = all(one in mine or one in GENERIC for one in theirs)
            name, how = max(name, _KIND + 0.05 * exact + 0.05 * plain), "kind"
        elif exact and frozenset(mine) in entry.parts:
            name = max(name, _PART)
        score = name * (_WORDS + 15 * self._context(folded, entry)) * _people(folded, entry)
        shared = tuple(word for one, word in entry.own if any(likeness(one, other) for other in mine))
        return Near(entry.key, min(99, round(score)), how, shared)

    def _covered(self, asked: Iterable[str], near: Sequence[str], above: Sequence[str]) -> float:
        """The share of the `asked` words' weight that is found."""
        found = whole = 0.0
        for one in asked:
            weight = self._weight(one)
            best = max((likeness(one, other) for other in near), default=0.0)
            if best < _ABOVE and above:
                best = max(best, _ABOVE * max(likeness(one, other) for other in above))
            found += weight * best
            whole += weight
        return found / whole if whole else 0.0

    def _context(self, folded: Path, entry: _Entry) -> float:
        """How far the names above agree; a half where one side has none."""
        mine, own = _above(folded), {one for one, _word in words(folded[-1])}
        others = [one for one in entry.above if one not in own]
        if not mine or not entry.above:
            return 0.5
        there = self._covered(mine, [*entry.above, *(one for one, _word in entry.own)], ())
        back = self._covered(others, mine, ()) if others else there
        return max(there, back) * 0.7 + min(there, back) * 0.3

    def _weight(self, one: str) -> float:
        return self._rarity(one) * (_PLAIN if one in GENERIC else 1.0)

    def _rarity(self, one: str) -> float:
        known = self._weights.get(one)
        if known is not None:
            return known
        alike = self._stems_like(one)
        heaviest = math.log(1 + max(1, len(self._entries)))
        return self._weights[alike[0][0]] if alike else heaviest * _UNKNOWN

    def _stems_like(self, one: str) -> tuple[tuple[str, float], ...]:
        """Stems of the tree's own names that are like this one, the likest first."""
        if one not in self._alike:
            if len(self._alike) > 20_000:
                self._alike.clear()
            near = {one} if one in self._with else set()
            shared = Counter(known for gram in grams(one) for known in self._grams.get(gram, ()))
            near.update(known for known, count in shared.items() if count >= 2)
            found = [(known, alike) for known in near if (alike := likeness(one, known))]
            self._alike[one] = tuple(sorted(found, key=lambda pair: (-pair[1], pair[0]))[:12])
        return self._alike[one]


def _entry(key: str, path: Path) -> _Entry:
    folded = tuple(fold(name) for name in path)
    own = words(folded[-1])
    is_list = len(head(folded[-1])) == len(own)
    parts = [frozenset(one for one, _word in words(part)) for part in _AND.split(folded[-1]) if is_list]
    return _Entry(key, folded, own, tuple(parts), tuple(_above(folded)), _whom(folded))


def _above(folded: Path) -> list[str]:
    """Stems of the names above, the nearest first."""
    return list(dict.fromkeys(one for name in reversed(folded[:-1]) for one, _word in words(name)))


def _is_kind(folded: Path, entry: _Entry) -> bool:
    """Whether the name right above it says all that is looked for, and no more than that and the names above say."""
    if len(entry.path) < 2:
        return False
    own = {one for one, _word in words(folded[-1])}
    parent = {one for one, _word in words(entry.path[-2])}
    return own <= parent <= own | set(_above(folded))


def _whom(folded: Path) -> frozenset[str]:
    return PEOPLE & {one for name in folded for one, _word in words(name)}


def _people(folded: Path, entry: _Entry) -> float:
    """Less for what is made for others: children's things are not for those who say nothing of children."""
    asked = _whom(folded)
    special = entry.people - asked
    if special and (asked or special & (CHILDREN | {"беремен"})):
        return 1.0 if asked & CHILDREN and entry.people & CHILDREN else _OTHER_PEOPLE
    return 1.0
