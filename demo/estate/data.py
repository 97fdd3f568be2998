"""Where the shop keeps things: tables, databases, a cache and files."""

from demo.estate.account import (
    MAIN,
    SECOND,
    SHOP,
    Estate,
    tags,
)
from demo.estate.network import subnets

# Region, table, key attributes
_TABLES = (
    (MAIN, "shop-carts", ("customer", "item")),
    (MAIN, "shop-sessions", ("session",)),
    (MAIN, "shop-inventory", ("warehouse", "item")),
    (MAIN, "shop-prices", ("item", "valid_from")),
    (SECOND, "shop-sessions", ("session",)),
)


def build_data(estate: Estate) -> None:
    """Build every store of data."""
    for region, name, attributes in _TABLES:
        _table(estate, region, name, attributes)
    _databases(estate)
    _catalogue(estate)
    _cache(estate)
    _files(estate)


def _table(estate: Estate, region: str, name: str, attributes: tuple[str, ...]) -> None:
    made = estate.client(SHOP, "dynamodb", region).create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": attribute, "KeyType": kind}
            for attribute, kind in zip(attributes, ("HASH", "RANGE"), strict=False)
        ],
        AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in attributes],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        Tags=tags(name, "orders"),
    )
    estate.ids[f"table/{region}/{name}"] = made["TableDescription"]["TableArn"]


def _databases(estate: Estate) -> None:
    """Build the order database, its copy in the second region, and a snapshot given away."""
    for region, network in ((MAIN, "shop"), (SECOND, "standby")):
        estate.client(SHOP, "rds", region).create_db_subnet_group(
            DBSubnetGroupName=network,
            DBSubnetGroupDescription=f"Data tier of {network}",
            SubnetIds=subnets(estate, network, "data"),
            Tags=tags(network, "data"),
        )
    rds = estate.client(SHOP, "rds")
    rds.create_db_parameter_group(
        DBParameterGroupName="orders",
        DBParameterGroupFamily="postgres16",
        Description="Order database",
        Tags=tags("orders", "data"),
    )
    for region, name, network in ((MAIN, "orders", "shop"), (SECOND, "orders-standby", "standby")):
        _order_database(estate, region, name, network)
    snapshot = "orders-before-migration"
    rds.create_db_snapshot(
        DBInstanceIdentifier="orders", DBSnapshotIdentifier=snapshot, Tags=tags(snapshot, "data")
    )
    rds.modify_db_snapshot_attribute(
        DBSnapshotIdentifier=snapshot,
        AttributeName="restore",
        ValuesToAdd=[estate.platform.id],
    )


def _order_database(estate: Estate, region: str, name: str, network: str) -> None:
    made = estate.client(SHOP, "rds", region).create_db_instance(
        DBInstanceIdentifier=name,
        DBInstanceClass="db.m6g.large",
        Engine="postgres",
        EngineVersion="16.3",
        AllocatedStorage=200,
        MasterUsername="orders",
        MasterUserPassword=estate.plant(f"planted-secret-db-password-{name}"),
        DBSubnetGroupName=network,
        VpcSecurityGroupIds=[estate.ids[f"security-group/{network}-orders-db"]],
        MultiAZ=region == MAIN,
        StorageEncrypted=True,
        PubliclyAccessible=False,
        Tags=tags(name, "data"),
        **({"KmsKeyId": estate.ids["key/shop-data"]} if region == MAIN else {}),
    )["DBInstance"]
    estate.ids[f"database/{name}"] = made["DBInstanceArn"]


def _catalogue(estate: Estate) -> None:
    rds = estate.client(SHOP, "rds")
    groups = [estate.ids["security-group/shop-catalogue-db"]]
    cluster = rds.create_db_cluster(
        DBClusterIdentifier="catalogue",
        Engine="aurora-mysql",
        MasterUsername="catalogue",
        MasterUserPassword=estate.plant("planted-secret-db-password-catalogue"),
        DBSubnetGroupName="shop",
        VpcSecurityGroupIds=groups,
        StorageEncrypted=True,
        KmsKeyId=estate.ids["key/shop-data"],
        Tags=tags("catalogue", "data"),
    )["DBCluster"]
    estate.ids["cluster/catalogue"] = cluster["DBClusterArn"]
    for number in (1, 2):
        rds.create_db_instance(
            DBInstanceIdentifier=f"catalogue-{number}",
            DBClusterIdentifier="catalogue",
            DBInstanceClass="db.r6g.large",
            Engine="aurora-mysql",
            DBSubnetGroupName="shop",
            Tags=tags(f"catalogue-{number}", "data"),
        )


def _cache(estate: Estate) -> None:
    cache = estate.client(SHOP, "elasticache")
    cache.create_cache_subnet_group(
        CacheSubnetGroupName="shop",
        CacheSubnetGroupDescription="Data tier of shop",
        SubnetIds=subnets(estate, "shop", "data"),
        Tags=tags("shop", "data"),
    )
    cache.create_replication_group(
        ReplicationGroupId="sessions",
        ReplicationGroupDescription="Sessions of the storefront",
        Engine="redis",
        CacheNodeType="cache.t4g.small",
        NumCacheClusters=2,
        CacheSubnetGroupName="shop",
        SecurityGroupIds=[estate.ids["security-group/shop-cache"]],
        AuthToken=estate.plant("planted-secret-cache-token-0001"),
        TransitEncryptionEnabled=True,
        Tags=tags("sessions", "data"),
    )


def _files(estate: Estate) -> None:
    efs = estate.client(SHOP, "efs")
    made = efs.create_file_system(
        CreationToken="product-pictures",
        Encrypted=True,
        Tags=tags("product-pictures", "storefront"),
    )
    files = estate.ids["file-system/product-pictures"] = made["FileSystemId"]
    for subnet in subnets(estate, "shop", "data"):
        efs.create_mount_target(
            FileSystemId=files,
            SubnetId=subnet,
            SecurityGroups=[estate.ids["security-group/shop-files"]],
        )
    efs.create_access_point(ClientToken="web", FileSystemId=files, Tags=tags("web", "storefront"))
