"""In which units of its organization an account lies, as the tree was last collected.

It asks nobody. Where the way from an account up to the root is not known as a whole, nothing is
said of the units that it is not seen in.
"""

from cartographer.model.snapshot import Snapshot

_ACCOUNT = "AWS::Organizations::Account"
_UNIT = "AWS::Organizations::OrganizationalUnit"
_ROOT = "r-"
"""How the id of a root begins.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_Root.html
"""


class Units:
    """The tree of the organizations that are held."""

    def __init__(self, head: Snapshot) -> None:
        """Read nothing yet."""
        self._head = head
        self._parents: dict[str, str] | None = None

    def within(self, account: str, unit: str) -> bool | None:
        """Return whether an account lies in a unit or a root; none where that is not known."""
        parents = self._tree()
        seen: set[str] = set()
        here = parents.get(account, "")
        while here and here != unit and here not in seen:
            seen.add(here)
            if here.startswith(_ROOT):
                return False
            here = parents.get(here, "")
        return True if here == unit else None

    def _tree(self) -> dict[str, str]:
        if self._parents is None:
            found = self._parents = {}
            for type_ in (_ACCOUNT, _UNIT):
                for one in self._head.of_type(type_):
                    parent = one.record.config.get("ParentId")
                    if isinstance(parent, str):
                        found[one.record.native_id] = parent
        return self._parents
