"""What words and signs of elsewhere mean, where the text does not parse: other languages', and those of everyday speech."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dsl.diagnostics import Both

OPERATORS: Mapping[str, Both] = {
    **dict.fromkeys(("&&", "&", "∧", "并且", "而且"), Both("and", "且")),
    **dict.fromkeys(("||", "∨", "或者"), Both("or", "或")),
    **dict.fromkeys(("!", "！", "¬", "不是"), Both("not", "非")),
    **dict.fromkeys(("===", "等于", "equals"), Both("==", "==")),
    **dict.fromkeys(("<>", "≠", "不等于"), Both("!=", "!=")),
    **dict.fromkeys(("=>", "≥", "至少", "不少于", "不低于", "不小于", "不早于"), Both(">=", ">=")),
    **dict.fromkeys(("=<", "≤", "至多", "不超过", "不高于", "不大于", "不晚于"), Both("<=", "<=")),
    **dict.fromkeys(("大于", "超过", "高于", "多于", "晚于"), Both(">", ">")),
    **dict.fromkeys(("小于", "不足", "低于", "少于", "早于"), Both("<", "<")),
    "×": Both("*", "*"),
    "÷": Both("/", "/"),
}
"""Operators as others write them."""

_PHRASES = (
    (re.compile(r"(?:is\s+)?at\s+least\b"), ">="),
    (re.compile(r"(?:is\s+)?at\s+most\b"), "<="),
    (re.compile(r"(?:is\s+)?(?:more|greater|higher|later)\s+than\b"), ">"),
    (re.compile(r"(?:is\s+)?(?:less|fewer|lower|earlier|smaller)\s+than\b"), "<"),
    (re.compile(r"is\s+not\s+(?!known\b|missing\b|held\b|empty\b|in\b|one\b)(?=\w)"), "!="),
    (re.compile(r"is\s+equal\s+to\b|equal\s+to\b"), "=="),
)


def operator_meant(text: str, at: int) -> tuple[str, str] | None:
    """The operator that English words at a place stand for, and the words."""
    for pattern, sign in _PHRASES:
        if found := pattern.match(text, at):
            return found[0].rstrip(), sign
    return None


_REFUSE = Both('To refuse the event write `block "..."`.', '要拒绝事件请写 `拦截 "..."`。')
_TELL = Both('To tell somebody write `alert keeper "..."`.', '要通知某人请写 `告警 keeper "..."`。')
_COLOUR = Both("A colour is `red`, `yellow` or `green`.", "颜色有 `红色`、`黄色`、`绿色`。")
_MAYBE = Both(
    "A field that may be missing has `?` behind its type: `made: date?`.",
    "可以缺失的字段在类型后写 `?`：`made: date?`。",
)
_KNOWN = Both(
    "Whether a value is there is asked behind it: `lot.supplier is known`.",
    "值是否存在写在它后面：`lot.supplier 已知`。",
)
_LIMITS = Both(
    "Say both limits in one line: `between 1 day and 90 days`.",
    "请在一行里写明上下限：`介于 1 天 且 90 天`。",
)

ADVICE: Mapping[str, Both] = {
    "is": Both(
        "Equal is `==`, not equal `!=`, more and less are `>` and `<`; else say `is known`, `is missing` or `is held`.",
        "相等写 `==`，不等写 `!=`，大于、小于写 `>`、`<`；此外可以写“已知”“缺失”或“被隔离”。",
    ),
    "elif": Both("Write `else if`.", "请写“否则 如果”。"),
    "elseif": Both("Write `else if`.", "请写“否则 如果”。"),
    "then": Both(
        "What is to happen stands on lines of its own, indented.",
        "要做的事另起一行，并缩进。",
    ),
    **dict.fromkeys(("exists", "存在", "有"), _KNOWN),
    **dict.fromkeys(("optional", "nullable", "可选"), _MAYBE),
    "unless": Both("Write `when not (...)`.", "请写 `若 非 (...)`。"),
}
"""Of words that stand where they could be read as a name, too."""

FOREIGN: Mapping[str, Both] = {
    **dict.fromkeys(("between", "介于"), Both(
        "Say both limits: `x >= 3 and x <= 5`.", "请分别写出上下限：`x >= 3 且 x <= 5`。"
    )),
    **dict.fromkeys(("contains", "like", "includes", "matches", "包含"), Both(
        "A list or set is asked by `\"x\" in tags`; a text is compared as a whole, `note == \"x\"`.",
        "列表或集合用 `\"x\" 属于 tags` 判断；文本只能整体比较：`note == \"x\"`。",
    )),
    **dict.fromkeys(("return", "raise", "throw", "reject", "refuse", "deny", "forbid", "拒绝", "禁止"), _REFUSE),
    **dict.fromkeys(("notify", "send", "email", "mail", "sms", "tell", "inform", "通知", "提醒", "发送"), _TELL),
    "ago": Both(
        "Count back from the clock: `lot.made_at < now - 30 days`.",
        "请从当前时间往回算：`lot.made_at < 现在 - 30 天`。",
    ),
    "group": Both("What is counted apart is named by `by lot.item`.", "分别统计写 `按 lot.item`。"),
    "order": Both("Rows are sorted by `sort lot.code`.", "排序写 `排序 lot.code`。"),
    "desc": Both("Write `descending`.", "请写 `降序`。"),
    "asc": Both("Remove it: the smallest comes first anyway.", "请去掉：本来就是小的在前。"),
    "limit": Both("How many rows are shown is said by `top 5`.", "只显示前几行写 `前 5`。"),
    **dict.fromkeys(("orange", "blue", "black", "white", "amber", "purple", "橙色", "蓝色"), _COLOUR),
}  # fmt: skip
"""Of words that no keyword is near to in meaning."""

CURRENCIES: Mapping[str, str] = {"¥": "CNY", "￥": "CNY", "$": "USD", "€": "EUR", "£": "GBP"}
"""Signs that stand before an amount elsewhere."""

LIMITS = _LIMITS
WHEN = Both("The condition of a rule begins with `when`.", "规则的条件以“若”开头。")
ON = Both(
    "After `on` stand names of events alone; a condition has a line of its own: `when quantity > 500`.",
    "“当”后面只写事件的名称；条件另起一行，以“若”开头：`若 quantity > 500`。",
)
COMMENT = Both("A comment begins with `#`.", "注释以 `#` 开头。")
WHOM = Both(
    'Name before the text who is told: `alert keeper "..."`.', '请在文本前写明通知谁：`告警 keeper "..."`。'
)
WHOM_ALL = Both(
    'Several are named with commas: `alert keeper, buyer "..."`.',
    '通知多人用逗号隔开：`告警 keeper, buyer "..."`。',
)
SAY = Both('Say it in quotation marks: `"..."`.', '请写在引号里：`"..."`。')
MORE = Both(
    "A name is missing after the comma, or the comma is one too many.",
    "逗号后面少了名称，或者多了这个逗号。",
)
VALUES = Both(
    'A value stands in braces within the text: `"... {lot.code}"`.',
    '值写在文本内的花括号里：`"... {lot.code}"`。',
)
JOIN = Both(
    "Between two conditions stands `and` or `or`; between two values an operator.",
    "两个条件之间要写“且”或“或”，两个值之间要写运算符。",
)
QUOTE = Both("A label or a message stands in quotation marks.", "显示名和消息要写在引号里。")
END = Both("A line ends without a sign.", "行尾不需要符号。")
BRACES = Both("Braces stand only inside a text.", "花括号只能写在文本里。")
THINGS = Both(
    "A rule about things says of what kind they are: `for each lot: Lot`.",
    "针对事物的规则要写明种类：`对每个 lot: Lot`。",
)
ELSE = Both(
    "A rule has one condition: write a second rule for the other case.",
    "一条规则只有一个条件：另一种情况请写成另一条规则。",
)
EACH = Both(
    "Give each of them a name: `every line in lot.lines has line.amount > 1`.",
    "请给其中每一个起名：`每个 line 属于 lot.lines 满足 line.amount > 1`。",
)
FOLD = Both(
    "Say what of each counts: `sum line.amount for line in lot.lines`.",
    "请写明每个计什么：`合计 line.amount 对于 line 属于 lot.lines`。",
)
GROWS = Both(
    "Write the whole of it: `set lot.count = lot.count + 1`.", "请写完整：`设 lot.count = lot.count + 1`。"
)
NO_COMMA = Both("Write the number without commas: `1000`.", "数字不要写逗号：`1000`。")
A_DAY = Both("A day is written `2026-03-01`.", "日期写成 `2026-03-01`。")
A_TIME = Both("A time stands with its day: `2026-03-01T18:00`.", "时刻要连日期一起写：`2026-03-01T18:00`。")
PLACES = Both(
    "A tile stands at two numbers and has two numbers as size: `at 0 0 size 3 2`.",
    "部件的位置和大小各写两个数：`在 0 0 大小 3 2`。",
)
FOR_WHOM = Both("Say for whom it is: `board stock for keeper`.", "请写明给谁看：`看板 stock 对于 keeper`。")
MOVES = Both(
    "Say what moves, and how: `move quantity of lot from place to dock`.",
    "请写明移动什么：`移动 quantity 之 lot 从 place 到 dock`。",
)
COUNTS = Both(
    "Say of which events with `of`: `sum quantity of SaleShipped`.",
    "请用“之”写明统计哪些事件：`合计 quantity 之 SaleShipped`。",
)
CELLS = Both(
    "Between the cells of a row stands `|`, and the last is the result: `frozen | 30 days`.",
    "一行的各格用 `|` 隔开，最后一格是结果：`frozen | 30 天`。",
)
BACK = Both("How far back is said by `over 7 days`.", "往回看多久写 `近 7 天`。")
ENUM = Both(
    "Each value has a line of its own, indented, and begins with a letter.",
    "每个取值独占一行并缩进，以文字开头。",
)
LISTS = Both(
    "A field with several values is a `list of text` or a `set of text`.",
    "有多个值的字段写 `列表 text` 或 `集合 text`。",
)
DEFAULT = Both(
    "A parameter has a value to begin with: `parameter limit: duration = 30 days`.",
    "参数要有默认值：`参数 limit: duration = 30 天`。",
)
STEP = Both(
    "A step begins with its time: `at 2026-03-01 SaleShipped(...)`.",
    "步骤以时间开头：`在 2026-03-01 SaleShipped(...)`。",
)
TILES = Both(
    "The tiles are `number`, `chart`, `table`, `list`, `kanban`, `timeline`, `map`, `alerts`, `form`, `scan`,"
    " `filter`, `text` and `picture`.",
    "部件有 `数字`、`图表`、`表格`、`清单`、`分栏`、`时间线`、`地图`、`告警栏`、`表单`、`扫码`、`筛选`、`文字`和`图片`。",
)
