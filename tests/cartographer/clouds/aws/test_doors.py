"""Managed endpoints outside any VPC: who gets there by the network, and what is still asked."""

import pytest

from cartographer.clouds.aws.reads import DOORS
from cartographer.model.coverage import State
from tests.cartographer.clouds.aws.doors import (
    HOST,
    accelerator,
    api_domain,
    cluster,
    distribution,
    function_url,
    http_api,
    record,
    rest_api,
    runner,
    search_domain,
    zone,
)
from tests.cartographer.clouds.aws.estate import public
from tests.cartographer.clouds.aws.ways import ELB

ANY = "0.0.0.0/0"


@pytest.fixture
def world():
    return public()


def doors(world, name, *, latent=False):
    """Return door and state of each row of `exposures` that is called by a name."""
    rows = [row for of in world.exposed(latent=latent).values() for row in of]
    return {(row.door, row.state) for row in rows if HOST.get(name, name) in row.addresses}


def row(world, name):
    """Return the sure row of `exposures` that is called by a name, at port 443."""
    rows = [row for of in world.exposed().values() for row in of]
    (found,) = [
        one
        for one in rows
        if HOST.get(name, name) in one.addresses and (one.door, one.state) == ("tcp/443", "open")
    ]
    return found


# --- function URLs: row 21 of the gotchas -----------------------------------------------------


def test_row_21_a_function_url_is_open_and_its_policy_is_still_asked(world):
    """The internet gets there by packets, whoever may invoke."""
    arn = function_url(world)
    found = row(world, "url")
    assert (found.sources, found.by, found.behind) == ("any", None, (arn,))
    assert found.authorization == "lambda:InvokeFunctionUrl granted to everybody"


def test_row_21_near_miss_of_one_that_wants_a_signature(world):
    """It is there all the same, and more is asked."""
    function_url(world, "AWS_IAM")
    assert row(world, "url").authorization.endswith("signed by a principal that has it")


def test_of_port_80_of_a_function_nobody_knows(world):
    """No page says that it does not listen there; 22 it surely does not take."""
    function_url(world)
    assert doors(world, "url") == {("tcp/443", "open"), ("tcp/80", "unknown")}
    assert world.call("internet", f"https://{HOST['url']}/x").verdict == "reachable"
    assert world.call("internet", f"http://{HOST['url']}").verdict == "unknown"
    found = world.call("internet", f"{HOST['url']}:22")
    assert (found.verdict, found.there) == ("blocked", {"not-admitted"})


# --- API Gateway: row 22 ----------------------------------------------------------------------


def test_row_22_a_regional_api_names_what_its_methods_ask(world):
    """By method: some ask for nothing."""
    function_url(world)
    rest_api(world, methods=(("GET", "NONE"), ("POST", "AWS_IAM")))
    found = row(world, "rest")
    assert found.authorization == "by method AWS_IAM or NONE"
    assert [one.rsplit(":", 1)[-1] for one in found.behind] == ["f"]
    assert doors(world, "rest") == {("tcp/443", "open")}


def test_row_22_a_policy_and_a_key_are_asked_for_too(world):
    """Beside what each method asks for."""
    rest_api(world, policy='{"Statement": []}')
    assert row(world, "rest").authorization == "resource policy"
    held = world.of("AWS::ApiGateway::Resource")[0]["resourceMethods"]["GET"]
    held["apiKeyRequired"] = True
    world.changed()
    assert row(world, "rest").authorization == "resource policy and by method NONE with API key"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "PRIVATE"}, "private-endpoint"),
        ({"disableExecuteApiEndpoint": True}, "default-endpoint-disabled"),
    ],
)
def test_row_22_near_misses_that_are_shut(world, more, code):
    """A private API is not called from the internet, and one that is off by nobody."""
    rest_api(world, **more)
    assert doors(world, "rest") == set()
    found = world.call("internet", f"https://{HOST['rest']}/prod")
    assert (found.verdict, found.there) == ("blocked", {code})


def test_an_api_at_the_edge_may_listen_to_80(world):
    """It stands behind a distribution."""
    rest_api(world, kind="EDGE")
    assert doors(world, "rest") == {("tcp/443", "open"), ("tcp/80", "unknown")}


def test_methods_that_were_not_read_are_not_absent(world):
    """Nobody knows what is asked for, nor what stands behind."""
    rest_api(world)
    world.without("AWS::ApiGateway::Resource", State.FAILED)
    found = row(world, "rest")
    assert (found.authorization, found.behind) == ("methods not read", None)


def test_an_http_api_by_its_endpoint_and_by_a_domain_name(world):
    """Its own endpoint may be off, and then the domain name is the only way."""
    http_api(world, "JWT")
    api_domain(world, "h1", mutualTlsAuthentication={"truststoreUri": "s3://b/t.pem"})
    assert row(world, "http").authorization == "by method JWT"
    found = row(world, "api.example.com")
    assert found.authorization == "client certificate; by method JWT"
    assert [one.rsplit("/", 1)[-1] for one in found.behind] == ["h1"]
    world.of("AWS::ApiGatewayV2::Api")[0]["DisableExecuteApiEndpoint"] = True
    world.changed()
    assert doors(world, "http") == set()
    assert doors(world, "api.example.com") == {("tcp/443", "open")}


def test_a_private_domain_name_is_shut(world):
    """As an API is."""
    api_domain(world, endpointConfiguration={"types": ["PRIVATE"]})
    assert doors(world, "api.example.com") == set()


def test_mappings_that_were_not_read_are_not_absent(world):
    """Nobody knows which APIs stand behind a domain name."""
    http_api(world)
    api_domain(world, "h1")
    assert row(world, "api.example.com").authorization is None
    world.without_aspect("AWS::ApiGateway::DomainName", "mappings")
    assert row(world, "api.example.com").behind is None


# --- CloudFront: row 24 -----------------------------------------------------------------------


def test_row_24_a_distribution_names_its_origins(world):
    """By who bears the origin's name: a balancer, a function, a bucket, or nobody here."""
    arn = function_url(world)
    lb = world.balancer("alb", ("subnet-public", "10.0.1.20"), kind="application")
    world.of(f"{ELB}LoadBalancer")[0]["DNSName"] = "alb-1.eu-central-1.elb.amazonaws.com"
    bucket = {"Name": "site", "BucketRegion": "eu-central-1"}
    world.add("AWS::S3::Bucket", bucket)
    distribution(
        world,
        "alb-1.eu-central-1.elb.amazonaws.com",
        HOST["url"],
        "site.s3.eu-central-1.amazonaws.com",
        "www.elsewhere.example",
    )
    found = row(world, "distribution")
    assert set(found.behind) == {lb, f"{arn}#url", "arn:aws:s3:::site", "www.elsewhere.example"}
    assert doors(world, "distribution") == {("tcp/443", "open"), ("tcp/80", "open")}


def test_row_24_an_origin_in_a_vpc(world):
    """What stands for it says which balancer it is."""
    lb = world.balancer("alb", ("subnet-public", "10.0.1.20"), kind="application")
    arn = "arn:aws:cloudfront::111122223333:vpcorigin/vo_1"
    world.add("AWS::CloudFront::VpcOrigin", {"Id": "vo_1", "Arn": arn, "OriginEndpointArn": lb})
    made = distribution(world, "internal.example")
    made["Origins"]["Items"][0]["VpcOriginConfig"] = {"VpcOriginId": "vo_1"}
    assert row(world, "distribution").behind == (lb,)


def test_a_distribution_that_is_off_is_latent(world):
    """It opens when it is switched on."""
    distribution(world, Enabled=False)
    assert doors(world, "distribution") == set()
    assert ("tcp/443", "latent") in doors(world, "distribution", latent=True)


def test_what_a_distribution_looks_at_beside_packets(world):
    """Signatures on some paths or all, countries, a web ACL, a certificate."""
    signed = {"TrustedKeyGroups": {"Enabled": True, "Items": ["k"]}}
    made = distribution(
        world,
        WebACLId="acl",
        Restrictions={"GeoRestriction": {"RestrictionType": "whitelist", "Items": ["DE", "AT"]}},
        CacheBehaviors={"Items": [signed]},
    )
    found = row(world, "distribution")
    assert found.condition == "web ACL and only from AT DE"
    assert found.authorization == "signed URL or cookie on some paths"
    made.update(DefaultCacheBehavior=signed, ViewerMtlsConfig={"Mode": "required"})
    world.changed()
    assert row(world, "distribution").authorization == "client certificate and signed URL or cookie"


@pytest.mark.parametrize(("version", "quic"), [("http2", False), ("http2and3", True)])
def test_http_3_is_another_door(world, version, quic):
    """It comes by UDP."""
    distribution(world, HttpVersion=version)
    assert (("udp/443", "open") in doors(world, "distribution")) is quic


# --- EKS: row 23 ------------------------------------------------------------------------------


def test_row_23_the_ranges_of_a_cluster_are_its_sources(world):
    """Private access is another way, and changes nothing here."""
    cluster(world, "9.9.9.0/24")
    assert row(world, "cluster").sources == "256 addresses"
    assert world.call("9.9.9.9", f"https://{HOST['cluster']}").verdict == "reachable"
    found = world.call("8.8.8.8", f"https://{HOST['cluster']}")
    assert (found.verdict, found.there) == ("blocked", {"not-admitted"})


def test_row_23_without_ranges_everybody_gets_there(world):
    """The default is the whole internet."""
    cluster(world)
    assert row(world, "cluster").sources == "any"


@pytest.mark.parametrize(
    ("more", "state"), [({"public": False}, None), ({"status": "CREATING"}, "latent")]
)
def test_row_23_near_misses(world, more, state):
    """Public access is off, or the cluster is not there yet."""
    cluster(world, **more)
    assert doors(world, "cluster") == set()
    assert doors(world, "cluster", latent=True) == ({("tcp/443", state)} if state else set())


def test_a_machine_gets_to_a_cluster_as_its_translated_address(world):
    """The ranges of the cluster see the NAT gateway's address, whose reply comes back."""
    cluster(world, "52.0.0.5/32")
    assert world.call("eni-db", f"https://{HOST['cluster']}").verdict == "reachable"
    assert world.call("eni-web", f"https://{HOST['cluster']}").verdict == "blocked"


def test_a_machine_without_a_way_out_gets_to_no_door(world):
    """Its table has no route to the internet."""
    function_url(world)
    world.table("shut", "subnet-private")
    found = world.call("eni-db", f"https://{HOST['url']}")
    assert found.verdict == "blocked"
    assert "no-route" in found.there


def test_where_a_door_is_nobody_knows(world):
    """Some addresses of the internet go another way: the door may be there."""
    function_url(world)
    routes = {"128.0.0.0/1": "!nat-main", "0.0.0.0/1": "nat-main"}
    world.table("half", "subnet-private", routes=routes)
    found = world.call("eni-db", f"https://{HOST['url']}")
    assert found.verdict == "unknown"
    assert "address-not-known" in found.codes


def test_the_way_of_a_prefix_list_is_not_taken_for_a_doors(world):
    """The addresses of a service that has its own way are no other's."""
    function_url(world)
    world.prefix_list("s3", "52.94.0.0/16", called="com.amazonaws.eu-central-1.s3")
    world.gateway_endpoint("s3")
    routes = {ANY: "nat-main", "pl-s3": "vpce-s3"}
    world.table("private", "subnet-private", routes=routes)
    assert world.call("eni-db", f"https://{HOST['url']}").verdict == "reachable"


# --- App Runner, OpenSearch, Global Accelerator -----------------------------------------------


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, {("tcp/443", "open"), ("tcp/80", "unknown")}),
        ({"public": False}, set()),
        ({"status": "PAUSED"}, {("tcp/443", "latent"), ("tcp/80", "latent")}),
    ],
)
def test_a_service_of_app_runner(world, more, found):
    """Public, private, or paused."""
    runner(world, **more)
    assert doors(world, "runner", latent=True) == found


def test_a_domain_of_opensearch_outside_a_vpc_is_a_door(world):
    """Its access policy judges; in a VPC it has interfaces instead."""
    search_domain(world, AdvancedSecurityOptions={"Enabled": True})
    assert row(world, "search").authorization == "access policy and fine-grained access control"
    assert ("tcp/80", "unknown") in doors(world, "search")
    world.of("AWS::OpenSearchService::Domain")[0].update(
        DomainEndpointOptions={"EnforceHTTPS": True}
    )
    world.changed()
    assert doors(world, "search") == {("tcp/443", "open")}
    world.of("AWS::OpenSearchService::Domain")[0]["VPCOptions"] = {"VPCId": "vpc-main"}
    world.changed()
    assert doors(world, "search") == set()


def test_an_accelerator_has_addresses_of_its_own(world):
    """By name or address it takes what its listeners do; its endpoints stand behind it."""
    lb = world.balancer("alb", ("subnet-public", "10.0.1.20"), kind="application")
    accelerator(world, lb)
    assert row(world, "accelerator").behind == (lb,)
    assert world.ask("internet", "75.2.0.1", 443).verdict == "reachable"
    assert world.ask("internet", "75.2.0.1", 80).there == {"not-admitted"}
    assert world.ask("internet", "75.2.0.2", 443).verdict == "blocked"
    assert world.call("eni-db", f"https://{HOST['accelerator']}").verdict == "reachable"


def test_an_accelerator_that_is_off_is_latent(world):
    """And one whose listeners were not read is unknown."""
    accelerator(world, enabled=False)
    assert doors(world, "accelerator") == set()
    assert doors(world, "accelerator", latent=True) == {("tcp/443", "latent")}
    world.of("AWS::GlobalAccelerator::Accelerator")[0]["Enabled"] = True
    world.without("AWS::GlobalAccelerator::Listener", State.FAILED)
    assert {state for _, state in doors(world, "accelerator")} == {"unknown"}


def test_a_door_that_was_not_read_is_not_listed_and_not_denied(world):
    """A name that nobody answers to may be anybody's."""
    rest_api(world, kind="PRIVATE")
    world.without("AWS::ApiGateway::RestApi", State.FAILED)
    assert world.call("internet", f"https://{HOST['rest']}").verdict == "unknown"
    assert world.call("eni-web", f"https://{HOST['rest']}").verdict == "unknown"


# --- ways inside that nobody follows ----------------------------------------------------------


def test_a_private_api_may_be_called_from_inside(world):
    """By an interface endpoint: from the internet it is shut, from a machine nobody knows."""
    rest_api(world, kind="PRIVATE")
    assert world.call("internet", f"https://{HOST['rest']}").verdict == "blocked"
    found = world.call("eni-db", f"https://{HOST['rest']}")
    assert found.verdict == "unknown"
    assert "private-endpoint-not-followed" in found.codes


def test_an_endpoint_for_apis_takes_their_names(world):
    """Where its private names are on, the way by the internet is not taken."""
    http_api(world)
    world.interface_endpoint("api", "subnet-private", "10.0.2.61", "execute-api")
    assert world.call("eni-db", f"https://{HOST['http']}").verdict == "reachable"
    world.of("AWS::EC2::VPCEndpoint")[0]["PrivateDnsEnabled"] = True
    world.changed()
    assert world.call("eni-db", f"https://{HOST['http']}").verdict == "unknown"
    assert world.call("internet", f"https://{HOST['http']}").verdict == "reachable"


def test_the_private_endpoint_of_a_cluster_is_for_its_own_network(world):
    """Elsewhere its name leads to the public one, unless that is off."""
    cluster(world)
    network = world.of("AWS::EKS::Cluster")[0]["resourcesVpcConfig"]
    network.update(endpointPrivateAccess=True, vpcId="vpc-other")
    world.vpc("other", "10.9.0.0/16")
    world.changed()
    assert world.call("eni-db", f"https://{HOST['cluster']}").verdict == "reachable"
    network["vpcId"] = "vpc-main"
    world.changed()
    assert world.call("eni-db", f"https://{HOST['cluster']}").verdict == "unknown"
    network.update(vpcId="vpc-other", endpointPublicAccess=False)
    world.changed()
    assert world.call("eni-db", f"https://{HOST['cluster']}").verdict == "unknown"
    assert world.call("internet", f"https://{HOST['cluster']}").verdict == "blocked"


# --- names ------------------------------------------------------------------------------------


def site(world):
    """Add an application balancer that listens to 443, with its own name."""
    node = ("subnet-public", "10.0.1.20", "52.0.0.20")
    lb = world.balancer("alb", node, kind="application", groups=("sg-open",))
    world.listener(lb, 443, protocol="HTTPS")
    name = "alb-1.eu-central-1.elb.amazonaws.com"
    world.of(f"{ELB}LoadBalancer")[-1]["DNSName"] = name
    return name


@pytest.mark.parametrize("alias", [True, False])
def test_a_record_leads_to_a_balancer(world, alias):
    """As an alias, which bears a prefix for both families, or as a canonical name."""
    name = site(world)
    of = zone(world)
    if alias:
        record(world, of, "shop.example.com", alias=f"dualstack.{name}")
    else:
        record(world, of, "shop.example.com", name, kind="CNAME")
    assert world.call("internet", "https://shop.example.com/a").verdict == "reachable"
    assert world.call("internet", "http://shop.example.com").there == {"no-listener"}
    assert world.call("internet", name + ":443").verdict == "reachable"


def test_a_name_leads_by_names_to_a_door(world):
    """A chain of two names ends at a distribution."""
    distribution(world)
    of = zone(world)
    record(world, of, "www.example.com", "shop.example.com", kind="CNAME")
    record(world, of, "shop.example.com", alias=HOST["distribution"])
    assert world.call("internet", "https://www.example.com").verdict == "reachable"


def test_names_that_lead_to_each_other_end(world):
    """Nobody knows where, and it is said."""
    of = zone(world)
    record(world, of, "a.example.com", "b.example.com", kind="CNAME")
    record(world, of, "b.example.com", "a.example.com", kind="CNAME")
    found = world.call("internet", "https://a.example.com")
    assert (found.verdict, found.codes) == ("unknown", {"name-loop"})


def test_a_record_leads_to_addresses(world):
    """Each of them counts, whoever is told it."""
    of = zone(world)
    record(world, of, "web.example.com", "52.0.0.10", SetIdentifier="a", Weight=0)
    record(world, of, "web.example.com", "52.0.0.99", SetIdentifier="b", Weight=1)
    found = world.call("internet", "web.example.com:22")
    assert found.verdict == "reachable"
    assert found.finding.certain[0].destination == ("52.0.0.10/32",)


def test_a_name_that_stands_for_all_below(world):
    """A record of the very name beats it."""
    distribution(world)
    of = zone(world)
    record(world, of, "\\052.example.com", alias=HOST["distribution"])
    record(world, of, "web.example.com", "52.0.0.10")
    assert world.call("internet", "http://any.example.com").verdict == "reachable"
    assert world.call("internet", "web.example.com:22").verdict == "reachable"
    assert world.call("internet", "any.example.com:22").verdict == "blocked"


def test_a_name_without_a_record_in_our_zone_leads_nowhere(world):
    """Unless the zone hands it on to another, or its records were not read."""
    of = zone(world)
    record(world, of, "web.example.com", "52.0.0.10")
    found = world.call("internet", "https://none.example.com")
    assert (found.verdict, found.codes) == ("blocked", {"no-such-name"})
    record(world, of, "sub.example.com", "ns.elsewhere.example", kind="NS")
    assert world.call("internet", "https://none.sub.example.com").verdict == "unknown"
    world.without("AWS::Route53::RecordSet", State.FAILED)
    found = world.call("internet", "https://none.example.com")
    assert (found.verdict, found.codes) == ("unknown", {"record-not-seen"})


def test_the_narrowest_zone_answers(world):
    """What the wider one says of its names does not count."""
    wide = zone(world)
    record(world, wide, "web.sub.example.com", "52.0.0.10")
    zone(world, "sub.example.com")
    assert world.call("internet", "web.sub.example.com:22").codes == {"no-such-name"}


def test_a_private_zone_answers_in_its_networks_alone(world):
    """There it hides the public one; from outside and elsewhere it is not there."""
    inner = zone(world, "example.com", "vpc-main")
    record(world, inner, "db.example.com", "10.0.2.10")
    assert world.call("eni-web", "db.example.com:22").verdict == "reachable"
    assert world.call("internet", "db.example.com:22").codes == {"name-not-answered"}
    outer = zone(world)
    record(world, outer, "web.example.com", "52.0.0.10")
    assert world.call("internet", "web.example.com:22").verdict == "reachable"
    assert world.call("eni-db", "web.example.com:22").codes == {"no-such-name"}
    world.vpc("other", "10.9.0.0/16")
    world.subnet("other", "10.9.1.0/24")
    world.eni("other", "subnet-other", "10.9.1.10")
    assert "no-such-name" in world.call("eni-other", "db.example.com:22").codes


def test_a_name_that_nobody_answers_to_is_outside(world):
    """A machine gets there if it gets everywhere; whether it is there, nobody asks."""
    assert world.call("eni-db", "https://www.elsewhere.example").verdict == "reachable"
    world.table("shut", "subnet-private")
    assert world.call("eni-db", "https://www.elsewhere.example").verdict == "blocked"
    found = world.call("internet", "https://www.elsewhere.example")
    assert (found.verdict, found.codes) == ("unknown", {"name-not-answered"})


def test_who_may_bear_a_name_is_not_assumed_where_nothing_is(world):
    """What was not asked for is as unknown as what could not be read."""
    world.without("AWS::Route53::HostedZone")
    world.assume_nothing()
    found = world.call("eni-db", "https://www.elsewhere.example")
    assert (found.verdict, found.assumes) == ("unknown", ())
    assert "zone-not-seen" in found.codes


def test_who_may_bear_a_name_was_not_asked_for(world):
    """Then it is taken as outside, and said; asked and not read it is unknown."""
    world.without("AWS::Route53::HostedZone")
    found = world.call("eni-db", "https://www.elsewhere.example")
    assert (found.verdict, found.assumes) == ("reachable", ("unread-names=outside",))
    world.without("AWS::Route53::HostedZone", State.FAILED)
    found = world.call("eni-db", "https://www.elsewhere.example")
    assert found.verdict == "unknown"
    assert "zone-not-seen" in found.codes
    given = world.call("internet", "https://x9.execute-api.eu-central-1.amazonaws.com")
    assert (given.verdict, given.codes) == ("unknown", {"name-not-seen"})


def test_a_name_that_its_owner_chose_leads_there_unless_a_zone_says_otherwise(world):
    """Zones that others run may: what bears it is taken for it."""
    distribution(world, Aliases={"Items": ["shop.example.com"]})
    assert world.call("internet", "https://shop.example.com").verdict == "reachable"
    record(world, zone(world), "shop.example.com", "52.0.0.10")
    assert world.ask("internet", "52.0.0.10", 443).verdict == "reachable"
    world.wear("eni-web", world.group("shut"))
    assert world.call("internet", "https://shop.example.com").verdict == "blocked"


# --- what was not read ------------------------------------------------------------------------


def everything(world):
    """Add one of each, and a name of ours that leads to one."""
    function_url(world)
    rest_api(world, kind="PRIVATE")
    http_api(world, DisableExecuteApiEndpoint=True)
    api_domain(world, "h1")
    distribution(world)
    cluster(world, "52.0.0.5/32")
    runner(world, public=False)
    search_domain(world)
    accelerator(world)
    record(world, zone(world), "shop.example.com", alias=HOST["distribution"])
    record(world, zone(world, "in.example.com", "vpc-main"), "db.in.example.com", "10.0.2.10")
    return world


CALLED = [*HOST.values(), "api.example.com", "shop.example.com", "db.in.example.com"]
STARTS = ("internet", "eni-web", "eni-db")


@pytest.fixture(scope="module")
def told():
    """Return what the whole estate answers."""
    whole = everything(public())
    return {
        (start, name): whole.call(start, f"https://{name}") for start in STARTS for name in CALLED
    }


def flipped(world, told):
    """Return the questions whose answer is now the opposite, and not named as assumed."""
    found = {one: world.call(one[0], f"https://{one[1]}") for one in told}
    return [
        one
        for one, now in found.items()
        if {now.verdict, told[one].verdict} == {"reachable", "blocked"} and not now.assumes
    ]


@pytest.mark.parametrize("state", [State.NOT_ASKED, State.FAILED])
@pytest.mark.parametrize("type_", [one.type for one in DOORS])
def test_a_type_that_was_not_read_flips_no_verdict(told, type_, state):
    """Without it an answer stays, becomes unknown, or names what it assumes."""
    assert flipped(everything(public()).without(type_, state), told) == []


@pytest.mark.parametrize(
    ("type_", "aspect"), [(one.type, aspect) for one in DOORS for aspect in one.aspects]
)
def test_a_detail_that_was_not_read_flips_no_verdict(told, type_, aspect):
    """The same of what hangs on a resource."""
    assert flipped(everything(public()).without_aspect(type_, aspect), told) == []


def test_the_estate_has_all_verdicts(told):
    """Some doors are open, some shut, and some have ways inside that nobody follows."""
    assert {one.verdict for one in told.values()} == {"reachable", "blocked", "unknown"}
