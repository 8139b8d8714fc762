"""Foreign text made fit for a card: HTML for descriptions, plain text for titles."""

import html
import re

import nh3

TAGS = {"p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "u", "h2", "h3", "h4"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
}

_CLEANER = nh3.Cleaner(tags=TAGS, attributes={}, link_rel=None)
_CONTROLS = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u00ad\\u200b\\ufeff\\ufffe\\uffff\\ud800-\\udfff]")
_BLOCK = re.compile(r"<(p|br|ul|ol|li|h[1-6]|table|div)\b", re.IGNORECASE)
_DIV = re.compile(r"<(/?)(?:div|section|article)\b[^<>]*>", re.IGNORECASE)
_TOP_HEAD = re.compile(r"<(/?)h[156]\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_EMPTY = re.compile(r"<(p|li|b|strong|i|em|u|h[2-4])>(?:\s|&nbsp;|\u00a0|<br>)*</\1>")


def without_controls(text: str) -> str:
    """Control characters (but for line ends and tabs), lone surrogates and unseen joints dropped."""
    return text if text.isprintable() else _CONTROLS.sub("", text)


def unescaped(text: str) -> str:
    """Entities resolved a second time: shops escape HTML that the feed's XML escapes again (sources.md §6)."""
    return without_controls(html.unescape(text).replace("\r\n", "\n").replace("\r", "\n"))


def clean_html(markup: str) -> str:
    """Only the tags of a card's description, no attributes; "" when nothing can be read in it."""
    text = _TOP_HEAD.sub(r"<\1h3>", _DIV.sub(r"<\1p>", markup))
    if not _BLOCK.search(text):
        text = text.strip().replace("\n", "<br>")
    cleaned = _CLEANER.clean(text)
    while (shorter := _EMPTY.sub("", cleaned)) != cleaned:
        cleaned = shorter
    return cleaned.strip() if plain_text(cleaned) else ""


def plain_text(text: str) -> str:
    """One line without tags, `<` and `>` (local-products.md §5, 7090001)."""
    bare = html.unescape(html.unescape(text))
    if "<" in bare or ">" in bare:
        bare = _TAG.sub(" ", bare).replace("<", " ").replace(">", " ")
    return " ".join(without_controls(bare).split())


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, at the end of a word where one ends in the last third."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    space = head.rfind(" ")
    return (head[:space] if space > limit * 2 // 3 else head).rstrip(" ,;:-")
