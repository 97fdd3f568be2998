"""Recorded input that is broken: a clear message that names the file, and nothing else lost."""

import gzip
import os
import tracemalloc

import pytest

from cartographer.model.error import SourceError, UsageError
from collectors.aws.recorded.book import TYPE
from collectors.aws.recorded.recognise import survey
from collectors.engine.fault import Fault
from collectors.engine.record import Recorder
from collectors.engine.redact import Redactor
from collectors.engine.transport import Ask
from tests.collectors.aws.recorded_input import ACCOUNT, SMALL, Loaded, vpc, write

HOME = f"{ACCOUNT}/eu-west-1"


def test_a_missing_path_is_told(tmp_path):
    """There is no such file: exit code of usage."""
    with pytest.raises(UsageError, match="gone: no such file or folder"):
        Loaded(tmp_path / "gone")


def test_an_empty_folder_is_told(tmp_path):
    """A folder without files gives nothing, and is not an empty cloud."""
    (tmp_path / "deeper").mkdir()
    with pytest.raises(SourceError, match="the folder is empty"):
        Loaded(tmp_path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"  \n", "it is empty"),
        (b'{"Vpcs": [{"VpcId": "vpc-1"', "not valid JSON"),
        (b'{"Vpcs": ]}', "not valid JSON"),
        (b'{"Vpcs": [{"VpcId": "\xff\xfe"}]}', "not UTF-8"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (gzip.compress(b'{"Vpcs": []}', mtime=0)[:-9], "Compressed file ended"),
        (gzip.compress(b"no json", mtime=0), "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"Vpcs": ' + b"[" * 300 + b"]" * 300 + b"}", "nested more than 200 levels deep"),
        (b"# Notes", "not JSON"),
        (b"[1]", "no answer of AWS"),
        (b"{}", "none of its members is known"),
        (b'{"cartographer-recording": "answer", "format": 1}', "missing required field"),
        (b'{"cartographer-recording": "other", "format": 1}', "other"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path, content, why):
    """One broken file alone is an error that says which and why."""
    file = write(tmp_path, "broken.json", content)
    with pytest.raises(SourceError, match=r"broken\.json") as raised:
        Loaded(file)
    assert why in str(raised.value)


def test_a_recording_by_a_later_version_is_refused(tmp_path):
    """What a later version wrote is not guessed at."""
    content = b'{"cartographer-recording": "account", "format": 99, "account": "1"}'
    write(tmp_path, "manifest.json", content)
    with pytest.raises(SourceError, match=r"manifest\.json.*later version"):
        Loaded(tmp_path)


def test_a_broken_file_among_good_ones_fails_its_scope(tmp_path):
    """The scope that its name tells is failed and says the file; all others are read."""
    write(tmp_path, f"{HOME}/Subnets.json", {"Subnets": [{"SubnetId": "s-1"}]})
    write(tmp_path, f"{HOME}/Vpcs.json", b'{"Vpcs": [')
    found = Loaded(tmp_path)
    state, reason = found.state("Test::Vpc")
    assert (state, reason.split(":")[0]) == ("failed", "malformed")
    assert "Vpcs.json" in reason
    assert found.ids("Test::Subnet") == ["s-1"]
    assert not found.claimed("Test::Vpc")
    assert found.unrecognised == 1


def test_a_broken_file_of_an_own_recording_fails_its_scope(tmp_path):
    """A truncated answer of a recording is a failed scope, not one that was not asked."""

    class Empty:
        account, partition, regions = ACCOUNT, "aws", ("eu-west-1",)
        name = ACCOUNT

        def open(self, *_):
            """Return itself."""
            return self

        def available(self, *_):
            """Return that all is there."""
            return True

    out = tmp_path / "out"
    Recorder(out, SMALL, Redactor(b"key")).door(Empty()).open()
    write(out, f"{HOME}/ec2/DescribeVpcs.json", b'{"cartographer-recording": "ans')
    found = Loaded(out)
    assert found.state("Test::Vpc")[0] == "failed"
    assert "DescribeVpcs.json" in found.state("Test::Vpc")[1]


def test_one_malformed_item_costs_itself_alone(tmp_path):
    """The page's other items are kept, and the scope is failed: it proves no absence."""
    write(tmp_path, f"{HOME}/v.json", {"Vpcs": [vpc(1), 7, {"CidrBlock": "10.0.0.0/8"}, vpc(2)]})
    found = Loaded(tmp_path)
    assert found.ids("Test::Vpc") == ["vpc-1", "vpc-2"]
    assert found.state("Test::Vpc")[0] == "failed"
    assert found.state("Test::Vpc")[1].startswith("malformed: 2 of its items")
    assert not found.claimed("Test::Vpc")


def test_a_member_of_the_wrong_type_fails_its_scope(tmp_path):
    """A text where a list belongs is malformed, not an empty list."""
    write(tmp_path, f"{HOME}/v.json", {"Vpcs": "none"})
    assert Loaded(tmp_path).state("Test::Vpc")[0] == "failed"


def test_a_wrong_type_in_one_field_keeps_the_resource(tmp_path):
    """A field of the wrong type costs what is read out of it, and nothing else."""
    instance = {"InstanceId": "i-1", "Tags": "none", "Placement": [], "SecurityGroups": 7}
    write(tmp_path, f"{HOME}/v.json", {"Reservations": [{"Instances": [instance]}]})
    found = Loaded(tmp_path, types=None)
    assert found.ids("AWS::EC2::Instance") == ["i-1"]
    assert found.state("AWS::EC2::Instance")[0] == "complete"


def test_a_member_that_occurs_twice_is_harmless(tmp_path):
    """Of two members of one name the last counts, as in every JSON reader."""
    write(tmp_path, f"{HOME}/v.json", b'{"Vpcs": [], "Vpcs": [{"VpcId": "vpc-1"}]}')
    assert Loaded(tmp_path).ids("Test::Vpc") == ["vpc-1"]


def test_odd_names_are_only_names(tmp_path):
    """Control characters, markup and 10 kB of text pass through as they are."""
    name = 'a\nb"</script>=cmd()\u202e' + "x" * 10_000
    write(tmp_path, f"{HOME}/v.json", {"Vpcs": [vpc(1, Note=name)]})
    assert Loaded(tmp_path).one("Test::Vpc").config["Note"] == name


@pytest.mark.parametrize("half", [rb"\ud800", rb"\udfff", rb"a\uD83D b", rb"\ud800\u0041"])
def test_half_a_character_costs_itself_alone(tmp_path, half):
    """A lone surrogate becomes U+FFFD, and whole pairs beside it stay."""
    write(
        tmp_path,
        f"{HOME}/v.json",
        b'{"Vpcs": [{"VpcId": "vpc-1", "Note": "%s"}, {"VpcId": "vpc-2", "N": "\\ud83d\\ude00"}]}'
        % half,
    )

    found = Loaded(tmp_path)

    assert found.ids("Test::Vpc") == ["vpc-1", "vpc-2"]
    assert found.state("Test::Vpc")[0] == "complete"
    note, other = (one.config for one in found.patches[0].upserts)
    assert "\ufffd" in note["Note"]
    assert other["N"] == "\U0001f600"


def test_half_a_character_does_not_excuse_what_is_no_json(tmp_path):
    """A file that is broken beside it is as unreadable as without it."""
    for content in (b'{"Vpcs": ["\\ud800"', b'{"Vpcs": ["\\ud800", NaN]}'):
        file = write(tmp_path, "broken.json", content)
        with pytest.raises(SourceError, match=r"broken\.json.*not valid JSON"):
            Loaded(file)


def test_links_that_lead_in_circles_end(tmp_path):
    """A folder is read once, however many links lead there; dead links are told."""
    write(tmp_path, f"{HOME}/v.json", {"Vpcs": [vpc(1)]})
    (tmp_path / HOME / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "dead.json").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.json")
    found = Loaded(tmp_path)
    assert found.ids("Test::Vpc") == ["vpc-1"]
    assert sorted(reason for _, reason in found.notes()) == [
        "it leads nowhere",
        "not a regular file",
    ]


def test_a_file_that_changes_while_it_is_read_fails_its_scope(tmp_path):
    """What was recognised and cannot be read any more is a failure that names the file."""
    file = write(tmp_path, f"{HOME}/v.json", {"Vpcs": [vpc(1)]})
    book = survey(tmp_path, SMALL).books[ACCOUNT]
    ask = Ask("ec2", "eu-west-1", "DescribeVpcs", {TYPE: "Test::Vpc"})
    for content in (b'{"Vpcs": [', b"[]"):
        file.write_bytes(content)
        with pytest.raises(Fault, match=r"malformed: .*v\.json"):
            list(book.answer(ask))


def test_contents_are_not_kept(tmp_path):
    """A survey of 20 MB holds no more than a few files at a time."""
    filling = "x" * 100_000
    for number in range(200):
        write(tmp_path, f"{HOME}/{number}.json", {"Vpcs": [vpc(number, Note=filling)]})
    tracemalloc.start()
    survey(tmp_path, SMALL)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_folder_of_a_hundred_thousand_files(tmp_path):
    """So many files are read, each once to recognise it and once to answer."""
    folder = tmp_path / HOME
    folder.mkdir(parents=True)
    for number in range(100_000):
        (folder / f"{number}.json").write_bytes(b'{"Vpcs": [{"VpcId": "vpc-%d"}]}' % number)
    found = Loaded(tmp_path)
    assert sum(len(patch.upserts) for patch in found.patches) == 100_000
    assert found.state("Test::Vpc") == ("complete", None)
