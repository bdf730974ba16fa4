"""Answers of the services in the words of the protocol."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lsprotocol import types

from designer.lsp.positions import Positions
from designer.lsp.projects import Project
from dsl.catalogue import entry, help_, message
from dsl.diagnostics import Diagnostic
from dsl.services.answers import Coloured, Completion, Edit, Fold, Hover, Outline, Signature
from dsl.source import Source, Span
from dsl.words import Language

_COMPLETIONS = {
    "entity": types.CompletionItemKind.Class,
    "enum": types.CompletionItemKind.Enum,
    "value": types.CompletionItemKind.EnumMember,
    "field": types.CompletionItemKind.Field,
    "event": types.CompletionItemKind.Event,
    "event_field": types.CompletionItemKind.Field,
    "measure": types.CompletionItemKind.Function,
    "parameter": types.CompletionItemKind.Property,
    "table": types.CompletionItemKind.Function,
    "place": types.CompletionItemKind.Constant,
    "role": types.CompletionItemKind.Constant,
    "group": types.CompletionItemKind.Interface,
    "module": types.CompletionItemKind.Module,
    "board": types.CompletionItemKind.Interface,
    "rule": types.CompletionItemKind.Interface,
    "variable": types.CompletionItemKind.Variable,
    "built_in": types.CompletionItemKind.Keyword,
    "keyword": types.CompletionItemKind.Keyword,
    "type": types.CompletionItemKind.TypeParameter,
    "function": types.CompletionItemKind.Function,
    "unit": types.CompletionItemKind.Unit,
    "argument": types.CompletionItemKind.Property,
    "snippet": types.CompletionItemKind.Snippet,
}
_SYMBOLS = {
    "entity": types.SymbolKind.Class,
    "enum": types.SymbolKind.Enum,
    "value": types.SymbolKind.EnumMember,
    "field": types.SymbolKind.Field,
    "event": types.SymbolKind.Event,
    "event_field": types.SymbolKind.Field,
    "measure": types.SymbolKind.Function,
    "parameter": types.SymbolKind.Property,
    "table": types.SymbolKind.Array,
    "place": types.SymbolKind.Constant,
    "role": types.SymbolKind.Key,
    "group": types.SymbolKind.Interface,
    "module": types.SymbolKind.Module,
    "board": types.SymbolKind.Interface,
    "rule": types.SymbolKind.Interface,
    "scenario": types.SymbolKind.Method,
    "extend": types.SymbolKind.Namespace,
}
LEGEND = types.SemanticTokensLegend(
    token_types=[
        "class", "enum", "enumMember", "property", "event", "function", "parameter", "variable", "type", "keyword",
        "string", "number", "comment", "operator", "interface", "macro",
    ],
    token_modifiers=["declaration"],
)  # fmt: skip
_COLOURS = {
    "entity": "class", "enum": "enum", "value": "enumMember", "field": "property", "event": "event",
    "event_field": "property", "measure": "function", "parameter": "parameter", "table": "function",
    "place": "variable", "role": "interface", "rule": "macro", "group": "macro", "module": "macro", "board": "macro",
    "variable": "variable", "built_in": "type",
    "keyword": "keyword", "text": "string", "number": "number", "comment": "comment", "operator": "operator",
}  # fmt: skip
_SNIPPET = re.compile(r"\$\{\d+:([^}]*)\}|\$\{\d+\}|\$\d+")


def diagnostic(
    project: Project, positions: Positions, found: Diagnostic, source: Source, language: Language
) -> types.Diagnostic:
    """A mistake, its help behind the message, and the other places that it names."""
    advice = help_(found, language)
    notes = [
        types.DiagnosticRelatedInformation(
            types.Location(project.uris[note.span.path], positions.range(other, note.span)),
            note.text.in_(language),
        )
        for note in found.notes
        if (other := project.source(note.span.path)) is not None and note.span.path in project.uris
    ]
    is_error = entry(found.code).severity == "error"
    return types.Diagnostic(
        positions.range(source, found.span),
        message(found, language) + (f"\n{advice}" if advice else ""),
        severity=types.DiagnosticSeverity.Error if is_error else types.DiagnosticSeverity.Warning,
        code=found.code,
        source="bincard",
        related_information=notes or None,
    )


def hover(found: Hover, span: types.Range) -> types.Hover:
    """What is said of a name, as Markdown."""
    head = f"**{found.kind}** `{found.name}`" + (f": {found.type}" if found.type else "")
    parts = [head + (f" — {found.label}" if found.label else "")]
    if found.sentence:
        parts.append(found.sentence.replace("\n", "  \n").replace("    ", "\u2003"))
    if found.written:
        parts.append(f"```bincard\n{found.written}\n```")
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(parts)), span)


def completion(
    item: Completion, number: int, span: types.Range, *, with_snippets: bool
) -> types.CompletionItem:
    """One thing that can stand at the cursor; labels can be typed too."""
    is_snippet = "$" in item.text and with_snippets
    text = item.text if is_snippet else _SNIPPET.sub(lambda match: match[1] or "", item.text)
    return types.CompletionItem(
        item.name,
        label_details=types.CompletionItemLabelDetails(description=item.label) if item.label else None,
        kind=_COMPLETIONS[item.kind],
        detail=item.detail,
        sort_text=f"{number:05}",
        filter_text=f"{item.name} {item.label}" if item.label else item.name,
        insert_text_format=types.InsertTextFormat.Snippet if is_snippet else types.InsertTextFormat.PlainText,
        text_edit=types.TextEdit(span, text),
    )


def outline(positions: Positions, source: Source, entries: Iterable[Outline]) -> list[types.DocumentSymbol]:
    """The declarations of a file, one inside the other."""
    return [
        types.DocumentSymbol(
            found.name,
            _SYMBOLS[found.kind],
            positions.range(source, found.span),
            positions.range(source, found.selection),
            detail=found.detail,
            children=outline(positions, source, found.parts),
        )
        for found in entries
    ]


def symbol(location: types.Location, found: Outline) -> types.WorkspaceSymbol:
    """A declaration of some file."""
    return types.WorkspaceSymbol(
        location, found.name, _SYMBOLS[found.kind], container_name=found.detail or None
    )


def edits(project: Project, positions: Positions, found: Iterable[Edit]) -> types.WorkspaceEdit:
    """Texts in the place of others, by file."""
    changes: dict[str, list[types.TextEdit]] = {}
    for edit in found:
        source = project.source(edit.span.path)
        if source is not None and edit.span.path in project.uris:
            own = changes.setdefault(project.uris[edit.span.path], [])
            own.append(types.TextEdit(positions.range(source, edit.span), edit.text))
    return types.WorkspaceEdit(changes=changes)


def fold(found: Fold) -> types.FoldingRange:
    """Lines that can be shown as one."""
    kind = types.FoldingRangeKind.Comment if found.is_comment else types.FoldingRangeKind.Region
    return types.FoldingRange(found.first - 1, found.last - 1, kind=kind)


def colours(positions: Positions, source: Source, words: Iterable[Coloured]) -> types.SemanticTokens:
    """Words as five numbers each: from the word before, lines and units; length, kind, modifiers."""
    data: list[int] = []
    line = start = 0
    for word in words:
        at = positions.position(source, word.span.start)
        length = positions.units(source.slice(word.span))
        data += [
            at.line - line,
            at.character - (start if at.line == line else 0),
            length,
            LEGEND.token_types.index(_COLOURS[word.kind]),
            int(word.is_declaration),
        ]
        line, start = at.line, at.character
    return types.SemanticTokens(data)


def signature(found: Signature, positions: Positions) -> types.SignatureHelp:
    """The form of a call. Where its parameters stand is counted in units too."""
    parameters = [
        types.ParameterInformation((positions.units(found.form[:start]), positions.units(found.form[:end])))
        for start, end in found.parameters
    ]
    form = types.SignatureInformation(found.form, documentation=found.label, parameters=parameters)
    return types.SignatureHelp([form], active_signature=0, active_parameter=found.active)


def location(project: Project, positions: Positions, span: Span) -> types.Location | None:
    """A place in a file."""
    source = project.source(span.path)
    if source is None or span.path not in project.uris:
        return None
    return types.Location(project.uris[span.path], positions.range(source, span))
