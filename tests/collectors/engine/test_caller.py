"""One call under the engine's care: second tries, bounds on time, and the stop."""

import pytest

from cartographer.model.coverage import Scope, State
from collectors.engine.caller import Caller, Deadline
from collectors.engine.fault import Fault
from collectors.engine.rate import Rates
from collectors.engine.tools import Limits
from collectors.engine.transport import Ask
from tests.collectors.engine.cloud import (
    BROKEN,
    BUSY,
    DENIED,
    UNLIMITED,
    FakeClock,
    FakeTransport,
    Listener,
    tools,
)

ASK = Ask("svc", "r1", "List", {})
SCOPE = Scope("aws", "111", "r1", "T::Thing")
DOOR = ("111", "r1", "svc")


class Call:
    """A caller with its parts in reach."""

    def __init__(self, *script, answers=({"Items": []},), rates=UNLIMITED, **limits):
        self.clock = FakeClock()
        self.listener = Listener()
        self.tools = tools(
            clock=self.clock, limits=Limits(**limits), rates=rates, progress=self.listener
        )
        self.transport = FakeTransport({"List": list(answers)}, clock=self.clock)
        self.transport.script["List"] = list(script)
        self.caller = Caller(self.transport, self.tools)

    def make(self, deadline=float("inf")):
        """Make it."""
        ends = Deadline(0.0, deadline)
        return [page.body for page in self.caller.pages(ASK, SCOPE, ends)]

    @property
    def tries(self):
        """How often it was tried."""
        return len(self.transport.calls)


def faulted(call, **more):
    """Return the fault that a call ends in."""
    with pytest.raises(Fault) as caught:
        call.make(**more)
    return caught.value


def test_an_answer_comes_back_page_by_page():
    """Each page is a call of its own, counted for the scope and the service."""
    call = Call(answers=[{"N": 1}, {"N": 2}])
    assert call.make() == [{"N": 1}, {"N": 2}]
    assert call.tools.tally.by_scope == {SCOPE: 2}
    assert call.tools.tally.by_service == {"svc": 2}
    assert call.listener.calls == {SCOPE: 2}


def test_a_call_that_fails_in_a_passing_way_is_tried_again():
    """A broken or throttled call gets its second and third try."""
    call = Call(BROKEN, BUSY)
    assert call.make() == [{"Items": []}]
    assert call.tries == 3


def test_the_page_that_failed_is_asked_again_and_not_the_others():
    """A second try costs one call."""
    call = Call(None, BROKEN, answers=[{"N": 1}, {"N": 2}])
    assert call.make() == [{"N": 1}, {"N": 2}]
    assert call.tries == 3


def test_tries_are_bounded():
    """The last fault is what the call ends in."""
    call = Call(*[BROKEN] * 9, tries=3)
    assert faulted(call) is BROKEN
    assert call.tries == 3


def test_a_final_fault_is_not_tried_again():
    """A denial is an answer."""
    call = Call(DENIED)
    assert faulted(call) is DENIED
    assert call.tries == 1


def test_waits_grow_and_stay_within_bounds():
    """Each wait is drawn from a span that doubles, up to a few seconds."""
    call = Call(*[BROKEN] * 9, tries=9, call_seconds=1000)
    assert faulted(call) is BROKEN
    spans = [min(5.0, 0.1 * 2**n) for n in range(1, 9)]
    assert all(
        span / 2 <= wait <= span for wait, span in zip(call.tools.stop.waits, spans, strict=True)
    )


def test_a_call_is_tried_within_its_total_time_and_no_longer():
    """All tries together stay below the bound, whatever the number of tries allows."""
    call = Call(*[BROKEN] * 1000, tries=1000, call_seconds=20)
    began = call.clock.monotonic()
    assert faulted(call) is BROKEN
    assert 10 < call.clock.monotonic() - began <= 20


def test_the_scopes_deadline_ends_a_call():
    """A scope's calls share the scope's time."""
    call = Call(*[BROKEN] * 1000, tries=1000)
    began = call.clock.monotonic()
    assert faulted(call, deadline=began + 3) is BROKEN
    assert call.clock.monotonic() <= began + 3


def test_no_call_begins_after_a_deadline():
    """What is late is not asked, and says so."""
    call = Call()
    fault = faulted(call, deadline=call.clock.monotonic() - 1)
    assert (fault.state, fault.code, call.tries) == (State.FAILED, "deadline", 0)


def test_the_runs_deadline_ends_a_call():
    """No scope outlives the run."""
    call = Call(run_seconds=10)
    call.clock.sleep(11)
    assert faulted(call).code == "deadline"


def test_the_run_ends_when_it_ends_for_an_account_that_began_late():
    """The run's time is the run's, not each account's."""
    call = Call(run_seconds=10)
    late = Caller(call.transport, call.tools, run_deadline=call.clock.monotonic() - 1)
    with pytest.raises(Fault, match="deadline"):
        list(late.pages(ASK, SCOPE, Deadline(0.0, float("inf"))))


def test_a_queue_that_is_too_long_is_not_waited_for():
    """A place behind the deadline is no place."""
    call = Call(rates=Rates(0.01), call_seconds=60)
    call.make()
    assert faulted(call).code == "deadline"


def test_a_throttled_call_that_runs_out_of_time_is_throttled():
    """The reason is what the provider said, not that we were out of time."""
    call = Call(BUSY, rates=Rates(1.0), call_seconds=0.9)
    assert faulted(call) is BUSY


def test_a_throttled_call_slows_its_door_and_is_told():
    """The limiter, the tally and the listener all hear of it."""
    call = Call(BUSY, rates=Rates(8.0))
    call.make()
    assert call.tools.limiter.rate(DOOR) == 4.0
    assert call.tools.tally.throttled == 1
    assert call.listener.throttled == {SCOPE: 1}


def test_calls_are_spaced():
    """Nobody is asked faster than the user allows."""
    call = Call(rates=Rates(2.0))
    for _ in range(5):
        call.make()
    assert call.tools.stop.waits == pytest.approx([0.55] * 4)


def test_a_stop_ends_before_the_next_call():
    """What is not under way is not begun."""
    call = Call()
    call.tools.stop.set()
    fault = faulted(call)
    assert (fault.state, fault.code, call.tries) == (State.SKIPPED, "interrupted", 0)


def test_a_stop_ends_a_wait():
    """A stop does not wait for the pause between two tries."""
    call = Call(BROKEN)

    def wait(seconds):
        call.tools.stop.set()
        return True

    call.tools.stop.wait = wait
    assert faulted(call).code == "interrupted"
    assert call.tries == 1


def test_the_reason_of_a_fault_is_its_state_unless_nobody_asked():
    """What a form cannot supply is told from what was refused."""
    assert DENIED.reason == "denied"
    assert Fault(State.NOT_ASKED, "not-supplied").reason == "not-supplied"
    assert (str(DENIED), str(Fault(State.FAILED, "x"))) == ("AccessDenied: you may not", "x")
