"""How a run gets on, as lines, as JSON, as bars, or not at all."""

import io
import json
import threading

import pytest
from rich.console import Console
from rich.progress import Progress as Bars

from cartographer.cli.notice import Notices
from cartographer.cli.progress import Drawn, Lines, Silent, progress
from cartographer.model.coverage import Scope, State

SCOPES = [
    Scope("aws", "1", region, type_) for region in ("r1", "r2") for type_ in ("A::B::C", "A::B::D")
]


def play(listener):
    """Play a run: two regions, one scope denied, one call throttled."""
    listener.planned(iter(SCOPES))
    for scope in SCOPES:
        listener.called(scope, throttled=scope.type == "A::B::D" and scope.region == "r2")
        state = State.DENIED if scope == SCOPES[0] else State.COMPLETE
        listener.finished(scope, state, 2)


def test_lines_say_each_place_once_when_it_is_done(capsys):
    """A line a region: types, resources, calls, what was throttled and what was not read."""
    play(Lines(Notices()))

    assert capsys.readouterr().err.splitlines() == [
        "aws 1 r1: 2 types, 4 resources, 2 calls, 1 could not be read",
        "aws 1 r2: 2 types, 4 resources, 2 calls, 1 throttled",
    ]


def test_verbose_lines_say_each_scope(capsys):
    """-v tells scope by scope."""
    play(Lines(Notices(verbose=1)))

    assert "1 r1 A::B::C: denied, 2 resources" in capsys.readouterr().err


def test_json_lines_bear_the_place(capsys):
    """--log-format json makes each line an object."""
    play(Lines(Notices(json=True)))

    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [one["region"] for one in told] == ["r1", "r2"]


def test_quiet_says_nothing(capsys):
    """-q leaves the answer alone on the screen."""
    with progress(Notices(quiet=True)) as listener:
        play(listener)

    assert isinstance(listener, Silent)
    assert capsys.readouterr().err == ""


def test_what_is_no_terminal_gets_lines():
    """A log file gets no bars."""
    with progress(Notices()) as listener:
        assert isinstance(listener, Lines)


@pytest.fixture
def bars():
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    with Bars(console=console, auto_refresh=False) as shown:
        yield shown


def test_bars_count_each_place_and_hide_what_is_done(bars):
    """One bar for all, one for each region; a region that is done is hidden."""
    play(Drawn(bars))

    assert [(task.completed, task.total, task.visible) for task in bars.tasks] == [
        (4, 4, True),
        (2, 2, False),
        (2, 2, False),
    ]
    assert "1 throttled" in bars.tasks[0].fields["told"]


def test_threads_may_tell_at_once(bars):
    """No call is lost when many threads tell."""
    drawn = Drawn(bars)
    drawn.planned(SCOPES)

    def tell():
        for _ in range(50):
            drawn.called(SCOPES[0])

    threads = [threading.Thread(target=tell) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert drawn.places["aws", "1", "r1"].calls == 400
