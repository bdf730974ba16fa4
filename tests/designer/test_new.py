"""`new`: a pack that is complete, passes, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.designer.conftest import Run

FILES = ["README.md", "locales/en.toml", "pack.toml", "rules.card", "scenarios/rules.card"]


@pytest.mark.parametrize("needed", ["food", "inventory"])
@pytest.mark.parametrize("name", ["shop", "my-shop", "茶室"])
def test_a_new_pack_passes(bincard: Run, tmp_path: Path, name: str, needed: str) -> None:
    folder = tmp_path / name
    made = bincard("new", folder, "--pack", needed)
    assert made.code == 0
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == FILES
    assert f'needs = ["{needed}"]' in (folder / "pack.toml").read_text("utf-8")
    assert bincard("check", folder).code == 0
    assert bincard("fmt", folder, "--check").code == 0
    tested = bincard("test", folder)
    assert tested.code == 0
    assert tested.out.count("✓") == 4


def test_a_new_pack_beside_the_one_it_needs(bincard: Run, tmp_path: Path) -> None:
    base = tmp_path / "bare"
    base.mkdir()
    (base / "pack.toml").write_text('name = "bare"\n', "utf-8")
    (base / "x.card").write_text('role x "某人"\n', "utf-8")
    assert bincard("new", tmp_path / "top", "--pack", "bare", lang="zh").code == 0
    assert bincard("test", tmp_path / "top").code == 0
    assert bincard("fmt", tmp_path / "top", "--check").code == 0


def test_nothing_is_overwritten(bincard: Run, pack: Path) -> None:
    before = {p: p.read_bytes() for p in pack.iterdir()}
    result = bincard("new", pack)
    assert result.code == 2
    assert "I don't overwrite it" in result.err
    assert {p: p.read_bytes() for p in pack.iterdir()} == before
    link = pack.parent / "link"
    link.symlink_to(pack.parent / "nowhere")
    assert bincard("new", link).code == 2


@pytest.mark.parametrize("name", ["1x", "a b", "", ".", "..", "a$b", "x" * 61, "food", "a\nb"])
def test_names_that_cannot_be(
    bincard: Run, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert bincard("new", name).code == 2
    assert bincard("new", name, lang="zh").code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_needed_pack_that_is_not_there(bincard: Run, tmp_path: Path) -> None:
    result = bincard("new", tmp_path / "x", "--pack", "fod")
    assert result.code == 2
    assert "Did you mean food?" in result.err
    assert not (tmp_path / "x").exists()
    assert bincard("new", tmp_path / "no" / "x").code == 2
