"""Where a shop category may belong on the marketplace: from names, and from what its owner has chosen before."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from aliexport_tui.listing.alike import Names, Near, Path
from aliexport_tui.listing.fold import fold

_SHOWN = 9
_DISPUTED = 90
"""The same category was mapped to different places before."""
_SAME_NAME_ELSEWHERE = 88
_SAME_NAME_HERE = 75
_LEAST_LIKE = 70
_BESIDE = 8
_LEAST_BESIDE = 40


class Choice(msgspec.Struct, frozen=True):
    """A shop category that somebody has mapped. `profile`: where, "" for the very profile that is being worked on."""

    path: Path
    target: str
    profile: str = ""


class Reason(msgspec.Struct, frozen=True):
    """Why. Codes: `same`, `same_of_many` (parents decide between several of that name), `kind`, `words` and `spelling`
    (`words`), `above` (by the name above), `earlier` (`profile`), `earlier_like` (`profile`, `name`), `here_like` (`name`),
    `beside` (neighbours go there), `beside_like` (neighbours go nearby)."""

    code: str
    args: Mapping[str, str] = {}


class Suggestion(msgspec.Struct, frozen=True):
    """`target`: a leaf of the marketplace. `score`: 0 … 100."""

    target: str
    score: int
    reasons: tuple[Reason, ...]


class Suggester:
    """Made once per marketplace tree, off the loop; `leaves`: id -> path of each category that products may go to."""

    def __init__(self, leaves: Mapping[str, Path], choices: Sequence[Choice] = ()) -> None:
        self._leaves = leaves
        self._names = Names(leaves)
        self._choices = [choice for choice in choices if choice.target in leaves]
        self._chosen = Names({str(place): choice.path for place, choice in enumerate(self._choices)})
        self._kept: dict[Path, tuple[Suggestion, ...]] = {}

    def knows(self, path: Path) -> bool:
        """Whether `suggest` has done its long part for this path."""
        return path in self._kept

    def suggest(self, path: Path, here: Iterable[Choice] = (), limit: int = _SHOWN) -> tuple[Suggestion, ...]:
        """The best first. `here`: what the profile being worked on maps already."""
        if path not in self._kept:
            self._kept[path] = self._lasting(path)
        found = {one.target: one for one in self._kept[path]}
        beside = [choice.target for choice in here if _are_siblings(choice.path, path) and choice.target in self._leaves]
        for one in _of_the_same_name_here(path, here, self._leaves):
            _put(found, one)
        for target, one in list(found.items()):
            if any(_is_nearby(self._leaves[target], self._leaves[other]) for other in beside) and one.score < 100:
                score = min(99, one.score + _BESIDE)
                code = "beside" if target in beside else "beside_like"
                found[target] = Suggestion(target, score, (*one.reasons, Reason(code)))
        for target in dict.fromkeys(beside):
            if target not in found:
                found[target] = Suggestion(target, _LEAST_BESIDE, (Reason("beside"),))
        return tuple(sorted(found.values(), key=self._order)[:limit])

    def _order(self, one: Suggestion) -> tuple[int, bool, int, Path, str]:
        was_chosen = any(reason.code.startswith("earlier") for reason in one.reasons)
        path = self._leaves[one.target]
        return -one.score, not was_chosen, len(path), path, one.target

    def _lasting(self, path: Path) -> tuple[Suggestion, ...]:
        """What no step of this profile changes."""
        found: dict[str, Suggestion] = {}
        for near in self._names.nearest(path, 2 * _SHOWN):
            _put(found, Suggestion(near.key, near.score, (_by_name(near, path),)))
        for one in self._earlier(path):
            _put(found, one)
        return tuple(found.values())

    def _earlier(self, path: Path) -> list[Suggestion]:
        near = [(one, self._choices[int(one.key)]) for one in self._chosen.nearest(path, 4 * _SHOWN)]
        whole = {choice.target for _one, choice in near if _is_same(choice.path, path)}
        found = []
        for one, choice in near:
            if _is_same(choice.path, path):
                score = 100 if len(whole) == 1 else _DISPUTED
                found.append(Suggestion(choice.target, score, (Reason("earlier", {"profile": choice.profile}),)))
            elif one.score >= _LEAST_LIKE and one.how != "above":
                args = {"profile": choice.profile, "name": choice.path[-1]}
                score = min(_SAME_NAME_ELSEWHERE, one.score * 9 // 10)
                found.append(Suggestion(choice.target, score, (Reason("earlier_like", args),)))
        return found


def _by_name(near: Near, path: Path) -> Reason:
    words = near.shared or path[-2:-1] if near.how == "above" else near.shared
    return Reason(near.how, {"words": ", ".join(words)} if words else {})


def _put(found: dict[str, Suggestion], one: Suggestion) -> None:
    """Two grounds for the same place: the better score, and a little more when they are of different kinds."""
    there = found.get(one.target)
    if there is None:
        found[one.target] = one
        return
    first, second = (there, one) if there.score >= one.score else (one, there)
    if any(reason.code == second.reasons[0].code for reason in first.reasons):
        found[one.target] = first
        return
    more = 0 if first.score >= 99 else min(99 - first.score, 3)
    found[one.target] = Suggestion(one.target, first.score + more, (*first.reasons, *second.reasons))


def _of_the_same_name_here(path: Path, here: Iterable[Choice], leaves: Mapping[str, Path]) -> list[Suggestion]:
    own = fold(path[-1])
    return [
        Suggestion(choice.target, _SAME_NAME_HERE, (Reason("here_like", {"name": " / ".join(choice.path)}),))
        for choice in here
        if choice.path != path and fold(choice.path[-1]) == own and choice.target in leaves
    ]


def _is_same(one: Path, other: Path) -> bool:
    return tuple(map(fold, one)) == tuple(map(fold, other))


def _are_siblings(one: Path, other: Path) -> bool:
    return len(one) > 1 and one != other and one[:-1] == other[:-1]


def _is_nearby(one: Path, other: Path) -> bool:
    """Under the same parent."""
    return len(one) > 1 and one[:-1] == other[:-1]
