"""The demonstration, and that the commands it shows work when they are pasted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.designer.conftest import ROOT
from tests.designer.test_processes import environment


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_demonstration(tmp_path: Path, lang: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "designer.demo", "--lang", lang, "--days", "20" if lang == "en" else "8"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", env=environment(), check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    said = {
        "en": ("Blocked", "Warned", "Put on hold", "Alerts by role", "Stock", "Recall of", "To look further"),
        "zh": ("已拦截", "已警告", "已隔离", "按角色的告警", "库存", "召回", "进一步查看"),
    }
    for expected in said[lang] if lang == "en" else said[lang][:1]:
        assert expected in done.stdout
    assert {"en": "§ Food Safety Law, Art", "zh": "§ 食品安全法 第三十四条"}[lang] in done.stdout
    if lang == "en":
        return
    commands = re.findall(r"^  (\S.* (?:explain|eval|graph|rebuild|run) .*)$", done.stdout, re.MULTILINE)
    assert len(commands) == 5
    for command in commands:
        pasted = subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=environment(),
            check=False,
        )
        assert pasted.returncode == 0, f"{command}\n{pasted.stderr}"


def test_the_commands_of_our_readme(tmp_path: Path) -> None:
    text = (ROOT / "designer/README.md").read_text("utf-8")
    commands = re.findall(r"^\$ (.*)$", text, re.MULTILINE)
    assert len(commands) > 10
    (tmp_path / "packs").symlink_to(ROOT / "packs")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    for name, module in (("bincard", "-m designer.cli"), ("python", "")):
        script = bin_folder / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n', "utf-8")
        script.chmod(0o755)
    path = f"{bin_folder}:{environment()['PATH']}"
    for command in commands:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=environment(PATH=path),
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
