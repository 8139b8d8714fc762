"""gettext with English as the language of the source; a missing catalogue means English."""

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

DOMAIN = "aliexport_tui"
LOCALES = Path(__file__).parent.parent / "locale"
"""<language>/LC_MESSAGES/aliexport_tui.mo"""

_ENVIRONMENT = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")

_translations: gettext.NullTranslations = gettext.NullTranslations()


def use_language(language: str | None = None, environment: Mapping[str, str] | None = None) -> str:
    """Choose by setting ("ru", "ru_RU", "en"), else by the environment; returns the language in use. Until it is called
    all is English."""
    global _translations
    wanted = _candidates(language or _of_environment(os.environ if environment is None else environment))
    for candidate in wanted:
        if candidate == "en":
            break
        found = gettext.find(DOMAIN, str(LOCALES), [candidate])
        if found:
            with Path(found).open("rb") as catalogue:
                _translations = gettext.GNUTranslations(catalogue)
            return candidate
    _translations = gettext.NullTranslations()
    return "en"


def _(message: str) -> str:
    """The message in the language in use. "" stays "" (gettext would give the catalogue's header)."""
    return _translations.gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    return _translations.ngettext(singular, plural, count)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name, which the extractor looks for
    """Marks a message for the catalogue where it can't be translated yet."""
    return message


def _of_environment(environment: Mapping[str, str]) -> str:
    """The first variable that is set decides, as in gettext."""
    return next((environment[name] for name in _ENVIRONMENT if environment.get(name)), "en")


def _candidates(wanted: str) -> list[str]:
    """ "ru_RU.UTF-8:en" -> ["ru", "en"]."""
    names = (part.partition(".")[0].partition("@")[0] for part in wanted.split(":"))
    return ["en" if name in ("C", "POSIX", "") else name.replace("-", "_").partition("_")[0].lower() for name in names]
