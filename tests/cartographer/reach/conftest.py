"""What tests of the search begin with."""

import pytest

from tests.cartographer.reach.network import OUTSIDE, Net


@pytest.fixture
def net():
    """Return a network of one domain with two ports, in which all is local."""
    made = Net()
    made.domain("home", "10.0.0.0/8")
    made.domain(OUTSIDE, outside=True)
    made.local("home")
    made.port("a", "10.0.0.1", "home")
    made.port("b", "10.0.0.2", "home")
    return made
