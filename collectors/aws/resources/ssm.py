"""AWS Systems Manager: parameters without their values, and managed machines.

https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/systems-manager/latest/APIReference"

PARAMETER = Declaration(
    type="AWS::SSM::Parameter",
    kind="parameter",
    service="ssm",
    doc=f"{_API}/API_DescribeParameters.html",
    list=ListCall("DescribeParameters", "Parameters"),
    # The name of a parameter in a hierarchy begins with the slash that its ARN has anyway.
    id="arn:{partition}:ssm:{region}:{account}:parameter/{join('/', split(Name, '/')[?@])}",
    native_id="Name",
    name="Name",
    tags=None,
    relations=encrypted_with("KeyId"),
    keyed={"Policies": "set"},
    by_id=ById(
        params={"ParameterFilters": [{"Key": "Name", "Option": "Equals", "Values": "=ids"}]},
        batch=10,
    ),
    events=dict.fromkeys(("PutParameter", "DeleteParameter"), "requestParameters.name"),
)

MANAGED_INSTANCE = Declaration(
    type="AWS::SSM::ManagedInstance",
    kind="managed-machine",
    service="ssm",
    doc=f"{_API}/API_DescribeInstanceInformation.html",
    list=ListCall("DescribeInstanceInformation", "InstanceInformationList"),
    id="arn:{partition}:ssm:{region}:{account}:managed-instance/{InstanceId}",
    native_id="InstanceId",
    uid="InstanceId",
    name="Name || ComputerName",
    tags=None,
    relations=(
        Rel("attached-to", "[@][?starts_with(InstanceId, 'i-')].InstanceId"),
        Rel("runs-as", "IamRole", by="name", type="AWS::IAM::Role"),
    ),
    volatile=(
        "PingStatus",
        "LastPingDateTime",
        "LastAssociationExecutionDate",
        "LastSuccessfulAssociationExecutionDate",
        "AssociationStatus",
        "AssociationOverview",
        "IsLatestVersion",
    ),
    by_id=ById(
        params={"Filters": [{"Key": "InstanceIds", "Values": "=ids"}]},
        batch=50,
        not_found=("InvalidInstanceId",),
    ),
    events={"DeregisterManagedInstance": "requestParameters.instanceId"},
)

DECLARATIONS = (PARAMETER, MANAGED_INSTANCE)
