"""`run`: events in, answers and a summary out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.designer.conftest import MASTER, SALES, Run, event


def test_one_json_line_for_each_event(bincard: Run, pack: Path, events: Path) -> None:
    result = bincard("run", pack, "--events", events, "--json")
    assert result.code == 0
    answers = result.objects
    assert [a["line"] for a in answers] == list(range(1, 8))
    assert [a["outcome"] for a in answers] == ["accepted"] * 5 + ["blocked", "accepted"]
    (block,) = answers[5]["findings"]
    assert (block["rule"], block["force"], block["cites"]) == (
        "too_much",
        "block",
        [{"zh": "手册 1", "en": "手册 1"}],
    )
    assert {f["rule"] for f in answers[6]["findings"]} == {"noticed"}


def test_the_summary(bincard: Run, pack: Path, events: Path) -> None:
    english = bincard("run", pack, "--events", events)
    assert english.code == 0
    assert english.err == ""
    for expected in (
        "7 events in",
        "6 accepted",
        "1 blocked",
        "too_much",
        "§ 手册 1",
        "太多: 6",
        "Alerts by role",
        "Keeper",
    ):
        assert expected in english.out
    chinese = bincard("run", pack, "--events", events, lang="zh")
    for expected in ("7 个事件", "6 接受", "1 拦截", "按角色的告警", "仓管员", "进一步查看"):
        assert expected in chinese.out
    assert max(len(line) for line in chinese.out.splitlines()) <= 100


def test_a_run_is_repeated_without_effect(bincard: Run, pack: Path, events: Path, tmp_path: Path) -> None:
    store = tmp_path / "plant.db"
    first = bincard("run", pack, "--events", events, "--store", store, "--json").objects
    second = bincard("run", pack, "--events", events, "--store", store, "--json").objects
    assert all(a.pop("duplicate") for a in second)
    assert [(a["outcome"], a.get("findings")) for a in second] == [
        (a["outcome"], a.get("findings")) for a in first
    ]
    assert "7 known already" in bincard("run", pack, "--events", events, "--store", store).out


def test_the_commands_of_the_summary_work(bincard: Run, pack: Path, events: Path, tmp_path: Path) -> None:
    store = tmp_path / "a store.db"
    shown = bincard("run", pack, "--events", events, "--store", store).out
    commands = re.findall(r"^  bincard (.*)$", shown, re.MULTILINE)
    assert [c.split()[0] for c in commands] == ["explain", "eval", "rebuild"]
    import shlex

    for command in commands:
        assert bincard(*shlex.split(command)).code == 0


def test_what_is_no_event_is_told_with_its_reason(bincard: Run, pack: Path) -> None:
    lines = [
        b"not json\n",
        b"\n",
        b"   \n",
        b"\xff\xfe\n",
        event("9", "SaleShiped"),
        event("8", "SaleShipped", lot="L1"),
    ]
    result = bincard("run", pack, "--events", "-", "--json", stdin=b"".join(MASTER + lines))
    assert result.code == 0
    wrong = result.objects[4:]
    assert [a["line"] for a in wrong] == [5, 8, 9, 10]
    assert {a["outcome"] for a in wrong} == {"malformed"}
    assert wrong[0]["problem"]["code"] == "BC640"
    assert "SaleShipped" in wrong[2]["problem"]["en"]
    summary = bincard("run", pack, "--events", "-", stdin=b"".join(MASTER + lines), lang="zh").out
    assert "第 5 行" in summary
    assert "格式有误" in summary


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + b"".join(MASTER),
        b"".join(MASTER).removesuffix(b"\n"),
        b"".join(MASTER).replace(b"\n", b"\r\n"),
        b"\n\n".join(MASTER),
    ],
    ids=["byte order mark", "no last line end", "windows", "blank lines"],
)
def test_how_lines_may_end(bincard: Run, pack: Path, raw: bytes) -> None:
    result = bincard("run", pack, "--events", "-", "--json", stdin=raw)
    assert [a["outcome"] for a in result.objects] == ["accepted"] * 4


def test_a_line_without_end_is_cut(bincard: Run, pack: Path) -> None:
    raw = b"[" * 3_000_000 + b"\n" + MASTER[0]
    first, second = bincard("run", pack, "--events", "-", "--json", stdin=raw).objects
    assert (first["line"], first["problem"]["code"]) == (1, "BC641")
    assert (second["line"], second["outcome"]) == (2, "accepted")


def test_more_than_one_batch(bincard: Run, pack: Path) -> None:
    many = [event(f"s{n}", "SaleShipped", 9, lot="L1", place="W", quantity=0.01) for n in range(1200)]
    result = bincard("run", pack, "--events", "-", "--json", stdin=b"".join(MASTER + many))
    assert [a["line"] for a in result.objects] == list(range(1, 1205))
    assert {a["outcome"] for a in result.objects} == {"accepted"}


def test_findings_of_timers_are_in_the_line_of_the_event_that_moved_the_clock(
    bincard: Run, pack: Path
) -> None:
    lines = [
        *MASTER[:2],
        event("3", "LotRegistered", code="L1", item="A", expires_at="2026-01-01T09:00:00+08:00"),
        MASTER[3],
        event("9", "PlaceRegistered", 12, code="V"),
    ]
    answers = bincard("run", pack, "--events", "-", "--json", stdin=b"".join(lines)).objects
    assert "expiry_lock" in {f["rule"] for f in answers[-1]["findings"]}


@pytest.mark.parametrize("store", ["", "/", "nosuch://x", "no/such/folder/x.db", "postgresql://localhost/x"])
def test_a_store_that_cannot_be_used(bincard: Run, pack: Path, events: Path, store: str) -> None:
    for words in (("run", pack, "--events", events), ("rebuild",), ("explain", "F1"), ("eval", pack, "1")):
        for lang in ("en", "zh"):
            result = bincard(*words, "--store", store, lang=lang)
            assert result.code == 2
            assert re.match(r"(error|错误) BC65\d: ", result.err)


def test_a_file_that_is_not_there(bincard: Run, pack: Path, tmp_path: Path) -> None:
    assert "There is nothing at" in bincard("run", pack, "--events", tmp_path / "none").err
    assert "无法读取" in bincard("run", pack, "--events", tmp_path, lang="zh").err


def test_the_store_of_another_pack(bincard: Run, pack: Path, events: Path, tmp_path: Path) -> None:
    store = tmp_path / "plant.db"
    assert bincard("run", pack, "--events", events, "--store", store).code == 0
    (pack / "rules.card").write_text((pack / "rules.card").read_text("utf-8").replace("> 5", "> 1"), "utf-8")
    more = tmp_path / "more.jsonl"
    more.write_bytes(event("20", "SaleShipped", 12, lot="L1", place="W", quantity=3))
    (answer,) = bincard("run", pack, "--events", more, "--store", store, "--json").objects
    assert answer["outcome"] == "blocked"
    assert bincard("rebuild", "--store", store).code == 0


def test_nothing_but_json_on_stdout(bincard: Run, pack: Path, events: Path) -> None:
    result = bincard("run", pack, "--events", events, "--json", lang="zh")
    assert len([json.loads(line) for line in result.out.splitlines()]) == len(MASTER + SALES)
    assert "7 个事件" in result.err
