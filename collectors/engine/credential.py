"""What looks like a credential although nobody declared it: forms of texts, names of members.

It catches forms, not thoughts: `colour=hunter2` passes. What only names a credential stays
readable: ARNs, ids, policies, references into other data. The list is short and our own:
detect-secrets and gitleaks read lines of source files and bring their own runners along, where
values of a document want one pattern. The forms of tokens are those that their issuers publish:
https://docs.gitlab.com/security/tokens/ https://docs.github.com/authentication
https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml
"""

import re
from functools import lru_cache

_SHORTEST = 7
_KEYS = r"(?:api|private|access|auth|signing|encryption|shared|account|master|hmac)[-_. ]?key"
_SHORT = (
    r"(?:(?<![a-z])(?:(?:admin|bind|db|key|root|store|user)?(?:pass|pw)|pwd|creds?)"
    r"|(?-i:Pass|Pwd|Pw|Creds?))"
)
"""Words of a few letters, which begin where a word does: no `bypass`, no `sacred`."""
_WORDS = (
    rf"(?:passw(?:or)?d|passphrase|passcode|secret|token|credential|{_KEYS}|{_SHORT})"
    r"(?:[-_.]?(?:access[-_.]?)?key)?s?"
)
"""What a setting with a secret is called, whatever stands before it."""
_NO_VALUE = (
    r"(?!arn:|https?://|redacted\b|\{\{resolve:|none\b|null\b|true\b|false\b|required\b|optional\b"
    r"|/(?:app|etc|home|mnt|opt|root|run|srv|tmp|usr|var)(?:[/\s\"']|$)|[=*<\[({$])"
)
_FORMED = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY[\s\S]*"
    # Tokens in the forms of their issuers.
    r"|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{22,}|\bgl(?:pat|ptt|rt|dt)-[\w-]{20,}"
    r"|\bxox[abeoprs]-[\w-]{10,}|\bxapp-[\w-]{10,}|\b[sr]k_(?:live|test)_\w{16,}|\bAIza[\w-]{35}"
    r"|\bnpm_[A-Za-z0-9]{20,}|\bhv[sbr]\.[\w-]{16,}|\bSG\.[\w-]{16,}\.[\w-]{16,}"
    r"|\bpypi-(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{16,}|\bdop_v1_[0-9a-f]{32,}|\bwhsec_\w{16,}"
    r"|\bsk-(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{20,}|\bdapi[0-9a-f]{32}"
    r"|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]*"
    # Addresses that are their own password.
    r"|\bhooks\.slack\.com/(?:services|workflows|triggers)/[^\s\"']+"
    r"|\bdiscord(?:app)?\.com/api/webhooks/[^\s\"']+|\bwebhook\.office\.com/[^\s\"']+"
    r"|[?&](?i:sig|x-amz-signature|x-amz-security-token|code)=[\w%+/=-]{16,}"
    r"|://[^/\s:@\"']*:[^/\s:@{}$]+@|\bhttps?://[^/\s:@{}$\"']{16,}@"
    # Headers.
    r"|(?i:\bauthorization\\?[\"']?\s*[:=]\s*\\?[\"']?(?:bearer|basic|token|apikey|digest)\s+"
    r"[^\s\"'{}$<]{4,})"
    r"|(?i:\bauthorization\\?[\"']?\s*[:=]\s*\\?[\"']?(?=[^\s\"']*\d)[^\s\"'{}$<]{16,})"
    r"|(?i:x-amz-security-token\s*[:=]\s*[^\s&\"'{}$]{8,})"
    r"|\b(?i:bearer|basic)\s+(?=[^\s\"']*\d)[A-Za-z0-9+/=._~-]{16,}"
    # Settings: `NAME=value`, `--name value`, `name: value`, `"name": "value"`.
    rf"|(?i:{_WORDS}\s?=\s?[\"']?{_NO_VALUE}[^\s&\"'{{}}$]{{4,}})"
    rf"|(?i:--?[\w-]{{0,30}}{_WORDS}\s+[\"']?{_NO_VALUE}(?!-)[^\s\"'{{}}$]{{4,}})"
    rf"|(?i:{_WORDS}:[ \t]+[\"']?{_NO_VALUE}"
    r"(?:(?=\S*\d)[^\s{}$]{4,}|[^\s{}$]{4,}(?=\s*(?:$|[,;\n]))))"
    rf"|(?i:{_WORDS}\\?[\"']\s*:\s*\\?[\"']{_NO_VALUE}[^\"'{{}}$]{{3,}}[\"'\\])"
)
"""Texts in the form of a credential: keys, tokens, addresses and settings with a password."""
_AWS_SECRET = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9/+]{40}")
_OPTION = re.compile(rf"--?[\w-]*{_WORDS}", re.IGNORECASE)
_TAG = re.compile(
    rf"passw|passphrase|passcode|secret|token|bearer|authorization|credential|{_KEYS}"
    rf"|{_SHORT}(?![a-z])|conn(?:ection)?[-_. ]?str",
    re.IGNORECASE,
)
"""Names of tags, headers and variables whose values nobody needs to see."""
_TOLD_OF = re.compile(
    r"(?:[-_. ]|(?<=[a-z]))(?:ids?|arns?|policy|policies|rotat(?:ion|ed)|manager"
    r"|expir(?:y|es|ation)|length|age|type|count|enabled|required|ttl)$",
    re.IGNORECASE,
)
"""How a name ends that tells of a secret and does not hold it."""
_RESERVED = ("aws:", "aws.")
_MEMBER = re.compile(
    r"(?i:(?:^|.*[-_.])(?:passw(?:or)?d|passphrase|passcode|pwd|pw|creds)$)"
    r"|.*Pass(?:word|phrase|code)$"
    r"|(?i:.*(?:client|shared|consumer|app)[-_]?secret$|.*secret[-_]?(?:access[-_]?)?key$"
    r"|.*private[-_]?key$|.*(?:auth|access|bearer|refresh|api|hec)[-_]?token$"
    r"|(?:x-)?api[-_]?key$|(?:proxy-)?authorization$|.*connection[-_]?string$)"
)
"""Names of members that hold a secret in whatever document."""
_REFERENCE = re.compile(
    r"arn:aws[\w-]*:[\w-]+:[\w-]*:(?:\d{12}|aws)?:[^\s?&=]+"
    r"|\$\$?(?:\.[A-Za-z_][\w-]*|\[(?:\d+|\*)\])*"
    r"|\{%\s*\$[A-Za-z_]*(?:\.[A-Za-z_]\w*)*\s*%\}"
    r"|\{\{resolve:[\w-]+:[^}\s]+\}\}|\$\{[\w.:]+\}"
)
"""Texts that say where a value is kept: ARNs, paths of JSONPath and JSONata, placeholders."""

_HINTS = (  # noqa: SIM905  as a list it would be a page
    "pass pw secret token cred connstr conn_str conn-str connectionstr connection_str "
    "connection-str connection.str bearer basic authorization -----begin ghp_ gho_ ghu_ ghs_ "
    "ghr_ github_pat_ glpat- glptt- glrt- gldt- xox xapp- k_live_ k_test_ aiza npm_ hvs. hvb. "
    "hvr. sg. pypi- dop_v1_ whsec_ sk- dapi eyj hooks.slack.com discord webhook.office.com sig= "
    "signature= code="
).split()
"""What a text that holds a secret does not lack, in lower case: most are passed over."""
_KEY_NAMED = re.compile(_KEYS)
_LONG = re.compile(r"\"[A-Za-z0-9/+]{40}\"")
_NAMES = 4096


def hints(document: str) -> tuple[str, ...]:
    """Return what in a document's JSON hints at secrets that nobody declared, in lower case.

    Nothing where there can be none; what is no hint for any of its texts is none for one.
    """
    lower = document.lower()
    found = [word for word in _HINTS if word in lower]
    if _KEY_NAMED.search(lower):
        found.append("key")
    if "://" in lower and "@" in lower:
        found.append("@")
    if not found and _LONG.search(document):
        found.append('"')
    return tuple(found)


def is_credential(text: str, hinted: tuple[str, ...]) -> bool:
    """Return whether a text, of a document with these hints, has the form of a credential."""
    if len(text) < _SHORTEST:
        return False
    lower = text.lower()
    return any(word in lower for word in hinted) and _FORMED.search(text) is not None


def is_reference(text: str) -> bool:
    """Return whether a text says where a value is kept, and nothing else."""
    return _REFERENCE.fullmatch(text) is not None


def asks_for_secret(option: str) -> bool:
    """Return whether an argument of a command is the option before a secret: `--password`."""
    return option.startswith("-") and _OPTION.fullmatch(option) is not None


def is_secret_tag(name: str, value: str) -> bool:
    """Return whether a tag's value is to be hidden, for its name or because it is a key of AWS."""
    if _AWS_SECRET.fullmatch(value):
        return True
    return _names_secret(name) and not is_reference(value)


def is_secret_member(name: str, value: str) -> bool:
    """Return whether what a member of that name holds is a secret in any document."""
    return _holds_secret(name) and not is_reference(value)


def scrubbed(text: str) -> str:
    """Return a message with what has the form of a credential left out: it goes into logs."""
    return _FORMED.sub("[redacted]", text)


@lru_cache(_NAMES)
def _names_secret(name: str) -> bool:
    if name.lower().startswith(_RESERVED):
        return False
    return _TAG.search(name) is not None and _TOLD_OF.search(name) is None


@lru_cache(_NAMES)
def _holds_secret(name: str) -> bool:
    return _MEMBER.match(name) is not None
