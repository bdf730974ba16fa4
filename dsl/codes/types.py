"""BC3xx: types."""

from __future__ import annotations

from dsl.codes import Both, Entry

ENTRIES: dict[str, Entry] = {
    "BC301": Entry(
        Both(
            "`{what}` is of type {found}, and I expected {wanted}.",
            "`{what}` 的类型是{found}，这里应为{wanted}。",
        ),
        (
            Both(
                "Each side of `or` asks something by itself. For one of several values write `{one_of}`.",
                "“或”的每一边都要自成条件。判断是否为几个值之一请写 `{one_of}`。",
            ),
            Both("Write the day as `{moment}`.", "日期请写成 `{moment}`。"),
            Both(
                "Write `date({instant})`: the local day of the instant.",
                "请写 `date({instant})`，取该时刻的当地日期。",
            ),
            Both(
                "`{day}` is a day. Declare the field as `instant`; a date given to it is that day's end.",
                "`{day}` 是日期，不是时刻。请把字段声明为 `instant`；给它日期即表示当天结束。",
            ),
            Both(
                "Money of two currencies does not mix. Convert it at a rate: `exchange({foreign}, rate)`.",
                "不同币种的金额不能混用。请按汇率换算：`exchange({foreign}, rate)`。",
            ),
            Both(
                "Write `percent({ratio})`: 0.125 becomes 12.5 %.",
                "请写 `percent({ratio})`：0.125 即 12.5 %。",
            ),
            Both(
                'Photos and files come with events. In a scenario a name such as "door.jpg" stands for one; {photo} cannot here.',
                '照片和文件随事件提交。场景中可写 "door.jpg" 这样的文件名代表；这里不能用 {photo}。',
            ),
            Both("To find it by its key, write `{key}({text})`.", "按主键查找请写 `{key}({text})`。"),
            Both("Write an expression of type {wanted} here.", "请在这里写类型为{wanted}的表达式。"),
        ),
    ),
    "BC302": Entry(
        Both(
            "`{what}` may be missing, and here I need a value.",
            "`{what}` 可能缺失，而这里需要一个值。",
        ),
        (
            Both(
                "Ask first: `{what} is known and ...`, or say what stands in: `{what} otherwise ...`.",
                "请先判断：`{what} 已知 且 ...`，或者给出替代值：`{what} 缺省 ...`。",
            ),
        ),
    ),
    "BC303": Entry(
        Both(
            "I cannot compute {left} `{operator}` {right}.",
            "我无法计算 {left} `{operator}` {right}。",
        ),
        (
            Both(
                "`{temperatures}` is a temperature; a difference of temperatures is written in K: `3 K`.",
                "`{temperatures}` 是温度；温差以 K 为单位，例如 `3 K`。",
            ),
            Both(
                "Write `date({instant})` to have days on both sides.",
                "请写 `date({instant})`，使两边都是日期。",
            ),
            Both(
                "Money of two currencies does not mix. Convert it at a rate: `exchange({foreign}, rate)`.",
                "不同币种的金额不能混用。请按汇率换算：`exchange({foreign}, rate)`。",
            ),
            Both(
                "For a part of it write `{whole} * {part}`, for more than all of it `{whole} * (1 + {part})`.",
                "求它的一部分请写 `{whole} * {part}`，加上这一部分请写 `{whole} * (1 + {part})`。",
            ),
            Both(
                'Texts are put together in braces: "{{{texts}}}...".',
                '文本用花括号拼接："{{{texts}}}..."。',
            ),
            Both(
                "Both sides of + and - need the same type; * and / take a plain number.",
                "加减两边的类型要相同；乘除用不带单位的数。",
            ),
        ),
    ),
    "BC304": Entry(
        Both("I cannot compare {left} with {right}.", "我无法比较{left}和{right}。"),
        (
            Both("Write the day as `{moment}`.", "日期请写成 `{moment}`。"),
            Both(
                "A value of an enum stands without quotation marks: `{value}`.",
                "枚举值不加引号：`{value}`。",
            ),
            Both("Write `date({instant})` to compare days.", "请写 `date({instant})`，按日期比较。"),
            Both(
                "Money of two currencies does not mix. Convert it at a rate: `exchange({foreign}, rate)`.",
                "不同币种的金额不能混用。请按汇率换算：`exchange({foreign}, rate)`。",
            ),
            Both("Write both sides with the same type.", "请让两边的类型相同。"),
        ),
    ),
    "BC305": Entry(
        Both(
            "`{operator}` needs an order, and values of type {found} have none.",
            "`{operator}` 需要有大小顺序，而{found}没有顺序。",
        ),
        (Both("Use `==`, `!=` or `in [...]`.", "请使用 `==`、`!=` 或 `属于 [...]`。"),),
    ),
    "BC306": Entry(
        Both(
            "`{what}` is a {found}, and I expected a {wanted}: °C and K are not the same here.",
            "`{what}` 是{found}，这里应为{wanted}：°C 与 K 在这里不是一回事。",
        ),
        (
            Both(
                "A temperature is written in °C (`-18 °C`), a difference of two in K (`3 K`): "
                "`temperature > limit + 3 K`, `temperature - limit > 3 K`.",
                "温度写 °C（`-18 °C`），两个温度之差写 K（`3 K`）："
                "`temperature > limit + 3 K`，`temperature - limit > 3 K`。",
            ),
        ),
    ),
    "BC307": Entry(
        Both(
            "`{what}` is of type {found}, and I expected a quantity in the item's base unit.",
            "`{what}` 的类型是{found}，这里应为按物料基本单位计的数量。",
        ),
        (
            Both(
                "A number with its unit, such as `5 kg`, is converted; declare a field as `quantity`.",
                "直接写带单位的数（如 `5 kg`）会自动换算；字段则要声明为 `quantity`。",
            ),
        ),
    ),
    "BC308": Entry(
        Both(
            "`{what}` is of type {found}, which has no fields, so no `{name}`.",
            "`{what}` 的类型是{found}，没有字段，也就没有 `{name}`。",
        ),
        (Both("Write `{what}` alone.", "请只写 `{what}`。"),),
    ),
    "BC309": Entry(
        Both(
            "`{what}` holds several things; I do not know whose `{name}` is meant.",
            "`{what}` 是多个值，我不知道要哪一个的 `{name}`。",
        ),
        (
            Both(
                "Ask about them, `any x in {what} has x.{name} == ...`, or write `for each x in {what}`.",
                "请写成判断：`任一 x 属于 {what} 满足 x.{name} == ...`，或逐个处理：`对每个 x 属于 {what}`。",
            ),
        ),
    ),
    "BC310": Entry(
        Both("`{what}` is of type {found}, which has no negative.", "`{what}` 的类型是{found}，不能取负。"),
        (Both("Remove the minus sign.", "请去掉负号。"),),
    ),
    "BC311": Entry(
        Both("Values of type {found} cannot be compared as a whole.", "类型为{found}的值不能整体比较。"),
        (
            Both(
                "Compare their fields, or ask `x in ...` or `any x in ... has ...`.",
                "请比较其中的字段，或者用 `x 属于 ...`、`任一 x 属于 ... 满足 ...`。",
            ),
        ),
    ),
    "BC312": Entry(
        Both(
            "`{what}` is of type {found}, and I expected a list or a set.",
            "`{what}` 的类型是{found}，这里应为列表或集合。",
        ),
        (
            Both(
                "Put it in brackets, `[{what}]`, or use `==` for a single value.",
                "请加方括号 `[{what}]`；单个值请用 `==`。",
            ),
        ),
    ),
    "BC313": Entry(
        Both(
            "I cannot take the {aggregate} of `{what}`, which is of type {found}.",
            "`{what}` 的类型是{found}，不能求{aggregate}。",
        ),
        (
            Both(
                "Values of type {whole} are not told apart as a whole: count something in them, such as its length.",
                "{whole}不能整体比较异同：请改用其中的内容，例如它的长度。",
            ),
            Both(
                "Sums and averages need numbers or amounts; min and max need values with an order.",
                "合计与平均需要数值或量；最小与最大需要有大小顺序的值。",
            ),
        ),
    ),
    "BC314": Entry(
        Both("`{what}` is no constant, and here I need one.", "`{what}` 不是常量，这里需要常量。"),
        (Both("Write the value itself, such as `30 days`.", "请直接写出值，例如 `30 天`。"),),
    ),
    "BC315": Entry(
        Both(
            "I cannot show `{what}` in a text: it is of type {found}.",
            "`{what}` 的类型是{found}，不能放进文本里。",
        ),
        (
            Both("Show one of its fields: `{{{what}.{field}}}`.", "请写它的某个字段：`{{{what}.{field}}}`。"),
            Both("Show how many there are: `{{length({what})}}`.", "可以写有多少个：`{{length({what})}}`。"),
        ),
    ),
    "BC316": Entry(
        Both("I cannot tell what this empty list is a list of.", "我看不出这个空列表是什么的列表。"),
        (Both("Write its values in the brackets.", "请在方括号内写出它的值。"),),
    ),
    "BC317": Entry(
        Both("`{what}` is never missing, so there is nothing to ask.", "`{what}` 不会缺失，不用判断。"),
        (Both("Remove this condition.", "请去掉这个条件。"),),
        "warning",
    ),
    "BC318": Entry(
        Both(
            "`{what}` is never missing, so what stands after `otherwise` is never used.",
            "`{what}` 不会缺失，`缺省` 后面的内容永远用不到。",
        ),
        (Both("Write `{what}` alone.", "请只写 `{what}`。"),),
        "warning",
    ),
    "BC319": Entry(
        Both(
            "`{what}` is of type {found}; only things that have a key can be held or released.",
            "`{what}` 的类型是{found}；只有带主键的实体才能隔离或解除。",
        ),
        (Both("Name a thing, such as `hold lot`.", "请写一个事物，例如 `隔离 lot`。"),),
    ),
    "BC320": Entry(
        Both(
            "Here are {found} arguments for `{callee}`, and it takes {wanted}.",
            "`{callee}` 需要 {wanted} 个参数，这里有 {found} 个。",
        ),
        (Both("Write `{form}`.", "请写成 `{form}`。"),),
    ),
    "BC321": Entry(
        Both("`{owner}` needs more than is given: {names}.", "`{owner}` 还缺少：{names}。"),
        (Both("Add `{proposal}`.", "请加上 `{proposal}`。"),),
    ),
    "BC322": Entry(
        Both("`{function}` cannot take a value of type {found}.", "`{function}` 不能用于{found}。"),
        (
            Both(
                "It is written `{form}`, for values that it can count with.",
                "写法是 `{form}`，只用于可以计算的值。",
            ),
        ),
    ),
    "BC323": Entry(
        Both(
            "`{function}` needs a field that holds things of the same kind, and `{what}` is none.",
            "`{function}` 需要一个存放同类事物的字段，`{what}` 不是。",
        ),
        (
            Both(
                "Such a field is declared in `{entity}` as `parents: set of {entity}`.",
                "这样的字段在 `{entity}` 中声明为 `parents: 集合 {entity}`。",
            ),
            Both("Write `{function}(lot.parents)`.", "请写成 `{function}(lot.parents)`。"),
        ),
    ),
    "BC324": Entry(
        Both(
            "This is nested more than {limit} deep, which I do not read.",
            "这里嵌套超过 {limit} 层，我无法处理。",
        ),
        (
            Both(
                "Split it: use a measure, a table or a second rule.", "请拆开：使用度量、决策表或另一条规则。"
            ),
        ),
    ),
    "BC325": Entry(
        Both("`{name}` cannot be of type {found} here.", "`{name}` 在这里不能是{found}。"),
        (Both("Give it the type of a single value that is always there.", "请使用单个且不会缺失的类型。"),),
    ),
    "BC326": Entry(
        Both(
            "`{what}` is of type {found}; only a `Lot` or an `Item` can be moved.",
            "`{what}` 的类型是{found}；只能移动 `Lot` 或 `Item`。",
        ),
        (
            Both(
                "Write `move quantity of lot from ... to ...`.", "请写 `移动 quantity 之 lot 从 ... 到 ...`。"
            ),
        ),
    ),
}
