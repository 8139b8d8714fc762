"""Where in the owner's data something stands, in words."""

from aliexport_tui.messages.i18n import _
from aliexport_tui.messages.text import neutral
from aliexport_tui.model.problem import Place


def place_words(place: Place, own: str = "") -> str:
    """ "line 16 [A-1]"; with the file before it ("offers.xml:16 [A-1]") unless that is `own`, the file or folder
    spoken of anyway. "" for no place."""
    file = "" if place.file == own else place.file.removeprefix(f"{own.rstrip('/')}/" if own else "")
    spot = str(Place(file, place.line)) if file or place.line is None else _("line {line}").format(line=place.line)
    return neutral(" ".join(part for part in (spot, f"[{place.key}]" if place.key else "") if part))
