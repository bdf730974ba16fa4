"""An editor for the tests: starts `bincard lsp`, talks to it over real stdio, and keeps what it is told."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

ROOT = Path(__file__).parents[3]
SNIPPETS = types.ClientCapabilities(
    text_document=types.TextDocumentClientCapabilities(
        completion=types.CompletionClientCapabilities(
            completion_item=types.ClientCompletionItemOptions(snippet_support=True)
        )
    )
)


class Editor(LanguageClient):
    """Holds texts of open files, and what was said of each file."""

    def __init__(self) -> None:
        super().__init__("tests", "0")
        self.texts: dict[str, str] = {}
        self.wrong: dict[str, list[types.Diagnostic]] = {}
        self.messages: list[str] = []
        self._told = asyncio.Event()
        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: self._diagnostics(params))
        self.feature(types.WINDOW_SHOW_MESSAGE)(lambda params: self.messages.append(params.message))

    def _diagnostics(self, params: types.PublishDiagnosticsParams) -> None:
        self.wrong[params.uri] = list(params.diagnostics)
        self._told.set()

    async def told(self) -> None:
        """Wait until something is said of a file, and until no more comes."""
        await asyncio.wait_for(self._told.wait(), 60)
        await self.calm()

    async def calm(self) -> None:
        """Wait until all that was sent has been taken and answered for."""
        await asyncio.sleep(0.15)
        await self.workspace_symbol_async(types.WorkspaceSymbolParams("no such name at all"))
        self._told.clear()

    def open(self, uri: str, text: str) -> None:
        self.texts[uri] = text
        document = types.TextDocumentItem(uri, "bincard", 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(document))

    def change(self, uri: str, text: str) -> None:
        self.texts[uri] = text
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(2, uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def codes(self, uri: str) -> list[Any]:
        return [found.code for found in self.wrong.get(uri, [])]

    def at(self, uri: str, text: str, behind: int = 0) -> types.TextDocumentPositionParams:
        """The place of the first such text, in UTF-16."""
        before = self.texts[uri][: self.texts[uri].index(text) + behind]
        line = before.count("\n")
        column = len(before[before.rfind("\n") + 1 :].encode("utf-16-le")) // 2
        return types.TextDocumentPositionParams(
            types.TextDocumentIdentifier(uri), types.Position(line, column)
        )

    def apply(self, uri: str, edits: list[types.TextEdit]) -> str:
        """The text after edits, as an editor makes them: from the last to the first."""
        lines = self.texts[uri].split("\n")

        def offset(position: types.Position) -> int:
            before = sum(len(line) + 1 for line in lines[: position.line])
            line = lines[position.line].encode("utf-16-le")[: position.character * 2]
            return before + len(line.decode("utf-16-le"))

        text = self.texts[uri]
        for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
            text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
        return text


@asynccontextmanager
async def editor(folder: Path | None = None, **options: Any) -> AsyncIterator[Editor]:
    """An editor whose server answers; afterwards the server has ended by itself."""
    made = Editor()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BINCARD_LANG": "en"}
    await made.start_io(sys.executable, "-m", "designer.cli", "lsp", env=environment)
    folders = [types.WorkspaceFolder(folder.as_uri(), folder.name)] if folder else None
    await made.initialize_async(types.InitializeParams(SNIPPETS, workspace_folders=folders, **options))
    made.initialized(types.InitializedParams())
    process: asyncio.subprocess.Process = made._server  # the client has no public way to its process
    try:
        yield made
        await made.shutdown_async(None)
        made.exit(None)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    finally:
        if process.returncode is None:
            process.kill()
        await made.stop()
