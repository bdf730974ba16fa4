"""The server: which question of the protocol goes to which service.

It speaks Chinese or English by the client's locale, by `initializationOptions.language` or by the setting
`bincard.language`. An edit is taken at once; what is wrong is told when nothing more comes for a moment, and what proofs
find some moments later. While proofs are under way, and where they are not done in time, nothing counts as proven.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from designer.lsp import translate
from designer.lsp.positions import Positions
from designer.lsp.projects import PackError, Project, Projects
from designer.lsp.proofs import proofs, texts
from dsl.catalogue import entry
from dsl.diagnostics import Diagnostic
from dsl.proving.inquiry import unfinished
from dsl.services import calling, colouring, completing, fixing, formatting, hovering, navigating, outlining
from dsl.services.answers import Refusal
from dsl.source import Source, Span
from dsl.words import Language
from dsl.workspace import State

PAUSE = 0.05
"""So many seconds without an edit, and what is wrong is told."""

THOUGHT = 0.5
"""So many seconds without an edit, and there is time for what takes longer."""

PROOF = 60
"""So many seconds proofs may take, if the client names no other number; none at all with 0."""

REST = 5
"""So many seconds without an edit, and there is time to clean up."""

MOST = 200
"""So many declarations are given for one search."""


class Spot(NamedTuple):
    """A place that the client points to."""

    project: Project
    path: str
    source: Source
    offset: int


class Server(LanguageServer):
    """What the server knows of its client."""

    def __init__(self, language: Language) -> None:
        try:
            number = version("bincard")
        except PackageNotFoundError:
            number = "0"
        super().__init__("bincard", number, types.TextDocumentSyncKind.Full)
        self.language: Language = language
        self.projects = Projects()
        self.positions = Positions()
        self._told: dict[str, list[types.Diagnostic]] = {}
        self._waiting: asyncio.TimerHandle | None = None
        self._thinking: asyncio.TimerHandle | None = None
        self._cleaning: asyncio.TimerHandle | None = None
        self._open: set[str] = set()
        self._beyond: dict[str, tuple[State, tuple[Diagnostic, ...]]] = {}
        self._proven: dict[str, tuple[State, tuple[Diagnostic, ...]]] = {}
        self._proving: asyncio.Task[None] | None = None
        self._last = ""
        self.proof_seconds: float = PROOF
        gc.disable()  # the search for garbage goes through all that lives: it comes when nobody waits

    # -- what the client points to

    def spot(self, uri: str, position: types.Position) -> Spot | None:
        """The place of a position; None in a file that no project has."""
        found = self.projects.find(uri)
        source = found[0].source(found[1]) if found else None
        if found is None or source is None:
            return None
        return Spot(*found, source, self.positions.offset(source, position))

    def page(self, uri: str) -> Spot | None:
        """A file as a whole."""
        return self.spot(uri, types.Position(0, 0))

    def speak(self, language: object) -> None:
        """Use a language from now on, if it is one of ours: `zh`, `zh-CN`, `en`..."""
        if isinstance(language, str) and language:
            self.language = "zh" if language.lower().startswith("zh") else "en"

    def allow(self, seconds: object) -> None:
        """Let proofs take so many seconds from now on, if it is a number."""
        if isinstance(seconds, int | float) and not isinstance(seconds, bool) and seconds >= 0:
            self.proof_seconds = seconds
            self._proven.clear()

    # -- what is wrong

    def put(self, uri: str, text: str) -> None:
        """Take a file's text."""
        self._last = uri
        try:
            self.projects.put(uri, text)
        except PackError as error:
            self.window_show_message(
                types.ShowMessageParams(
                    types.MessageType.Error, f"{error.code}: {error.text.in_(self.language)}"
                )
            )
        self.soon()

    def soon(self) -> None:
        """Tell what is wrong when nothing more has come for a moment."""
        self.stop_proving()
        for handle in (self._waiting, self._thinking, self._cleaning):
            if handle is not None:
                handle.cancel()
        loop = asyncio.get_running_loop()
        self._waiting = loop.call_later(PAUSE, self.tell)
        self._thinking = loop.call_later(THOUGHT, self._think)
        self._cleaning = loop.call_later(REST, self._clean)

    def _think(self) -> None:
        """Look at packs without errors as the engine does: events that call for each other without end."""
        from engine.lower import lower

        for project in self.projects:
            state = project.state
            known = self._beyond.get(project.root)
            if known is not None and known[0] is state:
                continue
            is_whole = all(entry(d.code).severity != "error" for d in state.diagnostics)
            rings = lower(state.model)[1] if is_whole else ()
            self._beyond[project.root] = state, tuple(map(state.moved, rings))
        self.tell()
        if self.proof_seconds:
            self._proving = asyncio.ensure_future(self._prove())

    async def _prove(self) -> None:
        """Prove packs without errors that are other than they were; tell of each as it is done."""
        for project in list(self.projects):
            state = project.state
            known, beyond = self._proven.get(project.root), self._beyond[project.root][1]
            if (known is not None and known[0] is state) or beyond:
                continue
            if any(entry(d.code).severity == "error" for d in state.diagnostics):
                continue
            found = await proofs(texts(project.packs, project.workspace), self.proof_seconds)
            if found is None:
                path = project.paths.get(self._last) or next(iter(project.paths.values()))
                found = (unfinished(path, self.proof_seconds),)
            self._proven[project.root] = state, found
            self.tell()

    def stop_proving(self) -> None:
        """End the proofs that are under way."""
        if self._proving is not None:
            self._proving.cancel()
            self._proving = None

    def _clean(self) -> None:
        """Search for garbage: in all that lives where other projects are open now, else in what came since."""
        known = {project.root for project in self.projects}
        if known != self._open:
            gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._open = known

    def tell(self) -> None:
        """Tell what is wrong in every file in which something else is wrong than was told."""
        now: dict[str, list[types.Diagnostic]] = {}
        for project in self.projects:
            state = project.state
            later = [found.get(project.root, (None, ())) for found in (self._beyond, self._proven)]
            more = (diagnostic for of, told in later if of is state for diagnostic in told)
            for found in (*state.diagnostics, *more):
                uri, source = project.uris.get(found.span.path), project.source(found.span.path)
                if uri is not None and source is not None:
                    told = translate.diagnostic(project, self.positions, found, source, self.language)
                    now.setdefault(uri, []).append(told)
        for uri in {*now, *self._told}:
            if now.get(uri) != self._told.get(uri):
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, now.get(uri, [])))
        self._told = now


def server(language: Language) -> Server:
    """A server with all that it can do; the language is that of a client that names none."""
    made = Server(language)
    for feature, answer in _FEATURES.items():
        options = _OPTIONS.get(feature)
        made.feature(feature, options)(answer) if options is not None else made.feature(feature)(answer)
    return made


# -- life --------------------------------------------------------------------------------------------------


def _initialize(ls: Server, params: types.InitializeParams) -> None:
    options = params.initialization_options
    ls.speak(params.locale)
    if isinstance(options, Mapping):
        ls.speak(options.get("language"))
        ls.allow(options.get("proofSeconds"))
    folders = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or ""]
    ls.projects.folders = [Path(path) for uri in folders if (path := to_fs_path(uri))]
    general = params.capabilities.general
    for encoding in (general.position_encodings if general else None) or ():
        if encoding in list(types.PositionEncodingKind):
            ls.positions = Positions(types.PositionEncodingKind(encoding))
            break


def _configured(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    settings: Any = params.settings
    own = settings.get("bincard", settings) if isinstance(settings, Mapping) else {}
    if isinstance(own, Mapping):
        ls.speak(own.get("language"))
        ls.allow(own.get("proofSeconds"))
    ls.soon()


def _ended(ls: Server, _params: None) -> None:
    ls.stop_proving()


def _opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    ls.put(params.text_document.uri, params.text_document.text)


def _changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    uri = params.text_document.uri
    ls.put(uri, ls.workspace.get_text_document(uri).source)


def _closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    ls.projects.close(params.text_document.uri)
    ls.soon()


def _on_disk(ls: Server, _params: types.DidChangeWatchedFilesParams) -> None:
    try:
        ls.projects.reload()
    except PackError as error:
        text = f"{error.code}: {error.text.in_(ls.language)}"
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Error, text))
    ls.soon()


# -- questions ---------------------------------------------------------------------------------------------


def _hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    at = ls.spot(params.text_document.uri, params.position)
    found = hovering.hover(at.project.workspace, at.path, at.offset, ls.language) if at else None
    return translate.hover(found, ls.positions.range(at.source, found.span)) if at and found else None


def _complete(ls: Server, params: types.CompletionParams) -> types.CompletionList | None:
    at = ls.spot(params.text_document.uri, params.position)
    if at is None:
        return None
    found = completing.complete(at.project.workspace, at.path, at.offset, ls.language)
    span = ls.positions.range(at.source, found.span)
    document = ls.client_capabilities.text_document
    item = document.completion.completion_item if document and document.completion else None
    with_snippets = bool(item and item.snippet_support)
    items = [
        translate.completion(item, number, span, with_snippets=with_snippets)
        for number, item in enumerate(found.items)
    ]
    return types.CompletionList(is_incomplete=False, items=items)


def _signature(ls: Server, params: types.SignatureHelpParams) -> types.SignatureHelp | None:
    at = ls.spot(params.text_document.uri, params.position)
    found = calling.signature(at.project.state, at.path, at.offset, ls.language) if at else None
    return translate.signature(found, ls.positions) if found else None


def _locations(ls: Server, at: Spot, spans: tuple[Span, ...]) -> list[types.Location]:
    found = (translate.location(at.project, ls.positions, span) for span in spans)
    return [place for place in found if place is not None]


def _definition(ls: Server, params: types.DefinitionParams) -> list[types.Location] | None:
    at = ls.spot(params.text_document.uri, params.position)
    return _locations(ls, at, navigating.definition(at.project.state, at.path, at.offset)) if at else None


def _references(ls: Server, params: types.ReferenceParams) -> list[types.Location] | None:
    at = ls.spot(params.text_document.uri, params.position)
    if at is None:
        return None
    declared = params.context.include_declaration
    return _locations(
        ls, at, navigating.references(at.project.state, at.path, at.offset, with_declaration=declared)
    )


def _prepare_rename(ls: Server, params: types.PrepareRenameParams) -> types.Range | None:
    at = ls.spot(params.text_document.uri, params.position)
    uses = at.project.state.uses_at(at.path, at.offset) if at else ()
    if at is None or not uses or at.project.state.declaration(uses[0].symbol) is None:
        return None
    return ls.positions.range(at.source, uses[0].span)


def _rename(ls: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    at = ls.spot(params.text_document.uri, params.position)
    if at is None:
        return None
    found = navigating.renamed(at.project.workspace, at.path, at.offset, params.new_name, ls.language)
    if isinstance(found, Refusal):
        raise JsonRpcInvalidParams(found.text)
    return translate.edits(at.project, ls.positions, found)


def _outline(ls: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
    at = ls.page(params.text_document.uri)
    if at is None:
        return None
    return translate.outline(ls.positions, at.source, outlining.outline(at.project.state, at.path))


def _symbols(ls: Server, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    found = []
    for project in ls.projects:
        for one in outlining.declared(project.state, params.query):
            place = translate.location(project, ls.positions, one.selection)
            if place is not None:
                found.append(translate.symbol(place, one))
            if len(found) == MOST:
                return found
    return found


def _format(ls: Server, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    at = ls.page(params.text_document.uri)
    if at is None:
        return None
    found = formatting.formatted(at.project.state, at.path)
    return [types.TextEdit(ls.positions.range(at.source, edit.span), edit.text) for edit in found]


def _colours(ls: Server, params: types.SemanticTokensParams) -> types.SemanticTokens | None:
    at = ls.page(params.text_document.uri)
    if at is None:
        return None
    return translate.colours(ls.positions, at.source, colouring.coloured(at.project.state, at.path))


def _folds(ls: Server, params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
    at = ls.page(params.text_document.uri)
    return [translate.fold(found) for found in outlining.folds(at.project.state, at.path)] if at else None


def _actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    at = ls.spot(params.text_document.uri, params.range.start)
    if at is None:
        return None
    span = Span(at.path, at.offset, ls.positions.offset(at.source, params.range.end))
    actions = []
    for fix in fixing.fixes(at.project.state, span, ls.language):
        place = ls.positions.range(at.source, fix.at)
        mended = [d for d in params.context.diagnostics if d.code == fix.code and d.range == place]
        actions.append(
            types.CodeAction(
                fix.title,
                kind=types.CodeActionKind.QuickFix,
                diagnostics=mended or None,
                is_preferred=True,
                edit=translate.edits(at.project, ls.positions, [fix.edit]),
            )
        )
    return actions


_FEATURES: Mapping[str, Any] = {
    types.INITIALIZE: _initialize,
    types.SHUTDOWN: _ended,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: _configured,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _on_disk,
    types.TEXT_DOCUMENT_DID_OPEN: _opened,
    types.TEXT_DOCUMENT_DID_CHANGE: _changed,
    types.TEXT_DOCUMENT_DID_CLOSE: _closed,
    types.TEXT_DOCUMENT_HOVER: _hover,
    types.TEXT_DOCUMENT_COMPLETION: _complete,
    types.TEXT_DOCUMENT_SIGNATURE_HELP: _signature,
    types.TEXT_DOCUMENT_DEFINITION: _definition,
    types.TEXT_DOCUMENT_REFERENCES: _references,
    types.TEXT_DOCUMENT_PREPARE_RENAME: _prepare_rename,
    types.TEXT_DOCUMENT_RENAME: _rename,
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: _outline,
    types.WORKSPACE_SYMBOL: _symbols,
    types.TEXT_DOCUMENT_FORMATTING: _format,
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: _colours,
    types.TEXT_DOCUMENT_FOLDING_RANGE: _folds,
    types.TEXT_DOCUMENT_CODE_ACTION: _actions,
}
_OPTIONS: Mapping[str, Any] = {
    types.TEXT_DOCUMENT_COMPLETION: types.CompletionOptions(trigger_characters=[".", "{", "("]),
    types.TEXT_DOCUMENT_SIGNATURE_HELP: types.SignatureHelpOptions(trigger_characters=["(", ",", "（", "，"]),
    types.TEXT_DOCUMENT_RENAME: types.RenameOptions(prepare_provider=True),
    types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: translate.LEGEND,
    types.TEXT_DOCUMENT_CODE_ACTION: types.CodeActionOptions([types.CodeActionKind.QuickFix]),
}
