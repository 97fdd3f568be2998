"""What has the form of a credential is caught, and what only talks of one is not."""

import pytest

from cartographer.model.coverage import State
from collectors.engine.credential import scrubbed
from collectors.engine.fault import Fault
from collectors.engine.redact import Redactor

BY = Redactor(b"a" * 32)
SECRET = "h0rse-battery-Staple"
MIXED = "aB3" * 14
FORMS = (
    f"AWS_SECRET_ACCESS_KEY={SECRET}",
    f"DB_PASS={SECRET}",
    f"db.password = {SECRET}",
    f"dbPassword={SECRET}",
    f"mysql --password {SECRET} -h db",
    f"run --api-key={SECRET}",
    f"password: {SECRET}",
    f"user: ann, pwd: {SECRET}",
    f"pw={SECRET}",
    "pw=hunt",
    f"pw: {SECRET}",
    f"https://db.example.com/?pw={SECRET}",
    f"db_pw = {SECRET}",
    f"dbPw={SECRET}",
    f"rootpw={SECRET}",
    f"keytool -storepass {SECRET}",
    f"creds={SECRET}",
    f"cred: {SECRET}",
    f"gitCreds={SECRET}",
    f"credentials={SECRET}",
    f"passcode={SECRET}",
    f"passphrase={SECRET}",
    f"secret_key={SECRET}",
    f"apikey={SECRET}",
    f"pwd=/{SECRET}",
    f"pwds={SECRET}",
    f'{{"user": "ann", "password": "{SECRET}"}}',
    f'{{\\"apiToken\\": \\"{SECRET}\\"}}',
    f"Authorization: Bearer {SECRET}",
    "authorization: Basic YW5uOmh1bnRlcg",
    f"curl -H 'Bearer {MIXED}'",
    f"x-amz-security-token:{MIXED}",
    "https://hooks.slack.com/services/T0/B0/" + "x" * 12,
    "https://discord.com/api/webhooks/1/" + "x" * 12,
    "npm_" + MIXED[:36],
    "hvs." + MIXED,
    "SG." + MIXED[:22] + "." + MIXED,
    "pypi-AgEIcHlwaS5vcmc" + MIXED,
    "rk_live_" + MIXED,
    "sk_" + "live_" + MIXED,
    "gho_" + MIXED,
    "ghp_" + MIXED,
    "github_pat_" + MIXED,
    "glpat-" + MIXED,
    "xoxb-" + "1" * 12,
    "xoxp-" + "1" * 12,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    "https://shop.blob.core.windows.net/c?sv=1&sig=" + MIXED,
    "https://b.s3.amazonaws.com/k?X-Amz-Signature=" + "0a" * 32,
    f"postgres://ann:{SECRET}@db/shop",
    f"redis://:{SECRET}@cache:6379",
    f"https://{MIXED}@github.com/shop/shop.git",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk",
    "-----BEGIN PRIVATE KEY-----\nMIIE",
    f"DefaultEndpointsProtocol=https;AccountKey={MIXED}==",
)
NEAR_MISSES = (
    "kms key id",
    "KeyId",
    "SecretsManager ARN",
    "the secret: see the vault for it",
    "secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf",
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf",
    "Secret=arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf",
    "PasswordPolicy",
    "MinimumPasswordLength=14"[:15],
    "sort-key",
    "compass=north-by-northwest",
    "bypass=true",
    "bypass=by-north-west",
    "PWD=/home/ann/shop",
    "pwd=/srv",
    "OLDPWD=/var/task",
    "password=/run/secrets/db",
    "cpw=north-by-west",
    "pwm=north-by-west",
    "pw",
    "creds",
    "credits=1000",
    "credit: 1000",
    "screds=north-by-west",
    "sacred: groves1",
    "accredited=by-the-state",
    "incredible: value1",
    "creds: required",
    "creds=${CREDS}",
    "password=${DB_PASSWORD}",
    "token == $.detail.token",
    "--secret-id prod/db",
    "--token-endpoint https://login.example.com/token",
    "Basic authentication is required",
    "Bearer authentication",
    "authorization: NONE",
    "https://example.com:8443/path?page=2&signal=4",
    "ssh://git@github.com/shop/shop.git",
    "sg-0123456789abcdef0",
    "pypi-mirror-of-the-whole-company",
    "npm_config_registry",
    "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:" + "0a" * 32,
    "sha256:" + "0a" * 32,
)
NAMES = (
    "pwd",
    "db_pwd",
    "pw",
    "db-pw",
    "dbPw",
    "rootpw",
    "dbpass",
    "creds",
    "cred",
    "db_creds",
    "gitCreds",
    "credential",
    "credentials",
    "passphrase",
    "passcode",
    "secret_key",
    "apikey",
    "DB_PASS",
    "dbPwd",
    "auth-key",
    "AccessKey",
    "authorization",
    "bearer",
    "signing-key",
    "encryption-key",
    "api.key",
    "api-key",
    "ClientSecret",
    "connection-string",
)
NAMES_OF_NO_SECRET = (
    "kms key id",
    "kms-key-id",
    "KeyId",
    "SecretsManager ARN",
    "PasswordPolicy",
    "password-rotation",
    "access-key-id",
    "sort-key",
    "partition.key",
    "compass",
    "bypass",
    "credits",
    "credit-line",
    "screds",
    "sacred",
    "accredited",
    "creds-id",
    "pw-age",
    "cpw",
    "pwm",
    "upward",
    "aws:cloudformation:stack-name",
    "aws:secretsmanager:owningService",
    "team",
)
MEMBERS = (
    "password",
    "MasterUserPassword",
    "client_secret",
    "secretAccessKey",
    "authToken",
    "pwd",
    "pw",
    "db_pw",
    "creds",
    "git-creds",
    "passcode",
    "AdminPasscode",
    "apikey",
    "secret_key",
)
OTHER_MEMBERS = (
    "PasswordPolicy",
    "HttpTokens",
    "NextToken",
    "ClientToken",
    "CreationToken",
    "SecretArn",
    "PublicKey",
    "KeyName",
    "TokenEndpoint",
    "SigningKeyId",
    "Credits",
    "screds",
    "cpw",
    "Credential",
    "credentials",
)


@pytest.mark.parametrize("text", FORMS)
def test_a_credential_is_hidden_wherever_it_stands(text):
    """A description, an element of a command, a tag of any name."""
    for document in ({"Description": text}, [text], {"Tags": [{"Key": "note", "Value": text}]}):
        assert text not in str(BY.catch("T", document))


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_what_talks_of_a_credential_stays(text):
    """Names, references, placeholders and sentences are what a map is made of."""
    document = {"Text": text, "secret token": [text], "Tags": [{"Key": "Name", "Value": text}]}

    assert BY.catch("T", document) is document


@pytest.mark.parametrize("name", NAMES)
def test_a_tag_named_like_a_secret_is_hidden(name):
    """In a list of pairs or in a mapping, whatever the mapping is called."""
    for document in (
        {"Tags": [{"Key": name, "Value": "hunter2"}]},
        {"environment": [{"name": name, "value": "hunter2"}]},
        *({member: {name: "hunter2"}} for member in ("Tags", "tags", "UserPoolTags", "tagsMap")),
    ):
        assert "hunter2" not in str(BY.catch("T", document))


@pytest.mark.parametrize("name", NAMES_OF_NO_SECRET)
def test_a_tag_that_only_names_a_secret_stays(name):
    """Ids, ARNs, policies, and what AWS writes itself."""
    document = {"Tags": [{"Key": name, "Value": "hunter2"}], "UserPoolTags": {name: "hunter2"}}

    assert BY.catch("T", document) is document


def test_a_tag_that_says_where_the_secret_is_kept_stays():
    """An ARN is a reference, whatever the tag is called."""
    kept = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf"
    document = {"Tags": [{"Key": "secret", "Value": kept}]}

    assert BY.catch("T", document) is document


@pytest.mark.parametrize("name", MEMBERS)
def test_a_member_that_holds_a_secret_is_hidden(name):
    """In whatever document somebody wrote."""
    assert "hunter2" not in str(BY.catch("T", {"inside": [{name: "hunter2"}]}))


@pytest.mark.parametrize("name", OTHER_MEMBERS)
def test_a_member_that_holds_no_secret_stays(name):
    """Options, ids, names and the marks of the next page."""
    document = {name: "hunter2"}

    assert BY.catch("T", document) is document


def test_what_follows_an_option_for_a_secret_is_hidden():
    """A command as a list has it in an element of its own."""
    command = ["mysql", "--password", "hunter2", "-h", "db"]

    caught = BY.catch("T", {"Args": command})["Args"]

    assert [one for one, other in zip(command, caught, strict=True) if one != other] == ["hunter2"]


@pytest.mark.parametrize("text", FORMS)
def test_messages_that_go_into_logs_are_scrubbed(text):
    """A provider that quotes a request in its error does not carry a secret out of it."""
    message = f"invalid value: {text} (request 1)"

    fault = Fault(State.FAILED, "ValidationException", message)

    assert SECRET not in str(fault)
    assert MIXED not in str(fault)
    assert text not in fault.message


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_other_messages_are_left_as_they_are(text):
    """Who reads a log must understand it."""
    assert scrubbed(text) == text
