"""Amazon RDS Proxy: proxies and their further endpoints.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html
"""

from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference"
_PROXY = "AWS::RDS::DBProxy"

PROXY = Declaration(
    type=_PROXY,
    kind="database-proxy",
    service="rds",
    doc=f"{_API}/API_DescribeDBProxies.html",
    list=ListCall("DescribeDBProxies", "DBProxies"),
    id="{DBProxyArn}",
    native_id="DBProxyName",
    uid="CreatedDate",
    name="DBProxyName",
    tags=None,
    aliases=(("dns", "Endpoint"),),
    relations=(
        Rel("runs-as", "RoleArn", by="arn"),
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "VpcSubnetIds[]"),
        Rel("uses-filter", "VpcSecurityGroupIds[]"),
        Rel("refers-to", "Auth[].SecretArn", by="arn"),
    ),
    keyed={"VpcSubnetIds": "set", "VpcSecurityGroupIds": "set", "Auth": ("SecretArn",)},
    by_id=ById(params={"DBProxyName": "=id"}, not_found=("DBProxyNotFoundFault",)),
    events=dict.fromkeys(
        ("CreateDBProxy", "ModifyDBProxy", "DeleteDBProxy"), "requestParameters.dBProxyName"
    ),
)

PROXY_ENDPOINT = Declaration(
    type="AWS::RDS::DBProxyEndpoint",
    kind="endpoint",
    service="rds",
    doc=f"{_API}/API_DescribeDBProxyEndpoints.html",
    list=ListCall("DescribeDBProxyEndpoints", "DBProxyEndpoints"),
    id="{DBProxyEndpointArn}",
    native_id="DBProxyEndpointName",
    uid="CreatedDate",
    name="DBProxyEndpointName",
    tags=None,
    aliases=(("dns", "Endpoint"),),
    relations=(
        Rel("part-of", "DBProxyName", by="name", type=_PROXY),
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "VpcSubnetIds[]"),
        Rel("uses-filter", "VpcSecurityGroupIds[]"),
    ),
    volatile=("Status",),
    keyed={"VpcSubnetIds": "set", "VpcSecurityGroupIds": "set"},
    by_id=ById(params={"DBProxyEndpointName": "=id"}, not_found=("DBProxyEndpointNotFoundFault",)),
    events=dict.fromkeys(
        ("CreateDBProxyEndpoint", "ModifyDBProxyEndpoint", "DeleteDBProxyEndpoint"),
        "requestParameters.dBProxyEndpointName",
    ),
)

DECLARATIONS = (PROXY, PROXY_ENDPOINT)
