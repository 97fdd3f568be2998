"""Log groups: one account has very many, the others two.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
"""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.organization.request import Handler, Request
from benchmarks.organization.settings import Settings

PAGE = 50
FEW = 2
_CREATED = 1_700_000_000_000
_SORTS = ("lambda", "ecs", "rds", "codebuild")


class LogGroups:
    """Answers for CloudWatch Logs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known = frozenset(settings.account_ids)

    def handlers(self) -> Mapping[str, Handler]:
        """Return who answers, by operation."""
        return {"DescribeLogGroups": self._describe}

    def count(self, account: str, region: str) -> int:
        """Return how many an account has in a region."""
        if region not in self._settings.region_names or account not in self._known:
            return 0
        first = region == self._settings.region_names[0]
        return self._settings.log_groups if first and account == self._settings.great else FEW

    def _describe(self, request: Request) -> Any:
        asked = request.document()
        count = self.count(request.account, request.region)
        numbers: Sequence[int] = range(count)
        if prefix := asked.get("logGroupNamePrefix"):
            numbers = [one for one in numbers if _name(one).startswith(prefix)]
        elif pattern := asked.get("logGroupNamePattern"):
            numbers = [one for one in numbers if pattern in _name(one)]
        start = int(asked.get("nextToken", "0"))
        end = start + min(PAGE, int(asked.get("limit", PAGE)))
        where = f"arn:aws:logs:{request.region}:{request.account}:log-group:"
        page = {"logGroups": [_group(one, where) for one in numbers[start:end]]}
        return page if end >= len(numbers) else {**page, "nextToken": str(end)}


def _name(number: int) -> str:
    return f"/aws/{_SORTS[number % len(_SORTS)]}/service-{number:06d}"


def _group(number: int, where: str) -> dict[str, Any]:
    name = _name(number)
    arn = where + name
    group = {
        "logGroupName": name,
        "creationTime": _CREATED + number,
        "metricFilterCount": 0,
        "arn": f"{arn}:*",
        "storedBytes": number * 1024,
        "logGroupClass": "STANDARD",
        "logGroupArn": arn,
    }
    return {**group, "retentionInDays": 30} if number % 3 else group
