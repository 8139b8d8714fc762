"""Why a product is in or out, in words: one line per condition, each with a sign."""

from collections.abc import Mapping, Sequence

from aliexport_tui.engine.planning.why import Verdict, Why
from aliexport_tui.model.profile import Condition, Profile
from aliexport_tui.tui.forms import conditions
from aliexport_tui.tui.words import _, neutral

_VERDICTS: Mapping[Verdict, str] = {
    "in": _("in: the filter covers it"),
    "by_hand": _("in: put in by hand"),
    "filter": _("out: a condition of the filter does not hold"),
    "excluded": _("out: taken out by hand"),
    "skipped": _("out: its shop category is taken out"),
    "vanished": _("out: the feed no longer has it"),
    "other_source": _("out: the profile takes its products from another source"),
    "other_profile": _("out: it belongs to another profile of the account"),
}
_FIELDS = {choice.value: choice.text for choice in conditions.FIELD_CHOICES}
_OPS = {choice.value: choice.text for choice in conditions.OP_CHOICES}


def verdict_word(verdict: Verdict) -> str:
    return _VERDICTS[verdict]


def is_in(verdict: Verdict) -> bool:
    return verdict in ("in", "by_hand")


def named(value: str, names: Mapping[str, str]) -> str:
    """ "11" -> "Джинсы (11)"; a key that the shop does not have keeps a question mark."""
    if not value:
        return _("without a category")
    return neutral(f"{names[value]} ({value})" if value in names else f"? ({value})")


def condition_text(condition: Condition, names: Mapping[str, str]) -> str:
    values = condition.values or ((condition.value,) if condition.value else ())
    by_key = condition.field == "category" and condition.op != "contains"
    shown = ", ".join(named(value, names) if by_key else neutral(value) for value in values)
    return f"{_FIELDS[condition.field]} {_OPS[condition.op]} {shown}".rstrip()


def why_lines(found: Why, profile: Profile, names: Mapping[str, str]) -> Sequence[str]:
    """ "✗ price ≥ 100 — has 90", one for each condition; then what a person did by hand."""
    lines = []
    for one in found.clauses.results:
        has = named(one.has, names) if one.condition.field == "category" else neutral(one.has) or "—"
        sign = "✓" if one.holds else "✗"
        lines.append(f"{sign} {condition_text(one.condition, names)} — {_('has')} {has}")
    if found.clauses.expert is not None:
        lines.append(f"{'✓' if found.clauses.expert else '✗'} SQL: {neutral(profile.filter_sql)}")
    if not lines:
        lines.append(f"✓ {_('no condition: every product of the source')}")
    if found.key in profile.include:
        lines.append(f"✓ {_('put in by hand')}")
    if found.key in profile.exclude:
        lines.append(f"✗ {_('taken out by hand')}")
    return lines
