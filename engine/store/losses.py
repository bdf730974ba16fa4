"""What a store would lose if it were brought to another model: found before anything is changed."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnClause, Connection, TableClause, column, func, select, table
from sqlalchemy.sql.elements import quoted_name

from dsl.diagnostics import Both
from dsl.model import Entity, Model
from engine.shapes import Shapes
from engine.store.description import Description, EntityKept, described, fit, shown, values_gone
from engine.store.entities import default
from engine.store.errors import StoreError
from engine.store.schema import PARAMETERS


class _Misfits(NamedTuple):
    number: int
    key: str


def check_losses(connection: Connection, model: Model, shapes: Shapes, old: Description) -> None:
    """Raises `StoreError` (BC658) where values that are kept do not fit the model."""
    lost: list[Both] = []
    if old.entities and old.currency != model.currency:
        lost.append(_currency(old.currency, model.currency))
    for entity in model.entities.values():
        kept = old.entities.get(entity.name)
        if kept is not None and entity.key:
            lost += _of_entity(connection, model, shapes, entity, kept)
    for parameter in model.parameters.values():
        before, after = old.parameters.get(parameter.name), described(parameter.type, model)
        if before is not None and fit(before, after) == "other":
            known = PARAMETERS.c.name
            at_sites = known.startswith(f"{parameter.name}@", autoescape=True)
            query = select(known).where((known == parameter.name) | at_sites)
            if connection.execute(query).first() is not None:
                lost.append(_parameter(parameter.name, before, after))
    if lost:
        rest = len(lost) - 1
        raise StoreError(
            "BC658",
            lost[0].en + (f" There are {rest} more changes like this." if rest else ""),
            lost[0].zh + (f"另有 {rest} 处同类变更。" if rest else ""),
        )


def _currency(old: str, new: str) -> Both:
    return Both(
        f'Money in this store is in {old}, and the definitions keep it in {new}. Put `currency = "{old}"` into the'
        " manifest, or begin a new store.",
        f'库中的金额以 {old} 计，而现在的定义以 {new} 计。请在清单中写 `currency = "{old}"`，或另建存储。',
    )


def _of_entity(
    connection: Connection, model: Model, shapes: Shapes, entity: Entity, kept: EntityKept
) -> list[Both]:
    things = table(quoted_name(kept.table, quote=True))
    if kept.key != entity.key:
        count = connection.execute(select(func.count()).select_from(things)).scalar() or 0
        return [_key(entity, kept.key, count)] if count else []
    lost = []
    key = _column(kept.fields[kept.key].column)
    for name, field in entity.fields.items():
        known = kept.fields.get(name)
        if known is None:
            continue
        new = described(field.type, model)
        found = _misfits(connection, things, key, _column(known.column), known.type, new)
        if not found:
            continue
        if fit(known.type, new) != "filled":
            lost.append(_field(entity, name, known.type, new, found))
        elif default(field, shapes) is None:
            lost.append(_missing(entity, name, found))
    return lost


def _column(name: str) -> ColumnClause[Any]:
    return column(quoted_name(name, quote=True))


def _misfits(
    connection: Connection,
    things: TableClause,
    key: ColumnClause[Any],
    value: ColumnClause[Any],
    old: Any,
    new: Any,
) -> _Misfits | None:
    how = fit(old, new)
    if how == "same":
        return None
    condition = value.is_(None) if how == "filled" else value.is_not(None)
    if how == "fewer":
        gone = [f'"{v}"' for v in sorted(values_gone(old, new))]
        rows = connection.execute(select(key, value).select_from(things).where(condition))
        misfits = [k for k, v in rows if any(g in v or g == f'"{v}"' for g in gone)]
        return _Misfits(len(misfits), misfits[0]) if misfits else None
    query = select(func.count(), func.min(key)).select_from(things).where(condition)
    count, first = connection.execute(query).one()
    return _Misfits(count, first) if count else None


def _key(entity: Entity, old: str, count: int) -> Both:
    return Both(
        f"The key of {entity.name} was `{old}` and is now `{entity.key}`: {count} things kept by the old key"
        " would be lost. Keep the key, or declare a new entity.",
        f"{entity.label.zh} 的主键原为 `{old}`，现为 `{entity.key}`：按旧主键保存的 {count} 条数据将丢失。"
        "请保留原主键，或另行声明一个实体。",
    )


def _field(entity: Entity, name: str, old: Any, new: Any, found: _Misfits) -> Both:
    was, now = shown(old), shown(new)
    if was == now:
        return Both(
            f"The type `{was}` of {entity.name}.{name} no longer allows {found.number} of the values in the"
            f" store, such as that of `{found.key}`, which would be lost. Allow them again, or change those"
            " things first.",
            f"{entity.label.zh}.{name} 的类型 `{was}` 不再允许库中的 {found.number} 个值，例如"
            f" `{found.key}` 的，它们将丢失。请恢复这些取值，或先更改这些数据。",
        )
    return Both(
        f"{entity.name}.{name} was `{was}` and is now `{now}`: {found.number} values would be lost, such as"
        f" that of `{found.key}`. Keep the type, or give the new field another name.",
        f"{entity.label.zh}.{name} 的类型原为 `{was}`，现为 `{now}`：将丢失 {found.number} 个值，例如"
        f" `{found.key}` 的。请保留原类型，或给新字段另取名称。",
    )


def _missing(entity: Entity, name: str, found: _Misfits) -> Both:
    return Both(
        f"{entity.name}.{name} must have a value now, but {found.number} things in the store have none, such"
        f" as `{found.key}`. Give it a default, or leave it optional.",
        f"{entity.label.zh}.{name} 现为必填，但库中有 {found.number} 条没有值，例如 `{found.key}`。"
        "请给出默认值，或保持可缺失。",
    )


def _parameter(name: str, old: Any, new: Any) -> Both:
    return Both(
        f"The parameter {name} was `{shown(old)}` and is now `{shown(new)}`: the value to which it was tuned"
        " would be lost. Keep the type, or give the new parameter another name.",
        f"参数 {name} 的类型原为 `{shown(old)}`，现为 `{shown(new)}`：已调整的值将丢失。"
        "请保留原类型，或给新参数另取名称。",
    )
