"""A resource of a type that nobody declares, with a tag by which it is found all the same."""

from collections.abc import Callable
from typing import Any

MADE = frozenset({"AWS::ResourceGroupsTagging::TaggedResource"})


def build(client: Callable[[str], Any]) -> None:
    """Make an entity recognizer of Comprehend that bears a tag."""
    client("comprehend").create_entity_recognizer(
        RecognizerName="invoices",
        DataAccessRoleArn="arn:aws:iam::123456789012:role/comprehend",
        InputDataConfig={"EntityTypes": [{"Type": "AMOUNT"}]},
        LanguageCode="en",
        Tags=[{"Key": "team", "Value": "billing"}],
    )
