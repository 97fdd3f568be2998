"""Which form each recorded file has, told from its content, and what was not recognised.

Every file is looked at once and forgotten: what stays is where to find what. A name is used
for one thing alone: to say which scope a file that cannot be read would have answered.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Struct, field

from cartographer.model.coverage import GLOBAL_REGION
from cartographer.model.error import SourceError, UsageError
from cartographer.model.meaning import says
from collectors.aws.recorded import config, document
from collectors.aws.recorded.book import Book, Source
from collectors.aws.recorded.layout import Member, Members, goes_on, told
from collectors.aws.recorded.place import (
    UNKNOWN,
    Evidence,
    Location,
    located,
    most,
    partition_of,
)
from collectors.engine.recording import Manifest
from collectors.engine.replay import NewerFormatError, UnreadableError, heading_of, is_recorded
from collectors.engine.specification import GLOBAL, Declaration

_MOST_TOLD = 3


class Note(Struct, frozen=True, order=True):
    """Something that recorded input holds and that did not become inventory."""

    path: Annotated[str, says("File.")]
    what: Annotated[str, says("Member or item of it; empty for all of it.")]
    reason: Annotated[str, says("Why not.")]
    kind: Annotated[
        Literal["unrecognised", "unreadable", "not-inventory", "deleted"],
        says("Not recognised; broken; recognised but no inventory; gone by its own account."),
    ] = "unrecognised"
    count: Annotated[int, says("How many items it stands for.")] = 1

    def __str__(self) -> str:
        """Return the line that people read."""
        what = f" {self.what}" if self.what else ""
        times = f" ({self.count})" if self.count > 1 else ""
        return f"{self.path}:{what}{times}: {self.reason}"


class _Pending(Struct, frozen=True):
    """A file of answers whose place is settled once all files were looked at."""

    location: Location
    path: Path
    members: tuple[Member, ...]
    goes_on: bool = False
    broken: str | None = None


class Survey(Struct):
    """What recorded input holds."""

    books: Annotated[dict[str, Book], says("What is held of each account.")] = field(
        default_factory=dict
    )
    config: Annotated[list[Path], says("Files of AWS Config items.")] = field(default_factory=list)
    notes: Annotated[list[Note], says("What did not become inventory.")] = field(
        default_factory=list
    )


def survey(path: Path, declarations: Iterable[Declaration]) -> Survey:
    """Return what a file or folder of recorded input holds.

    Raises:
        UsageError: there is no such file or folder.
        SourceError: it is empty, cannot be read, or nothing in it was recognised.
    """
    if not path.exists():
        message = f"{path}: no such file or folder"
        raise UsageError(message)
    surveyor = _Surveyor(declarations)
    looked_at = 0
    try:
        for file in document.files(path):
            surveyor.look(file)
            looked_at += 1
    except OSError as error:
        message = f"{error.filename or path}: cannot be read: {error.strerror}"
        raise SourceError(message) from error
    if not looked_at:
        message = f"{path}: the folder is empty: there is nothing recorded in it"
        raise SourceError(message)
    found = surveyor.settled()
    if not found.books:
        told = "; ".join(str(one) for one in found.notes[:_MOST_TOLD])
        more = len(found.notes) - _MOST_TOLD
        told += f"; and {more} more" if more > 0 else ""
        message = f"{path}: nothing in it is recorded AWS input that can be read: {told}"
        raise SourceError(message)
    return found


class _Surveyor:
    """The survey while files are looked at."""

    def __init__(self, declarations: Iterable[Declaration]) -> None:
        self._declarations: Mapping[str, Declaration] = {one.type: one for one in declarations}
        self._members = Members(self._declarations.values())
        self._survey = Survey()
        self._pending: list[_Pending] = []
        self._views: dict[Path, Evidence] = {}
        self._folders: dict[Path, Evidence] = {}
        self._broken: list[tuple[Path, str]] = []

    def look(self, path: Path) -> None:
        """Look at one file.

        Raises:
            SourceError: it is a recording by a later version.
        """
        try:
            self._sort(path, told(document.read(path)))
        except document.NotJsonError as error:
            self._note(path, "", str(error))
        except NewerFormatError as error:
            message = f"{path}: {error}"
            raise SourceError(message) from error
        except UnreadableError as error:
            self._note(path, "", str(error), "unreadable")
            self._blame(path, f"{path}: {error}")

    def _sort(self, path: Path, content: Any) -> None:  # noqa: ANN401  any JSON
        if is_recorded(content):
            self._take_recorded(path, content)
        elif config.is_config(content):
            self._survey.config.append(path)
            for account, region in config.places(content):
                self._book(account).regions.add(region)
        elif isinstance(content, dict):
            self._take_answer(path, content)
        else:
            self._note(path, "", "a list or a single value, and no answer of AWS")

    # --- forms --------------------------------------------------------------------------

    def _take_recorded(self, path: Path, content: Mapping[str, Any]) -> None:
        heading = heading_of(content)
        tape = self._book(heading.account).tape
        if isinstance(heading, Manifest):
            tape.manifest = heading
        else:
            tape.files[heading.call] = path

    def _take_answer(self, path: Path, content: dict[str, Any]) -> None:
        members = tuple(self._members.recognise(content))
        known = [one for one in members if one.unrecognised is None]
        if not known:
            names = ", ".join(one.name for one in members[:_MOST_TOLD]) or "nothing"
            why = members[0].unrecognised if len(members) == 1 else "none of its members is known"
            self._note(path, names, why or "none of its members is known")
            return
        for one in members:
            if one.unrecognised is not None:
                self._note(path, one.name, one.unrecognised)
            elif one.aside is not None:
                self._note(path, one.name, one.aside, "not-inventory")
        location = located(path)
        if location.account is None:
            self._views.setdefault(location.base, Evidence()).look(content)
        if location.region is None:
            self._folders.setdefault(location.folder, Evidence()).look(content)
        used = tuple(one for one in known if one.aside is None)
        if used:
            self._pending.append(_Pending(location, path, used, goes_on(content)))

    def _blame(self, path: Path, reason: str) -> None:
        """Take note of what a file that cannot be read would have answered, by its name."""
        self._broken.append((path, reason))
        forms = self._members.forms(path.name.partition(".")[0])
        calls = {form.call for form in forms}
        if len(calls) == 1:
            types = tuple(sorted({form.declaration.type for form in forms}))
            member = Member(path.stem, types)
            self._pending.append(_Pending(located(path), path, (member,), broken=reason))

    def _note(
        self,
        path: Path,
        what: str,
        reason: str,
        kind: Literal["unrecognised", "unreadable", "not-inventory"] = "unrecognised",
    ) -> None:
        self._survey.notes.append(Note(str(path), what, reason, kind))

    # --- places -------------------------------------------------------------------------

    def settled(self) -> Survey:
        """Return the survey once every file has its place."""
        for one in sorted(self._pending, key=lambda one: one.broken is not None):
            self._settle(one)
        for path, reason in self._broken:
            parts = path.absolute().parts
            book = self._survey.books.get(parts[-4]) if len(parts) > 3 else None  # noqa: PLR2004
            if book is not None:
                book.tape.broken["/".join(parts[-3:])] = reason
        return self._survey

    def _settle(self, pending: _Pending) -> None:
        location = pending.location
        view = self._views.get(location.base, Evidence())
        folder = self._folders.get(location.folder, Evidence())
        account = location.account or most(view.accounts) or UNKNOWN
        region = location.region or most(folder.regions) or UNKNOWN
        if pending.broken is not None and account not in self._survey.books:
            return
        book = self._book(account)
        partition = partition_of(region) or most(view.partitions) or most(folder.partitions)
        book.partition = partition or book.partition
        for member in pending.members:
            source = Source(pending.path, member.name, pending.goes_on)
            if member.wrapper:
                book.wrappers.setdefault((region, member.name), []).append(source)
            for type_ in member.types:
                everywhere = self._declarations[type_].where == GLOBAL
                where = GLOBAL_REGION if everywhere else region
                book.regions.add(where)
                if pending.broken is not None:
                    book.broken[where, type_] = pending.broken
                else:
                    book.sources.setdefault((where, type_), []).append(source)

    def _book(self, account: str) -> Book:
        books = self._survey.books
        if account not in books:
            books[account] = Book(account, self._declarations, self._members)
        return books[account]
