"""No secret that data services may hand out enters, wherever their answers may hold one."""

from importlib import import_module
from typing import Any

import pytest

from cartographer.model.document import REDACTED
from tests.collectors.aws.account import Answers, collect, seen

PLANTED = "correct-horse-battery"
MODULES = (
    "docdb_elastic",
    "neptune",
    "rds",
    "rds_proxy",
    "rds_snapshot",
    "redshift",
    "redshift_serverless",
    "memorydb",
    "opensearch",
    "opensearch_serverless",
    "kinesis",
    "firehose",
    "msk",
    "mq",
    "dax",
    "fsx",
    "backup",
    "dms",
    "elasticache",
    "datasync",
    "storage_gateway",
    "timestream_influxdb",
    "keyspaces",
)

_CHANGING = {"PendingModifiedValues": {"MasterUserPassword": PLANTED}}
_ONTAP = {"OntapConfiguration": {"FsxAdminPassword": PLANTED}}
_ACTIONS = {"AdministrativeActions": [{"TargetFileSystemValues": _ONTAP}]}


def _rds(engine: str, noun: str) -> dict[str, Any]:
    item = {f"{noun}Arn": "arn:x", f"{noun}Identifier": "x", "Engine": engine, **_CHANGING}
    return {f"Describe{noun}s": {f"{noun}s": [item]}}


def _location(operation: str, uri: str, **more: Any) -> dict[str, Any]:
    item = {"LocationArn": "arn:x", "LocationUri": uri}
    return {"ListLocations": {"Locations": [item]}, operation: {**item, **more}}


_DESTINATIONS = [
    {"SplunkDestinationDescription": {"HECToken": PLANTED}},
    {
        "HttpEndpointDestinationDescription": {
            "EndpointConfiguration": {"Url": f"https://in.shop/{PLANTED}"},
            "RequestConfiguration": {
                "CommonAttributes": [{"AttributeName": "key", "AttributeValue": PLANTED}]
            },
        }
    },
    {
        "RedshiftDestinationDescription": {
            "ClusterJDBCURL": f"jdbc:redshift://w:5439/d?password={PLANTED}",
            "CopyCommand": {"CopyOptions": f"CREDENTIALS 'aws_secret_access_key={PLANTED}'"},
        }
    },
]
_ENDPOINT = {
    "EndpointArn": "arn:x",
    "ExtraConnectionAttributes": f"asm_password={PLANTED}",
    "ExternalId": PLANTED,
    "KafkaSettings": {"SaslPassword": PLANTED, "SslClientKeyPassword": PLANTED},
    "OracleSettings": {
        "AsmPassword": PLANTED,
        "Password": PLANTED,
        "SecurityDbEncryption": PLANTED,
    },
    "RedisSettings": {"AuthPassword": PLANTED},
    "RedshiftSettings": {"AfterConnectScript": f"-- {PLANTED}", "Password": PLANTED},
}
_SMB = {"Protocol": {"SMB": {"Password": PLANTED}}}

HOLDING: dict[str, dict[str, Any]] = {
    **{
        f"AWS::{service}::{noun}": _rds(engine, noun)
        for service, engine in (("RDS", "mysql"), ("Neptune", "neptune"), ("DocDB", "docdb"))
        for noun in ("DBCluster", "DBInstance")
    },
    "AWS::Redshift::Cluster": {
        "DescribeClusters": {"Clusters": [{"ClusterIdentifier": "w", **_CHANGING}]}
    },
    "AWS::RedshiftServerless::Namespace": {
        "ListNamespaces": {
            "namespaces": [
                {"namespaceArn": "arn:x", "namespaceName": "n", "adminUsername": PLANTED}
            ]
        }
    },
    "AWS::RedshiftServerless::Snapshot": {
        "ListSnapshots": {
            "snapshots": [{"snapshotArn": "arn:x", "snapshotName": "s", "adminUsername": PLANTED}]
        }
    },
    "AWS::KinesisFirehose::DeliveryStream": {
        "ListDeliveryStreams": {"DeliveryStreamNames": ["f"]},
        "DescribeDeliveryStream": {
            "DeliveryStreamDescription": {"DeliveryStreamName": "f", "Destinations": _DESTINATIONS}
        },
    },
    "AWS::FSx::FileSystem": {
        "DescribeFileSystems": {
            "FileSystems": [{"ResourceARN": "arn:x", "FileSystemId": "fs-1", **_ONTAP, **_ACTIONS}]
        }
    },
    "AWS::FSx::Volume": {
        "DescribeVolumes": {"Volumes": [{"ResourceARN": "arn:x", "VolumeId": "v", **_ACTIONS}]}
    },
    "AWS::FSx::Snapshot": {
        "DescribeSnapshots": {
            "Snapshots": [{"ResourceARN": "arn:x", "SnapshotId": "s", **_ACTIONS}]
        }
    },
    "AWS::FSx::Backup": {
        "DescribeBackups": {
            "Backups": [
                {
                    "ResourceARN": "arn:x",
                    "BackupId": "b",
                    "FileSystem": {**_ONTAP, **_ACTIONS},
                    "Volume": _ACTIONS,
                }
            ]
        }
    },
    "AWS::DMS::Endpoint": {"DescribeEndpoints": {"Endpoints": [_ENDPOINT]}},
    "AWS::DMS::ReplicationTask": {
        "DescribeReplicationTasks": {
            "ReplicationTasks": [{"ReplicationTaskArn": "arn:x", "TaskData": PLANTED}]
        }
    },
    "AWS::DMS::ReplicationConfig": {
        "DescribeReplicationConfigs": {
            "ReplicationConfigs": [
                {"ReplicationConfigArn": "arn:x", "SupplementalSettings": PLANTED}
            ]
        }
    },
    "AWS::DataSync::LocationFSxONTAP": _location(
        "DescribeLocationFsxOntap", "fsxn-smb://r.fs-1/", **_SMB
    ),
    "AWS::DataSync::LocationFSxOpenZFS": _location(
        "DescribeLocationFsxOpenZfs", "fsxz://r.fs-1/", **_SMB
    ),
    "AWS::DMS::ReplicationInstance": {
        "DescribeReplicationInstances": {
            "ReplicationInstances": [
                {
                    "ReplicationInstanceIdentifier": "r",
                    "ReplicationInstanceArn": "arn:r",
                    "KerberosAuthenticationSettings": {"Krb5FileContents": PLANTED},
                }
            ]
        }
    },
    "AWS::DataSync::LocationObjectStorage": _location(
        "DescribeLocationObjectStorage", "object-storage://s/b", AccessKey=PLANTED
    ),
}


def _declared() -> set[str]:
    modules = [import_module(f"collectors.aws.resources.{name}") for name in MODULES]
    return {one.type for module in modules for one in module.DECLARATIONS if one.secret}


def test_every_type_with_secrets_is_tried():
    """No type that declares a secret is left out of the next test."""
    assert set(HOLDING) == _declared()


@pytest.mark.parametrize("type_", sorted(HOLDING))
def test_planted_secrets_do_not_enter(type_):
    """Each place that may hold a secret holds a digest, and as many of them as were planted."""
    answers = HOLDING[type_]

    (found,) = seen(collect(Answers(answers), type_), type_)

    assert found.config is not None
    assert PLANTED not in repr(found)
    assert repr(found.config).count(REDACTED) == repr(answers).count(PLANTED)
