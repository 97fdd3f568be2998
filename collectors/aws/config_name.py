"""How AWS Config names types and members, where it differs from the services' own answers.

Documents of many types have CloudFormation's shape there: what an answer keeps in an aspect or
deeper down may stand elsewhere. So the last members of a secret path hide what bears their names,
wherever that is; and so do the names that only this shape has.

https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html
"""

from cartographer.model.shape import steps
from collectors.engine.specification import Declaration

ALIASES = {
    "AWS::IAM::Policy": "AWS::IAM::ManagedPolicy",
    "AWS::ACM::Certificate": "AWS::CertificateManager::Certificate",
    "AWS::ShieldRegional::Protection": "AWS::Shield::Protection",
}
"""Config's name of a type -> ours, where they differ."""

_ANYWHERE = "**"
_COMMON = frozenset(
    {
        "arguments",
        "attributes",
        "configuration",
        "content",
        "key",
        "name",
        "options",
        "parameters",
        "properties",
        "settings",
        "title",
        "url",
        "value",
        "values",
    }
)
"""Names that say too little to stand alone: the one before them belongs to the path."""

_SECRET = tuple(
    f"{_ANYWHERE}.{path}"
    for path in (
        "AccessKey",
        "BuildSpec",
        "ClusterJDBCURL",
        "Command",
        "CommonAttributes[].AttributeValue",
        "ConnectionProperties",
        "CopyOptions",
        "DefaultArguments",
        "DefinitionString",
        "DefinitionSubstitutions",
        "DockerLabels",
        "EndpointConfiguration.Url",
        "EntryPoint",
        "Environment.Variables",
        "Environment[].Value",
        "EnvironmentVariables",
        "HECToken",
        "HttpParameters",
        "InputTemplate",
        "NonOverridableArguments",
        "OptionSettings[].Value",
        "PropertyMap",
        "RequestTemplates",
        "SearchString",
        "SecretKey",
        "SecretString",
        "StageVariables",
        "TemplateBody",
        "TextContent",
        "UserData",
        "ZipFile",
    )
)
"""Members that hold what people typed in, whatever the type."""


def config_secrets(declaration: Declaration) -> tuple[str, ...]:
    """Return where secrets of a type may stand in what Config records, names without case."""
    return (*dict.fromkeys(_anywhere(path) for path in declaration.secret), *_SECRET)


def _anywhere(path: str) -> str:
    """Return a secret path that begins at the last member whose name says enough, at any depth.

    A path of common names alone leads from the document's top, as it does in the answer.
    """
    parts = [one for one in steps(path) if not one.startswith("@")]
    while parts and parts[0] in ("[]", "*"):
        parts = parts[1:]
    telling = [n for n, one in enumerate(parts) if one[0].isalpha() and one.lower() not in _COMMON]
    if telling:
        parts = [_ANYWHERE, *parts[telling[-1] :]]
    return ".".join(parts) or _ANYWHERE + "." + path.removeprefix("@")
