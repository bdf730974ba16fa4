"""What the services answer at a cursor; and that they answer anywhere, whatever the text is like."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsl.mends import MENDS
from dsl.services import calling, colouring, completing, fixing, formatting, hovering, navigating, outlining
from dsl.services.answers import Completion, Edit, Hover, Refusal
from dsl.services.snippets import snippets
from dsl.source import Span
from dsl.words import LANGUAGES, Language
from dsl.workspace import Workspace
from engine.check import workspace
from engine.packs import PackSource
from tests.dsl.test_workspace import EDITS, RULES, small, world

PATH = "b/none.card"


def cursor(text: str) -> tuple[Workspace, int]:
    """A workspace with a file in which a `|` is the cursor."""
    made = workspace(world())
    made.edit(PATH, text.replace("|", "", 1))
    return made, text.index("|")


def completed(text: str, language: Language = "en") -> tuple[Completion, ...]:
    return completing.complete(*_at(text), language).items


def _at(text: str) -> tuple[Workspace, str, int]:
    made, offset = cursor(text)
    return made, PATH, offset


def fitting(text: str) -> list[str]:
    return [item.name for item in completed(text) if item.fits and item.kind not in ("keyword", "function")]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("rule x\n    on |", ["Issued"]),
        ("rule x\n    on Is|\n    when true\n", ["Issued"]),
        ("rule x\n    on Issued\n    when lot.item.storage == |", ["chilled", "frozen"]),
        ("rule x\n    on Issued\n    when lot.item.storage == f|\n    block \"x\"\n", ["chilled", "frozen"]),
        ("rule x\n    on Issued\n    set lot.status = |", ["pending", "passed", "frozen"]),
        ("rule x\n    on Issued\n    when Storage.|", ["chilled", "frozen"]),
        ("rule x\n    on Issued\n    when temperature > 3 |", ["°C", "℃", "°F", "℉"]),
        ("rule x\n    on Issued\n    alert |", ["keeper"]),
        ("rule x\n    on Issued\n    block \"{lot.|", ["code", "item", "supplier", "expires_at", "made_on"]),
        ("rule x\n    for each lot: L|", ["text", "bool", "integer"]),
        ("规则 x\n    当 |", ["Issued"]),
        ("event E\n    lot: Lot\n    emit |", ["Issued", "E"]),
        ("event E\n    lot: Lot\n    create |", ["Item", "Supplier", "Lot", "Place"]),
        ("scenario \"x\"\n    given\n        |", ["Item", "Supplier", "Lot", "Place"]),
        ("scenario \"x\"\n    given\n        Item(code: \"A\", |)", ["storage", "weight", "safety"]),
        ("scenario \"x\"\n    given\n        Item(code: \"A\", storage: |)", ["chilled", "frozen"]),
        ("scenario \"x\"\n    given\n        set |", ["limit"]),
        ("scenario \"x\"\n    at 2026-01-01 |", ["Issued"]),
        ("scenario \"x\"\n    at 2026-01-01\n        blocked by |", ["fresh", "stocked"]),
        ("measure m(lot: Lot)\n    sum quantity of |", ["Issued"]),
        ("measure m(lot: Lot)\n    count of Issued by |", ["lot"]),
        ("table t(s: Storage): duration\n    |", ["chilled", "frozen"]),
        ("parameter p: duration = 3 |", ["s", "second", "seconds"]),
        ("extend entity |", ["Item", "Supplier", "Lot", "Line", "Place"]),
    ],
)  # fmt: skip
def test_completion_by_type(text: str, first: list[str]) -> None:
    assert fitting(text)[: len(first)] == first


def test_what_fits_stands_before_what_does_not() -> None:
    names = [item.name for item in completed("rule x\n    on Issued\n    when lot.expires_at < |")]
    assert names.index("at") < names.index("quantity")
    assert names.index("now") < names.index("keeper") if "keeper" in names else True


def test_keywords_are_those_that_the_grammar_takes_there() -> None:
    words = {item.name for item in completed("rule x\n    |\n") if item.kind == "keyword"}
    assert {"on", "when", "block", "for each", "override by"} <= words
    assert not words & {"given", "between", "stock", "key"}
    chinese = {item.name for item in completed("规则 x\n    |\n") if item.kind == "keyword"}
    assert {"当", "若", "拦截"} <= chinese
    assert completed("rule x\n    on Issued # |") == ()
    assert completed('rule x "a |') == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_snippets_parse_when_they_are_filled_in(language: Language) -> None:
    found = list(snippets(language))
    assert len(found) == 11
    made = workspace(world())
    for snippet in found:
        text = re.sub(r"\$\{\d+:([^}]*)\}|\$\{\d+\}|\$\d+", lambda match: match[1] or "", snippet.text)
        made.edit(PATH, text + "\n")
        assert [d.code for d in made.now.diagnostics if d.code.startswith("BC1")] == []
        assert outlining.outline(made.now, PATH)


def test_hover_on_a_variable_knows_its_type() -> None:
    text = "event E\n    lot: Lot\n    for each line in lot.lines\n        hold l|ine.ingredient\n"
    made, offset = cursor(text)
    found = hovering.hover(made, PATH, offset, "zh")
    assert found == Hover(
        Span(PATH, offset - 1, offset + 3), "变量", "line", "Line", None, "for each line in lot.lines", None
    )


def test_signature() -> None:
    made, offset = cursor('rule x\n    on Issued\n    when on_hand(lot.item, pl|ace) > 3\n    block "x"\n')
    found = calling.signature(made.now, PATH, offset, "en")
    assert found is not None
    assert found.form == "on_hand(item: Item, place: Place)"
    assert [found.form[a:b] for a, b in found.parameters] == ["item: Item", "place: Place"]
    assert found.active == 1
    made, offset = cursor('scenario "x"\n    given\n        Item(storage: frozen, code: "A|")\n')
    found = calling.signature(made.now, PATH, offset, "zh")
    assert found is not None
    assert found.active == 0
    assert found.label == "物料"


def test_fixes_keep_words_apart() -> None:
    made, _ = cursor('rule x\n    on Issued\n    when !ready|\n    block "x"\n')
    (fix,) = fixing.fixes(made.now, Span(PATH, 0, 99), "en")
    assert fix.code in MENDS
    text = made.page(PATH).source.text
    made.edit(PATH, _applied(text, [fix.edit]))
    assert made.now.diagnostics == ()


def _applied(text: str, edits: list[Edit] | tuple[Edit, ...]) -> str:
    for edit in sorted(edits, key=lambda e: e.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def test_colours_cover_each_word_once() -> None:
    made, _ = cursor(
        RULES.replace("rule fresh", "rule fre|sh2").replace("measure streaks", "measure streaks2")
    )
    text = made.page(PATH).source.text
    found = list(colouring.coloured(made.now, PATH))
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))
    kinds = {text[c.span.start : c.span.end]: c.kind for c in found}
    assert kinds["Issued"] == "event"
    assert kinds["streaks2"] == "measure"
    assert kinds["rule"] == "keyword"
    assert kinds["quantity"] == "event_field"


# -- anywhere, in anything ---------------------------------------------------------------------------------


def _packs(dice: random.Random) -> Iterator[PackSource]:
    yield from dice.choice([small, world])()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_any_question_at_any_place_of_any_text_is_answered(seed: int) -> None:
    dice = random.Random(seed)
    packs = tuple(_packs(dice))
    made = workspace(packs)
    for _ in range(3):
        path = dice.choice(sorted(path for pack in packs for path in pack.files))
        made.edit(path, dice.choice(EDITS)(dice, made.page(path).source.text))
        text = made.page(path).source.text
        for _ in range(4):
            offset, language = dice.randrange(len(text) + 1), dice.choice(LANGUAGES)
            found = completing.complete(made, path, offset, language)
            assert found.span.end == offset
            assert 0 <= found.span.start <= offset
            hovering.hover(made, path, offset, language)
            calling.signature(made.now, path, offset, language)
            for span in navigating.definition(made.now, path, offset):
                assert span.path in made.now.sources
            navigating.references(made.now, path, offset, with_declaration=True)
            list(fixing.fixes(made.now, Span(path, offset, offset), language))
        outlining.outline(made.now, path)
        list(outlining.folds(made.now, path))
        list(outlining.declared(made.now, "e"))
        colours = list(colouring.coloured(made.now, path))
        assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(colours))
        formatted = _applied(text, formatting.formatted(made.now, path))
        made.edit(path, formatted)
        assert formatting.formatted(made.now, path) == ()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_a_rename_changes_no_meaning(seed: int) -> None:
    dice = random.Random(seed)
    made = workspace(tuple(_packs(dice)))
    before = sorted((d.code, d.span.path) for d in made.now.diagnostics)
    path = dice.choice(sorted(made.paths))
    text = made.page(path).source.text
    done = navigating.renamed(made, path, dice.randrange(len(text) + 1), "quite_new", "en")
    if isinstance(done, Refusal):
        assert done.text
        return
    for changed in {edit.span.path for edit in done} & set(made.paths):
        made.edit(
            changed, _applied(made.page(changed).source.text, [e for e in done if e.span.path == changed])
        )
    assert sorted((d.code, d.span.path) for d in made.now.diagnostics) == before
