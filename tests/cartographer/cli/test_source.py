"""What flags say about where to read, as a selection has it."""

import pytest

from cartographer.cli.source import SourceFlags


@pytest.mark.parametrize("recorded", [None, "answers"])
@pytest.mark.parametrize(
    ("named", "selected"),
    [
        ((), ()),
        (("global",), ("global",)),
        (("us-east-1", "eu-west-1"), ("eu-west-1", "global", "us-east-1")),
    ],
)
def test_the_regions_of_a_run_are_part_of_what_it_asks_for(recorded, named, selected):
    """A run over other regions is another run: it does not go on where this one ended."""
    flags = SourceFlags(aws=True, region=named, recorded=recorded)

    assert flags.selected_regions == selected
