"""A Friday afternoon: twelve changes that a tired team makes before the weekend.

Four of them together open a web instance to the world, and none of them does alone: a rule in
its group, one in the access list of its subnet, a way out of that subnet, and an address.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from demo.estate import GLOBAL, SHOP, Estate
from demo.estate.buckets import everyone_reads
from demo.estate.identity import make_role
from demo.estate.policy import document, github_trust, trusted

ANYWHERE: Final = "0.0.0.0/0"
QUEUE: Final = "legacy-import"
ROLE: Final = "legacy-import"
BUCKET: Final = "example-shop-exports"
RENAMED: Final = "erp-connector-do-not-touch"


class Change(NamedTuple):
    """One thing that was done."""

    what: str
    """A sentence on it."""
    where: str
    """Id or ARN of what was touched."""


def friday_afternoon(estate: Estate) -> list[Change]:
    """Change the estate as a Friday afternoon does, and return what was done, in order.

    New ids replace those in `estate.ids`: `instance/storefront-3`, `role/legacy-import`.
    """
    return [do(estate) for do in _AFTERNOON]


def _open_the_group(estate: Estate) -> Change:
    group = estate.ids["security-group/shop-web"]
    _ec2(estate).authorize_security_group_ingress(
        GroupId=group,
        IpPermissions=[
            {
                "IpProtocol": "tcp",
                "FromPort": 22,
                "ToPort": 22,
                "IpRanges": [{"CidrIp": ANYWHERE, "Description": "debug, remove on Monday"}],
            }
        ],
    )
    return Change("the web group lets in tcp 22 from 0.0.0.0/0", group)


def _open_the_access_list(estate: Estate) -> Change:
    acl = estate.ids["network-acl/shop-app"]
    _ec2(estate).create_network_acl_entry(
        NetworkAclId=acl,
        RuleNumber=50,
        Egress=False,
        Protocol="6",
        CidrBlock=ANYWHERE,
        RuleAction="allow",
        PortRange={"From": 22, "To": 22},
    )
    return Change("the access list of the app tier has a new first entry for tcp 22", acl)


def _route_past_the_nat(estate: Estate) -> Change:
    table = estate.ids["route-table/shop-app-a"]
    _ec2(estate).replace_route(
        RouteTableId=table,
        DestinationCidrBlock=ANYWHERE,
        GatewayId=estate.ids["internet-gateway/shop"],
    )
    return Change("an app subnet leaves by the internet gateway and not by its NAT", table)


def _give_an_address(estate: Estate) -> Change:
    instance = estate.ids["instance/storefront-1"]
    address = _ec2(estate).allocate_address(Domain="vpc")["AllocationId"]
    estate.ids["address/debug"] = address
    _ec2(estate).associate_address(AllocationId=address, InstanceId=instance)
    return Change("a web instance has a public address", instance)


def _widen_the_deployer(estate: Estate) -> Change:
    policy = estate.ids[f"policy/{SHOP}/administrator-access"]
    _iam(estate).attach_role_policy(RoleName="ci-deploy", PolicyArn=policy)
    return Change("the role that CI deploys with is an administrator", estate.ids["role/ci-deploy"])


def _loosen_the_trust(estate: Estate) -> Change:
    trust = github_trust(estate.shop.id, "repo:example-shop/*")
    _iam(estate).update_assume_role_policy(RoleName="ci-publish", PolicyDocument=document(trust))
    where = estate.ids["role/ci-publish"]
    return Change("the role that CI publishes with trusts every repository and branch", where)


def _replace_an_instance(estate: Estate) -> Change:
    """Let the scaling group replace an instance that did not answer."""
    scaling = estate.client(SHOP, "autoscaling")
    old = estate.ids["instance/storefront-3"]
    before = _members(scaling)
    scaling.terminate_instance_in_auto_scaling_group(
        InstanceId=old, ShouldDecrementDesiredCapacity=False
    )
    (new,) = _members(scaling) - before
    estate.ids["instance/storefront-3"] = new
    return Change("a web instance was terminated and replaced by a new one", old)


def _make_the_role_again(estate: Estate) -> Change:
    iam, old = _iam(estate), estate.ids[f"role/{ROLE}"]
    attached = iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
    for policy in attached:
        iam.detach_role_policy(RoleName=ROLE, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=ROLE)
    trust = trusted({"Service": "lambda.amazonaws.com"})
    make_role(estate, SHOP, ROLE, trust, tuple(policy["PolicyName"] for policy in attached))
    return Change("a role was deleted and made again under its name", old)


def _publish_the_bucket(estate: Estate) -> Change:
    s3 = estate.client(SHOP, "s3")
    s3.delete_public_access_block(Bucket=BUCKET)
    s3.put_bucket_policy(Bucket=BUCKET, Policy=document(everyone_reads(BUCKET)))
    return Change("a bucket lost its public access block and lets everyone read", BUCKET)


def _change_a_password(estate: Estate) -> Change:
    new = estate.plant("planted-secret-order-events-0002")
    estate.client(SHOP, "lambda").update_function_configuration(
        FunctionName="order-events",
        Environment={"Variables": {"DB_PASSWORD": new, "STAGE": "prod"}},
    )
    where = estate.ids["function/order-events"]
    return Change("the password in the environment of a function changed", where)


def _delete_the_queue(estate: Estate) -> Change:
    estate.client(SHOP, "sqs").delete_queue(QueueUrl=estate.ids[f"queue-url/{QUEUE}"])
    return Change("an old queue was deleted", estate.ids[f"queue/{QUEUE}"])


def _rename_a_host(estate: Estate) -> Change:
    instance = estate.ids["instance/erp-connector"]
    _ec2(estate).create_tags(Resources=[instance], Tags=[{"Key": "Name", "Value": RENAMED}])
    return Change("an instance has a new name", instance)


_AFTERNOON: tuple[Callable[[Estate], Change], ...] = (
    _open_the_group,
    _open_the_access_list,
    _route_past_the_nat,
    _give_an_address,
    _widen_the_deployer,
    _loosen_the_trust,
    _replace_an_instance,
    _make_the_role_again,
    _publish_the_bucket,
    _change_a_password,
    _delete_the_queue,
    _rename_a_host,
)


def _ec2(estate: Estate) -> Any:
    return estate.client(SHOP, "ec2")


def _iam(estate: Estate) -> Any:
    return estate.client(SHOP, "iam", GLOBAL)


def _members(scaling: Any) -> set[str]:
    groups = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=["storefront"])
    return {member["InstanceId"] for member in groups["AutoScalingGroups"][0]["Instances"]}
