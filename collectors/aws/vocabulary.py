"""What many AWS declarations say in the same words: tags, keys, and who a policy trusts.

It holds paths and relations only; no type of AWS is declared here.

Elements of a policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from cartographer.model.shape import KeyFields
from collectors.engine.specification import Rel

TAGS: dict[str, KeyFields] = {"Tags": ("Key",)}
"""Tags as most services list them."""

WITH_MANAGED: dict[str, bool] = {"IncludeManagedResources": True}
"""Parameter of EC2 that asks also for what AWS services manage and an account may hide.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ManagedResourceVisibilitySettings.html
"""

EVERYONE = "everyone"
"""Kind of the reference that stands for anybody at all: `*` in a policy, `all` of a share."""

_ACCOUNT_LENGTH = 12
_UNIQUE_IDS = ("AIDA", "AROA", "AGPA", "ANPA")


def texts(path: str) -> str:
    """Return a path to the texts that another leads to, be it one text or a list of them."""
    return f"[{path}][] | [] | [?type(@)=='string']"


def arns(path: str) -> str:
    """Return a path to those of its values that are ARNs."""
    return f"{texts(path)} | [?starts_with(@, 'arn:')]"


def function_in(path: str) -> str:
    """Return a path to the Lambda functions that invocation URIs name.

    https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html
    """
    called = f"{texts(path)} | [?contains(@, '/functions/')]"
    return f"{called}.split(split(@, '/functions/')[1], '/invocations')[0]"


def host_in(path: str) -> str:
    """Return a path to the hosts of URLs."""
    return f"{texts(path)} | [?contains(@, '://')].split(split(@, '/')[2], ':')[0]"


def by_arn(kind: str, path: str, aspect: str = "config") -> Rel:
    """Return a relation to those of a path's values that are ARNs."""
    return Rel(kind, arns(path), by="arn", aspect=aspect)


def encrypted_with(path: str, aspect: str = "config") -> tuple[Rel, ...]:
    """Return the relations to a key that may be named by ARN, by id or by alias.

    https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
    """
    return (
        by_arn("encrypted-with", path, aspect),
        Rel(
            "encrypted-with",
            f"{texts(path)} | [?!starts_with(@, 'arn:')]",
            aspect=aspect,
        ),
    )


def shared_with(path: str, aspect: str, everyone: str = "all") -> tuple[Rel, ...]:
    """Return the relations to the accounts that a list names, or to everyone."""
    return (
        Rel("shared-with", f"{path} | [?@!='{everyone}']", by="account", aspect=aspect),
        Rel("shared-with", f"{path} | [?@=='{everyone}']", by=EVERYONE, aspect=aspect),
    )


def trusts(policy: str, aspect: str = "config") -> tuple[Rel, ...]:
    """Return the relations to whom a policy's allowing statements name as principals.

    `policy` is the path of the policy, empty where it is the whole aspect. Conditions are
    not looked at: whether the trust holds is for the evaluation to say.
    """
    statement = f"{policy}.Statement" if policy else "Statement"
    allowing = f"[{statement}][] | [?Effect=='Allow'].Principal"
    named = f"{allowing}.AWS | [] | [?type(@)=='string']"
    federated = f"{allowing}.Federated | [] | [?type(@)=='string']"
    unique = " || ".join(f"starts_with(@, '{prefix}')" for prefix in _UNIQUE_IDS)
    account = f"length(@)==`{_ACCOUNT_LENGTH}`"
    return (
        Rel("trusts", f"{named} | [?starts_with(@, 'arn:')]", by="arn", aspect=aspect),
        Rel("trusts", f"{named} | [?{account}]", by="account", aspect=aspect),
        Rel("trusts", f"{named} | [?{unique}]", by="unique-id", aspect=aspect),
        Rel("trusts", f"{named} | [?@=='*']", by=EVERYONE, aspect=aspect),
        Rel("trusts", f"{allowing} | [?@=='*']", by=EVERYONE, aspect=aspect),
        Rel("trusts", f"{allowing}.Service | []", by="service", aspect=aspect),
        Rel("trusts", f"{federated} | [?starts_with(@, 'arn:')]", by="arn", aspect=aspect),
        Rel("trusts", f"{federated} | [?!starts_with(@, 'arn:')]", by="oidc", aspect=aspect),
    )


def account_roots(path: str) -> tuple[tuple[str, str], ...]:
    """Return the names under which policies trust an account, for aliases.

    A trust policy names an account by its number or by the ARN of its root.
    """
    roots = tuple(
        ("arn", f"{path} && join('', ['arn:{partition}:iam::', {path}, ':root'])")
        for partition in ("aws", "aws-cn", "aws-us-gov")
    )
    return (("account", path), *roots)
