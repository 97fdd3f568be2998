"""Facts that are too old: what rests on one is unknown, and says on which."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from benchmarks.network import START, estate, key
from cartographer.bootstrap import audiences, callers, catalogue
from cartographer.exposure.age import TOO_OLD, aged
from cartographer.exposure.end import INTERNET, End, starts
from cartographer.exposure.flow import protocol_packets
from cartographer.exposure.listing import Ages, exposed
from cartographer.exposure.question import Question, ask
from cartographer.model.snapshot import MemorySnapshot
from cartographer.reach.search import Search
from tests.cartographer.clouds.aws.estate import AT, public

LATER = START + timedelta(days=3)
BETWEEN = START + timedelta(days=1)


def asked():
    """Return a finding, its packets, and the oldest fact that it rests on."""
    atlas, _, space = public().network
    end = End(INTERNET)
    traffic = protocol_packets(space, "tcp", 22)
    atlas.begin()
    question = Question(end, traffic)
    found = ask(atlas, Search(atlas, space), question, starts(atlas, space, end))
    return found, traffic, atlas.oldest


def test_a_fresh_fact_counts():
    """Nothing changes where the oldest fact is as old as may be."""
    found, traffic, oldest = asked()
    assert oldest is not None
    assert aged(found, traffic, oldest, AT) is found
    assert aged(found, traffic, None, AT + timedelta(days=1)) is found


def test_what_rests_on_an_old_fact_is_unknown():
    """Nothing is certain and all is possible; the reason names the fact."""
    found, traffic, oldest = asked()
    old = aged(found, traffic, oldest, AT + timedelta(seconds=1))
    assert (old.verdict, old.forward, old.certain, old.latent) == ("unknown", "unknown", (), False)
    (reason,) = [one for one in old.reasons if one.code == TOO_OLD]
    assert (reason.resource, reason.certain) == (oldest[1].id, False)
    assert old.possible
    assert old.as_of == oldest[0]


def rows(old, since):
    """Return what is open of an estate that was read again, but for one thing."""
    patch = estate(60)
    upserts = tuple(
        one if one.key == old else replace(one, observed_at=LATER) for one in patch.upserts
    )
    snapshot = MemorySnapshot(catalogue().derive).apply(replace(patch, upserts=upserts))
    found, atlas, search = callers(snapshot)
    opens = found.open_to(found.begins(End(INTERNET)))
    whose = audiences(atlas, search, ())
    return exposed(snapshot, atlas, opens, whose, Ages(found.oldest, since))


def wearing(group):
    """Return the machines whose interface wears a group."""
    return {
        one.native_id.replace("eni-", "i-")
        for one in estate(60).upserts
        if {"GroupId": group} in (one.config.get("Groups") or ())
    }


@pytest.mark.parametrize("group", ["sg-0-0", "sg-0-2", "sg-0-3"])
def test_only_rows_that_rest_on_an_old_fact_are_unknown(group):
    """Those behind the group that was not read again; all others are as sure as before."""
    old = key("SecurityGroup", group)
    sure, found = rows(old, None), rows(old, BETWEEN)
    assert {one.key for one in found} == {one.key for one in sure}
    aged_, fresh = [], []
    for one in found:
        (aged_ if one.too_old else fresh).append(one)
    assert {one.too_old for one in aged_} <= {old.id}
    assert {(one.state, one.as_of) for one in aged_} <= {("unknown", START)}
    assert {one.as_of for one in fresh} <= {LATER}
    behind = {one.resource.rpartition("/")[2].replace("eni-", "i-") for one in aged_}
    open_ = {one.resource.rpartition("/")[2].replace("eni-", "i-") for one in sure}
    assert behind == wearing(group) & open_


def test_a_table_is_older_than_all_that_it_routes():
    """Every row of a public subnet rests on it, and without a limit it still counts."""
    old = key("RouteTable", "rtb-0-public")
    assert {one.state for one in rows(old, BETWEEN)} == {"unknown"}
    found = rows(old, None)
    assert {one.as_of for one in found} == {START}
    assert not any(one.too_old for one in found)
    assert "open" in {one.state for one in found}
