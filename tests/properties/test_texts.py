"""Generated programs as texts: read, printed, edited, written in the other language. Nothing of them is lost."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from dsl.concrete import concrete, text_of
from dsl.difference import TextEdit, applied
from dsl.editing import RefusedEditError, change, move, remove
from dsl.parse import parse
from dsl.paths import bare, nodes
from dsl.printer import print_file
from dsl.source import Source
from dsl.tree import File
from tests.dsl.strategies import pages
from tests.properties.effort import effort
from tests.properties.programs import Program, programs

ENDS = st.sampled_from(["\n", "\r\n"])
MARKS = st.sampled_from(["", "\ufeff"])


def read(text: str) -> File:
    parsed = parse(Source("p.card", text))
    assert parsed.diagnostics == (), text
    return parsed.file


def ended(text: str, end: str) -> str:
    """A text whose lines end so."""
    return re.sub("\r?\n", end, text)


def comments(file: File) -> Counter[str]:
    return Counter(trivia.text for trivia in file.trivia if trivia.text)


def printed(text: str) -> None:
    """Printing keeps what is said, in either language, and printing what is printed changes nothing."""
    file = read(text)
    assert text_of(concrete(file.source)) == text
    tree = bare(file.declarations)
    for language in (None, "zh", "en"):
        once = read(print_file(file, language))
        assert print_file(once, language) == once.source.text
        assert bare(once.declarations) == tree
        assert comments(once) == comments(file)
    chinese, english = print_file(file, "zh"), print_file(file, "en")
    assert print_file(read(chinese), "en") == english
    assert print_file(read(english), "zh") == chinese


def edited(text: str, data: st.DataObject) -> None:
    """An edit leaves every other declaration as it is, byte for byte."""
    file = read(text)
    found = data.draw(st.sampled_from(list(nodes(file))))
    assert change(file, found.path, file.source.slice(found.node.span)) == ()
    below = f"{found.path.rpartition('/')[0]}"
    others = [x.path for x in nodes(file) if x.path.rpartition("/")[0] == below]
    before = data.draw(st.sampled_from([None, *others]))
    for is_move in (False, True):
        try:
            edits = move(file, found.path, below, before=before) if is_move else remove(file, found.path)
        except RefusedEditError:
            continue
        kept(file, edits, found.node.span.start)
        if is_move:
            assert comments(read(applied(text, edits))) == comments(file)


def kept(file: File, edits: tuple[TextEdit, ...], place: int) -> None:
    after = read(applied(file.source.text, edits))
    for declaration in file.declarations:
        if not declaration.span.start <= place < declaration.span.end:
            assert file.source.slice(declaration.span) in after.source.text


@effort(25, long=10_000)
@given(programs(), ENDS, MARKS, st.data())
def test_programs(program: Program, end: str, mark: str, data: st.DataObject) -> None:
    text = mark + ended(program.text, end)
    printed(text)
    edited(text, data)


@effort(50, long=10_000)
@given(pages(), ENDS, MARKS, st.data())
def test_pages(page: str, end: str, mark: str, data: st.DataObject) -> None:
    text = mark + ended(page, end)
    printed(text)
    if read(text).declarations:
        edited(text, data)
