"""The keywords of the language: one table, every word in its English and its Chinese spelling.

The grammar makes its terminals from this table and the printer its output, so that a file reads in either
spelling and switching there and back gives the same text. A word of several parts (`for each`) is one keyword;
the parts may stand any number of blanks apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal
from unicodedata import normalize

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

KEYWORDS: dict[str, tuple[str, str]] = {
    # declarations
    "ENUM": ("enum", "枚举"),
    "ENTITY": ("entity", "实体"),
    "EXTEND": ("extend", "扩展"),
    "PLACE": ("place", "地点"),
    "VIRTUAL": ("virtual", "虚拟"),
    "ROLE": ("role", "角色"),
    "EVENT": ("event", "事件"),
    "MEASURE": ("measure", "度量"),
    "PARAMETER": ("parameter", "参数"),
    "TABLE": ("table", "决策表"),
    "RULE": ("rule", "规则"),
    "SCENARIO": ("scenario", "场景"),
    "GROUP": ("group", "规则组"),
    "COVERS": ("covers", "覆盖"),
    "MODULE": ("module", "模块"),
    # fields
    "KEY": ("key", "主键"),
    "GS1": ("gs1", "条码标识"),
    "LIST_OF": ("list of", "列表"),
    "SET_OF": ("set of", "集合"),
    # statements
    "MOVE": ("move", "移动"),
    "OF": ("of", "之"),
    "FROM": ("from", "从"),
    "TO": ("to", "到"),
    "SET": ("set", "设"),
    "ADD": ("add", "加入"),
    "REMOVE": ("remove", "移出"),
    "CREATE": ("create", "新建"),
    "EMIT": ("emit", "发出"),
    "IF": ("if", "如果"),
    "ELSE": ("else", "否则"),
    "FOR_EACH": ("for each", "对每个"),
    "NEAREST": ("nearest", "最近"),
    "RELEASE": ("release", "解除"),
    # measures
    "STOCK": ("stock", "库存"),
    "SUM": ("sum", "合计"),
    "COUNT": ("count", "计数"),
    "AVERAGE": ("average", "平均"),
    "MIN": ("min", "最小"),
    "MAX": ("max", "最大"),
    "FIRST": ("first", "最早"),
    "LAST": ("last", "最新"),
    "DISTINCT": ("distinct", "种数"),
    "STREAK": ("streak", "连续"),
    "TIME": ("time", "时长"),
    "AT": ("at", "在"),
    "BY": ("by", "按"),
    "WHERE": ("where", "其中"),
    "OVER": ("over", "近"),
    "ORDERED_BY": ("ordered by", "顺序"),
    "LATEST_PER": ("latest per", "取最新"),
    # parameters
    "BETWEEN": ("between", "介于"),
    # rules
    "ON": ("on", "当"),
    "WHEN": ("when", "若"),
    "LASTING": ("lasting", "持续"),
    "UNTIL": ("until", "直到"),
    "BLOCK": ("block", "拦截"),
    "HOLD": ("hold", "隔离"),
    "WARN": ("warn", "警告"),
    "ALERT": ("alert", "告警"),
    "CITES": ("cites", "依据"),
    "EFFECTIVE": ("effective", "生效"),
    "OVERRIDE_BY": ("override by", "放行者"),
    "TUNED_BY": ("tuned by", "调整者"),
    "RUN": ("run", "运行"),
    "OBSERVE": ("observe", "观察"),
    # expressions
    "AND": ("and", "且"),
    "OR": ("or", "或"),
    "NOT": ("not", "非"),
    "IN": ("in", "属于"),
    "NOT_IN": ("not in", "不属于"),
    "IS_KNOWN": ("is known", "已知"),
    "IS_MISSING": ("is missing", "缺失"),
    "IS_HELD": ("is held", "被隔离"),
    "OTHERWISE": ("otherwise", "缺省"),
    "TRUE": ("true", "真"),
    "FALSE": ("false", "假"),
    "ANY": ("any", "任一"),
    "EVERY": ("every", "每个"),
    "HAS": ("has", "满足"),
    "FOR": ("for", "对于"),
    # scenarios
    "GIVEN": ("given", "已有"),
    "AS": ("as", "作为"),
    "BECAUSE": ("because", "因为"),
    "ACCEPTED": ("accepted", "接受"),
    "REFUSED": ("refused", "拒绝"),
    "BLOCKED_BY": ("blocked by", "被拦截于"),
    "OVERRIDING": ("overriding", "被放行于"),
    "WARNED_BY": ("warned by", "被警告于"),
    "HELD_BY": ("held by", "被隔离于"),
    "ALERTED_BY": ("alerted by", "被告警于"),
    "OBSERVED_BY": ("observed by", "被观察于"),
    "NO_FINDINGS": ("no findings", "无发现"),
    # boards
    "BOARD": ("board", "看板"),
    "SIZE": ("size", "大小"),
    "NUMBER_TILE": ("number", "数字"),
    "CHART_TILE": ("chart", "图表"),
    "TABLE_TILE": ("table", "表格"),
    "LIST_TILE": ("list", "清单"),
    "KANBAN_TILE": ("kanban", "分栏"),
    "TIMELINE_TILE": ("timeline", "时间线"),
    "MAP_TILE": ("map", "地图"),
    "ALERTS_TILE": ("alerts", "告警栏"),
    "SCAN_TILE": ("scan", "扫码"),
    "FORM_TILE": ("form", "表单"),
    "FILTER_TILE": ("filter", "筛选"),
    "TEXT_TILE": ("text", "文字"),
    "PICTURE_TILE": ("picture", "图片"),
    "LINE_CHART": ("line", "折线"),
    "BAR_CHART": ("bar", "柱形"),
    "PIE_CHART": ("pie", "饼图"),
    "HEAT_CHART": ("heat", "热力"),
    "EACH": ("each", "各个"),
    "PER": ("per", "每"),
    "HOUR": ("hour", "小时"),
    "DAY": ("day", "天"),
    "WEEK": ("week", "周"),
    "MONTH": ("month", "月"),
    "SHOW": ("show", "显示"),
    "SORT": ("sort", "排序"),
    "DESCENDING": ("descending", "降序"),
    "TOP": ("top", "前"),
    "RED": ("red", "红色"),
    "YELLOW": ("yellow", "黄色"),
    "GREEN": ("green", "绿色"),
    "CHOOSE": ("choose", "选择"),
    "MATCHES": ("matches", "符合"),
    "RECORD": ("record", "登记"),
    "DRAG": ("drag", "拖动"),
}

TILES = tuple(word for word in KEYWORDS if word.endswith("_TILE"))
SHAPES = tuple(word for word in KEYWORDS if word.endswith("_CHART"))
PERIODS = ("HOUR", "DAY", "WEEK", "MONTH")
COLOURS = ("RED", "YELLOW", "GREEN")
ON_BOARDS = frozenset(list(KEYWORDS)[list(KEYWORDS).index("SIZE") :]) - {"MATCHES"}
"""Words that are keywords on a board alone. Elsewhere many of them are names, such as `text` and `number`."""


def spelling(word: str, language: Language) -> str:
    """A keyword as the given language writes it."""
    return KEYWORDS[word][LANGUAGES.index(language)]


def pattern(word: str) -> str:
    """The regular expression of a keyword's terminal: either spelling, not followed by a word character."""
    spellings = (re.escape(s).replace(r"\ ", r"[ \t]+") for s in KEYWORDS[word])
    return rf"(?:{'|'.join(spellings)})(?!\w)"


_DIGIT = "[0-9０-９]"
_DAY = f"{_DIGIT}{{4}}[-－]{_DIGIT}{{2}}[-－]{_DIGIT}{{2}}"
_TIME = f"{_DIGIT}{{2}}[:：]{_DIGIT}{{2}}(?:[:：]{_DIGIT}{{2}}(?:[.．]{_DIGIT}{{1,6}})?)?"
SIGNS: dict[str, str] = {
    "EQUAL": "[=＝]",
    "COMPARE": "[=＝]{2}|[!！<＜>＞][=＝]|[<＜>＞]",
    "PLUS": "[+＋]",
    "MINUS": "[-－]",
    "TIMES": "[*＊]",
    "DIVIDE": "[/／]",
    "DOT": "[.．。]",
    "_RANGE": r"\.\.|．．|。。",
    "VBAR": "[|｜]",
    "QMARK": "[?？]",
    "_COLON": "[:：]",
    "_COMMA": "[,，、]",
    "_LPAR": "[(（]",
    "_RPAR": "[)）]",
    "_LSQB": r"[\[【［]",
    "_RSQB": r"[\]】］]",
    "UNIT": r"[%％‰]|°[CF]|℃|℉|(?:km/h|m/s|kg/L|g/mL|g/cm³|kg/m³|g/L)(?!\w)",
    "NUMBER": rf"{_DIGIT}+(?:[.．。]{_DIGIT}+)?",
    "INSTANT": rf"{_DAY}(?:[T ]{_TIME}(?:Z|[-－+＋]{_DIGIT}{{2}}[:：]{_DIGIT}{{2}})?)?",
}
"""The patterns of signs and numbers: each as it is written, and as a Chinese input method writes it."""

_NARROW = str.maketrans("０１２３４５６７８９＝！＜＞＋－＊／．。：％", "0123456789=!<>+-*/..:%")


def narrow(text: str) -> str:
    """A sign or a number as the formatter writes it."""
    return text if text.isascii() else text.translate(_NARROW)


SPELLINGS: dict[str, str] = {s: word for word, both in reversed(KEYWORDS.items()) for s in both}
"""Every spelling of every keyword, to its terminal; of two with the same (`table`) to the first."""

_NAME = re.compile(r"[^\W\d]\w*")
_WRITTEN = re.compile(r"[^\W\d_]\w*")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def canonical(name: str) -> str:
    """A name as it is compared: full-width letters and composed characters are those that they look like."""
    if name.isascii():
        return name
    forms: tuple[Literal["NFKC", "NFC"], ...] = ("NFKC", "NFC")
    for form in forms:
        same = normalize(form, name)
        if same == name or (same not in SPELLINGS and _NAME.fullmatch(same)):
            return same
    return name


def is_name(text: str) -> bool:
    """Whether a text can be written as a name wherever one stands: it has the form, and is no keyword."""
    return has_form_of_name(text) and text not in SPELLINGS


def has_form_of_name(text: str) -> bool:
    """Whether a text can be written as a name at least where no keyword can stand."""
    return _WRITTEN.fullmatch(text) is not None and canonical(text) == text


def is_chinese(text: str) -> bool:
    """Whether a Chinese character is in a text."""
    return _HAN.search(text) is not None


def among(spelled: str, keywords: Iterable[str]) -> str:
    """The one of some keywords that is spelled so."""
    return next(word for word in keywords if spelled in KEYWORDS[word])
