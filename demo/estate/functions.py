"""The functions: what wakes each, what it is told, and who may call it."""

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from demo.estate.account import MAIN, SECOND, SHOP, TEAMS, Estate, tag_map
from demo.estate.network import subnets


@dataclass(frozen=True)
class Function:
    """One function: where, what wakes it, and what it is told."""

    region: str
    name: str
    environment: dict[str, str]
    role: str = "shop-functions"
    inside: bool = False
    """Whether it runs inside the shop's network."""
    url: str | None = None
    """How its URL authorises, if it has one."""
    caller: str | None = None
    """Service that may invoke it."""
    queue: str | None = None
    """Queue whose messages it is handed."""


FUNCTIONS = (
    Function(
        MAIN,
        "order-events",
        {"DB_PASSWORD": "planted-secret-order-events-0001", "STAGE": "prod"},
        inside=True,
        queue="orders",
    ),
    Function(MAIN, "thumbnails", {"BUCKET": "example-shop-media"}, queue="thumbnails"),
    Function(MAIN, "mails", {"MAIL_API_KEY": "planted-secret-mails-0001"}, queue="mails"),
    Function(MAIN, "payment-webhook", {"SIGNING_KEY": "planted-secret-hook-0001"}, url="NONE"),
    Function(MAIN, "partner-prices", {"STAGE": "prod"}, url="AWS_IAM", caller="apigateway"),
    Function(MAIN, "mobile-backend", {"STAGE": "prod"}, inside=True, caller="apigateway"),
    Function(MAIN, "nightly-report", {"TARGET": "example-shop-exports"}, caller="events"),
    Function(MAIN, "legacy-import", {"FTP_PASSWORD": "planted-secret-ftp-0001"}, "legacy-import"),
    Function(SECOND, "order-events", {"STAGE": "standby"}),
)


def build_functions(estate: Estate) -> None:
    """Build every function with its ways in."""
    for function in FUNCTIONS:
        _function(estate, function)


def _function(estate: Estate, function: Function) -> None:
    functions = estate.client(SHOP, "lambda", function.region)
    for value in function.environment.values():
        if value.startswith("planted-secret"):
            estate.plant(value)
    inside: dict[str, Any] = {}
    if function.inside:
        inside["VpcConfig"] = {
            "SubnetIds": subnets(estate, "shop", "app"),
            "SecurityGroupIds": [estate.ids["security-group/shop-functions"]],
        }
    made = functions.create_function(
        FunctionName=function.name,
        Runtime="python3.12",
        Role=estate.ids[f"role/{function.role}"],
        Handler="index.handler",
        Code={"ZipFile": _code(function.name)},
        Timeout=30,
        Environment={"Variables": function.environment},
        Tags=tag_map(function.name, TEAMS[SHOP]),
        **inside,
    )
    where = "" if function.region == MAIN else f"{function.region}/"
    estate.ids[f"function/{where}{function.name}"] = made["FunctionArn"]
    _ways_in(estate, functions, function)


def _ways_in(estate: Estate, functions: Any, function: Function) -> None:
    name = function.name
    if function.url:
        functions.create_function_url_config(FunctionName=name, AuthType=function.url)
    if function.url == "NONE":
        functions.add_permission(
            FunctionName=name,
            StatementId="everyone",
            Action="lambda:InvokeFunctionUrl",
            Principal="*",
            FunctionUrlAuthType="NONE",
        )
    if function.caller:
        functions.add_permission(
            FunctionName=name,
            StatementId=function.caller,
            Action="lambda:InvokeFunction",
            Principal=f"{function.caller}.amazonaws.com",
            SourceAccount=estate.shop.id,
        )
    if function.queue:
        functions.create_event_source_mapping(
            FunctionName=name, EventSourceArn=estate.ids[f"queue/{function.queue}"]
        )


def _code(name: str) -> bytes:
    """Return a program that does nothing, the same bytes each time."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        entry = zipfile.ZipInfo("index.py", (2026, 1, 1, 0, 0, 0))
        files.writestr(entry, f"def handler(event, context):\n    return {json.dumps(name)}\n")
    return archive.getvalue()
