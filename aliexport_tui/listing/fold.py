"""How two names are told to be the same."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Case, width, runs of blanks and ё/е don't tell names apart: " Тёмно-Синий " == "темно-синий". The same few names
    come by with every product."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").split())
