"""Terraform's functions, one module for each family as its documentation has them.

Every module has a table `FUNCTIONS`; `leastwise.read.terraform.language.calls` imports the one that is needed.

https://developer.hashicorp.com/terraform/language/functions
"""
