"""What the declarations say of services that watch, sign people in and share, claim by claim."""

import json

import pytest

from cartographer.model.coverage import State
from cartographer.model.key import Ref
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

PLANTED = "correct-horse-battery"
ROLE = f"arn:aws:iam::{OWN}:role/work"
KEY = f"arn:aws:kms:{REGION}:{OWN}:key/1"
ORGANIZATION = f"arn:aws:organizations::{OTHER}:organization/o-1"
UNIT = f"arn:aws:organizations::{OTHER}:ou/o-1/ou-a"


def only(type_, answers):
    """Return the one observation of a type that some answers make."""
    (found,) = seen(collect(Answers(answers), type_), type_)
    return found


def states(patch):
    """Return the states of the scopes of a patch by type."""
    return {one.scope.type: one.state for one in patch.coverage}


# --- secrets ----------------------------------------------------------------------------

POOL = {"Id": f"{REGION}_1", "Arn": f"arn:aws:cognito-idp:{REGION}:{OWN}:userpool/{REGION}_1"}
POOLS = {"ListUserPools": {"UserPools": [POOL]}, "DescribeUserPool": {"UserPool": POOL}}
INSTANCE = {
    "InstanceArn": "arn:aws:sso:::instance/ssoins-1",
    "IdentityStoreId": "d-1",
    "OwnerAccountId": OWN,
}
INSTANCES = {"ListInstances": {"Instances": [INSTANCE]}}
PERSON = {
    "UserId": "u-1",
    "UserName": "ann",
    "UserStatus": "ENABLED",
    "Addresses": [{"StreetAddress": PLANTED}],
    "Birthdate": PLANTED,
    "DisplayName": PLANTED,
    "Emails": [{"Value": PLANTED}],
    "Extensions": {"aws:x": {"badge": PLANTED}},
    "Locale": PLANTED,
    "Name": {"GivenName": PLANTED},
    "NickName": PLANTED,
    "PhoneNumbers": [{"Value": PLANTED}],
    "Photos": [{"Value": PLANTED}],
    "PreferredLanguage": PLANTED,
    "ProfileUrl": PLANTED,
    "Roles": [{"Value": PLANTED}],
    "Timezone": PLANTED,
    "Title": PLANTED,
    "Website": PLANTED,
}
MEMBER = {"AccountId": OTHER, "Email": f"{PLANTED}@shop.example"}
DETECTORS = {"ListDetectors": {"DetectorIds": ["d1"]}, "GetDetector": {"Status": "ENABLED"}}
HUB = {"HubArn": f"arn:aws:securityhub:{REGION}:{OWN}:hub/default"}
LAKE = {"dataLakeArn": f"arn:aws:securitylake:{REGION}:{OWN}:data-lake/default", "region": REGION}


@pytest.mark.parametrize(
    ("type_", "answers"),
    [
        (
            "AWS::Config::ConfigRule",
            {
                "DescribeConfigRules": {
                    "ConfigRules": [
                        {
                            "ConfigRuleArn": f"arn:aws:config:{REGION}:{OWN}:config-rule/r",
                            "InputParameters": json.dumps({"token": PLANTED}),
                        }
                    ]
                }
            },
        ),
        (
            "AWS::Config::ConformancePack",
            {
                "DescribeConformancePacks": {
                    "ConformancePackDetails": [
                        {
                            "ConformancePackArn": "arn:aws:config:x:y:conformance-pack/p/1",
                            "ConformancePackInputParameters": [
                                {"ParameterName": "Token", "ParameterValue": PLANTED}
                            ],
                        }
                    ]
                }
            },
        ),
        (
            "AWS::Cognito::UserPool",
            {
                "ListUserPools": {"UserPools": [POOL]},
                "DescribeUserPool": {
                    "UserPool": {
                        **POOL,
                        "SmsConfiguration": {
                            "ExternalId": PLANTED,
                            "EumsSms": {"CallerArn": ROLE, "ExternalId": PLANTED},
                        },
                    }
                },
            },
        ),
        (
            "AWS::Cognito::UserPoolClient",
            {
                **POOLS,
                "ListUserPoolClients": {"UserPoolClients": [{"ClientId": "c"}]},
                "DescribeUserPoolClient": {
                    "UserPoolClient": {
                        "ClientId": "c",
                        "ClientSecret": PLANTED,
                        "AnalyticsConfiguration": {"ExternalId": PLANTED},
                    }
                },
            },
        ),
        (
            "AWS::Cognito::UserPoolIdentityProvider",
            {
                **POOLS,
                "ListIdentityProviders": {"Providers": [{"ProviderName": "Corp"}]},
                "DescribeIdentityProvider": {
                    "IdentityProvider": {
                        "ProviderName": "Corp",
                        "ProviderDetails": {"client_secret": PLANTED, "private_key": PLANTED},
                    }
                },
            },
        ),
        (
            "AWS::EC2::VerifiedAccessTrustProvider",
            {
                "DescribeVerifiedAccessTrustProviders": {
                    "VerifiedAccessTrustProviders": [
                        {
                            "VerifiedAccessTrustProviderId": "vatp-1",
                            "OidcOptions": {"ClientSecret": PLANTED},
                        }
                    ]
                }
            },
        ),
        ("AWS::IdentityStore::User", {**INSTANCES, "ListUsers": {"Users": [PERSON]}}),
        (
            "AWS::SecurityLake::Subscriber",
            {
                "ListDataLakes": {"dataLakes": [LAKE]},
                "ListSubscribers": {
                    "subscribers": [
                        {
                            "subscriberArn": f"arn:aws:securitylake:{REGION}:{OWN}:subscriber/1",
                            "subscriberId": "1",
                            "subscriberEndpoint": f"https://hook.example/{PLANTED}",
                            "subscriberIdentity": {"principal": OTHER, "externalId": PLANTED},
                        }
                    ]
                },
            },
        ),
        (
            "AWS::GuardDuty::Detector",
            {
                **DETECTORS,
                "GetAdministratorAccount": {"Administrator": {"AccountId": OTHER}},
                "ListMembers": {"Members": [MEMBER]},
            },
        ),
        (
            "AWS::SecurityHub::Hub",
            {"DescribeHub": HUB, "ListMembers": {"Members": [MEMBER]}},
        ),
        (
            "AWS::Detective::Graph",
            {
                "ListGraphs": {"GraphList": [{"Arn": "arn:aws:detective:x:y:graph:1"}]},
                "ListMembers": {
                    "MemberDetails": [{"AccountId": OTHER, "EmailAddress": PLANTED}],
                },
            },
        ),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_neither_secrets_nor_peoples_data_enter(type_, answers):
    """What somebody may have put there is a digest, or is not there at all."""
    patch = collect(Answers(answers), type_)

    assert len(seen(patch, type_)) == 1
    assert PLANTED not in repr(patch)


def test_user_is_still_told_by_name_and_state():
    """What reviews and assignments name stays readable."""
    found = only("AWS::IdentityStore::User", {**INSTANCES, "ListUsers": {"Users": [PERSON]}})

    assert derived(found).name == "ann"
    assert found.config["UserStatus"] == "ENABLED"


# --- not enabled ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "types"),
    [
        (
            {"DescribeHub": "InvalidAccessException"},
            ("AWS::SecurityHub::Standard", "AWS::SecurityHub::AutomationRule"),
        ),
        (
            {"DescribeSubscription": "ResourceNotFoundException"},
            ("AWS::Shield::Protection", "AWS::Shield::ProtectionGroup"),
        ),
        ({"ListDetectors": {"DetectorIds": []}}, ("AWS::GuardDuty::Filter",)),
        (
            {
                "BatchGetAccountStatus": {
                    "accounts": [{"accountId": OWN, "state": {"status": "DISABLED"}}]
                }
            },
            ("AWS::InspectorV2::Filter",),
        ),
    ],
    ids=["securityhub", "shield", "guardduty", "inspector2"],
)
def test_what_is_not_enabled_is_known_to_have_nothing(answers, types):
    """The service says so in its own words, and nothing more is asked."""
    door = Answers(answers)

    patch = collect(door, *types)

    assert set(states(patch).values()) == {State.COMPLETE}
    assert [one for type_ in types for one in seen(patch, type_)] == []
    assert [ask.operation for ask in door.heard] == list(answers)


@pytest.mark.parametrize(
    ("operation", "type_"),
    [("GetMacieSession", "AWS::Macie::Session"), ("ListPolicies", "AWS::FMS::Policy")],
)
def test_a_denial_is_never_taken_for_not_enabled(operation, type_):
    """Both services deny either way, and only a message tells the two apart."""
    patch = collect(Answers({operation: "AccessDeniedException"}), type_)

    assert states(patch)[type_] is not State.COMPLETE
    assert [one for one in patch.claims if one.type == type_] == []


# --- administrators and members ---------------------------------------------------------


def test_detector_says_who_sees_its_findings():
    """The administrator is whom it is shared with, members are named."""
    found = only(
        "AWS::GuardDuty::Detector",
        {
            **DETECTORS,
            "GetAdministratorAccount": {"Administrator": {"AccountId": OTHER, "InvitationId": "1"}},
            "ListMembers": {"Members": []},
        },
    )

    assert found.key.id == f"arn:aws:guardduty:{REGION}:{OWN}:detector/d1"
    assert targets(found, "shared-with") == {f"account:{OTHER}"}
    assert found.aspects["administrator"].value == {
        "AccountId": OTHER,
        "RelationshipStatus": None,
    }


def test_detector_without_administrator_has_none():
    """GuardDuty leaves the member away."""
    found = only(
        "AWS::GuardDuty::Detector",
        {**DETECTORS, "GetAdministratorAccount": {}, "ListMembers": {"Members": []}},
    )

    assert found.aspects["administrator"].state == "absent"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("s3://lists/bad.txt", f"name:AWS::S3::Bucket/{OWN}/global/lists"),
        ("https://lists.s3.amazonaws.com/bad.txt", "dns:lists.s3.amazonaws.com"),
    ],
)
def test_address_list_names_its_bucket(location, target):
    """However its place is written."""
    found = only(
        "AWS::GuardDuty::ThreatIntelSet",
        {
            **DETECTORS,
            "ListThreatIntelSets": {"ThreatIntelSetIds": ["t1"]},
            "GetThreatIntelSet": {"Name": "bad", "Location": location},
        },
    )

    assert found.key.id == f"arn:aws:guardduty:{REGION}:{OWN}:detector/d1/threatintelset/t1"
    assert targets(found, "refers-to") == {target}


def test_authorization_shares_what_config_recorded():
    """Who may aggregate sees everything."""
    arn = f"arn:aws:config:{REGION}:{OWN}:aggregation-authorization/{OTHER}/{REGION}"
    found = only(
        "AWS::Config::AggregationAuthorization",
        {
            "DescribeAggregationAuthorizations": {
                "AggregationAuthorizations": [
                    {"AggregationAuthorizationArn": arn, "AuthorizedAccountId": OTHER}
                ]
            }
        },
    )

    assert targets(found, "shared-with") == {f"account:{OTHER}"}


# --- sharing ----------------------------------------------------------------------------

SHARE = f"arn:aws:ram:{REGION}:{OWN}:resource-share/1"
RECEIVED = f"arn:aws:ram:{REGION}:{OTHER}:resource-share/2"
SUBNET = f"arn:aws:ec2:{REGION}:{OWN}:subnet/subnet-1"


def _shares(params):
    if params["resourceOwner"] == "SELF":
        return {
            "resourceShares": [
                {"resourceShareArn": SHARE, "owningAccountId": OWN, "status": "ACTIVE"},
                {"resourceShareArn": f"{SHARE}0", "owningAccountId": OWN, "status": "DELETED"},
            ]
        }
    return {
        "resourceShares": [
            {"resourceShareArn": RECEIVED, "owningAccountId": OTHER, "status": "ACTIVE"}
        ]
    }


def _associations(params):
    joined = {
        "PRINCIPAL": [
            (OTHER, "ASSOCIATED"),
            (ORGANIZATION, "ASSOCIATED"),
            (UNIT, "ASSOCIATED"),
            (ROLE, "ASSOCIATED"),
            ("pca-connector-ad.amazonaws.com", "ASSOCIATED"),
            ("999999999999", "FAILED"),
            ("888888888888", "DISASSOCIATED"),
        ],
        "RESOURCE": [(SUBNET, "ASSOCIATED"), (f"{SUBNET}0", "DISASSOCIATED")],
    }[params["associationType"]]
    return {
        "resourceShareAssociations": [
            {"associatedEntity": entity, "status": status} for entity, status in joined
        ]
    }


def test_share_names_whom_it_is_with_and_what_is_shared():
    """Accounts, organizations, units, roles and services each by their own kind of name."""
    found = only(
        "AWS::RAM::ResourceShare",
        {"GetResourceShares": _shares, "GetResourceShareAssociations": _associations},
    )

    assert found.key.id == SHARE
    assert targets(found, "shared-with") == {
        f"account:{OTHER}",
        f"arn:{ORGANIZATION}",
        f"arn:{UNIT}",
        f"arn:{ROLE}",
        "service:pca-connector-ad.amazonaws.com",
    }
    assert targets(found, "grants") == {f"arn:{SUBNET}"}
    assert "888888888888" not in repr(found)
    assert "999999999999" in repr(found)


def test_received_share_is_another_thing_than_its_owners():
    """It belongs to the receiver, and says where it comes from."""
    resource = {"arn": SUBNET, "type": "ec2:Subnet"}
    found = only(
        "AWS::RAM::ReceivedShare",
        {"GetResourceShares": _shares, "ListResources": {"resources": [resource]}},
    )

    assert found.key.id == f"{RECEIVED}#received/{OWN}"
    assert found.account == OWN
    assert targets(found, "derived-from") == {f"arn:{RECEIVED}"}
    assert targets(found, "refers-to") == {f"account:{OTHER}", f"arn:{SUBNET}"}
    assert Ref("arn", RECEIVED) not in derived(found).aliases


def test_certificate_authority_says_who_may_have_certificates_issued():
    """By policy and by permission; what is deleted is not asked any more."""
    alive = {"Arn": "arn:ca/1", "OwnerAccount": OWN, "Status": "ACTIVE"}
    door = Answers(
        {
            "ListCertificateAuthorities": {
                "CertificateAuthorities": [
                    alive,
                    {"Arn": "arn:ca/2", "OwnerAccount": OWN, "Status": "DELETED"},
                ]
            },
            "GetPolicy": {
                "Policy": json.dumps(policy({"Effect": "Allow", "Principal": {"AWS": OTHER}}))
            },
            "ListPermissions": {"Permissions": [{"Principal": "acm.amazonaws.com"}]},
            "ListTags": {"Tags": []},
        }
    )
    type_ = "AWS::ACMPCA::CertificateAuthority"

    first, second = seen(collect(door, type_), type_)

    assert targets(first, "trusts") == {f"account:{OTHER}", "service:acm.amazonaws.com"}
    assert {one.state for one in second.aspects.values()} == {"absent"}
    assert [one["ResourceArn"] for one in door.calls("GetPolicy")] == ["arn:ca/1"]


def test_subscriber_of_a_lake_is_whom_it_is_shared_with():
    """An account by its number, and the word for S3's own key is no key."""
    answers = {
        "ListDataLakes": {
            "dataLakes": [{**LAKE, "encryptionConfiguration": {"kmsKeyId": "S3_MANAGED_KEY"}}]
        },
        "ListSubscribers": {
            "subscribers": [
                {
                    "subscriberArn": "arn:s/1",
                    "subscriberId": "1",
                    "subscriberIdentity": {"principal": OTHER},
                }
            ]
        },
    }

    lake = only("AWS::SecurityLake::DataLake", answers)
    subscriber = only("AWS::SecurityLake::Subscriber", answers)

    assert targets(lake, "encrypted-with") == set()
    assert targets(subscriber, "shared-with") == {f"account:{OTHER}"}


# --- signing in -------------------------------------------------------------------------

SET = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
SETS = {
    **INSTANCES,
    "ListPermissionSets": {"PermissionSets": [SET]},
    "DescribePermissionSet": {"PermissionSet": {"PermissionSetArn": SET, "Name": "read"}},
    "GetInlinePolicyForPermissionSet": {"InlinePolicy": ""},
    "ListManagedPoliciesInPermissionSet": {
        "AttachedManagedPolicies": [{"Name": "P", "Arn": "arn:aws:iam::aws:policy/P"}]
    },
    "ListCustomerManagedPolicyReferencesInPermissionSet": {
        "CustomerManagedPolicyReferences": [{"Name": "ours", "Path": "/"}]
    },
    "GetPermissionsBoundaryForPermissionSet": "ResourceNotFoundException",
    "ListAccountsForProvisionedPermissionSet": {"AccountIds": [OTHER]},
    "ListAccountAssignments": {
        "AccountAssignments": [
            {
                "AccountId": OTHER,
                "PermissionSetArn": SET,
                "PrincipalType": "GROUP",
                "PrincipalId": "g-1",
            }
        ]
    },
}


def test_permission_set_grants_what_is_attached():
    """An empty inline policy is none, and so is a boundary that does not exist."""
    found = only("AWS::SSO::PermissionSet", SETS)

    assert found.aspects["inline-policy"].state == "absent"
    assert found.aspects["boundary"].state == "absent"
    assert targets(found, "grants") == {"arn:arn:aws:iam::aws:policy/P"}
    assert targets(found, "part-of") == {f"arn:{INSTANCE['InstanceArn']}"}


def test_assignment_is_who_may_use_what_in_which_account():
    """It is asked for in the accounts that the set was provisioned to, and in no other."""
    door = Answers(SETS)
    type_ = "AWS::SSO::Assignment"

    (found,) = seen(collect(door, type_), type_)

    assert found.key.id == f"{SET}#account/{OTHER}#GROUP/g-1"
    assert targets(found, "trusts") == {"id:g-1"}
    assert targets(found, "grants") == {f"arn:{SET}"}
    assert targets(found, "applies-to") == {f"account:{OTHER}"}
    assert door.calls("ListAccountAssignments") == [
        {
            "InstanceArn": INSTANCE["InstanceArn"],
            "PermissionSetArn": SET,
            "AccountId": OTHER,
        }
    ]


def test_identity_center_is_asked_by_its_owner_only():
    """A member sees the instance, and would be denied all else."""
    door = Answers(SETS, OTHER)

    patch = collect(
        door, "AWS::SSO::Assignment", "AWS::IdentityStore::GroupMembership", "AWS::SSO::Application"
    )

    asked = {ask.operation for ask in door.heard}
    assert asked == {"ListInstances", "DescribeInstance"}
    assert set(states(patch).values()) == {State.COMPLETE}


def test_membership_joins_a_user_to_a_group():
    """Both by the id that the store gave them."""
    found = only(
        "AWS::IdentityStore::GroupMembership",
        {
            **INSTANCES,
            "ListGroups": {"Groups": [{"GroupId": "g-1", "DisplayName": "admins"}]},
            "ListGroupMemberships": {
                "GroupMemberships": [
                    {"MembershipId": "m-1", "GroupId": "g-1", "MemberId": {"UserId": "u-1"}}
                ]
            },
        },
    )

    assert targets(found, "member-of") == {"id:g-1"}
    assert targets(found, "attached-to") == {"id:u-1"}


@pytest.mark.parametrize(("open_", "everyone"), [(True, {"everyone:*"}), (False, set())])
def test_identity_pool_trusts_everybody_where_no_login_is_needed(open_, everyone):
    """And else those whose logins it takes; roles are what it hands out."""
    found = only(
        "AWS::Cognito::IdentityPool",
        {
            "ListIdentityPools": {"IdentityPools": [{"IdentityPoolId": f"{REGION}:1"}]},
            "DescribeIdentityPool": {
                "IdentityPoolId": f"{REGION}:1",
                "AllowUnauthenticatedIdentities": open_,
                "SupportedLoginProviders": {"accounts.google.com": "app"},
                "CognitoIdentityProviders": [
                    {"ProviderName": f"cognito-idp.{REGION}.amazonaws.com/{REGION}_1"}
                ],
            },
            "GetIdentityPoolRoles": {
                "Roles": {"authenticated": ROLE},
                "RoleMappings": {
                    "google": {
                        "Type": "Rules",
                        "RulesConfiguration": {"Rules": [{"RoleARN": f"{ROLE}2"}]},
                    }
                },
            },
        },
    )
    pool = only("AWS::Cognito::UserPool", POOLS)
    name = f"cognito-idp.{REGION}.amazonaws.com/{REGION}_1"

    assert targets(found, "trusts") == {"oidc:accounts.google.com", f"oidc:{name}", *everyone}
    assert targets(found, "runs-as") == {f"arn:{ROLE}", f"arn:{ROLE}2"}
    assert Ref("oidc", name) in derived(pool).aliases


def test_user_pool_answers_to_its_domains():
    """Cognito's own name is in the pool; a name of one's own is a thing of its own."""
    pool = {**POOL, "Domain": "shop", "CustomDomain": "login.shop.example"}
    door = Answers(
        {
            "ListUserPools": {"UserPools": [POOL]},
            "DescribeUserPool": {"UserPool": pool},
            "DescribeUserPoolDomain": {
                "DomainDescription": {
                    "Domain": "login.shop.example",
                    "UserPoolId": POOL["Id"],
                    "AWSAccountId": OWN,
                    "CloudFrontDistribution": "d1.cloudfront.net",
                    "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:x:y:certificate/1"},
                }
            },
        }
    )
    type_ = "AWS::Cognito::UserPoolDomain"

    patch = collect(door, type_)
    (found,) = seen(patch, type_)

    assert (
        Ref("dns", f"shop.auth.{REGION}.amazoncognito.com")
        in derived(seen(patch, "AWS::Cognito::UserPool")[0]).aliases
    )
    assert door.calls("DescribeUserPoolDomain") == [{"Domain": "login.shop.example"}]
    assert targets(found, "resolves-to") == {"dns:d1.cloudfront.net"}
    assert targets(found, "part-of") == {f"id:{POOL['Id']}"}


def test_user_pool_names_the_functions_that_it_calls():
    """Those that are named alone and those that are named with a version."""
    function = f"arn:aws:lambda:{REGION}:{OWN}:function:check"
    pool = {
        **POOL,
        "LambdaConfig": {
            "PreSignUp": function,
            "CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": f"{function}2"},
            "KMSKeyID": KEY,
        },
    }
    found = only(
        "AWS::Cognito::UserPool",
        {"ListUserPools": {"UserPools": [POOL]}, "DescribeUserPool": {"UserPool": pool}},
    )

    assert {f"arn:{function}", f"arn:{function}2"} <= targets(found, "refers-to")
    assert targets(found, "encrypted-with") == {f"arn:{KEY}"}


# --- the credential report --------------------------------------------------------------

REPORT = "AWS::IAM::CredentialReportEntry"
CSV = (
    "user,arn,user_creation_time,mfa_active,password_last_used,access_key_1_last_used_date\n"
    f"<root_account>,arn:aws:iam::{OWN}:root,2020-01-01T00:00:00+00:00,true,no_information,N/A\n"
    f"ann,arn:aws:iam::{OWN}:user/ann,2021-01-01T00:00:00+00:00,false,2026-01-01,2026-01-01\n"
)


def test_credential_report_is_an_entry_for_each_user():
    """The root is one of them; when something was last used is no change."""
    root, ann = seen(
        collect(Answers({"GetCredentialReport": {"Content": CSV.encode()}}), REPORT), REPORT
    )

    assert root.key.id == f"arn:aws:iam::{OWN}:root#credential-report"
    assert root.config["mfa_active"] == "true"
    assert targets(ann, "refers-to") == {f"arn:arn:aws:iam::{OWN}:user/ann"}
    assert {"password_last_used", "access_key_1_last_used_date"}.isdisjoint(ann.config)


@pytest.mark.parametrize("code", ["ReportNotPresent", "ReportExpired", "ReportInProgress"])
def test_without_a_report_nothing_is_known_and_none_is_made(code):
    """No report is not a report without users."""
    door = Answers({"GetCredentialReport": code})

    patch = collect(door, REPORT)

    assert states(patch) == {REPORT: State.FAILED}
    assert list(patch.claims) == []
    assert [ask.operation for ask in door.heard] == ["GetCredentialReport"]


def test_a_report_that_is_no_table_is_no_empty_one():
    """What cannot be read claims nothing."""
    patch = collect(Answers({"GetCredentialReport": {"Content": b"\xff"}}), REPORT)

    assert states(patch) == {REPORT: State.FAILED}


# --- networks ---------------------------------------------------------------------------


def test_resolver_rule_of_aws_is_owned_by_aws():
    """The service gives a name of its own in the place of an account."""
    own = {"Id": "rslvr-autodefined-rr-internet-resolver", "OwnerId": "Route 53 Resolver"}
    shared = {"Id": "rslvr-rr-1", "OwnerId": OTHER}
    arn = f"arn:aws:route53resolver:{REGION}:"
    rules = [
        {**own, "Arn": f"{arn}:autodefined-rule/{own['Id']}"},
        {**shared, "Arn": f"{arn}{OTHER}:resolver-rule/1"},
    ]
    type_ = "AWS::Route53Resolver::ResolverRule"

    found = seen(collect(Answers({"ListResolverRules": {"ResolverRules": rules}}), type_), type_)

    assert sorted(one.account for one in found) == sorted(["aws", OTHER])


@pytest.mark.parametrize(
    ("destination", "target"),
    [
        (
            f"arn:aws:logs:{REGION}:{OWN}:log-group:/dns:*",
            f"arn:aws:logs:{REGION}:{OWN}:log-group:/dns",
        ),
        ("arn:aws:s3:::dns-logs/prefix", "arn:aws:s3:::dns-logs"),
        ("arn:aws-cn:s3:::dns-logs", "arn:aws-cn:s3:::dns-logs"),
        (
            f"arn:aws:firehose:{REGION}:{OWN}:deliverystream/d",
            f"arn:aws:firehose:{REGION}:{OWN}:deliverystream/d",
        ),
    ],
)
def test_query_log_names_where_it_goes(destination, target):
    """As that is called itself, whatever stands behind its name."""
    config = {"Id": "rqlc-1", "Arn": "arn:rqlc-1", "OwnerId": OWN, "DestinationArn": destination}
    found = only(
        "AWS::Route53Resolver::ResolverQueryLoggingConfig",
        {"ListResolverQueryLogConfigs": {"ResolverQueryLogConfigs": [config]}},
    )

    assert targets(found, "logs-to") == {f"arn:{target}"}


def test_lattice_target_group_names_targets_by_what_they_are():
    """A function by ARN, an instance by id, and the rest by address."""
    function = f"arn:aws:lambda:{REGION}:{OWN}:function:f"
    found = only(
        "AWS::VpcLattice::TargetGroup",
        {
            "ListTargetGroups": {"items": [{"arn": "arn:tg/1", "id": "tg-1"}]},
            "ListTargets": {
                "items": [
                    {"id": function, "status": "HEALTHY"},
                    {"id": "i-1", "port": 80},
                    {"id": "10.0.0.9", "port": 80},
                ]
            },
        },
    )

    assert targets(found, "targets") == {f"arn:{function}", "id:i-1", "ip:10.0.0.9"}
    assert "HEALTHY" not in repr(found.aspects["targets"])


def test_lattice_service_of_another_account_keeps_its_owner():
    """Both of its policies say whom it trusts; its listeners are asked for by the owner."""
    arn = f"arn:aws:vpc-lattice:{REGION}:{OTHER}:service/svc-1"
    service = {"arn": arn, "id": "svc-1", "customDomainName": "orders.shop.example"}
    door = Answers(
        {
            "ListServices": {"items": [service]},
            "GetService": service,
            "GetAuthPolicy": {"policy": json.dumps(policy({"Effect": "Allow", "Principal": "*"}))},
            "GetResourcePolicy": {
                "policy": json.dumps(policy({"Effect": "Allow", "Principal": {"AWS": OWN}}))
            },
        }
    )

    patch = collect(door, "AWS::VpcLattice::Listener")
    (found,) = seen(patch, "AWS::VpcLattice::Service")

    assert found.account == OTHER
    assert targets(found, "trusts") == {"everyone:*", f"account:{OWN}"}
    assert Ref("dns", "orders.shop.example") in derived(found).aliases
    assert door.calls("ListListeners") == []


def test_lattice_asks_for_associations_of_a_network():
    """The call demands a network or a VPC."""
    network = {"arn": f"arn:aws:vpc-lattice:{REGION}:{OWN}:servicenetwork/sn-1", "id": "sn-1"}
    joined = {"arn": f"arn:aws:vpc-lattice:{REGION}:{OWN}:servicenetworkvpcassociation/snva-1"}
    door = Answers(
        {
            "ListServiceNetworks": {"items": [network]},
            "GetServiceNetwork": network,
            "ListServiceNetworkVpcAssociations": {"items": [joined]},
            "GetServiceNetworkVpcAssociation": {
                **joined,
                "vpcId": "vpc-1",
                "serviceNetworkArn": network["arn"],
                "securityGroupIds": ["sg-1"],
            },
        }
    )
    type_ = "AWS::VpcLattice::ServiceNetworkVpcAssociation"

    (found,) = seen(collect(door, type_), type_)

    assert door.calls("ListServiceNetworkVpcAssociations") == [
        {"serviceNetworkIdentifier": network["arn"]}
    ]
    assert targets(found, "uses-filter") == {"id:sg-1"}
    assert targets(found, "attached-to") == {f"arn:{network['arn']}"}


def test_accelerator_leads_to_its_endpoints():
    """Load balancers by ARN and addresses by id; the group stands in its region."""
    accelerator = "arn:aws:globalaccelerator::111122223333:accelerator/a"
    listener = f"{accelerator}/listener/l"
    balancer = f"arn:aws:elasticloadbalancing:{REGION}:{OWN}:loadbalancer/app/shop/1"
    found = only(
        "AWS::GlobalAccelerator::EndpointGroup",
        {
            "ListAccelerators": {"Accelerators": [{"AcceleratorArn": accelerator}]},
            "ListListeners": {"Listeners": [{"ListenerArn": listener}]},
            "ListEndpointGroups": {
                "EndpointGroups": [
                    {
                        "EndpointGroupArn": f"{listener}/endpoint-group/g",
                        "EndpointGroupRegion": REGION,
                        "EndpointDescriptions": [
                            {"EndpointId": balancer, "HealthState": "HEALTHY"},
                            {"EndpointId": "eipalloc-1"},
                        ],
                    }
                ]
            },
        },
    )

    assert found.region == REGION
    assert targets(found, "targets") == {f"arn:{balancer}", "id:eipalloc-1"}
    assert targets(found, "part-of") == {f"arn:{listener}"}
    assert "HEALTHY" not in repr(found.config)


def test_verified_access_endpoint_says_whom_it_lets_in_to_what():
    """Its own policy is an aspect; subnets are found wherever its kind keeps them."""
    endpoint = {
        "VerifiedAccessEndpointId": "vae-1",
        "VerifiedAccessGroupId": "vagr-1",
        "ApplicationDomain": "intra.shop.example",
        "LoadBalancerOptions": {"LoadBalancerArn": "arn:lb", "SubnetIds": ["subnet-1"]},
    }
    text = "permit(principal,action,resource);"
    found = only(
        "AWS::EC2::VerifiedAccessEndpoint",
        {
            "DescribeVerifiedAccessEndpoints": {"VerifiedAccessEndpoints": [endpoint]},
            "GetVerifiedAccessEndpointPolicy": {"PolicyEnabled": True, "PolicyDocument": text},
        },
    )

    assert targets(found, "in-subnet") == {"id:subnet-1"}
    assert targets(found, "targets") == {"arn:arn:lb"}
    assert found.aspects["policy"].value == {"PolicyEnabled": True, "PolicyDocument": text}
    assert Ref("dns", "intra.shop.example") in derived(found).aliases


def test_core_network_has_its_policy_as_a_document():
    """And another account's network its owner."""
    network = {
        "CoreNetworkArn": f"arn:aws:networkmanager::{OTHER}:core-network/core-network-1",
        "CoreNetworkId": "core-network-1",
    }
    found = only(
        "AWS::NetworkManager::CoreNetwork",
        {
            "ListCoreNetworks": {"CoreNetworks": [{**network, "OwnerAccountId": OTHER}]},
            "GetCoreNetwork": {"CoreNetwork": {**network, "Segments": [{"Name": "live"}]}},
            "GetCoreNetworkPolicy": {
                "CoreNetworkPolicy": {
                    "PolicyVersionId": 3,
                    "PolicyDocument": json.dumps({"segments": [{"name": "live"}]}),
                }
            },
            "GetResourcePolicy": {
                "PolicyDocument": json.dumps(
                    policy({"Effect": "Allow", "Principal": {"AWS": [OWN]}})
                )
            },
        },
    )

    assert found.account == OTHER
    assert found.config["Segments"] == [{"Name": "live"}]
    assert found.aspects["policy"].value == {
        "PolicyVersionId": 3,
        "PolicyDocument": {"segments": [{"name": "live"}]},
    }
    assert targets(found, "trusts") == {f"account:{OWN}"}


def test_attachment_of_a_network_is_in_its_subnets():
    """Only those of a VPC have any, and only they are asked."""
    vpc = f"arn:aws:ec2:{REGION}:{OWN}:vpc/vpc-1"
    door = Answers(
        {
            "ListAttachments": {
                "Attachments": [
                    {
                        "AttachmentId": "attachment-1",
                        "AttachmentType": "VPC",
                        "OwnerAccountId": OWN,
                        "ResourceArn": vpc,
                    },
                    {
                        "AttachmentId": "attachment-2",
                        "AttachmentType": "SITE_TO_SITE_VPN",
                        "OwnerAccountId": OWN,
                    },
                ]
            },
            "GetVpcAttachment": {"VpcAttachment": {"SubnetArns": [SUBNET]}},
        }
    )
    type_ = "AWS::NetworkManager::Attachment"

    first, second = seen(collect(door, type_), type_)

    assert targets(first, "attached-to") == {f"arn:{vpc}"}
    assert targets(first, "in-subnet") == {f"arn:{SUBNET}"}
    assert second.aspects["vpc"].state == "absent"
    assert door.calls("GetVpcAttachment") == [{"AttachmentId": "attachment-1"}]


def test_firewall_policy_applies_to_accounts_and_units():
    """Its rules are a text of JSON in the policy."""
    found = only(
        "AWS::FMS::Policy",
        {
            "ListPolicies": {"PolicyList": [{"PolicyId": "p-1", "PolicyArn": "arn:fms/p-1"}]},
            "GetPolicy": {
                "PolicyArn": "arn:fms/p-1",
                "Policy": {
                    "PolicyId": "p-1",
                    "SecurityServicePolicyData": {
                        "Type": "WAFV2",
                        "ManagedServiceData": json.dumps({"type": "WAFV2"}),
                    },
                    "IncludeMap": {"ACCOUNT": [OTHER], "ORG_UNIT": ["ou-a"]},
                },
            },
        },
    )

    assert targets(found, "applies-to") == {f"account:{OTHER}", "id:ou-a"}
    assert found.config["SecurityServicePolicyData"]["ManagedServiceData"] == {"type": "WAFV2"}
