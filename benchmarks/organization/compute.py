"""What runs in every account: an instance with its volume, a function, and the key of both."""

import json
from typing import Any

from benchmarks.organization.answer import RefusedError
from benchmarks.organization.network import interface
from benchmarks.organization.place import (
    ACCOUNT,
    ADDRESS,
    CREATED,
    FUNCTION_ROLE,
    INSTANCE_ROLE,
    OWNER,
    Documents,
    Place,
    statement,
    tags,
)
from benchmarks.organization.settings import key_id


def _instances(at: Place) -> Any:
    zone = f"{at.region}a"
    profile = f"arn:aws:iam::{ACCOUNT}:instance-profile/{INSTANCE_ROLE}"
    disk = {"VolumeId": at.id("vol"), "Status": "attached", "DeleteOnTermination": True}
    instance = {
        "InstanceId": at.id("i"),
        "ImageId": "ami-0123456789abcdef0",
        "InstanceType": "t4g.small",
        "Architecture": "arm64",
        "LaunchTime": CREATED,
        "State": {"Code": 16, "Name": "running"},
        "PrivateIpAddress": ADDRESS,
        "PrivateDnsName": f"ip-10-20-1-10.{at.region}.compute.internal",
        "SubnetId": at.id("subnet"),
        "VpcId": at.id("vpc"),
        "SecurityGroups": [{"GroupId": at.id("sg"), "GroupName": "estate-web"}],
        "IamInstanceProfile": {"Arn": profile, "Id": f"AIPA00001{ACCOUNT}"},
        "RootDeviceName": "/dev/xvda",
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": disk}],
        "NetworkInterfaces": [interface(at)],
        "MetadataOptions": {"HttpTokens": "required", "HttpEndpoint": "enabled"},
        "Placement": {"AvailabilityZone": zone, "Tenancy": "default"},
        "Monitoring": {"State": "disabled"},
        "Tags": tags("estate-web"),
    }
    return {"Reservations": [{**OWNER, "ReservationId": at.id("r"), "Instances": [instance]}]}


def _volumes(at: Place) -> Any:
    attached = {
        "InstanceId": at.id("i"),
        "VolumeId": at.id("vol"),
        "Device": "/dev/xvda",
        "State": "attached",
    }
    volume = {
        "VolumeId": at.id("vol"),
        "AvailabilityZone": f"{at.region}a",
        "Size": 8,
        "VolumeType": "gp3",
        "State": "in-use",
        "Encrypted": True,
        "KmsKeyId": at.key,
        "CreateTime": CREATED,
        "Attachments": [attached],
        "Tags": tags("estate-web"),
    }
    return {"Volumes": [volume]}


def _functions(at: Place) -> Any:
    return {"Functions": [_function(at)]}


def _function(at: Place) -> dict[str, Any]:
    return {
        "FunctionName": "estate-worker",
        "FunctionArn": at.arn("lambda", "function:estate-worker"),
        "Runtime": "python3.12",
        "Role": f"arn:aws:iam::{ACCOUNT}:role/{FUNCTION_ROLE}",
        "Handler": "worker.handle",
        "CodeSize": 4096,
        "Timeout": 30,
        "MemorySize": 256,
        "LastModified": "2024-05-01T08:00:00.000+0000",
        "Version": "$LATEST",
        "PackageType": "Zip",
        "Architectures": ["arm64"],
        "Environment": {"Variables": {"LEVEL": "info"}},
        "TracingConfig": {"Mode": "PassThrough"},
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": "/aws/lambda/service-000000"},
    }


def _no_function_policy(_: Place) -> Any:
    message = "The resource you requested does not exist."
    return RefusedError("ResourceNotFoundException", message, 404)


# --- keys -----------------------------------------------------------------------------------


def _keys(at: Place) -> Any:
    return {"Keys": [{"KeyId": key_id(ACCOUNT, at.number), "KeyArn": at.key}], "Truncated": False}


def _key(at: Place) -> Any:
    return {
        "KeyMetadata": {
            "AWSAccountId": ACCOUNT,
            "KeyId": key_id(ACCOUNT, at.number),
            "Arn": at.key,
            "CreationDate": CREATED,
            "Enabled": True,
            "Description": "estate",
            "KeyUsage": "ENCRYPT_DECRYPT",
            "KeyState": "Enabled",
            "Origin": "AWS_KMS",
            "KeyManager": "CUSTOMER",
            "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "KeySpec": "SYMMETRIC_DEFAULT",
            "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
            "MultiRegion": False,
        }
    }


def _key_policy(_: Place) -> Any:
    owner = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    text = json.dumps(statement("Allow", owner, "kms:*", Resource="*"))
    return {"Policy": text, "PolicyName": "default"}


def _key_aliases(at: Place) -> Any:
    alias = {
        "AliasName": "alias/estate",
        "AliasArn": at.arn("kms", "alias/estate"),
        "TargetKeyId": key_id(ACCOUNT, at.number),
        "CreationDate": CREATED,
    }
    return {"Aliases": [alias], "Truncated": False}


COMPUTE: Documents = {
    ("ec2", "DescribeInstances"): _instances,
    ("ec2", "DescribeVolumes"): _volumes,
    ("kms", "DescribeKey"): _key,
    ("kms", "GetKeyPolicy"): _key_policy,
    ("kms", "GetKeyRotationStatus"): lambda _: {"KeyRotationEnabled": True},
    ("kms", "ListAliases"): _key_aliases,
    ("kms", "ListKeys"): _keys,
    ("lambda", "GetFunctionConfiguration"): _function,
    ("lambda", "GetPolicy"): _no_function_policy,
    ("lambda", "ListFunctions"): _functions,
}
