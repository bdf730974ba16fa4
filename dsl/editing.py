"""Changes of a text by what it says: add, remove, change and move what stands at a path (see `dsl.paths`).

Every function takes a parsed file and gives the edits of its text (see `dsl.difference`): the lines that have to
change do, in the words and the style of the file; all else stays byte for byte. What is new is given as text, as it
would be typed, in either language. It is tried: the file is read with it, and it must say what is asked and nothing
else. Where it does not, `RefusedEditError` carries the diagnostic. No kind of node is treated by itself, so what
the grammar and the printer learn can be edited at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from difflib import SequenceMatcher
from textwrap import dedent
from typing import Any, NamedTuple

from dsl import tree as t
from dsl.diagnostics import Diagnostic, Fact
from dsl.difference import FRESH, TextEdit, edits
from dsl.near import nearest
from dsl.parse import parse, parse_expression
from dsl.paths import Found, Route, Step, bare, below, find, is_node, moved, node_at, nodes, with_at
from dsl.printer import INDENT, extent, language_of, lines_of, print_declaration
from dsl.source import Source, Span
from dsl.words import spelling

Edits = tuple[TextEdit, ...]


class RefusedEditError(Exception):
    """An edit that cannot be made; carries the diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.code)
        self.diagnostic = diagnostic


def change(file: t.File, path: str, text: str) -> Edits:
    """Another text for what stands at a path; also for a part that is not there yet (`rule/r/when/lasting`).

    An empty text removes it.
    """
    if not text.strip():
        return remove(file, path)
    found = find(file, path)
    if found is None:
        return _filled_in(file, path, text)
    if len(found.route) == 1:
        given = _declarations(file, text)
        if len(given.declarations) > 1:
            raise _refused(found, "BC703", text=_one_line(text), path=path)
        placed = _recognised(_fresh(given.declarations[0]), found.node)
        return edits(file, with_at(file, found.route, placed).declarations, fresh=given)
    base = _indentation(file.source, found.node.span.start)
    first, *rest = dedent(text.strip("\r\n")).split("\n")
    spliced = _Splice(
        found.node.span.start, found.node.span.end, "\n".join([first.strip(), *(base + x for x in rest)])
    )
    made, fresh, problem = _read(file, found, spliced)
    if made is None:
        raise (
            RefusedEditError(problem)
            if problem
            else _refused(found, "BC703", text=_one_line(text), path=path)
        )
    inner = found.route[1:]
    old = node_at(file, found.route[:1])
    if not _reaches(made, inner) or bare(with_at(old, inner, None)) != bare(with_at(made, inner, None)):
        raise _refused(found, "BC703", text=_one_line(text), path=path)
    placed = with_at(made, inner, _recognised(node_at(made, inner), found.node))
    return edits(file, with_at(file, found.route[:1], placed).declarations, fresh=fresh)


def remove(file: t.File, path: str) -> Edits:
    """Without what stands at a path: a line with its comments, one of a list, a part that may be left out."""
    found = _found(file, path)
    values = (None,) if found.route[-1].place is None else ()
    made = _worded(with_at(file, found.route, *values), found.route[:-1])
    if not _is_readable(file, made):
        raise _refused(found, "BC702", path=path)
    return edits(file, made.declarations)


def add(file: t.File, path: str, text: str, *, before: str | None = None) -> Edits:
    """One more in what stands at a path: a line of a block, one of a list; an empty path is the file itself.

    It stands before what is at another path, or after the last of its kind. Of a node with two blocks the path goes
    on to one of them: `rule/r/if/otherwise`.
    """
    sibling = None if before is None else _found(file, before)
    if not path:
        at = len(file.declarations)
        if sibling is not None and sibling.route[0].place is not None:
            at = sibling.route[0].place
        given = _declarations(file, text)
        new = (_fresh(declaration) for declaration in given.declarations)
        return edits(file, (*file.declarations[:at], *new, *file.declarations[at:]), fresh=given)
    parent, attribute = _list_in(file, path)
    if sibling is not None and sibling.route[:-1] != parent.route:
        raise _refused(sibling, "BC704", path=sibling.path, owner=path)
    first: Diagnostic | None = None
    for spliced in _places(file, parent, attribute, sibling, text):
        made, fresh, problem = _read(file, parent, spliced)
        if made is not None and _is_grown(file, parent, attribute, sibling, made):
            return edits(file, with_at(file, parent.route[:1], made).declarations, fresh=fresh)
        first = first or problem
    raise RefusedEditError(first) if first else _refused(parent, "BC703", text=_one_line(text), path=path)


def move(file: t.File, path: str, to: str, *, before: str | None = None) -> Edits:
    """What stands at a path, elsewhere: in what stands at `to`, before what is at another path or last there.

    An empty `to` is the file itself, whose declarations can so be put in another order.
    """
    found = _found(file, path)
    target, attribute = _list_in(file, to) if to else (Found("", (), file), "declarations")
    sibling = None if before is None else _found(file, before)
    if target.route[: len(found.route)] == found.route:
        raise _refused(found, "BC704", path=path, owner=to)
    if sibling is not None and sibling.route[:-1] != target.route:
        raise _refused(found, "BC704", path=sibling.path, owner=to)
    if sibling is not None and sibling.route == found.route:
        return ()
    marked = with_at(file, found.route, *(() if found.route[-1].place is None else (_GONE,)))
    for step in _slots(target, attribute, found, sibling):
        values = getattr(node_at(marked, target.route), step.attribute)
        place = len(values) if step.place is None else step.place
        grown = (*values[:place], found.node, *values[place:])
        put = with_at(marked, (*target.route, Step(step.attribute, None)), grown)
        made = _swept(_worded(_worded(put, target.route), found.route[:-1]))
        if _is_readable(file, made):
            return edits(file, made.declarations, moving=found.node.span)
    raise _refused(found, "BC704", path=path, owner=to or file.source.path)


# -- what is asked for -------------------------------------------------------------------------------------


def _found(file: t.File, path: str) -> Found:
    found = find(file, path)
    if found is None:
        raise _unknown(file, path)
    return found


def _unknown(file: t.File, path: str) -> RefusedEditError:
    near = nearest(path, (other.path for other in nodes(file)))
    facts: dict[str, Fact] = {"path": path, "near": near} if near else {"path": path}
    return RefusedEditError(Diagnostic("BC701", Span(file.source.path, 0, 0), facts))


def _refused(found: Found, code: str, **facts: Fact) -> RefusedEditError:
    return RefusedEditError(Diagnostic(code, found.node.span, facts))


def _one_line(text: str) -> str:
    return " ".join(text.split()) or "…"


def _list_in(file: t.File, path: str) -> tuple[Found, str | None]:
    """The node at a path; if the path goes on to one of its lists, which."""
    found = find(file, path)
    if found is not None:
        return found, None
    above, _, last = path.rpartition("/")
    holder = find(file, above) if above else None
    if holder is None or not isinstance(getattr(holder.node, last, None), tuple) or last == "span":
        raise _unknown(file, path)
    return holder, last


def _filled_in(file: t.File, path: str, text: str) -> Edits:
    """A part that a node may have, and has not yet."""
    above, _, attribute = path.rpartition("/")
    holder = find(file, above) if above else None
    if holder is None or attribute not in {f.name for f in fields(holder.node)}:
        raise _unknown(file, path)
    written = Source(file.source.path, text)
    node, problem = parse_expression(written, 0, len(text))
    if node is None:
        raise (
            RefusedEditError(problem)
            if problem
            else _refused(holder, "BC703", text=_one_line(text), path=path)
        )
    made = with_at(file, (*holder.route, Step(attribute, None)), _fresh(node))
    if getattr(holder.node, attribute) is not None or not _is_readable(file, made):
        raise _refused(holder, "BC703", text=_one_line(text), path=path)
    return edits(file, made.declarations)


# -- what is new: the text of the declaration with it in it is read ----------------------------------------


class _Splice(NamedTuple):
    """What stands between two places of the file's text is replaced."""

    start: int
    end: int
    text: str


def _fresh(node: Any) -> Any:
    return moved(node, lambda place: place + FRESH)


def _recognised(new: Any, old: Any) -> Any:
    """New text for something, in which what was there before has its old place, so that its comments stay with it."""
    if bare(new) == bare(old):
        return old
    if isinstance(new, tuple) and isinstance(old, tuple):
        return _recognised_parts(new, old)
    if type(new) is not type(old) or not is_node(new):
        return new
    values = {f.name: _recognised(getattr(new, f.name), getattr(old, f.name)) for f in fields(new)}
    values |= {
        offset: getattr(old, offset)
        for offset in t.OFFSETS
        if values.get(offset) is not None and getattr(old, offset) is not None
    }
    return replace(new, **values | {"span": old.span})


def _recognised_parts(new: tuple[Any, ...], old: tuple[Any, ...]) -> tuple[Any, ...]:
    """The same for a list: first what is there unchanged, then what stands between such in the same place."""
    matcher = SequenceMatcher(
        None, [repr(bare(x)) for x in old], [repr(bare(x)) for x in new], autojunk=False
    )
    made: list[Any] = []
    for _, i, end, j, stop in matcher.get_opcodes():
        for place, part in enumerate(new[j:stop], start=i):
            made.append(_recognised(part, old[place]) if place < end else part)
    return tuple(made)


def _declarations(file: t.File, text: str) -> t.File:
    """The declarations that a text holds."""
    parsed = parse(Source(file.source.path, text if text.endswith("\n") else text + "\n"))
    if parsed.diagnostics:
        raise RefusedEditError(parsed.diagnostics[0])
    if not parsed.file.declarations:
        where = Span(file.source.path, 0, 0)
        raise RefusedEditError(
            Diagnostic("BC703", where, {"text": _one_line(text), "path": file.source.path})
        )
    return parsed.file


def _read(
    file: t.File, found: Found, splice: _Splice
) -> tuple[t.Declaration | None, t.File | None, Diagnostic | None]:
    """The declaration around a node as it reads then. What is as it was keeps its place, what is new is fresh."""
    source = file.source
    declaration = node_at(file, found.route[:1])
    first, last = _lines(source, declaration)
    top = source.line_start(first) + (1 if first == 1 and source.text.startswith("\ufeff") else 0)
    bottom = source.line_start(last + 1) if last < source.lines else len(source.text)
    text = source.text[top : splice.start] + splice.text + source.text[splice.end : bottom]
    start, end = splice.start - top, splice.start - top + len(splice.text)

    def place(at: int) -> int:
        if start < at < end:
            return at + FRESH
        return at + top if at <= start else at + top + splice.end - splice.start - len(splice.text)

    parsed = parse(Source(source.path, text))
    if parsed.diagnostics:
        problem = parsed.diagnostics[0]
        shown = Span(source.path, *(max(place(at), splice.start) for at in problem.span[1:]))
        return None, None, Diagnostic(problem.code, shown, problem.facts)
    if len(parsed.file.declarations) != 1:
        return None, None, None
    given = tuple(x for x in parsed.file.trivia if start <= parsed.file.source.line_start(x.line) < end)
    return moved(parsed.file.declarations[0], place), replace(parsed.file, trivia=given), None


def _lines(source: Source, node: Any) -> tuple[int, int]:
    """The first and the last line of a node, with what is in its brackets."""
    first = source.position(node.span.start)[0]
    if isinstance(node, t.Declaration):
        return first, extent(source, lines_of(node, "en")[-1].offset)[1]
    return first, extent(source, node.span.start)[1] if node.span.end == node.span.start else source.position(
        node.span.end
    )[0]


def _indentation(source: Source, offset: int) -> str:
    line = source.line(source.position(offset)[0]).removeprefix("\ufeff")
    return line[: len(line) - len(line.lstrip(" \t"))]


def _places(
    file: t.File, parent: Found, attribute: str | None, sibling: Found | None, text: str
) -> Iterator[_Splice]:
    """Where, and with which signs, something might be added to a node: lines first, then within the line."""
    source = file.source
    block = [line.rstrip("\r") for line in dedent(text.strip("\r\n")).split("\n")]

    def lines(at: int, indentation: str) -> _Splice:
        glue = "" if at == 0 or source.text[at - 1] == "\n" else "\n"
        return _Splice(at, at, glue + "".join(f"{indentation}{line}\n" for line in block))

    if sibling is not None:
        at = sibling.node.span.start
        if _begins_line(source, at):
            yield lines(source.line_start(source.position(at)[0]), _indentation(source, at))
        yield from (_Splice(at, at, f" {text}{sign}") for sign in (", ", " | ", " "))
        return
    lists = _lists(parent.node, attribute)
    ends = [values[-1] for values in reversed(lists) if values and is_node(values[-1])]
    for last in ends:
        if _begins_line(source, last.span.start):
            yield lines(_after(source, last), _indentation(source, last.span.start))
    if _begins_line(source, parent.node.span.start):
        deeper = _indentation(source, parent.node.span.start) + " " * INDENT
        head = extent(source, parent.node.span.start)[1]
        yield lines(_line_end(source, head), deeper)
        yield from _worded_places(file, parent, attribute, block)
    for last in ends:
        yield from (_Splice(last.span.end, last.span.end, f"{sign}{text}") for sign in (", ", " | ", " "))
    for gap in re.finditer(r"(?<=[(\[（【])|(?<=\w)\b|$", source.slice(parent.node.span), re.MULTILINE):
        at = parent.node.span.start + gap.start()
        yield _Splice(at, at, f" {text}")


def _worded_places(
    file: t.File, parent: Found, attribute: str | None, block: Sequence[str]
) -> Iterator[_Splice]:
    """Where a block might be added that begins with a word of its own, such as `else`."""
    source = file.source
    language = language_of(source, node_at(file, parent.route[:1]))
    own = _indentation(source, parent.node.span.start)
    head = _line_end(source, extent(source, parent.node.span.start)[1])
    for offset, (name, word) in t.OFFSETS.items():
        if getattr(parent.node, offset, 0) is None and attribute in (name, None):
            for at, base in ((_after(source, parent.node), own), (head, own + " " * INDENT)):
                inner = "".join(f"{base}{' ' * INDENT}{line}\n" for line in block)
                glue = "" if source.text[at - 1] == "\n" else "\n"
                yield _Splice(at, at, f"{glue}{base}{spelling(word, language)}\n{inner}")


def _lists(node: Any, attribute: str | None) -> list[tuple[Any, ...]]:
    names = [attribute] if attribute else [f.name for f in fields(node) if f.name != "span"]
    return [value for name in names if isinstance(value := getattr(node, name), tuple)]


def _begins_line(source: Source, offset: int) -> bool:
    line = source.line_start(source.position(offset)[0])
    return not source.text[line:offset].strip(" \t\ufeff")


def _after(source: Source, node: Any) -> int:
    """Where the line below a node begins, with all that is in it."""
    ends = [extent(source, offset)[1] for offset in _starts(source, node)]
    return _line_end(source, max(ends))


def _starts(source: Source, node: Any) -> Iterator[int]:
    yield node.span.start
    for found in below(Found("", (), node)):
        if _begins_line(source, found.node.span.start):
            yield found.node.span.start


def _line_end(source: Source, number: int) -> int:
    return source.line_start(number + 1) if number < source.lines else len(source.text)


def _is_grown(
    file: t.File, parent: Found, attribute: str | None, sibling: Found | None, made: t.Declaration
) -> bool:
    """Whether a node has more in one of its lists, and nothing else is different."""
    inner = parent.route[1:]
    if not _reaches(made, inner):
        return False
    old, new = parent.node, node_at(made, inner)
    if type(old) is not type(new):
        return False
    for name in [attribute] if attribute else [f.name for f in fields(old)]:
        before, after = getattr(old, name), getattr(new, name)
        if not isinstance(before, tuple) or not isinstance(after, tuple) or len(after) <= len(before):
            continue
        more = len(after) - len(before)
        at = len(before)
        if sibling is not None:
            at = sibling.route[-1].place or 0
        kept = (*after[:at], *after[at + more :])
        rest = with_at(made, (*inner, Step(name, None)), kept)
        for offset, (block, _) in t.OFFSETS.items():
            if block == name and not kept and hasattr(old, offset):
                rest = with_at(rest, (*inner, Step(offset, None)), None)
        if bare(rest) == bare(node_at(file, parent.route[:1])):
            return True
    return False


def _reaches(top: Any, route: Route) -> bool:
    """Whether there is anything at a route."""
    for attribute, place in route:
        top = getattr(top, attribute, None)
        if place is not None:
            if not isinstance(top, tuple) or len(top) <= place:
                return False
            top = top[place]
    return top is not None


# -- what is taken away ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Gone:
    """Stands where something was taken out, so that the places in its list do not change meanwhile."""


_GONE = _Gone()


def _swept(node: Any) -> Any:
    """The tree without the marks of what was taken out; what holds none is as it was."""
    if isinstance(node, tuple) and not isinstance(node, Span):
        parts = [_swept(part) for part in node if part is not _GONE]
        same = len(parts) == len(node) and all(a is b for a, b in zip(parts, node, strict=True))
        return node if same else tuple(parts)
    if is_node(node) or isinstance(node, t.File):
        for f in fields(node):
            value = getattr(node, f.name)
            swept = _swept(value) if isinstance(value, tuple) or is_node(value) else value
            if swept is not value:
                node = with_at(node, (Step(f.name, None),), swept)
    return node


def _slots(target: Found, attribute: str | None, found: Found, sibling: Found | None) -> Iterator[Step]:
    """The lists in which something may find a place: that of the sibling, or one of the node's."""
    if sibling is not None:
        yield sibling.route[-1]
        return
    own = found.route[-1].attribute
    names = [attribute] if attribute else [f.name for f in fields(target.node) if f.name != "span"]
    for name in sorted(names, key=lambda name: name != own):
        if isinstance(getattr(target.node, name), tuple):
            yield Step(name, None)


def _worded(file: t.File, route: Route) -> t.File:
    """The tree in which a block of the node at a route has its word, such as `else`, where it needs one."""
    node = node_at(file, route)
    for offset, (name, _) in t.OFFSETS.items():
        if not hasattr(node, offset):
            continue
        block = [part for part in getattr(node, name) if part is not _GONE]
        place = getattr(node, offset)
        is_chain = len(block) == 1 and isinstance(block[0], t.If) and place is None
        wanted = None if not block or is_chain else FRESH if place is None else place
        if wanted != place:
            file = with_at(file, (*route, Step(offset, None)), wanted)
    return file


def _is_readable(file: t.File, made: t.File) -> bool:
    """Whether every declaration that changed reads as it is printed."""
    old = {id(declaration) for declaration in file.declarations}
    for declaration in made.declarations:
        if id(declaration) in old:
            continue
        try:
            printed = print_declaration(declaration, "en")
        except (AttributeError, TypeError, AssertionError, IndexError):
            return False  # something that must be there is not, or something stands where it cannot
        parsed = parse(Source("", printed))
        if parsed.diagnostics or bare(parsed.file.declarations) != bare((declaration,)):
            return False
    return True
