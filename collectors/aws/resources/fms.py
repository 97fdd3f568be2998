"""AWS Firewall Manager: the policies that an administrator lays over an organization.

They answer to administrators alone. Everybody else is denied with `AccessDeniedException`,
also where there is no administrator at all; only the message tells, so it stays unknown.
https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_Operations.html
"""

from collectors.engine.specification import Declaration, Describe, ListCall, Rel

POLICY = Declaration(
    type="AWS::FMS::Policy",
    kind="control-policy",
    service="fms",
    doc="https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_Policy.html",
    list=ListCall("ListPolicies", "PolicyList"),
    describe=Describe(
        operation="GetPolicy",
        params={"PolicyId": "=item.PolicyId"},
        result="merge(Policy, {PolicyArn: PolicyArn})",
    ),
    id="{PolicyArn}",
    native_id="PolicyId",
    uid="PolicyId",
    name="PolicyName",
    tags=None,
    relations=(
        Rel("applies-to", "IncludeMap.ACCOUNT[]", by="account"),
        Rel("applies-to", "IncludeMap.ORG_UNIT[]"),
    ),
    volatile=("PolicyUpdateToken",),
    json=("SecurityServicePolicyData.ManagedServiceData",),
    keyed={
        "IncludeMap.ACCOUNT": "set",
        "IncludeMap.ORG_UNIT": "set",
        "ExcludeMap.ACCOUNT": "set",
        "ExcludeMap.ORG_UNIT": "set",
        "ResourceSetIds": "set",
        "ResourceTags": ("Key",),
        "ResourceTypeList": "set",
    },
    no_by_id="the call by id gives policy and ARN apart from each other",
    events={
        "PutPolicy": "responseElements.policy.policyId",
        "DeletePolicy": "requestParameters.policyId",
    },
)

DECLARATIONS = (POLICY,)
