"""What is a service, what belongs to it, and the stages it is read at."""

from __future__ import annotations

import pytest

from leastwise.model.value import Parameter
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.serverless.files import kind_of
from leastwise.read.serverless.loading import load_service

SERVICE = "service: shop\nprovider: {name: aws, runtime: python3.13}\nfunctions:\n  hello: {handler: app.hello}\n"
TEMPLATE = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Q: {Type: 'AWS::SQS::Queue'}\n"


def readings(files: dict[str, str], *stages: str, parameters: dict[str, str] | None = None) -> list[Reading]:
    return list(read(MemoryFiles(files), ("",), ReadSettings(parameters or {}, stages), ReadStats()))


def application(files: dict[str, str], *stages: str) -> Reading:
    found = [r for r in readings(files, *stages) if r.worlds]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("path", "data", "kind"),
    [
        ("serverless.yml", SERVICE, "service"),
        ("serverless.yml", "# x\n" + SERVICE, "service"),
        ("serverless.json", '{"service": "s", "provider": {"name": "aws"}}', "service"),
        ("serverless.common.yml", SERVICE, "service"),
        ("serverless.functions.yml", "hello: {handler: app.hello}", ""),
        ("serverless.yml", TEMPLATE, "template"),
        ("serverless.template.yml", "name: x\norg: serverlessinc\n", ""),
        ("serverless.yml", "component: express\nname: api\n", "component"),
        ("serverless-compose.yml", "services: {}", "compose"),
        ("serverless.ts", "const c: AWS = {service: 's', provider: {name: 'aws'}}\nmodule.exports = c", "service"),
        ("serverless.ts", "export const service = 1", ""),
    ],
)
def test_kind_of_a_file(path: str, data: str, kind: str) -> None:
    assert kind_of(path, data.encode()) == kind


def test_a_service_is_an_application() -> None:
    found = application({"api/serverless.yml": SERVICE})
    assert (found.id, found.framework, found.unread) == ("api/serverless.yml", "serverless", ())
    assert [function.id for function in found.worlds[0].functions] == ["api/serverless.yml:hello"]


def test_a_template_by_that_name_is_read_as_a_template() -> None:
    assert application({"serverless.yml": TEMPLATE}).framework == "cloudformation"


def test_files_that_are_put_in_are_no_templates() -> None:
    files = {
        "serverless.yml": SERVICE + "resources:\n  - ${file(res/${opt:stage, 'dev'}.yml)}\n",
        "res/dev.yml": "Resources: ${file(res/inner.yml):Resources}\n",
        "res/prod.yml": TEMPLATE,
        "res/inner.yml": TEMPLATE,
    }
    found = application(files)
    assert [r.id for r in found.worlds[0].resources("AWS::SQS::Queue")] == ["serverless.yml:Q"]
    assert found.worlds[0].by_key["serverless.yml:Q"].location.file == "res/inner.yml"


def test_of_several_usual_names_the_first_counts() -> None:
    js = "module.exports = {service: 'other', provider: {name: 'aws'}}"
    assert application({"serverless.yml": SERVICE, "serverless.js": js}).id == "serverless.yml"


@pytest.mark.parametrize(
    "resources",
    [
        "resources: {Resources: {Q: {Type: 'AWS::SQS::Queue'}}, Outputs: {O: {Value: !Ref Q}}}",
        "resources:\n  - Resources: {Q: {Type: 'AWS::SQS::Queue'}}\n  - Outputs: {O: {Value: !Ref Q}}",
        "resources:\n  - ${file(a.yml)}\n  - ${file(b.yml)}",
        "resources: {Resources: '${file(a.yml):Resources}', Outputs: '${file(b.yml):Outputs}'}",
    ],
)
def test_resources_in_every_form(resources: str) -> None:
    files = {
        "serverless.yml": SERVICE + resources,
        "a.yml": "Resources: {Q: {Type: 'AWS::SQS::Queue'}}",
        "b.yml": "Outputs: {O: {Value: !Ref Q}}",
    }
    found = {reading.id: reading for reading in readings(files)}
    stack = found["serverless.yml"].worlds[0].stacks[0]
    assert "Q" in stack.resources
    assert "O" in stack.outputs


@pytest.mark.parametrize(
    "functions",
    [
        "functions: ${file(f.yml)}",
        "functions:\n  - ${file(f.yml)}\n",
        "functions:\n  hello: ${file(f.yml):hello}\n",
        "functions:\n  - hello: {handler: app.hello}\n",
    ],
)
def test_functions_in_every_form(functions: str) -> None:
    text = "service: shop\nprovider: aws\n" + functions
    found = application({"serverless.yml": text, "f.yml": "hello: {handler: app.hello, timeout: 5}"})
    assert [function.id for function in found.worlds[0].functions] == ["serverless.yml:hello"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("functions: ${ssm:/functions}", "what stands in functions here is not seen: ${ssm:/functions} is not known"),
        ("functions: {hello: '${env:HELLO}'}", "function hello is not seen: ${env:HELLO} is not known"),
        ("functions: {hello: 1}", "function hello is not seen: no mapping"),
        (
            "resources:\n  - ${s3:bucket/key}",
            "what stands in resources here is not seen: ${s3:bucket/key} is not known",
        ),
        ("resources: ${file(none.yml)}", "`${file(…)}`: none.yml is not there"),
    ],
)
def test_what_is_not_seen_is_named_once(text: str, reason: str) -> None:
    unread = application({"serverless.yml": "service: s\nprovider: {name: aws, runtime: python3.13}\n" + text}).unread
    assert len(unread) == 1
    assert unread[0].reason.startswith(reason)
    assert unread[0].line >= 3


def test_places_name_the_block() -> None:
    text = SERVICE + "resources: {Resources: {Q: {Type: 'AWS::SQS::Queue'}}}"
    service = load_service(MemoryFiles({"serverless.yml": text}), "serverless.yml", None, {})
    from leastwise.read.serverless.expansion import Serverless

    source = service.template(Serverless()).source
    assert source.block_at(text.index("app.hello")) == "hello"
    assert source.block_at(text.index("AWS::SQS")) == "Q"
    assert source.block_at(text.index("python3")) == "provider"


def test_a_function_in_a_module_of_its_own_stands_there() -> None:
    files = {
        "serverless.ts": "import hello from './src/hello'\nconst c: AWS = {service: 's', functions: {hello},\n"
        "  provider: {name: 'aws', runtime: 'nodejs22.x', environment: {T: process.env.TABLE}}}\nmodule.exports = c\n",
        "src/hello.ts": "export default {\n  handler: 'app.hello',\n  timeout: 7,\n}\n",
    }
    function = application(files).worlds[0].functions[0]
    place = function.resource["Timeout"]
    assert (function.id, place.value) == ("serverless.ts:hello", 7)
    assert (place.location.file, place.location.line) == ("src/hello.ts", 3)
    assert function.resource["Environment.Variables.T"].value == Parameter("env:TABLE")


@pytest.mark.parametrize("provider", ["google", "{name: azure}"])
def test_other_clouds_are_named(provider: str) -> None:
    found = readings({"serverless.yml": SERVICE.replace("{name: aws, runtime: python3.13}", provider)})
    assert [u.kind for r in found for u in r.unread] == ["limit"]
    assert "not to AWS" in found[0].unread[0].reason


@pytest.mark.parametrize(
    "text", ["service: [\nprovider: x", "service: s\nprovider: ${file(\n  x", "service: s\nfunctions: 1"]
)
def test_broken_files_never_raise(text: str) -> None:
    assert all(reading.fault is None for reading in readings({"serverless.yml": text}))


# Stages

STAGED = (
    "service: shop\nprovider: {name: aws, stage: '${opt:stage, ''dev''}', memorySize: '${self:custom.size.${sls:stage}}'}"
    "\ncustom: {size: {dev: 128, prod: 1024}}\nfunctions: {hello: {handler: app.hello}}\n"
)


def test_the_default_stage_is_read_alone() -> None:
    found = application({"serverless.yml": STAGED})
    assert found.stage is None
    assert found.worlds[0].functions[0].resource["MemorySize"].value == 128
    assert found.worlds[0].environment is not None and found.worlds[0].environment.name == "dev"


def test_a_stage_that_nobody_names_is_no_environment() -> None:
    assert application({"serverless.yml": SERVICE}).worlds[0].environment is None


def test_each_stage_that_is_asked_for_is_read() -> None:
    found = readings({"serverless.yml": STAGED}, "all")
    assert [(r.stage, r.worlds[0].functions[0].resource["MemorySize"].value) for r in found] == [
        ("dev", 128),
        ("prod", 1024),
    ]
    assert found[1].worlds[0].production


def test_a_stage_that_a_service_does_not_know_is_named() -> None:
    found = application({"serverless.yml": STAGED}, "qa")
    assert found.stage is None
    assert [u.reason for u in found.unread] == ["knows no stage qa but dev, prod; its default was judged"]


def test_a_service_that_knows_no_stages_is_read_at_any() -> None:
    found = application({"serverless.yml": SERVICE}, "prod")
    assert (found.stage, found.worlds[0].production) == ("prod", "stage prod")


@pytest.mark.parametrize(
    ("text", "others", "stages"),
    [
        ("params: {default: {a: 1}, prod: {a: 2}}", {}, {"dev", "prod"}),
        ("stages: {default: {params: {a: 1}}, live: {params: {a: 2}}}", {}, {"dev", "live"}),
        ("x: ${file(conf/${sls:stage}.yml)}", {"conf/dev.yml": "a: 1", "conf/qa.yml": "a: 1"}, {"dev", "qa"}),
        ("x: ${self:custom.${opt:stage, 'dev'}.a}\ncustom: {dev: {a: 1}, prod: {a: 2}}", {}, {"dev", "prod"}),
        ("x: ${self:custom.m.${self:provider.stage}}\ncustom: {m: {dev: 1, beta: 2, default: 3}}", {}, {"dev", "beta"}),
        ("x: ${self:custom.m.dev}\ncustom: {m: {dev: 1, beta: 2}}", {}, set()),
    ],
)
def test_stages_that_a_service_knows(text: str, others: dict[str, str], stages: set[str]) -> None:
    files = MemoryFiles({"serverless.yml": "service: s\n" + text, **others})
    assert load_service(files, "serverless.yml", None, {}).stages == stages


@pytest.mark.parametrize(
    "text",
    [
        "params: {default: {size: 1, other: 5}, prod: {size: 2}}",
        "stages: {default: {params: {size: 1, other: 5}}, prod: {params: {size: 2}}}",
    ],
)
def test_parameters_of_a_stage_go_before_those_of_all(text: str) -> None:
    files = MemoryFiles({"serverless.yml": f"service: s\n{text}\nx: '${{param:size}}-${{param:other}}'"})
    assert load_service(files, "serverless.yml", None, {}).document["x"] == "1-5"
    assert load_service(files, "serverless.yml", "prod", {}).document["x"] == "2-5"
    assert load_service(files, "serverless.yml", "prod", {"size": "9"}).document["x"] == "9-5"


def test_a_stage_that_is_not_known_is_the_default_and_named() -> None:
    text = "service: s\nprovider: {name: aws, stage: '${env:STAGE}'}\nx: ${self:custom.${sls:stage}}\ncustom: {dev: 1}"
    found = load_service(MemoryFiles({"serverless.yml": text}), "serverless.yml", None, {})
    assert (found.stage, found.document["x"]) == ("dev", 1)
    assert "give one with --stage" in found.notes[0].reason


# Compose

COMPOSE = """
stages: {default: {params: {team: blue}}, prod: {params: {team: red}}}
services:
  queue: {path: queue}
  worker:
    path: worker
    params: {arn: '${queue.queueArn}', url: 'arn:${queue.queueArn}/x', other: '${queue.none}'}
  old: {path: sam}
  gone: {path: gone}
"""
COMPOSED = {
    "serverless-compose.yml": COMPOSE,
    "queue/serverless.yml": "service: queue\nprovider: aws\nresources:\n  Resources: {Q: {Type: 'AWS::SQS::Queue'}}\n"
    "  Outputs: {queueArn: {Value: !GetAtt Q.Arn}}\n",
    "worker/serverless.yml": "service: worker\nprovider: {name: aws, runtime: python3.13}\n"
    "functions: {work: {handler: app.work, events: [sqs: '${param:arn}'],\n"
    "  environment: {TEAM: '${param:team}', URL: '${param:url}', OTHER: '${param:other}'}}}\n",
    "sam/template.yaml": TEMPLATE,
}


def test_composed_services_are_one_application() -> None:
    found = [r for r in readings(COMPOSED) if r.framework == "serverless"]
    assert len(found) == 1
    assert {stack.template for stack in found[0].worlds[0].stacks} == {"queue/serverless.yml", "worker/serverless.yml"}
    assert [(u.file, u.reason) for u in found[0].unread] == [
        ("serverless-compose.yml", "service gone: no configuration is found in gone")
    ]


@pytest.mark.parametrize(
    ("services", "reason"),
    [
        ("'${ssm:/services}'", "which services are composed is not known; none of them is joined"),
        ("{a: '${ssm:/a}'}", "service a has no path that is known; it is not joined to the others"),
        ("{gone: {path: gone}}", "service gone: no configuration is found in gone"),
    ],
)
def test_what_is_composed_and_not_known_is_named(services: str, reason: str) -> None:
    (found,) = readings({"serverless-compose.yml": f"services: {services}\n"})
    assert [(u.file, u.line, u.reason) for u in found.unread] == [("serverless-compose.yml", 1, reason)]


def test_outputs_of_one_service_are_values_of_another() -> None:
    app = next(r for r in readings(COMPOSED) if r.framework == "serverless").worlds[0]
    mapping = next(app.resources("AWS::Lambda::EventSourceMapping"))
    assert app.referenced(mapping.properties["EventSourceArn"]) == app.by_key["queue/serverless.yml:Q"]
    variables = app.functions[0].resource["Environment.Variables"].value
    assert variables["TEAM"] == "blue"
    assert app.by_key["queue/serverless.yml:Q"].key in repr(variables["URL"])
    assert repr(variables["OTHER"]) == "Import(name='compose:queue.none')"


INFRA = (
    "service: infra\nprovider: aws\nresources:\n  Resources: {Q: {Type: 'AWS::SQS::Queue'}}\n"
    "  Outputs: {QueueArn: {Value: !GetAtt Q.Arn, Export: {Name: '${self:service}-${sls:stage}-QueueArn'}}}\n"
)
WORKER = (
    "service: w\nprovider: {name: aws, runtime: python3.13}\nfunctions: {work: {handler: a.b, events: [sqs: %s]}}\n"
)


@pytest.mark.parametrize(
    "value",
    [
        "'${cf:infra-${sls:stage}.QueueArn}'",
        "'${cf(us-east-1):infra-dev.QueueArn}'",
        "{arn: !ImportValue infra-dev-QueueArn}",
        "{arn: {'Fn::ImportValue': 'infra-${sls:stage}-QueueArn'}}",
    ],
)
def test_services_that_name_each_others_outputs_are_one_application(value: str) -> None:
    app = application({"infra/serverless.yml": INFRA, "worker/serverless.yml": WORKER % value}).worlds[0]
    mapping = next(app.resources("AWS::Lambda::EventSourceMapping"))
    assert app.referenced(mapping.properties["EventSourceArn"]) == app.by_key["infra/serverless.yml:Q"]


def test_services_that_name_nothing_of_each_other_are_applications_of_their_own() -> None:
    files = {"a/serverless.yml": SERVICE, "b/serverless.yml": WORKER % "'${cf:other-dev.QueueArn}'"}
    assert len([r for r in readings(files) if r.worlds]) == 2


def test_a_composed_service_that_cannot_be_read_costs_no_other() -> None:
    files = {**COMPOSED, "queue/serverless.yml": "service: queue\nprovider: aws\nx: ["}
    found = next(r for r in readings(files) if r.framework == "serverless")
    assert [function.name for function in found.worlds[0].functions] == ["work"]
    assert any(u.file == "queue/serverless.yml" and "not valid YAML" in u.reason for u in found.unread)


def test_the_files_that_a_service_is_put_together_from_are_counted():
    stats = ReadStats()
    files = {
        "serverless.yml": "service: s\nprovider: {name: aws}\nfunctions: ${file(f.yml)}\nresources: ${file(r.yml)}\n",
        "f.yml": "f: {handler: a.f}\n",
        "r.yml": "Resources: {}\n",
    }
    list(read(MemoryFiles(files), stats=stats))
    assert stats.templates == 3
