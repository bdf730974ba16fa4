"""From the start of a process to the answer to a first event, of a pack that was compiled before."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests.benchmarks.month import FOOD, days

Row = tuple[str, str, str]
ROOT = FOOD.parents[1]
FIRST = f"""
import sys
from pathlib import Path
from engine.pipeline import compile_path
from engine.run import Engine
answer, = Engine(compile_path(Path({str(FOOD)!r}))).submit_lines([sys.stdin.buffer.readline()])
print(answer.outcome)
"""


def seconds(arguments: list[str], cache: Path, expected: str) -> float:
    """How long a process takes that is given the first line of the month; it must print what is expected."""
    environment = {**os.environ, "BINCARD_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments], input=days(1)[0], env=environment, capture_output=True, check=True
    )
    taken = time.perf_counter() - start
    assert expected in done.stdout.decode()
    return taken


def measure(folder: Path, times: int) -> list[Row]:
    """The median of so many starts: of an engine, of the command, of Python alone."""
    cache = folder / "cache"
    command = ["-m", "designer.cli", "run", str(FOOD), "--events", "-", "--json"]
    python = median(seconds(["-c", "pass"], cache, "") for _ in range(times))
    compiled = seconds(["-c", FIRST], cache, "accepted")
    engine = median(seconds(["-c", FIRST], cache, "accepted") for _ in range(times))
    whole = median(seconds(command, cache, '"accepted"') for _ in range(times))
    return [
        ("python -c pass", f"{python:.3f} s", "1"),
        ("engine, compiled before", f"{engine:.3f} s", f"{engine / python:.0f}"),
        ("bincard run, compiled before", f"{whole:.3f} s", f"{whole / python:.0f}"),
        ("engine, compiled anew", f"{compiled:.3f} s", f"{compiled / python:.0f}"),
    ]
