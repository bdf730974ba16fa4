"""What is known of the values that a proof speaks of: their names, how they are made, the facts about each.

A sheet grows while expressions are put into logic. A *constant* is a value that may be anything but for its facts; a
constant that is *applied* is the result of a function that nothing is known of but that equal arguments give equal
results: a field of a thing, a measure at a key. A question takes along only those facts that concern it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from dsl.proving.solver import Answer, solve
from dsl.proving.terms import TRUE, Sort, Term, equal, symbol, symbols

LONGEST = 160
"""A term that is longer gets a name, so that what is built on it stays short."""


@dataclass(slots=True)
class Sheet:
    """Declarations and facts, by the symbol that they are about."""

    _declared: dict[str, str] = field(default_factory=dict)
    _facts: dict[str, list[str]] = field(default_factory=dict)
    _applied: dict[tuple[str, tuple[Term, ...]], Term] = field(default_factory=dict)
    _named: dict[Term, Term] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def constant(self, name: str, sort: Sort) -> Term:
        """A value of its own."""
        text = symbol(name)
        self._declared.setdefault(text, f"(declare-fun {text} () {sort})")
        return Term(text, sort)

    def fresh(self, prefix: str, sort: Sort) -> Term:
        """A value that nothing else is equal to by name."""
        return self.constant(f"{prefix}#{len(self._declared)}", sort)

    def applied(self, function: str, arguments: tuple[Term, ...], sort: Sort) -> tuple[Term, bool]:
        """The result of a function, and whether it was not asked for before."""
        known = self._applied.get((function, arguments))
        if known is not None:
            return known, False
        if not arguments:
            result, is_new = self.constant(function, sort), True
        else:
            taken = " ".join(a.sort for a in arguments)
            name = symbol(f"{function}({taken}) {sort}")
            self._declared.setdefault(name, f"(declare-fun {name} ({taken}) {sort})")
            result, is_new = self.fresh(function, sort), True
            call = Term(f"({name} {' '.join(a.text for a in arguments)})", sort)
            self.fact(equal(result, call), result)
        self._applied[function, arguments] = result
        return result, is_new

    def number(self, text: str) -> int:
        """A number for a text, the same for the same text."""
        return self._numbers.setdefault(text, len(self._numbers))

    def named(self, term: Term) -> Term:
        """The term, under a name if it is long."""
        if len(term.text) <= LONGEST:
            return term
        if term not in self._named:
            self._named[term] = self.fresh("=", term.sort)
            self.fact(equal(self._named[term], term), self._named[term])
        return self._named[term]

    def calls(self, function: str) -> list[tuple[tuple[Term, ...], Term]]:
        """The arguments and results of a function, as far as it was asked for."""
        return [(args, result) for (name, args), result in self._applied.items() if name == function]

    def fact(self, fact: Term, about: Term) -> None:
        """Something that is always so; it matters where the value that it is about does."""
        if fact != TRUE:
            self._facts.setdefault(about.text, []).append(fact.text)

    def ask(self, asserted: Iterable[Term], wanted: Collection[Term] = ()) -> Answer:
        """Whether the assertions can be true together."""
        texts = [term.text for term in asserted]
        named, facts = self._concerned([*texts, *(term.text for term in wanted)])
        script = [self._declared[name] for name in named]
        script += [f"(assert {text})" for text in (*facts, *texts)]
        return solve("\n".join(script), {term.text for term in wanted})

    def concerned(self, term: Term) -> set[str]:
        """The symbols on which a term depends."""
        return set(self._concerned([term.text])[0])

    def _concerned(self, texts: list[str]) -> tuple[list[str], list[str]]:
        """The symbols that texts name, with those that their facts name, and these facts."""
        seen: dict[str, None] = {}
        facts: list[str] = []
        left = list(texts)
        while left:
            for found in symbols(left.pop()):
                if found not in seen:
                    seen[found] = None
                    facts += self._facts.get(found, ())
                    left += self._facts.get(found, ())
        return list(seen), facts
