"""Plans and states in JSON: Terraform's own answer to what a configuration deploys.

| file | does |
|---|---|
| `groups` | which configuration a plan belongs to |
| `document` | what `terraform show -json` and `terraform.tfstate` say, in one shape |
| `links` | which values name another resource |
| `values` | what is planned for one resource, as its arguments |
| `overlay` | what the configuration leaves open, filled in from the plan |
| `application` | both together as one application |

What the author has written says what it says, and findings point there; the plan says what that leaves open: values of
data sources, of modules that are not here, of variables. Without configuration everything stands in the plan.

https://developer.hashicorp.com/terraform/internals/json-format
"""
