"""AWS Directory Service: directories with whom they are shared, and whom they trust.

Nobody in a directory is listed.
https://docs.aws.amazon.com/directoryservice/latest/devguide/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/directoryservice/latest/devguide"
_DIRECTORY = "AWS::DirectoryService::Directory"
_GONE = ("EntityDoesNotExistException",)
_NAMED = "requestParameters.directoryId"
_PLACES = ("VpcSettings", "ConnectSettings")

DIRECTORY = Declaration(
    type=_DIRECTORY,
    kind="directory",
    service="ds",
    doc=f"{_API}/API_DescribeDirectories.html",
    list=ListCall("DescribeDirectories", "DirectoryDescriptions"),
    id="arn:{partition}:ds:{region}:{account}:directory/{DirectoryId}",
    native_id="DirectoryId",
    uid="DirectoryId",
    name="Name",
    tags=None,
    aliases=(("dns", "AccessUrl"), ("ip", "DnsIpAddrs[]"), ("ip", "DnsIpv6Addrs[]")),
    aspects=(
        Detail(
            aspect="sharing",
            operation="DescribeSharedDirectories",
            params={"OwnerDirectoryId": "=item.DirectoryId"},
            result="SharedDirectories",
            absent=_GONE,
            when="Type == 'MicrosoftAD'",
            doc=f"{_API}/API_DescribeSharedDirectories.html",
        ),
    ),
    relations=(
        *(Rel("in-network", f"{place}.VpcId") for place in _PLACES),
        *(Rel("in-subnet", f"{place}.SubnetIds[]") for place in _PLACES),
        *(Rel("uses-filter", f"{place}.SecurityGroupId") for place in _PLACES),
        Rel("derived-from", "OwnerDirectoryDescription.DirectoryId"),
        Rel("refers-to", "OwnerDirectoryDescription.AccountId", by="account"),
        Rel("refers-to", "HybridSettings.SelfManagedInstanceIds[]"),
        Rel("shared-with", "[].SharedAccountId", by="account", aspect="sharing"),
    ),
    volatile=(
        "StageLastUpdatedDateTime",
        "StageReason",
        "@sharing[].LastUpdatedDateTime",
    ),
    secret=(
        "RadiusSettings.SharedSecret",
        "OwnerDirectoryDescription.RadiusSettings.SharedSecret",
    ),
    keyed={
        "DnsIpAddrs": "set",
        "DnsIpv6Addrs": "set",
        "RegionsInfo.AdditionalRegions": "set",
        **{
            f"{place}.{path}": "set"
            for place in _PLACES
            for path in ("SubnetIds", "AvailabilityZones")
        },
        "@sharing": ("SharedDirectoryId",),
    },
    by_id=ById(params={"DirectoryIds": "=ids"}, batch=25, not_found=_GONE),
    events={
        "CreateMicrosoftAD": "responseElements.directoryId",
        "CreateDirectory": "responseElements.directoryId",
        "ConnectDirectory": "responseElements.directoryId",
        **dict.fromkeys(
            (
                "DeleteDirectory",
                "ShareDirectory",
                "UnshareDirectory",
                "EnableRadius",
                "DisableRadius",
                "EnableSso",
                "DisableSso",
                "CreateAlias",
            ),
            _NAMED,
        ),
    },
)

# Without a directory, the call answers for all of the account's.
TRUST = Declaration(
    type="AWS::DirectoryService::Trust",
    kind="domain-trust",
    service="ds",
    doc=f"{_API}/API_DescribeTrusts.html",
    list=ListCall("DescribeTrusts", "Trusts"),
    id="arn:{partition}:ds:{region}:{account}:directory/{DirectoryId}#trust/{TrustId}",
    native_id="TrustId",
    uid="TrustId",
    name="RemoteDomainName",
    tags=None,
    relations=(
        Rel("part-of", "DirectoryId", by="name", type=_DIRECTORY),
        Rel("trusts", "RemoteDomainName", by="dns"),
    ),
    volatile=("TrustStateReason", "LastUpdatedDateTime", "StateLastUpdatedDateTime"),
    by_id=ById(params={"TrustIds": "=ids"}, batch=25, not_found=_GONE),
    events={
        "CreateTrust": "responseElements.trustId",
        "UpdateTrust": "requestParameters.trustId",
        "DeleteTrust": "requestParameters.trustId",
    },
)

DECLARATIONS = (DIRECTORY, TRUST)
