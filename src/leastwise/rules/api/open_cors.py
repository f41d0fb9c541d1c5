"""Every website may call this in its visitors' browsers and read the answers."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.api._origins import open_origins
from leastwise.rules.rule import Example, Rule


class OpenCors(Rule):
    id = "open-cors"
    title = "Cross-origin requests from every website"
    why = """
The browser keeps a page of one site from reading the answers of another unless that allows it. `*` allows it to every
site: a page that somebody happens to visit can call the API and read what comes back, from inside the visitor's network
and, where credentials are allowed too, in the visitor's name. It has no token of the visitor's: an API that is on the
internet and knows its callers by a header loses little, and an answer to client certificates cannot be read at all.
"""
    remediation = """
Name the origins of your own pages.

- Template: `Cors: "'https://shop.example'"` (SAM REST), `CorsConfiguration: {AllowOrigins: [https://shop.example]}`
  (HTTP API), `Cors: {AllowOrigins: […]}` (function URL), `AllowedOrigins: […]` (bucket); never `*` with credentials.
- Terraform: `cors_configuration { allow_origins = […] }` (`aws_apigatewayv2_api`), `cors { allow_origins = […] }`
  (`aws_lambda_function_url`), `cors_rule { allowed_origins = […] }` (`aws_s3_bucket_cors_configuration`).
- serverless.yml: `cors: {origins: […]}` of the event `http`, `provider.httpApi.cors.allowedOrigins`, `url: {cors:
  {allowedOrigins: […]}}` of a function.
- Console: API Gateway > the API > *CORS*; S3 > the bucket > *Permissions* > *Cross-origin resource sharing*.
- CLI: `aws apigatewayv2 update-api --api-id API --cors-configuration AllowOrigins=https://shop.example`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-942",)
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-03",),
        "nist-800-53": ("AC-4",),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
            "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Front:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: live
                  Cors: "'*'"
                  Auth: {DefaultAuthorizer: AWS_IAM}
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Events:
                    List: {Type: Api, Properties: {RestApiId: !Ref Front, Path: /orders, Method: get}}
            """,
            at="Resources.Front.Properties.Cors",
        ),
        Example.sam(
            """
            Resources:
              Written:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: live
                  Cors:
                    AllowMethods: "'GET'"
                    AllowOrigin: "'*'"
              Default:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: live
                  Cors:
                    MaxAge: "'600'"
                    AllowMethods: "'GET'"
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Events:
                    List: {Type: Api, Properties: {RestApiId: !Ref Written, Path: /orders, Method: get}}
                    Show: {Type: Api, Properties: {RestApiId: !Ref Default, Path: /orders, Method: get}}
            """,
            at=("Resources.Written.Properties.Cors.AllowOrigin", "Resources.Default.Properties.Cors.AllowOrigin"),
        ),
        Example.sam(
            """
            Resources:
              Front:
                Type: AWS::Serverless::HttpApi
                Properties:
                  CorsConfiguration:
                    AllowOrigins: ["*"]
              Hello:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  FunctionUrlConfig:
                    AuthType: AWS_IAM
                    Cors:
                      AllowCredentials: true
                      AllowOrigins: ["*"]
            """,
            at=(
                "Resources.Front.Properties.CorsConfiguration.AllowOrigins.0",
                "Resources.Hello.Properties.FunctionUrlConfig.Cors.AllowOrigins.0",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Api:
                Type: AWS::ApiGatewayV2::Api
                Properties: {Name: orders, ProtocolType: HTTP, CorsConfiguration: {AllowOrigins: ["*"]}}
              Uploads:
                Type: AWS::S3::Bucket
                Properties:
                  CorsConfiguration:
                    CorsRules:
                      - AllowedMethods: [PUT]
                        AllowedOrigins: ["*"]
            """,
            at=(
                "Resources.Api.Properties.CorsConfiguration.AllowOrigins.0",
                "Resources.Uploads.Properties.CorsConfiguration.CorsRules.0.AllowedOrigins.0",
            ),
        ),
    )
    good = Example.sam(
        """
        Resources:
          Front:
            Type: AWS::Serverless::HttpApi
            Properties:
              CorsConfiguration:
                AllowOrigins: [https://shop.example]
                AllowHeaders: ["*"]
                AllowMethods: ["*"]
          Back:
            Type: AWS::Serverless::Api
            Properties:
              StageName: live
              Cors: {AllowOrigin: "'https://shop.example'", AllowHeaders: "'*'"}
          Uploads:
            Type: AWS::S3::Bucket
            Properties:
              CorsConfiguration:
                CorsRules: [{AllowedMethods: [PUT], AllowedOrigins: [https://shop.example], AllowedHeaders: ["*"]}]
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for seen in open_origins(app):
            if seen.credentials:
                severity, reason = Severity.HIGH, "with the credentials of the visitor"
            elif seen.network:
                severity, reason = Severity.MEDIUM, seen.network
            else:
                severity, reason = Severity.LOW, seen.mild
            message = f"Every website may call {seen.name} from its visitors' browsers"
            message += ", says the answer to the preflight" if seen.preflight else " and read the answers"
            default = ": SAM's default origin is `*`" if seen.default else ""
            # What only the preflight says changes nothing as long as the code does not say the same.
            idle = seen.preflight and severity is Severity.LOW
            yield self.finding(
                seen.place,
                f"{message}{default}.",
                severity=severity,
                severity_reason=reason,
                persona=Persona.PEDANTIC if idle else None,
            )
