"""BC1xx: what cannot be read."""

from __future__ import annotations

from dsl.codes import Both, Entry

ENTRIES: dict[str, Entry] = {
    "BC101": Entry(
        Both(
            "I did not expect {found} here. What can stand here: {expected}.",
            "我没料到这里会是{found}。这里可以写：{expected}。",
        ),
        (
            Both("Did you mean `{nearest}`?", "您是不是想写 `{nearest}`？"),
            Both("{advice}", "{advice}"),
        ),
    ),
    "BC102": Entry(
        Both(
            "I do not know the character {character} here.",
            "我不认识这里的字符 {character}。",
        ),
        (
            Both("Write `{twin}` instead.", "请改用 `{twin}`。"),
            Both("{advice}", "{advice}"),
            Both(
                "Letters, digits and signs such as `( ) [ ] , : . = < > + - * /` are what I can read.",
                "我能读的是文字、数字以及 `( ) [ ] , : . = < > + - * /` 等符号。",
            ),
        ),
    ),
    "BC103": Entry(
        Both(
            "`{open}` is opened here and never closed.",
            "这里的 `{open}` 打开后没有关闭。",
        ),
        (
            Both(
                "A text ends on the line on which it begins: put `{quote}` where it ends.",
                "文本不能跨行：请在结尾处写上 `{quote}`。",
            ),
            Both("Put `{close}` where it ends.", "请在结尾处写上 `{close}`。"),
        ),
    ),
    "BC104": Entry(
        Both(
            "This line is indented by {width}, which fits none of the blocks that are open here.",
            "这一行缩进了 {width} 格，与这里任何一层都对不上。",
        ),
        (
            Both(
                "The lines above are indented by {levels}. There is a tab here: it counts as {tab}.",
                "上面各层的缩进为 {levels} 格。这里有制表符，一个算 {tab} 格。",
            ),
            Both(
                "The lines above are indented by {levels}; line this one up with one of them.",
                "上面各层的缩进为 {levels} 格，请与其中一层对齐。",
            ),
        ),
    ),
    "BC105": Entry(
        Both(
            "This is nested deeper than I can follow.",
            "这里嵌套得太深，我无法处理。",
        ),
        (
            Both(
                "Give a part of it a name of its own: a measure, a table or another rule.",
                "请把其中一部分单独命名，例如写成度量、决策表或另一条规则。",
            ),
        ),
    ),
    "BC106": Entry(
        Both(
            "I cannot read these braces in the text.",
            "我读不懂文本中的这对花括号。",
        ),
        (
            Both(
                "`{missing}` is missing after the value. For a brace that means itself, write `\\{{`.",
                "值的后面缺少 `{missing}`。若只想要花括号本身，请写 `\\{{`。",
            ),
            Both(
                "`{empty}` has no value in it; write one such as `{{lot.code}}`, or `\\{{` for a brace.",
                "`{empty}` 里没有值；请写上一个，例如 `{{lot.code}}`；若只想要花括号本身，请写 `\\{{`。",
            ),
        ),
    ),
    "BC107": Entry(
        Both(
            "I need a whole number here, not `{found}`.",
            "这里需要整数，而不是 `{found}`。",
        ),
        (Both("Write a count, such as `3`.", "请写个数，例如 `3`。"),),
    ),
    "BC108": Entry(
        Both(
            "I do not know any kind of declaration called {found}.",
            "没有以{found}开头的声明。",
        ),
        (
            Both("{advice}", "{advice}"),
            Both("Did you mean `{nearest}`?", "您是不是想写 `{nearest}`？"),
            Both(
                "If `{inner}` belongs to the block above, indent its line by four blanks.",
                "如果 `{inner}` 属于上面的块，请把这一行缩进四个空格。",
            ),
            Both("What a line can begin with: {kinds}.", "一行可以这样开头：{kinds}。"),
        ),
    ),
    "BC109": Entry(
        Both(
            "`{found}` is a word of the language and cannot be a name here.",
            "`{found}` 是语言的关键字，这里不能用作名称。",
        ),
        (
            Both(
                "Choose another name, such as `{suggestion}`.",
                "请换一个名称，例如 `{suggestion}`。",
            ),
        ),
    ),
    "BC110": Entry(
        Both(
            "`=` gives a value; to ask whether two are equal I need `==`.",
            "`=` 用来赋值；判断是否相等要写 `==`。",
        ),
        (
            Both(
                "In brackets a value is given with a colon: `{named}: ...`.",
                "括号里用冒号给值：`{named}: ...`。",
            ),
            Both("Write `==`.", "请写 `==`。"),
        ),
    ),
    "BC111": Entry(
        Both(
            "`{opener}` opens a block, but no indented line follows.",
            "`{opener}` 应带一个块，但后面没有缩进的行。",
        ),
        (
            Both("{advice}", "{advice}"),
            Both(
                "Indent what belongs to it by four blanks.",
                "请把属于它的行缩进四个空格。",
            ),
        ),
    ),
    "BC112": Entry(
        Both(
            "A colon is missing after {name}: I found {found}.",
            "{name}后面缺少冒号：这里是{found}。",
        ),
        (Both("Write `{repair}`.", "请写 `{repair}`。"),),
    ),
    "BC113": Entry(
        Both(
            "The file holds {character}, which is no character of a text: its encoding is wrong.",
            "文件中有 {character}，它不是文本字符：编码不对。",
        ),
        (Both("Save the file as UTF-8.", "请将文件保存为 UTF-8 编码。"),),
    ),
    "BC114": Entry(
        Both(
            "A number of {digits} digits is longer than I keep exactly.",
            "这个数有 {digits} 位，超出了我能精确保存的长度。",
        ),
        (Both("Use at most {most} digits.", "请不要超过 {most} 位。"),),
    ),
    "BC115": Entry(
        Both(
            "There is no such moment as `{found}`.",
            "不存在 `{found}` 这个时刻。",
        ),
        (
            Both(
                "Write a day of the calendar such as `2026-03-31`, or a time such as `2026-03-31T08:00`.",
                "请写日历上有的日期，例如 `2026-03-31`，或时间，例如 `2026-03-31T08:00`。",
            ),
        ),
    ),
    "BC116": Entry(
        Both(
            "I found `{found}`, but nothing that it could close is open.",
            "这里有 `{found}`，但没有与它配对的括号。",
        ),
        (
            Both(
                "`{open}` is what is open: close it with `{close}` first.",
                "现在打开着的是 `{open}`，请先用 `{close}` 关闭。",
            ),
            Both("Take it away, or open it before.", "请删去它，或在前面补上开括号。"),
        ),
    ),
    "BC117": Entry(
        Both(
            "This line is indented, but nothing above it opens a block.",
            "这一行有缩进，但上面没有可以带块的行。",
        ),
        (
            Both(
                "Line it up with `{above}` above.",
                "请与上面的 `{above}` 对齐。",
            ),
            Both("Begin it at the start of the line.", "请顶格书写。"),
        ),
    ),
    "BC118": Entry(
        Both(
            "`{found}` is not an operator of this language.",
            "`{found}` 不是本语言的运算符。",
        ),
        (Both("Write `{instead}` instead.", "请改写为 `{instead}`。"),),
    ),
    "BC119": Entry(
        Both(
            "Comparisons do not chain: I have read one already and found `{found}`.",
            "比较不能连写：前面已有一个比较，这里又是 `{found}`。",
        ),
        (
            Both(
                "Say both with `and`: `a < b and b < c`.",
                "请用“且”分开写：`a < b 且 b < c`。",
            ),
        ),
    ),
    "BC120": Entry(
        Both(
            "`==` asks whether two are equal; to give a value I need `=`.",
            "`==` 用来判断相等；这里给出值要写 `=`。",
        ),
        (Both("Write `=`.", "请写 `=`。"),),
    ),
    "BC121": Entry(
        Both(
            "A line ends without a sign: this `{found}` is one too many.",
            "行尾不需要符号：这个 `{found}` 是多余的。",
        ),
        (Both("Take it away.", "请删去它。"),),
    ),
}
