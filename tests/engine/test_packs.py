"""Folders become packs, or a sentence that says why not."""

from pathlib import Path

import pytest

from engine import packs
from engine.packs import PackError, installed_packs, open_packs, shipped_packs
from engine.pipeline import compile_packs, compile_path, dump_definitions, load_definitions

CARD = 'event Sold "销售"\n    quantity: quantity "数量"\n'


def pack(folder: Path, manifest: str | bytes = "", **files: str | bytes) -> Path:
    """A pack's folder; `__` in a name stands for a slash, and `.card` is added where there is no dot."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"pack.toml": manifest or f'name = "{folder.name}"\n'} | files
    for name, text in files.items():
        path = folder / (name if "." in name else f"{name.replace('__', '/')}.card")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def refusal(path: Path) -> PackError:
    with pytest.raises(PackError) as caught:
        open_packs(path)
    return caught.value


# -- finding


def test_a_folder_with_a_manifest(tmp_path: Path) -> None:
    folder = pack(tmp_path / "shop", b=CARD, a__c="", samples__x="(", deep__samples__y="(")
    (found,) = open_packs(folder)
    assert found.manifest.name == "shop"
    assert list(found.files) == ["shop/a/c.card", "shop/b.card"]
    assert found.files["shop/b.card"] == CARD


def test_what_is_needed_comes_first(tmp_path: Path) -> None:
    pack(tmp_path / "base")
    pack(tmp_path / "other", 'name = "other"\nneeds = ["base"]\n')
    top = pack(tmp_path / "top", 'name = "top"\nneeds = ["other", "base"]\n')
    assert [p.manifest.name for p in open_packs(top)] == ["base", "other", "top"]
    assert [p.manifest.name for p in open_packs(tmp_path)] == ["base", "other", "top"]


def test_packs_within_a_pack(tmp_path: Path) -> None:
    top = pack(tmp_path / "top", 'name = "top"\nneeds = ["inner"]\n')
    pack(top / "packs" / "inner", i=CARD)
    assert [p.manifest.name for p in open_packs(top)] == ["inner", "top"]


def test_a_pack_beside_comes_before_one_that_is_shipped(tmp_path: Path) -> None:
    own = pack(tmp_path / "inventory", own=CARD)
    top = pack(tmp_path / "top", 'name = "top"\nneeds = ["inventory"]\n')
    assert [p.folder for p in open_packs(top)] == [own, top]


def test_a_shipped_pack_from_anywhere(tmp_path: Path) -> None:
    top = pack(tmp_path / "top", 'name = "top"\nneeds = ["food"]\n')
    assert [p.manifest.name for p in open_packs(top)] == ["inventory", "food", "top"]
    assert {"inventory", "food"} <= shipped_packs().keys()


def test_an_installed_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    pack(site / "their_pack", 'name = "theirs"\n', a=CARD)
    (site / "their_pack" / "__init__.py").touch()
    about = site / "their_pack-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: their-pack\nVersion: 1\n")
    (about / "entry_points.txt").write_text(
        "[bincard.packs]\ntheirs = their_pack\ngone = no_such_package\nlost = no.such:thing\n"
    )
    monkeypatch.syspath_prepend(str(site))
    assert ("theirs", site / "their_pack") in list(installed_packs())
    top = pack(tmp_path / "top", 'name = "top"\nneeds = ["theirs"]\n')
    assert [p.manifest.name for p in open_packs(top)] == ["theirs", "top"]


@pytest.mark.parametrize(
    ("file", "name"), [("shop.card", "shop"), ("12 弱.card", "_弱"), ("12.card", "pack"), ("a b.card", "a_b")]
)
def test_one_file(tmp_path: Path, file: str, name: str) -> None:
    path = tmp_path / file
    path.write_text(CARD)
    (found,) = open_packs(path)
    assert found.manifest.name == name
    assert found.files == {file: CARD}
    assert compile_path(path).graph is not None


def test_loose_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.card").write_text(CARD)
    (tmp_path / "a.card").write_text("")
    (found,) = open_packs(tmp_path)
    assert list(found.files) == ["a.card", "in/b.card"]


# -- what is wrong


def test_nothing_there(tmp_path: Path) -> None:
    trouble = refusal(tmp_path / "gone")
    assert trouble.code == "BC501"
    assert trouble.text.en == f"There is nothing at {tmp_path / 'gone'}. Give a pack's folder."
    assert "不存在" in trouble.text.zh
    assert "holds no pack" in refusal(tmp_path).text.en
    assert "`bincard new NAME` makes one" in refusal(tmp_path).text.en


@pytest.mark.parametrize(
    ("manifest", "en", "zh"),
    [
        ("name = ", "is not valid TOML", "不是有效的 TOML"),
        ("version = '1'", "`name` is missing. Add it.", "缺少 `name`。请补上。"),
        (
            "name = 'p'\nneed = []",
            "`need` is no key of it. Did you mean `needs`?",
            "没有 `need` 这一项。是否想写 `needs`？",
        ),
        ("name = 'p'\nx = 1", "`x` is no key of it. It may have name, version,", "可用的项：name, version,"),
        ("name = '1 p'", "`name` is made of letters", "`name` 由字母"),
        ("name = 'p'\nversion = 'v1'", "`version` is made of numbers and dots", "`version` 由数字和点组成"),
        ("name = 'p'\nlanguage = 'fr'", "`language` is zh or en.", "`language` 为 zh 或 en。"),
        ("name = 'p'\ncurrency = 'cny'", "`currency` is no currency.", "`currency` 不是币种。"),
        ("name = 'p'\nzone = 'Mars'", "`zone` is no time zone.", "`zone` 不是时区。"),
        (
            "name = 'p'\nneeds = 'food'",
            "`needs` is a list of texts in brackets.",
            "`needs` 应为方括号中的文本列表。",
        ),
        ("name = 'p'\nneeds = [5]", "`needs.0` is a text", "`needs.0` 应为"),
        (
            "name = 'p'\nlabel = 'x'",
            "`label` is a section of keys and values.",
            "`label` 应为由键与值组成的一节。",
        ),
        ("name = 'p'\n[label]\nzh = 'x'", "`label.en` is missing.", "缺少 `label.en`。"),
        ("name = 5", "`name` is a text", "`name` 应为"),
        (f"name = '{'x' * 61}'", "`name` is a text, not too long.", "`name` 应为不太长的文本。"),
        (b"name = '\xfc'", "is not UTF-8 text (byte 8). Save it as UTF-8.", "请另存为 UTF-8。"),
    ],
)
def test_a_manifest_that_is_wrong(tmp_path: Path, manifest: str | bytes, en: str, zh: str) -> None:
    trouble = refusal(pack(tmp_path / "p", manifest))
    assert trouble.code in ("BC502", "BC505")
    assert str(tmp_path / "p" / "pack.toml") in trouble.text.en
    assert en in trouble.text.en
    assert zh in trouble.text.zh


@pytest.mark.parametrize(
    ("text", "en", "zh"),
    [
        ("labels = 5", "`labels` is a section of keys and values.", "`labels` 应为"),
        ("[labels]\nX = 5", "`labels.X` is a text", "`labels.X` 应为"),
        (
            "[messages]\nr = 'one'",
            "`messages.r` is a list of texts in brackets.",
            "`messages.r` 应为方括号中的文本列表。",
        ),
        ("[label]\nX = 'x'", "`label` is no key of it. Did you mean `labels`?", "是否想写 `labels`？"),
        ("[", "is not valid TOML", "不是有效的 TOML"),
    ],
)
def test_a_locale_that_is_wrong(tmp_path: Path, text: str, en: str, zh: str) -> None:
    trouble = refusal(pack(tmp_path / "p", **{"locales/en.toml": text}))
    assert trouble.code == "BC502"
    assert en in trouble.text.en
    assert zh in trouble.text.zh


def test_marks_that_notepad_leaves(tmp_path: Path) -> None:
    mark = b"\xef\xbb\xbf"
    folder = pack(
        tmp_path / "p",
        mark + b'name = "p"\n',
        **{
            "a.card": mark + CARD.replace("\n", "\r\n").encode(),
            "locales/en.toml": mark + b"[labels]\nSold = 'Sale'",
        },
    )
    compiled = compile_path(folder)
    assert not compiled.diagnostics
    assert compiled.model.events["Sold"].label.en == "Sale"


def test_needs_that_are_not_there(tmp_path: Path) -> None:
    trouble = refusal(pack(tmp_path / "p", "name = 'p'\nneeds = ['inventori']"))
    assert trouble.code == "BC504"
    assert trouble.text.en == "Pack `p` needs `inventori`, which I can't find. Did you mean `inventory`?"
    assert trouble.text.zh == "包 `p` 需要 `inventori`，但找不到。是否想写 `inventory`？"
    for need in ("zzz", "/etc", "../../etc", "a\\u0000b", ""):
        trouble = refusal(pack(tmp_path / "p", f'name = "p"\nneeds = ["{need}"]'))
        assert trouble.code == "BC504"
        assert "put the pack's folder beside this one" in trouble.text.en


def test_needs_in_a_ring(tmp_path: Path) -> None:
    pack(tmp_path / "a", "name = 'a'\nneeds = ['b']")
    pack(tmp_path / "b", "name = 'b'\nneeds = ['c']")
    pack(tmp_path / "c", "name = 'c'\nneeds = ['b']")
    trouble = refusal(tmp_path / "a")
    assert trouble.code == "BC503"
    assert trouble.text.en == "Packs need each other in a ring: b → c → b."
    assert "包相互依赖成环：b → c → b" in trouble.text.zh
    assert "p → p" in refusal(pack(tmp_path / "p", "name = 'p'\nneeds = ['p']")).text.en


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    latin = pack(tmp_path / "latin", a='event X "ü"'.encode("latin-1"))
    assert "a.card is not UTF-8 text (byte 9)" in refusal(latin).text.en
    folder = pack(tmp_path / "folder")
    (folder / "x.card").mkdir()
    assert refusal(folder).code == "BC505"
    monkeypatch.setattr(packs, "MAX_FILE_BYTES", 10)
    large = pack(tmp_path / "large", "name='p'", a=CARD)
    assert "is larger than 20 MB. Split it." in refusal(large).text.en


# -- what a store keeps of them


def test_definitions_written_down_are_the_same_when_read(tmp_path: Path) -> None:
    folder = pack(
        tmp_path / "p",
        'name = "p"\nzone = "Asia/Urumqi"\nneeds = ["inventory"]\n',
        **{"locales/en.toml": "[labels]\nSold = 'Sale'"},
        a=CARD,
    )
    opened = open_packs(folder)
    first, again = compile_packs(opened), compile_packs(load_definitions(dump_definitions(opened)))
    assert first.version == again.version
    assert first.definitions == again.definitions
    assert again.model.events["Sold"].label.en == "Sale"
    assert again.model.zone == "Asia/Urumqi"


def test_the_version_is_that_of_the_content(tmp_path: Path) -> None:
    one = compile_path(pack(tmp_path / "x" / "p", a=CARD))
    elsewhere = compile_path(pack(tmp_path / "y" / "p", a=CARD))
    changed = compile_path(pack(tmp_path / "z" / "p", a=CARD + "\n"))
    renamed = compile_path(pack(tmp_path / "v" / "p", b=CARD))
    translated = compile_path(
        pack(tmp_path / "w" / "p", a=CARD, **{"locales/en.toml": "[labels]\nSold = 'Sale'"})
    )
    assert one.version == elsewhere.version
    assert len({c.version for c in (one, changed, renamed, translated)}) == 4


def test_the_zone_of_the_pack_that_is_opened_decides(tmp_path: Path) -> None:
    pack(tmp_path / "base", 'name = "base"\nzone = "UTC"\n', a=CARD)
    top = pack(tmp_path / "top", 'name = "top"\nneeds = ["base"]\n')
    assert compile_path(top).model.zone == "UTC"
    top = pack(tmp_path / "top", 'name = "top"\nzone = "Asia/Urumqi"\nneeds = ["base"]\n')
    assert compile_path(top).model.zone == "Asia/Urumqi"
    assert compile_path(pack(tmp_path / "none", a=CARD)).model.zone == "Asia/Shanghai"


def test_a_module_that_is_switched_off_must_be_there(tmp_path: Path) -> None:
    modular = CARD + "\nmodule extras\n"
    off = pack(tmp_path / "off", 'name = "off"\noff = ["extras"]\n', a=modular)
    assert compile_path(off).model.switched_off == ("extras",)
    wrong = pack(tmp_path / "wrong", 'name = "wrong"\noff = ["extra"]\n', a=modular)
    with pytest.raises(PackError) as raised:
        compile_path(wrong)
    assert raised.value.code == "BC508"
    assert "Did you mean `extras`?" in raised.value.text.en


def test_the_currency_of_the_pack_that_is_opened_decides(tmp_path: Path) -> None:
    priced = CARD + "\nparameter limit: money = 5 USD\n"
    pack(tmp_path / "base", 'name = "base"\ncurrency = "EUR"\n', a=CARD)
    top = pack(
        tmp_path / "top",
        'name = "top"\ncurrency = "USD"\nneeds = ["base"]\n',
        b="parameter limit: money = 5 USD\n",
    )
    assert compile_path(top).model.currency == "USD"
    assert not compile_path(top).errors
    assert compile_path(tmp_path / "base").model.currency == "EUR"
    plain = compile_path(pack(tmp_path / "none", a=priced))
    assert plain.model.currency == "CNY"
    assert [d.code for d in plain.errors] == ["BC301"]
