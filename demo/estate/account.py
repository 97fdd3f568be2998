"""The two accounts, how to get into them, and what was built there under which name.

How moto tells accounts apart: an access key belongs to the account whose IAM made it, and the
keys that sts:AssumeRole hands out belong to the account of the role, which need not exist. So a
first key that nobody knows opens any account, and from then on every key has its home.
"""

import urllib.request
from dataclasses import dataclass, field
from typing import Any, Final

import boto3
from botocore.config import Config

MAIN: Final = "eu-central-1"
SECOND: Final = "eu-west-1"
REGIONS: Final = (MAIN, SECOND)
GLOBAL: Final = "us-east-1"
"""Where CloudFront, its certificates and its firewalls live."""

SHOP: Final = "shop-prod"
PLATFORM: Final = "platform"
PLATFORM_ID: Final = "444455556666"
TEAMS: Final = {SHOP: "storefront", PLATFORM: "platform"}
"""Team that answers for what bears no other team's name."""

READER: Final = "cartographer-read"
EXTERNAL_ID: Final = "cartographer-demo"

_UNKNOWN_KEY = ("AKIAIOSFODNN7EXAMPLE", "not-a-secret")
# Ids follow from the seed, so two estates have the same ones; a second seed chooses the id of the
# account that Organizations makes.
_SEED = 1
_ACCOUNT_SEED = 105676


@dataclass(frozen=True)
class Account:
    """One account, and the key that opens it."""

    id: str
    name: str
    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)

    @property
    def role_arn(self) -> str:
        """Role that a collector assumes to read this account."""
        return f"arn:aws:iam::{self.id}:role/{READER}"


@dataclass
class Estate:
    """What was built: where, in which accounts, under which ids, and with which secrets inside."""

    endpoint_url: str
    """moto's server."""
    accounts: dict[str, Account] = field(default_factory=dict)
    """By name: `SHOP` and `PLATFORM`."""
    ids: dict[str, str] = field(default_factory=dict)
    """Native ids and ARNs by `kind/name`: `vpc/shop`, `role/shop-web`, `queue/orders`."""
    planted_secrets: list[str] = field(default_factory=list)
    """Values that must never leave the estate: environment variables, parameters, secrets."""
    _session: Any = field(default_factory=boto3.Session, repr=False)
    _clients: dict[tuple[str, str, str], Any] = field(default_factory=dict, repr=False)

    @property
    def shop(self) -> Account:
        """The account of the shop, a member of the organization."""
        return self.accounts[SHOP]

    @property
    def platform(self) -> Account:
        """The account of the shared network and of CI, which manages the organization."""
        return self.accounts[PLATFORM]

    @property
    def reader_key(self) -> str:
        """Access key id with which `environment` reads the shop's account."""
        return self.ids["access-key/cartographer"]

    def client(self, account: str, service: str, region: str = MAIN) -> Any:
        """Return a boto3 client; there is one for each account, service and region."""
        key = (account, service, region)
        if key not in self._clients:
            self._clients[key] = self._connect(self.accounts[account], service, region)
        return self._clients[key]

    def plant(self, value: str) -> str:
        """Return a secret that from now on counts as planted."""
        self.planted_secrets.append(value)
        return value

    def enter(self, account_id: str, name: str) -> None:
        """Assume the role that administers an account, and keep its keys."""
        stranger = Account("", name, *_UNKNOWN_KEY)
        sts = self._connect(stranger, "sts", MAIN)
        keys = sts.assume_role(
            RoleArn=f"arn:aws:iam::{account_id}:role/OrganizationAccountAccessRole",
            RoleSessionName="demo-builder",
        )["Credentials"]
        sts.close()
        self.accounts[name] = Account(
            account_id, name, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]
        )

    def environment(self, endpoint_url: str | None = None) -> dict[str, str]:
        """Return the variables that let an SDK read the shop's account.

        `endpoint_url` puts something between the SDK and moto, such as the fault proxy. The
        platform's account is reached from there through `platform.role_arn` and `EXTERNAL_ID`.
        """
        return {
            "AWS_ENDPOINT_URL": endpoint_url or self.endpoint_url,
            "AWS_DEFAULT_REGION": MAIN,
            "AWS_ACCESS_KEY_ID": self.reader_key,
            "AWS_SECRET_ACCESS_KEY": self.ids["access-key-secret/cartographer"],
        }

    def close(self) -> None:
        """Close the connections of every client."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()

    def _connect(self, account: Account, service: str, region: str) -> Any:
        return self._session.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint_url,
            aws_access_key_id=account.access_key_id,
            aws_secret_access_key=account.secret_access_key,
            aws_session_token=account.session_token,
            config=Config(retries={"total_max_attempts": 1}),
        )


def open_accounts(estate: Estate) -> None:
    """Make the organization in the platform's account, and the shop's account in it."""
    _seed(estate.endpoint_url, _SEED)
    estate.enter(PLATFORM_ID, PLATFORM)
    organizations = estate.client(PLATFORM, "organizations", GLOBAL)
    organizations.create_organization(FeatureSet="ALL")
    _seed(estate.endpoint_url, _ACCOUNT_SEED)
    made = organizations.create_account(
        Email="shop-prod@shop.example", AccountName=SHOP, Tags=tags(SHOP, "storefront", "prod")
    )
    _seed(estate.endpoint_url, _SEED)
    estate.enter(made["CreateAccountStatus"]["AccountId"], SHOP)


def tags(name: str, team: str, env: str = "prod") -> list[dict[str, str]]:
    """Return the tags that everything bears, in the form most services take."""
    return [{"Key": key, "Value": value} for key, value in tag_map(name, team, env).items()]


def tag_map(name: str, team: str, env: str = "prod") -> dict[str, str]:
    """Return the tags that everything bears, in the form the other services take."""
    return {"Name": name, "team": team, "env": env}


def _seed(endpoint_url: str, seed: int) -> None:
    request = urllib.request.Request(f"{endpoint_url}/moto-api/seed?a={seed}", method="POST")  # noqa: S310  loopback
    with urllib.request.urlopen(request):  # noqa: S310  loopback
        pass
