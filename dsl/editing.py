"""Changes of a text by what it says: add, remove, change and move what stands at a path (see `dsl.paths`).

Every function takes a parsed file and gives the edits of its text (see `dsl.difference`): the lines that have to
change do, in the words and the style of the file; all else stays byte for byte. What is new is given as text, as it
would be typed, in either language. It is tried: the file is read with it, and it must say what is asked and nothing
else. Where it does not, `RefusedEditError` carries the diagnostic. No kind of node is treated by itself, so what
the grammar and the printer learn can be edited at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from textwrap import dedent
from typing import Any

from dsl import tree as t
from dsl.diagnostics import Diagnostic, Fact
from dsl.difference import FRESH, TextEdit, edits
from dsl.near import nearest
from dsl.parse import parse, parse_expression
from dsl.paths import Found, Route, Step, bare, find, is_node, node_at, nodes, with_at
from dsl.printer import print_declaration
from dsl.source import Source, Span
from dsl.splicing import Splice, indentation_at, places, read, recognised, unplaced

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
        placed = recognised(unplaced(given.declarations[0]), found.node)
        return edits(file, with_at(file, found.route, placed).declarations, fresh=given)
    base = indentation_at(file.source, found.node.span.start)
    first, *rest = dedent(text.strip("\r\n")).split("\n")
    spliced = Splice(
        found.node.span.start, found.node.span.end, "\n".join([first.strip(), *(base + x for x in rest)])
    )
    made, fresh, problem = read(file, found, spliced)
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
    placed = with_at(made, inner, recognised(node_at(made, inner), found.node))
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
        new = (unplaced(declaration) for declaration in given.declarations)
        return edits(file, (*file.declarations[:at], *new, *file.declarations[at:]), fresh=given)
    parent, attribute = _list_in(file, path)
    if sibling is not None and sibling.route[:-1] != parent.route:
        raise _refused(sibling, "BC704", path=sibling.path, owner=path)
    first: Diagnostic | None = None
    for spliced in places(file, parent, attribute, sibling, text):
        made, fresh, problem = read(file, parent, spliced)
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
    marked = with_at(file, found.route, None if found.route[-1].place is None else _GONE)
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
    made = with_at(file, (*holder.route, Step(attribute, None)), unplaced(node))
    if getattr(holder.node, attribute) is not None or not _is_readable(file, made):
        raise _refused(holder, "BC703", text=_one_line(text), path=path)
    return edits(file, made.declarations)


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
        if sibling.route[-1].place is not None:
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
