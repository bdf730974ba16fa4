"""The pack that `packs/README.md` builds: its blocks, written as they stand, check, pass and block what they say."""

from __future__ import annotations

import re
from pathlib import Path

from engine.pipeline import compile_path
from engine.run import Engine
from engine.scenarios import run_scenarios

README = Path(__file__).parents[2] / "packs" / "README.md"


def _blocks() -> list[str]:
    return re.findall(r"^```\w*\n(.*?)^```", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def _write(folder: Path) -> Path:
    """Each block whose first line names a file, as that file."""
    for block in _blocks():
        named = re.match(r"# (tea_room/\S+)\n", block)
        if named:
            path = folder / named[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block, "utf-8")
    return folder / "tea_room"


def test_the_pack_checks_and_its_scenarios_pass(tmp_path: Path) -> None:
    compiled = compile_path(_write(tmp_path))
    assert not compiled.diagnostics
    results = run_scenarios(compiled, ["tea_room"])
    assert len(results) == 4
    assert [(r.title, r.failures) for r in results if not r.passed] == []


def test_its_events_do_what_the_text_says(tmp_path: Path) -> None:
    (lines,) = [b for b in _blocks() if b.startswith('{"specversion"')]
    engine = Engine(compile_path(_write(tmp_path)))
    answers = engine.submit_lines(line.encode() for line in lines.splitlines())
    assert [a.outcome for a in answers] == [*["accepted"] * 6, "blocked", "accepted"]
    assert [f["rule"] for f in answers[6].findings] == ["opened_too_long"]
    assert [f["force"] for f in answers[7].findings] == ["overridden"]
