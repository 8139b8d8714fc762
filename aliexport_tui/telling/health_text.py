"""Findings of the doctor in words."""

from aliexport_tui.engine.operations.finding import Finding, Grade
from aliexport_tui.messages.i18n import N_, _
from aliexport_tui.messages.registry import hint, render
from aliexport_tui.messages.text import neutral

_GRADES: dict[Grade, str] = {"ok": N_("ok"), "warn": N_("warn"), "bad": N_("BAD")}
_PARTS = {
    "alerts": N_("alerts"),
    "backup": N_("backup"),
    "clock": N_("clock"),
    "disk": N_("disk"),
    "file": N_("file"),
    "held": N_("held changes"),
    "logs": N_("logs"),
    "orders": N_("orders"),
    "permissions": N_("permissions"),
    "run": N_("runs"),
    "schedule": N_("schedule"),
    "schema": N_("categories"),
    "source": N_("sources"),
    "token": N_("token"),
    "versions": N_("versions"),
    "work": N_("at work"),
}


def grade_word(grade: Grade) -> str:
    return _(_GRADES[grade])


def part_name(check: str) -> str:
    """Of the part that was looked at; an unknown one shows itself."""
    return _(_PARTS[check]) if check in _PARTS else neutral(check)


def text_of(one: Finding) -> tuple[str, str]:
    """What was found, and what to do ("" where there is nothing to do)."""
    return render(one.code, one.args), hint(one.code, one.args)
