"""Lines of an event file or a pipe, in batches that one transaction takes."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from typing import BinaryIO

from engine.events import MAX_BYTES

BATCH = 500
"""So many lines are one transaction, at most."""

PATIENCE = 0.05
"""A pipe that gives nothing for so many seconds has what came so far submitted."""

CHUNK = 1 << 20
BOM = b"\xef\xbb\xbf"


def batches(stream: BinaryIO, size: int = BATCH) -> Iterator[list[tuple[int, bytes]]]:
    """Lines that are not blank, numbered: as soon as `size` are there, or nothing comes for a moment.

    A line may end with `\\n` or `\\r\\n`, the last one with nothing. Of a line that is longer than any event
    may be, only the beginning is kept: enough to be refused for its length.
    """
    batch: list[tuple[int, bytes]] = []
    number = 0
    for line in _lines(stream):
        if line is not None:
            number += 1
            if line.strip():
                batch.append((number, line))
        if batch and (line is None or len(batch) >= size):
            yield batch
            batch = []
    if batch:
        yield batch


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    rest = b""
    is_first = True
    is_cut = False
    for chunk in _chunks(stream):
        if chunk is None:
            yield None
            continue
        pieces = (rest + chunk).split(b"\n")
        rest = pieces.pop()
        for piece in pieces:
            if not is_cut:
                yield _whole(piece, is_first=is_first)
            is_cut = is_first = False
        if len(rest) > MAX_BYTES:
            if not is_cut:
                yield _whole(rest[: MAX_BYTES + 1], is_first=is_first)
            is_cut, is_first, rest = True, False, b""
    if rest and not is_cut:
        yield _whole(rest, is_first=is_first)


def _whole(line: bytes, *, is_first: bool) -> bytes:
    return (line.removeprefix(BOM) if is_first else line).removesuffix(b"\r")


def _chunks(stream: BinaryIO) -> Iterator[bytes | None]:
    """What there is to read; `None` where a pipe pauses."""
    try:
        handle = stream.fileno()
    except (OSError, AttributeError):
        yield from iter(lambda: stream.read(CHUNK), b"")
        return
    is_pipe = sys.platform != "win32" and stream is getattr(sys.stdin, "buffer", None)
    is_waiting = False
    while True:
        if is_pipe and is_waiting and not select.select([handle], [], [], PATIENCE)[0]:
            yield None
            is_waiting = False
        chunk = os.read(handle, CHUNK)
        if not chunk:
            return
        is_waiting = True
        yield chunk
