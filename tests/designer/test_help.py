"""Help pages, and what is said about a command line that makes no sense."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from designer.commands import app
from designer.terminal import choose_language
from tests.designer.conftest import Run

COMMANDS = (
    "new",
    "check",
    "fmt",
    "test",
    "run",
    "load",
    "eval",
    "explain",
    "board",
    "read",
    "diff",
    "impact",
    "graph",
    "rebuild",
    "audit",
    "help",
    "lsp",
)
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_the_list_of_commands_is_whole() -> None:
    assert {c.name for c in app.registered_commands} == set(COMMANDS)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_in_both_languages(bincard: Run, command: str) -> None:
    words = [command] if command else []
    english = bincard(*words, "--help")
    chinese = bincard(*words, "-h", lang="zh")
    assert english.code == chinese.code == 0
    assert english.out.startswith("Usage: bincard")
    assert chinese.out.startswith("用法： bincard")
    for heading in ("Usage", "Options", "Show", "Commands", "required", "default"):
        assert heading not in chinese.out
    if command != "load":  # its example names a file in Chinese
        assert not HAN.search(english.out)
    assert max(map(len, english.out.splitlines())) <= 100


def test_nothing_at_all_shows_the_help(bincard: Run) -> None:
    result = bincard()
    assert result.code == 2
    assert "Commands" in result.out


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (["chek", "x"], "Did you mean `check`?", "是否想写 `check`"),
        (["zzzzzz"], "I know new, check", "可用的命令"),
        (["--zzz", "check"], "option --zzz", "没有选项 --zzz"),
        (["check"], "PATH is missing", "缺少 PATH"),
        (["check", "x", "y"], "`y` is one word too many", "多出了 `y`"),
        (["run", "x"], "option --events is needed", "必须给出选项 --events"),
        (["run", "x", "--event", "y"], "Did you mean --events?", "是否想写 --events"),
        (["rebuild", "--store"], "a value is missing", "缺少值"),
        (["check", "x", "--json=1"], "not used rightly", "用法有误"),
        (["check", "--lang", "fr", "x"], "one of zh, en", "可用的值：zh, en"),
        (["graph", "packs/food", "--svg", "--dot"], "only one of", "只能给出其中一个"),
    ],
)
def test_wrong_use(bincard: Run, words: list[str], en: str, zh: str) -> None:
    for lang, expected in (("en", en), ("zh", zh)):
        result = bincard(*words, lang=lang)
        assert result.code == 2
        assert expected in result.err
        assert result.out == ""
        assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
        ([], {"LANG": "zh_CN", "BINCARD_LANG": "en"}, "en"),
        (["--lang", "zh", "check"], {"BINCARD_LANG": "en"}, "zh"),
        (["check", "x", "--lang=zh"], {}, "zh"),
        (["fmt", "x", "--lang", "zh"], {}, "en"),
        (["--lang", "zh", "fmt", "x", "--lang", "en"], {}, "zh"),
        (["--lang"], {}, "en"),
    ],
)
def test_how_the_language_is_chosen(words: list[str], environment: dict[str, str], expected: str) -> None:
    assert choose_language(words, environment) == expected


def test_help_needs_nothing_heavy() -> None:
    script = (
        "import sys; from designer.cli import main; main(['--help']);"
        "print([m for m in ('sqlalchemy', 'lark', 'networkx', 'pydantic') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_version(bincard: Run) -> None:
    assert bincard("--version").out.startswith("bincard")
