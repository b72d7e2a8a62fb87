"""The one rule of who takes part in a story, over every combination of facts."""

from itertools import product

import pytest

from portal.stories.lifecycle import CONFLICTS, STEPS, Part, RecusalKind, Relation, parts

FACTS = [
    Relation(*facts, frozenset(out))
    for facts in product((False, True), repeat=4)
    for out in ((), *((kind,) for kind in RecusalKind), (RecusalKind.ESCALATED, RecusalKind.FAMILY))
]


@pytest.mark.parametrize("number", range(len(FACTS)))
def test_one_rule_says_who_takes_part(number):
    relation = FACTS[number]
    played = parts(relation)
    if relation.wrote:
        assert played == {Part.AUTHOR}
    elif relation.recusals & CONFLICTS:
        assert played == set()
    elif relation.recusals:
        assert played == {Part.SENDER}
    else:
        assert (Part.DIRECTOR in played) is (relation.directs or (relation.humas and relation.stands_in))
        assert (Part.HUMAS in played) is relation.humas
        assert played <= {Part.DIRECTOR, Part.HUMAS}


def test_whoever_passed_a_story_on_may_take_no_step():
    assert not any(Part.SENDER in step.by for step in STEPS.values())
