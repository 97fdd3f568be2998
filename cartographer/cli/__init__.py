"""The command line: it asks use cases and says what they answer; it decides nothing itself.

Every import that costs time is made inside the command that needs it.
"""


def main() -> None:
    """Run the program with the arguments of this process, and end the process."""
    from cartographer.cli.program import program

    program.main()
