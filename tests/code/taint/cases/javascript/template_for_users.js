const { Liquid } = require("liquidjs");
const twig = require("twig");

exports.handler = async (event) => {
  await new Liquid().parseAndRender(event.body, { name: "Ada" });
  require("mustache").render(event.body, { name: "Ada" });
  twig.twig({ data: event.body }).render({}); // leastwise: expect template-injection
  twig.twig({ data: "{{ name }}" }).render({ name: event.body });
  return { statusCode: 200 };
};
