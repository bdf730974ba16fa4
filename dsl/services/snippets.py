"""Whole declarations to fill in, in either spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dsl.services.answers import Completion
from dsl.words import Language, spelling

_FORMS = {
    "ENTITY": '<ENTITY> ${1:Name} "${2}"\n    ${3:code}: text <KEY>\n    ${4:name}: text',
    "ENUM": '<ENUM> ${1:Name} "${2}"\n    ${3:value} "${4}"',
    "EXTEND": "<EXTEND> <ENTITY> ${1:Item}\n    ${2:name}: ${3:text}?",
    "PLACE": '<PLACE> ${1:name} <VIRTUAL> "${2}"',
    "ROLE": '<ROLE> ${1:name} "${2}"',
    "EVENT": '<EVENT> ${1:Name} "${2}"\n    ${3:lot}: ${4:Lot}\n    ${5:place}: ${6:Place}\n'
    "    ${7:quantity}: quantity > 0\n    <MOVE> ${7:quantity} <OF> ${3:lot} <FROM> ${5:place} <TO> ${8:production}",
    "MEASURE": '<MEASURE> ${1:name}(${2:item}: ${3:Item}) "${4}"\n'
    "    <SUM> ${5:quantity} <OF> ${6:Event} <BY> ${7:lot.item} <OVER> ${8:7} days",
    "PARAMETER": '<PARAMETER> ${1:name}: ${2:duration} = ${3:30 days} "${4}"\n'
    "    <BETWEEN> ${5:7 days} <AND> ${6:90 days}\n    <TUNED_BY> ${7:keeper}",
    "TABLE": '<TABLE> ${1:name}(${2:storage}: ${3:StorageState}): ${4:duration} "${5}"\n'
    "    ${6:frozen} | ${7:30 days}\n    <ANY> | ${8:10 days}",
    "RULE": '<RULE> ${1:name} "${2}"\n    <ON> ${3:Event}\n    <WHEN> ${4:condition}\n    <BLOCK> "${5:message}"',
    "SCENARIO": '<SCENARIO> "${1:title}"\n    <GIVEN>\n        ${2:Item}(code: "${3:A}")\n'
    "    <AT> ${4:2026-01-01} ${5:Event}($6)\n        <ACCEPTED>",
}
_WORD = re.compile(r"<([A-Z_]+)>")


def snippets(language: Language) -> Iterator[Completion]:
    """Every kind of declaration."""
    for word, form in _FORMS.items():
        text = _WORD.sub(lambda match: spelling(match[1], language), form)
        yield Completion(
            "snippet", spelling(word, language), text, text.partition("\n")[0].split("$")[0].strip()
        )
