"""The application graph: what the resources mean together.

Built once from resources in CloudFormation's words (`leastwise.read.graph`), so it is the same for every framework.
The enumerations are closed; a reader that meets something else says so in `unread`.
"""

from __future__ import annotations

import builtins
from enum import StrEnum
from functools import cached_property
from typing import Any

from leastwise.model.record import record
from leastwise.model.resource import Author, Property, Resource
from leastwise.model.value import Symbol


class TriggerKind(StrEnum):
    """What starts a function.

    Some need a word: `BEDROCK_AGENT` is also flows and the gateways of AgentCore; `CUSTOM_RESOURCE` is all that
    CloudFormation itself calls (macros and hooks too); `FUNCTION` is another function, whose destination it is;
    `PERMISSION` is a permission to invoke for which nothing in the application says what would use it.
    """

    REST_API = "rest-api"
    HTTP_API = "http-api"
    WEBSOCKET = "websocket"
    FUNCTION_URL = "function-url"
    ALB = "alb"
    LATTICE = "lattice"
    APPSYNC = "appsync"
    CLOUDFRONT = "cloudfront"
    AUTHORIZER = "authorizer"
    SQS = "sqs"
    SNS = "sns"
    S3 = "s3"
    DYNAMODB = "dynamodb"
    KINESIS = "kinesis"
    KAFKA = "kafka"
    MQ = "mq"
    DOCUMENTDB = "documentdb"
    EVENTBRIDGE = "eventbridge"
    SCHEDULE = "schedule"
    PIPE = "pipe"
    COGNITO = "cognito"
    IOT = "iot"
    SES = "ses"
    LOGS = "logs"
    STATE_MACHINE = "state-machine"
    SECRET_ROTATION = "secret-rotation"
    BEDROCK_AGENT = "bedrock-agent"
    LEX = "lex"
    FIREHOSE = "firehose"
    OBJECT_LAMBDA = "object-lambda"
    CONFIG = "config"
    TRANSFER = "transfer"
    CUSTOM_RESOURCE = "custom-resource"
    FUNCTION = "function"
    PERMISSION = "permission"


ASYNC_KINDS = frozenset(
    {
        TriggerKind.SNS,
        TriggerKind.S3,
        TriggerKind.EVENTBRIDGE,
        TriggerKind.SCHEDULE,
        TriggerKind.IOT,
        TriggerKind.SES,
        TriggerKind.LOGS,
        TriggerKind.CONFIG,
    }
)
"""Kinds that invoke asynchronously: Lambda queues the event itself and drops it after two retries.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
"""


class Exposure(StrEnum):
    """Who can send the event, from the widest to the narrowest; `UNKNOWN` last.

    `INTERNET`: anybody. `AUTHENTICATED`: anybody who has proved who he is. `PRIVATE`: whoever is in the network.
    `ACCOUNT`: principals of other AWS accounts. `INTERNAL`: only what the application, or its account, itself does.
    """

    INTERNET = "internet"
    AUTHENTICATED = "authenticated"
    PRIVATE = "private"
    ACCOUNT = "account"
    INTERNAL = "internal"
    UNKNOWN = "unknown"


class AuthKind(StrEnum):
    """How a route knows its caller.

    `API_KEY` identifies a client and is no authentication. `RESOURCE_POLICY` is a REST API whose own policy lets only
    certain principals, networks or addresses in. `SIGNED_URL` is CloudFront's trusted key groups.
    """

    NONE = "none"
    IAM = "iam"
    COGNITO = "cognito"
    JWT = "jwt"
    LAMBDA = "lambda"
    API_KEY = "api-key"
    RESOURCE_POLICY = "resource-policy"
    MTLS = "mtls"
    SIGNED_URL = "signed-url"
    UNKNOWN = "unknown"


class StoreKind(StrEnum):
    """What keeps or carries data."""

    BUCKET = "bucket"
    TABLE = "table"
    QUEUE = "queue"
    TOPIC = "topic"
    STREAM = "stream"
    BUS = "bus"
    DATABASE = "database"
    SECRET = "secret"
    PARAMETER = "parameter"
    KEY = "key"
    CACHE = "cache"
    FILESYSTEM = "filesystem"
    SEARCH = "search"
    REGISTRY = "registry"


@record(cached=True)
class Statement:
    """One statement of a policy.

    `actions`, `resources` and so on are the values as written (texts with wildcards, or symbols); `property` is the
    handle on the statement, so that `statement.property["Action"]` is the place to point at.
    """

    property: Property
    effect: str | None
    actions: tuple[Any, ...]
    not_actions: tuple[Any, ...]
    resources: tuple[Any, ...]
    not_resources: tuple[Any, ...]
    principals: tuple[Principal, ...]
    not_principals: tuple[Principal, ...]
    condition: Property
    by: Author
    policy: str = ""

    @builtins.property
    def allows(self) -> bool:
        """Whether the effect is known to be Allow."""
        return self.effect == "Allow"

    @cached_property
    def conditional(self) -> bool:
        """Whether there is, or may be, a condition."""
        value = self.condition.value
        return isinstance(value, Symbol) or bool(value)

    @cached_property
    def generated(self) -> bool:
        """Whether all of it stands at one place, where a written one has places of its own."""
        return self.property.stands_with("Effect")

    def action_properties(self) -> list[Property]:
        """A handle on every action."""
        return list(self.property["Action"].each())

    def resource_properties(self) -> list[Property]:
        """A handle on every resource."""
        return list(self.property["Resource"].each())


@record
class Principal:
    """Whom a resource policy speaks of: `kind` is `AWS`, `Service`, `Federated`, `CanonicalUser` or `*`."""

    kind: str
    value: Any


@record
class ManagedPolicy:
    """A managed policy attached to a role: its ARN or reference, where it is attached, and who attached it."""

    property: Property
    arn: Any
    by: Author

    @builtins.property
    def name(self) -> str | None:
        """The last part of the ARN of an AWS managed policy, without its path (`AmazonS3FullAccess`)."""
        text = self.arn if isinstance(self.arn, str) else None
        if text is None and not isinstance(self.arn, Symbol):
            return None
        if text is None:
            parts = getattr(self.arn, "parts", ())
            text = parts[-1] if parts and isinstance(parts[-1], str) else ""
            if not text.startswith((":iam::aws:policy/", "iam::aws:policy/")):
                return None
        elif "::aws:policy/" not in text:
            return None
        return text.rpartition("/")[2]


@record
class Role:
    """An IAM role: what it may do (statements, managed policies), who may take it (trust).

    `resource` is `None` for a role that is named but not part of the application (`arn`).

    Attributes:
        documents: where the policies stand that the statements are from; of one that cannot be read there is none.
        bounds: the statements of its permissions boundary, where that is a policy of the application.
        groups: of a user, where the groups that it belongs to are named.
    """

    id: str
    resource: Resource | None
    arn: Any
    statements: tuple[Statement, ...]
    managed: tuple[ManagedPolicy, ...]
    trust: tuple[Statement, ...]
    boundary: Any
    by: Author
    documents: tuple[Property, ...] = ()
    bounds: tuple[Statement, ...] | None = None
    groups: tuple[Property, ...] = ()

    @property
    def grants_by_author(self) -> bool:
        """Whether anything in it was granted by the author rather than by the framework."""
        return any(s.by == "author" for s in self.statements) or any(m.by == "author" for m in self.managed)


@record
class Function:
    """A Lambda function. `timeout` in seconds and `memory` in MiB are `Unknown` where the template leaves them open."""

    id: str
    resource: Resource
    runtime: str | None
    handler: str | None
    code: CodePlace
    timeout: Any
    memory: Any
    role: Role | None
    environment: Property
    package: str

    @property
    def name(self) -> str:
        """The name as the person wrote it."""
        return self.resource.name


@record
class CodePlace:
    """Where a function's code lies.

    Attributes:
        directory: folder relative to the root, or `None` where it is not in the root (a bucket, an image).
        file: the handler's file relative to the root, where it exists.
        inline: the property that holds the code itself.
        image: the container image, where it is one.
        archive: S3 object or local archive, for people.
    """

    directory: str | None = None
    file: str | None = None
    inline: Property | None = None
    image: str | None = None
    archive: str | None = None


@record
class Authorizer:
    """What decides whether a caller may use a route. `function` for a Lambda authorizer that is in the application."""

    id: str
    kind: AuthKind
    property: Property
    function: Function | None = None


@record
class Route:
    """One way in over HTTP.

    Attributes:
        kind: of the API it belongs to.
        method: `GET`, `ANY`, `POST`…; for WebSocket the route key; for GraphQL `Type.field`.
        path: `/orders/{id}`; empty where the kind has none.
        auth: how the caller is known.
        property: where authentication is set, or would be set.
        function: what it invokes, when that is a function of the application.
        api: the API's resource; where the API is outside the application, the resource that adds the route to it.
        private: known to be reachable only from within a network.
        needs_key: an API key is asked for as well.
        exposure: who can send a request.
        target: what it leads to without any function between, when that is a resource of the application.
        service: the action of an AWS service that it calls without any function between (`sns:Publish`), or the
            service alone where the request decides on the action; empty where it does not call one.
        integration: where it is written how API Gateway calls what is behind the route, in CloudFormation's words or in
            those of OpenAPI; `None` for other kinds.
    """

    kind: TriggerKind
    method: str
    path: str
    auth: AuthKind
    property: Property
    function: Function | None
    api: Resource
    authorizer: Authorizer | None = None
    private: bool = False
    needs_key: bool = False
    exposure: Exposure = Exposure.UNKNOWN
    target: Resource | None = None
    service: str = ""
    integration: Property | None = None

    @builtins.property
    def label(self) -> str:
        """Method and path, for people."""
        return self.path if self.path == "$default" else f"{self.method} {self.path}".strip()


@record
class Trigger:
    """Something that starts a function.

    Attributes:
        kind: what starts it.
        function: what is started.
        source: id of the resource the event comes from, or a text for people where it is not in the application.
        resource: that resource, where it is in the application.
        exposure: who can send the event.
        property: where the trigger is written.
        route: for HTTP kinds.
        mapping: the event source mapping, where there is one.
    """

    kind: TriggerKind
    function: Function
    source: str
    exposure: Exposure
    property: Property
    resource: Resource | None = None
    route: Route | None = None
    mapping: Resource | None = None

    @builtins.property
    def asynchronous(self) -> bool:
        """Whether Lambda itself queues the event, so that a failed one is dropped in the end."""
        return self.kind in ASYNC_KINDS


@record
class Store:
    """Something that keeps or carries data, with its resource policy where it has one."""

    id: str
    kind: StoreKind
    resource: Resource
    policy: tuple[Statement, ...] = ()


@record
class LogGroup:
    """A log group, and the function that writes to it where that is known."""

    id: str
    resource: Resource
    function: Function | None
