"""001 §multi_language_subject_list and §multi_language_description_list."""

import re
from collections.abc import Iterator

from aliexport_tui.listing.target import Target
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.wants import Content, Text

_SUBJECT = "multi_language_subject_list"
_DESCRIPTION = "multi_language_description_list"
_FORBIDDEN = re.compile(r"[<>\x00-\x1f\x7f-\x9f]")


def check_texts(content: Content, target: Target) -> Iterator[Problem]:
    """The card's own language needs both texts: the marketplace can translate from it, not into it."""
    own = next((text for text in content.texts if text.language == content.language), None)
    args = {"language": content.language}
    if own is None or not own.subject:
        yield Problem("title.missing", _SUBJECT, args)
    if own is None or not (own.web or own.mobile):
        yield Problem("description.missing", _DESCRIPTION, args)
    seen: set[str] = set()
    for text in content.texts:
        if text.language not in target.limits.text_languages or text.language in seen:
            yield Problem("text.language", _SUBJECT, {"language": text.language})
        seen.add(text.language)
        yield from _text(text, target.limits.title)


def _text(text: Text, limit: int) -> Iterator[Problem]:
    args = {"language": text.language}
    if len(text.subject) > limit:
        yield Problem("title.too_long", _SUBJECT, {**args, "length": str(len(text.subject)), "limit": str(limit)})
    if _FORBIDDEN.search(text.subject):
        yield Problem("title.forbidden", _SUBJECT, args)
    if bool(text.web) != bool(text.mobile):
        yield Problem("description.half", _DESCRIPTION, args)
