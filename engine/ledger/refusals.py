"""Why the book refuses a posting: one function for each reason, in both languages."""

from __future__ import annotations

from engine.ledger.cells import Below
from engine.ledger.telling import moment, shown
from engine.trouble import Refused


def below_zero(below: Below) -> Refused:
    """A balance would fall below zero: by the posting itself (BC601), or later because of it (BC801)."""
    change, key, balance = below
    what_en = f"lot {change.lot} of {change.item}" if change.lot else change.item
    what_zh = f"{change.item} 批次 {change.lot}" if change.lot else change.item
    if key[:2] == change.key[:2]:
        return Refused(
            "BC601",
            f"{change.place} holds {shown(balance - change.quantity)} of {what_en}, and {shown(abs(change.quantity))} were to"
            " leave. Stock can't fall below zero; count the place or correct the quantity.",
            f"{change.place} 现有 {what_zh} {shown(balance - change.quantity)}，却要移出 {shown(abs(change.quantity))}。"
            "库存不可为负；请盘点或更正数量。",
        )
    return Refused(
        "BC801",
        f"{change.place} would hold {shown(balance)} of {what_en} on {moment(key[0])}, at posting {key[1]}: what left then"
        " was there only without this. Correct what comes later first, or date this after it.",
        f"{change.place} 的 {what_zh} 将在 {moment(key[0])}（第 {key[1]} 笔）变为 {shown(balance)}：此后的出库以原有数量为前提。"
        "请先更正其后的记录，或把本笔日期改到其后。",
    )


def unknown(seq: int) -> Refused:
    """Nothing that counts has this number."""
    return Refused(
        "BC802",
        f"There is no posting {seq} that counts: it was never entered, or it is cancelled. Name one that stands.",
        f"没有生效的第 {seq} 笔：从未录入，或已取消。请写生效的一笔。",
    )


def no_movement(seq: int, line: int) -> Refused:
    """A posting has no such movement, or one that moved no value."""
    return Refused(
        "BC802",
        f"Posting {seq} has no movement {line} with a value of its own. Name a receipt or an issue.",
        f"第 {seq} 笔没有第 {line} 行，或该行没有金额变动。请写一行入库或出库。",
    )


def returned_too_much(left: int, quantity: int) -> Refused:
    """More would come back than went."""
    return Refused(
        "BC803",
        f"{shown(quantity)} were to be returned, of which {shown(max(left, 0))} are left to return.",
        f"要退 {shown(quantity)}，可退的只剩 {shown(max(left, 0))}。",
    )


def is_used(seq: int, users: list[int]) -> Refused:
    """Others refer to what is to be cancelled."""
    numbers = ", ".join(map(str, users))
    return Refused(
        "BC804",
        f"Posting {seq} can't be cancelled while {numbers} refers to it. Cancel that first.",
        f"第 {numbers} 笔引用了第 {seq} 笔，不能取消。请先取消前者。",
    )


def before_its_origin(at: int, origin: int) -> Refused:
    """Something would happen before what it refers to."""
    return Refused(
        "BC805",
        f"{moment(at)} is before {moment(origin)}, when what it refers to happened. Correct the time.",
        f"{moment(at)} 早于所引用业务的时间 {moment(origin)}。请更正时间。",
    )


def closed(at: int, before: int) -> Refused:
    """Both when it happened and when it was recorded lie in a closed period."""
    return Refused(
        "BC805",
        f"{moment(at)} lies in a period that is closed up to {moment(before)}, and so does the day it was recorded.",
        f"{moment(at)} 属于已关账的期间（截至 {moment(before)}），记录日也在其中。",
    )


def misfit(en: str, zh: str) -> Refused:
    """A posting that no ledger could carry out."""
    return Refused("BC808", en, zh)


def taken(seq: int) -> Refused:
    """The number of a posting is another's."""
    return misfit(
        f"There is a posting {seq} already. Give the next number.", f"第 {seq} 笔已存在。请用下一个号码。"
    )


def has_history(item: str) -> Refused:
    """How an item is valued would change under what was entered of it."""
    return Refused(
        "BC806",
        f"{item} has postings already; how it is valued can't change under them. Use a new item, and move the stock.",
        f"{item} 已有记录，计价方式不可在历史之下更改。请另建物料并转移库存。",
    )


def not_free(item: str, free: int, quantity: int) -> Refused:
    """More is to be reserved than is free."""
    return Refused(
        "BC809",
        f"{shown(quantity)} of {item} were to be reserved, and {shown(free)} are free and usable by then. Reserve a part,"
        " or wait for more.",
        f"要预留 {item} {shown(quantity)}，届时可用的只有 {shown(free)}。请预留一部分，或等待到货。",
    )


def is_reserved(where: tuple[str, str, str], held: int, left: int) -> Refused:
    """Stock that is reserved would leave."""
    item, lot, place = where
    return Refused(
        "BC809",
        f"{shown(held)} of {f'lot {lot} of {item}' if lot else item} at {place} are reserved, and {shown(left)} would be left."
        " Issue against the reservation, or release it first.",
        f"{place} 的 {f'{item} 批次 {lot}' if lot else item} 已预留 {shown(held)}，出库后只剩 {shown(left)}。"
        "请按预留出库，或先释放预留。",
    )
