"""Files as they come: unsaved, outside of packs, with marks and ends of other systems, gone, of two packs, very long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from lsprotocol import types

from tests.designer.lsp.client import Editor, editor

THINGS = """\
entity Item "物料"
    code: text key "编码"

entity Lot "批次"
    code: text key "批号"
    item: Item "物料"

event Issued "领料"
    lot: Lot "批次"
"""
WRONG = 'rule r "规则"\n    on Issued\n    when lot.cod == ""\n    block "x"\n'
RIGHT = WRONG.replace("lot.cod ", "lot.code ")
ASTRAL = '# 😀𠮷\nrule r "😀 𠮷"\n    on Issued\n    when "𠮷😀" == lot.cod and lot.code == "😀"\n    block "𠮷 {lot.cod}"\n'


def pack(folder: Path, name: str = "p", **files: str) -> Path:
    """A pack with these files on the disk."""
    root = folder / name
    root.mkdir(parents=True)
    (root / "pack.toml").write_text(f'name = "{name}"\n', "utf-8")
    for file, text in files.items():
        (root / f"{file}.card").write_bytes(text.encode())
    return root


def play(session: Callable[[Editor], Awaitable[None]], folder: Path | None = None) -> None:
    """A session in which the server has nothing to complain of."""

    async def played() -> None:
        async with editor(folder) as made:
            await session(made)
            assert made.messages == []

    asyncio.run(asyncio.wait_for(played(), 90))


def close(e: Editor, uri: str) -> None:
    e.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))


def gone(e: Editor, uri: str) -> None:
    """What an editor says when a file was deleted."""
    event = types.FileEvent(uri, types.FileChangeType.Deleted)
    e.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))


def shown(e: Editor, uri: str, found: types.Diagnostic) -> str:
    """The text that an editor underlines."""
    line = e.texts[uri].split("\n")[found.range.start.line].encode("utf-16-le")
    return line[found.range.start.character * 2 : found.range.end.character * 2].decode("utf-16-le")


async def everything(e: Editor, uri: str, position: types.Position) -> None:
    """All that can be asked at a place is answered."""
    document = types.TextDocumentIdentifier(uri)
    await e.text_document_hover_async(types.HoverParams(document, position))
    await e.text_document_completion_async(types.CompletionParams(document, position))
    await e.text_document_signature_help_async(types.SignatureHelpParams(document, position))
    await e.text_document_definition_async(types.DefinitionParams(document, position))
    await e.text_document_prepare_rename_async(types.PrepareRenameParams(document, position))
    await e.text_document_semantic_tokens_full_async(types.SemanticTokensParams(document))
    await e.text_document_document_symbol_async(types.DocumentSymbolParams(document))
    await e.text_document_folding_range_async(types.FoldingRangeParams(document))
    await e.text_document_formatting_async(
        types.DocumentFormattingParams(document, types.FormattingOptions(4, True))
    )
    span, context = types.Range(types.Position(0, 0), position), types.CodeActionContext(diagnostics=[])
    await e.text_document_code_action_async(types.CodeActionParams(document, span, context))


def test_what_is_not_saved_counts_for_the_other_files(tmp_path: Path) -> None:
    root = pack(tmp_path, things=THINGS, rules=RIGHT)

    async def session(e: Editor) -> None:
        things, rules, new = ((root / f"{name}.card").as_uri() for name in ("things", "rules", "new"))
        e.open(things, THINGS.replace("code: text key", "number: text key"))  # never saved
        await e.told()
        assert set(e.codes(rules)) == {"BC203"}
        e.open(new, "role keeper\nrole keeper\n")  # a file that is not on the disk at all
        await e.told()
        assert e.codes(new) == ["BC208"]
        close(e, things)
        await e.told()
        assert e.codes(rules) == []
        await everything(e, new, types.Position(1, 6))

    play(session)


def test_files_outside_of_any_pack(tmp_path: Path) -> None:
    inside, outside = pack(tmp_path, things=THINGS), tmp_path / "loose.card"
    outside.write_text(WRONG, "utf-8")

    async def session(e: Editor) -> None:
        things, loose = (inside / "things.card").as_uri(), outside.as_uri()
        e.open(things, THINGS)
        e.open(loose, THINGS + WRONG)
        e.open("untitled:Untitled-1", WRONG)
        e.open("git:/elsewhere/a%20b.card?ref=HEAD", "role a\nrole a\n")
        await e.told()
        assert e.codes(things) == []
        assert e.codes(loose) == ["BC203"]
        assert e.codes("untitled:Untitled-1") != []
        assert e.codes("git:/elsewhere/a%20b.card?ref=HEAD") == ["BC208"]
        for uri in (loose, "untitled:Untitled-1"):
            await everything(e, uri, types.Position(1, 8))

    play(session, tmp_path)


def test_a_mark_at_the_beginning_and_ends_of_lines_from_elsewhere(tmp_path: Path) -> None:
    text = "\ufeff" + WRONG.replace("\n", "\r\n")
    root = pack(tmp_path, things="\ufeff" + THINGS.replace("\n", "\r\n"), rules=text)

    async def session(e: Editor) -> None:
        rules = (root / "rules.card").as_uri()
        e.open(rules, text)
        await e.told()
        (found,) = e.wrong[rules]
        assert (found.code, shown(e, rules, found)) == ("BC203", "cod")
        for line in range(5):
            await everything(e, rules, types.Position(line, 13))
        document = types.TextDocumentIdentifier(rules)
        (fix,) = await e.text_document_code_action_async(
            types.CodeActionParams(document, found.range, types.CodeActionContext(diagnostics=[found]))
        )
        e.change(rules, e.apply(rules, fix.edit.changes[rules]))
        await e.told()
        assert e.texts[rules] == text.replace("lot.cod ", "lot.code ")
        assert e.codes(rules) == []

    play(session)


def test_characters_that_take_two_units(tmp_path: Path) -> None:
    root = pack(tmp_path, things=THINGS, rules=ASTRAL)

    async def session(e: Editor) -> None:
        rules, things = (root / "rules.card").as_uri(), (root / "things.card").as_uri()
        e.open(rules, ASTRAL)
        e.open(things, THINGS)
        await e.told()
        assert [shown(e, rules, found) for found in e.wrong[rules]] == ["cod", "cod"]
        for line, text in enumerate(ASTRAL.split("\n")):
            for column in range(0, len(text.encode("utf-16-le")) // 2, 3):  # between halves too
                await everything(e, rules, types.Position(line, column))
        e.change(rules, ASTRAL.replace("lot.cod ", "lot.code ").replace("lot.cod}", "lot.code}"))
        await e.told()
        assert e.codes(rules) == []
        at = e.at(things, 'code: text key "批号"')
        edit = await e.text_document_rename_async(types.RenameParams(at.text_document, at.position, "𠮷号"))
        after = e.apply(rules, edit.changes[rules])
        assert after == e.texts[rules].replace("lot.code", "lot.𠮷号")
        e.change(rules, after)
        e.change(things, e.apply(things, edit.changes[things]))
        await e.calm()
        assert e.codes(rules) == e.codes(things) == []

    play(session)


def test_files_that_are_deleted(tmp_path: Path) -> None:
    root = pack(tmp_path, things=THINGS, rules=RIGHT, more="role keeper\n")

    async def session(e: Editor) -> None:
        rules, things, more = ((root / f"{name}.card").as_uri() for name in ("rules", "things", "more"))
        e.open(rules, RIGHT)
        e.open(more, "role keeper\n")
        await e.told() if e.wrong else await e.calm()
        assert e.codes(rules) == []
        (root / "things.card").unlink()
        gone(e, things)
        await e.told()
        assert "BC203" not in e.codes(rules)
        assert e.codes(rules) != []
        (root / "more.card").unlink()  # it is still open
        gone(e, more)
        e.change(more, "role keeper\nrole keeper\n")
        await e.told()
        assert e.codes(more) == ["BC208"]
        close(e, more)
        await e.told()
        assert e.codes(more) == []
        (root / "rules.card").unlink()
        (root / "pack.toml").unlink()  # the pack is gone too
        gone(e, (root / "pack.toml").as_uri())
        await everything(e, rules, types.Position(2, 12))

    play(session)


def test_two_packs_at_once(tmp_path: Path) -> None:
    one, other = (
        pack(tmp_path, "one", things=THINGS, rules=RIGHT),
        pack(tmp_path / "deep", "two", rules=WRONG),
    )

    async def session(e: Editor) -> None:
        mine, yours = (one / "rules.card").as_uri(), (other / "rules.card").as_uri()
        e.open(mine, RIGHT)
        e.open(yours, WRONG)
        await e.told()
        assert e.codes(mine) == []
        assert "BC203" not in e.codes(yours)
        assert e.codes(yours) != []  # nothing is declared there
        e.change(yours, THINGS + WRONG)
        await e.told()
        assert e.codes(yours) == ["BC203"]
        e.change(mine, WRONG)
        await e.told()
        assert e.codes(mine) == ["BC203"]
        close(e, yours)
        await e.told()
        assert e.codes(mine) == ["BC203"]
        at = e.at(mine, "Issued")
        (place,) = await e.text_document_definition_async(
            types.DefinitionParams(at.text_document, at.position)
        )
        assert place.uri == (one / "things.card").as_uri()

    play(session)


def test_very_long_lines(tmp_path: Path) -> None:
    long = 'lot.cod == "😀" or ' * 3000 + 'lot.code == "' + "长" * 100_000 + '"'
    text = f'rule r\n    on Issued\n    when {long}\n    block "{"x" * 100_000}"\n'
    root = pack(tmp_path, things=THINGS, rules=text)

    async def session(e: Editor) -> None:
        rules = (root / "rules.card").as_uri()
        e.open(rules, text)
        await e.told()
        assert e.codes(rules) == ["BC203"] * 3000
        assert {shown(e, rules, found) for found in e.wrong[rules]} == {"cod"}
        await everything(e, rules, types.Position(2, 40_000))
        e.change(rules, RIGHT)
        await e.told()
        assert e.codes(rules) == []

    play(session)


def test_a_file_of_translations_is_opened_and_edited(tmp_path: Path) -> None:
    root = pack(tmp_path, things=THINGS, rules=RIGHT)
    text = '[labels]\nLot = "Batch"\n\n[messages]\nr = ["{lot.code}"]\n'
    (root / "locales").mkdir()
    (root / "locales" / "en.toml").write_text(text, "utf-8")

    async def session(e: Editor) -> None:
        manifest, english = (root / "pack.toml").as_uri(), (root / "locales" / "en.toml").as_uri()
        things, rules = (root / "things.card").as_uri(), (root / "rules.card").as_uri()
        e.open(manifest, "name =")
        e.open(english, text)
        e.open(things, THINGS)
        e.open(rules, RIGHT)
        await e.calm()
        await everything(e, english, types.Position(1, 1))
        e.change(english, "# more\n" + text.replace("lot.code", "lot.cod"))
        await e.told()
        assert e.codes(rules) == ["BC430"]
        e.change(english, "# more\n" + text[:-4])  # half written
        await e.calm()
        await everything(e, english, types.Position(4, 9))
        e.change(english, "# more\n" + text)
        await e.told()
        assert e.codes(rules) == []
        at = e.at(things, 'code: text key "批号"')
        edit = await e.text_document_rename_async(types.RenameParams(at.text_document, at.position, "no"))
        assert e.apply(english, edit.changes[english]) == "# more\n" + text.replace("lot.code", "lot.no")
        close(e, english)
        e.change(things, THINGS + "role a\nrole a\n")
        await e.told()
        assert e.codes(things) == ["BC208"]

    play(session)
