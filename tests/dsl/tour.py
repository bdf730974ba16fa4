"""A small pack with nearly every construct, for tests that need much text."""

TOUR = """\
# A tour of the Bincard language. One small pack, every construct once.
# Line comments start with #. Blocks are indented by four spaces.
# Every keyword has an English and a Chinese spelling; names carry a label
# in the pack's own language. The file reads, and edits, in either.

# -- What there is ------------------------------------------------------------

enum StorageState "储存状态"
    ambient "常温"
    chilled "冷藏"
    frozen "冷冻"

entity Item "物料"
    code: text key "编码"
    name: text "名称"
    storage: StorageState "储存状态"
    shelf_life: duration "保质期"
    near_expiry: duration? "临期阈值"
    safety_stock: quantity = 0 "安全库存"

entity Lot "批次"
    code: text key "批号"
    item: Item "物料"
    supplier: Supplier? "供应商"
    expires_at: instant "到期时间"
    status: LotStatus = pending "状态"

# Another pack's entity grows here; its own text is never touched.
extend entity Item
    allergens: set of Allergen "过敏原"

place production virtual "生产"
place consumed virtual "消耗"
role keeper "仓管员"
role buyer "采购员"

# -- What happens -------------------------------------------------------------

# An event carries facts, and says what they do to the stock.
event MaterialIssued "生产领料"
    lot: Lot "批次"
    place: Place "库位"
    quantity: quantity > 0 "数量"
    move quantity of lot from place to production

event Inspected "检验"
    lot: Lot "批次"
    result: InspectionResult "结果"
    if result == fail
        set lot.status = rejected

# Half a cup of lemon tea: 0.5 tea, 1.2 slices of lemon, 0.8 syrup.
event DishSold "菜品销售"
    store: Place "门店"
    dish: Dish "菜品"
    portions: number > 0 "份数"
    for each part in dish.recipe
        move part.amount * portions of part.ingredient from store to consumed

# -- What is measured ---------------------------------------------------------

# A measure is kept up to date by every event; it is never computed by a scan.
measure on_hand(item: Item, place: Place) "现存量"
    stock of item at place

measure sold(item: Item) "近7日销量"
    sum quantity of SaleShipped by lot.item over 7 days

measure failures(supplier: Supplier) "连续不合格次数"
    streak of Inspected by lot.supplier where result == fail

# Cumulated time above the limit, each reading holding until the next.
measure too_warm(leg: Shipment) "超温时长"
    time of TemperatureRead by shipment where temperature > shipment.limit + 3 K

# -- What may be tuned by the people on the floor -----------------------------

parameter near_expiry_limit: duration = 30 days "临期天数"
    between 7 days and 90 days
    tuned by keeper

# A decision table. The compiler proves that it has no gap and no overlap.
table alert_lead(storage: StorageState, life: duration): duration "预警提前量"
    frozen | > 0 days | 30 days
    chilled | > 0 days | 72 hours
    ambient | >= 365 days | 45 days
    ambient | 180 days .. 365 days | 20 days
    ambient | < 180 days | 10 days

# -- What must hold -----------------------------------------------------------

# A rule on an event: decided before anything is written.
rule near_expiry_input "临期原料禁止投产"
    on MaterialIssued
    when lot.expires_at - at <= (lot.item.near_expiry otherwise near_expiry_limit)
    block "批次 {lot.code} 距到期仅 {lot.expires_at - at}"
    cites "食品安全法 第三十四条"
    override by quality_manager

rule supplier_freeze "连续三批不合格冻结供应商"
    on Inspected
    when failures(lot.supplier) >= 3
    set lot.supplier.status = frozen
    alert buyer "{lot.supplier.name} 连续 3 批抽检不合格, 已冻结准入"

# A standing rule: true of each thing, whenever it becomes true. It fires once
# on the edge and is armed again by `until`. Time alone can make it true.
rule expiry_warning "效期预警"
    for each lot: Lot
    when lot.expires_at - now <= alert_lead(lot.item.storage, lot.item.shelf_life)
    alert keeper "批次 {lot.code} 将于 {lot.expires_at} 到期"

rule cold_chain_break "冷链断链"
    for each leg: Shipment
    when leg.temperature > leg.limit + 3 K lasting 30 minutes
    hold leg.lots "温度 {leg.temperature}, 上限 {leg.limit}"
    effective from 2021-04-29

# The same rule in Chinese keywords: same tree, same meaning.
规则 safety_stock_low "低于安全库存"
    对每个 item: Item, place: Place
    若 available(item, place) < item.safety_stock
    直到 available(item, place) >= item.safety_stock * 1.1
    告警 buyer "请补货 {item.name}"
    发出 ReplenishmentRequested(item: item, quantity: item.safety_stock - available(item, place))
    对每个 near: Place 最近 3 到 place 其中 available(item, near) > item.safety_stock
        发出 TransferPlanned(item: item, source: near, target: place)

# -- What proves it -----------------------------------------------------------

scenario "距到期 30 天的原料不能投产"
    given
        Item(code: "F-001", name: "速冻水饺", storage: frozen, shelf_life: 365 days)
        Lot(code: "L1", item: "F-001", expires_at: 2026-03-31)
    at 2026-03-01 MaterialIssued(lot: "L1", place: "W1", quantity: 5 kg)
        blocked by near_expiry_input
        on_hand("F-001", "W1") == 0 kg
"""
