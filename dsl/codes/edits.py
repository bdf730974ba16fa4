"""BC7xx: changes of a text that cannot be made."""

from __future__ import annotations

from dsl.codes import Both, Entry

ENTRIES: dict[str, Entry] = {
    "BC701": Entry(
        Both("There is nothing at `{path}`.", "`{path}` 处没有内容。"),
        (
            Both("Did you mean `{near}`?", "您是不是想写 `{near}`？"),
            Both(
                "A path names a declaration and goes down from there: `rule/NAME/when/condition`.",
                "路径先写声明，再逐级往下：`rule/名称/when/condition`。",
            ),
        ),
    ),
    "BC702": Entry(
        Both(
            "`{path}` cannot be left out: the rest would not read.",
            "`{path}` 不能去掉：去掉后其余部分无法读通。",
        ),
        (Both("Change it, or remove what it belongs to.", "请改写它，或去掉它所属的部分。"),),
    ),
    "BC703": Entry(
        Both(
            "`{text}` cannot stand at `{path}`, or it says more than one thing.",
            "`{text}` 不能写在 `{path}`，或者它不止说了一件事。",
        ),
        (Both("Give what stands there, and nothing else.", "请只给出写在那里的内容。"),),
    ),
    "BC704": Entry(
        Both("`{path}` has no place in `{owner}`.", "`{path}` 不能放进 `{owner}`。"),
        (
            Both(
                "Lines go where lines of their kind can stand; what it stands before must be there too.",
                "各行只能移到可以写同类行的地方；“之前”的位置也必须在那里。",
            ),
        ),
    ),
    "BC705": Entry(
        Both(
            "If this were called `{new}`, the name would mean something else here.",
            "如果改名为 `{new}`，这里的名称就会指向别的东西。",
        ),
        (
            Both(
                "Choose a name that nothing here has: `{proposal}`.",
                "请选一个这里没有用过的名称：`{proposal}`。",
            ),
        ),
    ),
    "BC706": Entry(
        Both("`{new}` cannot be a name.", "`{new}` 不能作名称。"),
        (
            Both(
                "A name is made of letters, digits and `_`, begins with a letter, and is no keyword: `{proposal}`.",
                "名称由字母、数字和 `_` 组成，以字母开头，且不是关键字：`{proposal}`。",
            ),
        ),
    ),
    "BC707": Entry(
        Both("`{name}` belongs to the language and keeps its name.", "`{name}` 属于语言本身，不能改名。"),
        (Both("Rename something that is declared.", "只能给声明过的东西改名。"),),
    ),
    "BC708": Entry(
        Both(
            "`{name}` is used here, in text that I cannot read, so I cannot tell what it means.",
            "`{name}` 出现在无法读通的文本里，看不出它指什么。",
        ),
        (Both("Mend what is wrong here first.", "请先改正这里的错误。"),),
    ),
}
