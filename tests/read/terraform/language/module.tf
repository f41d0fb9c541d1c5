variable "v" { default = { a = [{ id = "x", tags = { k-1 = "d" } }, { id = "y", tags = {} }], n = null, s = "str", "with space" = 1 } }
locals {
  c0 = (
    true
    ? "yes" # comment
    : "no"
  )
  c1 = {
    a = 1 // one
    # full line
    b = 2, c = 3
    /* block
       comment */ d = [
      1,
      2, # trailing
    ]
    "quoted key" = true
    (join("-", ["x", "y"])) = "computed"
    "t-${1 + 1}" = null
    e-f = 1
    nested = { x = {
      y = 1 } }
  }
  c2 = jsonencode({
    Statement = [for i in range(2) : {
      Effect = "Allow"
      Action = i == 0 ? "a" : "b"
      Condition = {
        StringEquals = { "aws:x" = "y" }
      }
    } if i < 5]
  })
  c3 = join(",", [
    <<-EOT
      one
        two
    EOT
    , "three"
  ])
  c4 = { body = <<EOF
line ${local.c0}
  %{ for x in ["p", "q"] ~}
  ${x}
  %{ endfor ~}
EOF
    after = 1
  }
  c6 = try(var.v.a[*].tags["k-1"], "failed")
  c7 = [for o in var.v.a : lookup(o.tags, "k-1", "none")]
  c8 = { for o in var.v.a : o.id => o.tags... }
  c9 = { for k, v in var.v : k => v if k != "a" && v != null }
  c10 = var.v["with space"]
  c11 = var.v.a.0.id
  c12 = var.v.a.*.id
  c13 = length(var.v.a) > 1 ? var.v.a[1].id : null
  c14 = var.v.n == null ? "null" : "set"
  c15 = "${var.v.s}-${upper("x${"y"}z")}-${var.v.a[0]["id"]}"
  c16 = coalesce(var.v.n, var.v.s)
  c17 = merge({ a = 1 }, var.v.n == null ? {} : { b = 2 }, { for k in ["z"] : k => k })
  c18 = !contains([for x in var.v.a : x.id], "z") && (1 + 2) * 3 >= 9 || false
  c19 = "\u00e9\t\"q\" $${x} %%{y} \\"
  c20 = -1 - -2 * 3 % 4 / 2
  c21 = flatten([for a in ["x", "y"] : [for b in [1, 2] : { k = "${a}${b}" }]])
  c22 = { for p in setproduct(["a", "b"], ["c"]) : "${p[0]}-${p[1]}" => p[1] }
  c23 = [for i, x in ["a", "b"] : "${i}:${x}"]
  c24 = element(["a", "b", "c"], length(["x", "y", "z", "w"]))
  c25 = substr("hello world", 0, 5) == "hello" ? title("hello world") : ""
  c26 = { "a" : 1, "b" : { "c" : [1, 2, { "d" : "e" }] } }
  c27 = tomap({ a = "b" })["a"]
  c28 = [1, 2, 3][1]
  c29 = { a = { b = 1 } }.a.b
  c30 = (var.v).s
  c31 = [[1, 2], [3]][*][0]
  c33 = can(var.v.a[5]) ? 1 : 2
  c34 = try(var.v.nope.deep, var.v.a[9].id, "last")
  c35 = formatlist("%s!", var.v.a[*].id)
  c36 = "${[for x in ["a"] : x][0]}"
  c37 = <<EOT
no interpolation $ {x} \n "quotes"
EOT
  c38 = null
  c39 = [for x in [{ a = null }, { a = 1 }] : x.a if x.a != null]
  c40 = true ? { a = 1 } : { a = 2 }
  c41 = { for s in split(",", "a=1,b=2") : split("=", s)[0] => split("=", s)[1] }
  c42 = "a" == "a" && "b" != "c" ? [] : ["x"]
  c43 = 1.0
  c44 = 0.1 + 0.2
  c45 = 10 / 4
  c46 = "${1.0}${2.50}"
  c47 = replace(<<-X
    multi
    line
  X
  , "\n", "|")
  c48 = { a = 1, }
  c49 = [1, 2, ]
  c50 = upper(
    "x",
  )
  c51 = toset(["b", "a"])
  c52 = [for k in keys({ z = 1, a = 2 }) : k]
  c53 = distinct(concat(["a"], ["a", "b"]))
  c54 = sort(["b", "A", "a"])
  c55 = "%{ if local.c0 == "yes" }Y%{ else }N%{ endif }${"!"}"
  c56 = "${"a"}" 
  c57 = reverse([for c in ["x", "y"] : "${c}"])
  c58 = jsondecode(<<J
{"a": {"b": [1, null]}}
J
  ).a.b[0]
  c59 = trimspace(<<EOT

   x
EOT
  )
}
