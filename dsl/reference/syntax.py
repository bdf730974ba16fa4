"""The grammar as a reader sees it: each form in one language's words, blocks on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, assert_never

from dsl.reference.meaning import WORDS
from dsl.words import KEYWORDS, Language, spelling

INDENT = "    "


@dataclass(frozen=True, slots=True)
class Sign:
    """A terminal, a rule's name, or a sign in quotation marks."""

    text: str


@dataclass(frozen=True, slots=True)
class Several:
    """`(a b)`: parts in a row."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """`a | b`"""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """`a?`, `a*`, `a+`"""

    part: Part
    times: Literal["?", "*", "+"]


Part = Sign | Several | Choice | Repeated


@dataclass(frozen=True, slots=True)
class Form:
    """One alternative of a rule of the grammar, by the name that the parser gives it."""

    name: str
    rule: str
    section: str
    part: Part


_TOKEN = re.compile(r'"(?P<sign>[^"]*)"|(?P<word>\w+)|(?P<mark>[|()?*+])')
_RULE = re.compile(r"^\??(?P<name>[a-z_]+):\s*(?P<body>.*?)(?=^\S|\Z)", re.DOTALL | re.MULTILINE)
_SECTION = re.compile(r"^// -- (?P<title>.*?) -+$", re.MULTILINE)


def forms() -> tuple[Form, ...]:
    """Every form of the grammar, in its order."""
    text = files("dsl").joinpath("grammar.lark").read_text("utf-8")
    sections = [(match.start(), match["title"]) for match in _SECTION.finditer(text)]
    found = []
    for match in _RULE.finditer(text):
        before = [title for start, title in sections if start < match.start()]
        body = re.sub(r"//[^\n]*", "", match["body"])
        for alternative in _alternatives(body):
            written, _, alias = alternative.partition("->")
            part = _parse(list(_TOKEN.finditer(written)))
            found.append(Form(alias.strip() or match["name"], match["name"], (before or [""])[-1], part))
    return tuple(found)


def _alternatives(body: str) -> Iterator[str]:
    """A rule's body cut at the bars that stand in no bracket."""
    depth, start = 0, 0
    for match in re.finditer(r'"[^"]*"|[()|]', body):
        if match.group() == "(":
            depth += 1
        elif match.group() == ")":
            depth -= 1
        elif match.group() == "|" and not depth:
            yield body[start : match.start()]
            start = match.end()
    yield body[start:]


def _parse(tokens: list[re.Match[str]]) -> Part:
    """A body's tokens as a part; takes them off the list up to the bracket that closes."""
    choices: list[list[Part]] = [[]]
    while tokens:
        token = tokens.pop(0)
        row = choices[-1]
        if token["sign"] is not None:
            row.append(Sign(token["sign"]))
        elif token["word"]:
            row.append(Sign(token["word"]))
        elif token["mark"] == "(":
            row.append(_parse(tokens))
        elif token["mark"] == ")":
            break
        elif token["mark"] == "|":
            choices.append([])
        else:
            times: Literal["?", "*", "+"] = token["mark"]  # type: ignore[assignment]
            row.append(Repeated(row.pop(), times))
    rows = [row[0] if len(row) == 1 else Several(tuple(row)) for row in choices]
    return rows[0] if len(rows) == 1 else Choice(tuple(rows))


_GLUED_BEFORE = {"_COMMA", "_LPAR", "_RPAR", "_RSQB", "_COLON", "_NL", ".", "?"}
_GLUED_AFTER = {"_LPAR", "_LSQB", "."}
_SIGNS = {
    "_COMMA": ",",
    "_COLON": ":",
    "_LPAR": "(",
    "_RPAR": ")",
    "_LSQB": "'['",
    "_RSQB": "']'",
    "_RANGE": "..",
    "PLUS": "+",
    "MINUS": "-",
    "TIMES": "*",
    "DIVIDE": "/",
    "|": "'|'",
}


class _Page:
    """Writes a form: words in a row, blocks indented."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._lines = [""]
        self._depth = 0
        self._glue = True

    def text(self) -> str:
        """What was written, without lines that hold nothing."""
        return "\n".join(line.rstrip() for line in self._lines if line.strip())

    def _put(self, word: str, *, glued: bool = False) -> None:
        line = self._lines[-1]
        gap = "" if glued or self._glue or not line.strip() else " "
        self._lines[-1] = (line or INDENT * self._depth) + gap + word
        self._glue = False

    def write(self, part: Part) -> None:
        """Add a part."""
        match part:
            case Sign(text):
                self._sign(text)
            case Several(parts):
                for inner in parts:
                    self.write(inner)
            case Choice(parts):
                self._choice(parts)
            case Repeated(inner, times):
                self._repeated(inner, times)
            case _:
                assert_never(part)

    def _sign(self, text: str) -> None:
        if text == "_NL":
            self._lines.append("")
        elif text == "_INDENT":
            self._depth += 1
        elif text == "_DEDENT":
            self._depth -= 1
        elif text == "block":
            self._lines.append(INDENT * (self._depth + 1) + shown(text, self._language))
            self._lines.append("")
        else:
            self._put(shown(text, self._language), glued=text in _GLUED_BEFORE)
            self._glue = text in _GLUED_AFTER

    def _choice(self, parts: tuple[Part, ...]) -> None:
        for index, inner in enumerate(parts):
            if index:
                self._put("|")
            self.write(inner)

    def _repeated(self, inner: Part, times: Literal["?", "*", "+"]) -> None:
        if _has_block(inner):
            self.write(inner)  # a block of its own line says enough; that it may be missing is said in words
            return
        if times == "+":
            self.write(inner)
            self._put("…")
            return
        glue, self._glue = self._glue, False
        self._put("[", glued=glue or _begins_glued(inner))
        self._glue = True
        self.write(inner)
        self._put("]" if times == "?" else "…]", glued=times == "?")


def _has_block(part: Part) -> bool:
    match part:
        case Sign(text):
            return text == "_INDENT"
        case Several(parts) | Choice(parts):
            return any(_has_block(p) for p in parts)
        case Repeated(inner, _):
            return _has_block(inner)
        case _:
            assert_never(part)


def _begins_glued(part: Part) -> bool:
    match part:
        case Sign(text):
            return text in _GLUED_BEFORE
        case Several(parts) | Choice(parts):
            return _begins_glued(parts[0])
        case Repeated(inner, _):
            return _begins_glued(inner)
        case _:
            assert_never(part)


def shown(sign: str, language: Language) -> str:
    """A terminal or a rule's name as a reader sees it."""
    if sign in KEYWORDS:
        return spelling(sign, language)
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign in WORDS:
        word = WORDS[sign].in_(language)
        return word if sign.isupper() else f"‹{word}›"
    if re.fullmatch(r"\W+", sign):
        return sign
    raise KeyError(sign)


def written(form: Form, language: Language) -> str:
    """A form as it is written."""
    page = _Page(language)
    page.write(form.part)
    return page.text()
