"""Edits of generated files: the text says what was asked, no comment is lost, other lines stay byte for byte."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import assume, given
from hypothesis import strategies as st

from dsl import tree as t
from dsl.difference import TextEdit, applied
from dsl.editing import RefusedEditError, add, change, move, remove
from dsl.parse import parse
from dsl.paths import Found, bare, find, nodes, with_at
from dsl.printer import print_file
from dsl.source import Source
from tests.dsl.strategies import pages
from tests.properties.effort import effort


def read(text: str) -> t.File:
    parsed = parse(Source("a.card", text))
    assert parsed.diagnostics == (), text
    return parsed.file


def comments(file: t.File) -> Counter[str]:
    return Counter(trivia.text for trivia in file.trivia if trivia.text)


def after(file: t.File, edits: tuple[TextEdit, ...]) -> t.File:
    """The file after edits, which change what they span and do not overlap."""
    ends = 0
    for edit in edits:
        assert edit.span.start >= ends
        assert file.source.slice(edit.span) != edit.text
        ends = edit.span.end
    return read(applied(file.source.text, edits))


def lines_with(file: t.File, edits: tuple[TextEdit, ...]) -> set[int]:
    """The lines of the old text that edits change."""
    found = set()
    for edit in edits:
        first = file.source.position(edit.span.start)[0]
        last = file.source.position(max(edit.span.start, edit.span.end - 1))[0]
        found |= set(range(first, last + 1)) if edit.span.end > edit.span.start else set()
    return found


@effort(150)
@given(pages(), st.data())
def test_every_path_finds_its_node(text: str, data: st.DataObject) -> None:
    file = read(text)
    every = list(nodes(file))
    assert len({found.path for found in every}) == len(every)
    for found in every:
        assert find(file, found.path) == found


@effort(150)
@given(pages(), st.data())
def test_what_is_changed_to_itself_stays(text: str, data: st.DataObject) -> None:
    file = read(text)
    found = data.draw(st.sampled_from(list(nodes(file))))
    edits = change(file, found.path, file.source.slice(found.node.span))
    assert edits == ()


@effort(200)
@given(pages(), st.data())
def test_remove(text: str, data: st.DataObject) -> None:
    file = read(text)
    found = data.draw(st.sampled_from(list(nodes(file))))
    try:
        edits = remove(file, found.path)
    except RefusedEditError:
        return
    new = after(file, edits)
    expected = with_at(file, found.route, *(() if found.route[-1].place is not None else (None,)))
    if bare(new.declarations) != bare(
        expected.declarations
    ):  # the last of `else` or `given` takes the word with it
        assert str(bare(expected.declarations)).replace("True", "") != str(bare(file.declarations))
    assert comments(new) <= comments(file)
    gone = comments(file) - comments(new)
    first, last = (file.source.position(x)[0] for x in (found.node.span.start, found.node.span.end))
    own = {x.text: x.line for x in file.trivia if x.text}
    for comment in gone:
        while first - 1 in own.values():
            first -= 1
        assert first <= own[comment] <= max(last, *lines_with(file, edits))


@effort(200)
@given(pages(), st.data())
def test_move(text: str, data: st.DataObject) -> None:
    file = read(text)
    every = [found for found in nodes(file) if found.route[-1].place is not None]
    found = data.draw(st.sampled_from(every))
    siblings = [other for other in every if other.route[:-1] == found.route[:-1]]
    target = data.draw(st.sampled_from(siblings) | st.sampled_from(every))
    to = target.path if target.route[:-1] != found.route[:-1] else above(file, found)
    before = None if target.route[:-1] != found.route[:-1] else target.path
    try:
        edits = move(file, found.path, to, before=before)
    except RefusedEditError:
        return
    new = after(file, edits)
    assert comments(new) == comments(file)
    if before is not None:
        values = list(siblings)
        values.remove(found)
        if target != found:
            values.insert(values.index(target), found)
            new_values = [
                x for x in nodes(new) if x.route[:-1] == found.route[:-1] and x.route[-1].place is not None
            ]
            assert [bare(x.node) for x in values] == [bare(x.node) for x in new_values]
    assert sorted(map(str, leaves(new))) == sorted(map(str, leaves(file)))


def leaves(file: t.File) -> list[object]:
    return [bare(found.node) for found in nodes(file) if isinstance(found.node, t.Name | t.Number | t.Moment)]


def above(file: t.File, found: Found) -> str:
    """The path of what holds a node."""
    return next((x.path for x in nodes(file) if x.route == found.route[:-1]), "")


@effort(200)
@given(pages(), pages(), st.data())
def test_add_what_stands_elsewhere(text: str, other: str, data: st.DataObject) -> None:
    """A line or one of a list, taken from another file, is added where its like stands."""
    file, source = read(text), read(other)
    given_ = [found for found in nodes(source) if found.route[-1].place is not None]
    new = data.draw(st.sampled_from(given_))
    likes = [x for x in nodes(file) if x.route[-1].place is not None and type(x.node) is type(new.node)]
    assume(likes)
    like = data.draw(st.sampled_from(likes))
    is_before = data.draw(st.booleans())
    written = source.source.slice(new.node.span)
    if "\n" in written:
        line = source.source.line(source.source.position(new.node.span.start)[0])
        written = line[: len(line) - len(line.lstrip())] + written
    try:
        holder = above(file, like)
        to = f"{holder}/{like.route[-1].attribute}" if holder else ""
        edits = add(file, to, written, before=like.path if is_before else None)
    except RefusedEditError:
        return
    made = after(file, edits)
    assert comments(file) <= comments(made)
    grown = [x for x in nodes(made) if x.route[:-1] == like.route[:-1]]
    same = [x for x in nodes(file) if x.route[:-1] == like.route[:-1]]
    added = [bare(x.node) for x in grown]
    for node in same:
        added.remove(bare(node.node))
    assert bare(new.node) in added


def unindented(text: str) -> str:
    """A text with its comments at the margin."""
    return re.sub(r"^ +(?=#)", "", text, flags=re.MULTILINE)


@effort(100)
@given(pages(), st.data())
def test_edits_of_formatted_files_are_formatted(text: str, data: st.DataObject) -> None:
    file = read(print_file(read(text)))
    found = data.draw(st.sampled_from(list(nodes(file))))
    try:
        new = after(file, remove(file, found.path))
    except RefusedEditError:
        return
    # A comment that stood in a block stays where it is when nothing else is left of the block.
    assert unindented(print_file(new)) == unindented(new.source.text)
