"""Compiled definitions from the cache are those that were compiled; what can't be trusted is compiled anew."""

import os
from pathlib import Path

import pytest

from engine import cache
from engine.packs import Manifest, PackSource, open_packs
from engine.pipeline import check_path, compile_once, compile_packs

PACKS = Path(__file__).parents[2] / "packs"
SMALL = """\
entity Item
    code: text key
    count: integer = 0

event Seen
    item: Item
    set item.count = item.count + 1

measure seen(item: Item)
    count of Seen by item

rule once
    on Seen
    when item.count > 2 and at < 2027-01-01
    warn "{item.code} again"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BINCARD_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def small(text: str = SMALL) -> list[PackSource]:
    return [PackSource(Manifest(name="t", language="en"), Path(), {"t.card": text}, {})]


def kept(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


@pytest.mark.parametrize("name", ["inventory", "food"])
def test_what_is_kept_is_what_was_compiled(name: str) -> None:
    packs = open_packs(PACKS / name)
    first = compile_once(packs)
    again = compile_once(packs)
    assert again == first == compile_packs(packs)
    assert again.model.scenarios is not first.model.scenarios
    assert list(again.model.scenarios) == list(first.model.scenarios)


def test_warnings_are_kept() -> None:
    doubtful = small(SMALL.replace("when item.count > 2", "when item.count is known and item.count > 2"))
    compiled = compile_once(doubtful)
    assert [d.code for d in compiled.diagnostics] == ["BC317"]
    assert compile_once(doubtful).diagnostics == compiled.diagnostics


def test_definitions_with_errors_are_not_kept(folder: Path) -> None:
    assert compile_once(small("entity Item\n    code: wrong key\n")).errors
    assert not folder.exists()


def test_other_definitions_have_another_file(folder: Path) -> None:
    compile_once(small())
    compile_once(small(SMALL + "\n"))
    assert len(list(folder.iterdir())) == 2


def test_a_damaged_file_is_compiled_anew(folder: Path) -> None:
    compiled = compile_once(small())
    file = kept(folder)
    whole = file.read_bytes()
    for bad in (b"", b"x", b"\xff\n\xff", b"x" + whole, whole[:-20], whole.replace(b"Warn", b"Move")):
        file.write_bytes(bad)
        assert cache.take(compiled.version) is None
        assert compile_once(small()) == compiled
        assert file.read_bytes() == whole


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owners here")
def test_a_file_that_others_could_have_written_is_not_read(folder: Path) -> None:
    compiled = compile_once(small())
    assert kept(folder).stat().st_mode & 0o077 == 0
    kept(folder).chmod(0o666)
    assert cache.take(compiled.version) is None


def test_without_a_folder_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BINCARD_CACHE", "")
    compiled = compile_once(small())
    assert cache.take(compiled.version) is None
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BINCARD_CACHE", str(tmp_path / "file"))
    assert compile_once(small()) == compiled


def test_the_files_used_least_lately_are_removed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_FILES", 2)
    versions = [compile_once(small(SMALL + "\n" * n)).version for n in range(2)]
    for number, file in enumerate(sorted(folder.iterdir(), key=lambda p: p.stat().st_mtime_ns)):
        os.utime(file, (number, number))
    assert cache.take(versions[0])
    compile_once(small(SMALL + "\n" * 3))
    assert cache.take(versions[0])
    assert not cache.take(versions[1])


def test_a_pool_gives_back_what_was_put_in() -> None:
    value = (True, 1, "1", None, (1, (), ("a", {"k": (1, True)})), {1: "x"}, False, 0)
    assert repr(cache.load(cache.dump(value))) == repr(value)
    with pytest.raises((ValueError, TypeError, LookupError)):
        cache.load('[["value",1],["os.system",0]]')


def test_what_was_said_is_said_again(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "t.card"
    for text, codes in ((SMALL, []), (SMALL.replace("> 2", "> oops"), ["BC201"]), ("rule\n", ["BC101"])):
        path.write_text(text, "utf-8")
        first = check_path(path)
        again = check_path(path)
        assert again == first
        assert [d.code for d in again.diagnostics] == codes
        compiled = compile_packs(open_packs(path))
        assert again.diagnostics == compiled.diagnostics
        assert again.counts["rules"] == len(compiled.model.rules)
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes()[:-1])
    assert check_path(path) == first
