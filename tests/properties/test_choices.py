"""Laws of a flow that goes one of several ways, on a small network with drawn ways."""

from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Drop, OneOf, To
from tests.cartographer.reach.network import Net

some = st.sets(st.sampled_from((22, 80, 443)))
ways = st.tuples(some, some, st.booleans())
"""Ports that a way surely carries, those that it may carry too, and whether it is down now."""


def network():
    """Return a network of two ports."""
    net = Net()
    net.domain("home", "10.0.0.0/8")
    net.local("home")
    net.port("a", "10.0.0.1", "home", table="table-a")
    net.port("b", "10.0.0.2", "home", table="table-b")
    return net


def answer(net, there, back):
    """Return what gets from one port to the other by one of some ways, and back by another."""
    net.table("table-a", on=net.route("10.0.0.2/32", _one_of(net, "there", there)))
    net.table("table-b", on=net.route("10.0.0.1/32", _one_of(net, "back", back)))
    return net.ask("a", net.to("10.0.0.2/32") & net.from_("10.0.0.1/32"))


def _one_of(net, name, drawn):
    return OneOf(tuple(_way(net, f"{name}-{at}", one) for at, one in enumerate(drawn)), "several")


def _way(net, id_, drawn):
    certain, more, down = drawn
    surely, maybe = (
        net.space.union(both for one in ports for both in (net.tcp(one), net.tcp(one).reverse()))
        for ports in (certain, certain | more)
    )
    rule = replace(net.allow(maybe), match=Bounds(surely, maybe))
    net.filter(f"{id_}-law", rule)
    port = net.port(id_, "10.0.9.9", "home", ingress=(f"{id_}-law",), forwards=True)
    net.add(replace(port, addresses=(), beyond="table-home"))
    return Drop("down", To(id_)) if down else To(id_)


@settings(deadline=None, max_examples=60)
@given(st.lists(ways, min_size=1, max_size=3), st.lists(ways, min_size=1, max_size=2), ways)
def test_a_choice_more_never_raises_certain_nor_lowers_possible(there, back, more):
    """Whoever has more ways may lose what is sure, and loses nothing of what is possible."""
    net = network()
    fewer = answer(net, there, back)
    for wider in (answer(net, [*there, more], back), answer(net, there, [*back, more])):
        found, was = wider.round_trip, fewer.round_trip
        assert found.certain <= was.certain
        assert was.possible <= found.possible
        assert was.latent <= found.latent
        assert found.certain <= found.possible <= found.latent
        assert found.certain <= wider.forward.certain


@settings(deadline=None, max_examples=60)
@given(st.lists(ways, min_size=1, max_size=3), st.lists(ways, min_size=1, max_size=3))
def test_choices_are_what_each_pair_of_them_brings(there, back):
    """Certain is what all pairs of a way there and a way back bring, possible what any does."""
    net = network()
    whole = answer(net, there, back).round_trip
    each = [answer(net, [one], [two]).round_trip for one in there for two in back]
    assert whole.certain is reduce(lambda one, two: one & two, (got.certain for got in each))
    assert whole.possible is reduce(lambda one, two: one | two, (got.possible for got in each))


def test_the_laws_are_about_something():
    """A way that is open gets there, so that the laws do not hold of nothing."""
    net = network()
    free, shut = ({22}, set(), False), (set(), set(), False)
    assert answer(net, [free], [free]).round_trip.certain
    assert not answer(net, [free, shut], [free]).round_trip.certain
