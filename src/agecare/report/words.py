"""The texts, dates and numbers of a page in one language."""

import datetime as dt

import attrs

from agecare.locale import format_date, format_number, translate
from agecare.model.time import format_clock


@attrs.frozen
class Words:
    """Texts of one language: ``words("travel")`` is the text ``board.travel``, or that of another page's catalogue.

    >>> Words("en")("travel")
    'Travel'
    """

    language: str
    domain: str = "board"

    def __call__(self, key: str, /, **params: object) -> str:
        """The text ``<domain>.<key>`` with its placeholders filled."""
        return translate(f"{self.domain}.{key}", self.language, **params)

    def code(self, name: str) -> str:
        """The word for a coded value, such as ``Priority.urgent``."""
        return translate(f"codes.{name}", self.language)

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as its readers write it."""
        return format_number(value, self.language, decimals)

    def percent(self, share: float) -> str:
        """A share of 1 as whole percents.

        >>> Words("ru").percent(0.254)
        '25\\xa0%'
        """
        return self("percent", number=self.number(100 * share))

    def hours(self, minutes: int) -> str:
        """Minutes as hours with one decimal."""
        return self("hours", number=self.number(minutes / 60, 1))

    def minutes(self, minutes: int) -> str:
        """Minutes with their unit."""
        return self("minutes", number=self.number(minutes))

    def day(self, date: dt.date) -> str:
        """Weekday, day and month."""
        return format_date(date, self.language, "day")

    def date(self, date: dt.date) -> str:
        """Day, month and year."""
        return format_date(date, self.language, "medium")

    def span(self, start: int, end: int) -> str:
        """Two times of day.

        >>> Words("en").span(510, 570)
        '08:30–09:30'
        """
        return f"{format_clock(start)}–{format_clock(end)}"
