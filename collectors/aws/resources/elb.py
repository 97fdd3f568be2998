"""Elastic Load Balancing, the classic kind: listeners, policies and instances in one document.

https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_Operations.html
The generations that followed it are another service of the SDK, with types of their own.
"""

from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference"
_NAME = {"LoadBalancerName": "=item.LoadBalancerName"}
_LISTENERS = "ListenerDescriptions"

LOAD_BALANCER = Declaration(
    type="AWS::ElasticLoadBalancing::LoadBalancer",
    kind="load-balancer",
    service="elb",
    doc=f"{_API}/API_DescribeLoadBalancers.html",
    list=ListCall(
        "DescribeLoadBalancers",
        "LoadBalancerDescriptions",
        params={"PageSize": 400},
        own_only=True,
    ),
    id=("arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{LoadBalancerName}"),
    native_id="LoadBalancerName",
    uid="CreatedTime",
    name="LoadBalancerName",
    tags="Tags",
    tags_aspect="tags",
    aliases=(("dns", "DNSName"), ("dns", "CanonicalHostedZoneName")),
    aspects=(
        Detail(
            aspect="attributes",
            operation="DescribeLoadBalancerAttributes",
            params=_NAME,
            result="LoadBalancerAttributes",
            doc=f"{_API}/API_DescribeLoadBalancerAttributes.html",
        ),
        Detail(
            aspect="policies",
            operation="DescribeLoadBalancerPolicies",
            params=_NAME,
            result="PolicyDescriptions",
            doc=f"{_API}/API_DescribeLoadBalancerPolicies.html",
        ),
        Detail(
            aspect="instance-health",
            operation="DescribeInstanceHealth",
            params=_NAME,
            result="InstanceStates",
            when="Instances",
            doc=f"{_API}/API_DescribeInstanceHealth.html",
        ),
        Detail(
            aspect="tags",
            operation="DescribeTags",
            params={"LoadBalancerNames": "=ids"},
            result="TagDescriptions",
            batch=20,
            match="LoadBalancerName",
            doc=f"{_API}/API_DescribeTags.html",
        ),
    ),
    relations=(
        Rel("in-network", "VPCId"),
        Rel("in-subnet", "Subnets[]"),
        Rel("uses-filter", "SecurityGroups[]"),
        Rel("targets", "Instances[].InstanceId"),
        Rel("refers-to", f"{_LISTENERS}[].Listener.SSLCertificateId", by="arn"),
        Rel(
            "logs-to",
            "AccessLog.S3BucketName",
            by="name",
            type="AWS::S3::Bucket",
            aspect="attributes",
        ),
    ),
    keyed={
        _LISTENERS: ("Listener",),
        f"{_LISTENERS}[].PolicyNames": "set",
        "Policies.AppCookieStickinessPolicies": ("PolicyName",),
        "Policies.LBCookieStickinessPolicies": ("PolicyName",),
        "Policies.OtherPolicies": "set",
        "BackendServerDescriptions": ("InstancePort",),
        "BackendServerDescriptions[].PolicyNames": "set",
        "AvailabilityZones": "set",
        "Subnets": "set",
        "Instances": ("InstanceId",),
        "SecurityGroups": "set",
        "@attributes.AdditionalAttributes": ("Key",),
        "@policies": ("PolicyName",),
        "@policies[].PolicyAttributeDescriptions": ("AttributeName", "AttributeValue"),
        "@instance-health": ("InstanceId",),
        "@tags.Tags": ("Key",),
    },
    by_id=ById(params={"LoadBalancerNames": "=ids"}, batch=20, not_found=("LoadBalancerNotFound",)),
    events={
        **dict.fromkeys(
            (
                "CreateLoadBalancer",
                "DeleteLoadBalancer",
                "ApplySecurityGroupsToLoadBalancer",
                "AttachLoadBalancerToSubnets",
                "DetachLoadBalancerFromSubnets",
                "ConfigureHealthCheck",
                "CreateAppCookieStickinessPolicy",
                "CreateLBCookieStickinessPolicy",
                "CreateLoadBalancerListeners",
                "CreateLoadBalancerPolicy",
                "DeleteLoadBalancerListeners",
                "DeleteLoadBalancerPolicy",
                "DeregisterInstancesFromLoadBalancer",
                "DisableAvailabilityZonesForLoadBalancer",
                "EnableAvailabilityZonesForLoadBalancer",
                "ModifyLoadBalancerAttributes",
                "RegisterInstancesWithLoadBalancer",
                "SetLoadBalancerListenerSSLCertificate",
                "SetLoadBalancerPoliciesForBackendServer",
                "SetLoadBalancerPoliciesOfListener",
            ),
            "requestParameters.loadBalancerName",
        ),
        "AddTags": "requestParameters.loadBalancerNames[]",
        "RemoveTags": "requestParameters.loadBalancerNames[]",
    },
)

DECLARATIONS = (LOAD_BALANCER,)
