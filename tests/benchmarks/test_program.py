"""A measured process tells what it said and took, and nothing of the machine comes into it."""

import json
import signal
import subprocess
import sys

import pytest

from benchmarks.program import METER, environment, run


def test_process_is_measured_by_itself(tmp_path):
    """What it wrote is there whole, and so is the memory that it held."""
    code = "import sys; x = b'x' * 80_000_000; print('told'); print('wrong', file=sys.stderr)"

    done = run([sys.executable, "-c", code], {}, tmp_path)

    assert (done.text, done.errors) == ("told\n", "wrong\n")
    assert done.peak_bytes > 80_000_000
    assert 0 < done.busy_seconds < 60


def test_memory_of_who_measures_is_not_counted(tmp_path):
    """Linux lets a child begin with the peak of its parent: a small process stands between."""
    held = bytearray(b"x" * 300_000_000)

    done = run([sys.executable, "-c", "pass"], {}, tmp_path)

    assert done.peak_bytes < len(held) / 3


def test_who_does_not_end_is_ended(tmp_path):
    """A measurement that hangs is an error, and no process stays behind."""
    took = tmp_path / "took"

    subprocess.run([sys.executable, METER, took, "1", "/bin/sleep", "60"], check=True, timeout=30)

    code, seconds, *_ = json.loads(took.read_text())
    assert code == -signal.SIGKILL
    assert seconds < 30


def test_failure_says_why(tmp_path):
    """A code that is not fine is raised with what was complained of."""
    command = [sys.executable, "-c", "import sys; sys.exit('no such thing')"]

    with pytest.raises(RuntimeError, match="ended with 1: no such thing"):
        run(command, {}, tmp_path)


def test_settings_of_the_machine_stay_out(tmp_path, monkeypatch):
    """Whoever runs this may have a profile, and a store."""
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.setenv("CARTOGRAPHER_STORE", "mine.db")

    variables = environment(tmp_path, {"AWS_ACCESS_KEY_ID": "key"})

    assert "AWS_PROFILE" not in variables
    assert variables["CARTOGRAPHER_STORE"] == str(tmp_path / "store.db")
    assert variables["AWS_ACCESS_KEY_ID"] == "key"
