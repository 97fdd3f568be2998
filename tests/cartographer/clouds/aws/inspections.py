"""Documents of AWS for tests: firewalls and appliances that traffic is routed through."""

from tests.cartographer.clouds.aws.documents import EC2, OWN, REGION, Documents

NFW = "AWS::NetworkFirewall::"
_ARN = f"arn:aws:network-firewall:{REGION}:{OWN}"
FORWARD = "aws:forward_to_sfe"


class Inspections(Documents):
    """An estate in the making, with what inspects its traffic."""

    def firewall(self, name, *subnets, policy=None, status="READY", synced="IN_SYNC", known=True):
        """Add a firewall with an endpoint a subnet, `vpce-NAME-0` and so on; return the first.

        One that is not `known` has endpoints, and nothing else tells of it.
        """
        vpc = self._subnets[subnets[0]]["VpcId"]
        states = {}
        for number, subnet in enumerate(subnets):
            self.routed_endpoint(f"{name}-{number}", subnet)
            attached = {"SubnetId": subnet, "EndpointId": f"vpce-{name}-{number}", "Status": status}
            states[f"zone-{number}"] = {"Attachment": attached}
        if known:
            self.add(
                f"{NFW}Firewall",
                {
                    "FirewallArn": f"{_ARN}:firewall/{name}",
                    "FirewallId": name,
                    "FirewallName": name,
                    "FirewallPolicyArn": policy or self.firewall_policy(name),
                    "VpcId": vpc,
                    "SubnetMappings": [{"SubnetId": one} for one in subnets],
                    "FirewallStatus": {
                        "Status": "READY",
                        "ConfigurationSyncStateSummary": synced,
                        "SyncStates": states,
                    },
                },
            )
        return f"vpce-{name}-0"

    def associate(self, firewall, name, subnet):
        """Add one more endpoint of a firewall, by an association."""
        self.routed_endpoint(name, subnet)
        attached = {"SubnetId": subnet, "EndpointId": f"vpce-{name}", "Status": "READY"}
        self.add(
            f"{NFW}VpcEndpointAssociation",
            {
                "VpcEndpointAssociationArn": f"{_ARN}:vpc-endpoint-association/{name}",
                "VpcEndpointAssociationId": name,
                "FirewallArn": f"{_ARN}:firewall/{firewall}",
                "VpcId": self._subnets[subnet]["VpcId"],
                "SubnetMapping": {"SubnetId": subnet},
                "VpcEndpointAssociationStatus": {
                    "Status": "READY",
                    "AssociationSyncState": {"zone": {"Attachment": attached}},
                },
            },
        )
        return f"vpce-{name}"

    def routed_endpoint(self, name, subnet, service="com.amazonaws.vpce.x.vpce-svc-0", **more):
        """Add an endpoint that routes may name, of a subnet."""
        document = {
            "VpcEndpointId": f"vpce-{name}",
            "VpcEndpointType": "GatewayLoadBalancer",
            "VpcId": self._subnets[subnet]["VpcId"],
            "SubnetIds": [subnet],
            "ServiceName": service,
            "State": "available",
            **more,
        }
        self.add(f"{EC2}VPCEndpoint", document, **self._vpcs[document["VpcId"]])
        return f"vpce-{name}"

    def firewall_policy(
        self, name, *, stateless=(), stateful=(), default=FORWARD, strict=None, **more
    ):
        """Add a policy: groups in their order; `strict` are the default actions of that order."""
        arn = f"{_ARN}:firewall-policy/{name}"
        policy = {
            "StatelessDefaultActions": [default],
            "StatelessFragmentDefaultActions": [default],
            "StatelessRuleGroupReferences": _referred(stateless),
            "StatefulRuleGroupReferences": _referred(stateful),
            **more,
        }
        if strict is not None:
            options = {"RuleOrder": "STRICT_ORDER", **more.get("StatefulEngineOptions", {})}
            policy |= {"StatefulDefaultActions": list(strict), "StatefulEngineOptions": options}
        document = {"FirewallPolicyArn": arn, "FirewallPolicyId": name, "FirewallPolicyName": name}
        self.add(f"{NFW}FirewallPolicy", {**document, "FirewallPolicy": policy})
        return arn

    def stateless(self, name, *rules):
        """Add a stateless group: a rule is its action and the attributes that it looks for."""
        made = [
            {
                "Priority": number,
                "RuleDefinition": {"Actions": [action], "MatchAttributes": wanted},
            }
            for number, (action, wanted) in enumerate(rules)
        ]
        source = {"StatelessRulesAndCustomActions": {"StatelessRules": made}}
        return self._rules(f"stateless-rulegroup/{name}", source)

    def stateful(self, name, text=None, *, rules=None, domains=None, **more):
        """Add a stateful group: rules as text, as (action, protocol, header, options), a list."""
        source = {"RulesString": text} if text is not None else {}
        if rules is not None:
            source["StatefulRules"] = [_stateful(*one) for one in rules]
        if domains is not None:
            listed = {"Targets": [".example.com"], "TargetTypes": ["TLS_SNI"]}
            source["RulesSourceList"] = {**listed, "GeneratedRulesType": domains}
        return self._rules(f"stateful-rulegroup/{name}", source, **more)

    def _rules(self, name, source, **more):
        arn = f"{_ARN}:{name}"
        document = {"RuleGroupArn": arn, "RuleGroupId": name, "RuleGroupName": name}
        content = {"RulesSource": source, **more}
        self.add(f"{NFW}RuleGroup", {**document, "RuleGroup": content})
        return arn


def _referred(arns):
    return [{"ResourceArn": one, "Priority": number} for number, one in enumerate(arns, 1)]


def _stateful(action, protocol, header, options=()):
    source, source_port, arrow, target, target_port = header.split()
    return {
        "Action": action,
        "Header": {
            "Protocol": protocol,
            "Source": source,
            "SourcePort": source_port,
            "Direction": {"->": "FORWARD", "<>": "ANY"}[arrow],
            "Destination": target,
            "DestinationPort": target_port,
        },
        "RuleOptions": [{"Keyword": "sid", "Settings": ["1"]}, *({"Keyword": o} for o in options)],
    }


def looks_for(proto=None, ports=None, source=None, destination=None, **more):
    """Return the attributes that a stateless rule looks for."""
    found = dict(more)
    if proto:
        found["Protocols"] = [{"tcp": 6, "udp": 17, "icmp": 1}[proto]]
    if ports:
        found["DestinationPorts"] = [{"FromPort": ports[0], "ToPort": ports[1]}]
    if source:
        found["Sources"] = [{"AddressDefinition": source}]
    if destination:
        found["Destinations"] = [{"AddressDefinition": destination}]
    return found
