"""The command line: it asks use cases and says what they answer; it decides nothing itself.

Every import that costs time is made inside the command that needs it.
"""

_NEW_OBJECTS = 50_000


def main() -> None:
    """Run the program with the arguments of this process, and end the process."""
    import gc

    from cartographer.cli.output import guard
    from cartographer.cli.program import program

    # Most of what a command makes lives as long as the command: looking through it often, and
    # once more at the very end, finds nothing to free and takes a second of a snapshot's time.
    gc.set_threshold(_NEW_OBJECTS)
    guard()
    try:
        program.main()
    finally:
        gc.freeze()
