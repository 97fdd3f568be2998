from pathlib import Path

from cartographer.exposure.chart import MOST
from exporters.registry import EXPORTERS
from exporters.view import EDGE_BUDGET, EXPOSURE, NODE_BUDGET, VIEWS

PAGE = (Path(__file__).parents[2] / "docs" / "exporters.md").read_text()


def test_every_exporter_has_its_heading():
    """What is not documented fails."""
    for one in EXPORTERS.values():
        assert f"\n## {one.name}\n" in PAGE
        assert f"| `{one.media_type}` | `{one.suffix}` |" in PAGE
        assert one.version in PAGE


def test_every_view_has_its_row():
    """The page and the table of views name the same views."""
    for name in (*VIEWS, EXPOSURE):
        assert f"\n| `{name}` |" in PAGE


def test_the_budget_is_the_one_that_is_written():
    """The page says when a picture collapses."""
    assert f"more than {NODE_BUDGET} cards or {EDGE_BUDGET} arrows" in PAGE
    assert f"The largest {MOST} exposures are drawn" in PAGE
