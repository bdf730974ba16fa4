"""What every proof has at hand: the model, its texts, and what was found so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from dsl import model as m
from dsl.checking.problems import Problems
from dsl.diagnostics import Both, Diagnostic
from dsl.proving.encode import Encoder
from dsl.proving.sheet import Sheet
from dsl.proving.solver import Answer
from dsl.proving.terms import Term
from dsl.source import Source, Span


@dataclass(slots=True)
class Inquiry:
    """A model under proof."""

    model: m.Model
    sources: Mapping[str, Source]
    problems: Problems

    def text(self, span: Span) -> str:
        """What is written at a place, to be shown back to the author."""
        source = self.sources.get(span.path)
        written = " ".join(source.slice(span).split()) if source else ""
        return written if len(written) <= 60 else written[:57] + "..."

    def head(self, span: Span) -> Span:
        """The first line of a declaration."""
        source = self.sources.get(span.path)
        end = source.text.find("\n", span.start, span.end) if source else -1
        return Span(span.path, span.start, end if end >= 0 else span.end)

    def decide(
        self,
        sheet: Sheet,
        asserted: Iterable[Term],
        span: Span,
        wanted: Collection[Term] = (),
    ) -> Answer:
        """Ask; where the solver gives up, say at the place that nothing is proven of it."""
        answer = sheet.ask(asserted, wanted)
        if answer.verdict == "unknown":
            self.problems.add("BC479", span, what=self.text(span))
        return answer

    def encoder(self, event: str | None = None, watched: str | None = None) -> Encoder:
        """A sheet of its own, for what is said of an event; the values of an enum may be watched for."""
        return Encoder(self.model, Sheet(), event, watched=watched)


def unfinished(path: str, seconds: float) -> Diagnostic:
    """That the proofs of packs were ended before they were done: nothing is proven, neither good nor bad."""
    problems = Problems()
    problems.add("BC479", Span(path, 0, 0), what=path.rpartition("/")[2], seconds=f"{seconds:g}")
    return problems.all()[0]


def listed(texts: Iterable[Both]) -> Both:
    """`a, b` in both languages."""
    both = list(texts)
    return Both(", ".join(t.en for t in both), "，".join(t.zh for t in both))
