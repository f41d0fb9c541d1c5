"""Terraform's JSON syntax."""

TEXT = """{
  "locals": {"base": "jobs"},
  "variable": {"wait": {"type": "number", "default": 12}},
  "resource": {
    "aws_sqs_queue": {
      "q": {
        "count": 2,
        "name": "${local.base}-${count.index}",
        "visibility_timeout_seconds": "${var.wait}",
        "tags": {"literal": "$${x}"}
      }
    },
    "aws_lambda_function": [{"f": {
      "function_name": "f",
      "role": "r",
      "handler": "app.handler",
      "runtime": "python3.13",
      "environment": {"variables": {"Q": "${aws_sqs_queue.q[0].url}"}},
      "dynamic": {"tracing_config": {"for_each": ["Active"], "content": {"mode": "${tracing_config.value}"}}}
    }}]
  }
}
"""


def test_it_says_the_same_as_the_other_syntax(readings):
    (reading,) = readings({"main.tf.json": TEXT})
    (world,) = reading.worlds
    queues = [r for r in world.resources("AWS::SQS::Queue")]
    assert [(r.name, r.get("QueueName"), r.get("VisibilityTimeout")) for r in queues] == [
        ("aws_sqs_queue.q[0]", "jobs-0", 12),
        ("aws_sqs_queue.q[1]", "jobs-1", 12),
    ]
    (function,) = world.resources("AWS::Lambda::Function")
    assert world.referenced(function.get("Environment.Variables.Q")) == queues[0]
    assert function.get("TracingConfig.Mode") == "Active"
    assert queues[0].get("Tags")[0]["Value"] == "${x}"


def test_places_are_those_of_the_text(readings):
    (reading,) = readings({"main.tf.json": TEXT})
    queue = reading.worlds[0].by_key[".:aws_sqs_queue.q[0]"]
    assert queue["VisibilityTimeout"].location.line == 9
    assert queue.location.line == 6
    assert queue.span[0].block_at(queue["VisibilityTimeout"].span[1]) == "aws_sqs_queue.q"
