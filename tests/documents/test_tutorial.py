"""The tutorial is played as its reader plays it: its files are written, its commands run, what they print compared.

A block of a file follows a paragraph that names it last, in backticks; a `console` block holds commands after `$`
and what each prints. `pytest --bless` writes what they print now.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "tutorial"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"`([\w./-]+\.(?:card|toml|jsonl))`")
VARIES = re.compile(r"\d+\.\d+( s| 秒).*")
"""How long something took is another number each time."""


def named_before(text: str, start: int) -> str:
    """The file that the paragraph before a block names last."""
    paragraph = text[:start].rstrip().rsplit("\n\n", 1)[-1]
    names = NAMED.findall(paragraph)
    assert names, f"the paragraph before a file names none: {paragraph}"
    return str(names[-1])


def played(text: str, folder: Path, language: str) -> str:
    """The text with what its commands print here and now."""
    script = folder / "bin" / "bincard"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m designer.cli "$@"\n', "utf-8")
    script.chmod(0o755)
    desk = folder / "desk"
    desk.mkdir()
    environment = {
        **os.environ,
        "PATH": f"{script.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        "BINCARD_LANG": language,
        "COLUMNS": "100",
    }
    made, last = [], 0
    for block in BLOCK.finditer(text):
        kind, content = block.groups()
        made.append(text[last : block.start()])
        last = block.end()
        if kind == "console":
            shown = []
            for command in re.findall(r"^\$ (.*)", content, re.MULTILINE):
                done = subprocess.run(
                    ["sh", "-c", f"{command} 2>&1"], cwd=desk, env=environment,
                    stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False,
                )  # fmt: skip
                assert "Traceback" not in done.stdout
                lines = [line.rstrip() for line in done.stdout.splitlines()]
                shown.append("\n".join([f"$ {command}", *lines]).rstrip() + "\n")
            made.append(f"```console\n{''.join(shown)}```\n")
        else:
            if kind:
                file = desk / named_before(text, block.start())
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(content, "utf-8")
            made.append(block.group())
    return "".join([*made, text[last:]])


@pytest.mark.parametrize(("name", "language"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_tutorial(name: str, language: str, tmp_path: Path, bless: bool) -> None:
    path = FOLDER / name
    text = path.read_text("utf-8")
    now = played(text, tmp_path, language)
    if bless and VARIES.sub("", now) != VARIES.sub("", text):
        path.write_text(now, "utf-8", newline="\n")
        text = now
    assert VARIES.sub("", now) == VARIES.sub("", text)
