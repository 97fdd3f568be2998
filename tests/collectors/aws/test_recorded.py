"""Describe and list answers in files: found by content, placed, joined, and never over-claimed."""

import pytest

from cartographer.model.coverage import Selector
from tests.collectors.aws.recorded_input import (
    ACCOUNT,
    OTHER,
    SMALL,
    Loaded,
    vpc,
    write,
)

ARN = f"arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:loadbalancer"


@pytest.mark.parametrize(
    "folder",
    [
        f"accounts/{ACCOUNT}/eu-west-1",
        f"{ACCOUNT}/eu-west-1",
        "eu-west-1",
    ],
)
def test_folders_say_account_and_region(tmp_path, folder):
    """Account and region are read from the folders, a missing account from the content."""
    write(tmp_path, f"{folder}/Any.json", {"Vpcs": [vpc(1)]})
    found = Loaded(tmp_path).one("Test::Vpc")
    assert found.key.id == f"arn:aws:ec2:eu-west-1:{ACCOUNT}:thing/vpc-1"
    assert (found.viewers, found.listed_in) == ((ACCOUNT,), "eu-west-1")


def test_a_folder_of_a_region_may_be_named_itself(tmp_path):
    """PATH may be the innermost folder, or one file in it."""
    file = write(tmp_path, f"{ACCOUNT}/eu-west-1/Vpcs.json", {"Vpcs": [{"VpcId": "vpc-1"}]})
    for path in (file, file.parent):
        assert Loaded(path).one("Test::Vpc").account == ACCOUNT


def test_a_missing_region_is_read_from_zones_and_arns(tmp_path):
    """Zones of other files in the same folder count too."""
    write(tmp_path, "Vpcs.json", {"Vpcs": [vpc(1)]})
    write(
        tmp_path,
        "Subnets.json",
        {"Subnets": [{"SubnetId": "s", "AvailabilityZone": "us-gov-west-1b"}]},
    )
    found = Loaded(tmp_path)
    assert found.one("Test::Vpc").region == "us-gov-west-1"
    assert found.one("Test::Subnet").key.partition == "aws-us-gov"


def test_a_place_that_nothing_tells_is_unknown(tmp_path):
    """Without folders and without evidence both are unknown, by that name."""
    write(tmp_path, "Vpcs.json", {"Vpcs": [{"VpcId": "vpc-1"}]})
    found = Loaded(tmp_path).one("Test::Vpc")
    assert (found.account, found.region) == ("unknown", "unknown")


def test_an_owner_is_not_the_viewer(tmp_path):
    """What another account owns is seen by the account of the folder."""
    write(tmp_path, f"{ACCOUNT}/eu-west-1/v.json", {"Vpcs": [vpc(1, OwnerId=OTHER)]})
    found = Loaded(tmp_path).one("Test::Vpc")
    assert (found.account, found.viewers) == (OTHER, (ACCOUNT,))


def test_the_name_of_a_file_says_nothing(tmp_path):
    """A form is recognised from its content alone; one file may hold several members."""
    write(tmp_path, "eu-west-1/Subnets.json", {"Vpcs": [vpc(1)], "Subnets": [{"SubnetId": "s-1"}]})
    found = Loaded(tmp_path)
    assert (found.ids("Test::Vpc"), found.ids("Test::Subnet")) == (["vpc-1"], ["s-1"])


def test_an_empty_list_is_a_claim_and_a_missing_file_is_none(tmp_path):
    """An empty answer proves that there is none; no answer proves nothing."""
    write(tmp_path, f"{ACCOUNT}/eu-west-1/Vpcs.json", {"Vpcs": []})
    found = Loaded(tmp_path)
    assert (found.state("Test::Vpc"), found.claimed("Test::Vpc")) == (("complete", None), True)
    state, reason = found.state("Test::Subnet")
    assert (state, reason.split(":")[0]) == ("not_asked", "not-supplied")
    assert not found.claimed("Test::Subnet")


def test_what_is_gone_from_a_later_file_is_removed(tmp_path):
    """A later reading that lists less takes away, by its claim."""
    write(tmp_path, "eu-west-1/Vpcs.json", {"Vpcs": [vpc(1), vpc(2)]})
    found = Loaded(tmp_path)
    write(tmp_path, "eu-west-1/Vpcs.json", {"Vpcs": [vpc(2)]})
    assert [key.id[-5:] for key in found.again(tmp_path).removed] == ["vpc-1"]


def test_a_page_that_goes_on_is_no_claim(tmp_path):
    """An answer that bears a token is not all there is."""
    write(tmp_path, "eu-west-1/Vpcs.json", {"Vpcs": [vpc(1)], "NextToken": "more"})
    found = Loaded(tmp_path)
    assert (found.ids("Test::Vpc"), found.state("Test::Vpc")[0]) == (["vpc-1"], "not_asked")
    assert found.unrecognised == 0


def test_reading_twice_differs_in_nothing(tmp_path):
    """The second reading of the same input is an empty diff."""
    _balanced(tmp_path)
    write(tmp_path, f"{ACCOUNT}/eu-west-1/Vpcs.json", {"Vpcs": [vpc(1), vpc(2)]})
    changes = Loaded(tmp_path).again(tmp_path)
    assert [*changes.added, *changes.removed, *changes.modified, *changes.unknown] == []


def test_types_of_one_member_are_told_apart_by_their_items(tmp_path):
    """Load balancers of both kinds come in a member of the same name."""
    write(tmp_path, f"{ACCOUNT}/eu-west-1/a.json", {"LoadBalancers": [{"LoadBalancerName": "old"}]})
    write(
        tmp_path,
        f"{ACCOUNT}/eu-west-1/b.json",
        {"LoadBalancers": [{"LoadBalancerName": "new", "LoadBalancerArn": f"{ARN}/app/new/1"}]},
    )
    found = Loaded(tmp_path)
    assert (found.ids("Test::OldBalancer"), len(found.of("Test::Balancer"))) == (["old"], 1)


def test_an_empty_member_of_two_types_is_neither(tmp_path):
    """Where nothing tells which call was empty, nothing is claimed, and that is told."""
    write(tmp_path, f"{ACCOUNT}/eu-west-1/a.json", {"LoadBalancers": []})
    write(tmp_path, f"{ACCOUNT}/eu-west-1/v.json", {"Vpcs": []})
    found = Loaded(tmp_path)
    assert found.notes() == [
        ("LoadBalancers", "it may be any of Test::Balancer, Test::OldBalancer")
    ]
    assert not found.claimed("Test::Balancer")


def test_an_arn_of_another_service_is_not_taken(tmp_path):
    """A member of the right name with things of another service is not recognised."""
    arn = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:thing/x"
    write(tmp_path, "eu-west-1/a.json", {"Roles": [{"Arn": arn, "RoleName": "x"}], "Vpcs": []})
    assert Loaded(tmp_path).notes() == [("Roles", "its items are of no declared type")]


def _balanced(folder):
    """Write two load balancers: only one of them has wrapped answers."""
    home = f"{ACCOUNT}/eu-west-1"
    arns = [f"{ARN}/app/{name}/1" for name in ("one", "two")]
    write(folder, f"{home}/lb.json", {"LoadBalancers": [{"LoadBalancerArn": arn} for arn in arns]})
    write(
        folder,
        f"{home}/l.json",
        {
            "LoadBalancerListeners": [
                {"LoadBalancerArn": arns[0], "Listeners": [{"ListenerArn": f"{arns[0]}/l"}]}
            ]
        },
    )
    attributes = [{"Key": "deletion_protection.enabled", "Value": "true"}]
    wrapped = [{"LoadBalancerArn": arns[0], "Attributes": attributes}]
    write(folder, f"{home}/a.json", {"LoadBalancerAttributes": wrapped})


def test_wrappers_answer_for_their_parents(tmp_path):
    """A wrapped answer is a list call or an aspect of its parent; others have none."""
    _balanced(tmp_path)
    found = Loaded(tmp_path)
    assert found.ids("Test::Listener") == [f"{ARN}/app/one/1/l"]
    assert found.state("Test::Listener")[0] == "not_asked"  # of the other one nothing is known
    one, two = found.of("Test::Balancer")
    assert one.aspects["attributes"].value[0]["Value"] == "true"
    assert two.aspects["attributes"].reason == "not-supplied"


def test_a_wrapper_of_a_part_is_no_claim(tmp_path):
    """Static routes are not all routes of a transit gateway."""
    table = {"TransitGatewayRouteTableId": "tgw-rtb-1"}
    write(tmp_path, f"{ACCOUNT}/eu-west-1/t.json", {"TransitGatewayRouteTables": [table]})
    routes = [{**table, "Routes": [{"DestinationCidrBlock": "10.0.0.0/8"}]}]
    write(tmp_path, f"{ACCOUNT}/eu-west-1/r.json", {"TransitGatewayStaticRoutes": routes})
    found = Loaded(tmp_path)
    assert (found.ids("Test::TransitRoute"), found.claimed("Test::TransitRoute")) == (
        ["10.0.0.0/8"],
        False,
    )


def test_items_of_all_parents_in_one_file_go_to_their_own(tmp_path):
    """A plain file of listeners is read by the balancer that each one names."""
    _balanced(tmp_path)
    (tmp_path / ACCOUNT / "eu-west-1/l.json").unlink()
    listeners = [
        {"ListenerArn": f"{ARN}/app/{name}/1/l", "LoadBalancerArn": f"{ARN}/app/{name}/1"}
        for name in ("one", "two")
    ]
    write(tmp_path, f"{ACCOUNT}/eu-west-1/all.json", {"Listeners": listeners})
    found = Loaded(tmp_path)
    assert (len(found.of("Test::Listener")), found.state("Test::Listener")[0]) == (2, "complete")


def test_items_that_do_not_name_their_parent_are_told(tmp_path):
    """Routes of a table that nobody names belong nowhere."""
    write(tmp_path, "eu-west-1/r.json", {"Routes": [{"DestinationCidrBlock": "::/0"}], "Vpcs": []})
    ((what, reason),) = Loaded(tmp_path).notes()
    assert (what, reason) == (
        "Routes",
        "its items do not say to which Test::TransitTable they belong",
    )


def test_what_is_recognised_and_no_inventory_is_said_apart(tmp_path):
    """What is the provider's own is set aside, and not counted as unrecognised."""
    write(tmp_path, "eu-west-1/z.json", {"AvailabilityZones": [{"ZoneName": "eu-west-1a"}]})
    write(
        tmp_path,
        "eu-west-1/q.json",
        {"PrefixLists": [{"PrefixListId": "pl-2", "OwnerId": ACCOUNT}]},
    )
    found = Loaded(tmp_path)
    assert found.ids("Test::PrefixList") == ["pl-2"]
    assert [what for what, _ in found.notes("not-inventory")] == ["AvailabilityZones"]
    assert found.unrecognised == 0


def test_the_providers_prefix_lists_bear_their_prefixes(tmp_path):
    """What DescribePrefixLists gives is told as lists and their entries, with the region's ARN."""
    row = {
        "PrefixListId": "pl-1",
        "PrefixListName": "com.amazonaws.cn-north-1.s3",
        "Cidrs": ["198.51.100.0/24"],
    }
    write(tmp_path, f"{ACCOUNT}/cn-north-1/p.json", {"PrefixLists": [row]})
    (found,) = Loaded(tmp_path, types=None).of("AWS::EC2::PrefixList")
    assert found.key.id == "arn:aws-cn:ec2:cn-north-1:aws:prefix-list/pl-1"
    assert found.aspects["entries"].value == [{"Cidr": "198.51.100.0/24"}]


def test_what_is_not_recognised_is_listed_and_counted(tmp_path):
    """Files, members and things of other forms are told with a reason each."""
    write(tmp_path, "eu-west-1/v.json", {"Vpcs": [vpc(1)], "Strange": []})
    write(tmp_path, "notes.md", b"# Notes")
    write(tmp_path, "list.json", [1, 2])
    write(tmp_path, "other.json", {"a": 1, "b": 2})
    found = Loaded(tmp_path)
    assert sorted(found.notes()) == [
        ("", "a list or a single value, and no answer of AWS"),
        ("", "not JSON"),
        ("Strange", "no declared type is read out of it"),
        ("a, b", "none of its members is known"),
    ]
    assert found.unrecognised == 4


def test_global_types_are_read_whatever_the_region_of_their_folder(tmp_path):
    """A list of roles in a region's folder answers the global call."""
    arn = f"arn:aws:iam::{ACCOUNT}:role/a"
    write(tmp_path, f"{ACCOUNT}/eu-west-1/r.json", {"Roles": [{"Arn": arn}]})
    assert Loaded(tmp_path).one("Test::Role").listed_in == "global"


def test_a_selection_holds_for_recorded_input(tmp_path):
    """Accounts, regions and types that are not selected are not read."""
    for account in (ACCOUNT, OTHER):
        for region in ("eu-west-1", "us-east-1"):
            content = {"Vpcs": [vpc(1, OwnerId=account)], "Subnets": [{"SubnetId": "s"}]}
            write(tmp_path, f"{account}/{region}/a.json", content)
    chosen = Selector(accounts=(OTHER,), regions=("us-east-1",), types=("Test::Vpc",))
    found = Loaded(tmp_path, selection=chosen)
    assert [(one.account, one.region) for one in found.of("Test::Vpc")] == [(OTHER, "us-east-1")]
    assert found.of("Test::Subnet") == []


def test_a_recording_cannot_be_refreshed_by_id(tmp_path):
    """A key that is asked for alone is told to be unreadable, and nothing is lost."""
    write(
        tmp_path,
        f"{ACCOUNT}/eu-west-1/v.json",
        {"Reservations": [{"Instances": [{"InstanceId": "i-1"}]}]},
    )
    found = Loaded(tmp_path, types=None)
    key = found.one("AWS::EC2::Instance").key
    again = Loaded(tmp_path, None, found.clock, found.snapshot, Selector(keys=(key,)))
    assert again.patches == []
    assert again.collector.failed[0][0] == "i-1"


def test_the_identity_is_the_accounts(tmp_path):
    """A later recording of the same accounts is of the same lineage."""
    write(tmp_path, f"{OTHER}/eu-west-1/v.json", {"Vpcs": []})
    write(tmp_path, f"{ACCOUNT}/eu-west-1/v.json", {"Vpcs": []})
    assert Loaded(tmp_path, SMALL).collector.identity == f"recorded:{ACCOUNT},{OTHER}"


def test_a_wrapper_of_a_part_answers_what_asks_for_just_that(tmp_path):
    """Static routes answer the call that asks for static ones, and not its neighbour."""
    table = {"TransitGatewayRouteTableId": "tgw-rtb-1"}
    write(tmp_path, f"{ACCOUNT}/eu-west-1/t.json", {"TransitGatewayRouteTables": [table]})
    routes = [{**table, "Routes": [{"DestinationCidrBlock": "10.0.0.0/8", "Type": "static"}]}]
    write(tmp_path, f"{ACCOUNT}/eu-west-1/r.json", {"TransitGatewayStaticRoutes": routes})
    aspects = Loaded(tmp_path, types=None).one("AWS::EC2::TransitGatewayRouteTable").aspects
    assert aspects["static-routes"].state == "present"
    assert aspects["propagated-routes"].reason == "not-supplied"


def test_an_empty_list_is_the_answer_of_a_listing(tmp_path):
    """OpenSearch describes endpoints, by their ids, under the name under which EC2 lists them."""
    home = f"{ACCOUNT}/eu-west-1"
    write(tmp_path, f"{home}/VpcEndpoints.json", {"VpcEndpoints": []})

    found = Loaded(tmp_path, types=None, selection=Selector(types=("AWS::EC2::VPCEndpoint",)))

    assert found.unrecognised == 0
    assert found.claimed("AWS::EC2::VPCEndpoint")
