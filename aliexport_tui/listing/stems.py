"""Words of a name without their endings, and how alike two of them are: Russian first, English plurals too."""

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_IDLE_WORDS = """
и в во на с со к ко для от по из без до при под над за или а у о об др прочее прочие другое другие разное остальное все всё
the a an and or of for with to in other
"""
_IDLE = frozenset(_IDLE_WORDS.split())
_ENDINGS_OF_WORDS = """
ого его ому ему ыми ими ая яя ое ее ые ие ый ий ой ых их ую юю ым им ом ем
иями иях ами ями ах ях ов ев ьев ей ьи ья ье ию ия ии ам ям ы и а я у ю о е ь й
es s
"""
_ENDINGS = sorted(_ENDINGS_OF_WORDS.split(), key=lambda ending: (-len(ending), ending))
_SHORTEST = 3
_TURNS = frozenset(("для", "с", "со", "под", "от", "к", "ко", "на", "из", "без", "for", "with", "to"))
"""What stands after one of these only tells what the thing is for or has: «Чехлы для телефонов» are covers."""
_SAME_PEOPLE = (
    ("муж", ("мужск", "мужчин", "men", "mens")),
    ("жен", ("женск", "женщин", "women", "womens", "ladie")),
    ("дет", ("детск", "дет", "ребенк", "ребенок", "малыш", "kid", "children", "baby", "babie")),
    ("девоч", ("девочк", "девочек", "girl")),
    ("мальч", ("мальчик", "boy")),
    ("беремен", ("беременн", "maternity")),
)
"""Whom a thing is for is said in many ways: «для мужчин», «мужская»."""
_PEOPLE = {stem: whole for whole, stems in _SAME_PEOPLE for stem in stems}
PEOPLE = frozenset(_PEOPLE.values())
CHILDREN = frozenset(("дет", "девоч", "мальч"))
_GENERIC_STEMS = """
классическ обычн стандартн универсальн основн баз друг проч повседневн classic standard casual
"""
GENERIC = frozenset(_GENERIC_STEMS.split())
"""Words that tell the plain kind of a thing from the special ones."""
_LEAST_ALIKE = 0.6
_GRAM = 3


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A folded word without its ending. What has a figure in it, or is short, stays whole."""
    if word.isalpha():
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
                word = word[: -len(ending)]
                break
    return _PEOPLE.get(word, word)


@lru_cache(maxsize=65_536)
def words(folded: str) -> tuple[tuple[str, str], ...]:
    """(stem, the word as it stood) of a folded name, each stem once; idle words only where there are no others."""
    found = _WORD.findall(folded)
    telling = [word for word in found if word not in _IDLE] or found
    told: dict[str, str] = {}
    for word in telling:
        told.setdefault(stem(word), word)
    return tuple(told.items())


@lru_cache(maxsize=65_536)
def head(folded: str) -> tuple[str, ...]:
    """Stems of what the thing itself is: those before the first «для», «с», "for"."""
    found = _WORD.findall(folded)
    turn = next((place for place, word in enumerate(found) if place and word in _TURNS), len(found))
    first = {stem(word) for word in found[:turn] if word not in _IDLE}
    own = tuple(one for one, _word in words(folded))
    return tuple(one for one in own if one in first) or own


@lru_cache(maxsize=65_536)
def grams(stem_: str) -> frozenset[str]:
    """Pieces of three letters, the beginning counting most."""
    padded = f"  {stem_}"
    return frozenset(padded[place : place + _GRAM] for place in range(len(padded) - _GRAM + 1))


@lru_cache(maxsize=262_144)
def likeness(one: str, other: str) -> float:
    """0 … 1 of two stems: the same, one beginning with the other («дет», «детск»), or alike in spelling. Figures are never
    alike."""
    if one == other:
        return 1.0
    if not (one.isalpha() and other.isalpha()):
        return 0.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > _SHORTEST and longer.startswith(shorter) and (share := len(shorter) / len(longer)) >= _LEAST_ALIKE:
        return 0.3 + 0.6 * share
    mine, theirs = grams(one), grams(other)
    dice = 2 * len(mine & theirs) / (len(mine) + len(theirs))
    return dice if dice >= _LEAST_ALIKE else 0.0
