"""Amazon Keyspaces: keyspaces and the names of their tables; never a row.

What a table is like takes a call for each, and is left out.
https://docs.aws.amazon.com/keyspaces/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/keyspaces/latest/APIReference"
_KEYSPACE = "AWS::Cassandra::Keyspace"
_OWN = "keyspaceName != 'system' && !starts_with(to_string(keyspaceName), 'system_')"
"""Those of the service itself are the same in every account.

https://docs.aws.amazon.com/keyspaces/latest/devguide/working-with-keyspaces.html
"""
_GONE = ("ResourceNotFoundException",)

KEYSPACE = Declaration(
    type=_KEYSPACE,
    kind="keyspace",
    service="keyspaces",
    doc=f"{_API}/API_ListKeyspaces.html",
    list=ListCall("ListKeyspaces", f"keyspaces[?{_OWN}]"),
    id="{resourceArn}",
    native_id="keyspaceName",
    name="keyspaceName",
    tags=None,
    no_relations="it names regions and nothing else",
    keyed={"replicationRegions": "set"},
    no_by_id="the call by name gives other members than the list",
    events=dict.fromkeys(
        ("CreateKeyspace", "UpdateKeyspace", "DeleteKeyspace"), "requestParameters.keyspaceName"
    ),
)

TABLE = Declaration(
    type="AWS::Cassandra::Table",
    kind="table",
    service="keyspaces",
    doc=f"{_API}/API_ListTables.html",
    list=ListCall(
        "ListTables",
        "tables",
        params={"keyspaceName": "=parent.keyspaceName"},
        each=_KEYSPACE,
        absent=_GONE,
    ),
    id="{resourceArn}",
    native_id="join('.', [keyspaceName, tableName])",
    name="tableName",
    tags=None,
    relations=(Rel("part-of", "keyspaceName", by="name", type=_KEYSPACE),),
    no_by_id="its call takes keyspace and table, which the id joins",
    events=dict.fromkeys(
        ("CreateTable", "UpdateTable", "DeleteTable"),
        "join('.', [requestParameters.keyspaceName, requestParameters.tableName])",
    ),
)

DECLARATIONS = (KEYSPACE, TABLE)
