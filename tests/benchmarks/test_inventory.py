"""Findings of two programs are held against each other by what they name."""

from benchmarks.inventory import Found, overlap, strings


def found(label, *names, region="eu-west-1", service="ec2", texts=()):
    return Found(service, region, label, frozenset(names), frozenset({*names, *texts}))


def test_same_resource_by_any_name():
    """An ARN is known by itself, an id within its region."""
    ours = [found("VPC", "vpc-1", "arn:aws:ec2:x:1:vpc/vpc-1"), found("Subnet", "subnet-1")]
    theirs = [
        found("vpc", "arn:aws:ec2:x:1:vpc/vpc-1", region="global"),
        found("subnet", "subnet-1"),
    ]

    assert overlap(ours, theirs).same == 2


def test_same_name_elsewhere_is_another():
    """A name of another region or another service is not the same resource."""
    ours = [found("Queue", "orders", service="sqs")]
    theirs = [
        found("queue", "orders", service="sqs", region="us-east-1"),
        found("table", "orders", service="dynamodb"),
    ]

    lies = overlap(ours, theirs)

    assert (lies.same, lies.inside, lies.absent) == (0, {}, {"Queue": 1})


def test_global_resource_may_be_listed_in_a_region():
    """A bucket has a region with one program and none with the other."""
    ours = [found("Bucket", "media", service="s3")]
    theirs = [found("bucket", "media", service="s3", region="global")]

    assert overlap(ours, theirs).same == overlap(theirs, ours).same == 1


def test_only_named_is_not_found():
    """What stands in another's document is told apart from what was found and what was not."""
    ours = [found("KeyPair", "key-1"), found("Rule", "sgr-1")]
    theirs = [found("instance", "i-1", texts=("key-1",))]

    lies = overlap(ours, theirs)

    assert (lies.same, lies.inside, lies.absent) == (0, {"KeyPair": 1}, {"Rule": 1})


def test_every_text_of_a_document_is_seen():
    """However deep it lies."""
    assert set(strings({"a": ["x", {"b": "y", "n": 1}], "c": "z"})) == {"x", "y", "z"}
