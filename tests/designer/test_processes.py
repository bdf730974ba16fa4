"""The command as a process of its own: pipes, interrupts, bare locales, debugging."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.designer.conftest import MASTER, ROOT, SALES

BINCARD = [sys.executable, "-m", "designer.cli"]


def environment(**changes: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("LC_ALL", "LC_MESSAGES", "LANG", "BINCARD_LANG")}
    return {**kept, "PYTHONPATH": str(ROOT), **changes}


def bincard(*arguments: object, stdin: bytes = b"", **changes: str) -> subprocess.CompletedProcess[bytes]:
    words = [*BINCARD, *map(str, arguments)]
    return subprocess.run(words, input=stdin, capture_output=True, env=environment(**changes), check=False)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "没有问题"),
        ({"LANG": "C"}, "Fine"),
        ({"LANG": "C", "BINCARD_LANG": "zh"}, "没有问题"),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "BINCARD_LANG": "zh"}, "????"),
    ],
)
def test_the_locale_decides(pack: Path, changes: dict[str, str], expected: str) -> None:
    done = bincard("check", pack, **changes)
    assert done.returncode == 0
    assert expected in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_json_is_utf_8_in_any_locale(pack: Path) -> None:
    done = bincard(
        "run", pack, "--events", "-", "--json", stdin=b"".join(MASTER + SALES),
        LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0",
    )  # fmt: skip
    assert "太多: 6" in done.stdout.decode("utf-8")


def test_a_reader_that_goes_away(pack: Path) -> None:
    for words in (["test", ROOT / "packs/inventory"], ["check", "--help"], ["graph", pack, "--json"]):
        process = subprocess.Popen(
            [*BINCARD, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
        )
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        with process.stderr:
            assert process.stderr.read() == b""
        assert process.wait(60) == 141


def test_an_interrupt_is_quiet_and_loses_nothing_that_was_answered(pack: Path, tmp_path: Path) -> None:
    store = tmp_path / "plant.db"
    words = [*BINCARD, "run", str(pack), "--events", "-", "--json", "--store", str(store)]
    # A background job ignores it, and would hand that on to the child.
    kept = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
        )
    finally:
        signal.signal(signal.SIGINT, kept)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"".join(MASTER))
    process.stdin.flush()
    answered = [process.stdout.readline() for _ in MASTER]  # a pipe that pauses is answered at once
    assert all(b"accepted" in line for line in answered)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")
    shown = bincard("eval", pack, "--store", store, 'on_hand("A", "W")')
    assert shown.stdout.decode().strip() == "20"


def test_two_writers(pack: Path, tmp_path: Path) -> None:
    store = tmp_path / "plant.db"
    words = [*BINCARD, "run", str(pack), "--events", "-", "--json", "--store", str(store)]
    first = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
    assert first.stdin is not None
    assert first.stdout is not None
    first.stdin.write(MASTER[0])
    first.stdin.flush()
    first.stdout.readline()
    second = bincard("run", pack, "--events", "-", "--store", store, stdin=MASTER[1])
    assert second.returncode == 2
    assert b"BC653" in second.stderr
    first.communicate()
    assert first.returncode == 0


def test_a_bug_of_ours_is_a_sentence(pack: Path) -> None:
    script = (
        "import sys, engine.pipeline as p\n"
        "def broken(path, **options): raise ZeroDivisionError('no')\n"
        "p.check_path = broken\n"
        f"from designer.cli import main; sys.exit(main(['check', {str(pack)!r}]))"
    )
    for lang, expected in (("en", "I made a mistake (ZeroDivisionError)"), ("zh", "Bincard 自身的错误")):
        done = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            env=environment(BINCARD_LANG=lang),
            check=False,
        )
        assert done.returncode == 2
        assert expected in done.stderr.decode("utf-8")
        assert b"Traceback" not in done.stderr
    debug = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, env=environment(BINCARD_DEBUG="1"), check=False
    )
    assert b"Traceback" in debug.stderr
    assert debug.returncode == 2


def test_a_file_that_is_not_named_in_utf_8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xff.card"
    with open(name, "wb") as file:
        file.write(b"rule (")
    done = subprocess.run(
        [*map(os.fsencode, BINCARD), b"check", name], capture_output=True, env=environment(), check=False
    )
    assert done.returncode == 2
    assert b"BC505: The name of a file is not UTF-8" in done.stderr
