"""Container images: what a Dockerfile starts, and what lies where in its image."""

import pytest

from leastwise.code.docker import image
from leastwise.code.entries import Entry, Missing
from leastwise.code.sources import Sources
from leastwise.model.finding import Confidence
from leastwise.read.files import MemoryFiles

PYTHON = "def handler(event, context): ...\n"
BASE = "FROM public.ecr.aws/lambda/python:3.13\n"


@pytest.fixture
def docker(only):
    def make(dockerfile, files, *, properties="", metadata="DockerContext: ./image, Dockerfile: Dockerfile"):
        inside = {f"image/{path}": text for path, text in files.items()} | {"image/Dockerfile": dockerfile}
        return only(f"PackageType: Image{properties}", inside, metadata=metadata)

    return make


def at(entry):
    assert isinstance(entry, Entry), entry
    return entry.file, entry.names, entry.kind


@pytest.mark.parametrize(
    ("dockerfile", "files", "expected"),
    [
        (BASE + 'COPY app.py ${LAMBDA_TASK_ROOT}/\nCMD ["app.handler"]', {"app.py": PYTHON}, ("app.py", ("handler",))),
        (BASE + 'COPY app.py ./\nCMD [ "app.handler" ]', {"app.py": PYTHON}, ("app.py", ("handler",))),
        (BASE + 'COPY src/ .\nCMD ["api.app.handler"]', {"src/api/app.py": PYTHON}, ("src/api/app.py", ("handler",))),
        (
            BASE + 'COPY src/a.py \\\n  # between\n  src/b.py ./code/\nCMD ["code.b.handler"]',
            {"src/a.py": "", "src/b.py": PYTHON},
            ("src/b.py", ("handler",)),
        ),
        (
            "ARG VERSION=22\nFROM public.ecr.aws/lambda/nodejs:${VERSION} AS build\nWORKDIR /usr/app\nCOPY . ./\n"
            "RUN npm run build\nFROM public.ecr.aws/lambda/nodejs:${VERSION}\n"
            'COPY --from=build /usr/app/dist/* ./\nCMD ["index.handler"]',
            {"src/index.ts": "export const handler = 1", "package.json": "{}"},
            ("src/index.ts", ("handler",)),
        ),
        (
            "FROM python:3.13-slim AS base\nENV HOME=/function\nWORKDIR ${HOME}\nCOPY app ./app\nFROM base\n"
            'ENTRYPOINT ["/usr/local/bin/python", "-m", "awslambdaric"]\nCMD ["app.main.handler"]',
            {"app/main.py": PYTHON},
            ("app/main.py", ("handler",)),
        ),
        (
            'FROM node:22\nWORKDIR /f\nCOPY lib lib\nENTRYPOINT ["npx", "aws-lambda-ric"]\nCMD ["lib/main.handler"]',
            {"lib/main.js": "exports.handler = 1"},
            ("lib/main.js", ("handler",)),
        ),
    ],
)
def test_handlers(docker, dockerfile, files, expected):
    file, names, kind = at(docker(dockerfile, files))
    assert (file.removeprefix("image/"), names, kind) == (*expected, "handler")


@pytest.mark.parametrize(
    ("start", "file", "names"),
    [
        ('CMD ["uvicorn", "web.main:api", "--port", "8080"]', "web/main.py", ("api",)),
        ("CMD exec gunicorn --bind :$PORT web.main:api", "web/main.py", ("api",)),
        ('ENTRYPOINT ["python", "web/main.py"]', "web/main.py", ()),
        ('CMD ["node", "server.js"]', "server.js", ()),
        ('ENTRYPOINT ["/bin/sh", "start.sh"]', "server.js", ()),
    ],
)
def test_servers(docker, start, file, names):
    adapter = (
        "COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:1.0 /lambda-adapter /opt/extensions/lambda-adapter\n"
    )
    files = {"web/main.py": "api = 1", "server.js": "", "start.sh": "#!/bin/sh\nexec node server.js\n"}
    found = docker(f"FROM python:3.13\n{adapter}WORKDIR /app\nCOPY . .\n{start}", files)
    assert at(found) == (f"image/{file}", names, "server")


def test_the_settings_of_the_function_go_first(docker):
    files = {"app.py": PYTHON, "other.py": PYTHON}
    found = docker(
        BASE + 'COPY *.py ./\nCMD ["app.handler"]', files, properties=", ImageConfig: {Command: [other.handler]}"
    )
    assert at(found)[0] == "image/other.py"


def test_the_stage_that_is_built_is_the_one_that_is_named(docker):
    text = BASE.rstrip() + ' AS one\nCOPY a.py ./\nCMD ["a.handler"]\n' + BASE.rstrip() + ' AS two\nCMD ["b.handler"]'
    metadata = "DockerContext: ./image, Dockerfile: Dockerfile, DockerBuildTarget: one"
    assert at(docker(text, {"a.py": PYTHON}, metadata=metadata))[0] == "image/a.py"


def test_without_a_context_the_only_dockerfile_for_lambda_is_taken(only):
    files = {
        "worker/Dockerfile": BASE + 'COPY . .\nCMD ["app.handler"]',
        "worker/app.py": PYTHON,
        "web/Dockerfile": "FROM nginx\nCOPY . /usr/share/nginx/html",
    }
    found = only("PackageType: Image, ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1", files)
    assert at(found)[0] == "worker/app.py"
    assert found.confidence is Confidence.MEDIUM
    alone = only("PackageType: Image, ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1", {})
    assert isinstance(alone, Missing)
    assert alone.kind == "outside"


def test_other_languages_are_said_so(docker):
    found = docker('FROM public.ecr.aws/lambda/java:21\nCOPY t ./\nCMD [ "com.shop.App::handle" ]', {})
    assert isinstance(found, Missing)
    assert (found.kind, found.reason) == ("language", "the image is made for java, which is not read")


@pytest.mark.parametrize(
    "text", ["", "FROM", "COPY", "FROM a\nCOPY --from=0 . .\nCMD [", "FROM a\nENV\nWORKDIR\nCMD [1]"]
)
def test_odd_dockerfiles_are_read_as_far_as_they_go(docker, text):
    assert isinstance(docker(text, {"a.py": ""}), Missing)


def test_stages_that_copy_from_each_other_without_end_are_bounded():
    text = "FROM a AS s0\nCOPY . /x\n" + "".join(
        f"FROM s{n} AS s{n + 1}\nCOPY --from=s{n} /x /x\nCOPY --from=s{n} /x /y{n}\n" for n in range(40)
    )
    found = image(Sources(MemoryFiles({"Dockerfile": text, "a.py": ""})), "Dockerfile", "")
    assert found is not None
    assert len(found.mounts) < 10_000
