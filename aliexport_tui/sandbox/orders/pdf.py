"""Small PDF files (ISO 32000-1) of lines of Latin text and bars. Nothing in them depends on the hour or the machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from aliexport_tui.sandbox.orders import barcode

_MARGIN = 14
_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_CATALOG, _PAGES, _FONT, _BOLD = 1, 2, 3, 4


@dataclass
class Page:
    """Content from the top down; sizes are points (1/72 inch)."""

    width: int = 283
    height: int = 425
    _drawn: list[str] = field(default_factory=list)
    _at: int = 0

    def __post_init__(self) -> None:
        self._at = self.height - _MARGIN

    @property
    def room(self) -> int:
        """Points left above the lower margin."""
        return self._at - _MARGIN

    def text(self, words: str, size: int = 10, *, bold: bool = False) -> None:
        """One line; what is not Latin becomes a question mark."""
        self._at -= size
        plain = words.encode("latin-1", "replace").decode("latin-1")
        escaped = plain.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self._drawn.append(f"BT /F{2 if bold else 1} {size} Tf {_MARGIN} {self._at} Td ({escaped}) Tj ET")
        self._at -= size // 2

    def code(self, words: str, height: int = 50) -> None:
        """A bar code over the whole width, and its text below."""
        self._at -= height
        module = (self.width - 2 * _MARGIN) / barcode.modules(words)
        for start, wide in barcode.bars(words):
            x, width = _MARGIN + start * module, wide * module
            self._drawn.append(f"{x:.2f} {self._at} {width:.2f} {height} re f")
        self._at -= 4
        self.text(words, 11, bold=True)

    def rule(self) -> None:
        """A line across."""
        self._drawn.append(f"{_MARGIN} {self._at} {self.width - 2 * _MARGIN} 0.7 re f")
        self._at -= 6

    def stream(self) -> bytes:
        """The page's content."""
        return "\n".join(self._drawn).encode("latin-1")


def document(pages: Sequence[Page]) -> bytes:
    """The file."""
    objects: dict[int, bytes] = {
        _CATALOG: b"<< /Type /Catalog /Pages 2 0 R >>",
        _FONT: _font("Helvetica"),
        _BOLD: _font("Helvetica-Bold"),
    }
    first = _BOLD + 1
    for number, page in enumerate(pages):
        at, stream = first + 2 * number, page.stream()
        objects[at] = (
            f"<< /Type /Page /Parent {_PAGES} 0 R /MediaBox [0 0 {page.width} {page.height}] /Contents {at + 1} 0 R "
            f"/Resources << /Font << /F1 {_FONT} 0 R /F2 {_BOLD} 0 R >> >> >>"
        ).encode()
        objects[at + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects[_PAGES] = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode()
    return _file(objects)


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


def _file(objects: dict[int, bytes]) -> bytes:
    """Objects, the table of their offsets, the trailer."""
    content = bytearray(_HEAD)
    rows = ["0000000000 65535 f \n"]
    for number in sorted(objects):
        rows.append(f"{len(content):010} 00000 n \n")
        content += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    at = len(content)
    content += f"xref\n0 {len(rows)}\n{''.join(rows)}".encode()
    content += f"trailer\n<< /Size {len(rows)} /Root {_CATALOG} 0 R >>\nstartxref\n{at}\n%%EOF\n".encode()
    return bytes(content)
