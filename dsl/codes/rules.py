"""BC4xx: rules, tables, measures and scenarios."""

from __future__ import annotations

from dsl.codes import Both, Entry

ENTRIES: dict[str, Entry] = {
    "BC401": Entry(
        Both("I do not know when the rule `{rule}` is to be judged.", "我不知道规则 `{rule}` 何时判断。"),
        (
            Both(
                "Add `on SomeEvent` for a rule on events, or `for each lot: Lot` for one that always holds.",
                "针对事件的规则请加 `当 某事件`；一直有效的规则请加 `对每个 lot: Lot`。",
            ),
        ),
    ),
    "BC402": Entry(
        Both(
            "The rule `{rule}` is both on events and standing; it can be only one.",
            "规则 `{rule}` 既针对事件又一直有效，只能选一种。",
        ),
        (Both("Make two rules of it.", "请拆成两条规则。"),),
    ),
    "BC403": Entry(
        Both(
            "A rule is in force for whole days, and `{what}` has a time.",
            "规则按整天生效，而 `{what}` 带有时间。",
        ),
        (Both("Write `{day}`.", "请写 `{day}`。"),),
    ),
    "BC404": Entry(
        Both(
            "The rule `{rule}` says when, but not what is to happen.",
            "规则 `{rule}` 只说了何时，没说要做什么。",
        ),
        (
            Both(
                'Add `block "..."`, `warn "..."`, `hold lot "..."` or `alert role "..."`.',
                '请加上 `拦截 "..."`、`警告 "..."`、`隔离 lot "..."` 或 `告警 角色 "..."`。',
            ),
        ),
    ),
    "BC405": Entry(
        Both(
            "`{word}` is for rules that always hold; this one is on events.",
            "`{word}` 只用于一直有效的规则，而这条规则针对事件。",
        ),
        (
            Both(
                "Remove it, or write `for each lot: Lot` in place of `on`.",
                "请去掉它，或把 `当` 换成 `对每个 lot: Lot`。",
            ),
        ),
    ),
    "BC406": Entry(
        Both(
            "I cannot work out the instant at which `{what}` turns.",
            "我无法算出 `{what}` 在什么时刻发生变化。",
        ),
        (
            Both(
                "A running time must stand in a comparison by itself, plus or minus: `{time} > 30 minutes`.",
                "持续累计的时长只能在比较中单独加减：`{time} > 30 分钟`。",
            ),
            Both(
                "How long it must last may not change meanwhile: write a length, a field or a parameter for `{still}`.",
                "要求持续的时长不能中途变化：请用固定时长、字段或参数代替 `{still}`。",
            ),
            Both(
                "`now` must stand in a comparison, plus or minus, once: `lot.expires_at - now <= 3 days`.",
                "`now` 只能在比较中加减一次：`lot.expires_at - now <= 3 天`。",
            ),
        ),
    ),
    "BC407": Entry(
        Both("`{word}` stands here twice.", "`{word}` 在这里出现了两次。"),
        (Both("Keep one of them; conditions are joined by `and`.", "请只保留一个；多个条件用 `且` 连接。"),),
    ),
    "BC408": Entry(
        Both(
            "The rule ends on {end}, before it begins on {start}.",
            "规则在 {end} 结束，早于开始日期 {start}。",
        ),
        (Both("Write `effective from {end} to {start}`.", "请写 `生效 从 {end} 到 {start}`。"),),
    ),
    "BC409": Entry(
        Both(
            "The default of `{name}`, {what}, is not between {low} and {high}.",
            "`{name}` 的缺省值 {what} 不在 {low} 与 {high} 之间。",
        ),
        (Both("Choose a default within the limits, or widen them.", "请选择界限之内的缺省值，或放宽界限。"),),
    ),
    "BC410": Entry(
        Both("{low} does not come before {high}.", "{low} 不小于 {high}。"),
        (
            Both(
                "Write the lower one first: `{high}`, then `{low}`.",
                "请把较小的写在前面：先 `{high}`，再 `{low}`。",
            ),
        ),
    ),
    "BC411": Entry(
        Both(
            "This row has {found} cells, and the table has {wanted} columns.",
            "这一行有 {found} 格，而表有 {wanted} 列。",
        ),
        (
            Both(
                "Write `{columns}`; `any` stands for every value.", "请写成 `{columns}`；`任一` 表示任何值。"
            ),
        ),
    ),
    "BC412": Entry(
        Both(
            "The last cell is the row's result; `{what}` is no single value.",
            "最后一格是结果，`{what}` 不是单个值。",
        ),
        (Both("Write one value, such as `30 days`.", "请写一个值，例如 `30 天`。"),),
    ),
    "BC413": Entry(
        Both("`{measure}` does not use its parameter `{name}`.", "`{measure}` 没有用到参数 `{name}`。"),
        (
            Both(
                "Remove it, or write `stock of item at place`.", "请去掉它，或写成 `库存 之 item 在 place`。"
            ),
        ),
    ),
    "BC414": Entry(
        Both(
            "`{kind}` needs a condition: how long, or how often in a row, what holds?",
            "`{kind}`需要条件：统计什么成立？",
        ),
        (Both("Add `where ...`.", "请加上 `其中 ...`。"),),
    ),
    "BC415": Entry(
        Both("A window of `{what}` holds nothing.", "长度为 `{what}` 的窗口里什么也没有。"),
        (Both("Write a length above zero, such as `over 7 days`.", "请写大于零的长度，例如 `近 7 天`。"),),
    ),
    "BC416": Entry(
        Both(
            "`by` names {found}, and the measure `{measure}` has {wanted} to count by.",
            "度量 `{measure}` 有 {wanted} 个参数，而 `按` 后面有 {found} 个。",
        ),
        (
            Both(
                "Write `by` with an expression over the event for each of: {names}.",
                "请在 `按` 后为以下每个参数写一个表达式：{names}。",
            ),
            Both("Remove `by`.", "请去掉 `按`。"),
        ),
    ),
    "BC417": Entry(
        Both(
            "`{what}` is no parameter of `{measure}` of type {types}.",
            "`{what}` 不是 `{measure}` 的 {types} 类型参数。",
        ),
        (
            Both(
                "Keep the place open, `stock of {thing} at place` with the parameter `place: Place`, and name it where"
                " the measure is read: `{measure}({thing}, {place})`.",
                "请把库位留作参数 `place: Place`，写 `库存 之 {thing} 在 place`，读取度量时再写明："
                "`{measure}({thing}, {place})`。",
            ),
            Both(
                "Write `measure {measure}(item: Item, place: Place)` and `stock of item at place`.",
                "请写 `度量 {measure}(item: Item, place: Place)` 和 `库存 之 item 在 place`。",
            ),
        ),
    ),
    "BC418": Entry(
        Both(
            "`{what}` is of type {first} in one event and {second} in another.",
            "`{what}` 在一个事件中是{first}，在另一个事件中是{second}。",
        ),
        (Both("Make one measure for each.", "请分别建立度量。"),),
    ),
    "BC419": Entry(
        Both(
            "`{owner}` is extended by `{name}`, and what exists already has no value for it.",
            "`{owner}` 扩展了字段 `{name}`，而已有的数据没有它的值。",
        ),
        (
            Both(
                "Write `{name}: {type}?`, or give it a default: `{name}: {type} = ...`.",
                "请写 `{name}: {type}?`，或给出缺省值：`{name}: {type} = ...`。",
            ),
        ),
    ),
    "BC420": Entry(
        Both("`{entity}` cannot have another key.", "`{entity}` 不能再有一个主键。"),
        (Both("Remove the word `key` here.", "请去掉这里的 `主键`。"),),
    ),
    "BC421": Entry(
        Both(
            "`{name}` cannot be the key of `{owner}`: a key is a text, and only entities have one.",
            "`{name}` 不能作为 `{owner}` 的主键：主键是文本，并且只有实体才有。",
        ),
        (Both("Write `{name}: text key` in an entity.", "请在实体中写 `{name}: text 主键`。"),),
    ),
    "BC422": Entry(
        Both(
            "A `Lot` is a lot of an item, and this one does not say of which.",
            "`Lot` 是某个物料的批次，这里没有说明是哪个物料。",
        ),
        (Both("Add the field `item: Item`.", "请加上字段 `item: Item`。"),),
    ),
    "BC423": Entry(
        Both(
            "`{name}` has no key, so its values are part of other things and do not stand alone.",
            "`{name}` 没有主键，它的值只能属于别的事物，不能单独存在。",
        ),
        (Both("Give it one: `code: text key`.", "请给它主键：`code: text 主键`。"),),
    ),
    "BC424": Entry(
        Both(
            "Places that a pack names exist from the start, with no value for `{name}`.",
            "规则包中声明的地点一开始就存在，没有 `{name}` 的值。",
        ),
        (
            Both(
                "Let it be missing (add `?` to its type), or give it a default.",
                "请允许缺失（类型后加 `?`），或给出缺省值。",
            ),
        ),
    ),
    "BC425": Entry(
        Both(
            "`{what}` is no field of a thing, so it cannot be changed.",
            "`{what}` 不是某个事物的字段，不能修改。",
        ),
        (
            Both(
                "Write the thing and its field: `set lot.status = ...`.",
                "请写事物及其字段：`设 lot.status = ...`。",
            ),
        ),
    ),
    "BC426": Entry(
        Both(
            "`{what}` is of type {found}, part of something else; only fields of things can be changed.",
            "`{what}` 的类型是{found}，属于别的事物；只能修改事物的字段。",
        ),
        (Both("Change the field that holds it, as a whole.", "请整体修改存放它的字段。"),),
    ),
    "BC427": Entry(
        Both(
            "`{name}` is the key of `{entity}` and never changes.",
            "`{name}` 是 `{entity}` 的主键，不能修改。",
        ),
        (Both("Create another: `create {entity}({name}: ...)`.", "请新建：`新建 {entity}({name}: ...)`。"),),
    ),
    "BC428": Entry(
        Both("I do not know what is to be held.", "我不知道要隔离什么。"),
        (Both('Name it before the text: `hold lot "..."`.', '请在文本前写明：`隔离 lot "..."`。'),),
    ),
    "BC429": Entry(
        Both(
            "Only things that have a key can be gone through, and this is {found}.",
            "只能逐个处理带主键的实体，而这里是{found}。",
        ),
        (Both("Write an entity with a key, such as `lot: Lot`.", "请写带主键的实体，例如 `lot: Lot`。"),),
    ),
    "BC430": Entry(
        Both(
            'The translation of this text of `{rule}` does not fit: "{text}"',
            "`{rule}` 的这段文本的译文不合适：“{text}”",
        ),
        (
            Both("In the translation: {reason}", "译文中：{reason}"),
            Both(
                "Close each brace, and write \\{{ for a brace that opens nothing.",
                "请闭合每个花括号；单独的花括号写成 \\{{。",
            ),
        ),
    ),
    "BC431": Entry(
        Both("Only places can be near a place.", "只有地点才能谈距离远近。"),
        (
            Both(
                "Write `for each near: Place nearest 3 to place`.",
                "请写 `对每个 near: Place 最近 3 到 place`。",
            ),
        ),
    ),
    "BC432": Entry(
        Both(
            "This condition is asked of lots, and no entity `Lot` is declared.",
            "这个条件针对批次，而没有声明实体 `Lot`。",
        ),
        (Both("Declare `entity Lot`, or remove the condition.", "请声明 `实体 Lot`，或去掉条件。"),),
    ),
    "BC433": Entry(
        Both(
            "The rule `{rule}` blocks nothing, so there is nothing to override.",
            "规则 `{rule}` 不拦截任何事件，谈不上放行。",
        ),
        (Both('Add `block "..."`, or remove this line.', '请加上 `拦截 "..."`，或去掉这一行。'),),
    ),
    "BC434": Entry(
        Both(
            "`{word}` answers an event, and this rule is on none.",
            "`{word}` 是对事件的答复，而这条规则不针对事件。",
        ),
        (
            Both(
                "Write `on SomeEvent` in place of `for each`, or use `alert` or `hold`.",
                "请把 `对每个` 换成 `当 某事件`，或使用 `告警`、`隔离`。",
            ),
        ),
    ),
    "BC435": Entry(
        Both(
            "The rule `{rule}` does not say what must hold for it to fire.",
            "规则 `{rule}` 没有说明何时触发。",
        ),
        (Both("Add `when ...`.", "请加上 `若 ...`。"),),
    ),
    "BC436": Entry(
        Both(
            "I do not know which combinations of {names} to look at.",
            "我不知道要看 {names} 的哪些组合。",
        ),
        (
            Both(
                "The condition must read a measure of all of them, such as `on_hand({names}) < 5`.",
                "条件必须读取以它们为参数的度量，例如 `on_hand({names}) < 5`。",
            ),
        ),
    ),
    "BC437": Entry(
        Both(
            "A `{name}` would hold a `{name}`, and so on without end.", "`{name}` 里又有 `{name}`，没有尽头。"
        ),
        (
            Both(
                "Let it be missing (`{name}?`), hold a list (`list of {name}`), or give `{name}` a key.",
                "请允许缺失（`{name}?`）、使用列表（`列表 {name}`），或给 `{name}` 加上主键。",
            ),
        ),
    ),
    "BC438": Entry(
        Both(
            "A window forgets what has left it, so it cannot tell which event replaces which.",
            "窗口会忘记已离开的事件，因此无法判断哪个事件取代了哪个。",
        ),
        (
            Both(
                "Remove `latest per`, or remove `over` and let `where` say what counts.",
                "请去掉 `取最新`，或去掉 `近` 并用 `其中` 说明统计哪些事件。",
            ),
        ),
    ),
    "BC451": Entry(
        Both(
            "The {kind} `{name}` needs the {other} `{what}` of the module `{module}`, which is switched off:"
            " nothing comes of it.",
            "{kind} `{name}` 需要{other} `{what}`，它属于已关闭的模块 `{module}`：这里不会有结果。",
        ),
        (
            Both(
                "Switch `{module}` on in the manifest, or put the {kind} into the module as well.",
                "请在清单中打开 `{module}`，或把这个{kind}也放进该模块。",
            ),
        ),
        "warning",
    ),
}
