"""Which value of a dictionary is likely meant by a shop's word: a proposal with its score and its reason, for a person to
accept. Nothing here is ever sent by itself (`listing.matching` alone decides that)."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from aliexport_tui.listing.fold import fold

Reason = Literal["chosen", "chosen_like", "spelling", "order", "number", "letters", "part", "stem", "near"]
"""Chosen before for this word; chosen before for a word spelt alike; same but for signs and blanks; same words in another
order; same figures without their unit; the same in the other alphabet; some of its words; the same stem; alike."""

LEAST = 55
"""Proposals below this score are not made."""
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_SAME_SOUND = (("kh", "h"), ("j", "i"), ("y", "i"), ("w", "v"), ("ck", "k"), ("c", "k"), ("x", "ks"), ("q", "k"))
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,/]\d+)?")
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)?")
_TIMES = re.compile(r"(?<=\d)\s*[x×х*]\s*(?=\d)")
_COMMON = 300
"""A word that more values than these have in common tells none of them."""
_STEM = 4
"""Letters that an inflected or shortened word keeps at least."""


class Proposal(msgspec.Struct, frozen=True):
    """`score` in percent. `of`: the word that was chosen for before (`reason` "chosen_like")."""

    id: str
    name: str
    score: int
    reason: Reason
    of: str = ""


class Proposer:
    """Over one dictionary. `chosen`: the shop's words with the value that a person gave them before, in this or another
    profile; values that the dictionary lacks are passed over."""

    def __init__(self, names: Mapping[str, str], chosen: Iterable[tuple[str, str]] = ()) -> None:
        self._names = names
        self._places = {id: place for place, id in enumerate(names)}
        self._by_spelling: dict[str, list[str]] = defaultdict(list)
        self._by_order: dict[str, list[str]] = defaultdict(list)
        self._by_numbers: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._by_word: dict[str, set[str]] = defaultdict(set)
        self._by_start: dict[str, set[str]] = defaultdict(set)
        self._by_triple: dict[str, set[str]] = defaultdict(set)
        self._triples: dict[str, frozenset[str]] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        for id, name in names.items():
            self._learn(id, name)
        self._chosen: dict[str, Counter[str]] = defaultdict(Counter)
        self._chosen_like: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        for word, id in chosen:
            if id in names:
                self._chosen[fold(word)][id] += 1
                self._chosen_like[_sound(word)][(id, word)] += 1

    def propose(self, text: str) -> Proposal | None:
        """The likeliest value, None where none is likely. Of equals the one that the dictionary has first."""
        before = self._chosen.get(fold(text))
        if before:
            return self._made(before.most_common(1)[0][0], 98, "chosen")
        for reason, score, index, form in (
            ("spelling", 97, self._by_spelling, _spelling(text)),
            ("order", 94, self._by_order, _order(text)),
            ("number", 93, self._by_numbers, _numbers(text)),
        ):
            found = index.get(form, ()) if form else ()
            if len(found) == 1 or (found and reason == "spelling"):
                return self._made(found[0], score, msgspec.convert(reason, Reason))
        like = self._chosen_like.get(_sound(text))
        if like:
            id, word = like.most_common(1)[0][0]
            return self._made(id, 92, "chosen_like", word)
        if sounds := self._by_sound.get(_sound(text)):
            return self._made(sounds[0], 91, "letters")
        return self._likely(text)

    # ---- inside ------------------------------------------------------------------------------------------------

    def _learn(self, id: str, name: str) -> None:
        self._by_spelling[_spelling(name)].append(id)
        self._by_order[_order(name)].append(id)
        if numbers := _numbers(name):
            self._by_numbers[numbers].append(id)
        self._by_sound[_sound(name)].append(id)
        words = self._words[id] = _words(name)
        for word in words:
            self._by_word[word].add(id)
            if word.isalpha():
                self._by_start[word[:3]].add(id)
        self._triples[id] = _triples(name)
        for triple in self._triples[id]:
            self._by_triple[triple].add(id)

    def _likely(self, text: str) -> Proposal | None:
        words, triples = _words(text), _triples(text)
        letters = [word for word in words if word.isalpha()]
        if not letters:
            return None  # figures are the same or not
        shared: Counter[str] = Counter()
        for triple in triples:
            shared.update(self._by_triple.get(triple, ()))
        candidates = {id for id, _count in shared.most_common(50)}
        for word in words:
            for found in (self._by_word.get(word, ()), self._by_start.get(word[:3], ()) if word.isalpha() else ()):
                if len(found) <= _COMMON:
                    candidates.update(found)
        best: Proposal | None = None
        for id in sorted(candidates, key=self._places.__getitem__):
            for score, reason in (
                (_part_score(letters, self._words[id]), "part"),
                (_stem_score(letters, self._words[id]), "stem"),
                (_near_score(triples, self._triples[id], shared[id]), "near"),
            ):
                if score >= LEAST and (best is None or score > best.score):
                    best = self._made(id, score, msgspec.convert(reason, Reason))
        return best

    def _made(self, id: str, score: int, reason: Reason, of: str = "") -> Proposal:
        return Proposal(id, self._names[id], score, reason, of)


def _plain(text: str) -> str:
    """ "30 х 50 см" -> "30×50 см"; accents off, ё is е, й stays a letter of its own."""
    return _TIMES.sub("×", fold(text))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_plain(text)))


def _spelling(text: str) -> str:
    return "".join(_words(text))


def _order(text: str) -> str:
    return " ".join(sorted(_words(text)))


def _numbers(text: str) -> str:
    """ "44 RU" -> "44", "30х50 см" -> "30×50"; "" where words of substance stand beside the figures."""
    plain = _plain(text)
    if any(len(word) > 3 for word in _WORD.findall(plain) if word.isalpha()):
        return ""
    return "×".join(number.replace(",", ".") for number in _NUMBER.findall(plain))


def _sound(text: str) -> str:
    """Both alphabets as one: "Джинс" and "Jeans" differ, "Хаки" and "khaki" don't."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", _spelling(text)) if not unicodedata.combining(letter))
    latin = "".join(_LATIN.get(letter, letter) for letter in bare)
    for one, other in _SAME_SOUND:
        latin = latin.replace(one, other)
    return latin


def _triples(text: str) -> frozenset[str]:
    padded = f" {' '.join(_words(text))} "
    return frozenset(padded[start : start + 3] for start in range(max(1, len(padded) - 2)))


def _part_score(words: list[str], of: tuple[str, ...]) -> int:
    """All words of the value stand in the text: "Хлопок 100%" has "Хлопок"."""
    if not words or not of or not set(of) <= set(words):
        return 0
    return 60 + round(30 * len(set(of)) / len(set(words))) - 2 * words.index(of[0])


def _stem_score(words: list[str], of: tuple[str, ...]) -> int:
    """Each word of one begins as a word of the other does: "Женский" and "Жен", "Кнопка" and "Кнопки"."""
    if not words or len(words) != len(of):
        return 0
    kept = total = 0
    for word, other in zip(words, of, strict=True):
        same = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
        short = min(len(word), len(other))
        if same < min(_STEM, short) or same < 3 or (same < short and short - same > 2):
            return 0
        kept, total = kept + 2 * same, total + len(word) + len(other)
    return 60 + round(30 * kept / total)


def _near_score(mine: frozenset[str], theirs: frozenset[str], shared: int) -> int:
    return round(90 * 2 * shared / (len(mine) + len(theirs))) if shared else 0
