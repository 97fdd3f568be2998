"""What resources are called beside others: type, short id, name and place, within a width."""

from cartographer.cli.answer import Line, line
from cartographer.cli.text import cut, cut_front, safe
from cartographer.model.key import Key
from cartographer.model.resource import Resource
from cartographer.model.snapshot import Snapshot

Sides = tuple[Snapshot, Snapshot]
"""The snapshots before and after."""

_LEAST_ID = 20
_NAME = 40
_ARN_PARTS = 5


class Names:
    """How resources are called, looked up on the side that has them."""

    def __init__(self, sides: Sides) -> None:
        """Take both sides; the later one says it better."""
        self._before, self._after = sides
        self._found: dict[Key, Resource | None] = {}

    def find(self, key: Key) -> Resource | None:
        """Return the resource of a key, as it is or as it was."""
        if key not in self._found:
            self._found[key] = self._after.get(key) or self._before.get(key)
        return self._found[key]

    def place(self, key: Key) -> tuple[str, str]:
        """Return account and region, empty where they are not known."""
        found = self.find(key)
        return (found.record.account, found.record.region) if found else ("", "")

    def asked(self, key: Key) -> tuple[str, str]:
        """Return account and region that a resource was looked for in, its own if they were."""
        found = self.find(key)
        scopes = sorted(found.record.scopes) if found else []
        places = [(one.account, one.region) for one in scopes]
        own = self.place(key)
        return own if own in places or not places else places[0]

    def short(self, key: Key) -> str:
        """Return the short id."""
        found = self.find(key)
        return found.record.native_id if found else key.id

    def order(self, key: Key) -> tuple[str, ...]:
        """Return what people expect resources to be sorted by: account, region, type."""
        return (*self.place(key), key.type, self.short(key), key.id)

    def parts(self, key: Key, width: int) -> Line:
        """Return type, short id, name and place; a long id loses its beginning."""
        found = self.find(key)
        name = (found.derived.name if found else None) or ""
        short = safe(self.short(key))
        shown = f" ({cut(safe(name), min(_NAME, width // 3))})" if name not in ("", short) else ""
        where = f"  {' '.join(self.place(key))}".rstrip()
        left = width - len(key.type) - len("  ") - len(shown) - len(where)
        told = short if len(short) <= left else _shorter(short, max(left, _LEAST_ID))
        return line(f"{key.type}  ", (told, "bold"), shown, (where, "dim"))


def _shorter(id_: str, width: int) -> str:
    """Return the end of an id; of an ARN what follows the account, if it is that long."""
    if id_.startswith("arn:"):
        id_ = f"…{id_.split(':', _ARN_PARTS)[-1]}"
    return cut_front(id_, width)
