"""What the declarations of file, backup and migration services say, on answers as documented."""

import json
from typing import Any

import pytest

from cartographer.model.coverage import State
from collectors.aws.registry import declarations
from collectors.aws.resources import backup
from collectors.engine.expression import path
from tests.collectors.aws.account import (
    OTHER,
    OWN,
    REGION,
    Answers,
    collect,
    derived,
    policy,
    seen,
    targets,
)

OPENED = json.dumps(policy({"Effect": "Allow", "Principal": {"AWS": OTHER}}))


def _arn(service: str, rest: str, account: str = OWN) -> str:
    return f"arn:aws:{service}:{REGION}:{account}:{rest}"


def _named(type_: str, name: str) -> str:
    return f"name:{type_}/{OWN}/{REGION}/{name}"


def _only(answers: dict[str, Any], type_: str) -> Any:
    (found,) = seen(collect(Answers(answers), type_), type_)
    return found


def test_backup_vault_trusts_whom_its_policy_names():
    """A vault has no policy until one is put on it; what it holds is no change."""
    vault = {
        "BackupVaultName": "safe",
        "BackupVaultArn": _arn("backup", "backup-vault:safe"),
        "NumberOfRecoveryPoints": 7,
        "Locked": True,
    }
    answers = {
        "ListBackupVaults": {"BackupVaultList": [vault]},
        "GetBackupVaultAccessPolicy": {"Policy": OPENED},
        "ListTags": {"Tags": {"team": "shop"}},
    }
    type_ = "AWS::Backup::BackupVault"

    found = _only(answers, type_)
    bare = _only({**answers, "GetBackupVaultAccessPolicy": "ResourceNotFoundException"}, type_)

    assert targets(found, "trusts") == {f"account:{OTHER}"}
    assert found.config["Locked"] is True
    assert "NumberOfRecoveryPoints" not in found.config
    assert bare.aspects["policy"].state == "absent"
    assert derived(bare).tags == {"team": "shop"}


def test_backup_selection_names_what_it_names_outright():
    """A pattern selects, but points at nothing; the selection is a child of its plan."""
    plan = _arn("backup", "backup-plan:1")
    selected = {"Resources": ["arn:aws:ec2:*:*:volume/*", "arn:aws:s3:::data"]}
    answers = {
        "ListBackupPlans": {"BackupPlansList": [{"BackupPlanId": "1"}]},
        "GetBackupPlan": {"BackupPlanId": "1", "BackupPlanArn": plan},
        "ListTags": {"Tags": {}},
        "ListBackupSelections": {
            "BackupSelectionsList": [{"BackupPlanId": "1", "SelectionId": "s"}]
        },
        "GetBackupSelection": {"SelectionId": "s", "BackupSelection": selected},
    }

    found = _only(answers, "AWS::Backup::BackupSelection")

    assert found.key.id == f"{plan}#s"
    assert targets(found, "applies-to") == {"arn:arn:aws:s3:::data"}


def test_backup_plan_that_was_deleted_is_gone():
    """Such a plan still answers to its id, and is not read as one that is there."""
    read = path(backup.PLAN.by_id.items)

    assert read({"BackupPlanId": "1", "DeletionDate": "2026-01-01T00:00:00Z"}) == []
    assert read({"BackupPlanId": "1"}) == [{"BackupPlanId": "1"}]


def test_every_location_is_of_the_type_of_its_scheme():
    """One list holds all places that data is copied between."""
    uris = {
        "LocationAzureBlob": "azure-blob://a.blob.core.windows.net/x",
        "LocationEFS": f"efs://{REGION}.fs-1/",
        "LocationFSxLustre": f"fsxl://{REGION}.fs-2/",
        "LocationFSxONTAP": f"fsxn-nfs://{REGION}.fs-3/",
        "LocationFSxOpenZFS": f"fsxz://{REGION}.fs-4/fsx",
        "LocationFSxWindows": f"fsxw://{REGION}.fs-5/",
        "LocationHDFS": "hdfs://h:8020/",
        "LocationNFS": "nfs://files.shop/x",
        "LocationObjectStorage": "object-storage://store.shop/bucket",
        "LocationS3": "s3://copies/",
        "LocationSMB": "smb://files.shop/x",
    }
    listed = [{"LocationArn": _arn("datasync", f"location/{one}")} for one in uris]
    locations = [
        {**one, "LocationUri": uri} for one, uri in zip(listed, uris.values(), strict=True)
    ]
    by_arn = {one["LocationArn"]: one for one in locations}
    calls = [one.describe.operation for one in declarations() if "DataSync::Loc" in one.type]
    door = Answers(
        {
            "ListLocations": {"Locations": locations},
            **dict.fromkeys(calls, lambda params: by_arn[params["LocationArn"]]),
        }
    )

    patch = collect(door, *(f"AWS::DataSync::{one}" for one in uris))
    named = {one.key.type.rpartition(":")[2]: targets(one, "targets") for one in patch.upserts}

    assert {one.key.type.rpartition(":")[2]: derived(one).name for one in patch.upserts} == uris
    assert len(door.calls("ListLocations")) == 1
    assert named["LocationEFS"] == {"id:fs-1"}
    assert named["LocationFSxWindows"] == {"id:fs-5"}
    assert named["LocationNFS"] == {"dns:files.shop"}
    assert named["LocationS3"] == {f"name:AWS::S3::Bucket/{OWN}/global/copies"}


@pytest.mark.parametrize("count", [1, 2])
def test_tags_of_a_batch_are_those_of_one(count):
    """One call answers for many instances, and a single tag is one too."""
    arns = [_arn("dms", f"rep:{one}") for one in "ab"]
    tags = [{"Key": f"k{number}", "Value": "v", "ResourceArn": arns[0]} for number in range(count)]
    door = Answers(
        {
            "DescribeReplicationInstances": {
                "ReplicationInstances": [{"ReplicationInstanceArn": one} for one in arns]
            },
            "ListTagsForResource": {"TagList": tags},
        }
    )
    type_ = "AWS::DMS::ReplicationInstance"

    first, second = seen(collect(door, type_), type_)

    assert derived(first).tags == {f"k{number}": "v" for number in range(count)}
    assert derived(second).tags == {}
    assert len(door.calls("ListTagsForResource")) == 1


def test_migration_without_any_resources_is_an_empty_list():
    """The service says *not found* of a list that holds nothing."""
    type_ = "AWS::DMS::ReplicationSubnetGroup"

    patch = collect(Answers({"DescribeReplicationSubnetGroups": "ResourceNotFoundFault"}), type_)

    assert [one.state for one in patch.coverage] == [State.COMPLETE]


def test_migration_endpoint_names_its_database():
    """The settings of each kind of database name hosts, roles and secrets."""
    role, secret = f"arn:aws:iam::{OWN}:role/dms", _arn("secretsmanager", "secret:db")
    settings = {"SecretsManagerAccessRoleArn": role, "SecretsManagerSecretId": secret}
    endpoint = {
        "EndpointArn": _arn("dms", "endpoint:E"),
        "KafkaSettings": {"Broker": "b-1.k:9092,b-2.k:9092"},
        "PostgreSQLSettings": {**settings, "ServerName": "db.shop"},
        "S3Settings": {"BucketName": "lake"},
    }
    answers = {
        "DescribeEndpoints": {"Endpoints": [endpoint]},
        "ListTagsForResource": {"TagList": []},
    }

    found = _only(answers, "AWS::DMS::Endpoint")

    assert targets(found, "targets") == {
        "dns:b-1.k",
        "dns:b-2.k",
        "dns:db.shop",
        f"name:AWS::S3::Bucket/{OWN}/global/lake",
    }
    assert targets(found, "runs-as") == {f"arn:{role}"}
    assert targets(found, "refers-to") == {f"arn:{secret}"}


def test_file_shares_are_told_apart_and_name_their_bucket():
    """One list holds both kinds of shares; the bucket stands before a prefix."""
    shares = [
        {"FileShareType": kind, "FileShareARN": _arn("storagegateway", f"share/{kind}")}
        for kind in ("NFS", "SMB")
    ]
    located = {"LocationARN": "arn:aws:s3:::files/prefix", "ClientList": ["0.0.0.0/0"]}
    door = Answers(
        {
            "ListFileShares": {"FileShareInfoList": shares},
            "DescribeNFSFileShares": {"NFSFileShareInfoList": [{**shares[0], **located}]},
            "DescribeSMBFileShares": {"SMBFileShareInfoList": [{**shares[1], **located}]},
        }
    )
    types = [f"AWS::StorageGateway::{kind}FileShare" for kind in ("NFS", "SMB")]

    patch = collect(door, *types)

    assert [len(seen(patch, type_)) for type_ in types] == [1, 1]
    assert {str(targets(one, "targets")) for one in patch.upserts} == {"{'arn:arn:aws:s3:::files'}"}
    assert len(door.calls("ListFileShares")) == 1


def test_keyspaces_of_the_service_are_left_out():
    """Those that every account has are not the account's; a similar name is."""
    keyspaces = [
        {"keyspaceName": name, "resourceArn": _arn("cassandra", f"/keyspace/{name}/")}
        for name in ("system", "system_schema", "systems", "shop")
    ]
    door = Answers({"ListKeyspaces": {"keyspaces": keyspaces}, "ListTables": {"tables": []}})

    patch = collect(door, "AWS::Cassandra::Table")

    assert {one.native_id for one in patch.upserts} == {"shop", "systems"}
    assert len(door.calls("ListTables")) == 2


@pytest.mark.parametrize(
    ("type_", "operation", "items", "group"),
    [
        ("AWS::ElastiCache::User", "DescribeUsers", "UserGroupIds", "AWS::ElastiCache::UserGroup"),
        ("AWS::MemoryDB::User", "DescribeUsers", "ACLNames", "AWS::MemoryDB::ACL"),
    ],
)
def test_user_of_a_cache_is_member_of_its_groups(type_, operation, items, group):
    """Who may log in is in groups, which clusters name."""
    user = {"ARN": _arn("x", "user/u"), "Name": "u", "UserId": "u", items: ["readers"]}

    found = _only({operation: {"Users": [user]}}, type_)

    assert targets(found, "member-of") == {_named(group, "readers")}
