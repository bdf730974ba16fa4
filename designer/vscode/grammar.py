"""The TextMate grammar of the extension, made from the keywords: colours before, or without, the language server.

python -m designer.vscode.grammar
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from dsl.typesystem import BUILT_IN, NAMES_ZH
from dsl.words import KEYWORDS

FILE = Path(__file__).parent / "syntaxes" / "bincard.tmLanguage.json"

_DECLARING = (
    "ENUM", "ENTITY", "EXTEND", "PLACE", "ROLE", "EVENT", "MEASURE", "PARAMETER", "TABLE", "RULE", "SCENARIO", "BOARD",
)  # fmt: skip
_OPERATORS = (
    "AND",
    "OR",
    "NOT",
    "IN",
    "NOT_IN",
    "IS_KNOWN",
    "IS_MISSING",
    "IS_HELD",
    "OTHERWISE",
    "ANY",
    "EVERY",
    "HAS",
)
_LETTER = r"[\p{L}\p{N}_]"


def _words(keywords: list[str]) -> str:
    """A pattern of keywords in both spellings, the longest first."""
    spellings = {spelling for keyword in keywords for spelling in KEYWORDS[keyword]}
    ordered = sorted(spellings, key=lambda word: (-len(word), word))
    either = "|".join(re.escape(word).replace(r"\ ", r"[ \t]+") for word in ordered)
    return rf"(?<!{_LETTER}|\.)(?:{either})(?!{_LETTER})"


def grammar() -> dict[str, Any]:
    """The grammar as TextMate wants it."""
    declaring = [word for word in _DECLARING if word in KEYWORDS]
    operators = [word for word in _OPERATORS if word in KEYWORDS]
    constants = ["TRUE", "FALSE"]
    others = [word for word in KEYWORDS if word not in (*declaring, *operators, *constants)]
    types = "|".join(sorted({*BUILT_IN, *NAMES_ZH.values()}, key=lambda name: (-len(name), name)))
    inside = [{"include": f"#{name}"} for name in ("number", "operator", "constant", "keyword", "type")]
    return {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "Bincard",
        "scopeName": "source.bincard",
        "patterns": [
            {"include": "#comment"},
            {"include": "#text"},
            {
                "match": rf"^\s*({_words(declaring)})[ \t]+([\p{{L}}_]{_LETTER}*)",
                "captures": {
                    "1": {"name": "keyword.declaration.bincard"},
                    "2": {"name": "entity.name.type.bincard"},
                },
            },
            {"match": _words(declaring), "name": "keyword.declaration.bincard"},
            *inside,
        ],
        "repository": {
            "comment": {"match": "#.*$", "name": "comment.line.number-sign.bincard"},
            "text": {
                "name": "string.quoted.double.bincard",
                "begin": '["“]',
                "end": '["”]|$',
                "patterns": [
                    {"match": r"\\.", "name": "constant.character.escape.bincard"},
                    {
                        "begin": r"\{",
                        "end": r"\}|$",
                        "name": "meta.embedded.bincard",
                        "patterns": inside,
                    },
                ],
            },
            "number": {
                "match": rf"(?<!{_LETTER})[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?|"
                rf"(?<!{_LETTER})[0-9]+(?:\.[0-9]+)?(?:[ \t]*(?:%|‰|°C|°F|℃|℉))?",
                "name": "constant.numeric.bincard",
            },
            "operator": {
                "match": rf"{_words(operators)}|[=!<>]=?|[-+*/|]|\.\.",
                "name": "keyword.operator.bincard",
            },
            "constant": {"match": _words(constants), "name": "constant.language.bincard"},
            "keyword": {"match": _words(others), "name": "keyword.control.bincard"},
            "type": {
                "match": rf"(?<=[:：]|[:：] |of |列表 |集合 )(?:{types})(?!{_LETTER})",
                "name": "support.type.bincard",
            },
        },
    }


def text() -> str:
    """The grammar as it is kept."""
    return json.dumps(grammar(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
