"""Checking a large pack: for the first time, again when nothing changed, and after an edit in one file."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from dsl.references import Symbol
from dsl.services.navigating import renamed
from engine.check import workspace
from engine.packs import PackSource, open_packs
from engine.pipeline import compile_packs
from tests.benchmarks.large import large, write
from tests.benchmarks.start import ROOT, Row


def _processor() -> float:
    """Processor time of this process and of those that it has waited for: all of it on one core."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _seconds(work: Callable[[], object]) -> float:
    start = _processor()
    work()
    return _processor() - start


def _command(pack: Path, cache: Path) -> float:
    environment = {**os.environ, "BINCARD_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    arguments = [sys.executable, "-m", "designer.cli", "check", str(pack)]
    return _seconds(lambda: subprocess.run(arguments, env=environment, capture_output=True, check=True))


def _python(lines: int) -> float:
    """How long Python compiles so many lines of its own library."""
    texts, count = [], 0
    for path in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py")):
        texts.append(path.read_text("utf-8"))
        count += texts[-1].count("\n")
        if count >= lines:
            break
    return _seconds(lambda: [compile(text, "", "exec") for text in texts]) * lines / count


def check(lines: int) -> PackSource:
    """The pack, in which nothing is wrong, nor after an edit, but for what the edit broke."""
    pack = large(lines)
    assert sum(text.count("\n") for text in pack.files.values()) >= lines
    assert compile_packs([pack]).diagnostics == ()
    return pack


def renaming(root: Path) -> float:
    """How long it takes to say what has to be written otherwise so that an item's country is called something else."""
    kept = workspace(open_packs(root))
    use = kept.now.declaration(Symbol("field", "country", "Item"))
    assert use is not None
    start = time.process_time()
    found = renamed(kept, use.span.path, use.span.start, "quite_new", "en")
    took = time.process_time() - start
    assert isinstance(found, tuple)
    assert len(found) > 1
    return took


def edits(pack: PackSource, times: int, *paths: str) -> list[float]:
    """How long it takes to say all that is wrong after an edit: of a rule here and there, to and fro."""
    kept = workspace([pack])
    assert kept.now.diagnostics == ()
    found = []
    edited = paths or tuple(
        path for path in pack.files if path.endswith("suppliers.card") and "scenarios" not in path
    )
    for number in range(times):
        path = edited[number // 2 % len(edited)]
        whole = pack.files[path]
        text = whole if number % 2 else whole.replace("supplier.status ==", "supplier.stat ==", 1)
        start = time.process_time()
        kept.edit(path, text)
        wrong = kept.now.diagnostics
        found.append(time.process_time() - start)
        assert {(d.code, d.span.path) for d in wrong} == (set() if number % 2 else {("BC203", path)})
    return found


def measure(folder: Path, pack: PackSource, lines: int, times: int) -> list[Row]:
    """The command in a process of its own, and a workspace after an edit."""
    root = write(pack, folder)
    python = _python(lines)
    cold = _command(root, folder / "cache")
    again = median(_command(root, folder / "cache") for _ in range(times))
    edit = median(edits(pack, 2 * times))
    whole = replace(pack, files={"large/all.card": "\n".join(pack.files.values())})
    rename = renaming(root)
    one = median(edits(whole, 2 * times, "large/all.card"))
    return [
        (f"python compiles {lines:,} lines", f"{python:.2f} s", "1"),
        (f"bincard check, {lines:,} lines", f"{cold:.2f} s", f"{cold / python:.1f}"),
        ("the same again, nothing changed", f"{again:.2f} s", f"{again / python:.2f}"),
        ("after an edit in one file", f"{edit:.3f} s", f"{edit / python:.3f}"),
        ("the same where all is one file", f"{one:.3f} s", f"{one / python:.3f}"),
        ("a field that is widely used under another name", f"{rename:.2f} s", f"{rename / python:.2f}"),
    ]
