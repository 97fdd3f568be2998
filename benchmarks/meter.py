"""Run a command and write down what it took: `python meter.py FILE PATIENCE COMMAND...`.

The file gets a JSON list: exit code, seconds, seconds of a processor, most bytes of memory. It is
a small process of its own because Linux lets a program begin with the peak of memory of whoever
starts it: https://man7.org/linux/man-pages/man2/getrusage.2.html. It loads nothing of ours.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path


def main(file: str, patience: str, *command: str) -> None:
    """Run the command, and end it once patience is at its end."""
    began = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(int(patience))
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - began
    took = (
        os.waitstatus_to_exitcode(status),
        seconds,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss * 1024,
    )
    Path(file).write_text(json.dumps(took), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
