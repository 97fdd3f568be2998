"""Documents of AWS for tests: what joins networks, and load balancers."""

from tests.cartographer.clouds.aws.documents import EC2, ELSEWHERE, OWN, REGION
from tests.cartographer.clouds.aws.inspections import Inspections

ELB = "AWS::ElasticLoadBalancingV2::"
CLASSIC = "AWS::ElasticLoadBalancing::LoadBalancer"


class Ways(Inspections):
    """An estate in the making, with ways between networks."""

    # --- between networks -----------------------------------------------------------------

    def peering(self, name, one, two, status="active", *, seen=True):
        """Add a peering of two VPCs; with `seen` false the second one is known by it alone."""
        ends = []
        for vpc in (one, two):
            _, document, where = self._vpc(vpc)
            account, region = where.get("account", OWN), where.get("region", REGION)
            blocks = [{"CidrBlock": o["CidrBlock"]} for o in document["CidrBlockAssociationSet"]]
            ends.append(
                {"VpcId": vpc, "OwnerId": account, "Region": region, "CidrBlockSet": blocks}
            )
            known = document.get("Ipv6CidrBlockAssociationSet", ())
            ends[-1]["Ipv6CidrBlockSet"] = [{"Ipv6CidrBlock": o["Ipv6CidrBlock"]} for o in known]
        document = {
            "VpcPeeringConnectionId": f"pcx-{name}",
            "RequesterVpcInfo": ends[0],
            "AccepterVpcInfo": ends[1],
            "Status": {"Code": status},
        }
        self.add(f"{EC2}VPCPeeringConnection", document, **self._vpcs[one])
        if not seen:
            self._hidden.add(two)
        return f"pcx-{name}"

    def tgw(self, name="main", *, references="enable", region=REGION):
        """Add a transit gateway."""
        arn = f"arn:aws:ec2:{region}:{OWN}:transit-gateway/tgw-{name}"
        options = {"SecurityGroupReferencingSupport": references}
        document = {"TransitGatewayId": f"tgw-{name}", "TransitGatewayArn": arn, "Options": options}
        self.add(f"{EC2}TransitGateway", document, region=region)
        return f"tgw-{name}"

    def attach(
        self, name, tgw, *subnets, table=None, state="available", references="enable", **more
    ):
        """Attach a VPC to a transit gateway by subnets; `table` is what it is associated with."""
        vpc, _, where = self._vpc(self._subnets[subnets[0]]["VpcId"])
        id_ = f"tgw-attach-{name}"
        self._attach(id_, tgw, vpc, "vpc", table, state, where)
        self.add(
            f"{EC2}TransitGatewayVpcAttachment",
            {
                "TransitGatewayAttachmentId": id_,
                "TransitGatewayId": tgw,
                "VpcId": vpc,
                "VpcOwnerId": where.get("account", OWN),
                "State": state,
                "SubnetIds": list(subnets),
                "Options": {"SecurityGroupReferencingSupport": references, **more},
            },
            **where,
        )
        return id_

    def attach_peer(self, name, one, two, tables=(None, None), state="available", regions=None):
        """Peer two transit gateways: both sides see the one attachment."""
        id_ = f"tgw-attach-{name}"
        here, there = regions or (REGION, ELSEWHERE)
        self._attach(id_, one, two, "peering", tables[0], state, {"region": here})
        self._attach(id_, two, one, "peering", tables[1], state, {"region": there})
        document = {
            "TransitGatewayAttachmentId": id_,
            "RequesterTgwInfo": {"TransitGatewayId": one, "OwnerId": OWN, "Region": here},
            "AccepterTgwInfo": {"TransitGatewayId": two, "OwnerId": OWN, "Region": there},
            "State": state,
        }
        self.add(f"{EC2}TransitGatewayPeeringAttachment", document, region=here)
        return id_

    def attach_other(self, name, tgw, resource, kind, table, state="available"):
        """Attach something that is neither a VPC nor another transit gateway."""
        self._attach(f"tgw-attach-{name}", tgw, resource, kind, table, state, {})
        return f"tgw-attach-{name}"

    def carry(self, name, carrier):
        """Say which attachment carries a Connect attachment."""
        document = {
            "TransitGatewayAttachmentId": f"tgw-attach-{name}",
            "TransportTransitGatewayAttachmentId": carrier,
            "State": "available",
        }
        self.add(f"{EC2}TransitGatewayConnect", document)

    def _attach(self, id_, tgw, resource, kind, table, state, where):
        document = {
            "TransitGatewayAttachmentId": id_,
            "TransitGatewayId": tgw,
            "TransitGatewayOwnerId": OWN,
            "ResourceOwnerId": where.get("account", OWN),
            "ResourceId": resource,
            "ResourceType": kind,
            "State": state,
        }
        if table:
            associated = {"TransitGatewayRouteTableId": table, "State": "associated"}
            document["Association"] = associated
        self.add(f"{EC2}TransitGatewayAttachment", document, **where)
        self._attachments[id_, tgw] = document

    def transit_table(
        self, name, tgw, routes=None, propagates=(), *, propagated=None, region=REGION
    ):
        """Add a table: attachments by prefix, none for a blackhole, and who propagates to it."""
        id_ = f"tgw-rtb-{name}"
        static = []
        for prefix, to in (routes or {}).items():
            state = "active" if to and not to.startswith("!") else "blackhole"
            one = {"DestinationCidrBlock": prefix, "Type": "static", "State": state}
            if prefix.startswith("pl-"):
                one["PrefixListId"] = one.pop("DestinationCidrBlock")
            if to:
                one["TransitGatewayAttachments"] = [
                    {"TransitGatewayAttachmentId": via} for via in to.removeprefix("!").split()
                ]
            static.append(one)
        document = {"TransitGatewayRouteTableId": id_, "TransitGatewayId": tgw}
        aspects = {"static-routes": static}
        if propagated is not None:
            aspects["propagated-routes"] = propagated
        self.add(f"{EC2}TransitGatewayRouteTable", document, aspects, region=region)
        for attachment in propagates:
            held = self._attachments[attachment, tgw]
            self.add(
                f"{EC2}TransitGatewayRouteTablePropagation",
                {
                    "TransitGatewayRouteTableId": id_,
                    "TransitGatewayAttachmentId": attachment,
                    "ResourceId": held["ResourceId"],
                    "ResourceType": held["ResourceType"],
                    "State": "enabled",
                },
                region=region,
                parent=document,
            )
        return id_

    def vgw(self, name="main", *, vpc=None, state="attached"):
        """Add a virtual private gateway."""
        vpc, _, where = self._vpc(vpc)
        attached = [{"VpcId": vpc, "State": state}]
        document = {"VpnGatewayId": f"vgw-{name}", "VpcAttachments": attached, "State": "available"}
        return self.add(f"{EC2}VPNGateway", document, **where)["VpnGatewayId"]

    def vpn(self, name, gateway, *prefixes, static=True, state="available", tunnels=()):
        """Add a VPN connection of a gateway; `tunnels` are their statuses."""
        of_transit = gateway.startswith("tgw-")
        document = {
            "VpnConnectionId": f"vpn-{name}",
            "TransitGatewayId" if of_transit else "VpnGatewayId": gateway,
            "State": state,
            "Options": {"StaticRoutesOnly": static},
            "Routes": [{"DestinationCidrBlock": one, "State": "available"} for one in prefixes],
            "VgwTelemetry": [
                {"OutsideIpAddress": f"3.0.0.{number}", "Status": word}
                for number, word in enumerate(tunnels)
            ],
        }
        self.add(f"{EC2}VPNConnection", document)
        return f"vpn-{name}"

    # --- endpoints and balancers ------------------------------------------------------------

    def gateway_endpoint(self, name, service="s3", *, vpc=None):
        """Add a gateway endpoint; a route names it by a prefix list."""
        vpc, _, where = self._vpc(vpc)
        self._endpoint(f"vpce-{name}", vpc, service, "Gateway", "available", where)
        return f"vpce-{name}"

    def _endpoint(self, id_, vpc, service, kind, state, where, **more):
        service = service if "." in service else f"com.amazonaws.{REGION}.{service}"
        document = {
            "VpcEndpointId": id_,
            "VpcEndpointType": kind,
            "VpcId": vpc,
            "ServiceName": service,
            "State": state,
            **more,
        }
        self.add(f"{EC2}VPCEndpoint", document, **where)

    def interface_endpoint(self, name, subnet, ip, service="ssm", *, groups=("sg-open",), **more):
        """Add an interface endpoint with an interface."""
        kind = {"groups": groups, "type_": "vpc_endpoint", "instance": None}
        eni = self.eni(f"vpce-{name}", subnet, ip, **kind)
        vpc, _, where = self._vpc(self._subnets[subnet]["VpcId"])
        state = more.pop("state", "available")
        more = {"NetworkInterfaceIds": [eni], **more}
        self._endpoint(f"vpce-{name}", vpc, service, "Interface", state, where, **more)
        return eni

    def service(self, name, *balancers, state="Available"):
        """Add an endpoint service of balancers; return what endpoints call it."""
        service = f"com.amazonaws.vpce.{REGION}.vpce-svc-{name}"
        document = {
            "ServiceId": f"vpce-svc-{name}",
            "ServiceName": service,
            "ServiceState": state,
            "NetworkLoadBalancerArns": list(balancers),
        }
        self.add(f"{EC2}VPCEndpointService", document)
        return service

    def balancer(self, name, *nodes, kind="network", scheme="internal", groups=(), attributes=None):
        """Add a load balancer: a node is subnet, address and, perhaps, public address, IPv6 too.

        Its interfaces are `eni-NAME-0` and so on.
        """
        short = {"network": "net", "application": "app", "gateway": "gwy"}[kind]
        arn = f"{self._elb()}:loadbalancer/{short}/{name}/0123456789abcdef"
        zones = [
            {"ZoneName": self._subnets[one[0]]["AvailabilityZone"], "SubnetId": one[0]}
            for one in nodes
        ]
        for number, node in enumerate(nodes):
            self._node(name, number, node, f"ELB {short}/{name}/0123456789abcdef", kind, groups)
        document = {
            "LoadBalancerArn": arn,
            "LoadBalancerName": name,
            "Type": kind,
            "Scheme": scheme,
            "State": {"Code": "active"},
            "AvailabilityZones": zones,
            "SecurityGroups": list(groups),
            "VpcId": self._subnets[nodes[0][0]]["VpcId"],
        }
        self.add(f"{ELB}LoadBalancer", document, {"attributes": _pairs(attributes)})
        return arn

    def _node(self, name, number, node, said, kind, groups):
        subnet, ip, *more = node
        public = more[0] if more else None
        self.eni(
            f"{name}-{number}",
            subnet,
            ip,
            public=public,
            ipv6=more[1:],
            groups=groups,
            instance=None,
            check=kind != "network",
            type_="network_load_balancer" if kind == "network" else "interface",
            Description=said,
            RequesterId="amazon-elb",
            RequesterManaged=True,
        )

    @staticmethod
    def _elb():
        return f"arn:aws:elasticloadbalancing:{REGION}:{OWN}"

    def targets(self, name, *targets, kind="instance", port=80, attributes=None, protocol="TCP"):
        """Add a target group: a target is an id, or an id and the word for its health."""
        arn = f"{self._elb()}:targetgroup/{name}/0123456789abcdef"
        health = []
        for one in targets:
            id_, word = (one, "healthy") if isinstance(one, str) else one
            health.append({"Target": {"Id": id_, "Port": port}, "TargetHealth": {"State": word}})
        document = {
            "TargetGroupArn": arn,
            "TargetGroupName": name,
            "TargetType": kind,
            "Port": port,
            "Protocol": protocol,
            "VpcId": next(reversed(self._vpcs)),
        }
        aspects = {"attributes": _pairs(attributes), "target-health": health}
        self.add(f"{ELB}TargetGroup", document, aspects)
        return arn

    def listener(self, balancer, port=80, *groups, protocol="TCP", **more):
        """Add a listener that hands on to target groups."""
        arn = f"{balancer.replace(':loadbalancer/', ':listener/')}/{port}"
        forward = {"TargetGroups": [{"TargetGroupArn": one} for one in groups]}
        action = {"Type": "forward", "ForwardConfig": forward}
        if not groups:
            action = {"Type": "fixed-response"}
        document = {
            "ListenerArn": arn,
            "LoadBalancerArn": balancer,
            "Port": port,
            "Protocol": protocol,
            "DefaultActions": [action],
            **more,
        }
        self.add(f"{ELB}Listener", document)
        return arn

    def appliances(self, name, subnet, *targets, state="available", known=True):
        """Add a gateway balancer with targets in a subnet, its service and an endpoint there.

        A service that is not `known` is another account's.
        """
        address = self._subnets[subnet]["CidrBlock"].replace("0/24", "200")
        balancer = self.balancer(name, (subnet, address), kind="gateway")
        group = self.targets(name, *targets, port=6081, protocol="GENEVE")
        self.listener(balancer, 6081, group, protocol="GENEVE")
        service = f"com.amazonaws.vpce.{REGION}.vpce-svc-{name}"
        document = {"ServiceId": f"vpce-svc-{name}", "ServiceName": service}
        if known:
            document["GatewayLoadBalancerArns"] = [balancer]
            self.add(f"{EC2}VPCEndpointService", document)
        return self.routed_endpoint(name, subnet, service, State=state)

    def rule(self, listener, number, group, *conditions, before=()):
        """Add a rule of a listener that hands on, by host unless it has other conditions.

        A condition is its field and its values; what stands `before` are types of actions.
        """
        arn = f"{listener.replace(':listener/', ':listener-rule/')}/{number}"
        action = {"Type": "forward", "TargetGroupArn": group}
        asked = [{"Type": one} for one in before]
        document = {"RuleArn": arn, "Priority": str(number), "Actions": [*asked, action]}
        conditions = conditions or (("host-header", "a.example"),)
        document["Conditions"] = [{"Field": one, "Values": list(of)} for one, *of in conditions]
        self.add(f"{ELB}ListenerRule", document)
        return arn

    def classic(
        self, name, *nodes, port=80, to=80, instances=(), groups=("sg-open",), crosses=True
    ):
        """Add a Classic load balancer; an instance is an id, or an id and its state."""
        for number, node in enumerate(nodes):
            self._node(name, number, node, f"ELB {name}", "classic", groups)
        listener = {"Protocol": "TCP", "LoadBalancerPort": port, "InstancePort": to}
        pairs = [(one, "InService") if isinstance(one, str) else one for one in instances]
        document = {
            "LoadBalancerName": name,
            "VPCId": self._subnets[nodes[0][0]]["VpcId"],
            "Subnets": [one[0] for one in nodes],
            "SecurityGroups": list(groups),
            "ListenerDescriptions": [{"Listener": listener}] if port else [],
            "Instances": [{"InstanceId": one} for one, _ in pairs],
        }
        aspects = {
            "attributes": {"CrossZoneLoadBalancing": {"Enabled": crosses}},
            "instance-health": [{"InstanceId": one, "State": word} for one, word in pairs],
        }
        self.add(CLASSIC, document, aspects)


def _pairs(attributes):
    return [{"Key": one, "Value": value} for one, value in (attributes or {}).items()]
