"""`check` and `fmt`: what they say, write and leave alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.designer.conftest import ROOT, Run

WRONG = 'role keeper "仓管员"\nrule r "规则"\n    on Nothing\n    when 1 > 0\n    warn "x"\n'


@pytest.mark.parametrize("path", ["packs", "packs/food", "packs/inventory"])
def test_shipped_packs_are_fine(bincard: Run, path: str) -> None:
    result = bincard("check", ROOT / path)
    assert result.code == 0
    assert result.out.startswith("Fine: ")


def test_mistakes_are_shown_with_their_place(bincard: Run, tmp_path: Path) -> None:
    file = tmp_path / "wrong.card"
    file.write_text(WRONG, "utf-8")
    english = bincard("check", file)
    assert english.code == 1
    assert "--> wrong.card:3:8" in english.out
    assert "error BC2" in english.out
    assert english.err == "Errors: 1. Warnings: 0.\n"
    chinese = bincard("check", file, lang="zh")
    assert "错误 BC2" in chinese.out


def test_mistakes_as_json(bincard: Run, tmp_path: Path) -> None:
    file = tmp_path / "wrong.card"
    file.write_text(WRONG, "utf-8")
    result = bincard("check", file, "--json")
    assert result.code == 1
    (diagnostic,) = result.objects
    assert (diagnostic["severity"], diagnostic["line"], diagnostic["column"]) == ("error", 3, 8)
    assert set(diagnostic["message"]) == {"zh", "en"}


GAP = """\
table t(n: integer): integer
    < 3 | 1
    > 3 | 2
"""


def test_proofs_are_made_unless_left_out(bincard: Run, tmp_path: Path) -> None:
    file = tmp_path / "gap.card"
    file.write_text(GAP, "utf-8")
    result = bincard("check", file)
    assert result.code == 1
    assert "error BC471: The table `t` has no row for n = 3." in result.out
    assert "错误 BC471" in bincard("check", file, lang="zh").out
    without = bincard("check", file, "--no-proofs")
    assert without.code == 0
    assert "Proven" not in without.out
    file.write_text(GAP.replace("> 3", ">= 3"), "utf-8")
    assert "Proven in " in bincard("check", file).out


@pytest.mark.parametrize("command", ["check", "test", "fmt", "graph"])
def test_a_path_that_is_not_there(bincard: Run, command: str, tmp_path: Path) -> None:
    result = bincard(command, tmp_path / "nowhere")
    assert result.code == 2
    assert result.err.startswith("error BC501: There is nothing at ")
    assert bincard(command, tmp_path).code == 2  # a folder without any pack


def test_what_does_not_compile_does_not_run(bincard: Run, tmp_path: Path) -> None:
    file = tmp_path / "wrong.card"
    file.write_text(WRONG, "utf-8")
    for words in (("test", file), ("run", file, "--events", "-"), ("graph", file)):
        result = bincard(*words)
        assert result.code == 1
        assert "wrong.card:3:8" in result.err
        assert result.out == ""


def test_fmt_writes_the_one_style_and_says_so(bincard: Run, pack: Path) -> None:
    file = pack / "rules.card"
    neat = file.read_text("utf-8")
    file.write_text(neat.replace("quantity > 5", "quantity   >5"), "utf-8")
    file.chmod(0o640)
    would = bincard("fmt", pack, "--check")
    assert (would.code, would.out) == (1, f"would change {file}\n")
    assert file.read_text("utf-8") != neat
    assert bincard("fmt", pack).code == 0
    assert file.read_text("utf-8") == neat
    assert file.stat().st_mode & 0o777 == 0o640
    again = bincard("fmt", pack, "--check")
    assert (again.code, again.out) == (0, "")
    assert sorted(p.name for p in pack.iterdir()) == ["pack.toml", "rules.card", "scenarios.card"]


def test_fmt_turns_keywords_there_and_back(bincard: Run, pack: Path) -> None:
    before = {p: p.read_bytes() for p in pack.glob("*.card")}
    assert bincard("fmt", pack, "--lang", "zh").code == 0
    assert "规则 too_much" in (pack / "rules.card").read_text("utf-8")
    assert bincard("check", pack).code == 0
    assert bincard("fmt", pack, "--lang", "en").code == 0
    assert {p: p.read_bytes() for p in pack.glob("*.card")} == before


NAMED = """\
entity Item "物料"
    code: text key "编码"
    shelf: duration? "保质期"

parameter shortest: duration = 3 days "最短保质期"

event Received "收货"
    item: Item "物料"

rule too_short "保质期过短"
    on Received
    when item.shelf is known and item.shelf < shortest
    warn "{item.code}: {item.shelf}"
"""


def test_fmt_turns_names_too_where_they_have_a_label(bincard: Run, tmp_path: Path) -> None:
    file = tmp_path / "shelf.card"
    file.write_text(NAMED, "utf-8")
    assert bincard("fmt", file, "--lang", "zh").code == 0
    chinese = file.read_text("utf-8")
    assert "若 物料.保质期 已知 且 物料.保质期 < 最短保质期\n" in chinese
    assert '警告 "{物料.编码}: {物料.保质期}"\n' in chinese
    assert '    item: 物料 "物料"\n' in chinese
    assert bincard("check", file).code == 0
    assert bincard("fmt", file, "--lang", "en").code == 0
    assert file.read_text("utf-8") == NAMED


def test_fmt_turns_one_file_of_a_pack_by_what_the_others_declare(bincard: Run, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    (folder / "rules").mkdir(parents=True)
    (folder / "pack.toml").write_text('name = "p"\n', "utf-8")
    things, rules = NAMED.split("rule", 1)
    (folder / "things.card").write_text(things.rstrip() + "\n", "utf-8")
    (folder / "rules" / "a.card").write_text("rule" + rules, "utf-8")
    assert bincard("fmt", folder / "rules", "--lang", "zh").code == 0
    assert "若 物料.保质期 已知" in (folder / "rules" / "a.card").read_text("utf-8")
    assert (folder / "things.card").read_text("utf-8") == things.rstrip() + "\n"


def test_fmt_turns_keywords_alone_where_the_pack_cannot_be_read(bincard: Run, tmp_path: Path) -> None:
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "pack.toml").write_text('name = "p"\nneeds = ["nothing_like_it"]\n', "utf-8")
    (folder / "a.card").write_text(NAMED, "utf-8")
    result = bincard("fmt", folder, "--lang", "zh")
    assert "BC504" in result.err
    assert "names stay as they are" in result.err
    assert "若 item.shelf 已知" in (folder / "a.card").read_text("utf-8")


def test_fmt_leaves_alone_what_does_not_parse(bincard: Run, pack: Path) -> None:
    broken = pack / "broken.card"
    broken.write_text("rule\n  (", "utf-8")
    result = bincard("fmt", pack)
    assert result.code == 1
    assert broken.read_text("utf-8") == "rule\n  ("
    assert "broken.card:1" in result.err


def test_fmt_of_bytes_that_are_no_text(bincard: Run, pack: Path) -> None:
    (pack / "bytes.card").write_bytes(b"\xff\xfe\x00")
    result = bincard("fmt", pack)
    assert result.code == 2
    assert "is not UTF-8 text" in result.err


def test_shipped_packs_are_formatted(bincard: Run) -> None:
    assert bincard("fmt", ROOT / "packs", "--check").code == 0


def test_check_json_prints_nothing_else(bincard: Run, pack: Path) -> None:
    result = bincard("check", pack, "--json")
    assert (result.code, result.out) == (0, "")
    assert json.dumps(result.objects) == "[]"
