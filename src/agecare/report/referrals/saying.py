"""A referral's story in words."""

from collections.abc import Iterator

import attrs

from agecare.model.plans import Priority
from agecare.model.referrals import Referral, ReferralEvent, ReferralStatus
from agecare.referrals import Story, Stretch
from agecare.report.referrals.labels import Labels

PRIORITY_MARKS = {Priority.ROUTINE: "", Priority.URGENT: " !", Priority.ASAP: " !!", Priority.STAT: " !!!"}


@attrs.frozen
class Saying:
    """Says what happened, in the language and with the names of the labels."""

    labels: Labels

    def way(self, referral: Referral) -> str:
        """From whom to whom."""
        sender, receiver = self.labels.provider(referral.requester), self.labels.provider(referral.performer)
        return self.labels.words("way", sender=sender, receiver=receiver)

    def wanted(self, referral: Referral) -> str:
        """The service wanted, or that a need is to be met."""
        return self.labels.service(referral.wanted) or self.labels.words("a-need")

    def state(self, stretch: Stretch) -> str:
        """The state of a stretch in a word or two."""
        if stretch.state is None:
            return self.labels.words("nobody-asked")
        return self.labels.words.code(f"ReferralStatus.{stretch.state}")

    def waited(self, stretch: Stretch) -> str:
        """Who waited for whom, and how long; empty where nobody did."""
        if stretch.waits is None:
            return ""
        key = "person-waits"
        if stretch.state is None:
            key = "nobody-asked-since"
        elif stretch.state in (ReferralStatus.REQUESTED, ReferralStatus.RECEIVED):
            key = "sender-waits"
        words = self.labels.words
        return words(
            key,
            sender=self.labels.provider(stretch.waits),
            receiver=self.labels.provider(stretch.waits_for),
            days=self.days(stretch),
        )

    def days(self, stretch: Stretch) -> str:
        """How many working days it lasted."""
        key = "working-day" if stretch.working_days == 1 else "working-days"
        return self.labels.words(key, number=self.labels.words.number(stretch.working_days))

    def told(self, stretch: Stretch) -> str:
        """A stretch in a sentence: the state, from when to when, who waited."""
        words = self.labels.words
        end = words("today") if stretch.lasts else words.date(stretch.end.date())
        span = words("span", start=words.date(stretch.start.date()), end=end)
        return ": ".join(filter(None, [self.state(stretch), span, self.waited(stretch)]))

    def end(self, story: Story) -> str:
        """How a referral ended, and why."""
        words = self.labels.words
        reason = (story.events[-1].reason if story.events else None) or story.referral.reason
        state = words.code(f"ReferralStatus.{story.state}")
        return f"{state}: {words.code(f'RefusalReason.{reason}')}" if reason else state

    def noted(self, event: ReferralEvent) -> str:
        """What is known beside the status; empty where nothing is."""
        known = event.business_status
        return "" if known is None else self.labels.words.code(f"BusinessStatus.{known}")

    def events(self, story: Story) -> Iterator[str]:
        """What happened, day by day."""
        words = self.labels.words
        for event in story.events:
            reason = words.code(f"RefusalReason.{event.reason}") if event.reason is not None else ""
            parts = [words.code(f"ReferralStatus.{event.to_status}"), self.noted(event), reason]
            yield f"{words.date(event.at.date())}: {', '.join(filter(None, parts))}"
