"""What the author probably meant, where the text does not parse.

The table knows which words could have stood there (`dsl.lalr.expected`); and since it can be asked what would
happen if another word stood there, most mistakes are told by trying: a keyword that could have been a name, a
`=` where `==` could stand. The explanations are tried in the order of `_EXPLANATIONS`; the first that fits is
given.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from unicodedata import decimal, normalize

from dsl import elsewhere as e
from dsl.diagnostics import Both, Diagnostic, Fact
from dsl.expectations import BLANKS, keyword, listed, quoted, shown, spellings, surprise
from dsl.lalr import TAB, Place, StuckError, Table, Token, accepted, expected, run
from dsl.near import nearest
from dsl.source import Source, Span
from dsl.words import LANGUAGES, SPELLINGS, narrow, spelling

DECLARATIONS = (
    "ENUM",
    "ENTITY",
    "EXTEND",
    "PLACE",
    "ROLE",
    "EVENT",
    "MEASURE",
    "PARAMETER",
    "TABLE",
    "RULE",
    "BOARD",
    "SCENARIO",
)

_PIECE = re.compile(
    r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|“[^”\n]*”|\w+|&&|\|\||<>|=>|=<|===|[=!<>＝！＜＞][=＝]|\.\.|[^\n]',
    re.DOTALL,
)
_SIGNS = frozenset('"“[]【】［］()（）,，、:：.。．|｜+＋-－*＊/／<＜>＞=＝!！?？%％‰°℃℉&')
_CLOSING = {"(": ")", "（": "）", "[": "]", "【": "】", "［": "］", '"': '"', "“": "”"}
_ENDS = (")", "）", "]", "】", "］")
_TWINS = {
    **dict.fromkeys("'‘’”「」『』《》〈〉`＂", '"'),
    "؍": ",",
    "＃": "#",
    **dict.fromkeys("–—−―‐‑", "-"),
    "〔": "[",
    "〕": "]",
}


@dataclass(frozen=True)
class _Scene:
    """All that an explanation can look at."""

    table: Table
    source: Source
    start: int
    end: int
    goal: str
    place: Place

    @cached_property
    def found(self) -> str:
        """The word, sign or text that stands there; empty at the end of the line or of all."""
        if self.place.token.type.startswith(("_INDENT", "_DEDENT", "_NL", "$")):
            return ""
        match = _PIECE.match(self.source.text, self.place.token.start, self.end)
        return match[0] if match else ""

    @cached_property
    def earlier(self) -> Place:
        """The same place before what stands there was looked at; by then some choices had been dropped."""
        is_layout = self.place.token.type in ("_INDENT", "_DEDENT")
        return self.place if self.place.trouble != "word" or is_layout else self.before(self.at)

    @cached_property
    def expected(self) -> frozenset[str]:
        return expected(self.table, self.earlier.states)

    @property
    def at(self) -> int:
        return self.place.token.start

    @property
    def first_on_line(self) -> bool:
        return not self.line_before(self.at).strip(" \t\ufeff")

    def line_before(self, offset: int) -> str:
        return self.source.text[self.source.text.rfind("\n", 0, offset) + 1 : offset]

    def before(self, offset: int) -> Place:
        """What the parser knew when it came to an offset where a word begins."""
        text = self.source.text[self.start : offset] + "\0"
        handlers = [lambda _span, _children: None] * len(self.table.handlers)
        try:
            run(self.table, "", text, 0, len(text), self.goal, handlers)
        except StuckError as stuck:
            shift = self.start
            opened = tuple(
                token._replace(start=token.start + shift, end=token.end + shift)
                for token in stuck.place.opened
            )
            return replace(stuck.place, opened=opened)
        raise AssertionError("a NUL is no word")

    def goes_on(self, states: tuple[int, ...]) -> bool:
        """Whether what stands there could stand after those states."""
        match = self.table.words[states[-1]].match(self.source.text, self.at, self.end)
        if match is None:
            return accepted(self.table, states, "_NL") is not None and not self.found
        return accepted(self.table, states, match.lastgroup or "") is not None

    def diagnostic(self, code: str, start: int, end: int, **facts: Fact) -> Diagnostic:
        return Diagnostic(code, Span(self.source.path, start, max(end, start)), facts)

    def here(self, code: str, **facts: Fact) -> Diagnostic:
        """At what stands there, or where the line ends."""
        at = self.at
        if not self.found and self.place.previous is not None:
            at = self.place.previous.end
        return self.diagnostic(code, at, at + max(1, len(self.found)), **facts)


def explain_unexpected(
    table: Table, source: Source, start: int, end: int, goal: str, place: Place
) -> Diagnostic:
    """The one diagnostic that tells best why the text between two offsets does not read as *goal*."""
    scene = _Scene(table, source, start, end, goal, place)
    for explanation in _EXPLANATIONS:
        diagnostic = explanation(scene)
        if diagnostic is not None:
            return diagnostic
    return _unexpected(scene)


def indented_outside(source: Source, start: int) -> Diagnostic:
    """A file that begins with an indented line."""
    match = re.compile(r"[ \t]*(\S+)").match(source.text, start)
    first, last = match.span(1) if match else (start, start + 1)
    return Diagnostic("BC117", Span(source.path, first, last))


_HALF = re.compile("[\ud800-\udfff]")


def halves(source: Source) -> list[Diagnostic]:
    """Halves of surrogate pairs, in comments and texts too: no file, database or terminal can hold them."""
    try:
        source.text.encode()  # a tenth of the time that looking for them takes
    except UnicodeEncodeError:
        pass
    else:
        return []
    return [
        Diagnostic("BC102", Span(source.path, *found.span()), {"character": shown(found[0])})
        for found in _HALF.finditer(source.text)
    ]


def is_aftermath(diagnostic: Diagnostic, before: Diagnostic | None) -> bool:
    """Whether a mistake only follows from the one before: a line of its block, taken for a declaration."""
    return (
        before is not None
        and before.code in ("BC103", "BC111")
        and diagnostic.code == "BC108"
        and ("inner" in diagnostic.facts or "nearest" not in diagnostic.facts)
    )


# -- one kind of mistake each ------------------------------------------------------------------------------


def _too_deep(scene: _Scene) -> Diagnostic | None:
    if scene.place.trouble != "depth":
        return None
    token = scene.place.token
    return scene.diagnostic("BC105", token.start, max(token.end, token.start + 1))


def _between_blocks(scene: _Scene) -> Diagnostic | None:
    token = scene.place.token
    if scene.place.trouble != "indentation":
        return None
    width = len(token.text) + (TAB - 1) * token.text.count("\t")
    levels = ", ".join(str(level) for level in _levels_before(scene))
    word = _PIECE.match(scene.source.text, token.end, scene.end)
    facts: dict[str, Fact] = {"width": width, "levels": levels}
    line = scene.source.text.rfind("\n", 0, scene.place.previous.start if scene.place.previous else 0)
    if "\t" in scene.source.text[line + 1 : token.end]:
        facts["tab"] = TAB
    return scene.diagnostic("BC104", token.end, word.end() if word else token.end + 1, **facts)


def _levels_before(scene: _Scene) -> list[int]:
    """How far the blocks are indented that were open before the line."""
    previous = scene.place.previous
    levels = set(scene.place.levels)
    if previous is not None:
        line = scene.source.line(scene.source.position(previous.start)[0])
        indentation = line[: len(line) - len(line.lstrip(" \t"))]
        levels.add(len(indentation) + (TAB - 1) * indentation.count("\t"))
    return sorted(levels)


def _broken_encoding(scene: _Scene) -> Diagnostic | None:
    if scene.found in ("\0", "\ufffd"):
        return scene.here("BC113", character=shown(scene.found))
    return None


def _split_operator(scene: _Scene) -> Diagnostic | None:
    """`<>`, of which the first sign was read already."""
    previous = scene.place.previous
    if scene.found != ">" or previous is None or previous.text != "<" or previous.end != scene.at:
        return None
    return scene.diagnostic("BC118", previous.start, scene.at + 1, found="<>", instead=Both("!=", "!="))


def _assignment(scene: _Scene) -> Diagnostic | None:
    """`lot.status = x` where a statement begins."""
    line = scene.source.text[scene.at : scene.end].split("\n", 1)[0]
    match = re.match(r"\w+(?:\.\w+)+\s*=(?!=)", line)
    if not scene.first_on_line or match is None or "SET" not in scene.expected:
        return None
    facts = surprise(scene.found, scene.expected)
    facts["advice"] = Both(
        f"To change a field write `set {line.strip()}`.", f"修改字段请写 `设 {line.strip()}`。"
    )
    return scene.here("BC101", **facts)


def _word_of_elsewhere(scene: _Scene) -> Diagnostic | None:
    """A word that no keyword is near to in meaning, whatever it is near to in letters."""
    word = scene.found.casefold()
    return _unexpected(scene) if word in e.ADVICE or word in e.FOREIGN else None


def _unclosed_text(scene: _Scene) -> Diagnostic | None:
    if scene.found not in ('"', "“"):
        return None
    line = scene.source.text.find("\n", scene.at, scene.end)
    stop = len(scene.source.text[: line if line >= 0 else scene.end].rstrip())
    return scene.diagnostic("BC103", scene.at, stop, open=scene.found, quote=_CLOSING[scene.found])


def _foreign_operator(scene: _Scene) -> Diagnostic | None:
    if meant := e.operator_meant(scene.source.text, scene.at):
        words, sign = meant
        end = scene.at + len(words)
        return scene.diagnostic("BC118", scene.at, end, found=words, instead=Both(sign, sign))
    previous = scene.place.previous
    if previous is not None and previous.type == "NAME" and previous.text in e.OPERATORS:
        instead = e.OPERATORS[previous.text]  # `5 并且 x`: it was taken for a unit
        return scene.diagnostic("BC118", previous.start, previous.end, found=previous.text, instead=instead)
    if scene.found not in e.OPERATORS:
        return None
    return scene.here("BC118", found=scene.found, instead=e.OPERATORS[scene.found])


def _unknown_character(scene: _Scene) -> Diagnostic | None:
    found = scene.found
    if not re.fullmatch(r"[^\w\n]|\d", found) or found in _SIGNS or re.fullmatch("[0-9０-９]", found):
        return None
    facts: dict[str, Fact] = {"character": shown(found)}
    if found in BLANKS:
        facts["advice"] = Both("Use an ordinary blank.", "请改用普通空格。")
    elif found in ";；":
        facts["advice"] = e.END
    elif code := e.CURRENCIES.get(found):
        facts["advice"] = Both(f"The currency stands behind: `200 {code}`.", f"币种写在后面：`200 {code}`。")
    elif found in "{}｛｝":
        facts["advice"] = e.BRACES
    elif twin := _twin(found):
        facts["twin"] = twin
    return scene.here("BC102", **facts)


def _twin(character: str) -> str | None:
    """The sign of the language that a character looks like."""
    if character in _TWINS:
        return _TWINS[character]
    digit = decimal(character, None) if len(character) == 1 else None
    same = str(digit) if digit is not None else normalize("NFKC", character)
    return same if digit is not None or (same != character and set(same) <= _SIGNS) else None


def _brackets(scene: _Scene) -> Diagnostic | None:
    opened = scene.earlier.opened
    if opened:
        last = opened[-1]
        close = _CLOSING[last.text]
        ended = not scene.found and scene.place.token.type != "_INDENT"
        if ended or _is_new_line(scene, last):
            return scene.diagnostic("BC103", last.start, last.end, open=last.text, close=close)
        if scene.found in _ENDS and not _closes(last.text, scene.found):
            return scene.here("BC116", found=scene.found, open=last.text, close=close)
    elif scene.found in _ENDS:
        return scene.here("BC116", found=scene.found)
    return None


def _is_new_line(scene: _Scene, opening: Token) -> bool:
    """Whether the line that does not fit into the brackets begins as a line outside them does."""
    if scene.source.position(opening.start)[0] == scene.source.position(scene.at)[0]:
        return False
    line = scene.line_before(scene.at)
    if not line.strip():
        return scene.found not in _ENDS
    first = _PIECE.match(line.lstrip())
    return first is not None and first[0] in SPELLINGS


def _closes(opening: str, closing: str) -> bool:
    return (opening in "(（") == (closing in ")）")


def _unknown_declaration(scene: _Scene) -> Diagnostic | None:
    if scene.goal != "declaration" or scene.place.previous is not None or not scene.found:
        return None
    words = [spelling(word, language) for language in LANGUAGES for word in DECLARATIONS]
    facts: dict[str, Fact] = {
        "found": quoted(scene.found),
        "kinds": listed([keyword(word) for word in DECLARATIONS], len(DECLARATIONS)),
    }
    rest = scene.source.text[scene.at + len(scene.found) : scene.end].lstrip(" \t")
    if scene.source.text.startswith(("//", "--", "/*", "<!--"), scene.at):
        return scene.here("BC108", **facts, advice=e.COMMENT)
    if scene.found in SPELLINGS or rest.startswith((":", "：")):
        facts["inner"] = scene.found
    elif near := nearest(scene.found, words):
        facts["nearest"] = near
    return scene.here("BC108", **facts)


def _needless_indentation(scene: _Scene) -> Diagnostic | None:
    if scene.place.token.type != "_INDENT" or scene.place.previous is None:
        return None
    word = _PIECE.match(scene.source.text, scene.at, scene.end)
    line = scene.source.line(scene.source.position(scene.place.previous.start)[0]).strip()
    above = _PIECE.match(line)
    facts = {"above": above[0]} if above else {}
    return scene.diagnostic("BC117", scene.at, word.end() if word else scene.at + 1, **facts)


def _missing_block(scene: _Scene) -> Diagnostic | None:
    previous = scene.place.previous
    if scene.expected != {"_INDENT"} or previous is None:
        return None
    line = scene.line_before(previous.start)
    start = previous.start - len(line.lstrip(" \t"))
    opener = _PIECE.match(scene.source.text, start, scene.end)
    facts: dict[str, Fact] = {"opener": opener[0] if opener else ""}
    declaration = _PIECE.match(scene.source.text, scene.start, scene.end)
    is_rule = declaration is not None and SPELLINGS.get(declaration[0]) == "RULE"
    if is_rule and opener is not None and SPELLINGS.get(opener[0]) == "IF":
        facts["advice"] = e.WHEN
    elif is_rule and line.lstrip(" \t").startswith(("for each", "对每个")):
        facts["advice"] = e.THINGS
    return scene.diagnostic("BC111", start, previous.end, **facts)


def _one_sign_for_two(scene: _Scene) -> Diagnostic | None:
    if narrow(scene.found) == "=" and "COMPARE" in scene.expected:
        before = scene.source.text[scene.start : scene.at]
        named = re.search(r"\w[(（](?:[^()（）\n]*[,，])?\s*(\w+)\s*$", before)
        return scene.here("BC110", named=named[1]) if named else scene.here("BC110")
    if narrow(scene.found) == "==" and "EQUAL" in scene.expected:
        return scene.here("BC120")
    return None


def _chained_comparison(scene: _Scene) -> Diagnostic | None:
    is_sign = narrow(scene.found) in ("==", "!=", "<", "<=", ">", ">=")
    if is_sign and "AND" in scene.expected and "COMPARE" not in scene.expected:
        return scene.here("BC119", found=scene.found)
    return None


def _needless_end(scene: _Scene) -> Diagnostic | None:
    if scene.found not in (":", "：", ",", "，", "、", ".", "。", "．") or "_NL" not in scene.expected:
        return None
    rest = scene.source.text[scene.at + 1 : scene.end].split("\n", 1)[0].strip()
    return scene.here("BC121", found=scene.found) if not rest or rest.startswith("#") else None


def _keyword_as_name(scene: _Scene) -> Diagnostic | None:
    previous = scene.place.previous
    if previous is None or previous.text not in SPELLINGS or previous.type in ("NAME", "NOT"):
        return None
    after = accepted(scene.table, scene.before(previous.start).states, "NAME")
    if after is None or not scene.goes_on(after):
        return None
    suggestion = f"{previous.text}_" if previous.text.isascii() else f"{previous.text}数"
    return scene.diagnostic("BC109", previous.start, previous.end, found=previous.text, suggestion=suggestion)


def _misspelt(scene: _Scene) -> Diagnostic | None:
    """A word before that was taken for a name and was to be a keyword after which the text would go on."""
    previous = scene.place.previous
    if previous is None or previous.type != "NAME":
        return None
    states = scene.before(previous.start).states
    kinds = expected(scene.table, states)
    for kind in sorted(kinds):
        words = [word for word in spellings({kind}) if " " not in word]
        near = nearest(previous.text, words)
        after = accepted(scene.table, states, kind) if near else None
        if near and after and scene.goes_on(after):
            facts = surprise(previous.text, kinds)
            return scene.diagnostic("BC101", previous.start, previous.end, **facts, nearest=near)
    phrase = f"{previous.text} {scene.found}"
    if near := nearest(phrase, [word for word in spellings(kinds) if " " in word]):
        facts = surprise(phrase, kinds)
        return scene.diagnostic("BC101", previous.start, scene.at + len(scene.found), **facts, nearest=near)
    return None


def _foreign_word(scene: _Scene) -> Diagnostic | None:
    """A word of other languages at the beginning of a line, taken for the name of a field."""
    previous = scene.place.previous
    if previous is None or previous.type != "NAME" or previous.text.casefold() not in e.ADVICE:
        return None
    facts = surprise(previous.text, expected(scene.table, scene.before(previous.start).states))
    facts["advice"] = e.ADVICE[previous.text.casefold()]
    return scene.diagnostic("BC101", previous.start, previous.end, **facts)


def _missing_colon(scene: _Scene) -> Diagnostic | None:
    previous = scene.place.previous
    if scene.expected != {"_COLON"} or previous is None:
        return None
    facts: dict[str, Fact] = {"name": f"`{previous.text}`", "found": quoted(scene.found)}
    if previous.type == "NAME" and re.match(r"\w", scene.found):
        facts["repair"] = f"{previous.text}: {scene.found}"
    return scene.here("BC112", **facts)


def _unexpected(scene: _Scene) -> Diagnostic:
    facts = surprise(scene.found, scene.expected)
    word = scene.found
    if not word and scene.goal == "expression":
        facts["found"] = Both("the end of the braces", "花括号的结尾")
    near = nearest(word, spellings(scene.expected)) if re.match(r"[^\W\d]", word) else None
    previous = scene.place.previous
    before = previous.text if previous is not None else ""
    if word.casefold() in e.ADVICE:
        facts["advice"] = e.ADVICE[word.casefold()]
    elif word.casefold() in e.FOREIGN:
        facts["advice"] = e.FOREIGN[word.casefold()]
    elif SPELLINGS.get(before) == "ALERT" and word[:1] in ('"', "“"):
        facts["advice"] = e.WHOM
    elif advice := _advice(scene, before):
        facts["advice"] = advice
    elif not word and before in (",", "，"):
        facts["advice"] = e.MORE
    elif not word and "STRING" in scene.expected and "NAME" not in scene.expected:
        facts["advice"] = e.SAY
    elif word == "+" and before[:1] in ('"', "“"):
        facts["advice"] = e.VALUES
    elif near is not None:
        facts["nearest"] = near
    elif re.match(r"[^\W\d]", word) and "STRING" in scene.expected and "NAME" not in scene.expected:
        facts["advice"] = e.QUOTE
    elif "AND" in scene.expected and re.match(r'[\w"“(（\[]', word) and word not in SPELLINGS:
        facts["advice"] = e.JOIN
    return scene.here("BC101", **facts)


def _advice(scene: _Scene, before: str) -> Both | None:
    """What is meant by something that is written in another way elsewhere."""
    word, expected, text = scene.found, scene.expected, scene.source.text
    line = scene.line_before(scene.at).strip()
    first = _PIECE.match(line or text[scene.at : scene.end])
    opener = SPELLINGS.get(first[0], "") if first else ""
    head = _PIECE.match(text, scene.start, scene.end)
    kind = SPELLINGS.get(head[0], "") if head else ""
    rest = text[scene.at : scene.end].split("\n", 1)[0]
    if word == "," and before.isdigit() and re.match(r",\d{3}(?!\d)", rest):
        return e.NO_COMMA
    if re.search(r"\d{4}\.\d{1,2}\.$", line) and re.match(r"\d", rest):
        return e.A_DAY
    if word in (":", "：") and before.isdigit() and rest[1:2].isdigit():
        return e.A_TIME
    if before[:1] in ('"', "“") and word in ("+", "%", "&"):
        return e.VALUES
    if opener == "SET" and word in ("+", "-", "*", "/") and rest[1:2] == "=":
        return e.GROWS
    if opener == "ALERT" and word in ("and", "且", "和", "、", "or"):
        return e.WHOM_ALL
    if word == "." and expected == {"IN"}:
        return e.EACH
    if "FOR" in expected and kind != "BOARD":
        return e.FOLD
    asked = {"_COLON", "IN"} <= expected
    if asked and kind == "RULE" and not word:
        return e.THINGS
    if kind == "RULE" and SPELLINGS.get(word) == "ELSE":
        return e.ELSE
    return _advice_on(kind, opener, word, before, expected)


def _advice_on(kind: str, opener: str, word: str, before: str, expected: frozenset[str]) -> Both | None:
    """The same, by what is declared and how the line begins."""
    arrow = word == ">" and before == "-"
    match kind:
        case "TABLE" if arrow or (not word and "VBAR" in expected):
            return e.CELLS
        case "EVENT" | "RULE" if opener == "MOVE" and (arrow or "OF" in expected):
            return e.MOVES
        case "RULE" if opener == "ON" and word:
            return e.ON
        case "MEASURE" | "BOARD" if "OF" in expected and SPELLINGS.get(word) == "FROM":
            return e.COUNTS
        case "MEASURE" | "BOARD" if word == "last" and "OVER" in expected:
            return e.BACK
        case "ENUM":
            return e.ENUM
        case "ENTITY" | "EVENT" if word == "[":
            return e.LISTS
        case "PARAMETER" if not word and "EQUAL" in expected:
            return e.DEFAULT
        case "PARAMETER" if word in ("min", "max", "最小", "最大"):
            return e.LIMITS
        case "SCENARIO" if expected == {"AT"}:
            return e.STEP
        case "BOARD" if expected == {"FOR"}:
            return e.FOR_WHOM
        case "BOARD" if expected == {"SIZE"} or expected == {"NUMBER"}:
            return e.PLACES
        case "BOARD" if "TILE" in expected:
            return e.TILES
    return None


_EXPLANATIONS: tuple[Callable[[_Scene], Diagnostic | None], ...] = (
    _too_deep,
    _between_blocks,
    _broken_encoding,
    _unclosed_text,
    _split_operator,
    _foreign_operator,
    _unknown_character,
    _brackets,
    _unknown_declaration,
    _needless_indentation,
    _missing_block,
    _one_sign_for_two,
    _chained_comparison,
    _keyword_as_name,
    _needless_end,
    _foreign_word,
    _word_of_elsewhere,
    _assignment,
    _misspelt,
    _missing_colon,
)
