"""What expressions may ask of the declarations: what is of no declared type.

The registry adds the functions once it has read every declaration, so that the types that list
what is left over can stand among them as data.
"""

from collections.abc import Iterable

from collectors.aws.config_name import ALIASES
from collectors.aws.resource_arn import ResourceArns
from collectors.engine.expression import add_function
from collectors.engine.specification import Declaration

LONGEST = 4096
"""Characters that a query of Config may have.

https://docs.aws.amazon.com/config/latest/APIReference/API_SelectResourceConfig.html
"""

NO_RESOURCES = (
    "AWS::Config::ConformancePackCompliance",
    "AWS::Config::ResourceCompliance",
    "AWS::SSM::AssociationCompliance",
    "AWS::SSM::ManagedInstanceInventory",
    "AWS::SSM::PatchCompliance",
)
"""Types of Config's items that say something of a resource and are none."""

_NUMEROUS = ("AWS::EC2::", "AWS::IAM::", "AWS::Lambda::", "AWS::S3::", "AWS::CloudWatch::")
"""How the types begin that accounts hold most of: a query leaves these out first."""


class Undeclared:
    """Tells what none of some declared types is."""

    def __init__(self, declarations: Iterable[Declaration]) -> None:
        """Take the declared types."""
        declared = tuple(declarations)
        types = {one.type for one in declared}
        self.arns = ResourceArns(declared)
        self._borrowing = {one.type for one in declared if one.tags_from is not None}
        named = types | {name for name, type_ in ALIASES.items() if type_ in types}
        ordered = sorted(named, key=lambda one: (not one.startswith(_NUMEROUS), len(one), one))
        self._left_out = (*NO_RESOURCES, *ordered)
        self._names = frozenset(self._left_out)

    def add_functions(self) -> None:
        """Let expressions ask."""
        add_function("undeclared_arn", self.has_arn)
        add_function("undeclared_type", self.has_type)
        add_function("borrows_tags", self.borrows_tags)
        add_function("leaving_out_declared", self.query)

    def has_arn(self, arn: object) -> bool:
        """Return whether an ARN is of no declared type; so is what is no ARN at all."""
        return not isinstance(arn, str) or self.arns.type_of(arn) is None

    def borrows_tags(self, arn: object) -> bool:
        """Return whether an ARN is of a type whose tags are read out of another's listing."""
        return isinstance(arn, str) and not self._borrowing.isdisjoint(self.arns.types_of(arn))

    def has_type(self, name: object) -> bool:
        """Return whether a type of Config is not declared; so is what is no name at all."""
        return not isinstance(name, str) or name not in self._names

    def query(self, select: object) -> str:
        """Return a query of Config that leaves out as many types as its length allows."""
        query = f"{select} WHERE resourceType NOT IN ("
        for name in self._left_out:
            longer = f"{query}'{name}', "
            if len(longer) > LONGEST:
                break
            query = longer
        return query.removesuffix(", ") + ")"
