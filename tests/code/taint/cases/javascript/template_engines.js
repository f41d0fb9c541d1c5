const ejs = require("ejs");
const Handlebars = require("handlebars");
const pug = require("pug");
const nunjucks = require("nunjucks");
const _ = require("lodash");

const page = Handlebars.compile("<p>{{name}}</p>");

exports.handler = async (event) => {
  const { template, name } = JSON.parse(event.body);
  ejs.render(template, { name }); // leastwise: expect template-injection
  ejs.render("<p><%= name %></p>", { name });
  Handlebars.compile(template)({ name }); // leastwise: expect template-injection
  pug.render(`p ${name}`); // leastwise: expect template-injection
  nunjucks.renderString(template, {}); // leastwise: expect template-injection
  nunjucks.renderString("{{ name }}", { name });
  _.template(template)({}); // leastwise: expect template-injection
  return page({ name });
};
