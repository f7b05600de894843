"""The figures at the top of the board: few, large, and each with what explains it."""

import attrs

from agecare.report.figures import Figures, Load
from agecare.report.words import Words


@attrs.frozen
class Card:
    """One figure. ``mood`` is ``""``, ``warn`` or ``bad``."""

    label: str
    value: str
    notes: tuple[str, ...] = ()
    mood: str = ""


def cards(figures: Figures, own: Load | None, words: Words) -> list[Card]:
    """The cards for everybody's week, or for one worker's own."""
    if own is not None:
        return _own_cards(own, words)
    found = [_served(figures, words), _continuity(figures, words), _travel(figures, words)]
    if figures.working:
        found.append(_load(figures, words))
    return [*found, _late(figures, words), _overtime(figures, words)]


def _of(words: Words, one: int, all_: int) -> str:
    return words("of", one=words.number(one), all=words.number(all_))


def _noted(words: Words, key: str, value: str) -> str:
    return words("noted", label=words(key), value=value)


def _served(figures: Figures, words: Words) -> Card:
    must, every = figures.mandatory, figures.visits
    notes = [words.percent(every.share)]
    if 0 < must.wanted < every.wanted or must.served < must.wanted:
        notes.append(_noted(words, "mandatory", _of(words, must.served, must.wanted)))
    if figures.serviceable is not None and figures.serviceable < every.wanted:
        notes.append(_noted(words, "proved-bound", words.number(figures.serviceable)))
    mood = "bad" if must.served < must.wanted else "warn" if every.served < every.wanted else ""
    return Card(words("visits-served"), _of(words, every.served, every.wanted), tuple(notes), mood)


def _continuity(figures: Figures, words: Words) -> Card:
    notes = (_noted(words, "clients", _of(words, figures.clients_one_worker, figures.clients)),)
    return Card(words("one-worker"), words.percent(figures.continuity), notes)


def _travel(figures: Figures, words: Words) -> Card:
    notes = (
        _noted(words, "travel", words.hours(figures.travel)),
        _noted(words, "paid-time", words.hours(figures.paid)),
    )
    return Card(words("travel-share"), words.percent(figures.travel_share), notes)


def _load(figures: Figures, words: Words) -> Card:
    shares = [load.share for load in figures.working]
    value = f"{words.percent(min(shares))} – {words.percent(max(shares))}"
    near = _of(words, figures.near_fair_share, len(shares))
    return Card(words("load-span"), value, (_noted(words, "near-fair-share", near),))


def _late(figures: Figures, words: Words) -> Card:
    notes = (_noted(words, "late-visits", words.number(figures.late_visits)),)
    return Card(words("lateness"), words.minutes(figures.late), notes, "warn" if figures.late else "")


def _overtime(figures: Figures, words: Words) -> Card:
    notes = (_noted(words, "missed-breaks", words.number(figures.missed_breaks)),)
    mood = "warn" if figures.overtime or figures.missed_breaks else ""
    return Card(words("overtime"), words.minutes(figures.overtime), notes, mood)


def _own_cards(own: Load, words: Words) -> list[Card]:
    return [
        Card(words("visits"), words.number(own.visits), (_noted(words, "clients", words.number(own.clients)),)),
        Card(words("paid-time"), words.hours(own.paid), (_noted(words, "capacity", words.hours(own.capacity)),)),
        Card(words("travel"), words.hours(own.travel)),
    ]
