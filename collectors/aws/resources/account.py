"""AWS Account Management: which regions an account has opted into.

Contacts and e-mail addresses are people's data and not read.
https://docs.aws.amazon.com/accounts/latest/reference/API_Operations.html
"""

from collectors.engine.specification import GLOBAL, Declaration, ListCall

REGION = Declaration(
    type="AWS::Account::Region",
    kind="region",
    service="account",
    doc="https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html",
    where=GLOBAL,
    list=ListCall("ListRegions", "Regions", params={"MaxResults": 50}, own_only=True),
    id="arn:{partition}:account::{account}:account#region/{RegionName}",
    native_id="RegionName",
    region="RegionName",
    name="RegionName",
    tags=None,
    no_relations="regions name nothing",
    no_by_id="the document of the call by name is the list's, which is one call for them all",
    events=dict.fromkeys(
        ("EnableRegion", "DisableRegion"), "requestParameters.[RegionName, regionName][]"
    ),
)

DECLARATIONS = (REGION,)
