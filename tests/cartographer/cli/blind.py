"""An organization with blind spots, as runs would have left it in a store."""

from datetime import UTC, datetime, timedelta

from cartographer import bootstrap, config
from cartographer.model.coverage import Claim, Coverage, Scope, State
from cartographer.model.history import Run, Visit
from cartographer.model.key import Key
from cartographer.model.patch import Patch
from cartographer.model.resource import ABSENT, Observation, present, unknown

MANAGEMENT, PAY, SHOP, LAB, OLD, FAR, NEW = (f"{number}" * 12 for number in range(1, 8))
"""The management account, and six others: pay is partly read, shop shut, lab barred, old closed,
far left out, new not asked."""

AT = datetime(2026, 5, 31, 6, tzinfo=UTC)
EARLIER = AT - timedelta(days=2)
KEY, VPC, BUCKET = "AWS::KMS::Key", "AWS::EC2::VPC", "AWS::S3::Bucket"
ROLE = f"arn:aws:iam::{SHOP}:role/CartographerRead"
SHUT = (
    f"AccessDenied: User: arn:aws:sts::{MANAGEMENT}:assumed-role/Org/x is not authorized to "
    f"perform: sts:AssumeRole on resource: {ROLE} (AssumeRole: {ROLE} must exist, trust the "
    "caller and ask no external id)"
)
BARRED = "AccessDeniedException: with an explicit deny in a service control policy"
DENIED = (
    f"AccessDeniedException: User: arn:aws:sts::{PAY}:assumed-role/CartographerRead/x is not "
    "authorized to perform: kms:ListKeys on resource: *"
)


def covered(account, region, type_, state=State.COMPLETE, reason=None):
    return Coverage(Scope("aws", account, region, type_), state, reason, since=AT)


def claim(account, region, type_, at=AT):
    return Claim("aws", account, region, type_, at)


def key(account, number, **aspects):
    """A customer's key of the first region."""
    arn = f"arn:aws:kms:eu-west-1:{account}:key/{number}"
    document = {"KeyId": str(number), "Arn": arn, "KeyManager": "CUSTOMER"}
    where = (account, "eu-west-1", "eu-west-1", str(number), document)
    return Observation(Key("aws", "aws", KEY, arn), account, AT, *where, aspects=aspects)


def bucket(account, name, policy):
    """A bucket, with its policy or without."""
    where = (account, "eu-west-1", "global", name, {"Name": name})
    place = Key("aws", "aws", BUCKET, f"arn:aws:s3:::{name}")
    return Observation(place, account, AT, *where, aspects={"policy": policy})


def _listed(type_, short, document, tags=None):
    arn = f"arn:aws:organizations::{MANAGEMENT}:{short}"
    place = Key("aws", "aws", f"AWS::Organizations::{type_}", arn)
    where = (MANAGEMENT, "global", "global", short, {"Arn": arn, "Id": short, **document})
    found = [{"Key": name, "Value": value} for name, value in (tags or {}).items()]
    aspects = {} if type_ == "Organization" else {"tags": present(found)}
    return Observation(place, MANAGEMENT, AT, *where, aspects=aspects)


def organization():
    """The organization, its units and accounts."""
    accounts = {
        MANAGEMENT: ("management", "r-ab12", "ACTIVE", {}),
        PAY: ("pay-prod", "ou-ab12-prod", "ACTIVE", {"team": "pay"}),
        SHOP: ("shop-prod", "ou-ab12-prod", "ACTIVE", {"team": "shop"}),
        LAB: ("lab", "r-ab12", "ACTIVE", {}),
        OLD: ("old", "r-ab12", "SUSPENDED", {}),
        FAR: ("far", "ou-ab12-far", "ACTIVE", {}),
        NEW: ("new", "r-ab12", "ACTIVE", {}),
    }
    return (
        _listed("Organization", "o-ab12", {"MasterAccountId": MANAGEMENT}),
        _listed("Root", "r-ab12", {"Name": "Root", "ParentId": "o-ab12"}),
        *(
            _listed("OrganizationalUnit", f"ou-ab12-{name}", {"Name": name, "ParentId": "r-ab12"})
            for name in ("prod", "far")
        ),
        *(
            _listed("Account", id_, {"Name": name, "ParentId": parent, "Status": state}, tags)
            for id_, (name, parent, state, tags) in accounts.items()
        ),
    )


def blind_estate(url, *, with_organization=True):
    """Write the estate to a store."""
    store = bootstrap.store(config.Settings(), str(url))
    denied = unknown("denied")
    keys = [key(PAY, number, policy=denied, tags=present([])) for number in range(3)]
    account = "AWS::Organizations::Account"
    whole = [(PAY, "eu-west-1", VPC), (PAY, "eu-west-1", KEY), (LAB, "eu-west-1", VPC)]
    lost = [
        covered(PAY, "eu-central-1", KEY, State.DENIED, DENIED),
        covered(PAY, "us-east-1", VPC, State.BARRED, BARRED),
        covered(PAY, "us-east-1", KEY, State.BARRED, BARRED),
        covered(LAB, "us-east-1", VPC, State.BARRED, BARRED),
        covered(LAB, "us-east-1", KEY, State.BARRED, BARRED),
        *(covered(SHOP, "not-entered", type_, State.DENIED, SHUT) for type_ in (VPC, KEY)),
    ]
    if with_organization:
        whole.append((MANAGEMENT, "global", account))
    store.commit(Patch("earlier", claims=(claim(PAY, "eu-west-1", VPC, EARLIER),)))
    store.commit(
        Patch(
            "sweep",
            upserts=(*keys, *(organization() if with_organization else ())),
            claims=tuple(claim(*place) for place in whole),
            coverage=(*(covered(*place) for place in whole), *lost),
        )
    )
    run = Run(AT, 12.5, 40, visits={PAY: Visit(31, 4.25), LAB: Visit(9, 1.5)})
    store.publish(("aws:org",), run)
    store.close()


def bucket_estate(url):
    """Write an account with buckets of which one refuses to show its policy."""
    store = bootstrap.store(config.Settings(), str(url))
    buckets = (bucket(PAY, "open", ABSENT), bucket(PAY, "closed", unknown("denied")))
    store.commit(
        Patch(
            "sweep",
            upserts=buckets,
            claims=(claim(PAY, "global", BUCKET),),
            coverage=(covered(PAY, "global", BUCKET),),
        )
    )
    store.close()
