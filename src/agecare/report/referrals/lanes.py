"""The picture of a chain: a time axis, a lane for each referral, and on it who waited for whom."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from agecare.locale import format_date
from agecare.model.referrals import ReferralStatus
from agecare.referrals import Chain, Story, Stretch
from agecare.report.referrals.labels import Labels
from agecare.report.referrals.saying import PRIORITY_MARKS, Saying

WIDTH, LEFT, RIGHT = 1120, 300, 1092
"""Units of the drawing; lanes reach from LEFT to RIGHT."""
AXIS, BAR, BAR_TOP, CAPTION = 30, 24, 12, 14
"""Heights of the axis, a bar, the room over it and a line under it."""
LABELS = 56
"""Height of the three lines that name a referral."""
INDENT, DEEPEST = 14, 8
LETTER, WIDE_LETTER = 5.9, 6.6
"""Widths of a letter, plain and bold; what is wider on some machine may touch its neighbour, and is in the table."""
WORTH_SAYING = 5
"""Working days from which a wait that is over is put into words on the picture."""
CAPTION_LINES = 3
MOST_LANES = 40
"""Lanes that are drawn; the table has the others."""
MOST_FLAGS = 4
END = 12
"""Room that the mark of the end takes from its bar."""
NARROWEST = 3.0

S = ReferralStatus
DAY = 86_400
LOOKS: Mapping[ReferralStatus | None, str] = {
    None: "nobody",
    S.DRAFT: "draft",
    S.REQUESTED: "sent",
    S.RECEIVED: "sent",
    S.ACCEPTED: "agreed",
    S.READY: "agreed",
    S.IN_PROGRESS: "served",
    S.ON_HOLD: "held",
}
"""How a state is drawn; a pattern goes with each colour."""
ENDS: Mapping[ReferralStatus, str] = {
    S.COMPLETED: "done",
    S.REJECTED: "refused",
    S.FAILED: "refused",
    S.CANCELLED: "dropped",
    S.ENTERED_IN_ERROR: "dropped",
}


@attrs.frozen
class Tick:
    """A line of the time axis."""

    x: float
    label: str


@attrs.frozen
class Bar:
    """A stretch as a bar. ``text`` fits into it."""

    look: str
    x: float
    width: float
    text: str
    middle: float
    """Where the text stands."""
    title: str
    lasts: bool


@attrs.frozen
class Mark:
    """The end of a referral (``done``, ``refused``, ``dropped``), or an event on the way (``event``)."""

    look: str
    x: float
    title: str


@attrs.frozen
class Caption:
    """Words under a bar, on line 0, 1, …"""

    x: float
    line: int
    text: str
    look: str
    anchor: str
    """``start`` at ``x``, or ``end`` where it would leave the drawing otherwise."""


@attrs.frozen
class Flag:
    """A finding about this referral, by its number on the page."""

    number: int
    severity: str
    x: float


@attrs.frozen
class Lane:
    """One referral."""

    referral: str
    x: float
    y: float
    height: float
    heading: str
    way: str
    wanted: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    captions: tuple[Caption, ...]
    flags: tuple[Flag, ...]


@attrs.frozen
class Passing:
    """A line from a referral to the one that came from it; ``again`` where it only takes its place."""

    x: float
    y1: float
    y2: float
    again: bool


@attrs.frozen
class ChainPicture:
    """Everything that is drawn of a chain. ``left_out`` lanes are in the table only."""

    width: int
    height: float
    ticks: tuple[Tick, ...]
    now_x: float | None
    """``None`` where everything was over long before."""
    now_label: str
    lanes: tuple[Lane, ...]
    passings: tuple[Passing, ...]
    left_out: int


@attrs.frozen
class Scale:
    """Moments as positions."""

    start: float
    end: float

    def x(self, at: dt.datetime) -> float:
        """The position of a moment, with one decimal."""
        return self.at(at.timestamp())

    def at(self, seconds: float) -> float:
        """The position of a moment in seconds."""
        return round(LEFT + (RIGHT - LEFT) * (seconds - self.start) / (self.end - self.start), 1)


def ordered(chain: Chain) -> list[str]:
    """The referrals of a chain, each followed by those that came from it."""
    children: dict[str | None, list[str]] = {}
    for step in chain.steps:
        children.setdefault(step.came_from, []).append(step.referral)
    found: list[str] = []
    open_ = list(reversed(children.get(None, [])))
    while open_:
        found.append(here := open_.pop())
        open_ += reversed(children.get(here, []))
    return found


def draw_chain(
    chain: Chain,
    stories: Mapping[str, Story],
    now: dt.datetime,
    labels: Labels,
    flags: Mapping[str, Sequence[tuple[int, str]]],
) -> ChainPicture:
    """The picture of a chain.

    Parameters
    ----------
    chain, stories
        Its shape, and the stories of those of its referrals that are drawn.
    now
        The moment looked from.
    flags
        Numbers and severities of the findings about each referral.
    """
    drawn = [each for each in ordered(chain) if each in stories]
    scale = scale_of([stories[each] for each in drawn], now)
    hops = {step.referral: step.hops for step in chain.steps}
    lanes: list[Lane] = []
    y = float(AXIS)
    for each in drawn:
        lanes.append(_Drawing(Saying(labels), scale).lane(stories[each], hops[each], y, flags.get(each, ())))
        y += lanes[-1].height
    return ChainPicture(
        WIDTH,
        y + 6,
        tuple(ticks(scale, now, labels)),
        scale.x(now) if now.timestamp() <= scale.end else None,
        format_date(now.date(), labels.words.language, "day-month"),
        tuple(lanes),
        tuple(_passings(chain, lanes, stories, scale)),
        len(chain.steps) - len(drawn),
    )


def scale_of(stories: Iterable[Story], now: dt.datetime) -> Scale:
    """From a little before the first moment to a little after the last, or to now where something still lasts."""
    moments = list[float]()
    for story in stories:
        moments += [story.first_at.timestamp(), story.last_at.timestamp()]
        moments += [each.end.timestamp() for each in story.times if each.lasts]
    first, last = min(moments), max(moments)
    if now.timestamp() - last < (last - first) / 4:
        last = max(last, now.timestamp())
    room = max((last - first) * 0.02, DAY / 2)
    return Scale(first - room, last + room)


def ticks(scale: Scale, now: dt.datetime, labels: Labels) -> Iterator[Tick]:
    """Days, Mondays, months or years, so that at most about a dozen are named."""
    zone, language = now.tzinfo, labels.words.language
    days = (scale.end - scale.start) / DAY
    first = dt.datetime.fromtimestamp(scale.start, zone).date()
    last = dt.datetime.fromtimestamp(scale.end, zone).date()
    if days <= 84:
        step = 1 if days <= 12 else 7 * (1 + int(days > 42))
        begin = first if step == 1 else first - dt.timedelta(first.weekday())
        dates = [begin + dt.timedelta(step * n) for n in range(int(days) // step + 3)]
        style = "day-month"
    else:
        months = next(each for each in (1, 2, 3, 6, 12, 24, 60, 1200) if days / 30 / each <= 12)
        begin = first.replace(day=1)
        if months > 1:
            begin = begin.replace(month=1)
        numbers = range(begin.year * 12 + begin.month - 1, last.year * 12 + last.month + 1, months)
        dates = [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]
        style = "month"
    for date in dates:
        at = dt.datetime.combine(date, dt.time(), zone).timestamp()
        if scale.start <= at <= scale.end:
            yield Tick(scale.at(at), format_date(date, language, style))  # type: ignore[arg-type]


def _passings(chain: Chain, lanes: Sequence[Lane], stories: Mapping[str, Story], scale: Scale) -> Iterator[Passing]:
    at = {lane.referral: lane for lane in lanes}
    replaced = {(link.referral, link.earlier) for link in chain.links if link.kind == "replaces"}
    for step in chain.steps:
        here, before = at.get(step.referral), at.get(step.came_from or "")
        if here is not None and before is not None and before.y < here.y:
            again = (step.referral, step.came_from) in replaced
            yield Passing(
                scale.x(stories[step.referral].first_at), before.y + BAR_TOP + BAR, here.y + BAR_TOP - 2, again
            )


@attrs.frozen
class _Drawing:
    saying: Saying
    scale: Scale

    def lane(self, story: Story, hops: int, y: float, flags: Sequence[tuple[int, str]]) -> Lane:
        referral = story.referral
        indent = INDENT * min(hops, DEEPEST)
        room = LEFT - indent - 16
        captions = tuple(self.captions(story))
        lines = 1 + max((each.line for each in captions), default=-1)
        return Lane(
            referral=referral.id,
            x=indent + 4,
            y=y,
            height=max(LABELS + 8, BAR_TOP + BAR + CAPTION * lines + 12),
            heading=referral.id + PRIORITY_MARKS[referral.priority],
            way=shortened(self.saying.way(referral), room),
            wanted=shortened(self.saying.wanted(referral), room),
            bars=tuple(self.bars(story)),
            marks=tuple(self.marks(story)),
            captions=captions,
            flags=tuple(
                Flag(number, severity, LEFT - 20 - 26 * place)
                for place, (number, severity) in enumerate(flags[:MOST_FLAGS])
            ),
        )

    def bars(self, story: Story) -> Iterator[Bar]:
        for number, stretch in enumerate(story.times):
            room = END if story.over and number == len(story.stretches) - 1 else 0.0
            x, end = self.scale.x(stretch.start), self.scale.x(stretch.end)
            width = max(round(end - x, 1), NARROWEST)
            state, days = self.saying.state(stretch), self.saying.labels.words.number(stretch.working_days)
            texts = (f"{state} · {days}", days) if stretch.waits else (state,)
            text = next((each for each in texts if len(each) * LETTER + 8 + room <= width), "")
            middle = round(x + (width - room) / 2, 1)
            yield Bar(LOOKS[stretch.state], x, width, text, middle, self.saying.told(stretch), stretch.lasts)

    def marks(self, story: Story) -> Iterator[Mark]:
        words = self.saying.labels.words
        for event in story.events:
            if noted := self.saying.noted(event):
                yield Mark("event", self.scale.x(event.at), f"{words.date(event.at.date())}: {noted}")
        if story.over:
            title = f"{words.date(story.last_at.date())}: {self.saying.end(story)}"
            yield Mark(ENDS[story.state], self.scale.x(story.last_at), title)

    def captions(self, story: Story) -> Iterator[Caption]:
        """Words under the bars, the most important first; what finds no room is in the table."""
        wanted: list[tuple[float, str, str]] = []
        if story.over and story.state is not S.COMPLETED:
            wanted.append((self.scale.x(story.last_at), self.saying.end(story), ENDS[story.state]))
        waits = [each for each in joined(story.times) if each.lasts or each.working_days >= WORTH_SAYING]
        for stretch in sorted(waits, key=lambda each: -each.working_days):
            wanted.append((self.scale.x(stretch.start), self.saying.waited(stretch), LOOKS[stretch.state]))
        wanted += [
            (self.scale.x(event.at), noted, "event") for event in story.events if (noted := self.saying.noted(event))
        ]
        taken: list[list[tuple[float, float]]] = [[] for _ in range(CAPTION_LINES)]
        for at, text, look in wanted:
            width = len(text) * WIDE_LETTER + 10
            over = at + width > WIDTH - 4
            start, end = (WIDTH - 4 - width, WIDTH - 4) if over else (at, at + width)
            free = (line for line, spans in enumerate(taken) if all(end <= one or two <= start for one, two in spans))
            if (line := next(free, None)) is not None:
                taken[line].append((start, end))
                yield Caption(end if over else start, line, text, look, "end" if over else "start")


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in which somebody waited; those of one wait that follow each other are one."""
    found: list[Stretch] = []
    for each in stretches:
        before = found[-1] if found else None
        if each.waits is None:
            continue
        same = before and (before.waits, before.waits_for, before.end) == (each.waits, each.waits_for, each.start)
        if before and same and LOOKS[before.state] == LOOKS[each.state]:
            days = before.working_days + each.working_days
            found[-1] = attrs.evolve(each, start=before.start, working_days=days)
        else:
            found.append(each)
    return found


def shortened(text: str, room: float) -> str:
    """A text cut to so many units.

    >>> shortened("Family clinic", 50)
    'Family…'
    """
    most = int(room / LETTER)
    return text if len(text) <= most else text[: max(most - 2, 1)].rstrip() + "…"
