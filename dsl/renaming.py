"""Another name for something: its declaration and all its uses, across files, packs and locales.

What is written by its label stays. Names that mean several things at one place, as `lot` in a rule on two events,
change with all of them. The new name is tried before it is written: the checker reads the packs with it, and every name
must mean what it meant. Where the new name clashes, `RefusedEditError` carries what the checker says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from dsl.check import Checked, check
from dsl.checking.packs import Locale, PackText
from dsl.currencies import DEFAULT
from dsl.diagnostics import Diagnostic, Fact
from dsl.difference import TextEdit, applied
from dsl.editing import Edits, RefusedEditError
from dsl.naming import with_names
from dsl.parse import in_comment, parse
from dsl.paths import bare
from dsl.references import References, Symbol
from dsl.source import NOWHERE, Source, Span
from dsl.toml_places import Entry
from dsl.tree import File
from dsl.words import canonical, has_form_of_name, is_name

_SPECIAL = frozenset(
    [
        *(Symbol("entity", name) for name in ("Item", "Lot", "Place")),
        *(Symbol("field", name, "Item") for name in ("base_unit", "packaging")),
        *(Symbol("field", name, "Place") for name in ("parent", "zone", "latitude", "longitude")),
        *(Symbol("field", name, "Packaging") for name in ("unit", "factor")),
    ]
)
"""What means something by its name: the engine looks for it."""


def rename(packs: Sequence[PackText], symbol: Symbol, new: str, zone: str, currency: str = DEFAULT) -> Edits:
    """The edits that give something another name, in the files of all packs and, if they are given, of their locales."""
    return renamed(
        packs, check(packs, zone, currency), symbol, new, lambda tried: check(tried, zone, currency)
    )


def renamed(
    packs: Sequence[PackText],
    before: Checked,
    symbol: Symbol,
    new: str,
    again: Callable[[Sequence[PackText]], Checked],
) -> Edits:
    """The same of packs of which it is known what they mean; *again* says it of them with the new name."""
    declared = before.references.declaration(symbol)
    place = declared.span if declared else NOWHERE
    if symbol.kind == "built_in" or declared is None or symbol in _SPECIAL:
        raise _refused("BC707", place, name=symbol.name)
    if not has_form_of_name(new):
        raise _refused("BC706", place, new=new, proposal=_proposal(new))
    if new == symbol.name:
        return ()
    _must_be_read(packs, symbol.name)
    symbols = _together(before.references, symbol)
    sources = {source.path: source for source in _sources(packs)}
    names = {
        use.span: new
        for one in symbols
        for use in before.references.of(one)
        if canonical(sources[use.span.path].slice(use.span)) == symbol.name  # and not a label
    }
    edits = tuple(sorted(_edits(packs, before.references, symbols, names, new)))
    if not is_name(new) and not _reads(packs, names, edits):
        raise _refused("BC706", place, new=new, proposal=_proposal(new))
    _verify(before, again(_tried(packs, names, edits)), symbols, new)
    return edits


def _refused(code: str, span: Span, **facts: Fact) -> RefusedEditError:
    return RefusedEditError(Diagnostic(code, span, facts))


def _proposal(text: str) -> str:
    """A name like a text that is none."""
    word = (
        canonical("".join(c if re.match(r"\w", c) else "_" for c in text.strip()))
        .strip("_")
        .lstrip("0123456789_")
    )
    return word if is_name(word) else f"{word or 'name'}_2"


def _must_be_read(packs: Iterable[PackText], name: str) -> None:
    """Say so where the name is in a declaration that does not parse."""
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for file in _files(packs):
        spans = [declaration.span for declaration in file.declarations]
        for match in word.finditer(file.source.text) if name in file.source.text else ():
            is_read = any(span.start <= match.start() < span.end for span in spans)
            if not is_read and not in_comment(file.source, match.start()):
                raise _refused("BC708", Span(file.source.path, *match.span()), name=name)


def _files(packs: Iterable[PackText]) -> Iterator[File]:
    return (file for pack in packs for file in pack.files)


def _together(references: References, symbol: Symbol) -> frozenset[Symbol]:
    """All that must have one name: what is meant together somewhere."""
    together = {symbol}
    waiting = [symbol]
    while waiting:
        for use in references.of(waiting.pop()):
            for other in {*references.by_place[use.span]} - together if _is_card(use.span) else ():
                together.add(other)
                waiting.append(other)
    return frozenset(together)


def _sources(packs: Iterable[PackText]) -> Iterator[Source]:
    for pack in packs:
        yield from (file.source for file in pack.files)
        yield from (locale.source for locale in pack.locales.values() if locale.source)


def _edits(
    packs: Iterable[PackText],
    references: References,
    symbols: frozenset[Symbol],
    names: Mapping[Span, str],
    new: str,
) -> Iterator[TextEdit]:
    shared: set[Span] = set()
    for pack in packs:
        for locale in pack.locales.values():
            own = [span for span in names if locale.source and span.path == locale.source.path]
            for keys, entry in locale.entries.items() if own else ():
                spans = [span for span in own if _is_in(span, entry)]
                others = [s for span in spans for s in references.by_place[span] if s not in symbols]
                if keys[0] == "labels" and spans and others and locale.source:
                    # Something else has this label too: the entry stays, and there is one more.
                    yield _doubled(locale.source, entry, spans, new)
                    shared.update(spans)
    yield from (TextEdit(span, text) for span, text in names.items() if span not in shared)


def _is_in(span: Span, entry: Entry) -> bool:
    key = entry.keys[-1]
    return key.offsets[0] <= span.start and span.end <= key.offsets[-1]


def _doubled(source: Source, entry: Entry, spans: Sequence[Span], new: str) -> TextEdit:
    key = entry.keys[-1]
    first = source.position(key.offsets[0])[0]
    last = source.position(max(text.offsets[-1] for text in (*entry.texts, key)))[0]
    start = source.line_start(first)
    end = source.line_start(last + 1) if last < source.lines else len(source.text)
    lines = source.text[start:end]
    copy = applied(lines, (TextEdit(Span("", s.start - start, s.end - start), new) for s in spans))
    return TextEdit(Span(source.path, end, end), copy if lines.endswith("\n") else f"\n{copy}")


def _reads(packs: Iterable[PackText], names: Mapping[Span, str], edits: Edits) -> bool:
    """Whether a keyword is read as a name wherever it would be one."""
    for file in _files(packs):
        own = [edit for edit in edits if edit.span.path == file.source.path]
        if own:
            parsed = parse(Source(file.source.path, applied(file.source.text, own)))
            if bare(parsed.file.declarations) != bare(with_names(file.declarations, names)):
                return False
    return True


# -- trying it ---------------------------------------------------------------------------------------------


def _verify(before: Checked, after: Checked, symbols: frozenset[Symbol], new: str) -> None:
    """Refuse what would not mean the same."""
    told = {(d.code, d.span) for d in before.diagnostics}
    worse = [d for d in after.diagnostics if (d.code, d.span) not in told]
    clash = next((d for d in worse if d.code in ("BC208", "BC209", "BC210", "BC220", "BC221")), None)
    if clash is not None:
        raise RefusedEditError(clash)
    owners = {(symbol.kind, symbol.name) for symbol in symbols}

    def called(symbol: Symbol) -> Symbol:
        if symbol in symbols:
            return symbol._replace(name=new)
        is_owner = (_OWNERS.get(symbol.kind), symbol.owner) in owners
        return symbol._replace(owner=new) if is_owner else symbol

    named = {symbol: called(symbol) for symbol in before.references.symbols()}
    meant = {(use.span, named[use.symbol]) for use in before.references.noted}
    means = {(use.span, use.symbol) for use in after.references.noted}
    wrong = sorted(span for span, _ in meant ^ means if _is_card(span))
    wrong += [diagnostic.span for diagnostic in worse]
    if wrong:
        raise _refused("BC705", wrong[0], new=new, proposal=f"{new}_2")


_OWNERS = {"value": "enum", "field": "entity", "event_field": "event"}


def _is_card(span: Span) -> bool:
    return not span.path.endswith(".toml")


def _tried(packs: Iterable[PackText], names: Mapping[Span, str], edits: Edits) -> tuple[PackText, ...]:
    """The packs with the names; what has none stays the same."""
    paths = {span.path for span in names}

    def named(file: File) -> File:
        if file.source.path not in paths:
            return file
        return replace(file, declarations=with_names(file.declarations, names))

    return tuple(
        replace(
            pack,
            files=tuple(map(named, pack.files)),
            locales={language: _relocated(locale, edits) for language, locale in pack.locales.items()},
        )
        for pack in packs
    )


def _relocated(locale: Locale, edits: Edits) -> Locale:
    """A locale as its file says after the edits."""
    if locale.source is None:
        return locale
    own = [edit for edit in edits if edit.span.path == locale.source.path]
    if not own:
        return locale
    return Locale.read(Source(locale.source.path, applied(locale.source.text, own)))
