"""The concrete tree holds every character."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsl.concrete import Branch, Leaf, Node, concrete, leaves, text_of
from dsl.parse import parse
from dsl.source import Source
from tests.dsl.strategies import pages
from tests.dsl.tour import TOUR
from tests.properties.effort import effort

ROOT = Path(__file__).parents[2]


def kept(text: str) -> Branch:
    tree = concrete(Source("a.card", text))
    assert text_of(tree) == text
    at = 0
    for leaf in leaves(tree):
        assert leaf.start == at + len(leaf.above)
        at = leaf.end
    return tree


def kinds(node: Node) -> set[str]:
    return {node.kind} | (set().union(*map(kinds, node.parts)) if isinstance(node, Branch) else set())


@effort(200)
@given(pages())
def test_generated_files(text: str) -> None:
    tree = kept(text)
    assert "unread" not in kinds(tree)
    assert len(tree.parts) == len(parse(Source("a.card", text)).file.declarations) + 1
    for leaf in leaves(tree):
        assert not {'"', "“"} & set(leaf.above.split("#")[0])


@effort(200)
@given(
    st.text(st.sampled_from(' \n\r\t#"“”()[]（：，,.:|=<>+-0９abé若规则\ufeff\u2028\x0b\x00'), max_size=80)
)
def test_any_text(text: str) -> None:
    kept(text)


@effort(100)
@given(pages(), st.data())
def test_texts_with_a_mistake(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    kept(text[:at] + data.draw(st.sampled_from(['"', "\n", "  ", "@", "rule", ""])) + text[at + 1 :])


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("*/**/*.card")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_files_of_the_repository(path: Path) -> None:
    kept(path.read_bytes().decode("utf-8"))


def test_a_branch_for_each_rule_and_a_leaf_for_each_word() -> None:
    tree = kept('\ufeff# a\r\nrole keeper  # b\r\n\r\nrule r\r\n\ton X, Y\r\n\tblock "z"')
    role, rule, end = tree.parts
    assert [leaf.text for leaf in leaves(role)] == ["role", "keeper"]
    assert [leaf.kind for leaf in leaves(rule)] == [
        "RULE",
        "NAME",
        "ON",
        "NAME",
        "_COMMA",
        "NAME",
        "BLOCK",
        "STRING",
    ]
    assert isinstance(end, Leaf)
    assert {"rule", "on", "names", "block_outcome", "message"} <= kinds(rule)
    assert next(leaves(rule)).above == "  # b\r\n\r\n"


def test_the_tour() -> None:
    assert "unread" not in kinds(kept(TOUR))
