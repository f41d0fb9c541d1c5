"""What `leastwise fix` says about what it does not do, and the exit codes that go with it."""

import json
import re

import jsonschema
import pytest

from leastwise.cli import main

from .fixing import QUIET, fix, fix_json, repository, rules, template, terminal, text
from .test_fix_reports import ROOT

BROKEN = "Resources:\n  Jobs:\n    Type: [AWS::SQS::Queue\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.json").write_text(text())
    repository()
    return tmp_path


def with_parameter(default=60, uses=1):
    """The same with the visibility as a parameter that so many queues use."""
    document = template()
    document["Parameters"] = {"Vis": {"Type": "Number", "Default": default}}
    for name in ("WorkerJobs", *(f"Other{n}" for n in range(1, uses))):
        queue = {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": {"Ref": "Vis"}}}
        document["Resources"][name] = queue
    return json.dumps(document, indent=2)


def test_a_template_that_cannot_be_read_is_no_success(folder, capsys):
    (folder / "template.json").rename(folder / "template.yaml")
    (folder / "template.yaml").write_text(BROKEN)
    for more in ((), ("--write",), ("template.yaml",)):
        code, out, _ = fix(capsys, *more)
        assert code == 3
        assert "Fixes      nothing could be judged\n" in out
        assert "Not read   template.yaml:" in out
        assert "nothing to fix" not in out


def test_what_could_not_be_read_is_told_beside_the_fixes(folder, capsys):
    (folder / "broken.yaml").write_text(BROKEN)
    (folder / "template.json").write_text(QUIET)
    code, out, _ = fix(capsys)
    assert code == 0
    assert "Not read   broken.yaml:" in out
    assert fix(capsys, "--strict")[0] == 1
    (folder / "leastwise.toml").write_text("strict = true\n")
    assert fix(capsys)[0] == 1
    assert fix(capsys, "--no-strict")[0] == 0
    report = fix_json(capsys)
    jsonschema.validate(report, json.loads((ROOT / "schema" / "leastwise-fix.schema.json").read_text("utf-8")))
    assert [(entry["kind"], entry["file"]) for entry in report["unread"]] == [("template", "broken.yaml")]
    run = json.loads(fix(capsys, "--format", "sarif")[1])["runs"][0]
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "Not read" in told["message"]["text"]


def test_what_has_no_fix_is_counted(folder, capsys):
    told = "By hand    1 finding has no fix: no-concurrency-limit 1; leastwise scan shows it\n"
    assert told in fix(capsys)[1]
    out = fix(capsys, "--write")[1]
    assert "Fixed      1 fixed\n" in out
    assert told in out
    assert "By hand" not in fix(capsys, "--select", "short-visibility")[1]


def test_what_is_accepted_is_counted_where_nothing_is_left_to_fix(folder, capsys):
    assert main(["baseline", "create"]) == 0
    capsys.readouterr()
    code, out, _ = fix(capsys)
    assert code == 0
    assert "Fixes      nothing to fix\nAccepted   1 finding with a fix (1 baseline), so not touched\n" in out
    (folder / "leastwise.baseline.json").unlink()
    assert "Accepted" not in fix(capsys)[1]


def test_what_cannot_be_fixed_fails_only_where_it_was_to_be_written(folder, capsys):
    (folder / "template.json").write_text(with_parameter(uses=2))
    code, out, _ = fix(capsys)
    assert code == 0
    assert "Fixes      nothing could be fixed\nNot fixed  template.json:" in out
    assert "Next       what is not fixed, by hand: leastwise explain short-visibility\n" in out
    assert fix(capsys, "--write")[0] == 1


def test_places_with_the_same_reason_are_listed(folder, capsys):
    document = template(workers=[f"W{n}" for n in range(7)])
    document["Parameters"] = {"Vis": {"Type": "Number", "Default": 60}}
    for n in range(7):
        document["Resources"][f"W{n}Jobs"]["Properties"]["VisibilityTimeout"] = {"Ref": "Vis"}
    (folder / "template.json").write_text(json.dumps(document, indent=2))
    out = " ".join(fix(capsys)[1].split())
    assert re.search(r"Not fixed template\.json:\d+(, \d+){4} and 2 more places short-visibility: ", out)
    assert "short-visibility: the value is the parameter Vis, which is used in 7 places" in out


def test_a_generated_file_is_named_once(folder, capsys):
    (folder / "template.json").rename(folder / "packaged-app.json")
    out = " ".join(fix(capsys)[1].split())
    assert "short-visibility: it is a generated file (by its name): change what it is made from" in out
    assert out.count("packaged-app.json") == 1


def test_a_stack_that_exists_keeps_the_old_default(folder, capsys):
    (folder / "template.json").write_text(with_parameter())
    told = "A stack that exists keeps its value of Vis: pass Vis=360 when you deploy it."
    assert f"  Caution: {told}\n" in fix(capsys)[1]
    (fixed,) = fix_json(capsys)["fixes"]
    assert fixed["caution"] == told
    repository()
    assert f"Caution short-visibility: {told}" in " ".join(fix(capsys, "--write")[1].split())


@pytest.mark.parametrize("given", ["Vis=30", "Vis=60"])
def test_a_value_that_is_given_is_not_changed_by_its_default(folder, capsys, given):
    (folder / "template.json").write_text(with_parameter())
    report = fix_json(capsys, "--parameters", given)
    assert report["fixes"] == []
    (left,) = report["left"]
    told = "the value of Vis is given with --parameters or in the configuration: change it there"
    assert left["reason"] == told


def test_a_place_is_one_place_in_all_stages(folder, capsys):
    deploy = "".join(f'[{stage}.deploy.parameters]\nstack_name = "{stage}"\n' for stage in ("dev", "test", "prod"))
    (folder / "samconfig.toml").write_text(f"version = 0.1\n{deploy}")
    assert len(fix_json(capsys, "--stage", "all")["fixes"]) == 3
    out = fix(capsys, "--stage", "all")[1]
    assert "short-visibility  safe · 1 place in 1 file\n" in out
    assert "Fixes      1 safe of 1 rule in 1 file;" in out
    assert (
        "2 more may change the behaviour, --unsafe shows them: public-function-url 1, log-never-expires 1"
        in " ".join(out.split())
    )
    assert "By hand    1 finding has no fix" in out
    out = fix(capsys, "--stage", "all", "--write")[1]
    assert "Fixed      1 fixed\n           short-visibility 1\nFiles      template.json  1\n" in out


def test_tabs_are_shown_as_they_are(folder, capsys):
    (folder / "template.json").write_text(text().replace('"VisibilityTimeout": 60', '"VisibilityTimeout":\t60'))
    assert '\n-        "VisibilityTimeout":\t60\n+        "VisibilityTimeout":\t360\n' in fix(capsys)[1]


def test_who_ignores_a_rule_that_was_asked_for_is_said(folder, capsys):
    (folder / "leastwise.toml").write_text('ignore = ["short-visibility"]\n')
    code, _, err = fix(capsys, "--rule", "short-visibility")
    assert code == 2
    assert "short-visibility does not run: leastwise.toml:1 ignores it" in err
    code, _, err = fix(capsys, "--rule", "short-visibility,no-tracing")
    assert code == 1
    assert "short-visibility does not run: leastwise.toml:1 ignores it" in err
    assert "ignores it" not in fix(capsys)[2]


@pytest.mark.parametrize("shape", ["json", "sarif", "patch"])
def test_a_report_for_programs_says_on_the_side_what_was_written(folder, capsys, shape):
    out, err = fix(capsys, "--write", "--format", shape)[1:]
    assert "Fixed      1 fixed\n           short-visibility 1\nFiles      template.json  1\n" in err
    assert "1 fixed" not in out


def test_what_is_made_later_is_shown_later(folder, capsys):
    """The dead-letter queue is there only when its fix is made; then its depth wants an alarm."""
    mail = {"Type": "SNS", "Properties": {"Topic": "arn:aws:sns:eu-west-1:111122223333:mail"}}
    (folder / "template.json").write_text(text(Events={"Mail": mail}))
    repository()
    both = ("--unsafe", "--select", "no-alarm,no-dead-letter")
    first, heading, later = fix(capsys, *both)[1].partition("\nThen, in what these fixes make of the files\n")
    assert first.startswith("no-dead-letter  unsafe")
    assert heading
    assert later.startswith("\nno-alarm  unsafe")
    assert sorted(rules(fix_json(capsys, *both))) == ["no-alarm", "no-dead-letter"]
    assert fix(capsys, *both, "--write")[0] == 0
    assert "ApproximateNumberOfMessagesVisible" in (folder / "template.json").read_text()
    assert "nothing to fix" in fix(capsys, *both)[1]
    assert "Then, in" not in fix(capsys)[1]


def test_choosing_says_what_could_not_be_fixed(folder, capsys):
    (folder / "template.json").write_text(with_parameter(uses=2))
    code, shown = terminal("", "-i")
    assert code == 1
    assert "Not fixed  template.json:" in shown


LISTENER = {
    "Type": "AWS::ElasticLoadBalancingV2::Listener",
    "Properties": {
        "Protocol": "HTTPS",
        "SslPolicy": "ELBSecurityPolicy-2016-08",
        "LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/a/1",
        "DefaultActions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}],
    },
}
SITE = {
    "Type": "AWS::CloudFront::Distribution",
    "Properties": {
        "DistributionConfig": {
            "Enabled": True,
            "Origins": [
                {"Id": "a", "DomainName": "a.example", "CustomOriginConfig": {"OriginProtocolPolicy": "https-only"}}
            ],
            "DefaultCacheBehavior": {"TargetOriginId": "a", "ViewerProtocolPolicy": "allow-all"},
        }
    },
}


def test_each_of_several_fixes_of_a_rule_has_its_own_caution(folder, capsys):
    (folder / "template.json").write_text(json.dumps({"Resources": {"Door": LISTENER, "Site": SITE}}, indent=2))
    asked = ("--unsafe", "--select", "old-tls", "--persona", "pedantic")
    by_listener = "Clients that know no TLS 1.2 can no longer connect."
    by_redirect = "Clients that do not follow a redirect to HTTPS get no answer any more."
    found = {fixed["finding"]["resource"]: fixed["caution"] for fixed in fix_json(capsys, *asked)["fixes"]}
    assert found == {"template.json:Door": by_listener, "template.json:Site": by_redirect}
    out = " ".join(fix(capsys, *asked)[1].split())
    assert f"{by_listener} {by_redirect}" in out
    assert fix_json(capsys, *asked)["fixes"][0]["caution"] == by_listener  # from the cache
