"""Which metrics of which resources somebody is alarmed about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.application import Application
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq, Symbol

ALARMS = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")

_NAMES = {"AWS/Lambda": "FunctionName", "AWS/SQS": "QueueName"}


class Alarms:
    """The alarms of an application, by what they watch.

    Attributes:
        unknown: whether one watches something that is not known, which may be anything.
    """

    def __init__(self, app: Application) -> None:
        self.unknown = False
        self._watched: set[tuple[str, str]] = set()
        for alarm in app.resources("AWS::CloudWatch::Alarm"):
            for metric in _metrics(alarm.properties):
                self._add(app, metric)

    def watches(self, resource: Resource, *metrics: str) -> bool:
        """Whether an alarm watches, or may watch, one of these metrics of a resource, or of all of its kind."""
        return self.unknown or any((metric, key) in self._watched for metric in metrics for key in (resource.key, ""))

    def _add(self, app: Application, metric: Map) -> None:
        namespace, name = metric.get("Namespace"), metric.get("MetricName")
        if (
            isinstance(metric.get("Expression"), (str, Symbol))
            or isinstance(namespace, Symbol)
            or isinstance(name, Symbol)
        ):
            self.unknown = True  # a search over metrics may find any
            return
        dimension = _NAMES.get(namespace) if isinstance(namespace, str) else None
        if dimension is None or not isinstance(name, str):
            return
        dimensions = metric.get("Dimensions")
        if isinstance(dimensions, Symbol):
            self.unknown = True
            return
        values = [
            item.get("Value")
            for item in (dimensions if isinstance(dimensions, Seq) else ())
            if isinstance(item, Map) and item.get("Name") == dimension
        ]
        if not values:
            self._watched.add((name, ""))
        for value in values:
            function = app.function_of(value)
            resource = function.resource if function else app.referenced(value)
            if resource is not None:
                self._watched.add((name, resource.key))
            elif isinstance(value, Symbol):
                self.unknown = True


def _metrics(properties: Map) -> Iterator[Any]:
    yield properties
    queries = properties.get("Metrics")
    for query in queries if isinstance(queries, Seq) else ():
        if isinstance(query, Map):
            stat = query.get("MetricStat")
            metric = stat.get("Metric") if isinstance(stat, Map) else None
            if isinstance(metric, Map):
                yield metric
            elif isinstance(query.get("Expression"), str) and "SEARCH" in query["Expression"]:
                yield query
