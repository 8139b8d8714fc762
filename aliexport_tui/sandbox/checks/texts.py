"""Titles and descriptions in several languages (001 §multi_language_…)."""

from __future__ import annotations

from aliexport_tui.sandbox.checks.report import Report
from aliexport_tui.sandbox.checks.values import chosen, objects, words
from aliexport_tui.sandbox.wire import JsonObject

LANGUAGES = ("tr", "ru", "en", "tr_TR", "ru_RU", "en_US")


def check_subjects(report: Report, item: JsonObject, longest: int, name: str = "multi_language_subject_list") -> None:
    """Every title has a language and words."""
    seen: set[str] = set()
    for place, entry in objects(report, item, name, required=True):
        _language(report, entry, place, seen)
        words(report, entry, "subject", path=place, required=True, high=longest)


def check_descriptions(report: Report, product: JsonObject) -> None:
    """Every description has a language, a text for the site and one for the app."""
    seen: set[str] = set()
    for place, entry in objects(report, product, "multi_language_description_list", required=True):
        _language(report, entry, place, seen)
        words(report, entry, "web", path=place, required=True)
        words(report, entry, "mobile", path=place, required=True)


def _language(report: Report, entry: JsonObject, place: str, seen: set[str]) -> None:
    language = chosen(report, entry, "language", LANGUAGES, path=place)[:2]
    if language and language in seen:
        report.add(place + "language", "repeated_language", language=language)
    seen.add(language)
