"""Topics, languages and countries beside each other, and how many people are of each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.numbering import distinct, first_rows, last_rows, ranks
from insights.querysets.pulse import Audits, Estimate, Pulse, kept_back, tones
from insights.querysets.voices import Key, Rows, Voices

UNASKED = "unasked"  # for the country of imported texts that name none: there is nobody who could say


@dataclass(frozen=True)
class Part:
    """A topic, language or country beside others; `figure` None where it may not be told.

    Which of the hidden ones are small is told nobody: with the sum of two of them that gives both away.
    """

    figure: Estimate | None


@dataclass(frozen=True)
class Count:
    """People of one part among all who took part; None where it may not be told."""

    people: int | None


def parts(
    heard: Mapping[Key, Voices], told: bool, audits: Audits, back: frozenset[str] = frozenset()
) -> dict[Key, Part]:
    """`back`: what may not be told, be it that nobody is of it."""
    figures = tones(heard, audits) if told else {}
    keys: dict[Any, None] = dict.fromkeys((*heard, *back))
    return {key: Part(None if key in back else figures.get(key)) for key in keys}


def last_of_each(rows: Rows, text: str) -> dict[int, str]:
    """By person the last that they said; "" for those who never said where they live, `UNASKED` for those who
    could not be asked.
    """
    everyone = {voice: UNASKED if voice < 0 else "" for voice in rows.people.tolist()}
    last, names = last_named(rows, text), rows.names(text)
    places = zip(last.column("voice").tolist(), last.column(text).tolist(), strict=True)
    return everyone | {voice: names[place] for voice, place in places}


def last_named(rows: Rows, text: str) -> Rows:
    named = rows.where(~rows.says(text))
    return named.where(last_rows(named.column("person")))


def people_of_each(rows: Rows, text: str) -> Counter[str]:
    """How many people `last_of_each` has of each part, in the same order."""
    last = last_named(rows, text)
    silent = ["", UNASKED]  # at -1 and -2
    code = np.where(rows.table.people < 0, -2, -1)
    code[last.column("person")] = last.column(text)
    found, number = ranks(code[distinct(rows.column("person"))])
    names, people = rows.names(text), np.bincount(number).tolist()
    return Counter(
        {
            names[found[place]] if found[place] >= 0 else silent[-1 - found[place]]: people[place]
            for place in np.argsort(first_rows(number)).tolist()
        }
    )


def counts(people: Counter[str], pulse: Pulse, back: frozenset[str]) -> dict[str, Count]:
    """`back`: what may not be told, be it that nobody is of it."""
    hidden = back | (kept_back(people) if pulse.people else people.keys())
    codes = dict.fromkeys((*people, *back))
    return {code: Count(None if code in hidden else people[code]) for code in codes}
