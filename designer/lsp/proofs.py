"""Proofs beside the server: in a process of their own, so that nobody who types waits for them and an edit ends them.

The process is given the texts and a number of seconds; it answers with what it found, or ends without an answer. No
answer means that nothing is known, and whoever asked says so.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from dsl.diagnostics import Diagnostic
from dsl.workspace import Workspace
from engine.packs import PackSource


async def proofs(packs: Sequence[PackSource], seconds: float) -> tuple[Diagnostic, ...] | None:
    """What proofs find in packs without errors; None if they are not done in time. Cancelling ends them."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        said, _ = await process.communicate(pickle.dumps((tuple(packs), seconds)))
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    if process.returncode != 0:
        return None
    found: tuple[Diagnostic, ...] = pickle.loads(said)
    return found


def texts(packs: Sequence[PackSource], workspace: Workspace) -> tuple[PackSource, ...]:
    """The packs with their files as somebody edits them."""
    return tuple(replace(pack, files=files) for pack, files in zip(packs, workspace.files(), strict=True))


def _main() -> None:
    """Answer one question; give up when the time is over."""
    packs, seconds = pickle.load(sys.stdin.buffer)
    bound = threading.Timer(seconds, os._exit, (1,))
    bound.daemon = True
    bound.start()
    if hasattr(os, "nice"):
        os.nice(5)
    from engine.pipeline import compile_packs, proven

    compiled = compile_packs(packs)
    found = proven(compiled).diagnostics[len(compiled.diagnostics) :]
    bound.cancel()
    sys.stdout.buffer.write(pickle.dumps(found))


if __name__ == "__main__":
    _main()
