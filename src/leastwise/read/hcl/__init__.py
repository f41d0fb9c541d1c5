"""HCL, the language of Terraform and OpenTofu, with the place of every block, attribute and value.

What comes out is what the same configuration would be in Terraform's JSON syntax, by one convention without exceptions:

| written                                   | read                                                                 |
|-------------------------------------------|----------------------------------------------------------------------|
| a block with labels, `resource "a" "b" {` | `Labels` in `Labels`, in them a `Block`: `{"resource": {"a": {"b":…` |
| several blocks with the same labels       | `Blocks` in the place of the `Block`                                 |
| a block without labels, single or not     | `Blocks`, a list of `Block`                                          |
| an object `{ a = 1 }`, a tuple `[1]`      | `Map`, `Seq`                                                         |
| a text, number, boolean, `null`, heredoc  | a plain value                                                        |
| `jsonencode({ a = 1 })`, where asked for   | `Call`, `{"jsonencode()": {"a": 1}}`                                 |
| all else: references, calls, `"${…}"`     | `Expression`, the text of it                                         |

tree-sitter does the parsing, and so knows what an expression is made of; it is imported when the first text is read.
`leastwise.read.hcl.syntax` is where more of an expression can be had.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

from leastwise.read.hcl.parsing import parse_hcl
from leastwise.read.hcl.values import Block, Blocks, Call, CallKey, ComputedKey, Expression, Labels

__all__ = ["Block", "Blocks", "Call", "CallKey", "ComputedKey", "Expression", "Labels", "parse_hcl"]
