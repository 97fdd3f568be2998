"""All active revisions of task definitions are seen; what runs and the newest are described."""

import pytest

from cartographer.model.coverage import State
from collectors.aws.revision import newest_revisions, older_revisions
from tests.collectors.aws.account import OWN, REGION, Answers, collect, seen

TYPE = "AWS::ECS::TaskDefinition"
ECS = f"arn:aws:ecs:{REGION}:{OWN}"


def revision(family, number):
    """Return the ARN of a revision."""
    return f"{ECS}:task-definition/{family}:{number}"


def account(listed, running=()):
    """Return an account with active task definitions, of which services run some."""
    services = [f"{ECS}:service/main/{number}" for number, _ in enumerate(running)]
    described = [
        {"serviceArn": arn, "taskDefinition": of} for arn, of in zip(services, running, strict=True)
    ]
    return Answers(
        {
            "ListClusters": {"clusterArns": [f"{ECS}:cluster/main"]},
            "DescribeClusters": {"clusters": [{"clusterArn": f"{ECS}:cluster/main"}]},
            "ListServices": {"serviceArns": services},
            "DescribeServices": {"services": described},
            "ListTaskDefinitions": listed,
            "DescribeTaskDefinition": lambda params: {
                "taskDefinition": {
                    "taskDefinitionArn": params["taskDefinition"],
                    "family": params["taskDefinition"].split("/")[1].split(":")[0],
                },
                "tags": [],
            },
        }
    )


def test_every_active_revision_is_seen_and_few_are_described():
    """A revision that nothing runs is there; it costs no call of its own."""
    arns = [revision("web", 3), revision("web", 2), revision("web", 1), revision("job", 7)]
    door = account({"taskDefinitionArns": arns}, running=[revision("web", 2)])
    patch = collect(door, TYPE)
    found = {one.key.id: one.config is not None for one in seen(patch, TYPE)}

    assert found == {arn: arn != revision("web", 1) for arn in arns}
    assert len(seen(patch, TYPE)) == len(arns)
    asked = sorted(params["taskDefinition"] for params in door.calls("DescribeTaskDefinition"))
    assert asked == sorted([revision("web", 2), revision("web", 3), revision("job", 7)])


def test_a_whole_listing_is_a_claim():
    """What is neither active nor run by a service has ended: the scope says when it was whole."""
    patch = collect(account({"taskDefinitionArns": []}), TYPE)
    states = {one.scope.type: one.state for one in patch.coverage}

    assert states[TYPE] is State.COMPLETE
    assert TYPE in {one.type for one in patch.claims}


@pytest.mark.parametrize(
    "listed", ["AccessDenied", {"taskDefinitionArns": [5]}, {"taskDefinitionArns": "web:1"}]
)
def test_a_listing_that_is_not_whole_proves_nothing(listed):
    """What services run is described all the same."""
    patch = collect(account(listed, running=[revision("web", 2)]), TYPE)

    assert TYPE not in {one.type for one in patch.claims}
    assert [one.key.id for one in seen(patch, TYPE)] == [revision("web", 2)]


@pytest.mark.parametrize("value", [None, 5, "text", {}, [], [None], [5]])
def test_revisions_of_garbage_are_never_new(value):
    """What is no ARN is handed on as an empty one, so that it is told as malformed."""
    assert newest_revisions(value) == []
    assert set(older_revisions(value)) <= {""}
    assert bool(older_revisions(value)) == (value not in (None, []))
