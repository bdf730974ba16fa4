"""Sentences in Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dsl.sentences.voice import Voice
from dsl.words import Language

_PLAIN = re.compile(r"[㐀-鿿].*", re.DOTALL)
_BEGIN, _END = "\ue000", "\ue001"
"""Stand about digits until the sentence is whole."""

_ORDINALS = "甲乙丙丁戊己庚辛壬癸"
_OPPOSITE = {"已": "未", "有": "没有"}

PHRASES = {
    # how conditions hang together
    "join_and": ", 且",
    "join_or": ", 或",
    "list_and": "以下各项全部成立:",
    "list_or": "以下至少一项成立:",
    "under": "{head}满足: {condition}",
    "under_nested": "{head}满足:",
    "under_list_and": "{head}满足以下全部:",
    "under_list_or": "{head}满足以下至少一项:",
    "any": "{collection}中至少有一个{noun}",
    "every": "{collection}中每个{noun}都",
    "not_any": "{collection}中没有任何{noun}",
    "not_every": "{collection}中并非每个{noun}都",
    "always_true": "任何情况",
    "always_false": "没有任何情况",
    # comparisons
    "<": "{left}小于{right}",
    "<=": "{left}不超过{right}",
    ">": "{left}大于{right}",
    ">=": "{left}不少于{right}",
    "<_heat": "{left}低于{right}",
    "<=_heat": "{left}不高于{right}",
    ">_heat": "{left}高于{right}",
    ">=_heat": "{left}不低于{right}",
    "<_time": "{left}早于{right}",
    "<=_time": "{left}不晚于{right}",
    ">_time": "{left}晚于{right}",
    ">=_time": "{left}不早于{right}",
    "<_text": "{left}按次序排在{right}之前",
    "<=_text": "{left}按次序排在{right}之前或与之相同",
    ">_text": "{left}按次序排在{right}之后",
    ">=_text": "{left}按次序排在{right}之后或与之相同",
    "==": "{left}等于{right}",
    "!=": "{left}不等于{right}",
    "==_is": "{left}为{right}",
    "!=_is": "{left}不为{right}",
    "==_same": "{left}与{right}相同",
    "!=_same": "{left}与{right}不同",
    "empty": "{operand}为空",
    "not_empty": "{operand}不为空",
    # time passing
    "<_clock": "已过{time}",
    "<=_clock": "已到{time}",
    ">_clock": "未到{time}",
    ">=_clock": "未过{time}",
    "<_left": "距{time}不足{span}（已到的也算）",
    "<=_left": "距{time}不超过{span}（已到的也算）",
    "<_left_only": "距{time}不足{span}",
    "<=_left_only": "距{time}不超过{span}",
    ">_left": "距{time}还有{span}以上（不含{span}整）",
    ">=_left": "距{time}还有至少{span}",
    "<_since": "{time}至今不足{span}（未到的也算）",
    "<=_since": "{time}至今不超过{span}（未到的也算）",
    ">_since": "{time}至今超过{span}",
    ">=_since": "{time}至今已满{span}",
    # states
    "known": "{operand}已填",
    "not_known": "{operand}未填",
    "known_thing": "{operand}已建档",
    "not_known_thing": "{operand}未建档",
    "known_figure": "{operand}已有数",
    "not_known_figure": "{operand}尚无数",
    "held": "{operand}处于隔离状态",
    "not_held": "{operand}未被隔离",
    "one_of": "{item}为{values}之一",
    "not_one_of": "{item}不是{values}中的任何一个",
    "in": "{item}在{collection}之中",
    "not_in": "{item}不在{collection}之中",
    "event_says": "事件的“{label}”为“是”",
    "not_event_says": "事件的“{label}”为“否”",
    "yes": "{operand}为“是”",
    "no": "{operand}为“否”",
    # values
    "missing": "空缺",
    "true": "“是”",
    "false": "“否”",
    "empty_text": "空文本",
    "empty_list": "空列表",
    "empty_set": "空集合",
    "text": "“{text}”",
    "thing": "{noun}“{key}”",
    "end_of_day": "{day}当日结束",
    "days": "天",
    "hours": "小时",
    "minutes": "分钟",
    "seconds": "秒",
    # terms
    "event_time": "事发时间",
    "event_day": "事发当日",
    "now": "当前时间",
    "mark": "{owner}的“{label}”",
    "event_mark": "事件的“{label}”",
    "setting": "「{label}」",
    "measure": "{keys}的{label}",
    "measure_at": "{keys}在{place}的{label}",
    "measure_alone": "{label}",
    "lookup_same": "该{key}的{noun}",
    "lookup": "{key}为{value}的{noun}",
    "table": "按{keys}查「{label}」表所得",
    "least": "{items}中最小的",
    "most": "{items}中最大的",
    "abs": "{operand}的绝对值",
    "floor": "{operand}向下取整",
    "ceiling": "{operand}向上取整",
    "round": "{operand}保留{digits}位小数（四舍六入五取偶）",
    "date": "{operand}所在日",
    "start_of": "{operand}开始之时",
    "end_of": "{operand}结束之时",
    "as_days": "{operand}折合的天数",
    "as_hours": "{operand}折合的小时数",
    "as_percent": "{operand}折合的百分比",
    "length": "{operand}的项数",
    "characters": "{operand}的字数",
    "ancestors": "{base}的全部上游{noun}（按「{field}」追溯）",
    "descendants": "{base}的全部下游{noun}（按「{field}」追溯）",
    "between_times": "{start}到{end}的时长",
    "after": "{time}后满{span}的时刻",
    "before": "{time}前{span}的时刻",
    "otherwise": "{operand}（未填时取{fallback}）",
    "whether": "是否{condition}",
    "sum": "{collection}中各{noun}的合计（每个计{value}）",
    "min": "{collection}中各{noun}的最小值（每个取{value}）",
    "max": "{collection}中各{noun}的最大值（每个取{value}）",
    "count": "{collection}的个数",
    "sum_where": "{collection}中各{noun}的合计（每个计{value}; 只计满足这一条件的: {where}）",
    "min_where": "{collection}中各{noun}的最小值（每个取{value}; 只看满足这一条件的: {where}）",
    "max_where": "{collection}中各{noun}的最大值（每个取{value}; 只看满足这一条件的: {where}）",
    "count_where": "{collection}中{noun}的个数（只计满足这一条件的: {where}）",
    "record": "一条新的「{label}」（{fields}）",
    "record_empty": "一条空的「{label}」",
    "given_as": "{label}为{value}",
    "same_as_event": "{fields}照事件所填",
    "as_text": "{operand}（作为文本）",
    "hole": "〔{value}〕",
    # statements
    "move": "将{thing}从{source}移到{target}, 数量为{quantity}",
    "set": "将{field}改为{value}",
    "mark_yes": "将{owner}标为“{label}”",
    "mark_no": "取消{owner}的“{label}”标记",
    "add": "将{value}加入{field}",
    "remove": "将{value}移出{field}",
    "create": "新建{noun}: {fields}",
    "emit": "发出「{label}」: {fields}",
    "emit_bare": "发出「{label}」",
    "release": "解除{things}的全部隔离",
    "hold": "隔离{things}",
    "hold_saying": "隔离{things}, 注明“{message}”",
    "hold_each": "逐一隔离{things}",
    "hold_each_saying": "逐一隔离{things}, 注明“{message}”",
    "release_each": "逐一解除{things}的全部隔离",
    "alert": "通知{roles}: “{message}”",
    "block": "拦截, 提示“{message}”",
    "warn": "接受但警告: “{message}”",
    "if": "若",
    "then": "则:",
    "else": "否则:",
    "for_each": "对{collection}中的每个{noun}:",
    "for_each_where": "对{collection}中满足这一条件的每个{noun}（{where}）:",
    "for_all": "对每个{noun}:",
    "for_all_where": "对满足这一条件的每个{noun}（{where}）:",
    "nearest": "对离{place}最近的{count}个{noun}:",
    "nearest_where": "对离{place}最近且满足这一条件的{count}个{noun}（{where}）:",
    # rules
    "rule": "规则「{label}」",
    "on": "{events}时",
    "after_event": "{events}入账后",
    "event": "{noun}",
    "on_if": ", 若",
    "on_always": ", 一律",
    "standing": "对每个{things}: 一旦",
    "lasting": "并且不间断地持续满{span}",
    "so": ", 则{action}。",
    "so_below": "则{action}。",
    "so_list": ", 则:",
    "until": "此后须等到这一条件成立, 才会再次触发: ",
    "forced": "{roles}可以改变其力度：拦截、警告或仅观察。",
    "in_groups": "属于{groups}。",
    "override": "{roles}可说明理由后放行。",
    "effective_from": "自{first}起生效。",
    "effective_both": "自{first}起、到{last}（含当日）止有效。",
    "source": "依据: {cites}。",
    "where_setting": "「{label}」默认为{default}{tuning}。",
    "tuning": ", {who}可调{range}",
    "fixed": ", 现场不可调",
    "range": ", 范围{low}至{high}（含两端）",
    # parameters, tables, measures
    "parameter": "参数「{label}」（{type}）: 默认为{default}{tuning}。",
    "table_head": "决策表「{label}」按{columns}给出{type}; 自上而下, 以第一条符合的为准:",
    "row": "{number} {cells}: {result}",
    "row_always": "{number} 其余情况: {result}",
    "row_name": "（{name}）",
    "column": "{column}",
    "do_all": "执行以下各项:",
    "cell_one": "{column}为{values}",
    "cell_range": "{column}不少于{low}且小于{high}",
    "cell_range_time": "{column}不早于{low}且早于{high}",
    "measure_head": "度量「{label}」, 按{keys}分别统计: ",
    "measure_head_alone": "度量「{label}」: ",
    "stock": "{thing}在{place}的库存",
    "stock_everywhere": "{thing}在所有非虚拟库位的库存",
    "only_lots": ", 只计满足这一条件的批次: {where}",
    "m_sum": "{events}的{value}合计",
    "m_count": "{events}的次数",
    "m_average": "{events}的{value}平均值",
    "m_min": "{events}的{value}最小值",
    "m_max": "{events}的{value}最大值",
    "m_first": "最早一次{events}的{value}",
    "m_distinct": "{events}中不同{value}的个数",
    "m_last": "最近一次{events}的{value}",
    "m_streak": "到最近一次为止, {events}连续符合条件的次数",
    "m_time": "条件成立的累计时长（每次{events}的情况延续到下一次）",
    "m_by": "{parameter}取{key}",
    "m_keys": "; 每次事件的{keys}",
    "m_where": "; 只计{where}的",
    "m_condition": "; 条件: {where}",
    "m_over": "; 只看最近{span}",
    "m_order": "; 按{order}排先后",
    "m_identity": "; {identity}相同的只计最近一次",
    # what there is and what happens
    "event_head": "事件「{label}」记录: {fields}。",
    "event_head_bare": "事件「{label}」只记录时间。",
    "recorded_by": "只有{roles}可以记录。",
    "effects": "随后:",
    "no_effects": "它本身不改变任何数据。",
    "entity_head": "每个{noun}保存: {fields}。",
    "record_head": "一条「{label}」包括: {fields}。",
    "field": "{label}（{facts}）",
    "fact_key": "主键",
    "fact_optional": "可不填",
    "fact_default": "不填则为{value}",
    "fact_<": "小于{value}",
    "fact_<=": "不超过{value}",
    "fact_>": "大于{value}",
    "fact_>=": "不少于{value}",
    "fact_==": "等于{value}",
    "fact_!=": "不等于{value}",
    "enum_head": "「{label}」取值为: {values}。",
    "module_head": "模块「{label}」: 可连同所属内容一起关闭。",
    "module_tuned": "模块「{label}」: {roles}可将其连同所属内容一起关闭, 可全部关闭, 也可只在某个现场关闭。",
    "group_head": "规则组「{label}」: 组内规则合起来不遗漏{kind}的任何取值。",
    "group": "规则组「{label}」",
    "place_head": "地点「{label}」。",
    "place_virtual": "地点「{label}」: 虚拟, 不计入本仓库存。",
    "role_head": "角色「{label}」。",
    "stop": "。",
    "comma": ", ",
    "comma_list": "、",
    "colon": ":",
    # what differs between two versions
    "d_enum": "枚举「{label}」",
    "d_entity": "实体「{label}」",
    "d_place": "地点「{label}」",
    "d_role": "角色「{label}」",
    "d_event": "事件「{label}」",
    "d_measure": "度量「{label}」",
    "d_parameter": "参数「{label}」",
    "d_table": "决策表「{label}」",
    "d_rule": "规则「{label}」",
    "d_added": "新增{what}。",
    "d_removed": "删除{what}。原为:",
    "d_changed": "{what}有改动。",
    "d_label": "名称由“{before}”改为“{after}”",
    "d_property": "{property}由「{before}」改为「{after}」",
    "d_given": "新增{property}: {after}",
    "d_dropped": "取消{property}, 原为: {before}",
    "d_condition": "条件",
    "d_no_more_always": "不再要求: {text}",
    "d_asked_always": "新增要求: {text}",
    "d_no_more_on": "不再用于: {events}",
    "d_also_on": "现也用于: {events}",
    "d_things": "适用对象",
    "d_undone": "不再执行: {text}",
    "d_done": "新增执行: {text}",
    "d_order": "执行的次序有变",
    "d_judges": "现改在事件入账之前判断, 可以拒绝事件",
    "d_follows": "现改在事件入账之后判断, 不能拒绝事件",
    "d_until": "再次触发前须等到的条件",
    "d_lasting": "须持续的时间",
    "d_cites": "依据",
    "d_effective": "生效期",
    "d_override": "放行者",
    "d_forced": "可改变力度者",
    "d_groups": "所属规则组",
    "d_covers": "涵盖的枚举",
    "d_module": "模块「{label}」",
    "d_switched": "可开关者",
    "d_group": "规则组「{label}」",
    "d_default": "默认值",
    "d_low": "下限",
    "d_high": "上限",
    "d_tuned": "调整者",
    "d_type": "类型",
    "d_row": "第{number}行由「{before}」改为「{after}」",
    "d_row_added": "新增第{number}行: {after}",
    "d_row_removed": "删除第{number}行, 原为: {before}",
    "d_columns": "查表的依据",
    "d_counts": "统计口径",
    "d_field_added": "新增字段: {after}",
    "d_field_removed": "删除字段: {before}",
    "d_field": "字段由「{before}」改为「{after}」",
    "d_key": "主键",
    "d_value_added": "新增取值“{after}”",
    "d_value_removed": "删除取值“{before}”",
    "d_value": "取值“{before}”改名为“{after}”",
    "d_virtual": "现为虚拟地点, 不计入本仓库存",
    "d_real": "现为实际地点, 计入本仓库存",
    "d_recorded_by": "可以记录的人",
    "d_anyone": "任何人",
    "d_words": "只有另一种语言的文字有改动",
    # types
    "type_text": "文本",
    "type_bool": "是或否",
    "type_integer": "整数",
    "type_number": "数值",
    "type_quantity": "数量",
    "type_money": "金额",
    "type_instant": "时刻",
    "type_date": "日期",
    "type_duration": "时长",
    "type_temperature": "温度",
    "type_temperature_difference": "温差",
    "type_mass": "质量",
    "type_volume": "体积",
    "type_length": "长度",
    "type_humidity": "湿度",
    "type_area": "面积",
    "type_speed": "速度",
    "type_density": "密度",
    "type_pressure": "压强",
    "type_energy": "能量",
    "type_power": "功率",
    "type_percent": "百分比",
    "type_photo": "照片",
    "type_file": "文件",
    "type_currency": "{code} 金额",
    "type_one": "{noun}",
    "type_list": "{item}列表",
    "type_set": "多个{item}",
    # things without a name
    "noun_text": "文本",
    "noun_bool": "是否",
    "noun_integer": "整数",
    "noun_number": "数值",
    "noun_quantity": "数量",
    "noun_money": "金额",
    "noun_instant": "时刻",
    "noun_date": "日期",
    "noun_duration": "时长",
    "noun_temperature": "温度",
    "noun_temperature_difference": "温差",
    "noun_mass": "质量",
    "noun_volume": "体积",
    "noun_length": "长度",
    "noun_humidity": "湿度",
    "noun_area": "面积",
    "noun_speed": "速度",
    "noun_density": "密度",
    "noun_pressure": "压强",
    "noun_energy": "能量",
    "noun_power": "功率",
    "noun_percent": "百分比",
    "noun_photo": "照片",
    "noun_file": "文件",
    "noun_currency": "{code} 金额",
    "noun_list": "列表",
    "ambiguous": "{label}（{name}）",
}


class Chinese(Voice):
    """Chinese: labels as they are, foreign ones in corner brackets, a blank between Chinese and digits."""

    language: Language = "zh"
    phrases = PHRASES

    def listed(self, items: Sequence[str], joint: str = "and") -> str:
        """`甲、乙和丙`"""
        word = "和" if joint == "and" else "或"
        return items[0] if len(items) == 1 else f"{'、'.join(items[:-1])}{word}{items[-1]}"

    def brackets(self, text: str) -> str:
        """`（甲）`"""
        return f"（{text}）"

    def quoted(self, text: str) -> str:
        """`“甲”`"""
        return f"“{text}”"

    def noun(self, label: str) -> str:
        """A label in Chinese as it is."""
        return label if _PLAIN.match(label) else f"「{label}」"

    def the(self, label: str) -> str:
        """`批次`"""
        return self.noun(label)

    def of(self, owner: str, label: str, *, nested: bool) -> str:  # noqa: ARG002
        """`批次的到期时间`"""
        return f"{owner}的{self.noun(label)}"

    def flag(self, owner: str, label: str, *, positive: bool) -> str:
        """`批次已召回`, `物料的“预包装食品”为“否”`"""
        first = label[:1]
        if first in _OPPOSITE:
            return owner + (label if positive else _OPPOSITE[first] + label[1:])
        return f"{owner}的“{label}”为{'“是”' if positive else '“否”'}"

    def marked(self, noun: str, number: int) -> str:
        """`批次甲`"""
        return noun + (_ORDINALS[number] if number < len(_ORDINALS) else f" {number + 1}")

    def amount(self, number: str, unit: str) -> str:
        """`3 天`"""
        return self.figure(f"{number} {unit}")

    def figure(self, text: str) -> str:
        """Digits, which keep a blank from the Chinese around them."""
        return f"{_BEGIN}{text}" + ("" if _PLAIN.match(text[-1:]) else _END)

    def finished(self, text: str) -> str:
        """The blanks about digits put where they belong."""
        text = re.sub(f"(?<=[㐀-鿿]){_BEGIN}|{_END}(?=[㐀-鿿])", " ", text)
        return text.replace(_BEGIN, "").replace(_END, "")
