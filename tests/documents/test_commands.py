"""Every command that a README shows is run, in the order shown, in a folder of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READMES = [
    "README.md",
    "packs/README.md",
    *sorted(f"examples/{p.parent.name}/README.md" for p in ROOT.glob("examples/*/pack.toml")),
]


def commands(readme: Path) -> list[str]:
    """The commands of a README: lines in code blocks that begin with `bincard` or `python -m`."""
    found = []
    for block in re.findall(r"^```\w*\n(.*?)^```", readme.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            command = re.split(r"\s{2,}#", line)[0].strip()
            if command.startswith(("bincard ", "python -m ")):
                found.append(command)
    return found


@pytest.mark.parametrize("readme", READMES)
def test_the_commands_of_a_readme_run(readme: str, tmp_path: Path) -> None:
    for name in ("packs", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    for name, module in (("bincard", "-m designer.cli"), ("python", "")):
        script = bin_folder / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n', "utf-8")
        script.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
    }
    shown = commands(ROOT / readme)
    assert shown, f"{readme} shows no command"
    for command in shown:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{readme}: {command}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
