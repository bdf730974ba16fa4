"""BC440 to BC469: boards."""

from __future__ import annotations

from dsl.codes import Both, Entry

ENTRIES: dict[str, Entry] = {
    "BC440": Entry(
        Both(
            "I do not know where this `{kind}` stands on the board.",
            "我不知道这个`{kind}`放在看板的什么位置。",
        ),
        (
            Both(
                "Write its column, row, width and height after its title: `at 0 0 size 3 2`.",
                "请在标题后写出列、行、宽、高：`在 0 0 大小 3 2`。",
            ),
        ),
    ),
    "BC441": Entry(
        Both(
            "This `{kind}` is {width} wide and {height} high, and cannot be shown so.",
            "这个`{kind}`宽 {width}、高 {height}，无法这样显示。",
        ),
        (
            Both(
                "It reaches column {last}, and a board has {columns}: make it narrower, or move it to the left.",
                "它到达第 {last} 列，而看板只有 {columns} 列：请改窄，或向左移。",
            ),
            Both("Give it at least one column and one row: `size 3 2`.", "至少要有一列一行：`大小 3 2`。"),
        ),
    ),
    "BC442": Entry(
        Both("This tile covers a part of another one.", "这个部件盖住了另一个部件。"),
        (
            Both(
                "Move it to a free place; all rows from {row} on are free.",
                "请移到空处；从第 {row} 行起都是空的。",
            ),
        ),
    ),
    "BC443": Entry(
        Both("This `{kind}` does not say what it shows.", "这个`{kind}`没有说明内容。"),
        (Both("Add a line such as `{example}` below it.", "请在下面加一行，例如 `{example}`。"),),
    ),
    "BC444": Entry(
        Both("`{what}` means nothing in a `{kind}`.", "`{what}` 不能用在`{kind}`里。"),
        (Both("Remove the line, or choose another kind of tile.", "请去掉这一行，或换一种部件。"),),
    ),
    "BC445": Entry(
        Both(
            "A `{kind}` shows numbers, and `{what}` is of type {found}.",
            "`{kind}`只显示数，而 `{what}` 的类型是{found}。",
        ),
        (
            Both(
                "Count or add up something: `count of ...`, `sum ... of ...`; or show it in a `table`.",
                "请改为计数或合计：`计数 之 ...`、`合计 ... 之 ...`；或放在`表格`里显示。",
            ),
        ),
    ),
    "BC446": Entry(
        Both("This does not fit into a `{kind}`.", "这放不进`{kind}`。"),
        (
            Both(
                "A `number` shows one value; `{number}` has several. Show them in a `table` or `chart`.",
                "`数字`只显示一个值，而 `{number}` 有多个。请改用`表格`或`图表`。",
            ),
            Both(
                "It is counted by {found}; from {least} to {most} are needed. `by lot.item` and `per day` each are one.",
                "现在按 {found} 项分组，需要 {least} 到 {most} 项。`按 lot.item` 和 `每 天` 各算一项。",
            ),
        ),
    ),
    "BC447": Entry(
        Both("A board does not compute `{word}`.", "看板不计算`{word}`。"),
        (
            Both(
                "Declare a measure with `{aggregate}`, which is kept up to date, and show it: `show failures(supplier)`.",
                "请用 `{aggregate}` 声明一个度量（它随时更新），再显示它：`显示 failures(supplier)`。",
            ),
            Both(
                "Declare a measure with `{clause}`, which is kept up to date, and show it: `show peak(shipment)`.",
                "请用 `{clause}` 声明一个度量（它随时更新），再显示它：`显示 peak(shipment)`。",
            ),
        ),
    ),
    "BC448": Entry(
        Both("`{word}` has no meaning here.", "`{word}`在这里没有意义。"),
        (
            Both(
                "`{per}` needs to know how far back: add `over 30 days`.",
                "`{per}`需要知道往回看多久：请加 `近 30 天`。",
            ),
            Both(
                "It is for events, which have a time; each {things} has none. Remove it, or count events.",
                "它用于有时间的事件，{things} 没有时间。请去掉，或改为统计事件。",
            ),
        ),
    ),
    "BC449": Entry(
        Both("I cannot sort by `{what}`.", "无法按 `{what}` 排序。"),
        (
            Both(
                "Figures are sorted by themselves: `sort {figure}` or `sort {figure} descending`.",
                "统计结果只能按其数值排序：`排序 {figure}` 或 `排序 {figure} 降序`。",
            ),
            Both(
                "{found} has no order. Sort by a number, an amount, a time or a text in it.",
                "{found}没有大小顺序。请按其中的数、量、时间或文本排序。",
            ),
        ),
    ),
    "BC450": Entry(
        Both(
            "Nothing on this board asks for what is chosen as `{name}`.",
            "看板上没有部件使用 `{name}` 的选择。",
        ),
        (
            Both(
                "Use it in another tile: `where lot.home matches {name}`; or remove the filter.",
                "请在其他部件中使用：`其中 lot.home 符合 {name}`；或去掉这个筛选。",
            ),
        ),
        severity="warning",
    ),
    "BC452": Entry(
        Both("How long is `{name}` before anybody chooses?", "还没有人选择时，`{name}` 是多久？"),
        (
            Both(
                "Give it a default: `choose {name}: duration = 30 days`.",
                "请给出缺省值：`选择 {name}: duration = 30 天`。",
            ),
        ),
    ),
    "BC453": Entry(
        Both("`{what}` is not chosen in a filter of this board.", "`{what}` 不是本看板某个筛选的选择。"),
        (
            Both(
                "The event has a field `{hidden}` of its own: give what is chosen another name, such as `chosen_{hidden}`.",
                "事件自己有字段 `{hidden}`：请给筛选的选择换个名称，例如 `chosen_{hidden}`。",
            ),
            Both(
                "`matches` asks for a filter, which lets everything pass where nothing is chosen; compare other values with `==`.",
                "`符合`只用于筛选（没有选择时全部通过）；其他值请用 `==` 比较。",
            ),
        ),
    ),
    "BC454": Entry(
        Both(
            "A `{kind}` cannot place things by `{what}`, which is of type {found}.",
            "`{kind}`无法按 `{what}` 摆放：它的类型是{found}。",
        ),
        (
            Both(
                "The columns of a `{kanban}` are the values of an enum: `by lot.status`.",
                "`{kanban}`的各栏是枚举的值：`按 lot.status`。",
            ),
            Both(
                "A `{timeline}` needs an instant or a date: `at lot.expires_at`.",
                "`{timeline}`需要时刻或日期：`在 lot.expires_at`。",
            ),
            Both("A `{map}` needs a place: `at lot.home`.", "`{map}`需要库位：`在 lot.home`。"),
        ),
    ),
    "BC455": Entry(
        Both("Places have no coordinates: {absent} is missing.", "库位没有坐标：缺少 {absent}。"),
        (
            Both(
                "Add them: `extend entity Place` with `latitude: number?` and `longitude: number?`, in degrees.",
                "请补上：`扩展 实体 Place`，加 `latitude: number?` 和 `longitude: number?`（单位为度）。",
            ),
        ),
    ),
    "BC456": Entry(
        Both("A `{kind}` shows one text, not `{what}`.", "`{kind}`只显示一段文本，而不是 `{what}`。"),
        (
            Both(
                'Put it in quotation marks, values in braces: `show "In stock: {{on_hand(item, place)}}"`.',
                '请写在引号中，值放在花括号里：`显示 "现存 {{on_hand(item, place)}}"`。',
            ),
        ),
    ),
    "BC457": Entry(
        Both("{what} is no picture that I could show.", "{what} 不是可以显示的图片。"),
        (
            Both(
                'Give a file beside the rules, `show "pictures/dock.jpg"`, or an address that begins with `https://`.',
                '请给出与规则放在一起的文件 `显示 "pictures/dock.jpg"`，或以 `https://` 开头的地址。',
            ),
        ),
    ),
    "BC458": Entry(
        Both("There is nothing in `{event}` that could be scanned.", "`{event}` 中没有可以扫码的内容。"),
        (
            Both(
                "Scan an event with a field for a lot, an item, a place or a text, or make it a `form`.",
                "请选择含有批次、物料、库位或文本字段的事件，或改用`表单`。",
            ),
        ),
    ),
    "BC459": Entry(
        Both("{roles} may not record `{event}`.", "{roles} 无权登记 `{event}`。"),
        (
            Both(
                "It is recorded by {allowed}: put the tile on their board.",
                "它由 {allowed} 登记：请放到他们的看板上。",
            ),
        ),
        severity="warning",
    ),
    "BC460": Entry(
        Both("The first none of them show nothing.", "前 0 行就是什么也不显示。"),
        (Both("Write how many: `top 10`.", "请写出行数：`前 10`。"),),
    ),
    "BC461": Entry(
        Both(
            "Nobody can choose `{name}` from a list: it is of type {found}.",
            "无法让人选择 `{name}`：它的类型是{found}。",
        ),
        (
            Both(
                "Let people choose a thing, a value of an enum, a date, yes or no, or a duration.",
                "可供选择的有：某个事物、枚举值、日期、是非、时长。",
            ),
        ),
    ),
}
