const { execSync } = require("child_process");

const isSafe = (text) => /^[a-z]+$/.test(text);

function isShort(text) {
  if (text.length < 3) {
    return true;
  }
  return false;
}

function letters(text) {
  if (/^[a-z]+$/.test(text)) {
    return true;
  }
  return false;
}

function both(text) {
  execSync("wc " + text); // leastwise: expect command-injection
}

async function guarded(text) {
  execSync("wc -l " + text);
}

function told(known, text) {
  if (known) {
    execSync("wc -c " + text); // leastwise: expect command-injection
  }
}

exports.handler = async (event) => {
  const one = JSON.parse(event.body).one;
  if (isSafe(one)) {
    both(one);
  } else {
    both(one);
  }
  if (isSafe(one)) {
    await guarded(one);
  } else if (["a", "b"].includes(one)) {
    await guarded(one);
  }
  told(letters(one), one);
  told(isShort(one), one);
};
