// Writes the tables of leastwise.read.cdk.static from the package that publishes the facts:
//
//     npm install --prefix FOLDER aws-cdk-lib constructs
//     NODE_PATH=FOLDER/node_modules node tools/refresh_cdk.js
//
// grants.json is measured: each `grant…` method is called, and the statements that it adds to a role are kept.

const fs = require("fs");
const path = require("path");
const cdk = require("aws-cdk-lib");
const { Template } = require("aws-cdk-lib/assertions");

const lib = path.dirname(require.resolve("aws-cdk-lib/package.json"));
const source = `aws-cdk-lib ${require("aws-cdk-lib/package.json").version}, read by tools/refresh_cdk.js`;
const date = new Date().toISOString().slice(0, 10);
const folder = path.join(__dirname, "../src/leastwise/read/cdk/static/data");

function write(name, facts) {
  fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify({ source, date, ...facts }, null, 1) + "\n");
}

// Module → the first two parts of the CloudFormation types of its `Cfn…` classes.
const services = {};
for (const name of fs.readdirSync(lib).filter((n) => /^(aws|alexa)-/.test(n)).sort()) {
  let found;
  try {
    found = require(`aws-cdk-lib/${name}`);
  } catch {
    continue;
  }
  const count = {};
  for (const key of Object.keys(found)) {
    const type = /^Cfn/.test(key) && found[key].CFN_RESOURCE_TYPE_NAME;
    if (type) {
      const service = type.split("::").slice(0, 2).join("::");
      count[service] = (count[service] || 0) + 1;
    }
  }
  const [first] = Object.entries(count).sort((a, b) => b[1] - a[1]);
  if (first) services[name.replace(/-/g, "_")] = first[0];
}
write("services", { services });

// Class → constant → its value in a template.
const wanted = {
  aws_apigateway: ["ApiKeySourceType", "AuthorizationType", "EndpointType", "MethodLoggingLevel", "SecurityPolicy"],
  aws_apigatewayv2: ["CorsHttpMethod", "HttpMethod"],
  aws_cognito: ["AdvancedSecurityMode", "FeaturePlan", "Mfa"],
  aws_dynamodb: ["AttributeType", "BillingMode", "ProjectionType", "StreamViewType", "TableClass", "TableEncryption"],
  aws_iam: ["Effect"],
  aws_kinesis: ["StreamEncryption", "StreamMode"],
  aws_kms: ["KeySpec", "KeyUsage"],
  aws_lambda: ["Architecture", "FunctionUrlAuthType", "HttpMethod", "InvokeMode", "Runtime", "StartingPosition", "Tracing"],
  aws_logs: ["LogGroupClass", "RetentionDays"],
  aws_s3: ["BucketAccessControl", "BucketEncryption", "EventType", "HttpMethods", "ObjectOwnership"],
  aws_sqs: ["QueueEncryption"],
  aws_stepfunctions: ["LogLevel", "StateMachineType"],
};
const constants = {};
for (const [name, classes] of Object.entries(wanted)) {
  for (const key of classes) {
    const found = cdk[name][key];
    const values = (constants[`${name}.${key}`] = {});
    for (const constant of Object.getOwnPropertyNames(found).filter((n) => /^[A-Z][A-Z0-9_]*$/.test(n))) {
      const value = found[constant] && typeof found[constant] === "object" ? found[constant].name : found[constant];
      if (typeof value === "string" || typeof value === "number") values[constant] = value;
    }
  }
}
write("constants", { constants });

// Class → method → statements; `${Arn}` and the like are attributes of what grants.
const key = { partitionKey: { name: "a", type: "S" } };
const code = { code: cdk.aws_lambda.Code.fromInline("x"), handler: "a.b", runtime: cdk.aws_lambda.Runtime.PYTHON_3_12 };
const makers = {
  "aws_cognito.UserPool": [cdk.aws_cognito.UserPool],
  "aws_dynamodb.Table": [cdk.aws_dynamodb.Table, { ...key, stream: "NEW_IMAGE" }],
  "aws_dynamodb.TableV2": [cdk.aws_dynamodb.TableV2, { ...key, dynamoStream: "NEW_IMAGE" }],
  "aws_events.EventBus": [cdk.aws_events.EventBus],
  "aws_kinesis.Stream": [cdk.aws_kinesis.Stream],
  "aws_kms.Key": [cdk.aws_kms.Key],
  "aws_lambda.Function": [cdk.aws_lambda.Function, code],
  "aws_logs.LogGroup": [cdk.aws_logs.LogGroup],
  "aws_s3.Bucket": [cdk.aws_s3.Bucket],
  "aws_secretsmanager.Secret": [cdk.aws_secretsmanager.Secret],
  "aws_sns.Topic": [cdk.aws_sns.Topic],
  "aws_sqs.Queue": [cdk.aws_sqs.Queue],
  "aws_ssm.StringParameter": [cdk.aws_ssm.StringParameter, { stringValue: "a" }],
  "aws_stepfunctions.StateMachine": [
    cdk.aws_stepfunctions.StateMachine,
    (s) => ({ definitionBody: cdk.aws_stepfunctions.DefinitionBody.fromChainable(new cdk.aws_stepfunctions.Pass(s, "p")) }),
  ],
};
const app = () => new cdk.App({ context: { "@aws-cdk/aws-iam:minimizePolicies": false } });

function text(value, id) {
  if (typeof value === "string") return value;
  if (value.Ref) return value.Ref === id ? "${Ref}" : `\${${value.Ref}}`;
  if (value["Fn::GetAtt"]) return value["Fn::GetAtt"][0] === id ? `\${${value["Fn::GetAtt"][1]}}` : "*";
  if (value["Fn::Join"]) return value["Fn::Join"][1].map((part) => text(part, id)).join("");
  return "*";
}

function granted([Maker, props], method) {
  const stack = new cdk.Stack(app(), "S");
  const made = new Maker(stack, "R", typeof props === "function" ? props(stack) : props);
  const role = new cdk.aws_iam.Role(stack, "G", { assumedBy: new cdk.aws_iam.ServicePrincipal("lambda.amazonaws.com") });
  made[method](role);
  const id = stack.getLogicalId(made.node.defaultChild);
  const statements = [];
  for (const resource of Object.values(JSON.parse(JSON.stringify(Template.fromStack(stack).toJSON())).Resources)) {
    if (resource.Type !== "AWS::IAM::Policy" || !JSON.stringify(resource.Properties.Roles).includes('"G')) continue;
    for (const one of resource.Properties.PolicyDocument.Statement) {
      const resources = [].concat(one.Resource).map((value) => text(value, id));
      statements.push({ actions: [].concat(one.Action), resources, ...(one.Condition && { condition: one.Condition }) });
    }
  }
  return statements;
}

const grants = {};
for (const [name, maker] of Object.entries(makers)) {
  grants[name] = {};
  const stack = new cdk.Stack(app(), "S");
  const probe = new maker[0](stack, "R", typeof maker[1] === "function" ? maker[1](stack) : maker[1]);
  const methods = new Set();
  for (let p = probe; p && p !== Object.prototype; p = Object.getPrototypeOf(p)) {
    Object.getOwnPropertyNames(p).filter((n) => /^grant[A-Z]/.test(n)).forEach((n) => methods.add(n));
  }
  for (const method of [...methods].sort()) {
    try {
      const statements = granted(maker, method);
      if (statements.length) grants[name][method] = statements;
    } catch {
      // takes more than who is granted it
    }
  }
}
write("grants", { grants });
