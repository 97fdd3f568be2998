"""What a cloud's translator offers to questions: a network, and where things are in it.

It refuses to know which cloud.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from cartographer.model.audience import NamedNetwork
from cartographer.model.key import Key
from cartographer.model.reading import Read
from cartographer.reach.diagram import Range
from cartographer.reach.network import Addresses, Face, Hop, Id, Member, Named, Network, Next, Place

Fact = tuple[datetime, Key]
"""When something was seen, and what."""


class Atlas(Network, Protocol):
    """A network in which resources and addresses can be found."""

    @property
    def outside(self) -> Id:
        """The domain of all that nobody here holds."""
        ...

    @property
    def placed(self) -> tuple[tuple[NamedNetwork, tuple[Id, ...]], ...]:
        """The networks that people placed, and the domains in which they lie."""
        ...

    def leads_on(self, domain: Id) -> bool:
        """Return whether what gets to an outside domain is on the internet, or may go on to it."""
        ...

    def of_account(self, account: str) -> tuple[Id, ...]:
        """Return an account's ports, and the domains of its networks that nobody read."""
        ...

    def ports(self, key: Key) -> tuple[Id, ...]:
        """Return the ports of a resource, or of all that stands in it."""
        ...

    def faces(self, port: Id) -> tuple[tuple[int, int], ...]:
        """Return family and value of each address by which the outside calls a port."""
        ...

    def holding(self, family: int, address: int) -> tuple[Place, ...]:
        """Return who holds an address, in any domain, by itself or translated."""
        ...

    def door(self, key: Key) -> Id | None:
        """Return the door of a resource, if it is a managed endpoint outside of any place."""
        ...

    def doors(self) -> tuple[Id, ...]:
        """Return the managed endpoints that are called outside of any place."""
        ...

    def led_to(self, host: str, port: Id | None) -> Named:
        """Return to whom a host name leads, as asked from a port, or from outside."""
        ...

    def services(self) -> Addresses:
        """Return the addresses of public services that have ways of their own."""
        ...

    def places(self) -> tuple[Id, ...]:
        """Return the parts of all domains in which ports stand."""
        ...

    def faced(self, place: Id, *, outside: bool) -> tuple[Member, ...]:
        """Return the ports of a place that the outside may call, or all by their own addresses."""
        ...

    def unplaced(self, *, outside: bool) -> tuple[tuple[Id, tuple[Face, ...]], ...]:
        """Return those that stand in no known place."""
        ...

    def entrances(self, place: Id, start: Id) -> tuple[Id, ...]:
        """Return by what a domain comes into a place's domain."""
        ...

    def extent(self, place: Id) -> Addresses:
        """Return the addresses of a place."""
        ...

    def within(self, family: int, span: Range) -> tuple[Place, ...]:
        """Return who holds addresses of a range themselves, in any domain."""
        ...

    def called(self) -> tuple[tuple[int, int], ...]:
        """Return family and value of each address by which the outside calls something."""
        ...

    def lists(self) -> tuple[tuple[str, Addresses], ...]:
        """Return the lists of prefixes that rules may name, by name."""
        ...

    def private_way(self, port: Id) -> bool:
        """Return whether private addresses that nobody placed may come to a port."""
        ...

    def hop(self, next_: Next) -> Hop:
        """Return what a route of a port's table leads to."""
        ...

    def resource(self, id_: Id) -> Key | None:
        """Return the resource that an element stands for."""
        ...

    def ways_out(self, table: Id) -> tuple[Id, ...]:
        """Return the elements that a route of a table may lead to, whether one does or not."""
        ...

    def unread(self, code: str) -> tuple[tuple[str, str | None], ...]:
        """Return types, and aspects, that would have to be read where a reason leaves it open."""
        ...

    def owner(self, id_: Id) -> Key | None:
        """Return what people know an element by: whom a port serves, else what it stands for."""
        ...

    def begin(self) -> None:
        """Note from now on what is read."""
        ...

    @property
    def assumes(self) -> tuple[str, ...]:
        """The switches taken as off since `begin`, because nobody asked."""
        ...

    @property
    def as_of(self) -> datetime | None:
        """The time of the oldest fact read since `begin`."""
        ...

    @property
    def oldest(self) -> Fact | None:
        """The oldest fact read since `begin`."""
        ...

    def oldest_of(self, reads: Iterable[Read]) -> Fact | None:
        """Return the oldest of some facts; of indexes nobody knows an age."""
        ...

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The facts read since `begin`, misses included."""
        ...


def named(atlas: Atlas, *ids: Id | None) -> str | None:
    """Return the canonical id of the first element that stands for a resource."""
    keys = (atlas.resource(id_) for id_ in ids if id_ is not None)
    return next((key.id for key in keys if key is not None), None)
