"""The language reference as Markdown, from the grammar, the tables of words and units, and the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from dsl.catalogue import CATALOGUE
from dsl.diagnostics import Both
from dsl.reference.examples import examples
from dsl.reference.meaning import FUNCTIONS, MEANINGS, SECTIONS, TYPES
from dsl.reference.syntax import Form, Sign, forms, written
from dsl.source import Source
from dsl.units import UNITS
from dsl.words import KEYWORDS, Language

_TITLE = Both("The language: reference", "语言参考")
_INTRO = Both(
    "Made from the grammar, the tables and the catalogue; every example is part of a pack that is tested. What things mean"
    " together stands in the [README](README.md); [half an hour](../examples/tutorial/README.md) teaches the way.",
    "由语法、词表和诊断目录生成；每个例子都取自经过测试的包。各部分合起来的含义见 [README](README.md)；"
    "[半小时教程](../examples/tutorial/README.zh.md)带您入门。",
)
_LEGEND = Both(
    "In the forms, ‹words in angles› stand for another form, [square brackets] hold what may be left out, … repeats, and"
    " | stands between choices. Signs that are meant literally stand in quotation marks where they could be mistaken.",
    "形式中，‹尖括号›代表另一形式，[方括号]内可省略，… 表示可重复，| 分隔几种选择；可能误解的符号以引号标明其字面。",
)
_HEADS: Mapping[str, Both] = {
    "types": Both("Built-in types", "内置类型"),
    "units": Both("Units", "单位"),
    "functions": Both("Functions", "函数"),
    "keywords": Both("Keywords in both spellings", "关键字的两种写法"),
    "codes": Both("What the compiler says", "编译器会说什么"),
    "type": Both("type", "类型"),
    "unit": Both("units", "单位"),
    "dimension": Both("dimension", "量纲"),
    "function": Both("function", "函数"),
    "meaning": Both("meaning", "含义"),
    "english": Both("English", "英文"),
    "chinese": Both("Chinese", "中文"),
    "code": Both("code", "代码"),
    "message": Both("message", "消息"),
}


def reference(sources: Iterable[Source], language: Language) -> str:
    """The page, with examples from the given files."""
    return "\n".join(_lines(examples(sources), language)) + "\n"


def entries() -> tuple[Form, ...]:
    """The forms that have an entry: all but those that only stand for one other form."""
    return tuple(
        f for f in forms() if not (f.name == f.rule and isinstance(f.part, Sign) and f.part.text.islower())
    )


def _lines(found: Mapping[str, str], language: Language) -> Iterator[str]:
    def head(key: str) -> str:
        return _HEADS[key].in_(language)

    yield f"# {_TITLE.in_(language)}"
    yield ""
    yield _INTRO.in_(language)
    yield ""
    yield _LEGEND.in_(language)
    for section, group in groupby((f for f in entries() if f.name in MEANINGS), key=lambda f: f.section):
        yield ""
        yield f"## {SECTIONS[section].in_(language)}"
        by_name: dict[str, list[Form]] = {}
        for form in group:
            by_name.setdefault(form.name, []).append(form)
        for name, same in by_name.items():
            yield from _entry(name, same, found.get(name), language)
    types = ((f"`{name}`", meaning.in_(language)) for name, meaning in TYPES.items())
    yield from _table(head("types"), (head("type"), head("meaning")), types)
    units: dict[str, list[str]] = {}
    for name, unit in UNITS.items():
        units.setdefault(unit.dimension, []).append(f"`{name}`")
    yield from _table(
        head("units"),
        (head("dimension"), head("unit")),
        ((f"`{dimension}`", " ".join(names)) for dimension, names in units.items()),
    )
    functions = ((f"`{shape}`", meaning.in_(language)) for shape, meaning in FUNCTIONS.values())
    yield from _table(head("functions"), (head("function"), head("meaning")), functions)
    words = ((f"`{english}`", f"`{chinese}`") for english, chinese in KEYWORDS.values())
    yield from _table(head("keywords"), (head("english"), head("chinese")), words)
    said = (
        (code, entry.message.in_(language).replace("|", "\\|")) for code, entry in sorted(CATALOGUE.items())
    )
    yield from _table(head("codes"), (head("code"), head("message")), said)


def _entry(name: str, same: Iterable[Form], example: str | None, language: Language) -> Iterator[str]:
    shapes = dict.fromkeys(written(form, language) for form in same)
    yield ""
    yield "```"
    yield from shapes
    yield "```"
    yield ""
    yield MEANINGS[name].in_(language)
    if example is not None and example not in shapes:
        yield ""
        yield "```card"
        yield example
        yield "```"


def _table(title: str, heads: tuple[str, str], rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    yield f"| {heads[0]} | {heads[1]} |"
    yield "|---|---|"
    for left, right in rows:
        yield f"| {left} | {right} |"
