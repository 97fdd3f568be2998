"""What can go wrong with a call, in the words of coverage."""

from cartographer.model.coverage import State
from collectors.engine.credential import scrubbed


class Fault(Exception):  # noqa: N818  the word of the design; it is not always an error
    """A call that did not answer, classified."""

    def __init__(self, state: State, code: str, message: str = "", *, retry: bool = False) -> None:
        """Say how the call ended.

        `code` is the provider's own, or one of ours (`not-supplied`, `deadline`, `interrupted`,
        `connection`, `malformed`, `repeated-token`, `internal`); `retry` says that a second try
        may help. The message goes into logs and reports, so credentials in it are left out.
        """
        message = scrubbed(message)
        super().__init__(f"{code}: {message}" if message else code)
        self.state = state
        self.code = code
        self.message = message
        self.retry = retry

    @property
    def reason(self) -> str:
        """The reason as coverage and aspects bear it: the state, or why nobody asked."""
        return self.code if self.state is State.NOT_ASKED else self.state.value


def unexpected(error: Exception) -> Fault:
    """Return the fault of an error that nobody foresaw: it costs a scope, never the run."""
    return Fault(State.FAILED, "internal", f"{type(error).__name__}: {error}")


NOT_SUPPLIED = "not-supplied"
"""Code of what a recorded form cannot say."""

UNTRIED = "not entered: "
"""What the message of a fault begins with if an account was not even tried."""
