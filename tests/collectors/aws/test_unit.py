"""In which units an account lies, as the tree was last collected."""

import pytest

from cartographer.bootstrap import catalogue
from cartographer.model.patch import Patch
from cartographer.model.snapshot import MemorySnapshot
from collectors.aws.unit import Units
from tests.cartographer.cli.blind import FAR, LAB, PAY, organization


@pytest.fixture
def tree():
    """The tree of an organization; the account far lies below a unit that is not held."""
    seen = [one for one in organization() if "ou-ab12-far" not in one.key.id]
    return Units(MemorySnapshot(catalogue().derive).apply(Patch("sweep", upserts=tuple(seen))))


@pytest.mark.parametrize(
    ("account", "unit", "within"),
    [
        (PAY, "ou-ab12-prod", True),
        (PAY, "ou-ab12-far", False),
        (PAY, "r-ab12", True),
        (LAB, "ou-ab12-prod", False),
        (FAR, "ou-ab12-far", True),
        (FAR, "ou-ab12-prod", None),
        ("9" * 12, "ou-ab12-prod", None),
    ],
)
def test_an_account_lies_in_what_stands_above_it(tree, account, unit, within):
    """Where the way up to the root is not known, it may lie in any unit."""
    assert tree.within(account, unit) is within
