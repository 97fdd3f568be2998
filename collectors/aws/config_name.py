"""How AWS Config names types, where it differs from CloudFormation.

https://docs.aws.amazon.com/config/latest/developerguide/resource-config-reference.html
"""

ALIASES = {
    "AWS::IAM::Policy": "AWS::IAM::ManagedPolicy",
    "AWS::ACM::Certificate": "AWS::CertificateManager::Certificate",
    "AWS::ShieldRegional::Protection": "AWS::Shield::Protection",
}
"""Config's name of a type -> ours, where they differ."""
