"""Packs while somebody writes them: after every edit what `check` would say of the whole, at the price of the edit.

Every declaration is a *piece*, a source of its own with places of its own, so that an edit above it does not touch it:
a piece whose text is the same keeps its tree, and `checking.memory` what was found in it. Places are turned into those of
the files on the way out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count

from dsl.check import Checked, Memory, PackText, check, watch
from dsl.checking.symbols import Infer, Symbols
from dsl.currencies import DEFAULT
from dsl.diagnostics import Diagnostic
from dsl.model import Model
from dsl.parse import chunks, diagnosed, parse, parse_declaration
from dsl.references import Symbol, Use
from dsl.source import Source, Span, common
from dsl.tree import Declaration, File


@dataclass(frozen=True, slots=True)
class Piece:
    """One declaration's text, with what stands behind it; its tree, or why there is none."""

    source: Source
    file: File
    problem: Diagnostic | None

    @property
    def declaration(self) -> Declaration | None:
        """The declaration that stands in it."""
        return next(iter(self.file.declarations), None)


@dataclass(frozen=True, slots=True)
class Page:
    """A file: its text, its pieces and where in it each begins."""

    source: Source
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...]

    def place(self, offset: int) -> tuple[Piece, int] | None:
        """The piece at an offset of the file, and the offset in it; None before the first."""
        index = bisect_right(self.starts, offset) - 1
        return (self.pieces[index], offset - self.starts[index]) if index >= 0 else None


class Workspace:
    """Packs, dependencies first, whose files are edited."""

    def __init__(
        self,
        packs: Sequence[tuple[PackText, Mapping[str, str]]],
        zone: str,
        currency: str = DEFAULT,
        off: Sequence[str] = (),
    ) -> None:
        """Each pack without files, and its files' texts by path."""
        self._frames = [frame for frame, _ in packs]
        self.zone = zone
        self.currency = currency
        self._off = off
        self._locales = {
            locale.source.path: locale.source
            for frame in self._frames
            for locale in frame.locales.values()
            if locale.source is not None
        }
        self._memory = Memory()
        self._numbers = count()
        self._pages: list[dict[str, Page]] = [{} for _ in packs]
        self._state: State | None = None
        for index, (_, texts) in enumerate(packs):
            for path, text in texts.items():
                self._pages[index][path] = self._page(path, text, None)

    @property
    def paths(self) -> Iterator[str]:
        """The files, in the order in which they are checked."""
        return (path for pages in self._pages for path in pages)

    def edit(self, path: str, text: str) -> None:
        """Give a file another text. Raises KeyError for a file that is in no pack."""
        pages = next((pages for pages in self._pages if path in pages), None)
        if pages is None:
            raise KeyError(path)
        if pages[path].source.text != text:
            pages[path] = self._page(path, text, pages[path])
            self._state = None

    def add(self, pack: str, path: str, text: str) -> None:
        """Add a file to a pack."""
        index = next(i for i, frame in enumerate(self._frames) if frame.name == pack)
        self._pages[index][path] = self._page(path, text, None)
        self._pages[index] = dict(sorted(self._pages[index].items()))
        self._state = None

    def remove(self, path: str) -> None:
        """Take a file away."""
        for pages in self._pages:
            pages.pop(path, None)
        self._state = None

    def page(self, path: str) -> Page:
        """A file as it is now. Raises KeyError for a file that is in no pack."""
        return next(pages[path] for pages in self._pages if path in pages)

    @property
    def now(self) -> State:
        """What is known of the texts as they are."""
        if self._state is None:
            pages = {path: page for pages in self._pages for path, page in pages.items()}
            checked = check(self._packs({}), self.zone, self.currency, self._off, self._memory)
            self._state = State(pages, self._locales, checked)
        return self._state

    def watch(self, file: File, infer: Infer) -> Symbols:
        """Check a piece, or another in its place, so that *infer* sees its expressions with all that is known there."""
        _ = self.now  # so that the memory is of the texts as they are
        packs = self._packs({file.source.path: file})
        return watch(packs, self.zone, self.currency, file.source.path, infer, self._memory)

    def files(self) -> tuple[dict[str, str], ...]:
        """The texts of each pack's files, by path."""
        return tuple({path: page.source.text for path, page in pages.items()} for pages in self._pages)

    def texts(self) -> tuple[PackText, ...]:
        """The packs with their files whole, as `check` takes them."""
        return tuple(
            replace(frame, files=tuple(parse(page.source).file for page in pages.values()))
            for frame, pages in zip(self._frames, self._pages, strict=True)
        )

    def _packs(self, instead: Mapping[str, File]) -> list[PackText]:
        def files(pages: Mapping[str, Page]) -> Iterator[File]:
            for page in pages.values():
                for piece in page.pieces:
                    yield instead.get(piece.source.path, piece.file)

        return [
            replace(frame, files=tuple(files(pages)))
            for frame, pages in zip(self._frames, self._pages, strict=True)
        ]

    def _page(self, path: str, text: str, before: Page | None) -> Page:
        """A file with another text. Of the declarations before and behind what changed nothing is looked at."""
        source = Source(path, text)
        head, tail = _untouched(before, text)
        begin, end = (before.starts[head] if before and head else 0), len(text)
        if before and tail:
            end -= len(before.source.text) - before.starts[-tail]
        cuts = list(chunks(source, begin, end))
        if not cuts and not head and tail:
            tail, cuts = 0, list(chunks(source))  # what stands before the first declaration belongs to it
        begins = cuts[0][0] if cuts else 0
        starts = [0 if start == begins and not head else start for start, _ in cuts]
        texts = [text[start:end] for start, (_, end) in zip(starts, cuts, strict=True)]

        known = before.pieces if before else ()
        rest = len(known) - tail
        old: dict[str, list[Piece]] = {}
        for piece in known[head:rest]:
            old.setdefault(piece.source.text, []).append(piece)
        same = [old[text].pop(0) if old.get(text) else None for text in texts]
        names = iter([piece.source.path for pieces in old.values() for piece in pieces])
        pieces = [
            piece
            or self._piece(
                next(names, None) or f"{path}\0{next(self._numbers)}", text, 0 if start else begins
            )
            for start, piece, text in zip(starts, same, texts, strict=True)
        ]
        if before is None:
            return Page(source, tuple(pieces), tuple(starts))
        shift = len(text) - len(before.source.text)
        return Page(
            source,
            (*known[:head], *pieces, *known[rest:]),
            (*before.starts[:head], *starts, *(start + shift for start in before.starts[rest:])),
        )

    def _piece(self, name: str, text: str, start: int) -> Piece:
        source = Source(name, text)
        declaration, problem = parse_declaration(source, start, len(text))
        return Piece(source, File(source, () if declaration is None else (declaration,), ()), problem)


def _untouched(before: Page | None, text: str) -> tuple[int, int]:
    """How many declarations at the beginning and at the end of a file are what they were, and begin where they did."""
    if before is None:
        return 0, 0
    first, last = common(before.source.text, text)
    # By its first two characters a line is known to begin a declaration, or not.
    head = max(0, bisect_right(before.starts, first - 2) - 1)
    tail = len(before.starts) - bisect_right(before.starts, len(before.source.text) - last)
    return head, tail


class State:
    """What is known of all files at one time. All places that go in or come out are those of the files."""

    def __init__(self, pages: Mapping[str, Page], locales: Mapping[str, Source], checked: Checked) -> None:
        self.pages = pages
        self._locales = locales
        self._checked = checked
        self._at = {
            piece.source.path: (path, start)
            for path, page in pages.items()
            for piece, start in zip(page.pieces, page.starts, strict=True)
        }

    @property
    def model(self) -> Model:
        """What the packs mean. The places in it are those of pieces: `place` tells where they are."""
        return self._checked.model

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The files by path, also those of locales."""
        return {**self._locales, **{path: page.source for path, page in self.pages.items()}}

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All that is wrong, in the order in which `check` says it."""
        unread = [
            diagnostic
            for page in self.pages.values()
            for diagnostic in diagnosed(
                page.source, [piece.problem and self.moved(piece.problem) for piece in page.pieces]
            )
        ]
        return (*unread, *map(self.moved, self._checked.diagnostics))

    def place(self, span: Span) -> Span:
        """A place in a piece as a place in its file."""
        found = self._at.get(span.path)
        return Span(found[0], span.start + found[1], span.end + found[1]) if found else span

    def moved(self, diagnostic: Diagnostic) -> Diagnostic:
        """A diagnostic on the model, whose places are those of pieces, at its places in the files."""
        notes = tuple(replace(note, span=self.place(note.span)) for note in diagnostic.notes)
        return replace(diagnostic, span=self.place(diagnostic.span), notes=notes)

    # -- names

    @cached_property
    def _by_path(self) -> Mapping[str, list[Use]]:
        found: dict[str, list[Use]] = {}
        for use in self._checked.references.noted:
            found.setdefault(use.span.path, []).append(use)
        return found

    @cached_property
    def _by_symbol(self) -> Mapping[Symbol, list[Use]]:
        found: dict[Symbol, list[Use]] = {}
        for use in self._checked.references.noted:
            found.setdefault(use.symbol, []).append(use)
        return found

    def uses_in(self, path: str) -> tuple[Use, ...]:
        """The uses of names in a file, by place."""
        page = self.pages.get(path)
        names = [piece.source.path for piece in page.pieces] if page else [path]
        return tuple(use for name in names for use in self._placed(self._by_path.get(name, ())))

    def uses_at(self, path: str, offset: int) -> tuple[Use, ...]:
        """What the name under a place refers to; right behind its last letter is still under it."""
        page = self.pages.get(path)
        found = page.place(offset) if page else None
        name = found[0].source.path if found else path
        near = self._placed(self._by_path.get(name, ()))
        under = [use for use in near if use.span.start <= offset <= use.span.end]
        last = max((use.span.start for use in under), default=0)
        return tuple(use for use in under if use.span.start == last)

    def uses_of(self, symbol: Symbol) -> tuple[Use, ...]:
        """Where something is declared and mentioned, by file and place."""
        return self._placed(self._by_symbol.get(self._inner(symbol), ()))

    def declaration(self, symbol: Symbol) -> Use | None:
        """Where something is declared; None for what no text declares."""
        return next((use for use in self.uses_of(symbol) if use.is_declaration), None)

    def _placed(self, uses: Iterable[Use]) -> tuple[Use, ...]:
        placed = (
            Use(self.place(use.span), self._outer(use.symbol), use.is_declaration)
            for use in dict.fromkeys(uses)
        )
        return tuple(sorted(placed))

    def _outer(self, symbol: Symbol) -> Symbol:
        """A variable, named by where in the file it is introduced."""
        if symbol.kind != "variable":
            return symbol
        path, _, offset = symbol.owner.rpartition(":")
        span = self.place(Span(path, int(offset), int(offset)))
        return symbol._replace(owner=f"{span.path}:{span.start}")

    def _inner(self, symbol: Symbol) -> Symbol:
        """A variable, named by where in its piece it is introduced."""
        if symbol.kind != "variable":
            return symbol
        path, _, offset = symbol.owner.rpartition(":")
        found = self.pages[path].place(int(offset)) if path in self.pages else None
        return symbol._replace(owner=f"{found[0].source.path}:{found[1]}") if found else symbol
