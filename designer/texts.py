"""Every text of the command, in English and in Chinese. Braces are filled by `filled`.

`{rules:rule}` is a count with its noun: one rule, two rules.
"""

from __future__ import annotations

import string
from typing import Any

from dsl.diagnostics import Both

TEXTS: dict[str, Both] = {
    # -- headings of help pages, and wrong use
    "usage": Both("Usage:", "用法："),
    "options": Both("OPTIONS", "选项"),
    "command": Both("COMMAND ...", "命令 ..."),
    "arguments_title": Both("Arguments", "参数"),
    "options_title": Both("Options", "选项"),
    "commands_title": Both("Commands", "命令"),
    "examples_title": Both("Examples", "示例"),
    "more_help": Both(
        "`bincard COMMAND --help` says more about a command.",
        "`bincard 命令 --help` 查看某个命令的详细说明。",
    ),
    "help_help": Both("Show this page.", "显示本页。"),
    "help_lang": Both(
        "Language of messages; otherwise BINCARD_LANG or the locale.",
        "信息所用的语言；缺省取 BINCARD_LANG 或系统区域设置。",
    ),
    "help_version": Both("Show the version.", "显示版本。"),
    "help_path": Both(
        "A pack's folder, a folder of packs, or one .card file.",
        "包的文件夹、含多个包的文件夹，或单个 .card 文件。",
    ),
    "help_store": Both("The store: a SQLite file, or its URL.", "数据库：SQLite 文件或其 URL。"),
    "help_store_optional": Both(
        "Keep everything in this store (a SQLite file or URL); without it the run is in memory and"
        " forgotten.",
        "把一切存入该数据库（SQLite 文件或 URL）；不给出则只在内存中运行，结束后不保留。",
    ),
    "error": Both("error", "错误"),
    "mean": Both(" Did you mean {near}?", " 是否想写 {near}？"),
    "no_command": Both(
        "There is no command `{name}`. I know {known}.", "没有命令 `{name}`。可用的命令：{known}。"
    ),
    "no_command_near": Both(
        "There is no command `{name}`. Did you mean `{near}`?", "没有命令 `{name}`。是否想写 `{near}`？"
    ),
    "no_option": Both(
        "I don't know the option {option}.{hint} See `{command} --help`.",
        "没有选项 {option}。{hint}请看 `{command} --help`。",
    ),
    "missing_argument": Both(
        "{name} is missing. See `{command} --help`.", "缺少 {name}。请看 `{command} --help`。"
    ),
    "missing_option": Both(
        "The option {name} is needed. See `{command} --help`.",
        "必须给出选项 {name}。请看 `{command} --help`。",
    ),
    "bad_option": Both(
        "The option {option} is not used rightly: a value is missing, or it takes none. See `{command}"
        " --help`.",
        "选项 {option} 用法有误：缺少值，或它不带值。请看 `{command} --help`。",
    ),
    "bad_value": Both(
        "The value of {name} can't be read. See `{command} --help`.",
        "无法识别 {name} 的值。请看 `{command} --help`。",
    ),
    "bad_choice": Both(
        "{option} is `{value}`; it takes one of {choices}.", "{option} 为 `{value}`；可用的值：{choices}。"
    ),
    "too_much": Both(
        "`{what}` is one word too many: put what belongs together in quotation marks, or see `{command}"
        " --help`.",
        "多出了 `{what}`：属于一体的内容请加引号，或看 `{command} --help`。",
    ),
    "wrong_use": Both(
        "I can't make sense of this line. See `{command} --help`.",
        "无法理解这条命令。请看 `{command} --help`。",
    ),
    "one_form": Both("Give only one of {options}.", "{options} 只能给出其中一个。"),
    "nothing_there": Both("There is nothing at {path}. Check the path.", "{path} 不存在。请检查路径。"),
    "unreadable": Both("I can't read {path}: {why}.", "无法读取 {path}：{why}。"),
    "not_utf8": Both(
        "{path} is not UTF-8 text (byte {byte}). Save it as UTF-8.",
        "{path} 不是 UTF-8 文本（第 {byte} 字节）。请另存为 UTF-8。",
    ),
    "bad_file_name": Both(
        "The name of a file is not UTF-8, about here: {name}. Rename it.",
        "有文件名不是 UTF-8，大致在：{name}。请重命名。",
    ),
    "system_says": Both("The system says: {why}.", "系统报告：{why}。"),
    "our_bug": Both(
        "I made a mistake ({kind}), not you. Please report it with the command and its input at your"
        " Bincard's issue"
        " tracker; BINCARD_DEBUG=1 shows where it happened.",
        "这是 Bincard 自身的错误（{kind}），不是您的问题。请把命令和输入一并报告到 Bincard 的问题列表；"
        "设置 BINCARD_DEBUG=1 可显示出错位置。",
    ),
    # -- the commands
    "help_bincard": Both(
        "Bincard: state what must hold for your stock, and make it hold.",
        "Bincard：写下库存必须遵守的规则，并让它们生效。",
    ),
    "help_check": Both(
        "Check a pack: what is wrong, where, and what to write instead.\n\nExit code 1 where there are"
        " errors.",
        "检查一个包：哪里有错、错在何处、应如何改正。\n\n有错误时退出码为 1。",
    ),
    "help_lsp": Both(
        "Run the language server over stdio. Editors start it by themselves.\n\nExit code 0 when the editor is done.",
        "通过标准输入输出运行语言服务器。由编辑器自行启动。\n\n编辑器结束时退出码为 0。",
    ),
    "help_lsp_stdio": Both(
        "Over stdin and stdout: the only way there is.", "通过标准输入输出，目前唯一的方式。"
    ),
    "help_json_diagnostics": Both("Print one JSON object for each diagnostic.", "每条诊断输出一行 JSON。"),
    "help_no_proofs": Both(
        "Leave out the proofs (gaps in tables, contradictions, dead conditions).",
        "不做证明（决策表缺口、规则矛盾、永不成立的条件）。",
    ),
    "check_proven": Both("Proven in {seconds} s.", "证明用时 {seconds} 秒。"),
    "check_fine": Both(
        "Fine: {rules:rule}, {events:event}, {measures:measure}, {scenarios:scenario} in {files:file}"
        " (version {version}).",
        "没有问题：{files} 个文件，{rules} 条规则，{events} 种事件，{measures} 个度量，{scenarios}"
        " 个场景（版本 {version}）。",
    ),
    "counted": Both("Errors: {errors}. Warnings: {warnings}.", "{errors} 个错误，{warnings} 个警告。"),
    "more_diagnostics": Both("... and {count} more.", "……另有 {count} 条。"),
    "has_errors": Both(
        "{path} can't run. Errors: {count}. Mend them first; `bincard check` shows them all.",
        "{path} 有 {count} 个错误，无法运行。请先改正；`bincard check` 会全部列出。",
    ),
    "help_fmt": Both(
        "Write rule files in the one style; comments stay.\n\nWith --check nothing is written, and the exit"
        " code is 1"
        " where a file would change.",
        "按统一风格重写规则文件，注释保留。\n\n带 --check 时不写入；有文件需要改动则退出码为 1。",
    ),
    "help_fmt_path": Both(
        "A .card file, or a folder with such files.", ".card 文件，或含有此类文件的文件夹。"
    ),
    "help_fmt_check": Both("Only say which files would change.", "只报告哪些文件需要改动。"),
    "help_fmt_lang": Both(
        "Spell the keywords, and the names that have a label there, in this language; otherwise each"
        " declaration keeps its own.",
        "关键字以及有该语言标签的名称改用该语言书写；缺省时每个声明保持原来的语言。",
    ),
    "fmt_names_stay": Both(
        "{why} Keywords are spelled anew, names stay as they are.",
        "{why}关键字已改写，名称保持原样。",
    ),
    "no_cards": Both("{path} holds no .card file.", "{path} 中没有 .card 文件。"),
    "fmt_differs": Both("would change {path}", "需要改动 {path}"),
    "fmt_wrote": Both("wrote {path}", "已重写 {path}"),
    "fmt_would": Both(
        "Would change: {changed} of {files}. Don't parse: {wrong}.",
        "{files} 个文件中有 {changed} 个需要改动；{wrong} 个无法解析。",
    ),
    "fmt_done": Both(
        "Changed: {changed} of {files}. Don't parse and stay as they are: {wrong}.",
        "{files} 个文件中改写了 {changed} 个；{wrong} 个无法解析，保持原样。",
    ),
    "help_test": Both(
        "Run a pack's scenarios and say which pass.\n\nThose of packs that it needs are not run. Exit code"
        " 1 where one"
        " fails.",
        "运行一个包的场景并报告结果。\n\n不运行它所依赖的包的场景。有场景失败则退出码为 1。",
    ),
    "help_json_scenarios": Both("Print one JSON object for each scenario.", "每个场景输出一行 JSON。"),
    "test_none": Both(
        "{path} has no scenarios. Write one: it proves that the rules do what you mean.",
        "{path} 没有场景。请写一个，用来证明规则符合本意。",
    ),
    "test_passed": Both("All pass: {all:scenario}.", "{all} 个场景全部通过。"),
    "test_failed": Both("Failed: {failed} of {all:scenario}.", "{all} 个场景中有 {failed} 个失败。"),
    "help_run": Both(
        "Run events through the rules.\n\nEvents are CloudEvents 1.0, one JSON object a line. A run with"
        " --store can be"
        " repeated: an event that is known already is answered as before and has no second effect.",
        "让事件经过规则。\n\n事件为 CloudEvents 1.0，每行一个 JSON 对象。带 --store 的运行可以重复："
        "已知的事件按原样应答，不会再次生效。",
    ),
    "help_events": Both("The file of events, or - for stdin.", "事件文件，或用 - 表示标准输入。"),
    "help_json_events": Both(
        "Print one JSON object for each event, with outcome and findings.",
        "每个事件输出一行 JSON，含结果与发现。",
    ),
    "running": Both("Running", "运行中"),
    "events_done": Both("{count:event}", "{count} 个事件"),
    "run_done": Both("{lines:event} in {seconds} s.", "{lines} 个事件，用时 {seconds} 秒。"),
    # -- the summary of a run
    "sum_head": Both(
        "{lines:event} in {seconds} s ({rate} a second)",
        "{lines} 个事件，用时 {seconds} 秒（每秒 {rate} 个）",
    ),
    "out_accepted": Both("accepted", "接受"),
    "out_blocked": Both("blocked", "拦截"),
    "out_refused": Both("refused", "拒绝"),
    "out_malformed": Both("malformed", "格式有误"),
    "out_duplicate": Both("known already", "重复（已知）"),
    "force_block": Both("Blocked", "已拦截"),
    "force_overridden": Both("Released by a role, with a reason", "由角色说明理由后放行"),
    "force_hold": Both("Put on hold", "已隔离"),
    "force_warn": Both("Warned", "已警告"),
    "force_alert": Both("Told", "已告警"),
    "force_act": Both("Acted on", "已处理"),
    "force_observe": Both("Observed only", "仅观察"),
    "force_failed": Both("Rules that could not act", "未能执行的规则"),
    "alerts_title": Both("Alerts by role", "按角色的告警"),
    "refused_title": Both("Refused", "被拒绝"),
    "malformed_title": Both("Malformed, kept as dead letters", "格式有误，已存入死信"),
    "reason_line": Both("line {line}: {text}", "第 {line} 行：{text}"),
    "held_title": Both("On hold now: {count}", "当前隔离：{count}"),
    "more_of": Both("... {count} more", "……另有 {count} 项"),
    "nothing_found": Both("No rule found anything.", "没有规则有所发现。"),
    "look_title": Both("To look further", "进一步查看"),
    "look_memory": Both(
        "This run was in memory and is forgotten. With `--store plant.db` it is kept and can be explained.",
        "本次只在内存中运行，结果不保留。加上 `--store plant.db` 即可保存并追溯。",
    ),
    # -- the demonstration
    "demo_title": Both(" Bincard: a month of a frozen-food plant ", " Bincard：一家冷冻食品厂的一个月 "),
    "demo_intro": Both(
        "Deliveries with temperature readings, inspections, production, sales, a recall, a count: every"
        " movement goes"
        " through the food pack's rules. What breaks the law is stopped, and each stop says why.",
        "到货与途中温度读数、检验、生产、销售、召回、盘点：每一次移动都经过食品包的规则。违法的被拦下，"
        "每一次拦截都说明理由。",
    ),
    "demo_help": Both("A month of a frozen-food plant, explained.", "一家冷冻食品厂的一个月。"),
    "demo_folder": Both("Where its files go.", "文件存放处。"),
    "demo_generated": Both("{count:event} written to {path}.", "已生成 {count} 个事件：{path}。"),
    "demo_compiled": Both(
        "Food pack compiled in {seconds} s: {rules:rule}, {events:kind} of events.",
        "食品包编译用时 {seconds} 秒：{rules} 条规则，{events} 种事件。",
    ),
    "demo_stock": Both("Stock", "库存"),
    "stock_item": Both("item", "物料"),
    "stock_name": Both("name", "品名"),
    "stock_on_hand": Both("on hand", "现存"),
    "stock_available": Both("available", "可用"),
    "stock_lots": Both("lots", "批次数"),
    "stock_places": Both("places", "库位数"),
    "stock_expiry": Both("first expiry", "最早到期"),
    "demo_recall": Both(
        "Recall of {lot}: what was made from it, and where it is",
        "召回 {lot}：由它做成的批次，以及去向",
    ),
    "demo_made_from": Both("It was made from:", "它的来源："),
    "trace_held": Both("on hold", "已隔离"),
    "trace_stock": Both("in stock: {where}", "在库：{where}"),
    "trace_sold": Both("sold {quantity}", "已售 {quantity}"),
    "trace_scrapped": Both("destroyed {quantity}", "已销毁 {quantity}"),
    "trace_used": Both("used in production {quantity}", "已投产 {quantity}"),
    "further_explain": Both("why: rule, law, values, source events", "为什么：规则、法条、取值、来源事件"),
    "further_eval": Both("ask anything about the stock", "随意查询库存"),
    "further_graph": Both("one rule as a picture", "把一条规则画成图"),
    "further_rebuild": Both("fold the log anew: is everything identical?", "用日志重新推演：是否完全一致？"),
    "further_test": Both("the scenarios that prove the rules", "证明规则的场景"),
    "further_again": Both(
        "the same month again: every event is known, nothing is doubled",
        "同一个月再跑一遍：事件都已知，不会重复记账",
    ),
    # -- looking further
    "help_eval": Both(
        "Say what an expression is worth now, on what a store holds.\n\nAnything that a rule may ask can be"
        " asked here:"
        " measures, things, parameters, arithmetic.",
        "根据数据库现状求一个表达式的值。\n\n规则中能写的都可以问：度量、事物、参数、运算。",
    ),
    "help_expression": Both(
        'Such as on_hand("F-001", "W1"); in quotation marks of the shell.',
        '例如 on_hand("F-001", "W1")；请用 shell 引号括起。',
    ),
    "help_json_value": Both("Print the value as a JSON object.", "以 JSON 对象输出该值。"),
    "help_explain": Both(
        "Explain a finding: rule, version, law, the values read and the events that they came from, and"
        " what would let"
        " it pass.",
        "解释一项发现：规则、版本、法条、读取的值及其来源事件，以及怎样才能通过。",
    ),
    "help_finding": Both("The number of a finding, such as F17.", "发现的编号，例如 F17。"),
    "help_json_explanation": Both("Print the explanation as a JSON object.", "以 JSON 对象输出解释。"),
    "why_law": Both("law", "依据"),
    "why_event": Both("event", "事件"),
    "why_at": Both("at", "时间"),
    "why_key": Both("about", "对象"),
    "why_held": Both("put on hold", "已隔离"),
    "why_told": Both("told", "已告知"),
    "why_applied": Both("runs as", "执行力度"),
    "why_everywhere": Both("every site", "所有场所"),
    "why_overridden": Both("released by", "放行人"),
    "why_version": Both("version", "版本"),
    "why_hash": Both("chain", "哈希链"),
    "why_reads": Both("What it rests on", "判断依据的值"),
    "why_sources": Both("The events that these values came from", "这些值的来源事件"),
    "why_passes": Both("It would have passed if", "以下任一情形即可通过"),
    "why_not": Both("It would not have come to this if", "以下任一情形下不会出现此项发现"),
    "why_sentence": Both("What the rule says", "这条规则的意思"),
    "why_rule": Both("The rule, as it was then ({place})", "当时的规则（{place}）"),
    # -- pages of codes
    "help_help_code": Both(
        "Explain a code such as BC201: what it means, why it is asked, how to mend it, with an example. Without a code:"
        " all of them.",
        "解释一个代码，例如 BC201：含义、原因、改法和示例。不给出代码则列出全部。",
    ),
    "help_code": Both("A code as a message shows it, such as BC201.", "消息中的代码，例如 BC201。"),
    "help_json_page": Both("Pages as JSON, in both languages.", "以 JSON 输出，含两种语言。"),
    "no_code": Both(
        "There is no code `{name}`.{hint} `bincard help` lists all.",
        "没有代码 `{name}`。{hint}`bincard help` 列出全部。",
    ),
    "page_wrong": Both("Wrong", "错误写法"),
    "page_right": Both("Right", "正确写法"),
    "codes_1": Both("BC1xx: what cannot be read", "BC1xx：无法读懂的文本"),
    "codes_2": Both("BC2xx: names and units", "BC2xx：名称与单位"),
    "codes_3": Both("BC3xx: types", "BC3xx：类型"),
    "codes_4": Both("BC4xx: rules, tables, measures, scenarios", "BC4xx：规则、决策表、度量、场景"),
    "codes_5": Both("BC5xx: packs and files", "BC5xx：包与文件"),
    "codes_6": Both("BC6xx: events, stores, the command", "BC6xx：事件、存储、命令"),
    "codes_7": Both("BC7xx: edits that cannot be made", "BC7xx：无法完成的修改"),
    "codes_8": Both("BC8xx: what the ledger refuses", "BC8xx：账簿拒绝的记录"),
    "codes_9": Both("BC9xx: mistakes of our own", "BC9xx：自身错误"),
    "codes_more": Both("`bincard help CODE` explains one.", "`bincard help 代码` 解释其中一个。"),
    "more_on_codes": Both(
        "`bincard help {code}` says more, with an example.", "`bincard help {code}` 有更多说明和示例。"
    ),
    # -- the definitions in words
    "help_read": Both(
        "Read the definitions aloud: every rule, setting, table, measure and event as sentences.\n\nWith a NAME (or a"
        " label) only what is called so.",
        "用文字讲述定义：每条规则、参数、决策表、度量和事件都写成句子。\n\n给出名称（或标签）时只讲述它。",
    ),
    "help_read_name": Both(
        "A name or a label, such as near_expiry_limit; without it everything that the pack itself declares.",
        "名称或标签，例如 near_expiry_limit；不给出则讲述该包自己声明的一切。",
    ),
    "help_json_sentences": Both(
        "One JSON object for each declaration, in both languages.", "每个声明一个 JSON 对象，含两种语言。"
    ),
    "no_name": Both("Nothing here is called `{name}`.{hint}", "这里没有叫 `{name}` 的东西。{hint}"),
    "help_diff": Both(
        "Say in words what a new version changes: what is new, what is gone, what was and what is now.\n\nWith --store"
        " the definitions that a store keeps are the old version.",
        "用文字说明新版本改了什么：新增了什么，删除了什么，由什么改成什么。\n\n带 --store 时以该存储中的定义为旧版本。",
    ),
    "help_diff_paths": Both(
        "The old version and the new one: two paths; with --store only the new one.",
        "旧版本与新版本的路径；带 --store 时只写新版本。",
    ),
    "help_diff_store": Both(
        "Compare with the definitions that this store keeps.", "与该存储中保存的定义比较。"
    ),
    "help_json_differences": Both("One JSON object for each difference.", "每处差异一个 JSON 对象。"),
    "diff_paths": Both(
        "Give two paths, old and new: `bincard diff OLD NEW`; or one and a store: `bincard diff NEW --store URL`.",
        "请给出新旧两个路径：`bincard diff 旧 新`；或一个路径和存储：`bincard diff 新 --store URL`。",
    ),
    "diff_losses": Both("What that takes away", "由此失去的"),
    "diff_gone": Both("{kind} {label} ({name}) is gone.", "{kind}{label}（{name}）已删除。"),
    "diff_retyped": Both("{kind} {label} ({name}) has another type.", "{kind}{label}（{name}）的类型已变。"),
    "diff_gone_stored": Both(
        "{kind} {label} ({name}) is gone: the values that stores keep of it are no longer read.",
        "{kind}{label}（{name}）已删除：各存储中它的值将不再被读取。",
    ),
    "diff_retyped_stored": Both(
        "{kind} {label} ({name}) has another type: a store that keeps values which no longer fit refuses it (BC658).",
        "{kind}{label}（{name}）的类型已变：若存储中有不再适用的值，存储会拒绝（BC658）。",
    ),
    "diff_used": Both(" It was used by {users}.", "原先使用它的有：{users}。"),
    "diff_none": Both("No difference in meaning.", "含义上没有差异。"),
    "diff_counted": Both(
        "{added} new, {removed} gone, {changed} changed.",
        "新增 {added} 项，删除 {removed} 项，改动 {changed} 项。",
    ),
    # -- what hangs on what
    "help_impact": Both(
        "Show what hangs on a name: what it reads, what reads it, what a change of it would touch, why a rule can never"
        " fire.",
        "显示与某个名称相关的一切：它读取什么，谁读取它，改动它会影响什么，某条规则为何永不触发。",
    ),
    "help_impact_name": Both(
        "A name or a label: near_expiry_limit, Lot.expires_at, SaleShipped, SaleShipped.quantity, a rule.",
        "名称或标签：near_expiry_limit、Lot.expires_at、SaleShipped、SaleShipped.quantity、某条规则。",
    ),
    "help_json_impact": Both(
        "One JSON object for each thing of that name, with the whole tree.",
        "每个同名的对象一个 JSON 对象，含完整的树。",
    ),
    "impact_never": Both("It can never fire. {why}", "它永不会触发。{why}"),
    "impact_fed": Both("It hangs on", "它依赖"),
    "impact_touches": Both("A change of it touches", "改动它会影响"),
    "impact_nothing": Both("Nothing hangs on it.", "没有任何东西依赖它。"),
    "impact_removed": Both(
        "Removed, or of another type, it would break: {users}", "删除它或更改其类型会使这些失效：{users}"
    ),
    "impact_kept": Both(
        "Values that stores keep of it would no longer be read; of another type they would be lost, which a store"
        " refuses (BC658).",
        "各存储中它的值将不再被读取；若更改类型则会丢失，存储会拒绝（BC658）。",
    ),
    "impact_scenarios": Both("Scenarios that may tell", "可能受影响的场景"),
    "impact_more": Both("… and {count} more", "……另有 {count} 项"),
    "kind_enum": Both("enum", "枚举"),
    "kind_value": Both("value", "取值"),
    "kind_entity": Both("entity", "实体"),
    "kind_field": Both("field", "字段"),
    "kind_place": Both("place", "地点"),
    "kind_role": Both("role", "角色"),
    "kind_event": Both("event", "事件"),
    "kind_event_field": Both("event's field", "事件字段"),
    "kind_measure": Both("measure", "度量"),
    "kind_parameter": Both("parameter", "参数"),
    "kind_table": Both("table", "决策表"),
    "kind_rule": Both("rule", "规则"),
    "kind_board": Both("board", "看板"),
    "how_shows": Both("is shown", "被显示"),
    "how_decides": Both("triggers", "触发"),
    "how_counts": Both("is counted", "计入"),
    "how_reads": Both("is read", "被读取"),
    "how_writes": Both("is written", "被改写"),
    "how_emits": Both("is emitted", "被发出"),
    "how_moves": Both("moves stock", "移动库存"),
    "how_names": Both("is named", "被引用"),
    # -- the graph
    "help_graph": Both(
        "Draw the rule graph: what depends on what.\n\nWithout an option it is told in words. --rule draws"
        " one rule and"
        " what it touches.",
        "绘制规则图：谁依赖谁。\n\n不带选项时用文字描述。--rule 只画一条规则及其相关部分。",
    ),
    "help_graph_json": Both("Print the whole graph as JSON.", "以 JSON 输出整个规则图。"),
    "help_graph_dot": Both("Print it for Graphviz.", "输出 Graphviz 格式。"),
    "help_graph_svg": Both(
        "Print it as a picture (SVG); Graphviz is not needed.", "输出 SVG 图片；无需 Graphviz。"
    ),
    "help_graph_rule": Both("Only this rule and what it touches.", "只画这条规则及其相关部分。"),
    "no_rule": Both("There is no rule `{name}`. {hint}", "没有规则 `{name}`。{hint}"),
    "rules_are": Both("`bincard graph PATH` lists the rules.", "`bincard graph PATH` 列出全部规则。"),
    "graph_head": Both(
        "{nodes} nodes, {edges} edges. --svg draws them, --rule NAME only what one rule touches.",
        "{nodes} 个节点，{edges} 条边。--svg 绘图；--rule 名称 只看一条规则。",
    ),
    "graph_on": Both("on", "触发"),
    "graph_reads": Both("reads", "读取"),
    "graph_does": Both("changes", "改变"),
    "graph_always": Both("(at all times)", "（始终）"),
    # -- rebuilding
    "help_rebuild": Both(
        "Fold a store's log anew and say whether every balance, measure and finding is"
        " identical.\n\nNothing is written."
        " Exit code 1 where something differs.",
        "用数据库的日志重新推演，并报告每个余额、度量与发现是否完全一致。\n\n不写入任何内容。"
        "有差异则退出码为 1。",
    ),
    "rebuilding": Both("Rebuilding", "重新推演"),
    "rebuild_same": Both(
        "Identical: {events:event} give the same {balances:balance}, {measures:figure} and {findings:finding}.",
        "完全一致：{events} 个事件推演出同样的 {balances} 项结存、{measures} 个度量值和 {findings} 项发现。",
    ),
    "rebuild_differs": Both("{count:difference}:", "{count} 处差异："),
    # -- the audit
    "help_audit": Both(
        "Prove that every balance that a store keeps is what its moves come to.\n\nExit code 1 where one is not."
        " Where something was told late, places that held less than nothing for a while are listed too.",
        "核对存储中的每项结存是否等于其移动之和。\n\n有不符则退出码为 1。"
        "补录使某库位曾一度低于零的，也一并列出。",
    ),
    "help_repair": Both(
        "Keep what the moves come to wherever a balance is wrong.", "结存不符时，改为按移动得出的数值。"
    ),
    "audit_right": Both(
        "All is well: {balances:balance} are what {moves:move} come to.",
        "核对无误：{moves} 次移动得出的 {balances} 项结存均一致。",
    ),
    "audit_wrong": Both("{count:balance} not what the moves come to:", "{count} 项结存与移动不符："),
    "audit_row": Both(
        "{what}: the store keeps {kept}, the moves come to {derived}",
        "{what}：存储为 {kept}，移动得出 {derived}",
    ),
    "audit_repair": Both("--repair keeps what the moves come to.", "--repair 将改为按移动得出的数值。"),
    "audit_repaired": Both("Repaired.", "已修复。"),
    "audit_low": Both(
        "Told late, so that less than nothing was there for a while:", "有补录，使库存曾一度低于零："
    ),
    "audit_low_row": Both("{what}: {quantity} from {at} on", "{what}：自 {at} 起为 {quantity}"),
    # -- a new pack
    "help_new": Both("Make a small, complete pack to start from.", "新建一个小而完整的包，作为起点。"),
    "help_new_name": Both(
        "The pack's name, and that of its folder, made here.", "包名，也是在当前位置新建的文件夹名。"
    ),
    "help_new_pack": Both("The pack that it builds on.", "它所依赖的包。"),
    "new_bad_name": Both(
        "`{name}` can't be a pack's name: a letter first, then letters, digits, `_` or `-`, at most 60.",
        "`{name}` 不能作为包名：以字母或汉字开头，其后为字母、汉字、数字、`_` 或 `-`，最长 60 个字符。",
    ),
    "new_taken": Both(
        "{path} is there already, and I don't overwrite it. Give another name, or move it away.",
        "{path} 已存在，不会覆盖。请换一个名称，或先移走它。",
    ),
    "new_known": Both(
        "There is a pack `{name}` already, which others need by that name. Give another.",
        "已有名为 `{name}` 的包，其他包按此名称依赖它。请换一个名称。",
    ),
    "new_no_folder": Both("There is no folder {path}. Create it first.", "文件夹 {path} 不存在。请先创建。"),
    "new_no_pack": Both("There is no pack `{name}`. {hint}", "没有包 `{name}`。{hint}"),
    "packs_are": Both("I know {known}.", "已知的包：{known}。"),
    "new_made": Both("Made {path}:", "已新建 {path}："),
    "new_next": Both("Now:", "接下来："),
    # -- opening stock
    "help_load": Both(
        "Load opening stock from a spreadsheet.\n\nHeadings may be Chinese or English, such as 物料编码"
        " 批号 库位 数量 单位 到期日"
        " 供应商. A row that is refused never stops the others, and the same file can be loaded again"
        " without harm. Exit"
        " code 1 where rows were refused.",
        "从电子表格导入期初库存。\n\n表头可用中文或英文，例如 物料编码、批号、库位、数量、单位、到期日、"
        "供应商。"
        "一行被拒不影响其他行；同一文件重复导入不会重复记账。有行被拒时退出码为 1。",
    ),
    "help_xlsx": Both("The spreadsheet (.xlsx, .xls, .ods).", "电子表格（.xlsx、.xls、.ods）。"),
    "help_at": Both(
        "When the stock was there, such as 2026-01-01T00:00; otherwise the store's clock, or the file's"
        " date.",
        "库存所处的时刻，例如 2026-01-01T00:00；缺省取数据库的时钟，或文件的日期。",
    ),
    "help_json_rows": Both("Print one JSON object for each row.", "每行输出一行 JSON。"),
    "load_columns": Both("Read as: {columns}.", "表头识别：{columns}。"),
    "load_ignored": Both("Not read: {columns}.", "未使用的列：{columns}。"),
    "load_done": Both(
        "{loaded:row} loaded, {known} known already, {refused} refused.",
        "导入 {loaded} 行，已知 {known} 行，被拒 {refused} 行。",
    ),
    "load_registered": Both("On the way: {what}.", "同时建档：{what}。"),
    "load_refused": Both("Refused rows", "被拒的行"),
    "load_row": Both("row {row}", "第 {row} 行"),
    "bad_instant": Both(
        "{option} is `{value}`; a time such as 2026-01-01T00:00 is expected.",
        "{option} 为 `{value}`；应为时间，例如 2026-01-01T00:00。",
    ),
    # -- boards
    "help_board": Both(
        "Show a board with what it says now, or without a NAME which boards there are.\n\nIt looks at the store and"
        " changes nothing.",
        "显示看板现在的内容；不给出 NAME 时列出有哪些看板。\n\n只查看数据库，不作任何改动。",
    ),
    "help_board_name": Both("The board.", "看板。"),
    "help_choose": Both(
        "What a filter of the board is set to, such as site=W1; may be given several times.",
        "看板上筛选的取值，例如 site=W1；可多次给出。",
    ),
    "help_json_board": Both("Print the board as JSON.", "以 JSON 输出看板。"),
    "board_choose": Both(
        "`--choose {value}` sets nothing. Name a filter and its value, such as --choose site=W1.",
        "`--choose {value}` 没有设定任何内容。请写筛选及其取值，例如 --choose site=W1。",
    ),
    "board_none": Both(
        'There is no board here. Declare one: `board NAME "..." for ROLE`.',
        '这里没有看板。请声明一个：`看板 名称 "..." 对于 角色`。',
    ),
    "board_for": Both("for {roles}", "对于 {roles}"),
    "board_at": Both("as of {at}", "截至 {at}"),
    "board_all": Both("all", "全部"),
    "board_empty": Both("Nothing.", "无。"),
    "board_quiet": Both("All quiet.", "一切正常。"),
    "board_when": Both("When", "时间"),
    "board_until": Both("Until", "至"),
    "board_place": Both("Place", "库位"),
    "board_latitude": Both("Latitude", "纬度"),
    "board_longitude": Both("Longitude", "经度"),
    "board_now": Both("now", "未解除"),
}


class _Counting(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec.isalpha():
            return f"{value} {format_spec}{'' if str(value) == '1' else 's'}"
        return str(super().format_field(value, format_spec))


_COUNTING = _Counting()


def filled(template: str, **facts: object) -> str:
    """A text with its braces filled."""
    return _COUNTING.vformat(template, (), facts)
