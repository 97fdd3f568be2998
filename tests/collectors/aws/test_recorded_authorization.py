"""Dumps of GetAccountAuthorizationDetails, alone and as other tools write them."""

import json
from urllib.parse import quote

from tests.collectors.aws.recorded_input import ACCOUNT, Loaded, write

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*"}]}
ROLE = {
    "RoleName": "ci",
    "RoleId": "AROA1",
    "Arn": f"arn:aws:iam::{ACCOUNT}:role/ci",
    "AssumeRolePolicyDocument": quote(json.dumps(POLICY)),
    "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": json.dumps(POLICY)}],
}
USER = {"UserName": "ann", "UserId": "AIDA1", "Arn": f"arn:aws:iam::{ACCOUNT}:user/ann"}
OWN = {
    "PolicyName": "own",
    "PolicyId": "ANPA1",
    "Arn": f"arn:aws:iam::{ACCOUNT}:policy/own",
    "PolicyVersionList": [{"VersionId": "v1", "Document": quote(json.dumps(POLICY))}],
}


def test_a_dump_alone_is_a_recording(tmp_path):
    """One file is enough: the account is read from the ARNs."""
    dump = {
        "UserDetailList": [USER],
        "GroupDetailList": [],
        "RoleDetailList": [ROLE],
        "Policies": [OWN],
        "IsTruncated": False,
    }
    found = Loaded(write(tmp_path, "dump.json", dump), types=None)
    assert found.collector.identity == f"recorded:{ACCOUNT}"
    assert [len(found.of(f"AWS::IAM::{one}")) for one in ("User", "Role", "ManagedPolicy")] == [
        1,
        1,
        1,
    ]
    assert found.state("AWS::IAM::Group") == ("complete", None)
    assert found.unrecognised == 0


def test_policies_are_documents_however_they_are_written(tmp_path):
    """URL-encoded text, plain text and documents come to the same."""
    dump = {"RoleDetailList": [ROLE], "Policies": [OWN]}
    found = Loaded(write(tmp_path, "dump.json", dump), types=None)
    role = found.one("AWS::IAM::Role").config
    assert role["AssumeRolePolicyDocument"] == POLICY
    assert role["RolePolicyList"][0]["PolicyDocument"] == POLICY
    versions = found.one("AWS::IAM::ManagedPolicy").config["PolicyVersionList"]
    assert versions[0]["Document"] == POLICY


def test_a_list_that_the_dump_does_not_have_is_not_asked(tmp_path):
    """A dump of roles alone says nothing of users: each type is asked for on its own."""
    found = Loaded(write(tmp_path, "dump.json", {"RoleDetailList": [ROLE]}), types=None)
    assert found.state("AWS::IAM::Role") == ("complete", None)
    assert found.state("AWS::IAM::User")[0] == "not_asked"
    assert not found.claimed("AWS::IAM::User")


def test_a_truncated_dump_is_no_claim(tmp_path):
    """A page that says that there is more proves no absence."""
    dump = {"RoleDetailList": [ROLE], "IsTruncated": True, "Marker": "x"}
    found = Loaded(write(tmp_path, "dump.json", dump), types=None)
    assert (found.ids("AWS::IAM::Role"), found.claimed("AWS::IAM::Role")) == (["ci"], False)


def test_what_the_dump_cannot_say_is_unknown(tmp_path):
    """Details that are calls of their own are unknown, not absent."""
    found = Loaded(write(tmp_path, "dump.json", {"UserDetailList": [USER]}), types=None)
    aspects = found.one("AWS::IAM::User").aspects
    assert {one.reason for one in aspects.values()} == {"not-supplied"}


def test_text_that_is_no_policy_stays_text(tmp_path):
    """A document that cannot be decoded is kept as it is, and the role with it."""
    broken = {**ROLE, "AssumeRolePolicyDocument": "%7Bnot json"}
    found = Loaded(write(tmp_path, "dump.json", {"RoleDetailList": [broken]}), types=None)
    assert found.one("AWS::IAM::Role").config["AssumeRolePolicyDocument"] == "%7Bnot json"
