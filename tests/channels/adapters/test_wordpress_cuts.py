"""R11 of the bar: a line that is cut 200 times after the request and before the answer."""

import pytest

from portal.channels.adapter_api import FailureKind
from tests.channels.fakes.faults import Fault
from tests.factories.parcels import parcel

pytestmark = pytest.mark.outside

PUBLISH = r"POST /wp-json/wp/v2/posts/\d+"
CUTS = 200


def test_two_hundred_cuts_after_the_request_make_no_second_post(site, wordpress, proxy, failure):
    """Each round is a story whose publishing call is cut after WordPress has done it; every tenth is sent again."""
    for number in range(CUTS):
        each = parcel(key=f"bw-cut{number:03}-web-1")
        site.step = {}
        site.prepare(each)
        proxy.faults.add(Fault.DROP_AFTER, PUBLISH)
        assert failure(site.publish, each).kind is FailureKind.UNKNOWN
        assert site.find(each).live
        if number % 10 == 0:
            site.publish(each)
    slugs = [slug for _, slug, state in wordpress.posts("publish")]
    assert sorted(slugs) == [f"bw-cut{number:03}-web-1" for number in range(CUTS)]
    assert proxy.faults.had[Fault.DROP_AFTER] == CUTS
