"""AWS CodeConnections: connections to source providers, and hosts of those inside a network.

The service was AWS CodeStar Connections once. What was made under the old name keeps its ARN
and is listed here too, so the old service is not asked; a connection answers to both ARNs.
https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
"""

from collectors.aws.vocabulary import host_in
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/codeconnections/latest/APIReference"
_GONE = ("ResourceNotFoundException",)


def _both_names(path: str) -> tuple[tuple[str, str], ...]:
    """Return an ARN under the new name of the service and under the old one, for aliases."""
    rest = ", ".join(f"split({path}, ':')[{n}]" for n in (3, 4, 5))
    start = f"'arn', split({path}, ':')[1]"
    return tuple(
        ("arn", f"{path} && join(':', [{start}, '{service}', {rest}])")
        for service in ("codeconnections", "codestar-connections")
    )


def _tags(path: str) -> Detail:
    return Detail(
        aspect="tags",
        operation="ListTagsForResource",
        params={"ResourceArn": f"=item.{path}"},
        result="Tags",
    )


CONNECTION = Declaration(
    type="AWS::CodeConnections::Connection",
    kind="connection",
    service="codeconnections",
    doc=f"{_API}/API_ListConnections.html",
    list=ListCall("ListConnections", "Connections", params={"MaxResults": 100}),
    id="{ConnectionArn}",
    native_id="ConnectionArn",
    owner="OwnerAccountId",
    name="ConnectionName",
    tags="@",
    tags_aspect="tags",
    aliases=_both_names("ConnectionArn"),
    aspects=(_tags("ConnectionArn"),),
    relations=(
        Rel("attached-to", "HostArn", by="arn"),
        Rel("refers-to", host_in("ProviderEndpoint"), by="dns"),
    ),
    keyed={"@tags": ("Key",)},
    by_id=ById(
        operation="GetConnection",
        params={"ConnectionArn": "=id"},
        items="Connection",
        not_found=_GONE,
    ),
    events={
        "CreateConnection": "responseElements.connectionArn",
        "DeleteConnection": "requestParameters.connectionArn",
    },
)

HOST = Declaration(
    type="AWS::CodeConnections::Host",
    kind="source-host",
    service="codeconnections",
    doc=f"{_API}/API_ListHosts.html",
    list=ListCall("ListHosts", "Hosts", params={"MaxResults": 100}),
    id="{HostArn}",
    native_id="HostArn",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aliases=_both_names("HostArn"),
    aspects=(_tags("HostArn"),),
    relations=(
        Rel("in-network", "VpcConfiguration.VpcId"),
        Rel("in-subnet", "VpcConfiguration.SubnetIds[]"),
        Rel("uses-filter", "VpcConfiguration.SecurityGroupIds[]"),
        Rel("refers-to", host_in("ProviderEndpoint"), by="dns"),
    ),
    volatile=("StatusMessage",),
    keyed={
        "VpcConfiguration.SubnetIds": "set",
        "VpcConfiguration.SecurityGroupIds": "set",
        "@tags": ("Key",),
    },
    no_by_id="the document of the call for one does not bear its ARN",
    events={
        "CreateHost": "responseElements.hostArn",
        "UpdateHost": "requestParameters.hostArn",
        "DeleteHost": "requestParameters.hostArn",
    },
)

DECLARATIONS = (CONNECTION, HOST)
