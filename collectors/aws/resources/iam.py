"""AWS IAM: users, groups, roles, policies, and what else lets somebody in.

Four types are read out of one call, which the engine makes once:
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
It gives the managed policies of AWS that are attached as well; those are owned by `aws`.
A service-linked role is told by its path, /aws-service-role/. What a policy grants is not read
off here by pattern: it is evaluated. The family is one file, and longer than others for it.
"""

from collectors.aws.vocabulary import TAGS, trusts
from collectors.engine.specification import (
    GLOBAL,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/IAM/latest/APIReference"
_DETAILS = "GetAccountAuthorizationDetails"
_NO_ID = "GetAccountAuthorizationDetails alone gives the whole document, and takes no ids"
_NO_ARN = "the document of the call by ARN does not bear the ARN"
_GONE = ("NoSuchEntity",)
_ATTACHED = {"AttachedManagedPolicies": ("PolicyArn",)}
_GRANTS = (
    Rel("grants", "AttachedManagedPolicies[].PolicyArn", by="arn"),
    Rel("refers-to", "PermissionsBoundary.PermissionsBoundaryArn", by="arn"),
)

_USER_EVENTS = (
    "DeleteUser",
    "UpdateUser",
    "PutUserPolicy",
    "DeleteUserPolicy",
    "AttachUserPolicy",
    "DetachUserPolicy",
    "PutUserPermissionsBoundary",
    "DeleteUserPermissionsBoundary",
    "AddUserToGroup",
    "RemoveUserFromGroup",
    "CreateLoginProfile",
    "UpdateLoginProfile",
    "DeleteLoginProfile",
    "EnableMFADevice",
    "DeactivateMFADevice",
    "TagUser",
    "UntagUser",
)
_ROLE_EVENTS = (
    "CreateRole",
    "DeleteRole",
    "UpdateAssumeRolePolicy",
    "PutRolePolicy",
    "DeleteRolePolicy",
    "AttachRolePolicy",
    "DetachRolePolicy",
    "PutRolePermissionsBoundary",
    "DeleteRolePermissionsBoundary",
    "TagRole",
    "UntagRole",
)
_GROUP_EVENTS = (
    "CreateGroup",
    "DeleteGroup",
    "UpdateGroup",
    "PutGroupPolicy",
    "DeleteGroupPolicy",
    "AttachGroupPolicy",
    "DetachGroupPolicy",
)
_POLICY_EVENTS = (
    "DeletePolicy",
    "CreatePolicyVersion",
    "DeletePolicyVersion",
    "SetDefaultPolicyVersion",
    "TagPolicy",
    "UntagPolicy",
)

USER = Declaration(
    type="AWS::IAM::User",
    kind="user",
    service="iam",
    doc=f"{_API}/API_UserDetail.html",
    where=GLOBAL,
    list=ListCall(_DETAILS, "UserDetailList"),
    id="{Arn}",
    native_id="UserName",
    uid="UserId",
    name="UserName",
    aliases=(("unique-id", "UserId"),),
    aspects=(
        Detail(
            aspect="activity",
            operation="GetUser",
            params={"UserName": "=item.UserName"},
            result="User.{PasswordLastUsed: PasswordLastUsed}",
        ),
        Detail(
            aspect="login-profile",
            operation="GetLoginProfile",
            params={"UserName": "=item.UserName"},
            result="LoginProfile",
            absent=_GONE,
        ),
        Detail(
            aspect="mfa-devices",
            operation="ListMFADevices",
            params={"UserName": "=item.UserName"},
            result="MFADevices",
        ),
    ),
    relations=(*_GRANTS, Rel("member-of", "GroupList[]", by="name", type="AWS::IAM::Group")),
    volatile=("@activity.PasswordLastUsed",),
    keyed={
        **TAGS,
        **_ATTACHED,
        "GroupList": "set",
        "UserPolicyList": ("PolicyName",),
        "@mfa-devices": ("SerialNumber",),
        **policy_lists("UserPolicyList[].PolicyDocument"),
    },
    no_by_id=_NO_ID,
    events={
        "CreateUser": "requestParameters.userName",
        **dict.fromkeys(_USER_EVENTS, "requestParameters.userName"),
    },
)

GROUP = Declaration(
    type="AWS::IAM::Group",
    kind="group",
    service="iam",
    doc=f"{_API}/API_GroupDetail.html",
    where=GLOBAL,
    list=ListCall(_DETAILS, "GroupDetailList"),
    id="{Arn}",
    native_id="GroupName",
    uid="GroupId",
    name="GroupName",
    tags=None,
    aliases=(("unique-id", "GroupId"),),
    relations=(_GRANTS[0],),
    keyed={
        **_ATTACHED,
        "GroupPolicyList": ("PolicyName",),
        **policy_lists("GroupPolicyList[].PolicyDocument"),
    },
    no_by_id=_NO_ID,
    events=dict.fromkeys(_GROUP_EVENTS, "requestParameters.groupName"),
)

ROLE = Declaration(
    type="AWS::IAM::Role",
    kind="role",
    service="iam",
    doc=f"{_API}/API_RoleDetail.html",
    where=GLOBAL,
    list=ListCall(_DETAILS, "RoleDetailList"),
    id="{Arn}",
    native_id="RoleName",
    uid="RoleId",
    name="RoleName",
    aliases=(("unique-id", "RoleId"),),
    relations=(*_GRANTS, *trusts("AssumeRolePolicyDocument")),
    volatile=("RoleLastUsed", "InstanceProfileList[].Roles[].RoleLastUsed"),
    keyed={
        **TAGS,
        **_ATTACHED,
        "RolePolicyList": ("PolicyName",),
        "InstanceProfileList": ("InstanceProfileId",),
        "InstanceProfileList[].Roles": ("RoleId",),
        **policy_lists(
            "AssumeRolePolicyDocument",
            "RolePolicyList[].PolicyDocument",
            "InstanceProfileList[].Roles[].AssumeRolePolicyDocument",
        ),
    },
    no_by_id=_NO_ID,
    events=dict.fromkeys(_ROLE_EVENTS, "requestParameters.roleName"),
)

MANAGED_POLICY = Declaration(
    type="AWS::IAM::ManagedPolicy",
    kind="policy",
    service="iam",
    doc=f"{_API}/API_ManagedPolicyDetail.html",
    where=GLOBAL,
    list=ListCall(_DETAILS, "Policies"),
    id="{Arn}",
    native_id="Arn",
    uid="PolicyId",
    owner="split(Arn, ':')[4]",
    name="PolicyName",
    tags=None,
    aliases=(("unique-id", "PolicyId"),),
    no_relations="what it grants is evaluated; those who bear it point at it",
    volatile=("AttachmentCount", "PermissionsBoundaryUsageCount"),
    keyed={
        "PolicyVersionList": ("VersionId",),
        **policy_lists("PolicyVersionList[].Document"),
    },
    no_by_id=_NO_ID,
    events={
        "CreatePolicy": "responseElements.policy.arn",
        **dict.fromkeys(_POLICY_EVENTS, "requestParameters.policyArn"),
    },
)

INSTANCE_PROFILE = Declaration(
    type="AWS::IAM::InstanceProfile",
    kind="instance-profile",
    service="iam",
    doc=f"{_API}/API_ListInstanceProfiles.html",
    where=GLOBAL,
    list=ListCall("ListInstanceProfiles", "InstanceProfiles"),
    id="{Arn}",
    native_id="InstanceProfileName",
    uid="InstanceProfileId",
    name="InstanceProfileName",
    aliases=(("unique-id", "InstanceProfileId"),),
    relations=(Rel("runs-as", "Roles[].Arn", by="arn"),),
    volatile=("Roles[].RoleLastUsed",),
    keyed={**TAGS, "Roles": ("RoleId",), **policy_lists("Roles[].AssumeRolePolicyDocument")},
    no_by_id="GetInstanceProfile gives tags that the list call leaves out",
    events=dict.fromkeys(
        (
            "CreateInstanceProfile",
            "DeleteInstanceProfile",
            "AddRoleToInstanceProfile",
            "RemoveRoleFromInstanceProfile",
        ),
        "requestParameters.instanceProfileName",
    ),
)

OIDC_PROVIDER = Declaration(
    type="AWS::IAM::OIDCProvider",
    kind="identity-provider",
    service="iam",
    doc=f"{_API}/API_GetOpenIDConnectProvider.html",
    where=GLOBAL,
    list=ListCall("ListOpenIDConnectProviders", "OpenIDConnectProviderList"),
    describe=Describe(
        operation="GetOpenIDConnectProvider",
        params={"OpenIDConnectProviderArn": "=item.Arn"},
        result="@",
        merge=True,
    ),
    id="{Arn}",
    native_id="Arn",
    uid="CreateDate",
    name="Url",
    aliases=(("oidc", "Url"),),
    no_relations="it trusts an issuer outside of AWS, by its URL",
    keyed={**TAGS, "ClientIDList": "set", "ThumbprintList": "set"},
    no_by_id=_NO_ARN,
    events={
        "CreateOpenIDConnectProvider": "responseElements.openIDConnectProviderArn",
        **dict.fromkeys(
            (
                "DeleteOpenIDConnectProvider",
                "AddClientIDToOpenIDConnectProvider",
                "RemoveClientIDFromOpenIDConnectProvider",
                "UpdateOpenIDConnectProviderThumbprint",
            ),
            "requestParameters.openIDConnectProviderArn",
        ),
    },
)

SAML_PROVIDER = Declaration(
    type="AWS::IAM::SAMLProvider",
    kind="identity-provider",
    service="iam",
    doc=f"{_API}/API_GetSAMLProvider.html",
    where=GLOBAL,
    list=ListCall("ListSAMLProviders", "SAMLProviderList"),
    describe=Describe(
        operation="GetSAMLProvider",
        params={"SAMLProviderArn": "=item.Arn"},
        result="@",
        merge=True,
    ),
    id="{Arn}",
    native_id="Arn",
    uid="CreateDate",
    name="split(Arn, '/')[-1]",
    no_relations="it trusts an issuer outside of AWS, by its metadata",
    keyed={**TAGS, "PrivateKeyList": ("KeyId",)},
    no_by_id=_NO_ARN,
    events={
        "CreateSAMLProvider": "responseElements.sAMLProviderArn",
        "UpdateSAMLProvider": "requestParameters.sAMLProviderArn",
        "DeleteSAMLProvider": "requestParameters.sAMLProviderArn",
    },
)

SERVER_CERTIFICATE = Declaration(
    type="AWS::IAM::ServerCertificate",
    kind="certificate",
    service="iam",
    doc=f"{_API}/API_ListServerCertificates.html",
    where=GLOBAL,
    list=ListCall("ListServerCertificates", "ServerCertificateMetadataList"),
    id="{Arn}",
    native_id="ServerCertificateName",
    uid="ServerCertificateId",
    name="ServerCertificateName",
    tags=None,
    aliases=(("unique-id", "ServerCertificateId"),),
    no_relations="a certificate names nothing in AWS; those who use it point at it",
    no_by_id="GetServerCertificate gives the certificate's body too, another document",
    events=dict.fromkeys(
        ("UploadServerCertificate", "UpdateServerCertificate", "DeleteServerCertificate"),
        "requestParameters.serverCertificateName",
    ),
)

ACCESS_KEY = Declaration(
    type="AWS::IAM::AccessKey",
    kind="credential",
    service="iam",
    doc=f"{_API}/API_ListAccessKeys.html",
    where=GLOBAL,
    list=ListCall(
        "ListAccessKeys",
        "AccessKeyMetadata",
        params={"UserName": "=parent.UserName"},
        each="AWS::IAM::User",
        absent=_GONE,
    ),
    id="{parent}#{AccessKeyId}",
    native_id="AccessKeyId",
    uid="AccessKeyId",
    name="AccessKeyId",
    tags=None,
    aspects=(
        Detail(
            aspect="last-used",
            operation="GetAccessKeyLastUsed",
            params={"AccessKeyId": "=item.AccessKeyId"},
            result="AccessKeyLastUsed",
        ),
    ),
    relations=(Rel("part-of", "UserName", by="name", type="AWS::IAM::User"),),
    volatile=("@last-used.LastUsedDate", "@last-used.ServiceName", "@last-used.Region"),
    no_by_id="access keys are listed by their user, never by id",
    events={
        "CreateAccessKey": "responseElements.accessKey.accessKeyId",
        "UpdateAccessKey": "requestParameters.accessKeyId",
        "DeleteAccessKey": "requestParameters.accessKeyId",
    },
)

VIRTUAL_MFA_DEVICE = Declaration(
    type="AWS::IAM::VirtualMFADevice",
    kind="credential",
    service="iam",
    doc=f"{_API}/API_ListVirtualMFADevices.html",
    where=GLOBAL,
    list=ListCall("ListVirtualMFADevices", "VirtualMFADevices"),
    id="{SerialNumber}",
    native_id="SerialNumber",
    uid="EnableDate",
    name="split(SerialNumber, '/')[-1]",
    relations=(Rel("attached-to", "User.Arn", by="arn"),),
    volatile=("User.PasswordLastUsed",),
    secret=("Base32StringSeed", "QRCodePNG"),
    keyed={**TAGS, "User.Tags": ("Key",)},
    no_by_id="there is no call for one device",
    events={
        "CreateVirtualMFADevice": "responseElements.virtualMFADevice.serialNumber",
        "DeleteVirtualMFADevice": "requestParameters.serialNumber",
        "EnableMFADevice": "requestParameters.serialNumber",
        "DeactivateMFADevice": "requestParameters.serialNumber",
    },
)

ACCOUNT_SETTINGS = Declaration(
    type="AWS::IAM::AccountSettings",
    kind="account-settings",
    service="iam",
    doc=f"{_API}/API_GetAccountSummary.html",
    where=GLOBAL,
    list=ListCall("GetAccountSummary", "@"),
    id="arn:{partition}:iam::{account}:root",
    native_id="'account-settings'",
    tags=None,
    aspects=(
        Detail(
            aspect="password-policy",
            operation="GetAccountPasswordPolicy",
            params={},
            result="PasswordPolicy",
            absent=_GONE,
        ),
        Detail(
            aspect="aliases", operation="ListAccountAliases", params={}, result="AccountAliases"
        ),
    ),
    no_relations="settings of the account itself",
    volatile=tuple(
        f"SummaryMap.{count}"
        for count in (
            "Groups",
            "InstanceProfiles",
            "MFADevices",
            "MFADevicesInUse",
            "Policies",
            "PolicyVersionsInUse",
            "Providers",
            "Roles",
            "ServerCertificates",
            "Users",
        )
    ),
    keyed={"@aliases": "set"},
    no_by_id="there is one for each account",
)

DECLARATIONS = (
    USER,
    GROUP,
    ROLE,
    MANAGED_POLICY,
    INSTANCE_PROFILE,
    OIDC_PROVIDER,
    SAML_PROVIDER,
    SERVER_CERTIFICATE,
    ACCESS_KEY,
    VIRTUAL_MFA_DEVICE,
    ACCOUNT_SETTINGS,
)
