"""refresh against a cloud that answers: what changed, what is gone, what could not be read."""

import json
import os
import subprocess
import sys

import pytest

from demo.moto_server import moto_server

KEYS = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
PLAN = """
import sys, boto3
client = boto3.client("s3", endpoint_url=sys.argv[1])
for name in sys.argv[3:]:
    getattr(client, sys.argv[2])(Bucket=name)
"""


class Cloud:
    """A store in a folder, a cloud behind a URL, and the program in a process of its own."""

    def __init__(self, folder, url):
        self.store, self.url = folder / "store.db", url

    def python(self, *words, **environment):
        """Run Python with the cloud in its environment."""
        return subprocess.run(
            [sys.executable, "-c", *words],
            env={**os.environ, **KEYS, "AWS_ENDPOINT_URL": self.url, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def s3(self, operation, *names):
        """Do something to buckets, as somebody else would."""
        done = self.python(PLAN, self.url, operation, *names)
        assert done.returncode == 0, done.stderr

    def run(self, *words, code, **environment):
        """Run the program, check its exit code, and return what it printed."""
        main = "from cartographer.cli import main; main()"
        shared = ("--store", str(self.store), "-q", "-o", "json")
        done = self.python(main, *shared, *words, **environment)
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout) if done.stdout else done.stderr


@pytest.fixture(scope="module")
def url():
    with moto_server() as url:
        yield url


@pytest.fixture
def cloud(home, url):
    cloud = Cloud(home, url)
    cloud.s3("create_bucket", "kept", "dropped")
    cloud.run("snapshot", "--aws", "--type", "AWS::S3::Bucket", code=0)
    return cloud


def test_a_refresh_tells_what_is_gone_and_what_stayed(cloud):
    """A bucket that was deleted is removed, the other one is as before."""
    cloud.s3("delete_bucket", "dropped")

    told = cloud.run("refresh", "kept", "dropped", "--aws", code=0)

    assert sorted(told["read"]) == ["arn:aws:s3:::dropped", "arn:aws:s3:::kept"]
    assert [one["id"] for one in told["removed"]] == ["arn:aws:s3:::dropped"]
    assert told["failed"] == []
    assert [one["native_id"] for one in cloud.run("ls", code=0)] == ["kept"]


def test_a_refresh_that_cannot_sign_in_changes_nothing(cloud):
    """Nobody answers: exit 1, and what is held stays."""
    cloud.run("refresh", "kept", "--aws", "--profile", "nope", code=2)
    environment = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    cloud.run("refresh", "kept", "--aws", code=1, **environment)

    assert len(cloud.run("ls", code=0)) == 2


def test_an_unknown_region_is_named(home, url):
    """A misspelt region ends with 2 and the regions that there are."""
    told = Cloud(home, url).run("snapshot", "--aws", "--region", "mars-1", code=2)

    assert "unknown region 'mars-1'" in told
