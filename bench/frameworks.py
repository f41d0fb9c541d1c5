"""How fast leastwise reads Terraform and serverless.yml, beside checkov with the framework of the same name.

    python bench/frameworks.py --terraform ~/serverless-patterns --serverless ~/serverless-examples
    python bench/frameworks.py --terraform … --serverless … --peers ~/peers/bin      also runs checkov from that folder

What is measured is a scan that keeps nothing (`--no-cache`). The first applications of a folder, by their names, are
copied: below `--terraform` the folders that hold `.tf` files, below `--serverless` those with a `serverless.yml`, with
the code and the texts beside them, so that both have the same to read. Figures are those of `bench/run.py`: medians of
whole processes, ratios pair by pair. checkov is told not to ask its makers' servers for anything (`--skip-download`,
`--download-external-modules false`).
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from run import CACHE, Run, measure, median, run, show

SMALL = {
    "terraform": (
        "main.tf",
        """\
resource "aws_lambda_function" "hello" {
  function_name = "hello"
  runtime       = "python3.13"
  handler       = "app.handler"
  filename      = "hello.zip"
  role          = aws_iam_role.hello.arn
}

resource "aws_iam_role" "hello" {
  name               = "hello"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "hello" {
  role       = aws_iam_role.hello.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}

resource "aws_lambda_function_url" "hello" {
  function_name      = aws_lambda_function.hello.function_name
  authorization_type = "NONE"
}
""",
    ),
    "serverless": (
        "serverless.yml",
        """\
service: hello
provider:
  name: aws
  runtime: python3.13
  iam:
    role:
      managedPolicies: [arn:aws:iam::aws:policy/AmazonS3FullAccess]
functions:
  hello:
    handler: app.handler
    events:
      - httpApi: GET /
""",
    ),
}
"""Framework → file and text of a small application: one function, its role, one way in."""

PATTERNS = {"terraform": "*.tf", "serverless": "serverless.yml"}

NOT_COPIED = shutil.ignore_patterns(
    ".git", ".terraform", "node_modules", ".serverless", "*.zip", "*.jar", "*.png", "*.jpg", "*.gif", "*.mp4", "*.svg"
)


def applications(corpus: Path, framework: str, count: int) -> list[Path]:
    """The first folders of a corpus with files of a framework, in the order of their names.

    Terraform: folders directly below the corpus, with all their modules. Serverless: the folder of each service.
    """
    found = sorted(
        path for path in corpus.rglob(PATTERNS[framework]) if path.is_file() and "node_modules" not in path.parts
    )
    if framework == "terraform":
        below = [path.relative_to(corpus) for path in found]
        folders = [corpus / path.parts[0] for path in below if len(path.parts) > 1]
    else:
        folders = [path.parent for path in found]
    return sorted(dict.fromkeys(folders))[:count]


def copied(folders: Sequence[Path], into: Path) -> Path:
    """A tree with copies of these folders, side by side."""
    for number, folder in enumerate(folders):
        shutil.copytree(folder, into / f"{number:03}-{folder.name}", ignore=NOT_COPIED, ignore_dangling_symlinks=True)
    return into


def compared(checkov: Path, framework: str, folder: Path, scan: Sequence[str], runs: int) -> None:
    """Measure checkov on the same tree, in turn with leastwise."""
    options = ["--framework", framework, "--compact", "--quiet", "--skip-download"]
    command = [str(checkov), "-d", ".", *options, "--download-external-modules", "false"]
    run(command, folder)
    pairs: list[tuple[Run, Run]] = [(run(command, folder), run(scan, folder)) for _ in range(runs)]
    show(f"checkov --framework {framework}", median([theirs for theirs, _ in pairs]))
    ratios = [theirs.cpu / own.cpu for theirs, own in pairs]
    print(
        f"  leastwise needs 1/{statistics.median(ratios):.1f} of its CPU (pairs from 1/{min(ratios):.1f} to "
        f"1/{max(ratios):.1f}) and 1/{statistics.median(t.memory / o.memory for t, o in pairs):.1f} of its memory"
    )


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--terraform", type=Path, help="folder with folders of Terraform files")
    arguments.add_argument("--serverless", type=Path, help="folder with services of the Serverless Framework")
    arguments.add_argument("--folders", type=int, default=41, help="of Terraform (41)")
    arguments.add_argument("--services", type=int, default=30, help="with a serverless.yml (30)")
    arguments.add_argument("--peers", type=Path, help="folder with the command checkov")
    arguments.add_argument("--leastwise", default=str(Path(sys.executable).parent / "leastwise"))
    arguments.add_argument("--runs", type=int, default=7)
    options = arguments.parse_args()
    scan = [options.leastwise, "scan", ".", "--root", ".", "--fail-on", "never", "--no-cache"]
    print(f"medians of {options.runs} runs\n{'':<44} {'CPU s':>8} {'clock s':>8} {'MB':>8}")
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        CACHE["LEASTWISE_CACHE_DIR"] = str(base / "cache")
        for framework, (name, text) in SMALL.items():
            small = base / f"small-{framework}"
            small.mkdir()
            (small / name).write_text(text)
            measure(f"leastwise scan, one small {name}", scan, small, options.runs)
        for framework, corpus, count in (
            ("terraform", options.terraform, options.folders),
            ("serverless", options.serverless, options.services),
        ):
            if corpus is None:
                continue
            chosen = applications(corpus, framework, count)
            if not chosen:
                arguments.error(f"there is no {PATTERNS[framework]} below {corpus}")
            folder = copied(chosen, base / framework)
            files = sum(1 for _ in folder.rglob(PATTERNS[framework]))
            print(f"{framework}: {len(chosen)} folders with {files} files {PATTERNS[framework]}")
            measure(f"leastwise scan, {len(chosen)} folders of {framework}", scan, folder, options.runs)
            checkov = options.peers / "checkov" if options.peers else None
            if checkov is not None and checkov.exists():
                compared(checkov, framework, folder, scan, max(3, options.runs // 2))


if __name__ == "__main__":
    main()
