"""BC2xx: names and units."""

from __future__ import annotations

from dsl.codes import Both, Entry

ENTRIES: dict[str, Entry] = {
    "BC201": Entry(
        Both("I do not know the name `{name}` here.", "这里我不认识名称 `{name}`。"),
        (
            Both("{meant}", "{meant}"),
            Both(
                "The event `{bare}` has no fields yet. Declare them first, each on a line of its own: `{name}: ...`.",
                "事件 `{bare}` 还没有字段。请先逐行声明，例如 `{name}: ...`。",
            ),
            Both("Did you mean `{near}`?", "您是不是想写 `{near}`？"),
            Both(
                "Other events have a field `{name}`; the event `{event}` has none. Add `{name}: ...` to it.",
                "别的事件有字段 `{name}`，事件 `{event}` 没有。请给它加上 `{name}: ...`。",
            ),
            Both(
                "`{name}` is declared as {kind}, which is no value. Write the name of a value.",
                "`{name}` 声明的是{kind}，不是值。请写一个值的名称。",
            ),
            Both(
                "I expected a field of the event, a variable, a parameter, a place, or a value of an enum. "
                'Declare `{name}`, or put a text in quotation marks: "{name}".',
                '这里应为事件字段、变量、参数、地点或枚举值。请声明它；文本要加引号："{name}"。',
            ),
        ),
    ),
    "BC202": Entry(
        Both("I do not know the type `{name}`.", "我不认识类型 `{name}`。"),
        (
            Both("Did you mean `{near}`?", "您是不是想写 `{near}`？"),
            Both(
                "`{name}` is declared as {kind}. A type is an entity, an enum, or one such as `text`.",
                "`{name}` 声明的是{kind}。类型应为实体、枚举，或 `text` 之类的内置类型。",
            ),
            Both(
                "Declare it (`entity {name}` or `enum {name}`), or use a built-in type: text, bool, integer, "
                "number, percent, quantity, money, instant, date, duration, temperature, photo, file.",
                "请声明它（`实体 {name}` 或 `枚举 {name}`），或使用内置类型：text、bool、integer、number、"
                "percent、quantity、money、instant、date、duration、temperature、photo、file。",
            ),
        ),
    ),
    "BC203": Entry(
        Both("`{owner}` has no field `{name}`.", "`{owner}` 没有字段 `{name}`。"),
        (
            Both(
                "`{measure}` is a measure, and no field: write `{measure}(...)` with what it counts by in brackets.",
                "`{measure}` 是度量，不是字段：请写 `{measure}(...)`，括号里写统计的依据。",
            ),
            Both("Did you mean `{near}`?", "您是不是想写 `{near}`？"),
            Both("It has: {fields}.", "它有：{fields}。"),
            Both("It has no fields at all: leave this out.", "它没有任何字段，请去掉这里。"),
        ),
    ),
    "BC204": Entry(
        Both("I do not know the {kind} `{name}`.", "我不认识{kind} `{name}`。"),
        (
            Both("Did you mean `{near}`?", "您是不是想写 `{near}`？"),
            Both(
                "`{name}` is declared as {other}; here I need the name of a {kind}.",
                "`{name}` 声明的是{other}，这里需要的是{kind}的名称。",
            ),
            Both("Declare it: `{kind} {name}`.", "请声明它：`{kind} {name}`。"),
        ),
    ),
    "BC205": Entry(
        Both("I do not know the unit `{unit}` here.", "这里我不认识单位 `{unit}`。"),
        (
            Both("{meant}", "{meant}"),
            Both("Write the day as `{day}`.", "日期请写成 `{day}`。"),
            Both("Did you mean `{near}`?", "您是不是想写 `{near}`？"),
            Both(
                "Units of packaging can stand where a quantity of an item is wanted. Elsewhere I know "
                "units such as days, hours, °C, K, kg, L, m, %, CNY.",
                "包装单位只能用在物料数量上。其他地方我认识的单位有：天、小时、°C、K、kg、L、m、%、元等。",
            ),
        ),
    ),
    "BC206": Entry(
        Both("`{enum}` has no value `{name}`.", "枚举 `{enum}` 没有值 `{name}`。"),
        (
            Both("Did you mean `{near}`?", "您是不是想写 `{near}`？"),
            Both("Its values are: {values}.", "它的值有：{values}。"),
        ),
    ),
    "BC207": Entry(
        Both(
            "I do not know `{name}` as something that takes arguments.",
            "我不认识可以带括号参数的 `{name}`。",
        ),
        (
            Both("{meant}", "{meant}"),
            Both("Did you mean `{near}`?", "您是不是想写 `{near}`？"),
            Both(
                "`{name}` is declared as {kind}; measures, tables, functions and entities take arguments.",
                "`{name}` 声明的是{kind}；这里只有度量、决策表、函数和实体可以带参数。",
            ),
            Both(
                "Declare it as a measure or a table, such as `measure {name}(item: Item)`.",
                "请把它声明为度量或决策表，例如 `度量 {name}(item: Item)`。",
            ),
        ),
    ),
    "BC208": Entry(
        Both("The name `{name}` is declared twice.", "名称 `{name}` 声明了两次。"),
        (
            Both(
                "Give one of them another name, or remove it.",
                "请给其中一个换个名称，或者删掉一个。",
            ),
        ),
    ),
    "BC209": Entry(
        Both("`{name}` stands for something else here already.", "`{name}` 在这里已经有别的含义。"),
        (Both("Give the variable another name: `{name}_2`.", "请给变量换个名称：`{name}_2`。"),),
    ),
    "BC210": Entry(
        Both(
            "`{name}` is a value of several enums ({enums}), and nothing here tells which is meant.",
            "`{name}` 是多个枚举（{enums}）的值，这里看不出指哪一个。",
        ),
        (Both("Write `{proposal}`.", "请写成 `{proposal}`。"),),
    ),
    "BC212": Entry(
        Both(
            "I do not know to which item `{what}` belongs, so I cannot convert {unit} to its base unit.",
            "我不知道 `{what}` 属于哪个物料，因此无法把 {unit} 换算为基本单位。",
        ),
        (
            Both(
                "Write the number in the base unit, `{amount}`, or put a field of type Item beside it.",
                "请按基本单位写成 `{amount}`，或在旁边加一个 Item 类型的字段。",
            ),
        ),
    ),
    "BC213": Entry(
        Both(
            "`{what}` has no unit, and I expected an amount of {wanted}.",
            "`{what}` 没有单位，这里应为{wanted}。",
        ),
        (Both("Write it with its unit, such as `{proposal}`.", "请带上单位，例如 `{proposal}`。"),),
    ),
    "BC214": Entry(
        Both(
            "The clock cannot be read here: this has to stay as it is.",
            "这里不能读取时钟：这里的内容必须固定不变。",
        ),
        (
            Both(
                "In a measure, write `at`: the instant of the event.", "在度量中请写 `at`，即事件发生的时刻。"
            ),
        ),
    ),
    "BC215": Entry(
        Both(
            "The measure `{name}` cannot be read here: measures and defaults must not depend on it.",
            "这里不能读取度量 `{name}`：度量和缺省值不能依赖别的度量。",
        ),
        (
            Both(
                "Count the events themselves, or read `{name}` in the rule that uses this.",
                "请直接统计事件，或者在使用它的规则里读取 `{name}`。",
            ),
        ),
    ),
    "BC216": Entry(
        Both("The arguments of `{callee}` have no names.", "`{callee}` 的参数不带名称。"),
        (Both("Write `{form}`.", "请写成 `{form}`。"),),
    ),
    "BC217": Entry(
        Both("A thing of `{entity}` cannot be made here.", "这里不能新建 `{entity}`。"),
        (
            Both(
                'To read one by its key, write `{entity}("...")`; to make one, `create {entity}(...)`.',
                '按主键读取请写 `{entity}("...")`；新建请写 `新建 {entity}(...)`。',
            ),
        ),
    ),
    "BC218": Entry(
        Both(
            "I do not know to which field of `{owner}` `{what}` is given.",
            "我不知道 `{what}` 是给 `{owner}` 的哪个字段的。",
        ),
        (Both("Write the name before it: `field: {what}`.", "请在前面写字段名：`字段: {what}`。"),),
    ),
    "BC219": Entry(
        Both("`{name}` is given twice.", "`{name}` 给了两次。"),
        (Both("Remove one of them.", "请删掉一个。"),),
    ),
    "BC220": Entry(
        Both("The name `{name}` belongs to the language itself.", "`{name}` 是语言本身的名称。"),
        (Both("Choose another, such as `{name}_2`.", "请换一个，例如 `{name}_2`。"),),
    ),
    "BC221": Entry(
        Both("`{name}` is the label of several things: {names}.", "`{name}` 是多个对象的标签：{names}。"),
        (
            Both(
                "Write the name of the one that is meant, such as `{proposal}`.",
                "请写所指对象的名称，例如 `{proposal}`。",
            ),
        ),
    ),
    "BC230": Entry(
        Both("I do not know the currency `{name}`.", "我不认识币种 `{name}`。"),
        (
            Both("Did you mean `{near}`?", "您是不是想写 `{near}`？"),
            Both(
                "Write its three letters: `money in USD`, `money in EUR`.",
                "请写三个字母的代码：`money 属于 USD`、`money 属于 EUR`。",
            ),
        ),
    ),
    "BC231": Entry(
        Both(
            "Only money is in a currency; `{name}` is not.",
            "只有金额才有币种，`{name}` 没有。",
        ),
        (Both("Write `money in {currency}`.", "请写 `money 属于 {currency}`。"),),
    ),
}
