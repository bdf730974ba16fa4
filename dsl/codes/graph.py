"""BC480 on: what the rule graph shows, beyond any single declaration."""

from __future__ import annotations

from dsl.codes import Both, Entry

ENTRIES: dict[str, Entry] = {
    "BC480": Entry(
        Both(
            "These events emit each other without end: {path}.",
            "这些事件无止境地相互发出：{path}。",
        ),
        (
            Both(
                "Take the `emit` out of one of them, or emit an event that leads to nothing further.",
                "请去掉其中一处 `发出`，或改为发出不再引出其他事件的事件。",
            ),
        ),
    ),
}
