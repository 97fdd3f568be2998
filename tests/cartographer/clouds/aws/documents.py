"""Documents of AWS for tests: networks, interfaces and filters.

Ids are `prefix-name`, and every method returns the id it made. What is left out is as AWS has it:
a VPC with its main route table, its default ACL that lets all pass, groups that let all pass.
"""

from collectors.aws.registry import declarations

OWN, OTHER = "111122223333", "444455556666"
REGION, ELSEWHERE = "eu-central-1", "us-east-1"
EC2 = "AWS::EC2::"
DECLARED = {one.type: one for one in declarations()}
_HOPS = {
    "igw": "GatewayId",
    "vgw": "GatewayId",
    "vpce": "GatewayId",
    "local": "GatewayId",
    "nat": "NatGatewayId",
    "tgw": "TransitGatewayId",
    "pcx": "VpcPeeringConnectionId",
    "eni": "NetworkInterfaceId",
    "eigw": "EgressOnlyInternetGatewayId",
    "cagw": "CarrierGatewayId",
    "lgw": "LocalGatewayId",
}
"""Prefix of a route's target -> the member of the route that names it."""


def _ports(proto, ports):
    """Return the members of a permission that say protocol and ports."""
    if proto is None:
        return {"IpProtocol": "-1"}
    low, high = (-1, -1) if ports is None else ports if isinstance(ports, tuple) else (ports, ports)
    return {"IpProtocol": proto, "FromPort": low, "ToPort": high}


def _peer(peer):
    """Return the member of a permission that says from or to whom."""
    if peer.startswith("sg-"):
        return {"UserIdGroupPairs": [{"GroupId": peer, "UserId": OWN}]}
    if peer.startswith("pl-"):
        return {"PrefixListIds": [{"PrefixListId": peer}]}
    if ":" in peer:
        return {"Ipv6Ranges": [{"CidrIpv6": peer}]}
    return {"IpRanges": [{"CidrIp": peer}]}


EVERYBODY = ((None, None, "0.0.0.0/0"), (None, None, "::/0"))


def row(number, action="allow", peer="0.0.0.0/0", proto="-1", ports=None, *, out=False):
    """Return an entry of an ACL."""
    made = {
        "RuleNumber": number,
        "RuleAction": action,
        "Protocol": str({"tcp": 6, "udp": 17, "icmp": 1}.get(proto, proto)),
        "Egress": out,
        "Ipv6CidrBlock" if ":" in peer else "CidrBlock": peer,
    }
    return made if ports is None else {**made, "PortRange": {"From": ports[0], "To": ports[1]}}


ALL_ROWS = tuple(
    row(number, peer=peer, out=out)
    for out in (False, True)
    for number, peer in ((100, "0.0.0.0/0"), (101, "::/0"))
)


class Documents:
    """An estate in the making."""

    def __init__(self):
        self._made = []
        self._hidden = set()
        self._vpcs, self._subnets, self._acls, self._groups = {}, {}, {}, {}
        self._interfaces, self._attachments = {}, {}
        self._atlas = None

    def changed(self):
        """Ask anew: a document was changed by hand."""
        self._atlas = None

    def add(self, type_, document, aspects=None, *, account=OWN, region=REGION, parent=None):
        """Add a document as the API has it, and return it: it may still be changed."""
        if DECLARED[type_].owner == "OwnerId":
            document.setdefault("OwnerId", account)
        self._made.append((type_, document, aspects or {}, account, region, parent))
        self._atlas = None
        return document

    def forget(self, account, *vpcs):
        """Leave out what an account has, and others' views of its VPCs."""
        self._made = [one for one in self._made if one[3] != account]
        self._hidden |= set(vpcs)
        self._atlas = None

    def of(self, type_):
        """Return the documents of a type so far."""
        return [one[1] for one in self._made if one[0] == type_]

    # --- networks -------------------------------------------------------------------------

    def vpc(self, name="main", cidr="10.0.0.0/16", *more, ipv6=None, mode=None, **where):
        """Add a VPC with its main table and its default ACL."""
        id_ = f"vpc-{name}"
        document = {
            "VpcId": id_,
            "CidrBlock": cidr,
            "CidrBlockAssociationSet": [
                {"CidrBlock": one, "CidrBlockState": {"State": "associated"}}
                for one in (cidr, *more)
            ],
        }
        if ipv6:
            state = {"Ipv6CidrBlock": ipv6, "Ipv6CidrBlockState": {"State": "associated"}}
            document["Ipv6CidrBlockAssociationSet"] = [state]
        if mode:
            document["BlockPublicAccessStates"] = {"InternetGatewayBlockMode": mode}
        self._vpcs[id_] = where
        self.add(f"{EC2}VPC", document, **where)
        self.table(f"{name}-main", vpc=id_, main=True)
        self._acls[id_] = self.acl(f"{name}-default", vpc=id_, default=True)
        return id_

    def also(self, table, destination, target):
        """Add a route to a table that is there."""
        (found,) = [one for one in self.of(f"{EC2}RouteTable") if one["RouteTableId"] == table]
        found["Routes"].append(self._route(destination, target, "CreateRoute"))
        self._atlas = None

    def _vpc(self, vpc=None):
        id_ = vpc or next(reversed(self._vpcs))
        document = next(one for one in self.of(f"{EC2}VPC") if one["VpcId"] == id_)
        return id_, document, self._vpcs[id_]

    def subnet(self, name, cidr, zone="a", *, vpc=None, ipv6=None, mode=None):
        """Add a subnet of a VPC, the last one unless it is named; it may say its own mode."""
        vpc, _, where = self._vpc(vpc)
        id_ = f"subnet-{name}"
        region = where.get("region", REGION)
        document = {
            "SubnetId": id_,
            "VpcId": vpc,
            "CidrBlock": cidr,
            "AvailabilityZone": f"{region}{zone}",
        }
        if ipv6:
            state = {"Ipv6CidrBlock": ipv6, "Ipv6CidrBlockState": {"State": "associated"}}
            document["Ipv6CidrBlockAssociationSet"] = [state]
        if mode:
            document["BlockPublicAccessStates"] = {"InternetGatewayBlockMode": mode}
        self.add(f"{EC2}Subnet", document, **where)
        self._subnets[id_] = document
        self._acls[vpc]["Associations"].append({"SubnetId": id_})
        return id_

    def acl(self, name, *subnets, rows=ALL_ROWS, vpc=None, default=False):
        """Add an ACL of some subnets, in place of the default one."""
        if subnets:
            vpc = self._subnets[subnets[0]]["VpcId"]
        vpc, _, where = self._vpc(vpc)
        if subnets:
            rest = [o for o in self._acls[vpc]["Associations"] if o["SubnetId"] not in subnets]
            self._acls[vpc]["Associations"][:] = rest
        document = {
            "NetworkAclId": f"acl-{name}",
            "VpcId": vpc,
            "IsDefault": default,
            "Entries": list(rows),
            "Associations": [{"SubnetId": one} for one in subnets],
        }
        return self.add(f"{EC2}NetworkAcl", document, **where)

    def table(self, name, *subnets, routes=None, main=False, edge=None, vpc=None, learned=None):
        """Add a route table of some subnets, or of a gateway: target by destination.

        A target behind `!` is gone. What is `learned` came by propagation.
        """
        if subnets:
            vpc = self._subnets[subnets[0]]["VpcId"]
            for one in self.of(f"{EC2}RouteTable"):
                rest = [o for o in one["Associations"] if o.get("SubnetId") not in subnets]
                one["Associations"] = rest
        vpc, document, where = self._vpc(vpc)
        blocks = [one["CidrBlock"] for one in document["CidrBlockAssociationSet"]]
        blocks += [one["Ipv6CidrBlock"] for one in document.get("Ipv6CidrBlockAssociationSet", ())]
        associations = [{"SubnetId": one, "Main": False} for one in subnets]
        if main:
            associations.append({"Main": True})
        if edge:
            associations.append({"GatewayId": edge})
        made = [self._route(one, "local", "CreateRouteTable") for one in blocks]
        made += [self._route(one, to, "CreateRoute") for one, to in (routes or {}).items()]
        origin = "EnableVgwRoutePropagation"
        made += [self._route(one, to, origin) for one, to in (learned or {}).items()]
        return self.add(
            f"{EC2}RouteTable",
            {
                "RouteTableId": f"rtb-{name}",
                "VpcId": vpc,
                "Routes": made,
                "Associations": associations,
            },
            **where,
        )["RouteTableId"]

    @staticmethod
    def _route(destination, target, origin):
        kind = "DestinationIpv6CidrBlock" if ":" in destination else "DestinationCidrBlock"
        kind = "DestinationPrefixListId" if destination.startswith("pl-") else kind
        state = "blackhole" if target.startswith("!") else "active"
        target = target.removeprefix("!")
        hop = _HOPS[target.partition("-")[0]]
        return {kind: destination, hop: target, "State": state, "Origin": origin}

    def igw(self, name="main", *, vpc=None, state="available"):
        """Add an internet gateway that is attached to a VPC."""
        vpc, _, where = self._vpc(vpc)
        attached = [{"VpcId": vpc, "State": state}] if state else []
        document = {"InternetGatewayId": f"igw-{name}", "Attachments": attached}
        return self.add(f"{EC2}InternetGateway", document, **where)["InternetGatewayId"]

    def eigw(self, name="main", *, vpc=None):
        """Add an egress-only internet gateway."""
        vpc, _, where = self._vpc(vpc)
        attached = [{"VpcId": vpc, "State": "attached"}]
        document = {"EgressOnlyInternetGatewayId": f"eigw-{name}", "Attachments": attached}
        self.add(f"{EC2}EgressOnlyInternetGateway", document, **where)
        return f"eigw-{name}"

    def carrier(self, name="main", *, vpc=None):
        """Add a carrier gateway."""
        vpc, _, where = self._vpc(vpc)
        document = {"CarrierGatewayId": f"cagw-{name}", "VpcId": vpc, "State": "available"}
        return self.add(f"{EC2}CarrierGateway", document, **where)["CarrierGatewayId"]

    def nat(self, name, subnet, ip, public=None, state="available"):
        """Add a NAT gateway with its interface, a private one unless it has a public address."""
        eni = self.eni(
            f"nat-{name}",
            subnet,
            ip,
            public=public,
            groups=(),
            instance=None,
            check=False,
            type_="nat_gateway",
        )
        vpc, _, where = self._vpc(self._subnets[subnet]["VpcId"])
        address = {"NetworkInterfaceId": eni, "PrivateIp": ip, "PublicIp": public}
        self.add(
            f"{EC2}NatGateway",
            {
                "NatGatewayId": f"nat-{name}",
                "VpcId": vpc,
                "SubnetId": subnet,
                "State": state,
                "ConnectivityType": "public" if public else "private",
                "NatGatewayAddresses": [{k: v for k, v in address.items() if v}],
            },
            **where,
        )
        return f"nat-{name}"

    # --- interfaces -----------------------------------------------------------------------

    def eni(
        self,
        name,
        subnet,
        *ips,
        public=None,
        carrier=None,
        ipv6=(),
        groups=("sg-open",),
        instance="running",
        check=True,
        type_="interface",
        account=None,
        **more,
    ):
        """Add an interface and its instance. `public` is of its first address, or by address."""
        where = self._vpc(self._subnets[subnet]["VpcId"])[2]
        where = {**where, **({"account": account} if account else {})}
        id_ = f"eni-{name}"
        publics = public if isinstance(public, dict) else {ips[0]: public} if public else {}
        addresses = [{"PrivateIpAddress": one, "Primary": one == ips[0]} for one in ips]
        for one in addresses:
            if one["PrivateIpAddress"] in publics:
                one["Association"] = {"PublicIp": publics[one["PrivateIpAddress"]]}
        if carrier:
            addresses[0]["Association"] = {"CarrierIp": carrier}
        document = {
            "NetworkInterfaceId": id_,
            "SubnetId": subnet,
            "VpcId": self._subnets[subnet]["VpcId"],
            "AvailabilityZone": self._subnets[subnet]["AvailabilityZone"],
            "PrivateIpAddress": ips[0],
            "PrivateIpAddresses": addresses,
            "Ipv6Addresses": [{"Ipv6Address": one} for one in ipv6],
            "Groups": [{"GroupId": one} for one in groups],
            "InterfaceType": type_,
            "SourceDestCheck": check,
            "Status": "in-use",
            **more,
        }
        if instance:
            owner = more.get("instance_of", name)
            document.pop("instance_of", None)
            document["Attachment"] = {"InstanceId": f"i-{owner}", "Status": "attached"}
            self._instance(f"i-{owner}", document, instance, where)
        if "sg-open" in groups and "sg-open" not in self._groups:
            self.group("open", vpc=document["VpcId"])
        self._interfaces[id_] = self.add(f"{EC2}NetworkInterface", document, **where)
        return id_

    def _instance(self, id_, interface, state, where):
        if any(one["InstanceId"] == id_ for one in self.of(f"{EC2}Instance")):
            return
        self.add(
            f"{EC2}Instance",
            {
                "InstanceId": id_,
                "VpcId": interface["VpcId"],
                "SubnetId": interface["SubnetId"],
                "PrivateIpAddress": interface["PrivateIpAddress"],
                "Placement": {"AvailabilityZone": interface["AvailabilityZone"]},
                "State": {"Name": state},
                "NetworkInterfaces": [{"OwnerId": where.get("account", OWN)}],
            },
            **where,
        )

    def wear(self, eni, *groups):
        """Give an interface other groups."""
        self._interfaces[eni]["Groups"] = [{"GroupId": one} for one in groups]
        self._atlas = None

    def eip(self, public, eni=None, carrier=None):
        """Add an Elastic IP address, of an interface or of nothing."""
        document = {"AllocationId": f"eipalloc-{public}", "PublicIp": public}
        document |= {"NetworkInterfaceId": eni} if eni else {}
        document |= {"CarrierIp": carrier} if carrier else {}
        self.add(f"{EC2}EIP", document)

    # --- filters --------------------------------------------------------------------------

    def group(self, name, *inward, outward=EVERYBODY, vpc=None, ids=False):
        """Add a security group; without a rule of its own it lets everybody in.

        A rule is protocol, ports, and a prefix, a list or a group. With `ids` its rules are
        listed too, in their order.
        """
        vpc, _, where = self._vpc(vpc)
        rules = inward or EVERYBODY if name == "open" else inward
        document = {
            "GroupId": f"sg-{name}",
            "GroupName": name,
            "VpcId": vpc,
            "IpPermissions": [{**_ports(one, two), **_peer(peer)} for one, two, peer in rules],
            "IpPermissionsEgress": [
                {**_ports(one, two), **_peer(peer)} for one, two, peer in outward
            ],
        }
        self._groups[f"sg-{name}"] = document
        self.add(f"{EC2}SecurityGroup", document, **where)
        for number, (proto, ports, peer) in enumerate(rules if ids else ()):
            self._rule(f"sg-{name}", number, _ports(proto, ports), peer, where)
        return f"sg-{name}"

    def _rule(self, group, number, what, peer, where):
        member = {"sg-": "ReferencedGroupInfo", "pl-": "PrefixListId"}.get(peer[:3])
        member = member or ("CidrIpv6" if ":" in peer else "CidrIpv4")
        document = {
            "SecurityGroupRuleId": f"sgr-{group}-{number}",
            "GroupId": group,
            "GroupOwnerId": where.get("account", OWN),
            "IsEgress": False,
            "FromPort": -1,
            "ToPort": -1,
            **what,
            member: {"GroupId": peer} if member == "ReferencedGroupInfo" else peer,
        }
        self.add(f"{EC2}SecurityGroupRule", document, **where)

    def prefix_list(self, name, *cidrs, called=None):
        """Add a prefix list."""
        id_ = f"pl-{name}"
        arn = f"arn:aws:ec2:{REGION}:{OWN}:prefix-list/{id_}"
        document = {"PrefixListId": id_, "PrefixListArn": arn, "PrefixListName": called or name}
        self.add(f"{EC2}PrefixList", document, {"entries": [{"Cidr": one} for one in cidrs]})
        return id_

    def block_public_access(self, mode, **where):
        """Set the switch of an account and region."""
        document = {"AwsRegion": where.get("region", REGION), "InternetGatewayBlockMode": mode}
        document["AwsAccountId"] = where.get("account", OWN)
        self.add(f"{EC2}VPCBlockPublicAccessOptions", document, **where)

    def exclude(self, id_, mode="allow-bidirectional", region=REGION):
        """Exclude a VPC or a subnet from the block."""
        kind = "subnet" if id_.startswith("subnet-") else "vpc"
        self.add(
            f"{EC2}VPCBlockPublicAccessExclusion",
            {
                "ExclusionId": f"vpcbpa-exclude-{id_}",
                "InternetGatewayExclusionMode": mode,
                "ResourceArn": f"arn:aws:ec2:{region}:{OWN}:{kind}/{id_}",
                "State": "create-complete",
            },
            region=region,
        )
