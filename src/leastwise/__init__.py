"""Security for serverless applications on AWS: reads templates and function code as one model, judges and repairs it.

This module imports nothing, so that `leastwise --version` and every command start without delay.
"""

__version__ = "0.1.0"
