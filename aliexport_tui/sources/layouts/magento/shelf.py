"""Rows put by in a temporary file until the whole of the export is known; read again by number."""

import os
import tempfile
from array import array

import msgspec

from aliexport_tui.sources.layouts.magento.row import Packed, Row


class Shelf:
    """Memory: 8 bytes a row. First all rows are put, then they are read. `close` takes the file away."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="aliexport-import-")  # noqa: SIM115 (closed by close)
        self._ends = array("q", [0])
        self._end = 0
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Row).decode
        self._written = True

    def __len__(self) -> int:
        return len(self._ends) - 1

    def put(self, packed: Packed) -> int:
        """-> its number."""
        data = self._encode(packed)
        self._file.write(data)
        self._written = False
        self._end += len(data)
        self._ends.append(self._end)
        return len(self._ends) - 2

    def row(self, number: int) -> Row:
        if not self._written:
            self._file.flush()
            self._written = True
        begin = self._ends[number]
        return self._decode(os.pread(self._file.fileno(), self._ends[number + 1] - begin, begin))

    def close(self) -> None:
        self._file.close()
