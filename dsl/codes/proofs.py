"""BC470 to BC479 and BC490 to BC499: what proofs find, where every declaration by itself is fine."""

from __future__ import annotations

from dsl.codes import Both, Entry

ENTRIES: dict[str, Entry] = {
    "BC470": Entry(
        Both(
            "No rule of the group `{group}` covers {values} of `{enum}`.",
            "规则组 `{group}` 没有规则覆盖 `{enum}` 的{values}。",
        ),
        (
            Both(
                "Write a rule whose condition can hold for `{value}`, with the line `in {group}`, or widen one of: {rules}.",
                "请写一条条件对 `{value}` 也能成立的规则，并加一行 `属于 {group}`；或放宽其中一条：{rules}。",
            ),
            Both(
                "Add the line `in {group}` to each rule that belongs to it.",
                "请在属于它的每条规则里加一行 `属于 {group}`。",
            ),
        ),
    ),
    "BC471": Entry(
        Both(
            "The table `{table}` has no row for {values}.",
            "决策表 `{table}` 没有适用于 {values} 的行。",
        ),
        (
            Both(
                "Add the row `{row} | ...`, or widen another; `any` stands for every value.",
                "请加上一行 `{row} | ...`，或放宽别的行；`任一` 表示任何值。",
            ),
        ),
    ),
    "BC472": Entry(
        Both(
            "This row of `{table}` and one before it give different results for {values}.",
            "`{table}` 的这一行与前面的一行对 {values} 给出不同的结果。",
        ),
        (
            Both(
                "Only the first that matches counts. Narrow one of the two rows so that they do not meet.",
                "只有先匹配的一行有效。请收窄其中一行，使两行不再重叠。",
            ),
        ),
    ),
    "BC473": Entry(
        Both(
            "The rule `{rule}` can never fire{on}: its condition is never met.",
            "规则 `{rule}` {on}永远不会触发：条件永远不成立。",
        ),
        (
            Both(
                "Not on the days on which the rule is in force: {days}. Change one of them, or `effective`.",
                "在规则生效的日子里不会成立：{days}。请修改其中之一，或修改 `生效`。",
            ),
            Both(
                "These parts exclude each other: {parts}. Change one of them.",
                "以下部分互相排斥：{parts}。请修改其中之一。",
            ),
            Both("`{part}` is never true. Change it.", "`{part}` 永远不成立。请修改。"),
        ),
    ),
    "BC474": Entry(
        Both(
            "The condition `{what}` always holds.",
            "条件 `{what}` 总是成立。",
        ),
        (Both("Remove it if that is meant; else correct it.", "如果本意如此，请去掉它；否则请改正。"),),
        "warning",
    ),
    "BC475": Entry(
        Both(
            "The rules `{rule}` and `{other}` contradict each other: {what}{example}.",
            "规则 `{rule}` 与 `{other}` 互相矛盾：{what}{example}。",
        ),
        (
            Both(
                "Make their conditions exclude each other, or remove one of the two lines.",
                "请让两个条件互相排斥，或去掉其中一处。",
            ),
        ),
    ),
    "BC476": Entry(
        Both(
            "The rules `{rule}` and `{other}` can never both be satisfied: between them they block every `{event}`{where}.",
            "规则 `{rule}` 与 `{other}` 无法同时满足：二者合起来会拦截{where}每一个 `{event}`。",
        ),
        (
            Both(
                "Narrow one of the two conditions so that something passes, or add `override by` with a role.",
                "请收窄其中一个条件，使有的事件能够通过；或加上 `放行者` 和角色。",
            ),
        ),
    ),
    "BC477": Entry(
        Both(
            "The rule `{rule}` adds nothing: whenever it would fire, `{other}` {as_much}.",
            "规则 `{rule}` 不起作用：凡是它会触发的时候，`{other}` 都会{as_much}。",
        ),
        (
            Both(
                "Remove it, or narrow the condition of `{other}`. A rule that cites another law is a reason of its own.",
                "请去掉它，或收窄 `{other}` 的条件。依据不同法规的规则算作单独的理由。",
            ),
        ),
        "warning",
    ),
    "BC478": Entry(
        Both(
            "`until` changes nothing in `{rule}`: {why}.",
            "`{rule}` 中的 `直到` 不起作用：{why}。",
        ),
        (
            Both(
                "Write a condition that ends later than `when`, such as `until x >= limit * 1.1`, or remove the line.",
                "请写一个比 `若` 更晚结束的条件，例如 `直到 x >= limit * 1.1`，或去掉这一行。",
            ),
        ),
        "warning",
    ),
    "BC479": Entry(
        Both(
            "I could not prove anything of `{what}`: it takes more than I may spend.",
            "我无法证明 `{what}`：所需的计算超出了限度。",
        ),
        (
            Both(
                "The proofs were ended after {seconds} s and nothing is known; `bincard check` takes the time that it needs.",
                "证明进行了 {seconds} 秒后中止，尚无任何结论；`bincard check` 不限时间，请用它检查。",
            ),
            Both(
                "Use a measure, a table or a second rule for a part of it; products of two changing values are the hardest.",
                "请把其中一部分写成度量、决策表或另一条规则；两个变量相乘最难证明。",
            ),
        ),
        "warning",
    ),
    "BC490": Entry(
        Both(
            "This row of `{table}` meets one before it for {values}; their results are the same.",
            "`{table}` 的这一行与前面的一行对 {values} 重叠；两行结果相同。",
        ),
        (
            Both(
                "Join the two rows, or narrow one of them, so that a later change of one cannot be overlooked.",
                "请合并这两行或收窄其中一行，以免日后只改了一行。",
            ),
        ),
        "warning",
    ),
    "BC491": Entry(
        Both(
            "`{what}` is never true here, so that what depends on it is never done.",
            "`{what}` 在这里永远不成立，所以取决于它的内容永远不会执行。",
        ),
        (
            Both(
                "Correct it, or remove it with what depends on it.", "请改正，或连同取决于它的内容一起去掉。"
            ),
        ),
        "warning",
    ),
}
