"""`reach` and `exposures` on a small public estate, as people and programs use them."""

import json

import pytest

from benchmarks.network import START
from benchmarks.network import estate as old_estate
from cartographer import bootstrap, config
from cartographer.model.history import Run
from tests.cartographer.cli.conftest import GROUP, SUBNET, VPC, group, record

ENI, INSTANCE = "eni-0a000000000000001", "i-0a000000000000001"
PUBLIC, PRIVATE = "52.1.2.3", "10.1.1.10"


def estate(folder, *ports, igw=True, running=True):
    """Write the answers that tell of one machine with a public address."""
    record(folder, "vpcs", {"Vpcs": [{"VpcId": VPC, "CidrBlock": "10.1.0.0/16"}]})
    record(
        folder,
        "subnets",
        {
            "Subnets": [
                {
                    "SubnetId": SUBNET,
                    "VpcId": VPC,
                    "CidrBlock": "10.1.1.0/24",
                    "AvailabilityZone": "eu-west-1a",
                    "OwnerId": "111122223333",
                }
            ]
        },
    )
    record(folder, "groups", {"SecurityGroups": [group(*ports)]})
    local = {"DestinationCidrBlock": "10.1.0.0/16", "GatewayId": "local", "State": "active"}
    out = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}
    record(
        folder,
        "tables",
        {
            "RouteTables": [
                {
                    "RouteTableId": "rtb-1",
                    "VpcId": VPC,
                    "OwnerId": "111122223333",
                    "Routes": [local, out] if igw else [local],
                    "Associations": [{"Main": True, "RouteTableId": "rtb-1"}],
                }
            ]
        },
    )
    allow = {"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    record(
        folder,
        "acls",
        {
            "NetworkAcls": [
                {
                    "NetworkAclId": "acl-1",
                    "VpcId": VPC,
                    "OwnerId": "111122223333",
                    "Entries": [{**allow, "Egress": True}, {**allow, "Egress": False}],
                    "Associations": [
                        {
                            "SubnetId": SUBNET,
                            "NetworkAclId": "acl-1",
                            "NetworkAclAssociationId": "aclassoc-1",
                        }
                    ],
                }
            ]
        },
    )
    record(
        folder,
        "gateways",
        {
            "InternetGateways": [
                {
                    "InternetGatewayId": "igw-1",
                    "OwnerId": "111122223333",
                    "Attachments": [{"State": "available", "VpcId": VPC}],
                }
            ]
        },
    )
    record(
        folder,
        "interfaces",
        {
            "NetworkInterfaces": [
                {
                    "NetworkInterfaceId": ENI,
                    "OwnerId": "111122223333",
                    "VpcId": VPC,
                    "SubnetId": SUBNET,
                    "AvailabilityZone": "eu-west-1a",
                    "PrivateIpAddress": PRIVATE,
                    "PrivateIpAddresses": [
                        {"PrivateIpAddress": PRIVATE, "Association": {"PublicIp": PUBLIC}}
                    ],
                    "Groups": [{"GroupId": GROUP}],
                    "InterfaceType": "interface",
                    "SourceDestCheck": True,
                    "Status": "in-use",
                    "Attachment": {"InstanceId": INSTANCE, "Status": "attached"},
                }
            ]
        },
    )
    record(
        folder,
        "instances",
        {
            "Reservations": [
                {
                    "OwnerId": "111122223333",
                    "Instances": [
                        {
                            "InstanceId": INSTANCE,
                            "State": {"Name": "running" if running else "stopped"},
                            "PrivateIpAddress": PRIVATE,
                            "Tags": [{"Key": "Name", "Value": "web-7"}],
                        }
                    ],
                }
            ]
        },
    )


@pytest.fixture
def public(run, tmp_path):
    """Return the program on a machine that opens port 22 to everyone."""
    estate(tmp_path / "answers", 22)
    run("snapshot", "--recorded", tmp_path / "answers", code=None)
    return run


def test_a_person_reads_the_verdict_and_each_hop(public):
    """The first word is the verdict; each hop names who decides and by which rule."""
    told = public("reach", "internet", INSTANCE, "--port", "22").stdout
    assert told.startswith("REACHABLE  tcp 22 from any ipv4 address but 10.0.0.0/8")
    assert "security-group/sg-0a000000000000001  tcp 22 from 0.0.0.0/0" in told
    assert "reply: route-table/rtb-1  0.0.0.0/0 → igw-1" in told
    assert "Assumed, since nobody asked: vpc-block-public-access=off" in told


def test_what_blocks_is_told_with_its_reason(public):
    """A port that no rule admits is blocked at the group."""
    told = public("reach", "internet", "web-7", "--port", "23").stdout
    assert told.startswith("BLOCKED")
    assert "why: security-group at arn:aws:ec2:eu-west-1:111122223333:security-group" in told or (
        "why: security-group" in told
    )


@pytest.mark.parametrize(
    ("port", "expected", "code"),
    [("22", "reachable", 0), ("22", "blocked", 3), ("23", "blocked", 0), ("23", "reachable", 3)],
)
def test_any_question_can_be_a_test(public, port, expected, code):
    """--expect ends with 3 if the verdict is another one."""
    public("reach", "internet", INSTANCE, "--port", port, "--expect", expected, code=code)


def test_unknown_fails_an_expectation_with_4(run, tmp_path):
    """What was not read decides nothing."""
    estate(tmp_path / "answers", 22)
    (tmp_path / "answers/111122223333/eu-west-1/acls.json").unlink()
    run("snapshot", "--recorded", tmp_path / "answers", code=None)
    told = run("reach", "internet", INSTANCE, "--port", "22", "--expect", "reachable", code=4)
    assert "UNKNOWN" in told.stdout
    assert "network-acl-not-seen" in told.stdout


def test_a_stopped_machine_is_latent(run, tmp_path):
    """It opens as soon as it is started, and is said to."""
    estate(tmp_path / "answers", 22, running=False)
    run("snapshot", "--recorded", tmp_path / "answers", code=None)
    found = run.json("reach", "internet", INSTANCE, "--port", "22")
    assert (found["verdict"], found["latent"]) == ("blocked", True)
    assert run.json("exposures") == []
    (row,) = run.json("exposures", "--latent")
    assert (row["state"], row["door"]) == ("latent", "tcp/22")


def test_a_way_out_is_asked_like_a_way_in(public, run, tmp_path):
    """The group has no rule outwards: nothing begins inside."""
    assert public.json("reach", INSTANCE, "8.8.8.8", "--port", "443")["verdict"] == "blocked"
    found = public.json("reach", "203.0.113.7", PUBLIC, "--port", "22")
    assert found["verdict"] == "reachable"
    assert found["certain"][0]["source"] == ["203.0.113.7/32"]


def test_without_a_route_out_the_reply_is_lost(run, tmp_path):
    """A public address and an open group are a guess; the reply has no way."""
    estate(tmp_path / "answers", 22, igw=False)
    run("snapshot", "--recorded", tmp_path / "answers", code=None)
    found = run.json("reach", "internet", INSTANCE, "--port", "22")
    assert (found["forward"], found["verdict"]) == ("reachable", "blocked")
    assert ("no-route", "return") in {(one["code"], one["direction"]) for one in found["reasons"]}


def test_a_prefix_is_asked_at_who_holds_it(public):
    """As a destination where a machine is; as a source from each machine, and from outside."""
    found = public.json("reach", "203.0.113.0/24", "52.1.0.0/16", "--port", "22")
    assert found["verdict"] == "reachable"
    assert found["certain"][0]["destination"] == [f"{PUBLIC}/32"]
    assert found["certain"][0]["source"] == ["203.0.113.0/24"]
    inside = public.json("reach", "10.1.0.0/16", INSTANCE, "--port", "22")
    assert inside["verdict"] == "reachable"
    assert inside["certain"][0]["source"] == [f"{PRIVATE}/32"]
    within = public.json("reach", INSTANCE, "10.1.0.0/16", "--port", "443")
    assert within["verdict"] == "reachable"
    assert [one["destination"] for one in within["certain"]] == [[f"{PRIVATE}/32"]]


def test_what_a_finding_rests_on_is_named(public):
    """The table, the groups and the look-ups that decided are among the facts."""
    rests = public.json("reach", "internet", INSTANCE, "--port", "22")["rests_on"]
    assert any("route-table/rtb-1" in one for one in rests)
    assert any(GROUP in one for one in rests)


def test_who_has_no_public_address_is_not_called(run, tmp_path):
    """The internet has no address to send to, and that is the reason."""
    answers = tmp_path / "answers"
    estate(answers, 22)
    file = answers / "111122223333/eu-west-1/interfaces.json"
    file.write_text(file.read_text().replace(', "Association": {"PublicIp": "52.1.2.3"}', ""))
    run("snapshot", "--recorded", answers, code=None)
    found = run.json("reach", "internet", INSTANCE, "--port", "22")
    assert (found["verdict"], found["certain"]) == ("blocked", [])
    assert [one["code"] for one in found["reasons"]] == ["no-address-to-call"]


def test_flows_are_answered_line_by_line(public, tmp_path):
    """In order, with the id as given; a bad line has its error and the command ends with 1."""
    lines = [
        {"id": "a", "source": "203.0.113.7", "destination": PUBLIC, "protocol": "tcp", "port": 22},
        {"source": "203.0.113.7", "destination": PUBLIC, "protocol": 6, "port": 23},
        {"source": "10.9.9.9", "destination": PRIVATE, "protocol": "tcp", "port": 22},
        {"source": INSTANCE, "destination": PRIVATE, "protocol": "icmp", "icmp_type": 8},
        {"source": "203.0.113.7", "destination": PUBLIC, "protocol": "0"},
    ]
    file = tmp_path / "flows.jsonl"
    file.write_text("\n".join(json.dumps(one) for one in lines) + "\n")
    answers = [json.loads(line) for line in public("reach", "--flows", file).stdout.splitlines()]
    assert [one["verdict"] for one in answers] == [
        "reachable",
        "blocked",
        "unknown",
        "reachable",
        "blocked",
    ]
    assert (answers[0]["line"], answers[0]["id"], answers[1]["id"]) == (1, "a", None)
    assert answers[2]["reasons"][0]["code"] == "private-source-unplaced"


def test_a_private_source_needs_a_private_way_in(run, tmp_path):
    """Where all other ways were read and there are none, it is blocked; by a gateway, maybe not."""
    answers = tmp_path / "answers"
    estate(answers, 22)
    record(answers, "vgws", {"VpnGateways": []})
    record(answers, "transit", {"TransitGatewayVpcAttachments": []})
    record(answers, "peerings", {"VpcPeeringConnections": []})
    run("snapshot", "--recorded", answers, code=None)
    found = run.json("reach", "10.9.9.9", PRIVATE, "--port", "22")
    assert (found["verdict"], found["reasons"][0]["code"]) == ("blocked", "private-source-unplaced")
    gateway = {
        "VpnGatewayId": "vgw-1",
        "State": "available",
        "VpcAttachments": [{"State": "attached", "VpcId": VPC}],
    }
    record(answers, "vgws", {"VpnGateways": [gateway]})
    run("snapshot", "--recorded", answers, code=None)
    assert run.json("reach", "10.9.9.9", PRIVATE, "--port", "22")["verdict"] == "unknown"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "not a question"),
        ('{"source": "1.1.1.1", "destination": "x", "protocol": "tcp"}', "no address"),
        ('{"source": "1.1.1.1", "destination": "2.2.2.2", "protocol": "tpc"}', "protocol 'tpc'"),
        (
            '{"source": "1.1.1.1", "destination": "2.2.2.2", "protocol": "tcp", "port": 99999}',
            "port 99999",
        ),
        (
            '{"source": "nobody", "destination": "2.2.2.2", "protocol": "tcp"}',
            "no resource 'nobody'",
        ),
        (
            '{"source": "1.1.1.1", "destination": "2.2.2.2", "protocol": "icmp", "icmp_type": 300}',
            "icmp_type 300",
        ),
    ],
)
def test_a_bad_line_has_its_error(public, tmp_path, line, error):
    """What is no question is said, in its place."""
    file = tmp_path / "flows.jsonl"
    file.write_text(line + "\n")
    (answer,) = public("reach", "--flows", file, code=1).stdout.splitlines()
    assert error in json.loads(answer)["error"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ((), "name SRC and DST"),
        (("internet", "nobody"), "no resource 'nobody'"),
        (("internet", GROUP), "has no network interface"),
        (("internet", INSTANCE, "--protocol", "icmp", "--port", "1"), "has no ports"),
        (("internet", INSTANCE, "--protocol", "tpc"), "protocol 'tpc'"),
    ],
)
def test_what_cannot_be_asked_is_refused(public, words, error):
    """A name or a protocol that is none ends with 2 and says what to give."""
    assert error in public("reach", *words, code=2).stderr


HOST = "search-s.eu-west-1.es.amazonaws.com"
URL = f"https://{HOST}/"


@pytest.fixture
def called(run, tmp_path):
    """Return the program on an estate with a managed endpoint."""
    answers = tmp_path / "answers"
    estate(answers, 22)
    arn = "arn:aws:es:eu-west-1:111122223333:domain/s"
    domain = {"DomainName": "s", "DomainId": "111122223333/s", "ARN": arn, "Endpoint": HOST}
    record(answers, "domains", {"DomainStatusList": [domain]})
    run("snapshot", "--recorded", answers, code=None)
    return run


def test_a_url_is_asked_as_people_paste_it(called):
    """Its scheme gives the port; a host and a port do too."""
    assert called("reach", "internet", URL + "path?x=1").stdout.startswith("REACHABLE  tcp 443")
    for pasted in (f"{HOST}:443", f"https://{HOST}", "s"):
        assert called.json("reach", "internet", pasted)["verdict"] == "reachable"
    assert called.json("reach", "internet", HOST, "--port", "22")["verdict"] == "blocked"
    assert called.json("reach", "internet", f"http://{PUBLIC}")["verdict"] == "blocked"
    assert called.json("reach", "internet", f"ssh://{PUBLIC}")["verdict"] == "reachable"
    assert called.json("reach", "internet", f"{PUBLIC}:22")["verdict"] == "reachable"


def test_a_line_may_name_a_host(called, tmp_path):
    """One that nobody here answers to is outside, at an address that nobody knows."""
    file = tmp_path / "flows.jsonl"
    to = {"source": "203.0.113.7", "protocol": "tcp", "port": 443}
    hosts = (HOST, "www.elsewhere.example", f"{PUBLIC}:22")
    lines = [{**to, "destination": one} for one in hosts]
    lines.append({**lines[0], "source": "s"})
    file.write_text("".join(json.dumps(one) + "\n" for one in lines))
    first, second, third, fourth = map(
        json.loads, called("reach", "--flows", file, code=1).stdout.splitlines()
    )
    assert (first["verdict"], second["verdict"]) == ("reachable", "unknown")
    assert second["reasons"][0]["code"] == "name-not-answered"
    assert "no address" in third["error"]
    assert "calls nobody" in fourth["error"]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("internet", URL, "--port", "22"), "--port 22 and"),
        (("internet", "shop.example.com:70000"), "port 70000 is not within"),
        (("internet", "https://shop.example.com:x"), "is no URL"),
        ((URL, INSTANCE), "calls nobody: name it as DST"),
    ],
)
def test_a_url_that_cannot_be_asked_is_refused(called, words, error):
    """It is said what to give instead."""
    assert error in called("reach", *words, code=2).stderr


def test_a_console_url_still_means_the_resource(called):
    """Its host is nobody's here, and the id in it is."""
    console = f"https://eu-west-1.console.aws.amazon.com/ec2/home#InstanceDetails:id={INSTANCE}"
    assert called.json("reach", "internet", console, "--port", "22")["verdict"] == "reachable"


def test_a_door_is_listed_by_its_name_and_what_is_asked(called):
    """For people and for programs."""
    (row,) = [
        one for one in called.json("exposures") if one["authorization"] and one["door"] == "tcp/443"
    ]
    assert (row["addresses"], row["state"]) == ([HOST], "open")
    assert row["authorization"] == "access policy"
    assert "access policy" in called("exposures").stdout


def test_exposures_name_the_door_and_the_width(public):
    """One row a resource and door, for people and for programs."""
    (row,) = public.json("exposures")
    assert row["key"] == f"{row['anchor']} network internet tcp/22"
    assert row["resource"].endswith(INSTANCE)
    assert (row["door"], row["audience"], row["sources"]) == ("tcp/22", "internet", "any")
    assert (row["addresses"], row["state"], row["by"]) == ([f"{PUBLIC}/32"], "open", None)
    told = public("exposures").stdout
    assert "1 exposures of 1 resources to the internet: 1 open, 0 unknown" in told
    assert public.json("exposures", "--type", "AWS::RDS::DBInstance") == []


def test_what_the_internet_reaches_is_drawn(public):
    """From the internet by the door and what decides to the machine, each once."""
    drawn = json.loads(public("export", "--view", "exposure", "--format", "graph-json").stdout)
    names = {one["id"]: one["name"] for one in drawn["nodes"]}
    assert [(names[one["source"]], names[one["target"]]) for one in drawn["edges"]] == [
        ("igw-1", "acl-1"),
        ("acl-1", "web"),
        ("web", "web-7"),
        ("internet", "tcp/22"),
        ("tcp/22", "igw-1"),
    ]
    assert {one["kind"] for one in drawn["edges"]} == {"open"}
    assert drawn["note"][0] == "1 exposure of 1 resource."


@pytest.mark.parametrize(
    "more", [("--focus", INSTANCE), ("--group-by", "account"), ("--diff", "s-1", "s-1")]
)
def test_a_picture_of_exposures_refuses_what_means_nothing_in_it(public, more):
    """The message names the view, and nothing is drawn."""
    told = public("export", "--view", "exposure", "--format", "svg", *more, code=2)
    assert "the view exposure" in told.stderr
    assert told.stdout == ""


# --- what a person asks next ------------------------------------------------------------------


@pytest.fixture
def shut(run, tmp_path):
    """Return the program on a machine whose subnet has no way out."""
    estate(tmp_path / "answers", 22, igw=False)
    run("snapshot", "--recorded", tmp_path / "answers", code=None)
    return run


def test_what_is_blocked_has_the_change_that_would_open_it(shut):
    """In words, and as data; what is open has none."""
    told = shut("reach", "internet", INSTANCE, "--port", "22").stdout
    assert "Would open it: 1 change: route 0.0.0.0/0 of rtb-1 → igw-1" in told
    found = shut.json("reach", "internet", INSTANCE, "--port", "443")
    (opening,) = found["would_open"]
    assert [one["action"] for one in opening["changes"]] == ["route", "allow"]
    assert opening["changes"][0]["resource"].endswith("route-table/rtb-1")
    assert [one["destination_ports"] for one in opening["also_opens"]] == [[[22, 22]]]


def test_what_nothing_opens_says_what_is_in_the_way(public):
    """To an address that is nobody's no rule leads."""
    found = public.json("reach", INSTANCE, "10.1.1.99", "--port", "443")
    assert (found["verdict"], found["would_open"]) == ("blocked", [])
    assert [one["code"] for one in found["in_the_way"]] == ["no-such-address"]
    told = public("reach", INSTANCE, "10.1.1.99", "--port", "443").stdout
    assert "Nothing within 3 changes surely opens it" in told
    assert "in the way: no-such-address" in told


def test_why_not_tells_the_reasons_hop_by_hop(shut):
    """All of them, grouped by what the packets meet, and no hop that lets them pass."""
    told = shut("reach", "internet", INSTANCE, "--port", "23", "--why-not").stdout
    lines = [one.strip() for one in told.splitlines()]
    at = lines.index("✗ security-group/sg-0a000000000000001")
    assert lines[at + 1 : at + 4] == [
        "security-group  no rule",
        "✗ reply: route-table/rtb-1",
        "no-route",
    ]
    assert "network-acl" not in told
    assert "Would open it: 2 changes" in told


def test_nothing_stands_in_the_way_of_what_is_open(public):
    """Asked why not, it says so."""
    told = public("reach", "internet", INSTANCE, "--port", "22", "--why-not").stdout
    assert "Nothing stands in the way." in told


def test_what_is_unknown_says_what_to_read(run, tmp_path):
    """The command that reads it, and as data its type."""
    estate(tmp_path / "answers", 22)
    (tmp_path / "answers/111122223333/eu-west-1/acls.json").unlink()
    run("snapshot", "--recorded", tmp_path / "answers", code=None)
    told = run("reach", "internet", INSTANCE, "--port", "22", "--why-not").stdout
    assert "To know: cartographer snapshot --type AWS::EC2::NetworkAcl\n" in told
    found = run.json("reach", "internet", INSTANCE, "--port", "22")
    assert found["unread"] == [{"type": "AWS::EC2::NetworkAcl", "aspect": None}]
    assert found["would_open"] is None


def test_other_ways_are_counted_and_told(public):
    """A prefix comes from the machine itself and from outside: one is told, the other counted."""
    words = ("reach", "0.0.0.0/0", PRIVATE, "--port", "22")
    told = public(*words).stdout
    count = len(public.json(*words)["paths"]) - 1
    assert (f"Others that matter: --all-paths ({count})" in told) is (count > 0)
    every = public(*words, "--all-paths").stdout
    assert f"{count + 1}. " in every
    assert "Others that matter" not in every


def test_one_way_has_no_others(public):
    """Nothing is said of others where there are none."""
    told = public("reach", "internet", INSTANCE, "--port", "22").stdout
    assert "--all-paths" not in told


def test_a_switch_that_nobody_asked_for_is_unknown_if_nothing_is_assumed(public):
    """It is taken as off and named, or keeps the answer from being sure: here and in the list."""
    words = ("reach", "internet", INSTANCE, "--port", "22")
    assert public.json(*words)["assumes"] == ["vpc-block-public-access=off"]
    found = public.json(*words, "--assume", "nothing")
    assert (found["verdict"], found["assumes"]) == ("unknown", [])
    assert "AWS::EC2::VPCBlockPublicAccessOptions" in {one["type"] for one in found["unread"]}
    public(*words, "--assume", "nothing", "--expect", "reachable", code=4)
    assert [one["state"] for one in public.json("exposures")] == ["open"]
    assert [one["state"] for one in public.json("exposures", "--assume", "nothing")] == ["unknown"]


def test_a_fact_that_is_too_old_counts_as_unknown(public):
    """Only where an age is given or something is expected; the oldest fact is named."""
    words = ("reach", "internet", INSTANCE, "--port", "22")
    assert public.json(*words)["verdict"] == "reachable"
    found = public.json(*words, "--max-age", "0m")
    (reason,) = [one for one in found["reasons"] if one["code"] == "too-old"]
    assert found["verdict"] == "unknown"
    told = public(*words, "--max-age", "0m", "--expect", "reachable", code=4).stdout
    assert f"To know: cartographer refresh {reason['resource']}" in told
    public(*words, "--max-age", "1h", "--expect", "reachable")
    (row,) = public.json("exposures", "--max-age", "0m")
    assert (row["state"], row["too_old"] is None) == ("unknown", False)
    assert "1 of them too old" in public("exposures", "--max-age", "0m").stdout
    (row,) = public.json("exposures")
    assert (row["state"], row["too_old"]) == ("open", None)
    assert row["as_of"] is not None


def test_the_age_of_facts_counts_for_what_is_expected(run):
    """Of facts of last year an expectation is unknown by itself, and exposures are."""
    store = bootstrap.store(config.Settings(), str(run.store))
    store.commit(old_estate(60))
    store.publish(("aws:old",), Run(START, 1.0, 1))
    store.close()
    rows = run.json("exposures", "--max-age", "9999w")
    machine = rows[0]["resource"]
    assert {one["state"] for one in rows} == {"open"}
    assert {one["state"] for one in run.json("exposures")} == {"unknown"}
    assert {one["state"] for one in run.json("exposures", "--at", "latest")} == {"open"}
    words = ("reach", "internet", machine)
    assert run.json(*words)["verdict"] == "reachable"
    run(*words, "--expect", "reachable", code=4)
    run(*words, "--expect", "reachable", "--max-age", "9999w")
    run(*words, "--expect", "reachable", "--at", "latest")


def told(row):
    """Return what tells a row from others."""
    return row["door"], row["audience"], row["sources"]


def test_a_named_network_is_an_end_and_an_audience(run, tmp_path):
    """The rule for the office is the office's; what is open to a stranger too, has two rows."""
    answers = tmp_path / "answers"
    estate(answers, 22)
    office, stranger = {"CidrIp": "203.0.113.0/28"}, {"CidrIp": "198.51.100.7/32"}
    opened = group(22, 443)
    opened["IpPermissions"][0]["IpRanges"] = [office, stranger]
    opened["IpPermissions"][1]["IpRanges"] = [office]
    record(answers, "groups", {"SecurityGroups": [opened]})
    settings = tmp_path / "cartographer.toml"
    settings.write_text('[networks]\noffice = ["203.0.113.0/28"]\nlab = ["192.0.2.0/24"]\n')
    run("snapshot", "--recorded", answers, code=None)
    named = ("--config", settings)
    assert [told(row) for row in run.json(*named, "exposures")] == [
        ("tcp/22", "internet", "198.51.100.7"),
        ("tcp/22", "office", "office"),
        ("tcp/443", "office", "office"),
    ]
    shown = run(*named, "exposures", "--from", "office").stdout
    assert "2 exposures of 1 resources to office: 2 open, 0 unknown" in shown
    assert run.json(*named, "exposures", "--from", "lab") == []
    found = run.json(*named, "reach", "office", INSTANCE, "--port", "443")
    assert (found["verdict"], found["certain"][0]["source"]) == ("reachable", ["203.0.113.0/28"])
    assert run.json(*named, "reach", "lab", INSTANCE, "--port", "443")["verdict"] == "blocked"


def test_exposures_show_a_way_and_what_it_leans_on(public):
    """As data: the gateway, the filters, the reply; and the switch that nobody asked for."""
    (row,) = public.json("exposures")
    assert row["path"][0]["rule"] == "mapping"
    assert {one["direction"] for one in row["path"]} == {"forward", "return"}
    assert row["assumes"] == ["vpc-block-public-access=off"]


def test_lists_come_in_all_forms(public):
    """A line a row, for programs and for spreadsheets."""
    for words in (("exposures",), ("egress",)):
        lines = public(*words, "-o", "jsonl").stdout.splitlines()
        assert [json.loads(one) for one in lines] == public.json(*words)
        head, *rows = public(*words, "-o", "csv").stdout.splitlines()
        assert head.startswith("state,resource,door,")
        assert len(rows) == len(lines)
        assert "Not seen: nothing that was asked for" in public(*words).stdout
    assert "Oldest fact used: " in public("exposures").stdout


def test_egress_lists_the_way_out(run, tmp_path):
    """The machine that may call TCP 443 anywhere, by its own address; without the rule, nobody."""
    answers = tmp_path / "answers"
    estate(answers, 22)
    run("snapshot", "--recorded", answers, code=None)
    assert run.json("egress") == []
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    out = group(22) | {"IpPermissionsEgress": [{**rule, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}
    record(answers, "groups", {"SecurityGroups": [out]})
    run("snapshot", "--recorded", answers, code=None)
    (row,) = run.json("egress")
    assert row["key"] == f"{row['anchor']} egress direct tcp/443"
    assert (row["way"], row["destinations"], row["state"]) == ("direct", "any", "open")
    assert row["by"][0].endswith("internet-gateway/igw-1")
    assert row["path"]
    shown = run("egress").stdout
    assert "1 resources may talk to the internet: 1 to any of it, 0 unknown" in shown
    assert run.json("egress", "--type", "AWS::RDS::DBInstance") == []


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("internet", INSTANCE, "--max-age", "soon"), "give a span such as 90m"),
        (("--flows", "-", "--why-not"), "leave out --why-not"),
        (("--flows", "-", "--max-age", "1h"), "leave out --why-not"),
        (("tag:role=none", INSTANCE), "no resource 'tag:role=none'"),
        (("10.1.1.10@vpc-other", INSTANCE), "no resource '10.1.1.10@vpc-other'"),
    ],
)
def test_what_makes_no_sense_is_refused(public, words, error):
    """With 2, and what to give instead."""
    assert error in public("reach", *words, code=2).stderr


@pytest.mark.parametrize("source", [f"{PRIVATE}@{VPC}", "tag:Name=web-7", "web-7"])
def test_a_machine_is_named_by_its_network_tag_or_name(public, source):
    """Each means the same machine."""
    found = public.json("reach", source, INSTANCE, "--port", "443")
    assert found["certain"] == public.json("reach", INSTANCE, INSTANCE, "--port", "443")["certain"]
    assert found["verdict"] == "reachable"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--from", "999988887777"), "account 999988887777 has no network interface"),
        (("--from", "nobody"), "no resource 'nobody'"),
        (("--from", "10.9.0.0/16"), "[networks.NAME] via"),
    ],
)
def test_whom_nobody_can_follow_is_refused(public, words, error):
    """With what to do instead."""
    assert error in public("exposures", *words, code=2).stderr
