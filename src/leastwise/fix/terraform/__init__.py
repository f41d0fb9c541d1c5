"""Fixes of Terraform and OpenTofu: what a rule wants in CloudFormation's words as changes of the author's blocks.

lowering    the edits of one finding together
module      the files of a module; its blocks and who speaks of them
documents   policies: in `jsonencode({…})`, in `aws_iam_policy_document`, in JSON texts
arguments   everything else: resources are rendered by the tables before and after, and what differs is written
origins     the variable or local value that an argument takes
values      values as the files write them
"""

from leastwise.fix.terraform.lowering import Terraform

__all__ = ["Terraform"]
