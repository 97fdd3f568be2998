"""`effective` on a small public estate, as people and programs use it."""

import json

import pytest

from tests.cartographer.cli.conftest import GROUP, record
from tests.cartographer.cli.test_reach import ENI, INSTANCE, PRIVATE, PUBLIC, estate

GUEST = "203.0.113.7"
SECOND, OTHER = "eni-0a000000000000002", "10.1.1.11"


@pytest.fixture
def public(run, tmp_path):
    """Return the program on a machine that opens port 22 to everyone."""
    estate(tmp_path / "answers", 22)
    run("snapshot", "--recorded", tmp_path / "answers", code=None)
    return run


@pytest.fixture
def double(run, tmp_path):
    """Return the program on a machine with two interfaces."""
    answers = tmp_path / "answers"
    estate(answers, 22)
    file = answers / "111122223333/eu-west-1/interfaces.json"
    text = file.read_text().replace(ENI, SECOND).replace(PRIVATE, OTHER).replace(PUBLIC, "52.1.2.4")
    record(answers, "more-interfaces", json.loads(text))
    run("snapshot", "--recorded", answers, code=None)
    return run


def lines(tmp_path, *questions):
    """Return a file of questions, those that are text as they stand."""
    file = tmp_path / "questions.jsonl"
    texts = (one if isinstance(one, str) else json.dumps(one) for one in questions)
    file.write_text("\n".join(texts) + "\n")
    return file


def test_a_person_reads_filters_in_order_and_routes(public):
    """Inward the ACL stands before the group, outward behind it."""
    told = public("effective", INSTANCE).stdout
    inbound, outbound = told.split("Inbound")[1].split("Outbound")
    assert inbound.index("1. network-acl/acl-1") < inbound.index(f"2. security-group/{GROUP}")
    assert outbound.index(f"1. security-group/{GROUP}") < outbound.index("2. network-acl/acl-1")
    assert "allow  tcp 22 from 0.0.0.0/0  tcp 22 from any ipv4 address" in inbound
    routes = outbound.split("Routes")[1]
    assert routes.index("10.1.0.0/16") < routes.index("0.0.0.0/0  ")
    assert "internet  0.0.0.0/0 → igw-1" in routes
    assert f"{PRIVATE}   called {PUBLIC}" in told.splitlines()[0]


def test_the_same_as_data(public):
    """An interface, its machine and its address mean the same."""
    found = public.json("effective", INSTANCE)
    assert found["schema"] == "cartographer.effective/1"
    assert found["interface"].endswith(ENI)
    assert [len(one["rules"]) for one in found["inbound"]] == [2, 2]
    assert found["incomplete"] == []
    assert found == public.json("effective", ENI) == public.json("effective", PRIVATE)


def test_what_was_not_read_is_said(run, tmp_path):
    """People see what is missing instead of an empty list."""
    estate(tmp_path / "answers", 22)
    for name in ("acls", "tables"):
        (tmp_path / f"answers/111122223333/eu-west-1/{name}.json").unlink()
    run("snapshot", "--recorded", tmp_path / "answers", code=None)
    told = run("effective", INSTANCE).stdout
    assert "1. (not seen)  network-acl-not-seen" in told
    assert "Routes  none that is known" in told
    assert "Not seen: route-table-not-seen" in told


def test_flows_are_answered_line_by_line(public, tmp_path):
    """In order; a bad line has its error, and the command ends with 1."""
    file = lines(
        tmp_path,
        {"direction": "Inbound", "remote_address": GUEST, "local_port": 22, "protocol": "Tcp"},
        {"direction": "inbound", "remote_address": GUEST, "local_port": 23, "protocol": 6},
        {"direction": "inbound", "remote_address": GUEST, "protocol": "tcp"},
        "{",
        {"direction": "outbound", "remote_address": GUEST, "local_address": PRIVATE},
    )
    told = public("effective", INSTANCE, "--flows", file, "-o", "jsonl", code=1).stdout
    answers = [json.loads(line) for line in told.splitlines()]
    assert [one["line"] for one in answers] == [1, 2, 3, 4, 5]
    assert [one["access"] for one in answers] == ["allow", "deny", "unknown", None, "deny"]
    assert answers[0]["rule"] == {
        "id": None,
        "name": "tcp 22 from 0.0.0.0/0",
        "source": "user",
        "filter": f"arn:aws:ec2:eu-west-1:111122223333:security-group/{GROUP}",
    }
    assert answers[1]["rule"]["source"] == "default"
    assert [one["code"] for one in answers[2]["reasons"]] == ["allows", "denies"]
    assert answers[3]["error"].startswith("not a question")
    assert answers[4]["next_hop"] == {
        "type": "internet",
        "native_type": "AWS::EC2::InternetGateway",
        "address": None,
        "table": "arn:aws:ec2:eu-west-1:111122223333:route-table/rtb-1",
        "route": "0.0.0.0/0 → igw-1",
    }
    assert answers[0]["as_of"] is not None


def test_good_lines_alone_end_with_0(public, tmp_path):
    """Empty lines are no questions, and count."""
    question = {"direction": "outbound", "remote_address": GUEST}
    file = lines(tmp_path, "", question)
    (line,) = public("effective", ENI, "--flows", file).stdout.splitlines()
    assert json.loads(line)["line"] == 2


def test_a_machine_with_several_interfaces_is_asked_by_address(double, tmp_path):
    """A line that names none is told the candidates; the others are answered."""
    question = {"direction": "inbound", "remote_address": GUEST, "local_port": 22}
    file = lines(
        tmp_path, question, {**question, "local_address": OTHER}, {**question, "direction": "up"}
    )
    told = double("effective", INSTANCE, "--flows", file, code=1).stdout
    first, second, third = map(json.loads, told.splitlines())
    assert f"{ENI} ({PRIVATE})" in first["error"]
    assert f"{SECOND} ({OTHER})" in first["error"]
    assert second["error"] is None
    assert second["access"] == "unknown", "a port without a protocol is UDP, too"
    assert "direction 'up'" in third["error"]
    stderr = double("effective", INSTANCE, code=2).stderr
    assert "has 2 interfaces" in stderr
    assert ENI in stderr


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("nobody",), "no resource 'nobody'"),
        ((GROUP,), "has no network interface"),
        ((INSTANCE, "-o", "jsonl"), "give --flows FILE"),
        ((INSTANCE, "-o", "csv"), "has no --output csv"),
    ],
)
def test_what_cannot_be_asked_is_refused(public, words, error):
    """Each ends with 2, and says what to do."""
    assert error in public("effective", *words, code=2).stderr


@pytest.mark.parametrize("words", [("effective", INSTANCE), ("reach",)])
def test_answers_to_lines_are_lines(public, tmp_path, words):
    """Another form is refused, with the one that there is."""
    file = lines(tmp_path)
    assert "-o jsonl" in public(*words, "--flows", file, "-o", "json", code=2).stderr
    assert public(*words, "--flows", file, "-o", "jsonl").stdout == ""
