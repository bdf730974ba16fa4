"""What each form of the language means, in both languages. A test fails while a form of the grammar has no entry."""

from __future__ import annotations

from collections.abc import Mapping

from dsl.diagnostics import Both

SECTIONS: Mapping[str, Both] = {
    "what there is": Both("What there is", "有什么"),
    "what happens": Both("What happens", "发生什么"),
    "what is measured": Both("What is measured", "统计什么"),
    "what may be tuned": Both("What may be tuned", "可以调什么"),
    "what must hold": Both("What must hold", "必须遵守什么"),
    "what people look at": Both("What people look at", "看什么"),
    "what proves it": Both("What proves it", "如何证明"),
    "expressions, loosest first": Both("Expressions, loosest first", "表达式，结合最松的在前"),
}
"""The parts of the grammar, by their comment there."""

WORDS: Mapping[str, Both] = {
    # what the author writes in place of a terminal
    "NAME": Both("NAME", "名称"),
    "STRING": Both('"text"', '"文本"'),
    "NUMBER": Both("30", "30"),
    "UNIT": Both("°C", "°C"),
    "INSTANT": Both("2026-03-31", "2026-03-31"),
    "COMPARE": Both("<=", "<="),
    "VALUE_AGGREGATE": Both("sum", "合计"),
    "EVENT_AGGREGATE": Both("count", "计数"),
    "FOLD": Both("sum", "合计"),
    "COUNT_OVER": Both("count", "计数"),
    "TILE": Both("table", "表格"),
    "SHAPE": Both("line", "折线"),
    "COLOUR": Both("red", "红色"),
    "PERIOD": Both("day", "天"),
    "OUTCOME": Both("blocked by", "被拦截于"),
    "OUTCOME_ALONE": Both("accepted", "接受"),
    # what stands for another form
    "label": Both("label", "标签"),
    "message": Both("message", "消息"),
    "names": Both("names", "名称, …"),
    "type": Both("type", "类型"),
    "field": Both("field", "字段"),
    "field_option": Both("option", "选项"),
    "enum_value": Both("value", "枚举值"),
    "event_line": Both("field or statement", "字段或语句"),
    "statement": Both("statement", "语句"),
    "block": Both("statements", "语句块"),
    "call": Both("name(…)", "名称(…)"),
    "argument": Both("argument", "实参"),
    "named_argument": Both("name: value", "名称: 值"),
    "positional_argument": Both("value", "值"),
    "arguments": Both("arguments", "实参"),
    "binding": Both("name: type", "名称: 类型"),
    "bindings": Both("name: type, …", "名称: 类型, …"),
    "where": Both("where …", "其中 …"),
    "stock_where": Both("where …", "其中 …"),
    "nearest": Both("nearest …", "最近 …"),
    "else_": Both("else …", "否则 …"),
    "else_if": Both("else if …", "否则 如果 …"),
    "if_": Both("if …", "如果 …"),
    "aggregate": Both("aggregate", "统计方式"),
    "measure_clause": Both("clause", "子句"),
    "parameter_clause": Both("clause", "子句"),
    "module_clause": Both("clause", "子句"),
    "row": Both("row", "行"),
    "cell": Both("cell", "单元格"),
    "rule_line": Both("line of a rule", "规则的一行"),
    "lasting": Both("lasting …", "持续 …"),
    "tile": Both("tile", "部件"),
    "placing": Both("at … size …", "在 … 大小 …"),
    "each": Both("each …", "各个 …"),
    "column": Both("value", "值"),
    "sort_key": Both("value", "值"),
    "top": Both("top …", "前 …"),
    "tile_line": Both("line of a tile", "部件的一行"),
    "total": Both("figure", "统计"),
    "total_source": Both("events or each …", "事件或各个 …"),
    "total_clause": Both("clause", "子句"),
    "currency": Both("in USD", "属于 USD"),
    "FORCE": Both("observe", "观察"),
    "given": Both("given …", "已有 …"),
    "given_line": Both("what is given", "已有之物"),
    "step": Both("step", "步骤"),
    "actor": Both("as …", "作为 …"),
    "expectation": Both("expectation", "期望"),
    "expression": Both("expression", "表达式"),
    "conjunction": Both("condition", "条件"),
    "negation": Both("condition", "条件"),
    "comparison": Both("condition", "条件"),
    "fallback": Both("value", "值"),
    "sum": Both("value", "值"),
    "product": Both("value", "值"),
    "unary": Both("value", "值"),
    "postfix": Both("thing", "事物"),
}
"""How the reference writes what is not a keyword."""

MEANINGS: Mapping[str, Both] = {
    # -- what there is
    "enum": Both(
        "A closed list of values. Rules can be proven to forget none of them.",
        "一组封闭的取值；可以证明规则没有遗漏其中任何一个。",
    ),
    "enum_value": Both("One value, with the label that people read.", "一个取值及其供人阅读的标签。"),
    "entity": Both(
        "A kind of thing. With a `key` it is found by that; without one it is a record, held by value inside"
        " other things. `Item`, `Lot` and `Place` are what the ledger keeps stock of, and where.",
        "一类事物。有`主键`的按主键查找；没有主键的是记录，作为值存放在别的事物之内。账本按 `Item`（物料）、"
        "`Lot`（批次）、`Place`（库位）记录库存。",
    ),
    "field": Both(
        "What a thing or event says of itself: name, type, options in any order, label.",
        "事物或事件的一项内容：名称、类型、任意次序的选项、标签。",
    ),
    "key": Both(
        "This field tells the things of the entity apart. It is of type `text` and never changes.",
        "该字段用来区分同类事物；类型为 `text`，永不更改。",
    ),
    "gs1": Both(
        "The GS1 application identifier under which a barcode carries this field, as `10` a lot number.",
        "条码中承载该字段的 GS1 应用标识符，如批号为 `10`。",
    ),
    "bound": Both(
        "What a value must satisfy; what does not is refused.", "取值必须满足的限制；不满足的被拒绝。"
    ),
    "default": Both("The value where none is given.", "未给出时的取值。"),
    "named_type": Both(
        "A value that is always there: a built-in type, an enum, or a reference to a thing.",
        "必有的值：内置类型、枚举，或对某事物的引用。",
    ),
    "optional_type": Both(
        "A value that may be missing. Where it is needed, ask `is known` first or say `otherwise`.",
        "可缺的值。使用之前先问`已知`，或写`缺省`值。",
    ),
    "list_type": Both("Values in order, with repetitions.", "有次序、可重复的一列值。"),
    "set_type": Both("Different values, in no order.", "互不相同、不分次序的一组值。"),
    "extend_entity": Both(
        "Adds fields to an entity of another pack, whose own text stays as it is.",
        "给别的包的实体增加字段；那个包的文本不变。",
    ),
    "extend_event": Both(
        "Adds fields and statements to another pack's event; the statements run after its own.",
        "给别的包的事件增加字段和语句；语句在它自己的之后执行。",
    ),
    "extend_enum": Both("Adds values to another pack's enum.", "给别的包的枚举增加取值。"),
    "place": Both(
        "A place that is always there. `virtual` is one outside the warehouse, such as supply or scrap: it may"
        " owe, so that what all places hold always adds up to nothing.",
        "始终存在的地点。`虚拟`表示仓库之外，如供应、报废：它可以为负，因此所有地点之和恒为零。",
    ),
    "role": Both(
        "Who may do things, and who is told: the people of the floor by what they do.",
        "谁可以做、告知谁：按职责称呼现场的人。",
    ),
    # -- what happens
    "event": Both(
        "A fact: its fields, then what it does, in order and all or nothing. Every event has an instant `at`.",
        "一个事实：先是字段，然后是它做的事，按次序执行，要么全部完成要么全不发生。每个事件都有时刻 `at`。",
    ),
    "recorded_by": Both("Only these roles may record the event.", "只有这些角色可以记录该事件。"),
    "move": Both(
        "Moves a quantity of an item or lot from one place to another. Both sides are booked; what would take"
        " more than is there is refused.",
        "把一定数量的物料或批次从一处移到另一处。两边同时记账；超过现存量则被拒绝。",
    ),
    "set": Both("Gives a field another value.", "给字段赋新值。"),
    "add": Both("Puts a value into a list or set.", "把一个值加入列表或集合。"),
    "remove": Both("Takes a value out of a list or set.", "从列表或集合移出一个值。"),
    "create": Both(
        "Makes a thing with the given fields; one whose key is taken is refused.",
        "按给出的字段新建一个事物；主键已被占用则被拒绝。",
    ),
    "emit": Both(
        "Another event follows at once. If that is blocked, what emitted it stands.",
        "随即引发另一事件。后者若被拦截，引发它的事件仍然成立。",
    ),
    "release": Both("Ends every hold on a thing.", "解除对某事物的一切隔离。"),
    "hold": Both(
        "Quarantines things: `is held` is true of them and `available` leaves them out, until they are released.",
        "隔离事物：对它们`被隔离`为真，可用量不计入，直到解除。",
    ),
    "alert": Both("Tells these roles.", "告知这些角色。"),
    "if_": Both("Runs the statements where the condition holds.", "条件成立时执行这些语句。"),
    "else_": Both("What runs where the condition does not hold.", "条件不成立时执行的语句。"),
    "else_if": Both("Another condition where the first does not hold.", "前一条件不成立时再问另一条件。"),
    "for_each_in": Both(
        "Runs the statements for every value of a list or set.", "对列表或集合中的每个值执行。"
    ),
    "for_each_thing": Both(
        "Runs the statements for every thing of a type that satisfies `where`, or the nearest few places.",
        "对某类型中满足`其中`条件的每个事物执行，或只对最近的几个地点执行。",
    ),
    "nearest": Both("Only the so many that are nearest to a place.", "只取离某地点最近的若干个。"),
    # -- what is measured
    "measure": Both(
        "A figure that every event keeps up to date; what it costs does not grow with history.",
        "由每个事件随时更新的数值；开销不随历史增长。",
    ),
    "stock": Both(
        "What the ledger holds of an item or lot, at a place.", "账本中某物料或批次在某地点的结存。"
    ),
    "value_aggregate": Both(
        "`sum`, `average`, `min`, `max` of a value over events, how many `distinct` ones there are, or the `first` or `last` in"
        " event time.",
        "事件中某个值的`合计`、`平均`、`最小`、`最大`、`种数`，或按事件时间的`最早`、`最新`值。",
    ),
    "event_aggregate": Both(
        "`count` of events; `streak`, how many in a row to the latest satisfy `where`; `time`, how long `where`"
        " has held, each event holding until the next.",
        "事件的`计数`；`连续`：到最近一次为止连续满足`其中`条件的次数；`时长`：`其中`条件成立的累计时间，每个事件的状态保持"
        "到下一个事件。",
    ),
    "by": Both(
        "What the figure is kept for: one value for each parameter.", "按什么分开统计：每个形参对应一个值。"
    ),
    "where_clause": Both("Only what satisfies the condition counts.", "只统计满足条件的。"),
    "over": Both(
        "Only the last so long, in event time. A late event counts in the time that it belongs to.",
        "只统计最近一段时间（按事件时间）。迟到的事件计入它所属的时间。",
    ),
    "ordered_by": Both(
        "What comes before what, where it is not the instant of the event.",
        "先后次序的依据，若不是事件时刻。",
    ),
    "latest_per": Both(
        "Of several events with the same value only the latest counts: a retest replaces the test.",
        "该值相同的多个事件只计最新一个：复检替代初检。",
    ),
    # -- what may be tuned
    "parameter": Both(
        "A knob for the people on the floor, with its default. Every turn of it is an event.",
        "交给现场的旋钮及其缺省值；每次调整都是一个事件。",
    ),
    "between": Both("How far it may be tuned, both ends included.", "可调的范围，含两端。"),
    "tuned_by": Both("Who may tune it.", "谁可以调整。"),
    "table": Both(
        "A function by cases. Exactly one row must fit whatever is asked.",
        "按情形给值的函数；任何输入都应恰好符合一行。",
    ),
    "group": Both(
        "Rules that between them must answer for every value of an enum; the compiler names the one that they forget.",
        "合起来必须涵盖枚举每个取值的一组规则；编译器会指出遗漏的取值。",
    ),
    "module": Both(
        "What follows in the file belongs to it, and can be switched off with it, by the manifest or by whom it names.",
        "文件中其后的内容都属于它，可由清单或其所列角色连同它一起关闭。",
    ),
    "row": Both(
        "A cell for each parameter, then the result. The label names the row in explanations.",
        "每个形参一个单元格，最后是结果。标签在解释中用来称呼这一行。",
    ),
    "value_cell": Both("Fits this value.", "等于该值。"),
    "values_cell": Both("Fits one of these.", "等于其中之一。"),
    "compare_cell": Both("Fits what compares so.", "满足该比较。"),
    "range_cell": Both(
        "Fits from the first, included, to the second, not included.", "从前者（含）到后者（不含）。"
    ),
    "any_cell": Both("Fits everything.", "任何值。"),
    # -- what must hold
    "rule": Both(
        "What must hold, on events (`on`) or of things (`for each`): when, what follows, from which source.",
        "必须遵守的事，针对事件（`当`）或事物（`对每个`）：何时成立、有何后果、依据什么。",
    ),
    "on": Both(
        "The events that the rule judges, before anything is written.",
        "该规则在写入任何内容之前所判断的事件。",
    ),
    "for_each_binding": Both(
        "A standing rule: true of each of these things, whenever it becomes true.",
        "常设规则：对每个这样的事物，一旦成立即触发。",
    ),
    "when": Both("The condition. Without one the rule always applies.", "条件。没有条件则总是适用。"),
    "lasting": Both("The condition must hold so long without a break.", "条件须不间断地持续这么久。"),
    "until": Both(
        "When the rule is armed again after it fired; otherwise when the condition ends.",
        "触发之后何时重新待命；不写则在条件不再成立时。",
    ),
    "block_outcome": Both(
        "The event is refused with this message; nothing of it is written.",
        "以此消息拒绝该事件；不写入任何内容。",
    ),
    "warn_outcome": Both(
        "The event is accepted, and who records it is warned.", "接受该事件，并警告记录者。"
    ),
    "cites": Both("The source: a law, a standard, a contract.", "依据：法律、标准、合同。"),
    "effective": Both(
        "From which day to which, both included, by the event's own time.",
        "自哪天至哪天有效（含两端），按事件自己的时间。",
    ),
    "in_groups": Both("The groups of which the rule is one.", "该规则所属的规则组。"),
    "override_by": Both(
        "These roles may let a blocked event pass, with a reason that is kept.",
        "这些角色可以说明理由放行被拦截的事件，理由会保留。",
    ),
    # -- what people look at
    "board": Both(
        "What people in these roles look at: tiles on 12 columns, as many rows down as they need.",
        "供这些角色查看的看板：部件放在 12 列上，行数按需而定。",
    ),
    "tile": Both(
        "One rectangle of a board: what kind it is, its title, where it stands, and below it what it shows.",
        "看板上的一块：种类、标题、位置，下面是显示的内容。",
    ),
    "placing": Both(
        "Column and row of the upper left corner, both counted from 0, then width and height. No tile covers another.",
        "左上角的列与行（都从 0 算起），然后是宽和高。部件不能互相覆盖。",
    ),
    "chart": Both(
        "A figure, drawn: `line`, `bar` and `pie` by what it is counted by, `heat` by two such things.",
        "画成图的统计：`折线`、`柱形`、`饼图`按分组绘制，`热力`按两种分组。",
    ),
    "figure": Both(
        "A figure: one in a `number`, one for each of its keys in a `table` or `list`.",
        "一个统计：在`数字`里是一个值，在`表格`或`清单`里每个分组一行。",
    ),
    "value_total": Both(
        "A value added up, averaged or compared over events or things, each time that somebody looks.",
        "查看时对事件或事物的值求合计、平均、最小、最大。",
    ),
    "event_total": Both("How many events or things there are.", "事件或事物有多少。"),
    "each": Both(
        "All things of an entity, one after the other; of places those that are not virtual.",
        "某实体的所有事物，逐个；库位不含虚拟的。",
    ),
    "per": Both(
        "One figure for each hour, day, week (from Monday) or month of the window, which is of whole ones.",
        "时间窗内每小时、每天、每周（周一起）或每月一个值；时间窗由整段组成。",
    ),
    "each_thing": Both("A row for each of these things.", "每个这样的事物一行。"),
    "show": Both(
        "What each row shows; in a `number` the value, in a `text` the words, in a `picture` the file.",
        "每行显示什么；在`数字`里是值，在`文字`里是文字，在`图片`里是文件。",
    ),
    "column": Both(
        "One value, and what stands above it; otherwise its own label does.",
        "一个值及其标题；不写标题则用它自己的标签。",
    ),
    "sort": Both(
        "The order of the rows; what is missing comes last. Figures are sorted by `value`.",
        "行的次序；缺失的排在最后。统计按 `value` 排序。",
    ),
    "sort_key": Both("What is sorted by; `descending` the greatest first.", "排序依据；`降序`则最大的在前。"),
    "top": Both("So many rows, and no more.", "最多这么多行。"),
    "columns_by": Both("The columns of a `kanban`: the values of an enum.", "`分栏`的各栏：某枚举的取值。"),
    "located": Both(
        "Where a row stands: on a `timeline` when, or from when to when; on a `map` at which place.",
        "每行的位置：在`时间线`上是何时，或自何时到何时；在`地图`上是哪个库位。",
    ),
    "threshold": Both(
        "The colour where the condition holds; of several the first. Of a figure it asks for `value`.",
        "条件成立时的颜色；多个成立时取第一个。对统计用 `value` 表示其数值。",
    ),
    "alerts_from": Both("What these rules found.", "这些规则发现的问题。"),
    "choose": Both(
        "What people choose, under a name that the whole board knows; missing where nothing is chosen and no default"
        " is given.",
        "供人选择的内容，整个看板都可用这个名称；没有选择也没有缺省时为缺失。",
    ),
    "recording": Both(
        "The event that people record here; what is given in brackets is filled in for them.",
        "在此登记的事件；括号内的字段已替登记者填好。",
    ),
    "drag": Both(
        "What dragging a row into a column records; without `to`, into any column, which is called `column`.",
        "把一行拖到某栏时登记的事件；不写`到`则适用于任何一栏，该栏称为 `column`。",
    ),
    # -- what proves it
    "scenario": Both(
        "A test that a storekeeper can read: what is given, what happens, what is expected.",
        "仓管员读得懂的测试：已有什么、发生什么、期望什么。",
    ),
    "given": Both("What there is before the first step.", "第一步之前已有的。"),
    "given_thing": Both(
        "A thing; what it names by key alone is there by itself.", "一个事物；仅按主键提到的事物自动存在。"
    ),
    "given_parameter": Both("A parameter's value.", "某参数的取值。"),
    "given_force": Both(
        "The force of a rule, everywhere or at a site: `observe`, `warn`, `block`.",
        "规则的力度，全部或某个现场：`观察`、`警告`、`拦截`。",
    ),
    "given_event": Both("An event that must be accepted.", "一个必须被接受的事件。"),
    "step": Both(
        "At an instant an event, and what is expected of it; without an event, time passes.",
        "某时刻的一个事件及对它的期望；不写事件则只是时间流逝。",
    ),
    "actor": Both("Who records it, and why.", "由谁记录，出于何种理由。"),
    "expect_rules": Both(
        "These rules found something: `blocked by`, `overriding`, `warned by`, `held by`, `alerted by`; `not`: they"
        " did not.",
        "这些规则有所发现：`被拦截于`、`被放行于`、`被警告于`、`被隔离于`、`被告警于`；加`非`：没有发现。",
    ),
    "expect_outcome": Both(
        "`accepted`; `refused`, by the ledger or because something is not known; `no findings`.",
        "`接受`；`拒绝`，由账本拒绝或因有不认识的事物；`无发现`。",
    ),
    "expect_value": Both("A condition that holds after the step.", "该步骤之后成立的条件。"),
    # -- expressions
    "matches": Both(
        "Is what was chosen in a filter; true where nothing was chosen. On boards alone.",
        "等于筛选中选择的内容；没有选择时一律成立。只用于看板。",
    ),
    "or_": Both("One of them holds.", "其中之一成立。"),
    "and_": Both("All of them hold.", "全部成立。"),
    "not_": Both("It does not hold.", "不成立。"),
    "any_has": Both(
        "At least one of a list or set satisfies the condition.", "列表或集合中至少一个满足条件。"
    ),
    "every_has": Both(
        "All of a list or set satisfy the condition; so does none.", "列表或集合中全部满足条件；空的也算。"
    ),
    "compare": Both(
        "`==`, `!=`, `<`, `<=`, `>`, `>=`, between values of one type.",
        "同类型的值之间的 `==`、`!=`、`<`、`<=`、`>`、`>=`。",
    ),
    "in_": Both("The list or set has the value.", "列表或集合中有该值。"),
    "not_in": Both("The list or set does not have the value.", "列表或集合中没有该值。"),
    "is_known": Both("The value is not missing.", "该值不缺。"),
    "is_missing": Both("The value is missing.", "该值缺失。"),
    "is_held": Both("A finding holds the thing.", "该事物被某项发现隔离。"),
    "otherwise": Both("The second where the first is missing.", "前者缺失时取后者。"),
    "binary": Both(
        "`+` and `-` of one type, `*` and `/` with a number; an instant and a duration give an instant. Exact.",
        "同类型相`+`相`-`，与数相`*`相`/`；时刻加减时长仍为时刻。结果精确。",
    ),
    "negative": Both("The same below zero.", "相反数。"),
    "fold": Both(
        "`sum`, `min` or `max` of a value over a list or set.", "列表或集合中某个值的`合计`、`最小`或`最大`。"
    ),
    "count_over": Both("How many of a list or set satisfy the condition.", "列表或集合中满足条件的个数。"),
    "field_of": Both("A field of a thing, record or event.", "事物、记录或事件的字段。"),
    "number": Both("A number, exact to the last digit.", "一个数，精确到最后一位。"),
    "quantity": Both("A number with its unit.", "带单位的数。"),
    "instant": Both(
        "A date, or with a time an instant; without an offset in the pack's zone. A date where an instant is"
        " wanted is the end of that day.",
        "日期，或带时间的时刻；不写偏移则按包的时区。需要时刻之处写日期，指当天结束。",
    ),
    "text": Both("A text; in braces stand values to be shown.", "文本；花括号内是要显示的值。"),
    "true": Both("True.", "真。"),
    "false": Both("False.", "假。"),
    "name": Both(
        "What it names in sight: a field of the event, a variable, a parameter, a place, a value of an enum.",
        "所见范围内的名称：事件字段、变量、参数、地点、枚举值。",
    ),
    "call_expression": Both(
        "A measure, table or function of its arguments, or a thing by its key.",
        "度量、决策表或函数的值，或按主键找到的事物。",
    ),
    "parenthesised": Both("What belongs together.", "先算的部分。"),
    "list": Both("A list or set of these values.", "由这些值组成的列表或集合。"),
}
"""What each form means, by the name that the parser gives it."""

TYPES: Mapping[str, Both] = {
    "text": Both("characters", "文字"),
    "bool": Both("`true` or `false`", "`真`或`假`"),
    "integer": Both("a whole number", "整数"),
    "number": Both("an exact decimal number", "精确的十进制数"),
    "quantity": Both("an amount in the item's base unit", "以物料基本单位计的数量"),
    "money": Both("an amount of money", "金额"),
    "percent": Both(
        "a share in hundredths; an amount times it is that part", "百分比；数量与它相乘即得该部分"
    ),
    "photo": Both("a picture, by the hash of its content", "照片，以内容的哈希值标识"),
    "file": Both("a file, by the hash of its content", "文件，以内容的哈希值标识"),
    "instant": Both("a moment in time, kept as UTC", "时间上的一刻，以 UTC 保存"),
    "date": Both("a day", "某一天"),
    "duration": Both("a length of time", "一段时间"),
    "temperature": Both("a temperature", "温度"),
    "temperature_difference": Both("a difference of two temperatures", "两个温度之差"),
    "mass": Both("a mass", "质量"),
    "volume": Both("a volume", "体积"),
    "length": Both("a length", "长度"),
    "humidity": Both("a relative humidity", "相对湿度"),
    "area": Both("an area", "面积"),
    "speed": Both("a speed", "速度"),
    "density": Both("a density", "密度"),
    "pressure": Both("a pressure", "压强"),
    "energy": Both("an energy", "能量"),
    "power": Both("a power", "功率"),
}
"""The built-in types."""

FUNCTIONS: Mapping[str, tuple[str, Both]] = {
    "min": ("min(a, b, …)", Both("the least", "最小者")),
    "max": ("max(a, b, …)", Both("the greatest", "最大者")),
    "abs": ("abs(a)", Both("the amount without its sign", "绝对值")),
    "floor": ("floor(a)", Both("down to a whole number", "向下取整")),
    "ceiling": ("ceiling(a)", Both("up to a whole number", "向上取整")),
    "round": ("round(a, 2)", Both("to so many digits, half to even", "保留若干位小数，五取偶")),
    "date": ("date(instant)", Both("the local day", "当地日期")),
    "days": ("days(duration)", Both("how many days, as a number", "折合天数")),
    "hours": ("hours(duration)", Both("how many hours, as a number", "折合小时数")),
    "length": ("length(list)", Both("how many values, or characters", "个数或字数")),
    "start_of": ("start_of(date)", Both("the first instant of the local day", "当地该日的开始")),
    "end_of": ("end_of(date)", Both("the last instant of the local day", "当地该日的结束")),
    "percent": ("percent(0.125)", Both("a number as a percentage", "把数变为百分比")),
    "exchange": ("exchange(money, rate)", Both("money in another currency", "换算为另一币种")),
    "ancestors": ("ancestors(lot.parents)", Both("all that is reached by the field", "沿该字段可达的一切")),
    "descendants": (
        "descendants(lot.parents)",
        Both("all from which it is reached", "可沿该字段到达它的一切"),
    ),
}
"""The functions: how one is written, and what it gives."""
