"""How two names are told to be the same."""

import unicodedata


def fold(text: str) -> str:
    """Case, width, runs of blanks and ё/е don't tell names apart: " Тёмно-Синий " == "темно-синий"."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").split())
