"""What reading costs: no more is fetched than what is asked for."""

import pytest
from sqlalchemy import event

from cartographer.store import reading
from tests.contracts.snapshot_suite import key, saw, sweep

_LINKED = {"links": [["in-subnet", "s-1"], ["targets", "x"]]}


def test_relations_are_read_without_coverage(store, monkeypatch):
    """What a resource states needs no area's coverage, which its freshness does."""
    store.commit(sweep(saw("i-1", 1, _LINKED), minutes=1))

    def refuse(*_):
        raise AssertionError

    monkeypatch.setattr(reading, "load_area", refuse)
    head = store.head()

    assert [one.kind for one in head.out(key("i-1"))] == ["in-subnet", "targets"]
    assert head.into(key("i-1")) == ()
    with pytest.raises(AssertionError):
        _ = head.get(key("i-1")).stale_since


@pytest.mark.parametrize("count", [19, 20, 21, 1019, 1020, 1021])
def test_no_resource_is_lost_between_pages(store, count):
    """A page that is just full, nearly full or spilt over yields each resource once."""
    store.commit(sweep(*(saw(f"i-{number}", 1) for number in range(count)), minutes=1))

    found = [one.key for one in store.head().of_type(key("i").type)]

    assert found == sorted(key(f"i-{number}") for number in range(count))


def test_the_first_of_a_type_is_read_alone(store):
    """Whoever wants one resource does not wait for a thousand."""
    store.commit(sweep(*(saw(f"i-{number}", 1, {"n": number}) for number in range(300)), minutes=1))
    asked = []
    event.listen(
        store.database.engine,
        "before_cursor_execute",
        lambda _, __, ___, parameters, *____: asked.append(len(parameters)),
    )

    next(store.head().of_type(key("i").type))
    few = max(asked)
    assert len(list(store.head().of_type(key("i").type))) == 300

    assert few <= 25 < max(asked)
