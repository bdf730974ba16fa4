"""The server as an editor uses it: open, type, ask, rename, format, mend; in both languages."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.designer.lsp.client import Editor, editor
from tests.dsl.test_workspace import EDITS

THINGS = """\
# 物料 😀
enum Storage "储存"
    chilled "冷藏"
    frozen "冷冻"

entity Item "物料"
    code: text key "编码"
    storage: Storage "储存状态"

entity Lot "批次"
    code: text key "批号"
    item: Item "物料"
    expires_at: instant? "到期时间"

place dock
role keeper "仓管员"

event Issued "领料"
    lot: Lot "批次"
    quantity: quantity > 0 "数量"
"""
RULES = """\
measure issued(item: Item) "已领用"
    sum quantity of Issued by lot.item

rule late "过期禁用"
    on Issued
    when lot.expires_at is known and lot.expires_at <= at
    block "😀批次 {lot.code} 已于 {lot.expires_at} 到期"
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    (folder / "locales").mkdir(parents=True)
    (folder / "pack.toml").write_text('name = "pack"\nlanguage = "zh"\n', "utf-8")
    (folder / "locales" / "en.toml").write_text(
        '[labels]\nLot = "Lot of goods"\n"Lot.expires_at" = "Expiry"\n\n[messages]\nlate = ["Lot {lot.code} expired"]\n',
        "utf-8",
    )
    (folder / "things.card").write_text(THINGS, "utf-8")
    (folder / "rules.card").write_text(RULES, "utf-8")
    return folder


Session = Callable[[Editor, str, str], Awaitable[None]]


def play(pack: Path, session: Session, **options: object) -> None:
    """Both files opened, then a session with the editor and their URIs."""

    async def played() -> None:
        async with editor(pack, **options) as made:
            things, rules = ((pack / name).as_uri() for name in ("things.card", "rules.card"))
            made.open(rules, RULES)
            made.open(things, THINGS)
            await made.calm()
            await session(made, things, rules)
            assert made.messages == []

    asyncio.run(asyncio.wait_for(played(), 60))


def test_mistakes_while_typing_also_in_other_files(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        assert e.codes(things) == e.codes(rules) == []
        e.change(things, THINGS.replace("expires_at: instant?", "expires: instant?"))
        await e.told()
        assert e.codes(things) == []
        assert set(e.codes(rules)) == {"BC203"}
        found = e.wrong[rules][0]
        assert "expires_at" in found.message
        assert "Did you mean `expires`?" in found.message
        assert found.severity == types.DiagnosticSeverity.Error
        assert found.range.start == e.at(rules, "expires_at is known").position
        e.change(things, THINGS)
        await e.told()
        assert e.codes(rules) == []

    play(pack, session)


def test_half_a_declaration_leaves_the_rest_whole(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        e.change(rules, RULES + "\nrule half\n    on Issued\n    when lot.")
        await e.told()
        assert e.codes(rules) == ["BC101"]
        position = types.Position(10, 13)
        answer = await e.text_document_completion_async(
            types.CompletionParams(types.TextDocumentIdentifier(rules), position)
        )
        assert [item.label for item in answer.items] == ["code", "item", "expires_at"]
        assert answer.items[2].detail == "instant that may be missing"
        assert answer.items[2].label_details.description == "Expiry"

    play(pack, session)


def _place(params: types.TextDocumentPositionParams) -> tuple[types.TextDocumentIdentifier, types.Position]:
    return params.text_document, params.position


def test_completion_by_type_and_in_the_language_of_the_file(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        text = '规则 新的 "x"\n    当 Issued\n    若 lot.item.storage == \n    拦截 "x"\n'
        e.change(rules, text)
        answer = await e.text_document_completion_async(
            types.CompletionParams(*_place(e.at(rules, "== ", 3)))
        )
        assert [item.label for item in answer.items][:2] == ["chilled", "frozen"]
        assert answer.items[0].label_details.description == "冷藏"
        assert "合计" in {item.label for item in answer.items}
        assert "sum" not in {item.label for item in answer.items}
        e.change(rules, "\n")
        answer = await e.text_document_completion_async(
            types.CompletionParams(types.TextDocumentIdentifier(things), types.Position(0, 0))
        )
        rule = next(item for item in answer.items if item.label == "rule")
        assert rule.insert_text_format == types.InsertTextFormat.Snippet
        assert "${4:condition}" in rule.text_edit.new_text

    play(pack, session, locale="zh-cn")


@pytest.mark.parametrize(
    ("options", "kind", "type_", "label"),
    [
        ({"locale": "en-US"}, "field", "instant that may be missing", "Expiry"),
        ({"locale": "zh-CN"}, "字段", "可缺失的时刻", "到期时间"),
        ({"locale": "en", "initialization_options": {"language": "zh"}}, "字段", "可缺失的时刻", "到期时间"),
    ],
)
def test_hover(pack: Path, options: dict[str, object], kind: str, type_: str, label: str) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        found = await e.text_document_hover_async(
            types.HoverParams(*_place(e.at(rules, "expires_at} 到期", 2)))
        )
        assert found.contents.value.startswith(f"**{kind}** `Lot.expires_at`: {type_} — {label}")
        assert 'expires_at: instant? "到期时间"' in found.contents.value
        assert found.range.start == e.at(rules, "expires_at} 到期").position
        rule = await e.text_document_hover_async(types.HoverParams(*_place(e.at(rules, "late", 2))))
        assert rule.contents.value.count("\n\n") == 2
        assert ("到期" if kind == "字段" else "expiry") in rule.contents.value
        nothing = await e.text_document_hover_async(types.HoverParams(*_place(e.at(rules, "when", 1))))
        assert nothing is None

    play(pack, session, **options)


def test_definition_and_references(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        place = _place(e.at(rules, "lot.expires_at", 6))
        (found,) = await e.text_document_definition_async(types.DefinitionParams(*place))
        assert (found.uri, found.range.start) == (things, e.at(things, "expires_at").position)
        used = await e.text_document_references_async(
            types.ReferenceParams(
                text_document=place[0],
                position=place[1],
                context=types.ReferenceContext(include_declaration=True),
            )
        )
        locale = (pack / "locales" / "en.toml").as_uri()
        assert sorted(place.uri for place in used) == sorted([things, rules, rules, rules, locale])

    play(pack, session)


def test_rename_follows_into_texts_and_translations(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        place = _place(e.at(rules, "lot.expires_at", 4))
        span = await e.text_document_prepare_rename_async(types.PrepareRenameParams(*place))
        assert span.start == e.at(rules, "expires_at").position
        edit = await e.text_document_rename_async(types.RenameParams(*place, new_name="ends_at"))
        e.change(things, e.apply(things, edit.changes[things]))
        e.change(rules, e.apply(rules, edit.changes[rules]))
        await e.calm()
        assert e.texts[rules] == RULES.replace("expires_at", "ends_at")
        assert e.texts[things] == THINGS.replace("expires_at", "ends_at")
        locale = pack / "locales" / "en.toml"
        e.texts[locale.as_uri()] = locale.read_text("utf-8")
        assert '"Lot.ends_at"' in e.apply(locale.as_uri(), edit.changes[locale.as_uri()])
        assert e.codes(things) == e.codes(rules) == []

    play(pack, session)


@pytest.mark.parametrize(
    ("language", "name", "why"),
    [
        ("en", "code", "declared twice"),
        ("zh", "1x", "`1x` 不能作名称"),
        ("en", "best by", "`best by` cannot be a name"),
    ],
)
def test_a_rename_that_is_refused_says_why(pack: Path, language: str, name: str, why: str) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        place = _place(e.at(rules, "lot.expires_at", 4))
        with pytest.raises(JsonRpcException, match=why):
            await e.text_document_rename_async(types.RenameParams(*place, new_name=name))
        built_in = _place(e.at(things, "text key", 1))
        assert await e.text_document_prepare_rename_async(types.PrepareRenameParams(*built_in)) is None

    play(pack, session, locale=language)


def test_format(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        identifier = types.TextDocumentIdentifier(rules)
        options = types.FormattingOptions(4, True)
        e.change(rules, RULES.replace("    when", "  when"))
        edits = await e.text_document_formatting_async(types.DocumentFormattingParams(identifier, options))
        assert list(edits) == []  # what does not parse stays as it is
        e.change(rules, RULES.replace("on Issued", "on   Issued") + "\n\n")
        edits = await e.text_document_formatting_async(types.DocumentFormattingParams(identifier, options))
        assert e.apply(rules, edits) == RULES
        e.change(rules, RULES)
        edits = await e.text_document_formatting_async(types.DocumentFormattingParams(identifier, options))
        assert list(edits) == []

    play(pack, session)


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Did you mean `frozen`?"), ("zh", "您是不是想写 `frozen`？")]
)
def test_a_code_action_applies_the_help(pack: Path, language: str, title: str) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        text = RULES + '\nrule cold\n    on Issued\n    when lot.item.storage == frozn\n    block "x"\n'
        e.change(rules, text)
        await e.told()
        (found,) = e.wrong[rules]
        (action,) = await e.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(rules), found.range, types.CodeActionContext(diagnostics=[found])
            )
        )
        assert action.title == title
        assert list(action.diagnostics) == [found]
        e.change(rules, e.apply(rules, action.edit.changes[rules]))
        await e.told()
        assert e.texts[rules] == text.replace("frozn", "frozen")
        assert e.codes(rules) == []

    play(pack, session, locale=language)


def test_outline_folds_colours_symbols_and_forms(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        identifier = types.TextDocumentIdentifier(things)
        entries = await e.text_document_document_symbol_async(types.DocumentSymbolParams(identifier))
        assert [(s.name, s.detail) for s in entries][:3] == [
            ("Storage", "储存"),
            ("Item", "物料"),
            ("Lot", "批次"),
        ]
        assert [s.name for s in entries[2].children] == ["code", "item", "expires_at"]
        found = await e.workspace_symbol_async(types.WorkspaceSymbolParams("过期"))
        assert [(s.name, s.location.uri) for s in found] == [("late", rules)]
        folds = await e.text_document_folding_range_async(types.FoldingRangeParams(identifier))
        assert (folds[0].start_line, folds[0].end_line) == (1, 3)
        tokens = await e.text_document_semantic_tokens_full_async(types.SemanticTokensParams(identifier))
        assert list(tokens.data)[:10] == [0, 0, 7, 12, 0, 1, 0, 4, 9, 0]  # `# 物料 😀` takes seven units
        e.change(rules, RULES + '\nrule much\n    on Issued\n    when issued(lot.item) > 3\n    block "x"\n')
        form = await e.text_document_signature_help_async(
            types.SignatureHelpParams(*_place(e.at(rules, "issued(lot", 7)))
        )
        assert form.signatures[0].label == "issued(item: Item)"
        assert form.active_parameter == 0

    play(pack, session)


def test_a_new_file_a_closed_file_and_a_file_alone(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        more, alone = (pack / "more.card").as_uri(), "untitled:Untitled-1"
        e.open(more, 'rule more\n    on Issued\n    when lot.cod == ""\n    block "x"\n')
        e.open(alone, "role keeper\nrole keeper\n")
        await e.told()
        assert e.codes(more) == ["BC203"]
        assert e.codes(alone) == ["BC208"]
        assert e.wrong[alone][0].related_information[0].location.range.start == types.Position(0, 0)
        e.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(more)))
        await e.told()
        assert e.codes(more) == []

    play(pack, session)


def test_changes_on_the_disk(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        (pack / "extra.card").write_text("role keeper\n", "utf-8")
        e.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
        await e.told()
        assert e.codes(things) == ["BC208"]
        e.workspace_did_change_configuration(
            types.DidChangeConfigurationParams({"bincard": {"language": "zh"}})
        )
        await e.told()
        assert "名称" in e.wrong[things][0].message or "已" in e.wrong[things][0].message

    play(pack, session)


def test_events_that_call_for_each_other_are_told_after_a_while(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        ring = "event A\n    emit B()\n\nevent B\n    emit A()\n"
        e.change(rules, ring)
        await e.calm()
        await asyncio.sleep(1)
        await e.calm()
        assert e.codes(rules) == ["BC480"]
        e.change(rules, ring.replace("    emit A()\n", ""))
        await e.told()
        assert e.codes(rules) == []

    play(pack, session)


GAP = """
table lead(storage: Storage): duration "提前量"
    chilled | 3 days

rule soon "临期"
    on Issued
    when lot.expires_at is known and lot.expires_at - at < lead(lot.item.storage) and quantity < 0
    warn "{lot.code}"
"""


async def until(e: Editor, uri: str, codes: list[str]) -> None:
    """Wait for what proofs say, which comes from a process of their own."""
    for _ in range(120):
        await e.calm()
        if e.codes(uri) == codes:
            return
        await asyncio.sleep(0.25)
    raise AssertionError(e.codes(uri))


def test_proofs_are_told_after_a_while(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        e.change(rules, RULES + GAP)
        await until(e, rules, ["BC471", "BC473"])
        gap = e.wrong[rules][0]
        assert "frozen" in gap.message
        assert gap.range.start.line == (RULES + GAP)[: (RULES + GAP).index("table lead")].count("\n")
        e.change(rules, "\n\n" + RULES + GAP.replace("    chilled |", "    any |"))
        await e.calm()
        assert e.codes(rules) == []  # what was proven of another text is not said of this one
        await until(e, rules, ["BC473"])
        e.change(rules, RULES)
        await until(e, rules, [])

    play(pack, session)


def test_proofs_that_are_not_done_in_time_are_told_as_not_proven(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        e.change(rules, RULES + GAP)
        await until(e, rules, ["BC479"])
        assert "0.01 s" in e.wrong[rules][0].message
        assert e.wrong[rules][0].severity == types.DiagnosticSeverity.Warning
        e.workspace_did_change_configuration(
            types.DidChangeConfigurationParams({"bincard": {"proofSeconds": 60}})
        )
        await until(e, rules, ["BC471", "BC473"])

    play(pack, session, initialization_options={"proofSeconds": 0.01})


def test_proofs_are_left_out_on_request(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        e.change(rules, RULES + GAP)
        await asyncio.sleep(4)
        await e.calm()
        assert e.codes(rules) == []

    play(pack, session, initialization_options={"proofSeconds": 0})


def test_any_question_at_any_place_is_answered(pack: Path) -> None:
    async def session(e: Editor, things: str, rules: str) -> None:
        dice = random.Random(7)
        for _ in range(12):
            text = dice.choice(EDITS)(dice, RULES) + dice.choice(["", "\r\n", "\u2028x", "😀"])
            e.change(rules, text)
            place = (
                types.TextDocumentIdentifier(rules),
                types.Position(dice.randrange(12), dice.randrange(60)),
            )
            await e.text_document_hover_async(types.HoverParams(*place))
            await e.text_document_completion_async(types.CompletionParams(*place))
            await e.text_document_signature_help_async(types.SignatureHelpParams(*place))
            await e.text_document_definition_async(types.DefinitionParams(*place))
            await e.text_document_prepare_rename_async(types.PrepareRenameParams(*place))
            await e.text_document_semantic_tokens_full_async(types.SemanticTokensParams(place[0]))
            await e.text_document_document_symbol_async(types.DocumentSymbolParams(place[0]))
            await e.text_document_folding_range_async(types.FoldingRangeParams(place[0]))
            span = types.Range(types.Position(0, 0), place[1])
            context = types.CodeActionContext(diagnostics=[])
            await e.text_document_code_action_async(types.CodeActionParams(place[0], span, context))

    play(pack, session)
