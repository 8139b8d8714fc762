"""Titles and descriptions by template, language by language (001 §multi_language_…_list)."""

import html

from aliexport_tui.listing.cleaning import clean_html, cut, plain_text, unescaped
from aliexport_tui.listing.facts import Facts
from aliexport_tui.listing.recipe import Recipe
from aliexport_tui.listing.template import render
from aliexport_tui.model.problem import Problem
from aliexport_tui.model.profile import LanguageTexts
from aliexport_tui.model.wants import Text

_LOOSE_ENDS = " ,;:-–"
"""What a template such as "{name}, {brand}" leaves where a part is empty."""


def assemble_texts(facts: Facts, recipe: Recipe) -> tuple[tuple[Text, ...], list[Problem]]:
    """A language whose templates are all empty is not sent; the marketplace translates into ru and en by itself."""
    problems: list[Problem] = []
    texts = []
    templates = {"ru": recipe.texts.ru, "en": recipe.texts.en, "tr": recipe.texts.tr}
    for language, wanted in templates.items():
        text = _text(language, wanted, facts, recipe, problems)
        if text.subject or text.web:
            texts.append(text)
    return tuple(texts), problems


def _text(language: str, wanted: LanguageTexts, facts: Facts, recipe: Recipe, problems: list[Problem]) -> Text:
    limit = recipe.target.limits.title
    title = plain_text(render(wanted.subject, facts.text)).strip(_LOOSE_ENDS)
    if len(title) > limit:
        args = {"language": language, "length": str(len(title)), "limit": str(limit)}
        problems.append(Problem("title.cut", "multi_language_subject_list", args, severity="warning"))
        title = cut(title, limit)
    web = _description(wanted.web, facts)
    if wanted.web and not web:
        web = _description(recipe.texts.missing, facts)
    mobile = _description(wanted.mobile, facts) if wanted.mobile else ""
    return Text(language=language, subject=title, web=web, mobile=mobile or web)


def _description(template: str, facts: Facts) -> str:
    return clean_html(render(template, lambda name: _markup(name, facts))) if template else ""


def _markup(name: str, facts: Facts) -> str:
    """`description` is HTML already, all else is plain text that must not become tags."""
    if name == "description":
        return unescaped(facts.product.description)
    if name == "params":
        rows = "".join(f"<li>{html.escape(_row(param.name, param.value, param.unit))}</li>" for param in facts.params())
        return f"<ul>{rows}</ul>" if rows else ""
    return html.escape(unescaped(facts.text(name)), quote=False)


def _row(name: str, value: str, unit: str) -> str:
    return unescaped(f"{name}: {value} {unit}".rstrip())
