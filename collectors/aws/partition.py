"""ARNs that a call asks for and no answer bears, as expressions for parameters.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

_PARTITION = (
    "(starts_with(region, 'cn-') && 'aws-cn' || starts_with(region, 'us-gov-') && 'aws-us-gov'"
    " || 'aws')"
)


def own_arn(service: str, *resource: str) -> str:
    """Return the parameter that is the ARN of a resource of the viewer in the asked region.

    `resource` are expressions whose texts make the last part.
    """
    parts = ("'arn'", _PARTITION, f"'{service}'", "region", "account", *resource)
    return f"=join(':', [{', '.join(parts)}])"
