"""An overview as JSON: what it holds, and what it does not tell outside."""

import json

from agecare.io.referrals.overview_json import MOST_FINDINGS, overview_document, write_overview
from agecare.referrals import graph_of, overview
from referral_worlds import World
from referred_district import referred_district


def test_the_document_holds_findings_measures_and_places(tmp_path) -> None:
    found = overview(graph_of(referred_district()))
    write_overview(tmp_path / "report.json", found)
    read = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert read["findings"]["dangling"]["count"] == len(found.findings.by_rule["dangling"])
    assert read["findings"]["dangling"]["listed"][0]["referrals"]
    assert read["measures"]["all"][0]["referrals"] == found.measures.total.referrals
    assert read["measures"]["all"][0]["waits"]["service"]["p90_days"] is None  # infinite: not nine of ten have it
    assert read["places"]["bottlenecks"][0]["provider"] == "O-HOSP"
    assert read["curves"]["service"]["days"] == sorted(read["curves"]["service"]["days"])


def test_an_anonymous_document_has_no_ids() -> None:
    register = referred_district()
    text = json.dumps(overview_document(overview(graph_of(register), anonymous=True)))
    for kind in ("clients", "referrals", "organizations", "workers", "needs"):
        assert [each.id for each in getattr(register, kind) if f'"{each.id}"' in text] == []


def test_findings_are_listed_up_to_a_limit() -> None:
    world = World()
    for number in range(MOST_FINDINGS + 5):
        world.send(f"R-{number}", "GP", "GP", client=f"E-{number}", consent=None, need=None)
    told = overview_document(overview(graph_of(world.history())))["findings"]["self-referral"]
    assert (told["count"], len(told["listed"])) == (MOST_FINDINGS + 5, MOST_FINDINGS)
