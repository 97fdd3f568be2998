"""An invented account whose things a test may change, with its state and its collector."""

from cartographer.model.coverage import Selector
from collectors.engine.specification import GLOBAL, ById
from tests.collectors.engine.cloud import (
    GONE,
    FakeClock,
    FakeDoor,
    FakeTransport,
    Listener,
    collector,
    declare,
    empty,
    items,
    key,
)

BASIC = declare(by_id=ById(params={"Ids": "=ids"}, batch=10, not_found=("NotFound",)))
LISTED = declare("T::Listed", where=GLOBAL)


class Estate:
    """An account whose things a test may change, with its state and its collector."""

    def __init__(self, *names, declarations=(BASIC,)):
        self.clock = FakeClock(tick=0.001)
        self.things = {name: {"Id": name} for name in names}
        self.declarations = declarations
        self.transport = FakeTransport(
            {"ListThings": self._list, "ListListeds": items("l")}, clock=self.clock
        )
        self.collector = collector([FakeDoor(self.transport)], *declarations, clock=self.clock)
        self.head = empty(*declarations)

    def _list(self, ask):
        wanted = ask.params.get("Ids")
        if wanted is None:
            return {"Items": list(self.things.values())}
        if any(one not in self.things for one in wanted):
            return GONE
        return {"Items": [self.things[one] for one in wanted]}

    def sweep(self, selection=None, of=None):
        """Apply each patch of a collection as it comes."""
        for patch in (of or self.collector).collect(selection or Selector(), Listener(), self.head):
            self.head = self.head.apply(patch)

    def refresh(self, *names, of=None):
        """Read some things again."""
        self.sweep(Selector(keys=tuple(map(key, names))), of)

    def second(self):
        """Return another collector, as another process would have."""
        return collector([FakeDoor(self.transport)], *self.declarations, clock=self.clock)
