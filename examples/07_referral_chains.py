"""A year of referrals: who is lost on the way, how one person went from hand to hand, and what would help."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from agecare import io, referrals

centre = io.read_workbook(Path(__file__).parent / "data" / "darkhan.xlsx")
now = dt.datetime(2026, 4, 6, 18, tzinfo=ZoneInfo(centre.centre.timezone))
graph = referrals.graph_of(centre, now)

# What a linter would say: where people got stuck, went in circles or fell out, and what to do.
found = referrals.findings(graph, centre.centre.referral_rules)
print(f"{len(graph.history)} referrals, {len(found)} findings, {found.errors} of them errors")
for each in found.by_rule.values():
    if each:
        print(f"  {each[0]}\n    => {each[0].remedy()}")

# Somebody who was passed on four times: the whole way, and who waited for whom.
[far] = found.by_rule["hop-limit"]
way = graph.chain(far.referrals[0]).back(far.referrals[0])
for story in referrals.stories_of(graph, way):
    sent, waits = story.referral, [each for each in story.stretches if each.waits]
    waited = ", ".join(f"{each.waits} for {each.waits_for} {each.working_days} days" for each in waits)
    print(f"{sent.id} {sent.requester} -> {sent.performer}: {story.state}; waited: {waited}")

# How it goes on the whole.
total = referrals.measures(graph).total
print(f"Accepted: {total.acceptance:.0%}; answered after {total.waits['answer'].median_days:.1f} days (median)")
print(f"In service after {total.waits['service'].median_days:.1f} days, one in ten after more than", end=" ")
print(f"{total.waits['service'].p90_days:.0f}")

# Where the next place would bring a waiting person into service.
flow = referrals.bottlenecks(graph, centre.centre.referral_rules)
print(f"Waiting for a place: {flow.waiting}, of whom {flow.placed} could have one today")
for neck in flow.bottlenecks[:3]:
    print(f"  one more place of {neck.service} at {neck.provider} helps", *neck.waiting)
