const { execSync } = require("child_process");

exports.handler = async (event) => {
  const { repo, branch, tag } = JSON.parse(event.body);
  const found = repo.match(/^[\w-]+\/[\w-]+$/);
  if (!found) return { statusCode: 400 };
  execSync(`clone ${found[0]}`);
  execSync(`clone ${repo}`);
  if (!branch.match(/[\w-]+/)) return { statusCode: 400 };
  execSync(`checkout ${branch}`); // leastwise: expect command-injection
  if (/^[a-z]+$/m.test(tag)) execSync(`tag ${tag}`); // leastwise: expect command-injection
  if (/^[a-z]+$/i.test(tag)) execSync(`tag ${tag}`);
  return { statusCode: 204 };
};
