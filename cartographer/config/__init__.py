"""Settings: one TOML file, the environment, and flags, in order of rising strength.

Unknown keys are errors that name the file and the key. Secrets stand in the file only as
`env:NAME` or `file:PATH`; nothing here prints one. It knows no service.
"""

from cartographer.config.check import CheckTypes
from cartographer.config.file import FILE_NAME, find_file, load, parse
from cartographer.config.installation import redaction_key, redaction_key_file, store_url
from cartographer.config.member import MEMBER_ROLE, exclusion, member_role
from cartographer.config.role import role_arn, session_name
from cartographer.config.secret_name import has_password, secret
from cartographer.config.setting import (
    ExternalSettings,
    GapSettings,
    HttpSettings,
    LimitSettings,
    NetworkSettings,
    RedactionSettings,
    ScheduleSettings,
    Settings,
    SourceSettings,
    StoreSettings,
)

__all__ = [
    "FILE_NAME",
    "MEMBER_ROLE",
    "CheckTypes",
    "ExternalSettings",
    "GapSettings",
    "HttpSettings",
    "LimitSettings",
    "NetworkSettings",
    "RedactionSettings",
    "ScheduleSettings",
    "Settings",
    "SourceSettings",
    "StoreSettings",
    "exclusion",
    "find_file",
    "has_password",
    "load",
    "member_role",
    "parse",
    "redaction_key",
    "redaction_key_file",
    "role_arn",
    "secret",
    "session_name",
    "store_url",
]
