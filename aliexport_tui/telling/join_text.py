"""What a rule would join, line by line."""

from aliexport_tui.engine.join_preview import JoinGroup, JoinPreview
from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.source_words import doubt_name
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.money import to_decimal


def join_lines(preview: JoinPreview, rule: str) -> list[str]:
    """Counts, the largest products to be, examples, and those that look wrong."""
    name = {"article": _("article"), "name": _("name")}.get(rule, _("the feed's groups"))
    lines = [
        _("By {rule}: {before} products would be {after}").format(rule=name, before=preview.before, after=preview.after),
        _("{joined} offers would be variants, of {groups} products").format(joined=preview.joined, groups=preview.groups),
    ]
    for title, groups in (
        (_("The largest:"), preview.largest),
        (_("Examples:"), preview.examples),
        (_("Look at these ({count} in all):").format(count=preview.doubtful), preview.suspicious),
    ):
        if groups:
            lines += ["", title, *(line for group in groups for line in _group(group))]
    return lines


def _group(group: JoinGroup) -> list[str]:
    doubts = ", ".join(map(doubt_name, group.doubts))
    lines = [f"  {group.count} × {neutral(group.name)}" + (f"  ! {doubts}" if doubts else "")]
    for member in group.members:
        price = "" if member.price is None else str(to_decimal(member.price))
        shown = " · ".join(
            part for part in (member.code, member.parts or _("nothing of its own"), price, member.name) if part
        )
        lines.append(f"      {neutral(shown)}")
    if group.count > len(group.members):
        lines.append("      " + _("… and {count} more").format(count=group.count - len(group.members)))
    return lines
